"""The way of a report: read line by line, asked about, decided on by one body after another, taken off control."""

import hashlib
import json
import re
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from docx import Document
from pytest_django import DjangoDbBlocker

from kakhovka_portal.mail import message_of
from programs.background import do_waiting
from programs.duties import duties_on
from programs.duties.drafts import begin_drafts
from programs.models import (
    AgendaItem,
    BackgroundWork,
    CalendarDay,
    Commission,
    CommissionMember,
    DutyTerm,
    ExecutionReport,
    LegalAct,
    Letter,
    Measure,
    Motion,
    PeriodClosing,
    Program,
    Progress,
    PublicationTerm,
    ReportSignature,
    Sitting,
    SittingPublication,
    Vote,
    WayStage,
)
from programs.reporting import as_json
from programs.reports import build_report, long
from programs.reports.decision import annex_sheet, draft_decision, genitive, note
from programs.reports.digest import digest
from programs.reports.lines import deviation_told, lines_of, placed, questions_about
from programs.reports.since import changes_since, report_before
from programs.reports.way import due, publications_of, stages_of
from programs.services import (
    answer,
    ask,
    check_status,
    open_draft_edition,
    put_back_under_control,
    record_step,
    reopen_period,
    save_record,
    save_report,
    set_stage_day,
    take_off_control,
    way_of,
)
from programs.services.background import presence_of
from tests.conftest import account, shared_by_module

from .execution import paid_by_hand
from .submitting import keep_next, logged_in

pytestmark = pytest.mark.django_db

YEAR = (date(2021, 1, 1), date(2021, 12, 31))
MEASURE = "print-media"


def begun(program: Program, kind: str, start: date, end: date) -> ExecutionReport:
    report = ExecutionReport(program=program, kind=kind, period_start=start, period_end=end, proposal="Взяти до відома")
    return save_report(report=report, by=account("coordinator"))


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The annual report for 2021 as it was submitted on 20 January 2022."""
    with shared_by_module(django_db_blocker):
        program = Program.objects.get(slug="information-space-2021-2023")
        for role in ("commission", "coordinator", "accountant", "head", "administrator"):
            account(role)
        paid_by_hand(account("accountant"), date(2021, 6, 1), "99500.00", "7", payee="ТОВ «Друк»")
        keep_next(begun(program, "year", *YEAR), date(2022, 1, 20))
        yield


@pytest.fixture
def report(module_data: None, db: None) -> ExecutionReport:
    return ExecutionReport.objects.get()


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def line_page(report: ExecutionReport, place: int = 1) -> str:
    return f"/commission/reports/{report.pk}/lines/{place}/"


def words_of(page: Any) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\xa0", " ")


# ---- kinds and periods ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "start", "end", "fits"),
    [
        ("quarter", (2022, 4, 1), (2022, 6, 30), True),
        ("quarter", (2022, 1, 1), (2022, 6, 30), True),  # from the start of the year
        ("quarter", (2021, 1, 1), (2022, 6, 30), True),  # from the start of the programme
        ("quarter", (2022, 4, 1), (2022, 6, 29), False),
        ("half_year", (2022, 1, 1), (2022, 6, 30), True),
        ("half_year", (2022, 1, 1), (2022, 3, 31), False),
        ("nine_months", (2022, 1, 1), (2022, 9, 30), True),
        ("nine_months", (2022, 2, 1), (2022, 9, 30), False),
        ("year", (2022, 1, 1), (2022, 12, 31), True),
        ("year", (2022, 1, 1), (2022, 6, 30), False),
        ("final", (2021, 1, 1), (2022, 9, 1), True),  # a programme may end before its term
        ("final", (2022, 1, 1), (2023, 12, 31), False),
        ("free", (2022, 2, 3), (2022, 2, 4), True),
    ],
)
def test_a_report_of_a_kind_has_a_period_of_that_kind(
    report: ExecutionReport, kind: str, start: tuple[int, int, int], end: tuple[int, int, int], fits: bool
) -> None:
    def begin() -> ExecutionReport:
        return begun(report.program, kind, date(*start), date(*end))

    if fits:
        assert begin().pk
    else:
        with pytest.raises(ValidationError, match="виберіть інший вид або інші дні"):
            begin()


def test_a_returned_report_is_not_offered_to_be_published(report: ExecutionReport) -> None:
    page = f"/admin/programs/executionreport/{report.pk}/change/"
    offered = ["Оприлюднити звіт" in logged_in("head").get(page).content.decode()]
    record_step(report=report, kind="returned", date=date(2022, 2, 3), remarks="Поясніть.", by=account("head"))
    offered.append("Оприлюднити звіт" in logged_in("head").get(page).content.decode())

    assert offered == [True, False]


# ---- the member's room ----------------------------------------------------------------------------------------------


def test_a_member_finds_what_waits_reads_it_line_by_line_and_asks_about_a_figure(report: ExecutionReport) -> None:
    member = logged_in("commission")
    room = member.get("/commission/")
    overview = member.get(f"/commission/reports/{report.pk}/")
    first, last = member.get(line_page(report)), member.get(line_page(report, 17))
    paid = next(each for each in first.context["line"]["figures"] if "Касові видатки" in each["label"])
    sent = member.post(line_page(report), {"quoted": paid["quote"], "text": "Чому не все?"})
    [question] = report.questions.all()

    assert [each.pk for each in room.context["waiting"]] == [report.pk]
    assert [line["number"] for line in overview.context["lines"]][:3] == ["1.1.1", "1.1.2", "1.1.3"]
    assert len(overview.context["lines"]) == 17
    assert [each["quote"].replace("\xa0", " ") for each in first.context["line"]["figures"]] == [
        "План на 2021 рік, план зі змінами: 105 600,00 грн",
        "Касові видатки за період: 99 500,00 грн",
        "З них без договору: 99 500,00 грн",
        "Відхилення (план з урахуванням змін − касові видатки): 6 100,00 грн",
        "Виконано, %: 94,2",
    ]
    assert [first.context[name] and first.context[name]["number"] for name in ("before", "after")] == [None, "1.1.2"]
    assert [last.context[name] and last.context[name]["place"] for name in ("before", "after")] == [16, None]
    assert sent.headers["Location"] == f"{line_page(report)}#question-{question.pk}"
    assert (question.measure and question.measure.code, question.quoted) == (MEASURE, paid["quote"])


def test_the_room_is_for_those_who_follow_programmes(report: ExecutionReport) -> None:
    pages = ["/commission/", f"/commission/reports/{report.pk}/", line_page(report)]
    told = {role: [logged_in(role).get(page).status_code for page in pages] for role in ("head", "administrator")}
    asked = logged_in("head").post(line_page(report), {"text": "Чому?"}).status_code

    assert told == {"head": [200] * 3, "administrator": [403] * 3}
    assert [Client().get(page).status_code for page in pages] == [302] * 3
    assert (asked, report.questions.count()) == (403, 0)
    assert logged_in("head").get(line_page(report, 18)).status_code == 404


def test_an_empty_question_about_a_line_keeps_what_was_chosen(report: ExecutionReport) -> None:
    quote = lines_of(report)[0]["figures"][0]["quote"]
    page = logged_in("commission").post(line_page(report), {"quoted": quote, "text": " "})
    strange = logged_in("commission").post(line_page(report), {"quoted": "Чуже: 1,00", "text": "Чому?"})

    assert (page.status_code, page.context["form"]["quoted"].value()) == (400, quote)
    assert (strange.status_code, report.questions.count()) == (400, 0)


def test_after_a_decision_what_was_said_is_closed_and_later_answers_say_so(report: ExecutionReport) -> None:
    measure = lines_of(report)[0]["measure"]
    about = {"report": report, "measure": measure, "by": account("commission")}
    before = ask(text="Чи є акт?", at=moment("2022-01-25 10:00"), **about)
    answer(question=before, text="Є.", by=account("coordinator"), at=moment("2022-01-26 10:00"))
    record_step(report=report, kind="noted", date=date(2022, 1, 27), by=account("head"))
    answer(question=before, text="Додаємо копію.", by=account("coordinator"), at=moment("2022-02-01 10:00"))
    ask(text="А договір?", at=moment("2022-02-02 10:00"), **about)
    member = logged_in("commission")
    page = words_of(member.get(line_page(report)))
    room = member.get("/commission/")

    assert "Запитання й відповіді до 27.01.2022 закрито" in page
    assert "записано: head" in page
    for words in ("Відповідь · 26.01.2022 Є.", "Відповідь · 01.02.2022 · після рішення Додаємо копію."):
        assert words in page
    assert "02.02.2022 · після рішення" in page
    assert list(room.context["waiting"]) == []
    assert [str(each) for each in room.context["answered"]] == ["Чи є акт?"]
    assert [str(each) for each in room.context["unanswered"]] == ["А договір?"]


def test_a_question_stays_beside_its_line_in_the_next_edition_and_says_what_became_of_the_figure(
    report: ExecutionReport,
) -> None:
    line, gone = lines_of(report)[0], lines_of(report)[1]
    for each in (line, gone):
        ask(
            report=report,
            measure=each["measure"],
            quoted=each["figures"][1]["quote"],
            text=f"Чому {each['number']}?",
            by=account("commission"),
        )
    record_step(report=report, kind="returned", date=date(2022, 2, 3), remarks="Поясніть.", by=account("head"))
    paid_by_hand(account("accountant"), date(2021, 11, 1), "1500.00", "77", payee="ТОВ «Друк»")
    following = ExecutionReport.objects.get(edition=2)
    keep_next(following, date(2022, 2, 10))
    following = ExecutionReport.objects.get(edition=2)
    member = logged_in("commission")
    first = words_of(member.get(line_page(following)))
    lines = [each for each in lines_of(following) if each["measure"] != gone["measure"]]
    dropped = [each.became for each in placed(questions_about(following), following, lines, None)]
    whole = words_of(member.get(f"/programs/{report.program.slug}/reports/1/2/"))
    led = [member.get(f"/commission/questions/{each.pk}/").headers["Location"] for each in report.questions.all()]

    assert "У цій редакції: 101 000,00 грн." in first
    assert dropped == ["У цій редакції: 101\xa0000,00 грн.", "У цій редакції такого рядка вже немає."]
    assert "редакція 1" in whole and "У цій редакції: 101 000,00 грн." in whole
    assert [address.partition("#")[0] for address in led] == [line_page(following, 1), line_page(following, 2)]


# ---- from body to body ----------------------------------------------------------------------------------------------


def act_of(program: Program, number: str, on: date, **more: Any) -> LegalAct:
    return LegalAct.objects.create(
        program=program, role="report", body=more.pop("body", program.council), number=number, date=on, title="Про звіт"
    )


def test_each_body_of_the_way_keeps_its_own_record(report: ExecutionReport) -> None:
    """The executive committee approves, the commission returns, and the council, which is not bound by it, notes."""
    head, program = account("head"), report.program
    usual = [stage.title for stage in way_of(program)]
    for order, kind in enumerate(("executive", "commission", "council"), start=1):
        WayStage.objects.create(program=program, order=order, kind=kind)
    with pytest.raises(ValidationError, match="Виберіть акт"):
        record_step(report=report, kind="council_noted", date=date(2022, 2, 1), by=head)
    record_step(report=report, kind="executive", date=date(2022, 1, 25), document="рішення № 12", by=head)
    record_step(report=report, kind="returned", date=date(2022, 2, 3), remarks="Поясніть.", by=head)
    act = act_of(program, "803", date(2022, 2, 10))
    record_step(report=report, kind="council_noted", date=date(2022, 2, 10), act=act, by=head)
    page = words_of(logged_in("commission").get(f"/programs/{program.slug}/reports/1/1/"))

    assert usual == [str(program.commission), program.council]
    assert [(row["stage"].kind, [step.kind for step in row["steps"]]) for row in stages_of(report)] == [
        ("executive", ["executive"]),
        ("commission", ["returned"]),
        ("council", ["council_noted"]),
    ]
    assert "Рада 10.02.2022 – рада взяла до відома, рішення № 803 від 10.02.2022" in page


def test_an_order_of_a_military_administration_takes_the_place_of_commission_and_council(
    report: ExecutionReport,
) -> None:
    name = "Каховська міська військова адміністрація"
    WayStage.objects.create(program=report.program, kind="administration", name=name)
    act = act_of(report.program, "15", date(2022, 9, 1), body="Начальник військової адміністрації")
    record_step(report=report, kind="order_approved", date=date(2022, 9, 1), act=act, by=account("head"))

    assert [(row["stage"].title, [step.act for step in row["steps"]]) for row in stages_of(report)] == [(name, [act])]
    assert list(logged_in("commission").get("/commission/").context["waiting"]) == []


@pytest.mark.parametrize(
    ("days", "working", "day", "by"),
    [
        (10, True, (2022, 2, 10), (2022, 1, 27)),  # two weeks back
        (10, True, (2022, 1, 20), (2022, 1, 5)),  # 7 January was a holiday
        (3, False, (2022, 2, 10), (2022, 2, 7)),
        (0, True, (2022, 2, 10), (2022, 2, 10)),
        (None, True, (2022, 2, 10), None),
    ],
)
def test_days_before_the_council_are_counted_back_by_the_calendar(
    report: ExecutionReport, days: int | None, working: bool, day: Any, by: Any
) -> None:
    term = PublicationTerm(days=days, working_days=working, counted_from="before_council")

    assert due(term, date(*day), CalendarDay.objects.exceptions()) == (by and date(*by))


def test_the_desk_reminds_of_a_draft_decision_and_the_report_shows_what_was_published_when(
    report: ExecutionReport,
) -> None:
    head = account("head")
    set_stage_day(report=report, kind="council", date=date(2022, 2, 20), by=head)
    set_stage_day(report=report, kind="council", date=date(2022, 2, 10), by=head)  # it was put off to this day

    def reminded(on: date) -> list[tuple[str, date | None]]:
        return [(each.title, each.due) for each in duties_on([report.program], on) if each.key.startswith("publish/")]

    before = reminded(date(2022, 1, 21))
    logged_in("coordinator").post(
        f"/admin/programs/executionreport/{report.pk}/published/",
        {"what": "draft_decision", "date": "26.01.2022", "link": "https://rada.example/proekt"},
    )
    rows = {row["term"].artefact: (row["due"], row["on"]) for row in publications_of(report)}

    assert before == [
        ("Оприлюднити: проєкт рішення з пояснювальною запискою – Звіт № 1 за 2021 рік", date(2022, 1, 27))
    ]
    assert reminded(date(2022, 1, 27)) == []
    assert rows == {"draft_decision": (date(2022, 1, 27), date(2022, 1, 26)), "report": (None, None)}
    assert report.stage_days.get().version == 2


# ---- signatures -----------------------------------------------------------------------------------------------------


def test_a_signature_is_kept_as_it_came_and_is_not_for_the_public(report: ExecutionReport) -> None:
    container = b"0\x82\x01\x00 DER " + bytes(range(256))
    page = f"/admin/programs/executionreport/{report.pk}/signature/"
    pdf = report.submission.files.get(extension="pdf")

    def send(name: str, content: bytes) -> Any:
        given = {"file": pdf.pk, "signer": "Начальник відділу", "date": "21.01.2022"}
        return logged_in("coordinator").post(page, {**given, "content": SimpleUploadedFile(name, content)})

    refused = [send("звіт.pdf", container), send("звіт.p7s", b"%PDF-1.7")]
    kept = send("Звіт за 2021 рік.pdf.p7s", container)
    record_step(report=report, kind="published", date=date(2022, 2, 1), by=account("head"))
    signature = ReportSignature.objects.get()
    address = f"/programs/{report.program.slug}/reports/1/1/signatures/{signature.pk}/"
    opened = logged_in("commission").get(address)

    assert [each.status_code for each in (*refused, kept)] == [200, 200, 302]
    assert (signature.file, opened.content) == (pdf, container)
    assert "%D0%97%D0%B2%D1%96%D1%82" in opened.headers["Content-Disposition"]
    assert Client().get(address).status_code == 404
    assert "Підписи" not in Client().get(f"/programs/{report.program.slug}/reports/1/1/").content.decode()


# ---- the end of control ---------------------------------------------------------------------------------------------


def test_a_final_report_and_then_an_act_take_a_programme_off_control_and_an_act_puts_it_back(
    report: ExecutionReport,
) -> None:
    head, program = account("head"), report.program
    noted, off, back = (act_of(program, str(900 + day), date(2024, 3, day)) for day in (1, 5, 9))
    with pytest.raises(ValidationError, match="Спершу"):
        take_off_control(program=program, act=off, by=head)
    final = begun(program, "final", date(2021, 1, 1), date(2023, 12, 31))
    keep_next(final, date(2024, 2, 20))
    final = ExecutionReport.objects.get(pk=final.pk)
    record_step(report=final, kind="approved", date=noted.date, act=noted, by=head)
    reminded = [
        each.title for each in duties_on([program], date(2024, 4, 1)) if each.key in {"off-control", "end/2023"}
    ]
    taken = logged_in("head").post(f"/admin/programs/program/{program.pk}/off-control/", {"act": off.pk})
    program = Program.objects.get(pk=program.pk)
    closed = (program.status, PeriodClosing.objects.closed_through(program))
    with pytest.raises(ValidationError, match="план більше не змінюють"):
        open_draft_edition(program=program, by=head)
    with pytest.raises(ValidationError, match="знято з контролю"):
        reopen_period(program=program, through=None, reason="Описка", by=head)
    by_hand = Program.objects.get(pk=program.pk)
    by_hand.status = "in_force"
    with pytest.raises(ValidationError, match="лише акт"):
        check_status(by_hand)
    put_back_under_control(program=program, act=back, reason="Програму продовжено", by=head)
    program = Program.objects.get(pk=program.pk)

    assert taken.status_code == 302
    assert reminded == ["Підсумковий звіт розглянуто: зніміть програму з контролю"]
    assert closed == ("completed", date(2024, 3, 5))
    assert (program.status, PeriodClosing.objects.closed_through(program)) == ("in_force", None)
    assert [(step.is_off, step.act) for step in program.control_steps.all()] == [(True, off), (False, back)]


# ---- papers that are made of a report -------------------------------------------------------------------------------


def text_of_docx(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs).replace("\xa0", " ")


def test_the_digest_is_one_page_of_the_same_snapshot(report: ExecutionReport) -> None:
    ask(report=report, text="Чому так?", by=account("commission"))
    [deviations, results, questions, asked] = digest(report).parts
    base = f"/programs/{report.program.slug}/reports/1/1/"
    page = words_of(logged_in("commission").get(f"{base}digest/"))
    pdf = logged_in("commission").get(f"{base}digest.pdf").content
    said = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert deviations.table

    assert [text.replace("\xa0", " ") for _name, text in digest(report).facts[2:]] == [
        "200 000,00 грн", "99 500,00 грн", "100 500,00 грн", "49,8 %",
    ]  # fmt: skip
    assert [(row.cells["measure"], row.cells["deviation"]) for row in deviations.table.rows] == [
        (f"{line['number']} {line['measure']}", line["deviation"])
        for line in sorted(lines_of(report), key=lambda line: -(line["deviation"] or 0))[:3]
    ]
    assert (results.texts, questions.texts, asked.texts) == (
        ["Результатів не внесено."], ["Чому так?"], ["Взяти до відома"],
    )  # fmt: skip
    assert "200 000,00" in page and "Чому так?" in page
    assert re.search(r"Pages:\s+1\n", said)
    assert Client().get(f"{base}digest/").status_code == 404


def test_papers_of_a_report_tell_results_so_far_and_deviations_by_its_own_formula(report: ExecutionReport) -> None:
    measure = Measure.objects.get(program=report.program, code=MEASURE)
    said = Progress(measure=measure, state="in_progress", result="Вийшло 2 випуски.", work_percent=5)
    said.period_start, said.period_end = YEAR[0], date(2021, 3, 31)
    save_record(record=said, by=account("coordinator"))
    quarter = begun(report.program, "quarter", YEAR[0], date(2021, 3, 31))
    keep_next(quarter, date(2021, 4, 15))
    [deviations, reached, *_others] = digest(quarter).parts
    [of_year, *_others] = digest(report).parts
    report.form = {"sign": "paid"}
    turned = as_json.render(build_report(report.program, report.period, draft=report))
    assert deviations.table and of_year.table

    assert reached.texts == ["1.1.1 Висвітлення у друкованих ЗМІ: Вийшло 2 випуски."]
    assert deviations.table.empty.startswith("Рік ще триває: відхилення обчислюють лише за планом на квартали")
    assert of_year.table.columns[1].title == "Відхилення (план з урахуванням змін − касові видатки), грн"
    assert deviation_told(json.loads(turned))[0] == "Відхилення (касові видатки − план з урахуванням змін)"
    assert [part.title for part in note(report).parts][2] == (
        "Найбільші відхилення (план з урахуванням змін − касові видатки) та їх причини"
    )


def test_the_draft_decision_and_its_note_are_made_of_the_report(report: ExecutionReport) -> None:
    record_step(report=report, kind="noted", date=date(2022, 1, 27), document="протокол № 14", by=account("head"))
    base = f"/programs/{report.program.slug}/reports/1/1/"
    decision = text_of_docx(logged_in("coordinator").get(f"{base}decision.docx").content)
    note = text_of_docx(logged_in("coordinator").get(f"{base}note.docx").content)
    WayStage.objects.create(program=report.program, kind="administration", name="Військова адміністрація")
    order = draft_decision(report)

    for words in (
        "ПРОЄКТ",
        "Про звіт про виконання Міської програми сприяння розвитку",
        "враховуючи висновок постійної комісії (протокол № 14)",
        "Каховська міська рада ВИРІШИЛА:",
        "1. Взяти до відома (звіт додається).",
        "2. Контроль за виконанням цього рішення покласти на постійну комісію з питань",
        "Міський голова",
    ):
        assert words in decision
    assert "Із запланованих 200 000,00 грн (2021 рік) сплачено 99 500,00 грн" in note
    assert (order.heading, order.signatories[0].position) == ("РОЗПОРЯДЖЕННЯ", "Начальник військової адміністрації")
    record_step(report=report, kind="published", date=date(2022, 2, 1), by=account("head"))
    assert Client().get(f"{base}decision.docx").status_code == 404


def test_the_heading_of_an_annex_stands_on_a_sheet_of_its_own_and_changes_no_byte(report: ExecutionReport) -> None:
    before = {each.extension: bytes(each.content) for each in report.submission.files.all()}
    base = f"/programs/{report.program.slug}/reports/1/1/"
    early = logged_in("head").get(f"{base}annex.docx").status_code
    act = act_of(report.program, "803", date(2022, 2, 10))
    record_step(report=report, kind="council_noted", date=act.date, act=act, by=account("head"))
    sheet = annex_sheet(report, act)
    opened = text_of_docx(logged_in("head").get(f"{base}annex.docx").content)

    assert early == 404
    assert sheet.mark == ["Додаток", "до рішення Каховської міської ради", "від «10»\xa0лютого 2022\xa0року № 803"]
    assert "до рішення Каховської міської ради" in opened
    assert dict(sheet.facts)["SHA-256 файлу PDF"] == hashlib.sha256(before["pdf"]).hexdigest()
    assert {each.extension: bytes(each.content) for each in report.submission.files.all()} == before


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("Каховська міська рада", "Каховської міської ради"),
        ("Виконавчий комітет Каховської міської ради", "Виконавчого комітету Каховської міської ради"),
        ("Начальник міської військової адміністрації", "Начальника міської військової адміністрації"),
        ("Чаплинська селищна рада", "Чаплинської селищної ради"),
        ("Комплексна цільова програма розвитку", "Комплексної цільової програми розвитку"),
        ("Херсонська облдержадміністрація", "Херсонська облдержадміністрація"),
    ],
)  # fmt: skip
def test_names_of_bodies_are_declined_as_far_as_is_known(name: str, of: str) -> None:
    assert genitive(name) == of


# ---- letters --------------------------------------------------------------------------------------------------------


def test_members_hear_of_a_report_and_of_answers_and_the_department_of_questions_each_once(
    report: ExecutionReport,
) -> None:
    for role in ("commission", "coordinator"):
        User.objects.filter(username=role).update(email=f"{role}@example.org")
    record_step(report=report, kind="returned", date=date(2022, 2, 3), remarks="Поясніть.", by=account("head"))
    following = ExecutionReport.objects.get(edition=2)
    keep_next(following, date(2022, 2, 10))
    question = ask(report=following, text="Чому?", by=User.objects.get(username="commission"))
    waiting = [message_of(letter) for letter in Letter.objects.order_by("pk")]
    answer(question=question, text="Бо так.", by=account("coordinator"))
    told = list(Letter.objects.order_by("pk").values_list("kind", "person__username"))
    sent = [message_of(letter) for letter in Letter.objects.order_by("pk")]

    assert told == [("report", "commission"), ("question", "coordinator"), ("answer", "commission")]
    assert [message and message.subject for message in waiting] == [
        "Подано звіт: Звіт № 1 за 2021 рік, редакція 2",
        "Запитання комісії: Звіт № 1 за 2021 рік, редакція 2",
    ]
    assert [message and message.subject for message in sent[1:]] == [
        None,  # it was answered before the letter went
        "Відповідь на ваше запитання: Звіт № 1 за 2021 рік, редакція 2",
    ]


# ---- for everybody, and for programs --------------------------------------------------------------------------------


def test_published_reports_are_a_list_with_filters_a_feed_and_a_data_set(report: ExecutionReport) -> None:
    visitor = Client()
    before = visitor.get("/reports/").context["count"]
    record_step(report=report, kind="published", date=date(2022, 2, 1), by=account("head"))
    record_step(report=report, kind="noted", date=date(2022, 2, 3), by=account("head"))

    def found(query: str) -> int:
        return int(visitor.get(f"/reports/?{query}").context["count"])

    counts = [
        found(query)
        for query in ("kind=year", "kind=final", "year=2021&state=noted", "q=звітом про програму", "q=немає")
    ]
    feed = visitor.get("/reports/feed/").content.decode()
    heads = [
        visitor.get(f"/reports/reports.csv{query}").getvalue().decode("utf-8-sig").splitlines()[0]
        for query in ("", "?columns=2025")
    ]

    assert (before, found(""), counts) == (0, 1, [1, 0, 1, 1, 0])
    assert "<title>Звіт № 1 за 2021 рік: Програма розвитку інформаційного простору" in feed
    assert "/reports/1/1/" in feed
    assert [head.split(";")[:4] for head in heads] == [
        ["identifier", "title", "dateAccepted", "dateIssued"],
        ["uid", "title", "acceptedDate", "issuedDate"],
    ]
    assert visitor.get("/reports/reports.csv?columns=1999").status_code == 404


def test_the_api_tells_the_state_the_questions_and_the_conclusions_of_a_report(report: ExecutionReport) -> None:
    question = ask(report=report, text="Чому?", quoted="12,00", by=account("commission"))
    answer(question=question, text="Бо так.", by=account("coordinator"))
    record_step(report=report, kind="published", date=date(2022, 2, 1), by=account("head"))
    record_step(report=report, kind="noted", date=date(2022, 2, 3), by=account("head"))
    [record] = Client().get("/api/v1/reports/").json()["results"]

    assert (record["state"], record["conclusions"]) == ("noted", [])
    assert [
        (each["text"], each["quoted"], [one["text"] for one in each["answers"]]) for each in record["questions"]
    ] == [("Чому?", "12,00", ["Бо так."])]
    assert "commission" not in json.dumps(record["questions"])


def a_sitting(report: ExecutionReport, **more: Any) -> Sitting:
    """A sitting on which one member voted for the report's motion and one against it."""
    commission = report.program.commission
    assert commission
    sitting = Sitting.objects.create(number="14", date=date(2022, 1, 27), place="Зала", **more)
    sitting.bodies.add(commission)
    item = AgendaItem.objects.create(sitting=sitting, number=1, question="Про звіт", report=report)
    motion = Motion.objects.create(sitting=sitting, item=item, number=1, title="Взяти до відома")
    for surname, value in (("Вигадана", "for"), ("Неіснуючий", "against")):
        member = CommissionMember.objects.create(commission=commission, name="Ім’я", surname=surname)
        Vote.objects.create(motion=motion, value=value, **Vote.of(member))
    return sitting


def test_the_api_tells_of_a_sitting_what_was_published_and_names_where_they_are_not_withheld(
    report: ExecutionReport,
) -> None:
    sitting = a_sitting(report, state="held")
    said: list[Any] = [Client().get(f"/api/v1/{name}/").json()["count"] for name in ("sittings", "votes")]
    for what in ("agenda", "votes"):
        SittingPublication.objects.create(
            sitting=sitting, what=what, published_on=date(2022, 1, 28), recorded_by=account("head")
        )
    [shown] = Client().get("/api/v1/sittings/").json()["results"]
    votes = Client().get("/api/v1/votes/").json()["results"]
    Commission.objects.update(shows_names=False)
    withheld = Client().get("/api/v1/votes/").json()["results"]
    member = logged_in("commission").get("/api/v1/votes/").json()["results"]

    assert said == [0, 0]
    assert (shown["date"], shown["place"], [each["question"] for each in shown["agenda"]]) == (
        "2022-01-27", "Зала", ["Про звіт"],
    )  # fmt: skip
    assert [(each["name"], each["value"]) for each in votes] == [
        ("Ім’я ВИГАДАНА", "for"), ("Ім’я НЕІСНУЮЧИЙ", "against"),
    ]  # fmt: skip
    assert [(each["name"], each["value"]) for each in withheld] == [("", "for"), ("", "against")]
    assert [each["name"] for each in member] == ["Ім’я ВИГАДАНА", "Ім’я НЕІСНУЮЧИЙ"]


def test_where_and_when_a_sitting_will_be_is_withheld_until_its_day(report: ExecutionReport) -> None:
    sitting = a_sitting(report, withheld_until=date(2100, 1, 1))
    SittingPublication.objects.create(
        sitting=sitting, what="agenda", published_on=date(2022, 1, 20), recorded_by=account("head")
    )
    told = [
        [(each["date"], each["place"]) for each in client.get("/api/v1/sittings/").json()["results"]]
        for client in (Client(), logged_in("commission"))
    ]

    assert told == [[(None, "")], [("2022-01-27", "Зала")]]


# ---- from the command line, by itself, and in the background --------------------------------------------------------


def test_a_report_is_submitted_from_the_command_line_and_refused_with_its_gap(report: ExecutionReport) -> None:
    begun(report.program, "year", date(2022, 1, 1), date(2022, 12, 31))

    def said(*arguments: str) -> str:
        with pytest.raises(CommandError) as refusal:
            call_command("submit_report", report.program.slug, *arguments, stdout=StringIO())
        return str(refusal.value)

    assert said("1", "--by", "head") == "Чернетки звіту № 1 немає."
    assert said("2", "--by", "coordinator") == "«coordinator» не має права подавати звіти."
    assert said("2", "--by", "head", "--on", "2023-02-14").startswith("Не вказано стан виконання: ")


def test_a_draft_is_begun_by_itself_once_its_period_is_over_where_the_term_says_so(report: ExecutionReport) -> None:
    now = moment("2023-01-10 03:00")
    nothing = begin_drafts(now=now)
    DutyTerm.objects.filter(app="programs", key="year").update(makes_draft=True)
    said = [begin_drafts(now=now) for _ in range(2)]
    made = ExecutionReport.objects.filter(submission=None).values_list("kind", "period_end", "number", "proposal")

    assert [line.rpartition(" ")[2] for line in (nothing, *said)] == ["0", "1", "0"]
    assert list(made) == [("year", date(2022, 12, 31), 2, "Взяти до відома")]


def test_a_long_report_is_submitted_in_the_background_and_its_end_is_told(
    report: ExecutionReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begun(report.program, "year", date(2022, 1, 1), date(2022, 12, 31))
    head, on = account("head"), date(2023, 2, 14)
    asked: dict[str, Any] = {"by": head, "on": on, "site": "", "expected_version": draft.version}
    monkeypatch.setattr(long, "LONG", 1)
    with presence_of("here"):
        work = long.submit_in_background(draft, **asked)
        again = long.submit_in_background(draft, **asked)
    do_waiting()
    work = BackgroundWork.objects.get(pk=work.pk if work else 0)
    with_nobody = long.submit_in_background(draft, **asked)

    assert again == work
    assert work.state == "failed" and work.sentence.startswith("Не вказано стан виконання: ")
    assert with_nobody is None


# ---- since the report before ----------------------------------------------------------------------------------------


def test_what_changed_since_the_report_before_is_told_line_by_line(report: ExecutionReport) -> None:
    draft = begun(report.program, "year", date(2022, 1, 1), date(2022, 12, 31))
    keep_next(draft, date(2023, 2, 14))
    later = ExecutionReport.objects.get(pk=draft.pk)
    before = report_before(later)
    rows = {str(row.cells["number"]): row.cells for row in changes_since(later, report).rows}
    base = f"/programs/{report.program.slug}/reports"
    pages = [logged_in("commission").get(f"{base}/{number}/1/since/").status_code for number in (1, 2)]

    assert before == report
    names = ("amended_was", "amended_became", "paid_was", "paid_became")
    assert [str(rows["1.1.1"][name]) for name in names] == ["105600.00", "188000.00", "99500.00", "0.00"]
    assert "1.1.3" not in rows  # it needs no money, and nobody judged it
    assert pages == [404, 200]
    assert Client().get(f"{base}/2/1/since/").status_code == 404


def test_a_sitting_to_come_that_nobody_published_is_not_told_to_everybody(report: ExecutionReport) -> None:
    sitting = a_sitting(report)
    page = f"/programs/{report.program.slug}/reports/1/1/"
    record_step(report=report, kind="published", date=date(2022, 2, 1), by=account("head"))
    told = {
        who: "27.01.2022" in words_of(client.get(page))
        for who, client in {"visitor": Client(), "member": logged_in("commission")}.items()
    }
    [waiting] = logged_in("commission").get("/commission/").context["waiting"]
    SittingPublication.objects.create(
        sitting=sitting, what="agenda", published_on=date(2022, 1, 20), recorded_by=account("head")
    )

    assert told == {"visitor": False, "member": True}
    assert "27.01.2022" in words_of(Client().get(page))
    assert waiting.sits_on == date(2022, 1, 27)
