"""A year of consultations, played once: every figure agrees wherever it stands, and papers stay as they were published.

Four consultations – of the draft budget with a term too short, one extended, one without a proposal, one of another
body – and thirty proposals by every way.
"""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from civil_society.documents.publishing import publish_paper
from civil_society.models import (
    Consultation,
    ConsultationEvent,
    ConsultationPaper,
    ConsultationPaperFile,
    Institution,
    Proposal,
)
from civil_society.reports import Consultations, Institutions, Interaction
from civil_society.services import cancel_event, save_consultation, save_event
from civil_society.statement import InteractionFigures
from programs.models import Activity, Measure, Program
from programs.modules import public_addresses, reached, results
from programs.period import Period
from programs.reporting import Report, as_json, as_pdf, as_xlsx
from programs.reports import build_report
from programs.services import save_record, switch_restricted_mode
from tests.civil_society.year import told_year
from tests.conftest import account, shared_by_module
from tests.programs.reading import read

YEAR = Period.year(2023)
ATOM = "{http://www.w3.org/2005/Atom}"
OUTCOMES = ("accepted", "partly", "rejected", "forwarded", "already", "withdrawn")
FIGURES = ("events", "people", "proposals", *OUTCOMES)

both_databases = pytest.mark.both_databases("aggregates")


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with shared_by_module(django_db_blocker):
        told_year()
        yield


@pytest.fixture
def year(told: None, db: None) -> Program:
    return Program.objects.get()


def asked(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def by_sql() -> dict[str, dict[str, int]]:
    """What the tables themselves say of each consultation of the council, asked past the portal's own queries."""
    own = "FROM civil_society_consultation c WHERE c.organiser = 'council' AND c.state NOT IN ('draft', 'cancelled')"
    found = {f"{year}-{number}": dict.fromkeys(FIGURES, 0) for year, number in asked(f"SELECT year, number {own}")}
    events = """SELECT c.year, c.number, COUNT(DISTINCT e.id), SUM(h.count)
        FROM civil_society_consultationevent e JOIN civil_society_consultation c ON c.id = e.consultation_id
        LEFT JOIN civil_society_eventheadcount h ON h.event_id = e.id
        WHERE e.cancelled_on IS NULL GROUP BY c.year, c.number"""
    for of_year, number, count, people in asked(events):
        found[f"{of_year}-{number}"] |= {"events": count, "people": people}
    proposals = """SELECT c.year, c.number, CASE p.state WHEN 'withdrawn' THEN 'withdrawn' ELSE a.outcome END, COUNT(*)
        FROM civil_society_proposal p JOIN civil_society_consultation c ON c.id = p.consultation_id
        LEFT JOIN civil_society_answer a ON a.id = p.answer_id
        WHERE p.number IS NOT NULL AND p.state <> 'rejected' GROUP BY 1, 2, 3"""
    for of_year, number, outcome, count in asked(proposals):
        found[f"{of_year}-{number}"][outcome] += count
        found[f"{of_year}-{number}"]["proposals"] += count
    return found


def section(report: Report) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(as_json.render(report))["sections"][0]
    return data


@pytest.fixture
def report(year: Program) -> Report:
    return build_report(year, YEAR, [Consultations()])


@both_databases
def test_every_figure_of_the_year_agrees_wherever_it_stands(client: Client, year: Program, report: Report) -> None:
    tables = by_sql()
    total = {key: sum(each[key] for each in tables.values()) for key in FIGURES}
    rows = section(report)["rows"]
    said = {row["cells"]["consultation"]: {key: row["cells"][key] for key in FIGURES} for row in rows}
    papers = {
        paper.consultation.address: json.loads(bytes(paper.files.get(extension="json").content))["figures"]
        for paper in ConsultationPaper.objects.filter(kind="result")
    }
    counted = {row.key: row for row in reached(year, YEAR.end)[None]}
    answers = client.get("/api/v1/proposals/?page_size=100").json()

    assert {key: total[key] for key in ("events", "people", "proposals")} == {
        "events": 3,
        "people": 175,
        "proposals": 30,
    }
    assert [(total[key]) for key in OUTCOMES] == [13, 6, 6, 1, 3, 1]
    assert said == {f"№ {address} {title}": tables[address] for address, title in titles().items()} | {"Разом": total}
    assert {at: (f["events"], sum(f["people"].values()), f["proposals"]) for at, f in papers.items()} == {
        at: (each["events"], each["people"], each["proposals"]) for at, each in tables.items()
    }
    assert {at: {key: f["outcomes"].get(key, 0) for key in OUTCOMES} for at, f in papers.items()} == {
        at: {key: each[key] for key in OUTCOMES} for at, each in tables.items()
    }
    assert {key: counted[f"consult-{key}"].count for key in ("events", "people", "proposals")} == {
        key: total[key] for key in ("events", "people", "proposals")
    }
    assert counted["consultation"].years[2023] == len(tables) == 3
    shown = Counter(each["outcome"] or "waiting" for each in answers["results"])
    assert answers["count"] == total["proposals"] - total["withdrawn"]
    assert {key: shown[key] for key in OUTCOMES} == {key: total[key] for key in OUTCOMES} | {"withdrawn": 0}


def titles() -> dict[str, str]:
    return {each.address: each.subject for each in Consultation.objects.counted()}


@both_databases
def test_the_report_says_the_same_in_every_format(report: Report) -> None:
    cells = [
        [cell.value for cell in row]
        for sheet in load_workbook(BytesIO(as_xlsx.render(report)))
        for row in sheet.iter_rows()
    ]
    printed = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=as_pdf.render(report), capture_output=True, check=True
    )
    text = " ".join(printed.stdout.decode().split())

    [whole] = [[value for value in row if value is not None] for row in cells if row[0] == "Разом" and len(row) > 8]
    assert whole == ["Разом", 3, 175, 30, 13, 6, 6, 1, 3, 1, 0]
    assert "Разом 3 175 30 13 6 6 1 3 1 0" in text
    missed = {row["cells"]["consultation"]: row["cells"].get("missed") for row in section(report)["rows"]}
    assert missed["№ 2023-3 План відновлення громади"] == "дотримано"  # nobody proposed, so nobody waits for an answer
    for words in ("бракує 1 дня", "2023, станом на 31.12.2023: заплановано – 2, з них проведено – 2"):
        assert words in " ".join([text, *section(report)["notes"]])


@both_databases
def test_each_consultation_counts_once_as_what_was_done(year: Program) -> None:
    """Its one activity stands in «Що зроблено», in the indicator and in the quarter's words; nobody retyped it."""
    kept = Activity.objects.filter(kind="consultation")
    groups = {each.title: dict(each.headcounts.values_list("group", "count")) for each in kept}
    fourth = results(year, Period(date(2023, 10, 1), date(2023, 12, 31)))
    code = Measure.objects.get(code="budget-discussion").pk

    assert {each.kept_by for each in kept} == {"civil_society.consultation"}
    assert {title: sum(of.values()) for title, of in groups.items()} == {
        "Потреби переміщених мешканців громади": 71,
        "План відновлення громади": 63,
        "Проєкт бюджету громади на 2024 рік": 41,
    }
    assert "Заходи консультацій – 1, учасники – 41, пропозиції – 12." in fourth[code]


@both_databases
def test_a_published_paper_stays_whatever_is_recorded_later(client: Client, year: Program) -> None:
    consultation = Consultation.objects.get(year=2023, number=4)
    paper = ConsultationPaper.objects.get(consultation=consultation, kind="result")
    before = {each.extension: bytes(each.content) for each in paper.files.all()}
    proposal = Proposal.objects.filter(consultation=consultation, answer__outcome="accepted").order_by("number")[0]
    proposal.shown_text = "Зовсім інші слова"
    save_record(record=proposal, by=account("coordinator"))
    address = "/consultations/2023-4/result/"

    got = {each: client.get(f"{address}1/file.{each}").content for each in before}
    page = read(client.get(f"{address}1/")).text
    document = Document(BytesIO(before["docx"]))

    assert got == before
    assert client.get(address).headers["Location"] == f"{address}1/"
    for words in ("Передбачити кошти на онлайн-тренінги", "За варіант «більше на укриття» – 22", paper.code):
        assert words.lower() in page.lower() or words in page
    assert "Зовсім інші слова" not in page
    assert "Передбачити кошти на онлайн-тренінги" in document.tables[-1].cell(1, 1).text
    assert [row[0].text for row in (each.cells for each in document.tables[0].rows)][:3] == [
        "Проводив",
        "Питання",
        "Форма",
    ]
    with pytest.raises(ValidationError):
        paper.save()
    with pytest.raises(ValidationError):
        ConsultationPaperFile.objects.all().delete()


def test_anybody_learns_whether_a_paper_is_what_was_published(client: Client, year: Program) -> None:
    paper = ConsultationPaper.objects.get(consultation__number=4, kind="result")
    whole = bytes(paper.files.get(extension="pdf").content)

    def said_of(content: bytes) -> str:
        return client.post("/verify/", {"file": SimpleUploadedFile("report.pdf", content)}).content.decode()

    same, other, by_code = said_of(whole), said_of(whole + b" "), client.get(f"/verify/{paper.code}/").content.decode()
    typed = client.post("/verify/", {"code": paper.code.upper()})
    switch_restricted_mode(is_on=True, reason="Загроза", by=account("administrator"))
    hidden = client.get(f"/verify/{paper.code}/").status_code, said_of(whole)

    assert "Це той самий файл, який оприлюднено, до байта." in same
    assert [f'href="{paper.get_absolute_url()}"' in page for page in (same, other, by_code)] == [True, False, True]
    assert typed["Location"] == f"/verify/{paper.code}/"
    assert (hidden[0], "до байта." in hidden[1]) == (404, False)


def test_what_stands_under_no_measure_is_named_beside_the_figures(year: Program) -> None:
    consultation, by = Consultation.objects.get(year=2023, number=3), account("coordinator")
    consultation.measure = None
    save_consultation(consultation=consultation, by=by)
    notes = section(build_report(year, YEAR, [Consultations()]))["notes"]

    assert notes[-1].endswith("поза її заходами, тому тут не пораховано: № 2023-3 План відновлення громади.")


def test_a_correction_is_the_next_edition_with_its_reason(year: Program) -> None:
    consultation, by = Consultation.objects.get(year=2023, number=3), account("coordinator")
    said: dict[str, Any] = {"on": timezone.localdate(), "now": timezone.now(), "by": by, "words": "Підтримано."}

    with pytest.raises(ValidationError, match="що виправлено"):
        publish_paper(consultation, "result", **said)
    second = publish_paper(consultation, "result", reason="Уточнено рішення.", **said)

    assert (second.edition, second.changed_because) == (2, "Уточнено рішення.")
    assert consultation.steps.filter(kind="reported").count() == 1


def test_without_a_proposal_a_consultation_ends_like_any_other(client: Client, year: Program) -> None:
    page = read(client.get("/consultations/2023-3/result/1/")).text

    assert "Пропозицій не надійшло." in page
    assert "За – 51; проти – 6." in page
    assert "Пропозицій не надійшло; проєкт плану підтримано без змін." in page


@both_databases
def test_the_quarterly_form_has_its_eight_columns(client: Client, year: Program) -> None:
    address = "/consultations/quarters/2023-10-01--2023-12-31/"
    page = read(client.get(address))
    book = load_workbook(BytesIO(client.get(f"{address}table.xlsx").getvalue()))
    sheet = [[cell.value for cell in row][:8] for row in next(iter(book)).iter_rows() if row[0].value in (1, 2)]

    assert len(page.one("table").all("thead")[0].all("th")) == 8
    assert [[row[1], row[4], row[5], row[6], row[7]] for row in sheet] == [
        ["План відновлення громади", "так, 17.10.2023", "так, 24.10.2023", "ні", "засідання № 3 від 24.10.2023"],
        [
            "Проєкт бюджету громади на 2024 рік",
            "так, 08.11.2023",
            "так, 15.11.2023",
            "так",
            "засідання № 4 від 15.11.2023",
        ],
    ]
    assert "Громадські слухання онлайн, 16.11.2023" in sheet[1][2]
    assert client.get("/consultations/quarters/2023-10-02--2023-12-31/").status_code == 404
    assert read(client.get("/consultations/quarters/")).one("h1").text == page.one("h1").text


@both_databases
def test_active_stands_apart_from_registered(year: Program) -> None:
    rows = section(build_report(year, YEAR, [Institutions()]))["rows"]
    counts = {row["cells"]["type"]: (row["cells"]["known"], row["cells"]["active"]) for row in rows}
    took_part = """SELECT COUNT(DISTINCT i.institution_id) FROM civil_society_invitation i WHERE i.took_part"""

    assert len(counts) == 10  # nine types and their sum
    assert counts["Разом"] == (Institution.objects.count(), asked(took_part)[0][0]) == (25, 9)
    assert [row["cells"]["registered"] for row in rows if row["cells"]["type"] == "Разом"] == [22]


def entries(client: Client) -> dict[str, Any]:
    found = Calendar.from_ical(client.get("/calendar.ics").content).walk("VEVENT")
    return {str(each["uid"]).split("@")[0]: each for each in found}


@both_databases
def test_events_stand_in_the_calendar_once_and_a_moved_one_is_known_again(client: Client, year: Program) -> None:
    by, event = account("coordinator"), ConsultationEvent.objects.get(title="Онлайн-круглий стіл")
    key = f"consultation-{event.uid}"
    first = entries(client)
    save_event(event=event, by=by)
    event.starts_at = event.starts_at.replace(hour=10)
    save_event(event=event, by=by)
    moved = entries(client)[key]
    cancel_event(event=event, reason="Знеструмлення", on=date(2023, 10, 26), by=by)
    gone = entries(client)[key]

    assert len(first) == 3  # no activity stands beside the event of its consultation
    assert int(first[key]["sequence"]) == 0
    assert (int(moved["sequence"]), str(moved["status"])) == (1, "CONFIRMED")
    assert (int(gone["sequence"]), str(gone["status"])) == (2, "CANCELLED")
    assert f"{first[key].decoded('dtstart'):%d.%m.%Y %H:%M %z}" == "26.10.2023 14:00 +0300"


def test_a_place_is_kept_back_until_the_day_after(client: Client, year: Program) -> None:
    consultation = Consultation.objects.get(year=2023, number=3)
    tomorrow = timezone.now() + timedelta(days=1)
    for title, kept_back in (("Місце потім", "place"), ("Усе потім", "whole")):
        event = ConsultationEvent(consultation=consultation, title=title, starts_at=tomorrow, place="таємна-адреса")
        event.kept_back = kept_back
        save_event(event=event, by=account("coordinator"))
    said = {at: client.get(at).content.decode() for at in ("/calendar/", "/calendar.ics", "/calendar.atom")}

    assert {at: ("Місце потім" in text, "Усе потім" in text) for at, text in said.items()} == dict.fromkeys(
        said, (True, False)
    )
    assert [at for at, text in said.items() if "таємна-адреса" in text] == []


def test_news_tell_every_step(client: Client, year: Program) -> None:
    feed = ElementTree.fromstring(client.get("/consultations.atom").content)  # noqa: S314 - our own
    heads = Counter(str(entry.findtext(f"{ATOM}title")).split(":")[0] for entry in feed.iter(f"{ATOM}entry"))

    assert heads == {
        "Оголошено": 4,
        "Продовжено": 1,
        "Відповіді оприлюднено": 2,
        "Звіт про результати оприлюднено": 3,
        "Про рішення повідомлено": 1,
    }


@both_databases
def test_in_the_restricted_mode_papers_people_and_venues_are_gone_and_feeds_are_valid(
    client: Client, year: Program
) -> None:
    shown = [each.path for each in public_addresses() if re.search("/(result|outcome)/|quarters", each.path)]
    switch_restricted_mode(is_on=True, reason="Загроза", by=account("administrator"))
    answers = {}
    for path in shown:
        answer = client.get(path)
        answer.getvalue()  # a list that nobody reads keeps its place until it is read
        answers[path] = answer.status_code
    rows = build_report(year, YEAR, [Institutions()]).tables

    assert len(shown) > 20
    assert {status for path, status in answers.items() if "quarters" not in path} == {404}
    assert entries(client) == {}
    assert rows == []


# ---- the systematic monitoring of interaction ------------------------------------------------------------------------

INTERACTION = "/civil-society/interaction/2023-01-01--2023-12-31/"


def interaction_by_sql() -> dict[str, Any]:
    """What the tables themselves say of 2023, asked past the portal's own queries."""
    rows = asked("""SELECT p.channel, p.state, a.outcome, p.received_on, a.published_at
        FROM civil_society_proposal p JOIN civil_society_consultation c ON c.id = p.consultation_id
        LEFT JOIN civil_society_answer a ON a.id = p.answer_id
        WHERE c.organiser = 'council' AND p.number IS NOT NULL AND p.state <> 'rejected'""")
    days = [at.date() - day for *_more, day, at in rows if at]
    return {
        "planned": asked("SELECT COUNT(*) FROM civil_society_planitem WHERE removed_by_id IS NULL")[0][0],
        "held": asked("SELECT COUNT(*) FROM civil_society_consultation WHERE activity_id > 0")[0][0],
        "proposals": len(rows),
        **{f"channel_{key}": count for key, count in Counter(row[0] for row in rows).items()},
        **Counter(f"outcome_{'withdrawn' if state == 'withdrawn' else outcome}" for _by, state, outcome, *_d in rows),
        "days": round(sum(each.days for each in days) / len(days), 1),
        "people": asked("SELECT SUM(h.count) FROM civil_society_eventheadcount h")[0][0],
        "institutions": asked(
            "SELECT COUNT(DISTINCT institution_id) FROM civil_society_participation"
        )[0][0],
    }  # fmt: skip


def interaction_of(period: Period) -> dict[str, Any]:
    return {key: float(value) for key, value in InteractionFigures(period).of(period).items()}


@both_databases
def test_the_figures_of_interaction_agree_wherever_they_stand(client: Client, year: Program) -> None:
    figures, sql = interaction_of(YEAR), interaction_by_sql()
    page = read(client.get(INTERACTION))
    rows = {tuple(cell.text for cell in (row.one("th"), *row.all("td"))) for row in page.one("tbody").all("tr")}
    csv = client.get(f"{INTERACTION}table.csv").getvalue().decode("utf-8-sig")
    sheet = load_workbook(BytesIO(client.get(f"{INTERACTION}table.xlsx").getvalue()))
    table = section(build_report(year, YEAR, [Interaction()]))
    cells = {row["cells"]["what"]: row["cells"] for row in table["rows"]}
    texts = [[cell.value for cell in row] for each in sheet for row in each.iter_rows()]

    assert {key: figures[key] for key in sql} == pytest.approx(sql)
    assert (figures["planned"], figures["plan_held"], figures["held"], figures["unplanned"]) == (2, 2, 3, 1)
    assert sum(figures[f"outcome_{key}"] for key in OUTCOMES) == figures["proposals"] == 30
    assert float(cells["Надійшло всього"]["whole"]) == 30
    assert sum(float(cells["Надійшло всього"].get(f"part{n}", 0)) for n in range(4)) == 30
    assert float(cells["Учасників"]["whole"]) == figures["people"] == 175
    assert ["Учасників", 175] in [[row[0], row[-1]] for row in texts if row[0]]
    assert any(line.startswith("Учасників") and line.rstrip().endswith("175") for line in csv.splitlines())
    assert any(row[0] == "Учасників" and row[-1] == "175" for row in rows)
    said = "Надійшло 30 пропозицій: враховано – 13, враховано частково – 6, не враховано – 6"
    assert said in page.text
    assert said in " ".join(table["notes"])


def test_any_two_dates_are_a_period_of_interaction(client: Client, year: Program) -> None:
    asked_for = client.get("/civil-society/interaction/", {"start": "01.10.2023", "end": "31.12.2023"})
    wrong = client.get("/civil-society/interaction/", {"start": "31.12.2023", "end": "01.10.2023"})
    fourth = Period(date(2023, 10, 1), date(2023, 12, 31))
    quarters = [interaction_of(each) for each in Period.quarters(2023)]

    assert asked_for.headers["Location"] == f"/civil-society/interaction/{fourth.code}/"
    assert (wrong.status_code, "закінчитися раніше" in wrong.content.decode()) == (400, True)
    assert sum(each.get("proposals", 0) for each in quarters) == interaction_of(YEAR)["proposals"]
    assert client.get("/civil-society/interaction/2023/").status_code == 404
    assert client.get(INTERACTION, {"program": "nothing"}).status_code == 404
    assert client.get(INTERACTION, {"program": year.slug}).status_code == 200


def test_in_the_restricted_mode_interaction_stays_as_counts(client: Client, year: Program) -> None:
    before = read(client.get(INTERACTION)).one("table").text
    switch_restricted_mode(is_on=True, reason="Загроза", by=account("administrator"))

    assert read(client.get(INTERACTION)).one("table").text == before
