"""What was reached stands beside what was planned of it: of a measure, of all measures together, on any day."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programs.models import Activity, Indicator, IndicatorValue, Measure, Program
from programs.models.restricted import asked_once
from programs.modules import reached
from programs.services import save_record
from tests.conftest import account
from tests.media_contracts.contracting import in_force, newspaper, publish

Rows = dict[str, tuple[list[str], str, str, list[str]]]


@pytest.fixture
def by(program: Program) -> User:
    """Two pieces in the newspaper, two briefings of which one is nobody's business, and three that were planned."""
    by = account("coordinator")
    paper = newspaper(by)
    in_force(paper, by)
    for day, headline in ((5, "Бюджет"), (12, "Дороги")):
        publish(paper, date(2021, 3, day), by, headline=headline)
    measure = Measure.objects.get(code="press-events")
    for day, is_public in ((4, True), (8, False)):
        record = Activity(measure=measure, kind="briefing", date=date(2021, 3, day), title=f"Брифінг {day}")
        record.is_public = is_public
        save_record(record=record, by=by)
    indicator = Indicator(program=program, measure=measure, group="output", name="Брифінги", unit="разів")
    indicator.counts = "briefing"
    save_record(record=indicator, by=by)
    for year, plan in ((2021, 1), (2022, 2)):
        save_record(record=IndicatorValue(indicator=indicator, year=year, plan=plan), by=by)
    return by


def rows(found: list[Any]) -> Rows:
    return {row.key: (row.figures, row.word, row.note, [each.title for each in row.last]) for row in found}


@pytest.mark.both_databases("aggregates")
def test_each_application_says_what_was_reached_of_a_measure_and_of_the_programme(by: User, program: Program) -> None:
    pieces: Rows = {
        "published-print": (["2"], "матеріали в пресі", "400\u00a0см²", ["Дороги", "Бюджет"]),
        "contracts": (["1"], "договір", "", ["Висвітлення діяльності міської ради"]),
    }
    briefings: Rows = {"briefing": (["2", "3"], "брифінгів", "", ["Брифінг 4"])}
    print_media, press_events = (Measure.objects.get(code=code) for code in ("print-media", "press-events"))

    found = reached(program, date(2021, 3, 31))

    assert {key: rows(of) for key, of in found.items()} == {
        print_media.pk: pieces,
        press_events.pk: briefings,
        None: {**briefings, **pieces},
    }
    assert rows(reached(program, date(2021, 3, 31), print_media)[print_media.pk]) == pieces
    assert rows(reached(program, date(2021, 3, 5))[None])["published-print"][0] == ["1"]
    assert rows(reached(program, date(2021, 2, 1))[press_events.pk]) == {"briefing": (["0", "3"], "разів", "", [])}


def test_the_list_behind_a_figure_is_just_what_it_counts(client: Client, by: User, program: Program) -> None:
    measure = Measure.objects.get(code="print-media")
    row = reached(program, date(2021, 3, 31), measure)[measure.pk][0]

    listed = client.get(row.page).context["page"].object_list

    assert [piece.headline for piece in listed] == ["Дороги", "Бюджет"]
    assert [each.address.partition("#")[0] for each in row.last] == [
        f"/contracts/{listed[0].contract_line.contract_id}/"
    ] * 2


def test_more_records_ask_no_more_queries(by: User, program: Program) -> None:
    def asked() -> int:
        with asked_once(), CaptureQueriesContext(connection) as queries:
            reached(program, date(2021, 4, 30))
        return len(queries)

    measure, few = Measure.objects.get(code="print-media"), asked()
    for day in range(1, 9):
        record = Activity(measure=measure, kind="seminar", date=date(2021, 4, day), title="Семінар", is_public=True)
        save_record(record=record, by=by)

    # two for consultations: their events with who came, and the proposals; two for decisions of advisory bodies
    assert asked() == few <= 14


def test_the_page_of_a_measure_asks_once_what_was_reached(client: Client, by: User, program: Program) -> None:
    """Its tiles and the table of its indicators are read from one answer."""

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/programs/{program.slug}/measures/{measure.code}/?on=2021-03-31")
        tables.append(page.context["indicators"])
        return sum('FROM "media_contracts_publication"' in query["sql"] for query in queries.captured_queries)

    tables: list[Any] = []
    measure = Measure.objects.get(code="print-media")
    without = asked()
    indicator = Indicator(program=program, measure=measure, group="output", name="Матеріали", unit="матеріалів")
    indicator.counts = "published-print"
    save_record(record=indicator, by=by)

    assert asked() == without > 0
    assert tables[0] is None
    assert [row.cells["actual"] for row in tables[1].rows if row.cells.get("year") == "2021"] == [2]
