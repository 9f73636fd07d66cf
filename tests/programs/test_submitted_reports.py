"""Execution reports as documents: what a draft misses, what is kept when it is submitted, and what becomes of it."""

import hashlib
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from programs import services
from programs.duties import duties_on
from programs.models import ExecutionReport, LegalAct, MeasureRow, Program, Progress, ReportFile, ReportSubmission
from programs.models.duties import report_key
from programs.overview import standings
from programs.reporting.stored import report_of
from programs.reports import build_report
from programs.reports.prepared import tasks_of
from programs.reports.submission import gaps, submit
from programs.services import (
    Conflict,
    answer,
    ask,
    open_next_edition,
    record_step,
    save_progress,
    save_report,
    switch_restricted_mode,
)
from programs.staff.once import TOKEN
from tests.conftest import account, shared_by_module

from .execution import paid_by_hand, program_of
from .submitting import keep, keep_next, logged_in

pytestmark = pytest.mark.django_db

PAGE = "/programs/information-space-2021-2023/reports/1/1/"
ON = date(2022, 1, 20)
ROLES = ("visitor", "commission", "coordinator", "accountant", "head", "administrator")


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The annual report for 2021, for which every measure is judged and explained."""
    with shared_by_module(django_db_blocker):
        report = ExecutionReport(
            program=Program.objects.get(slug="information-space-2021-2023"),
            kind="year",
            period_start=date(2021, 1, 1),
            period_end=date(2021, 12, 31),
            proposal="Взяти звіт до відома.",
            narrative="Рік тривав у карантині.",
            judgement="Мети досягнуто частково.",
        )
        save_report(report=report, by=account("coordinator"))
        for row in MeasureRow.objects.filter(edition=report.program.editions.get()):
            judged = Progress(
                measure=row.measure,
                period_start=report.period_start,
                period_end=report.period_end,
                state="partly",
                work_percent=10,
                reason="Карантин",
            )
            save_progress(progress=judged, by=account("coordinator"))
        for role in ROLES[1:]:
            account(role)
        yield


@pytest.fixture(scope="module")
def made(module_data: None) -> tuple[str, dict[str, bytes]]:
    """The code and the files with which it is submitted: made once, for printing takes most of the time."""
    with transaction.atomic():
        submission = submit(ExecutionReport.objects.get(), by=account("head"), on=ON, site="https://rada.example")
        files = {each.extension: bytes(each.content) for each in submission.files.all()}
        transaction.set_rollback(True)
    return submission.code, files


@pytest.fixture
def ready(module_data: None, db: None) -> ExecutionReport:
    return ExecutionReport.objects.get()


@pytest.fixture
def draft(ready: ExecutionReport) -> ExecutionReport:
    """The same while nothing is judged yet."""
    Progress.objects.all().delete()
    return ready


@pytest.fixture
def submitted(made: tuple[str, dict[str, bytes]], ready: ExecutionReport) -> ExecutionReport:
    keep(ready, ON, *made)
    return ExecutionReport.objects.get()


def file_of(report: ExecutionReport, extension: str) -> bytes:
    return bytes(report.submission.files.get(extension=extension).content)


# ---- what is missing ------------------------------------------------------------------------------------------------


def test_a_report_is_not_submitted_while_a_measure_is_not_judged_and_says_which(draft: ExecutionReport) -> None:
    missing = [(gap.sentence, gap.is_required) for gap in gaps(draft)]

    with pytest.raises(ValidationError) as refusal:
        submit(draft, by=account("head"), on=ON)

    assert len(missing) == 1
    assert missing[0][0].startswith("Не вказано стан виконання: 1.1.1, 1.1.2, ")
    assert missing[0][1] is True
    assert refusal.value.messages == [missing[0][0]]
    assert not ReportSubmission.objects.exists()


def test_a_reason_that_a_judgement_owes_stands_in_the_way_and_an_explanation_does_not(ready: ExecutionReport) -> None:
    Progress.objects.filter(measure__code="print-media").update(reason="")
    ready.narrative = ""
    save_report(report=ready, by=account("coordinator"))

    found = [(gap.sentence, gap.is_required) for gap in gaps(ready)]

    assert found == [
        ("Не вказано причину: 1.1.1", True),
        ("Немає пояснення до цифр.", False),
    ]


def test_a_report_is_submitted_after_its_period_and_not_for_a_day_to_come(ready: ExecutionReport) -> None:
    refused = []
    for day in (date(2021, 12, 30), date(2100, 1, 1)):
        with pytest.raises(ValidationError) as refusal:
            submit(ready, by=account("head"), on=day)
        refused += refusal.value.messages

    assert refused == ["Період закінчується 31.12.2021: звіт подають після цього.", "Цей день ще не настав."]


# ---- what is kept ---------------------------------------------------------------------------------------------------


def test_what_was_submitted_stays_to_the_byte_whatever_is_recorded_later(submitted: ExecutionReport) -> None:
    before = {each.extension: bytes(each.content) for each in submitted.submission.files.all()}
    said = json.loads(before["json"])
    paid_by_hand(account("accountant"), date(2021, 11, 1), "1500.00", "77", payee="ТОВ «Друк»")
    client = logged_in("commission")

    after = {name: client.get(f"{PAGE}report.{name}").content for name in ("pdf", "xlsx", "json")}
    page = client.get(PAGE).content.decode()
    anew = build_report(submitted.program, submitted.period).data()

    assert after == before
    assert {each.sha256 for each in submitted.submission.files.all()} == {
        hashlib.sha256(content).hexdigest() for content in before.values()
    }
    assert before["pdf"].startswith(b"%PDF")
    paid = {fact["key"]: fact["value"] for fact in said["facts"]}["paid"]
    assert paid != {fact["key"]: fact["value"] for fact in anew["facts"]}["paid"]
    assert "1 500,00" not in page.replace("\xa0", " ")
    assert said["issued"] == {
        "number": 1,
        "edition": 1,
        "on": "2022-01-20",
        "code": submitted.submission.code,
        "narrative": "Рік тривав у карантині.",
        "proposal": "Взяти звіт до відома.",
        "changed_because": "",
        "tasks": [],
    }


def test_the_page_of_a_submitted_report_is_read_from_its_own_data(submitted: ExecutionReport) -> None:
    data = json.loads(file_of(submitted, "json"))

    again = report_of(data)

    assert json.loads(json.dumps(again.data())) == data


@pytest.mark.both_databases("triggers")
def test_the_database_itself_keeps_a_submitted_report(submitted: ExecutionReport) -> None:
    refused = []
    for table in ("reportsubmission", "reportfile"):
        for statement in (f"UPDATE programs_{table} SET id = id", f"DELETE FROM programs_{table}"):  # noqa: S608
            with pytest.raises(DatabaseError), transaction.atomic():
                connection.cursor().execute(statement)
            refused.append(table)

    assert refused == ["reportsubmission"] * 2 + ["reportfile"] * 2


def test_a_report_is_submitted_once_and_as_the_person_saw_it(ready: ExecutionReport) -> None:
    save_report(report=ExecutionReport.objects.get(), by=account("coordinator"))  # somebody saved meanwhile
    with pytest.raises(Conflict):
        submit(ready, by=account("head"), on=ON, expected_version=1)
    current = ExecutionReport.objects.get()
    submit(current, by=account("head"), on=ON)

    with pytest.raises(ValidationError) as refusal:
        submit(ExecutionReport.objects.get(), by=account("head"), on=ON)

    assert refusal.value.messages == ["Цей звіт уже подано."]
    assert ReportFile.objects.count() == 3


def test_words_of_a_submitted_report_do_not_change(submitted: ExecutionReport) -> None:
    submitted.narrative = "Інше"
    with pytest.raises(ValidationError):
        save_report(report=submitted, by=account("head"))
    answers = logged_in("head").post(
        f"/admin/programs/executionreport/{submitted.pk}/change/", {"narrative": "Інше", "proposal": "Інше"}
    )

    assert (answers.status_code, ExecutionReport.objects.get().narrative) == (403, "Рік тривав у карантині.")


# ---- who sees and does what -----------------------------------------------------------------------------------------


def test_a_submitted_report_is_the_commissions_until_it_is_published(submitted: ExecutionReport) -> None:
    addresses = [PAGE, f"{PAGE}report.pdf", PAGE.removesuffix("1/")]
    listed = [Client().get("/api/v1/reports/").json()["count"]]
    before = [Client().get(each).status_code for each in addresses]
    commission = logged_in("commission").get(PAGE).status_code
    record_step(report=submitted, kind="published", date=date(2022, 2, 1), by=account("head"))
    after = [Client().get(each).status_code for each in addresses]

    answer = Client().get("/api/v1/reports/").json()
    listed.append(answer["count"])
    [record] = answer["results"]

    assert (before, commission, after) == ([404, 404, 404], 200, [200, 200, 302])
    assert listed == [0, 1]
    assert [(each["kind"], each["date"]) for each in record["steps"]] == [("published", "2022-02-01")]
    assert {each["format"]: each["sha256"] for each in record["files"]} == {
        each.extension: each.sha256 for each in submitted.submission.files.all()
    }


def test_a_programme_that_is_a_draft_again_takes_its_reports_with_it(submitted: ExecutionReport) -> None:
    record_step(report=submitted, kind="published", date=date(2022, 2, 1), by=account("head"))
    Program.objects.update(status="draft")
    member = logged_in("commission")
    pages = [PAGE, f"{PAGE}report.pdf", f"/commission/reports/{submitted.pk}/ask/", f"/api/v1/reports/{submitted.pk}/"]

    assert [member.get(each).status_code for each in pages] == [404] * 4


# Who is let to do what with a report in each state: visitor, member of the commission, secretary, coordinator,
# accountant, head, Administrator. Returned and decided reports were published before.
MAY = """
              draft  submitted  published  returned  decided
read          -      achms      Aachmsv    Aachmsv   Aachmsv
files         -      achms      Aachmsv    Aachmsv   Aachmsv
lines         -      achms      achms      achms     achms
ask           -      m          m          m         m
answer        -      ch         ch         ch        ch
delete        ch     -          -          -         -
words         ch     -          -          -         -
form          ch     -          -          -         -
submit        h      -          -          -         -
publish       -      ch         -          -         -
happened      -      ch         ch         ch        ch
next-edition  -      ch         ch         -         -
day           -      ch         ch         ch        ch
published     -      ch         ch         ch        ch
signature     -      ch         ch         ch        ch
"""
LETTERS = dict(zip((*ROLES, "secretary"), "vmcahAs", strict=True))


def test_who_may_do_what_with_a_report_in_each_state(
    ready: ExecutionReport, made: tuple[str, dict[str, bytes]]
) -> None:
    clients = {role: logged_in(role) if role != "visitor" else Client() for role in LETTERS}
    act = LegalAct.objects.create(
        program=ready.program, role="report", body="Рада", number="803", date=date(2022, 2, 10), title="Про звіт"
    )
    by = account("head")
    brought: dict[str, Callable[[], object]] = {
        "draft": lambda: None,
        "submitted": lambda: keep(ready, ON, *made),
        "published": lambda: record_step(report=ready, kind="published", date=ON, by=by),
        "returned": lambda: record_step(report=ready, kind="returned", date=ON, remarks="Ні", by=by),
        "decided": lambda: record_step(report=ready, kind="approved", date=act.date, act=act, by=by),
    }
    states, *lines = (line.split() for line in MAY.strip().splitlines())
    found = {}
    for state in states:
        brought[state]()
        found[state] = doers(ExecutionReport.objects.get(edition=1), clients)

    assert [[action, *(found[state].get(action, "-") for state in states)] for action, *_ in lines] == lines
    assert {action for each in found.values() for action in each} == {action for action, *_ in lines}


def doers(report: ExecutionReport, clients: dict[str, Client]) -> dict[str, str]:
    """Who is let to each action: by the answers of its page, or by the buttons of the report's own."""
    own, question = f"/admin/programs/executionreport/{report.pk}", report.questions.first()
    if question is None and not report.is_draft:
        question = ask(report=report, text="Чому?", by=account("commission"))
    shown = {
        "read": PAGE,
        "files": f"{PAGE}report.pdf",
        "lines": f"/commission/reports/{report.pk}/",
        "ask": f"/commission/reports/{report.pk}/ask/",
        "answer": f"/admin/programs/executionreport/questions/{question.pk if question else 0}/answer/",
        "delete": f"{own}/delete/",
    }
    let: dict[str, str] = {}
    for role, client in sorted(clients.items(), key=lambda each: LETTERS[each[0]]):
        actions = [action for action, address in shown.items() if client.get(address).status_code == 200]
        page = client.get(f"{own}/change/")
        if page.status_code == 200:
            actions += [link["address"].rstrip("/").rsplit("/", 1)[1] for link in page.context["steps"]]
            actions += ["words"] if page.context["has_change_permission"] else []
        for action in actions:
            let[action] = let.get(action, "") + LETTERS[role]
    return let


# ---- what becomes of it ---------------------------------------------------------------------------------------------


def test_a_returned_report_opens_at_once_as_its_next_edition_which_lists_what_changed(
    submitted: ExecutionReport,
) -> None:
    record_step(
        report=submitted,
        kind="returned",
        date=date(2022, 2, 3),
        document="протокол № 4",
        remarks="Поясніть захід 1.1.1.",
        by=account("head"),
    )
    following = ExecutionReport.objects.get(edition=2)
    paid_by_hand(account("accountant"), date(2021, 11, 1), "1500.00", "77", payee="ТОВ «Друк»")
    asked_why = [gap.sentence for gap in gaps(following) if gap.is_required]
    draft = logged_in("coordinator").get(f"/admin/programs/executionreport/{following.pk}/change/").content.decode()
    following.changed_because = "Внесено пропущений платіж."
    save_report(report=following, by=account("coordinator"))
    submit(following, by=account("head"), on=date(2022, 2, 10))
    following = ExecutionReport.objects.get(edition=2)
    data = json.loads(file_of(following, "json"))
    first = data["sections"][0]
    changed = {
        (row["cells"]["row"], row["cells"]["column"]): (row["cells"]["was"], row["cells"]["became"])
        for row in first["rows"]
        if row["cells"]["row"] == "Усього за рік"
    }

    assert asked_why == ["Укажіть, чому подається нова редакція."]
    assert re.findall(r'<label[^>]*for="id_(\w+)"[^>]*>[^<]*</label>\s*<span class="optional">', draft) == [
        *("narrative", "judgement"),
        *(f"task_words_{row.task_id}" for row in tasks_of(following)),
    ]
    assert first["title"] == "Було / стало: зміни порівняно з редакцією 1"
    assert any(became == "1\xa0500,00" for _was, became in changed.values())
    page = logged_in("commission").get(PAGE).content.decode()
    assert "Цю редакцію замінено: редакція 2." in page
    assert "Поясніть захід 1.1.1." in page
    with pytest.raises(ValidationError):
        record_step(report=submitted, kind="noted", date=date(2022, 2, 11), by=account("head"))


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        ({"kind": "returned"}, {"remarks": ["Запишіть зауваження, з якими звіт повернено."]}),
        (
            {"kind": "noted", "date": date(2022, 1, 19)},
            {"date": ["Звіт подано 20.01.2022: виберіть цей день або пізніший."]},
        ),
        ({"kind": "noted", "date": date(2100, 1, 1)}, {"date": ["Цей день ще не настав."]}),
        ({"kind": "вигадане"}, {"kind": ["Значення 'вигадане' не є дозволеним вибором."]}),
    ],
)
def test_a_step_that_cannot_be_is_refused_in_words(
    submitted: ExecutionReport, step: dict[str, Any], refusal: dict[str, list[str]]
) -> None:
    with pytest.raises(ValidationError) as refused:
        record_step(report=submitted, by=account("head"), **{"date": date(2022, 2, 3), **step})

    assert refused.value.message_dict == refusal
    assert not submitted.steps.exists()


def test_a_correction_of_a_published_report_says_why_and_leaves_the_first_edition_marked(
    submitted: ExecutionReport,
) -> None:
    record_step(report=submitted, kind="published", date=date(2022, 2, 1), by=account("head"))
    with pytest.raises(ValidationError):
        open_next_edition(report=submitted, why=" ", by=account("head"))
    following = open_next_edition(report=submitted, why="Описка в поясненні", by=account("head"))
    with pytest.raises(ValidationError):
        open_next_edition(report=submitted, why="Ще раз", by=account("head"))
    unchanged = Client().get(PAGE).content.decode()
    keep_next(following, date(2022, 2, 10))

    assert (following.number, following.edition, following.narrative) == (1, 2, "Рік тривав у карантині.")
    assert "замінено" not in unchanged
    assert "Цю редакцію замінено: редакція 2." in Client().get(PAGE).content.decode()
    assert Client().get(PAGE.replace("/1/1/", "/1/2/")).status_code == 404  # not published yet


def test_the_portal_offers_the_last_edition_that_was_published(submitted: ExecutionReport) -> None:
    size = ceil(len(file_of(submitted, "pdf")) / 1024)
    pages = {
        "/": f"Звіт № 1 за 2021 рік, PDF ({size}&nbsp;КБ)",
        f"{PAGE.removesuffix('1/1/')}": "Звіт № 1 за 2021 рік</a>",
    }
    before = [words in Client().get(address).content.decode() for address, words in pages.items()]
    record_step(report=submitted, kind="published", date=date(2022, 2, 1), by=account("head"))
    after = [words in Client().get(address).content.decode() for address, words in pages.items()]

    assert (before, after) == ([False, False], [True, True])


def test_a_programme_whose_term_is_over_says_when_its_final_report_was_submitted(program: Program) -> None:
    report = ExecutionReport(
        program=program, kind="final", period_start=date(2021, 1, 1), period_end=date(2023, 12, 31), proposal="—"
    )
    save_report(report=report, by=account("coordinator"))
    said = [standings([program], date(2024, 5, 1))[program.pk].words]
    services.keep_submission(
        report=report, files={}, code="a", schema=1, plan_edition=None, on=date(2024, 3, 5), by=account("head")
    )
    said += [standings([program], day)[program.pk].words for day in (date(2024, 3, 4), date(2024, 3, 5))]

    assert [words.rpartition(" · ")[2] for words in said] == [
        "підсумкового звіту ще немає",
        "підсумкового звіту ще немає",
        "підсумковий звіт подано 05.03.2024",
    ]


def test_a_report_is_returned_after_its_next_edition_was_begun_and_that_is_submitted_after_it(
    submitted: ExecutionReport,
) -> None:
    begun = open_next_edition(report=submitted, why="Описка", by=account("head"))
    record_step(report=submitted, kind="returned", date=date(2022, 2, 3), remarks="Поясніть.", by=account("head"))
    with pytest.raises(ValidationError) as refusal:
        submit(begun, by=account("head"), on=date(2022, 2, 2))

    assert refusal.value.messages == [
        "Попередню редакцію подано або повернуто 03.02.2022: виберіть цей день або пізніший."
    ]
    assert [(each.edition, each.changed_because) for each in ExecutionReport.objects.order_by("edition")] == [
        (1, ""),
        (2, "Описка"),
    ]


def test_a_returned_report_is_due_again_as_its_next_edition(submitted: ExecutionReport) -> None:
    def due() -> list[tuple[str, Any]]:
        found = duties_on([submitted.program], date(2022, 2, 10))
        return [(each.page.name, each.page.about) for each in found if each.key == report_key(submitted.period)]

    before = due()
    record_step(report=submitted, kind="returned", date=date(2022, 2, 3), remarks="Поясніть.", by=account("head"))
    following = ExecutionReport.objects.get(edition=2)

    assert (before, due()) == ([], [("admin:programs_executionreport_change", [following.pk])])


# ---- the commission's questions -------------------------------------------------------------------------------------


def test_a_member_asks_on_a_phone_and_reads_the_answer_beside_the_question(submitted: ExecutionReport) -> None:
    member, coordinator = logged_in("commission"), logged_in("coordinator")
    measure = MeasureRow.objects.get(number="1.1.1").measure
    sent = member.post(
        f"/commission/reports/{submitted.pk}/ask/",
        {"text": "Чому не сплачено?", "measure": measure.pk, "quoted": "105 600,00"},
    )
    waiting = member.get("/commission/").content.decode()
    [question] = submitted.questions.all()
    coordinator.post(
        f"/admin/programs/executionreport/questions/{question.pk}/answer/",
        {
            "text": "Акт надійшов у січні.",
            "file": SimpleUploadedFile("лист Петренка.pdf", b"%PDF-1.7 \n%%EOF"),
        },
    )
    page = member.get(PAGE).content.decode()
    record_step(report=submitted, kind="published", date=date(2022, 2, 1), by=account("head"))
    found = re.search(r'href="([^"]+/file/)"', page)
    assert found
    opened = {
        who: client.get(found[1]).status_code
        for who, client in {"member": member, "coordinator": coordinator, "visitor": Client()}.items()
    }
    public = Client().get(PAGE).content.decode()

    assert opened == {"member": 200, "coordinator": 200, "visitor": 404}
    assert ("Акт надійшов у січні." in public, "/file/" in public) == (True, False)
    assert found[1] in coordinator.get(f"/admin/programs/executionreport/{submitted.pk}/change/").content.decode()
    assert sent.headers["Location"] == f"{PAGE}#question-{question.pk}"
    assert "1 запитання чекає" in waiting
    assert page.index("Чому не сплачено?") < page.index("Акт надійшов у січні.")
    assert "«105 600,00»" in page
    [given] = question.answers.all()
    assert "Петренка" not in str(given.file.name)
    assert not re.search(
        r"commission|coordinator", page.partition("Запитання й відповіді")[2].partition("</section>")[0]
    )


def test_an_empty_question_is_asked_again_with_what_was_typed(submitted: ExecutionReport) -> None:
    page = logged_in("commission").post(f"/commission/reports/{submitted.pk}/ask/", {"text": " ", "quoted": "12,00"})

    assert (page.status_code, "12,00" in page.content.decode()) == (400, True)
    assert not submitted.questions.exists()


def test_a_question_pressed_twice_is_asked_once(submitted: ExecutionReport) -> None:
    member, page = logged_in("commission"), f"/commission/reports/{submitted.pk}/ask/"
    found = re.search(rf'name="{TOKEN}" value="([^"]+)"', member.get(page).content.decode())
    assert found
    sent = [member.post(page, {"text": "Чому?", TOKEN: found[1]}).headers["Location"] for _ in range(2)]

    assert (len(set(sent)), submitted.questions.count()) == (1, 1)


@pytest.mark.both_databases("pages")
def test_the_sign_that_no_text_has_in_an_address_is_passed_over(submitted: ExecutionReport) -> None:
    """PostgreSQL refuses it, wherever an address is looked up."""
    addresses = {
        "commission": [f"/commission/reports/{submitted.pk}/ask/?measure=%00"],
        "coordinator": ["executionreport/add/?program=%00", "activity/add/?program=%00", "legalact/add/?program=%00"],
    }
    told = [
        logged_in(role).get(each if each.startswith("/") else f"/admin/programs/{each}").status_code
        for role, pages in addresses.items()
        for each in pages
    ]

    assert told == [200] * 4


def test_an_unanswered_question_is_told_where_the_next_edition_is_prepared(submitted: ExecutionReport) -> None:
    first = ask(report=submitted, text="Чому так мало?", by=account("commission"))
    ask(report=submitted, text="А решта? " + "Докладно. " * 100, by=account("commission"))
    answer(question=first, text="Карантин.", by=account("coordinator"))
    following = open_next_edition(report=submitted, why="Уточнення", by=account("head"))

    [gap] = gaps(following)
    assert gap.sentence.startswith("Запитання до попередньої редакції лишилося без відповіді: А решта? Докладно.")
    assert len(gap.sentence) < 300


# ---- whether a file is what was issued ------------------------------------------------------------------------------


def test_anybody_learns_whether_a_file_is_what_was_submitted(submitted: ExecutionReport, tmp_path: Path) -> None:
    client, whole = Client(), file_of(submitted, "pdf")

    def said_of(content: bytes) -> str:
        return client.post("/verify/", {"file": SimpleUploadedFile("report.pdf", content)}).content.decode()

    same, other = said_of(whole), said_of(whole + b" ")
    by_code = client.get(f"/verify/{submitted.submission.code}/").content.decode()
    path = tmp_path / "report.pdf"
    path.write_bytes(whole)
    out = StringIO()
    call_command("verify_report", path, stdout=out)
    path.write_bytes(whole + b" ")

    assert "Це той самий файл, який подано, до байта." in same
    assert "Жоден поданий звіт не має такого вмісту." in other
    assert hashlib.sha256(whole).hexdigest() in by_code
    assert "не є електронним підписом" in by_code
    assert "Звіт № 1 за 2021 рік, редакція 1, 20.01.2022" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("verify_report", path)


def test_a_code_says_to_everybody_that_a_report_stands_and_no_more_than_they_may_read(
    submitted: ExecutionReport,
) -> None:
    address = f"/verify/{submitted.submission.code}/"
    record_step(report=submitted, kind="returned", date=date(2022, 2, 3), remarks="Зауваження", by=account("head"))
    record_step(report=submitted, kind="published", date=date(2022, 2, 4), by=account("head"))
    switch_restricted_mode(is_on=True, reason="Загроза", by=account("administrator"))
    sides = {"visitor": Client(), "member": logged_in("commission")}
    words = ("Зауваження", f'href="{PAGE}"', "зараз його не показують", submitted.submission.files.all()[0].sha256)
    restricted = {
        who: [each in client.get(address).content.decode() for each in words] for who, client in sides.items()
    }
    following = ExecutionReport.objects.get(edition=2)
    following.changed_because = "Уточнення"
    save_report(report=following, by=account("coordinator"))
    keep_next(following, date(2022, 2, 10))
    switch_restricted_mode(is_on=False, reason="Минула", by=account("administrator"))
    later = PAGE.replace("/1/1/", "/1/2/")
    leads = {who: f'href="{later}"' in client.get(PAGE).content.decode() for who, client in sides.items()}

    assert restricted == {"visitor": [False, False, True, True], "member": [True, True, False, True]}
    assert leads == {"visitor": False, "member": True}  # the second edition is not published


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({}, 400, "Запишіть код або виберіть файл."),
        ({"code": "0000-0000-0000"}, 400, "Жоден поданий звіт не має цього коду"),
        ({"code": "'><script>"}, 400, "Жоден поданий звіт не має цього коду"),
    ],
)
def test_a_code_of_nothing_is_told_in_words(typed: dict[str, str], status: int, words: str) -> None:
    page = Client().post("/verify/", typed)

    assert (page.status_code, words in page.content.decode(), "<script>" in page.content.decode()) == (
        status,
        True,
        False,
    )


def test_the_printed_report_carries_its_number_its_words_and_the_code_that_leads_to_it(
    submitted: ExecutionReport,
) -> None:
    command = ["pdftotext", "-raw", "-", "-"]
    printed = subprocess.run(command, input=file_of(submitted, "pdf"), capture_output=True, check=True).stdout
    text = " ".join(printed.decode().split())

    assert "№ 1, редакція 1, подано 20.01.2022" in text
    assert "Рік тривав у карантині." in text
    assert submitted.submission.code in text
    assert f"https://rada.example/verify/{submitted.submission.code}/" in text


def test_a_report_is_begun_prepared_and_submitted_in_the_browser(ready: ExecutionReport) -> None:
    coordinator, head = logged_in("coordinator"), logged_in("head")
    opened = (
        coordinator.get("/admin/programs/executionreport/add/?period_start=2021-01-01&period_end=2021-03-31")
        .context["adminform"]
        .form.initial
    )
    form = {
        "program": ready.program_id,
        "kind": "quarter",
        "period_start": "01.01.2021",
        "period_end": "31.03.2021",
        "number": opened["number"],
        "proposal": opened["proposal"],
    }
    coordinator.post("/admin/programs/executionreport/add/", form)
    begun = ExecutionReport.objects.get(number=2)
    told = coordinator.get(f"/admin/programs/executionreport/{begun.pk}/change/").content.decode()
    stopped = head.get(f"/admin/programs/executionreport/{begun.pk}/submit/").content.decode()
    offered = head.get(f"/admin/programs/executionreport/{ready.pk}/submit/").content.decode()
    sent = head.post(
        f"/admin/programs/executionreport/{ready.pk}/submit/", {"date": "20.01.2022", "seen_version": ready.version}
    )

    assert (opened["number"], opened["narrative"]) == (2, "Рік тривав у карантині.")
    again = head.get(f"/admin/programs/executionreport/{ready.pk}/submit/").content.decode()

    assert ("Цей звіт уже подано." in again, 'value="Подати звіт"' in again) == (True, False)
    assert "Не вказано стан виконання: 1.1.1" in told
    assert 'value="Подати звіт"' not in stopped
    assert 'value="Подати звіт"' in offered
    assert TOKEN not in offered  # the token holds SQLite's writer until all is done, and printing takes seconds
    assert sent.status_code == 302
    assert ExecutionReport.objects.submitted().get() == ready


def test_a_number_is_given_once_in_a_programme(draft: ExecutionReport) -> None:
    elsewhere = program_of(1)
    again = ExecutionReport(
        program=draft.program,
        kind="free",
        period_start=date(2021, 1, 1),
        period_end=date(2021, 2, 1),
        number=1,
        proposal="—",
    )
    with pytest.raises(ValidationError) as refusal:
        save_report(report=again, by=account("coordinator"))
    other = save_report(
        report=ExecutionReport(
            program=elsewhere,
            kind="free",
            period_start=date(elsewhere.start_year, 1, 1),
            period_end=date(elsewhere.start_year, 2, 1),
            proposal="—",
        ),
        by=account("coordinator"),
    )

    assert refusal.value.messages == ["У програми вже є звіт із цим номером."]
    assert other.number == 1
