"""Imports through the staff's pages: a file brought, looked at, answered about, written, brought again and undone."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programs import services
from programs.background import do_waiting
from programs.imports.plan.state import state_of
from programs.imports.uploads import uploads
from programs.models import (
    BackgroundWork,
    ImportBatch,
    ImportUpload,
    LedgerEntry,
    PassportTotal,
    Program,
    RowMatch,
    TreasuryRule,
)
from programs.services.background import note_progress, presence_of

from . import annex_1
from .filling import fields_of
from .office_files import docx, xlsx
from .test_imports_apply import amended, without_codes
from .test_imports_monthly import NAME, sheet
from .treasury_files import COUNCIL, NEWSPAPER, as_json, transaction

Person = Callable[[str], User]
WORD = docx(annex_1.table(), before=[annex_1.CAPTION])
NEW = {
    "title": "Програма, яку набирають наново",
    "short_title": "Наново",
    "slug": "again",
    "start_year": 2021,
    "end_year": 2023,
    "council": "Каховська міська рада",
    "responsible_unit": "Відділ",
    "chief_spending_unit": "Каховська міська рада",
}


def address(name: str, *args: Any) -> str:
    return reverse(f"admin:programs_importbatch_{name}", args=args)


def bring(client: Client, kind: str, content: bytes, name: str, *, new: bool = False, **fields: Any) -> Any:
    """Choose a file on the page of its kind; gives the page that follows."""
    file = SimpleUploadedFile(name, content)
    return client.post(f"{address('new', kind)}{'?new=1' if new else ''}", {"file": file, **fields}, follow=True)


def press(client: Client, page: Any, step: str, **changes: Any) -> Any:
    """Press a button of the preview with some fields changed; gives the page that follows."""
    upload = page.context["upload"]
    data = fields_of(page) | changes
    return client.post(address(step, upload.pk), data, follow=True)


def cells(rows: Any) -> list[list[str]]:
    """The rows of a table of the preview, as they read."""
    return [[plain(cell) for _heading, _money, cell, _wrong in line] for _level, line in rows["lines"]]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def said(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def stored_files() -> list[Path]:
    return [path for path in Path(settings.IMPORT_ROOT).glob("*") if path.is_file()]


def ledger() -> list[tuple[str, str, date]]:
    rows = LedgerEntry.objects.order_by("pk").values_list("measure__code", "amount", "date")
    return [(code, f"{amount:.2f}", day) for code, amount, day in rows]


# ---- a plan ----------------------------------------------------------------------------------------------------------


def test_the_annex_of_a_decision_begins_a_new_programme_and_can_be_taken_back(
    client: Client, person: Person, program: Program
) -> None:
    client.force_login(person("coordinator"))

    page = bring(client, "plan", WORD, "Додаток 1.docx", new=True, **NEW)
    preview = page.context["preview"]
    assert (preview["waits"], preview["may_write"], len(stored_files())) == (0, True, 1)
    assert cells(preview["sums"][0]) == [
        ["2021", "200 000,00", "—", "200 000,00", "—"],
        ["2022", "400 000,00", "—", "400 000,00", "—"],
        ["2023", "400 000,00", "—", "400 000,00", "—"],
        ["Усього", "1 000 000,00", "—", "1 000 000,00", "—"],
    ]
    early = bring(client, "plan", WORD, "Додаток 1.docx", new=True, **NEW | {"end_year": 2022})
    assert early.context["preview"]["blockers"][0] == "Захід 1.1.1 має суму на 2023 рік, а строк програми – 2021–2022."
    press(client, early, "give_up")
    passport = "answer:passport_assumed:0:0:0:2022"
    page = press(client, page, "answers", **{passport: "390 000,00"})
    assert cells(page.context["preview"]["sums"][0])[1] == ["2022", "400 000,00", "—", "390 000,00", "+10 000,00"]
    assert fields_of(page)[passport] == ["390 000,00"]
    page = press(client, page, "write")

    made = Program.objects.get(slug="again")
    edition = made.editions.get()
    assert said(page) == ["Імпорт записано. Його можна скасувати повністю."]
    assert without_codes(state_of(edition)) == without_codes(state_of(program.editions.get()))
    assert [f"{row.amount:+}" for row in services.plan_differences(edition)] == ["+10000.00"]
    assert stored_files() == []

    page = bring(client, "plan", WORD, "Додаток 1.docx", program=made.pk)
    assert (page.context["preview"]["will"], page.context["before"]) == ("", ImportBatch.objects.get())
    press(client, page, "give_up")
    PassportTotal.objects.create(edition=edition, year=2020, amount=Decimal("1.00"))
    undo = address("undo", ImportBatch.objects.get().pk)
    refused = client.post(undo, {"reason": "Не той файл"})
    assert refused.context["form"].non_field_errors() == [
        "Після цього імпорту план змінювали: скасування знищило б пізнішу роботу. Змініть його вручну."
    ]
    edition.passport_totals.get(year=2020).delete()
    client.post(undo, {"reason": "Не той файл"})
    assert (list(Program.objects.all()), ImportBatch.objects.get().undo_reason) == ([program], "Не той файл")


def test_a_plan_with_questions_is_written_only_after_its_answers(
    client: Client, person: Person, program: Program
) -> None:
    client.force_login(person("coordinator"))
    content = xlsx(amended(), merge=False, above=[annex_1.CAPTION])

    page = bring(client, "plan", content, "Зміни.xlsx", program=program.pk)
    waits = page.context["preview"]["waits"]
    page = press(client, page, "write", seen="")
    assert (waits > 0, said(page), program.editions.count()) == (
        True,
        ["Ще не на все є відповідь: нічого не записано."],
        1,
    )
    page = press(client, page, "suggestions")
    assert page.context["preview"]["waits"] == 0
    outdated = press(client, page, "write", seen="0" * 64)
    assert said(outdated) == ["Відповіді змінили те, що буде записано: перегляньте ще раз і запишіть."]
    press(client, outdated, "write")
    assert [edition.is_draft for edition in program.editions.order_by("number")] == [False, True]


# ---- the monthly sheet -----------------------------------------------------------------------------------------------


def test_a_monthly_sheet_is_answered_written_once_and_reversed(
    client: Client, person: Person, program: Program
) -> None:
    client.force_login(person("accountant"))
    on = date(2021, 9, 30)

    page = bring(client, "monthly", sheet(), NAME, program=program.pk)
    questions = page.context["preview"]["questions"]
    assert [(q["question"].kind.value, q["kind"]) for q in questions["open"]] == [
        ("row_unmatched", "select"),
        ("row_unmatched", "select"),
        ("row_unknown", "select"),
    ]
    page = press(client, page, "answers", **{questions["open"][0]["name"]: "print-media"})
    assert [q["question"].answer for q in page.context["preview"]["questions"]["answered"]] == ["print-media"]
    page = press(client, page, "suggestions")
    [park] = page.context["preview"]["questions"]["open"]  # one press for all never says that a row is no measure
    assert park["question"].read == "Утримання парку"
    page = press(client, page, "answers", **{park["name"]: "-"})
    table = page.context["preview"]["sums"][0]
    assert [[row[0], *row[4:]] for row in cells(table)] == [
        ["1.1.1", "65 472,00", "0,00", "65 472,00", "Бюджет громади"],
        ["1.1.2", "35 150,95", "0,00", "35 150,95", "Бюджет громади"],
        ["1.2.2", "0,00", "0,00", "—", "—"],
    ]
    assert (ledger(), RowMatch.objects.count()) == ([], 0)
    press(client, page, "write")
    assert ledger() == [("print-media", "65472.00", on), ("online-media", "35150.95", on)]

    again = bring(client, "monthly", sheet(), NAME, program=program.pk)
    assert (again.context["preview"]["will"], again.context["preview"]["waits"], len(ledger())) == ("", 0, 2)
    beyond = bring(client, "monthly", sheet(paid="105 600,01"), "2021-10-31.xlsx", program=program.pk)
    assert [plain(sentence).partition(": ")[2] for sentence in beyond.context["preview"]["blockers"]] == [
        "платежі перевищують ліміт на 0,01 грн: план 105 600,00 грн, за договорами 0,00 грн, "
        "без договору 65 472,00 грн, вільно 40 128,00 грн."
    ]
    assert [row[1:] if row[1] else row[::3] for row in cells(beyond.context["preview"]["tables"][0])][1:] == [
        ["Довідка по 30.09.2021", "довідка за попереднім звітом", "65 472,00"],
        ["Сплачено за журналом", "65 472,00"],
        ["Сплачено за довідкою", "105 600,01"],
        ["Різниця", "+40 128,01"],
    ]

    batch = ImportBatch.objects.get()
    client.post(address("undo", batch.pk), {"reason": "", "on": "01.10.2021"})
    client.post(address("undo", batch.pk), {"reason": "Не той місяць", "on": "01.10.2021"})
    assert [(amount, day) for _code, amount, day in ledger()[2:]] == [
        ("-65472.00", date(2021, 10, 1)),
        ("-35150.95", date(2021, 10, 1)),
    ]


OWN = {f"answer:payer:{COUNCIL}": "own"}


# ---- treasury transactions -------------------------------------------------------------------------------------------


def test_transactions_are_given_to_measures_once_and_leave_no_personal_data(
    client: Client, person: Person, program: Program
) -> None:
    client.force_login(person("accountant"))
    number, account = "3184710691", "UA903052992990004149123456789"
    trader = {"recipt_edrpou": number, "recipt_name": f"ФОП Іваненко Іван {number}", "recipt_account": account}
    rows = [transaction(1), transaction(2), transaction(3, **trader, contractNumber="", amount=700)]
    rows.append(transaction(4, trans_date=number, payment_details=account))
    content = as_json(rows).getvalue()

    page = bring(client, "treasury", content, f"платежі {number}.json")
    assert (page.context["preview"]["waits"], page.context["preview"]["rules"]) == (1, [])
    page = press(client, page, "answers", **OWN)
    preview = page.context["preview"]
    assert [(row["group"].who, row["group"].count, plain(row["amount"])) for row in preview["rules"]] == [
        ("ТОВ «Редакція газети»", 2, "21 120,00"),
        ("ФОП Іваненко Іван …", 1, "700,00"),
    ]
    assert (preview["waits"], [path.stat().st_mode & 0o777 for path in stored_files()]) == (3, [0o600])
    measure = program.measures.get(code="print-media")
    answers = {preview["rules"][0]["names"]["measure"]: measure.pk, preview["rules"][1]["names"]["measure"]: "-"}
    page = press(client, page, "answers", **answers, **{"answer:unreadable": "skip"})
    assert (plain(page.context["preview"]["will"]), TreasuryRule.objects.count()) == (
        "Буде записано 2 платежі, разом на 21 120,00 грн.",
        0,
    )
    stored = json.dumps([list(model.objects.values()) for model in (ImportUpload, ImportBatch)], default=str)
    shown = page.content.decode()
    assert [secret for secret in (number, account) if secret in stored or secret in shown] == []

    press(client, page, "write")
    day = date(2021, 4, 6)
    assert ledger() == [("print-media", "10560.00", day)] * 2
    assert [(rule.recipient, rule.contract_number, rule.kekv, rule.measure) for rule in TreasuryRule.objects.all()] == [
        ("", "", "2240", None),
        (NEWSPAPER, "12", "", measure),
    ]
    assert stored_files() == []

    again = bring(client, "treasury", content, "ще раз.json")
    assert (again.context["preview"]["will"], again.context["preview"]["rules"]) == ("", [])


def test_what_has_no_room_on_the_page_is_asked_once_the_rest_is_answered(
    client: Client, person: Person, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("programs.admin.imports.questions.GROUPS_SHOWN", 1)
    client.force_login(person("accountant"))
    measure = program.measures.get(code="print-media").pk
    rows = [transaction(1), transaction(2, recipt_edrpou="37715319", recipt_name="КП «Парк»", amount=50)]

    page = press(client, bring(client, "treasury", as_json(rows).getvalue(), "t.json"), "answers", **OWN)
    seen = []
    for _group in rows:
        preview = page.context["preview"]
        [row] = preview["rules"]
        seen.append((row["group"].who, preview["waits"], preview["may_write"]))
        page = press(client, page, "answers", **{row["names"]["measure"]: measure})
    press(client, page, "write")

    assert seen == [("ТОВ «Редакція газети»", 2, False), ("КП «Парк»", 1, False)]
    assert [amount for _code, amount, _day in ledger()] == ["10560.00", "50.00"]


def test_the_rest_is_passed_over_by_one_press_and_single_payments_are_left_out(
    client: Client, person: Person, program: Program
) -> None:
    client.force_login(person("accountant"))
    parks = [
        transaction(n, recipt_edrpou=code, recipt_name="КП", amount=n) for n, code in ((3, "37715319"), (4, "40195208"))
    ]
    rows = [transaction(1, payment_details="За січень"), transaction(2, trans_date="2021-05-06"), *parks]
    rows.append(transaction(5, amount=-10560, trans_date="2021-04-20"))
    page = press(client, bring(client, "treasury", as_json(rows).getvalue(), "t.json"), "answers", **OWN)
    row = page.context["preview"]["rules"][0]
    assert (row["days"], row["purposes"][0], row["count"]) == ("06.04.2021 – 06.05.2021", "За січень", "2")

    measure = program.measures.get(code="print-media").pk
    page = press(client, page, "answers", rest="1", **{row["names"]["measure"]: measure})
    page = press(client, page, "answers", leave_out="2")
    asked = page.context["preview"]
    page = press(client, page, "answers", **{"answer:out:2": "Не за цією програмою"})
    settled = page.context["preview"]
    press(client, page, "write")

    assert (asked["waits"], asked["may_write"], settled["waits"], settled["may_write"]) == (1, False, 0, True)
    assert plain(settled["will"]) == "Буде записано 1 платіж на 10 560,00 грн. Буде сторновано 1 повернутий платіж."
    paid = [("10560.00", date(2021, 4, 6)), ("-10560.00", date(2021, 4, 20))]
    assert [(amount, day) for _code, amount, day in ledger()] == paid
    assert [rule.recipient for rule in TreasuryRule.objects.all()] == [NEWSPAPER]  # the rest is not remembered
    again = bring(client, "treasury", as_json(rows).getvalue(), "t.json")
    assert [row["group"].pattern[0] for row in again.context["preview"]["rules"]] == ["40195208", "37715319"]


@pytest.fixture
def long_import(client: Client, person: Person, program: Program) -> ImportUpload:
    """A file of transactions with its rule, whose writing the accountant was told is background work."""
    by = person("accountant")
    client.force_login(by)
    page = bring(client, "treasury", as_json([transaction(n, amount=1) for n in range(1, 4)]).getvalue(), "t.json")
    page = press(client, page, "answers", **OWN)
    upload, row = page.context["upload"], page.context["preview"]["rules"][0]
    measure = program.measures.get(code="print-media")
    press(client, page, "answers", **{row["names"]["measure"]: measure.pk})
    upload.refresh_from_db()
    uploads.hand_over(upload, "write", by)
    return upload


def test_long_work_shows_its_progress_and_is_done_once(client: Client, long_import: ImportUpload) -> None:
    work = uploads.work_of(long_import)
    assert work is not None
    BackgroundWork.objects.update(state="running", worker="lives")
    with presence_of("lives"):
        note_progress(work, 1, 3)
        working = client.get(address("preview", long_import.pk))
        progress = client.get(reverse("background:progress", args=[work.key])).json()
        written_twice = client.post(address("write", long_import.pk), {"seen": ""})
    again = uploads.hand_over(long_import, "write", long_import.uploaded_by)
    BackgroundWork.objects.update(state="waiting", worker="")
    unattended = client.get(address("preview", long_import.pk)).content.decode()

    count = do_waiting()
    done = client.get(address("preview", long_import.pk))

    assert (working.templates[0].name, written_twice.status_code) == ("admin/programs/imports/working.html", 302)
    assert (progress["state"], progress["percent"], progress["is_nobody_there"]) == ("running", 33, False)
    assert "Тривалі операції зараз не виконуються." in unattended
    assert (again.pk, count, done.status_code, len(ledger()), stored_files()) == (work.pk, 1, 302, 3, [])
    assert BackgroundWork.objects.get().result == address("preview", long_import.pk)


def test_stopped_work_has_written_nothing_and_begins_again(client: Client, long_import: ImportUpload) -> None:
    page = client.get(address("preview", long_import.pk))
    stop = reverse("background:stop", args=[page.context["work"].key])

    stopped = client.post(stop, follow=True)
    text, left = " ".join(stopped.content.decode().split()), (do_waiting(), ledger(), len(stored_files()))
    again = client.post(address("again", long_import.pk), follow=True)

    assert left == (0, [], 1)
    assert "Запис імпорту: нічого не записано.</strong> Зупинено до початку." in text
    assert (again.templates[0].name, do_waiting(), len(ledger())) == ("admin/programs/imports/working.html", 1, 3)


def test_work_that_was_under_way_in_an_earlier_version_begins_again(client: Client, long_import: ImportUpload) -> None:
    """Its process went with the upgrade; there was no queue that would know of it."""
    BackgroundWork.objects.all().delete()

    killed = client.get(address("preview", long_import.pk))
    client.post(address("again", long_import.pk))

    assert killed.templates[0].name == "admin/programs/imports/interrupted.html"
    assert (do_waiting(), len(ledger())) == (1, 3)


def test_work_on_imports_of_money_is_not_stopped_by_who_may_not_bring_them(
    client: Client, person: Person, long_import: ImportUpload
) -> None:
    work = BackgroundWork.objects.get()
    pages = {name: reverse(f"background:{name}", args=[work.key]) for name in ("work", "progress", "stop")}
    client.force_login(person("coordinator"))

    answers = [client.get(pages["work"]), client.get(pages["progress"]), client.post(pages["stop"])]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert do_waiting() == 1


def test_a_forgotten_file_is_deleted_after_a_week(client: Client, person: Person, program: Program) -> None:
    client.force_login(person("accountant"))
    bring(client, "treasury", as_json([transaction()]).getvalue(), "t.json")
    brought = timezone.now()

    uploads.clear_forgotten(now=brought + timedelta(days=6))
    before = len(stored_files())
    uploads.clear_forgotten(now=brought + timedelta(days=8))

    assert (before, stored_files(), ImportUpload.objects.count()) == (1, [], 0)


# ---- files that cannot be taken --------------------------------------------------------------------------------------


def packed(name: str, content: bytes, *, encrypted: bool = False) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    data = bytearray(output.getvalue())
    if encrypted:
        data[6] |= 1
        data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def office_files() -> dict[str, bytes]:
    return {
        "empty": b"",
        "pdf": b"%PDF-1.7",
        "old or under a password": b"\xd0\xcf\x11\xe0" + b"\0" * 512,
        "half a package": WORD[: len(WORD) // 2],
        "another package": packed("a.txt", b"a"),
        "bomb": packed("word/document.xml", b"\0" * (101 << 20)),
        "encrypted": packed("word/document.xml", b"<a/>", encrypted=True),
        "broken document": packed("word/document.xml", b"<w:document"),
        "broken workbook": packed("xl/workbook.xml", b"<workbook"),
        "no table": docx([["Слово"]]),
    }


LISTS = {"empty": b"", "pdf": b"%PDF-1.7", "half": b'[{"id": 1,', "other": b'[{"id": 1}]', "zip": WORD}


def test_a_file_that_cannot_be_taken_is_refused_with_a_sentence_and_not_kept(
    client: Client, person: Person, program: Program
) -> None:
    answers: dict[tuple[str, str], tuple[int, bool]] = {}
    office = office_files()
    for role, kind, files in (
        ("coordinator", "plan", office),
        ("accountant", "monthly", office),
        ("accountant", "treasury", LISTS),
    ):
        client.force_login(person(role))
        for name, content in files.items():
            page = bring(client, kind, content, f"{name}.xlsx", program=program.pk)
            errors = page.context["form"].errors.get("file", [])
            answers[kind, name] = (page.status_code, len(errors) == 1 and str(errors[0]).endswith("."))

    assert {question: answer for question, answer in answers.items() if answer != (422, True)} == {}
    assert (stored_files(), ImportUpload.objects.count()) == ([], 0)
