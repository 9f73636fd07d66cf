"""A programme of any years, sources, kinds of «no money», amendments and reversals: its report adds up,
and page, API and an independent query say the same.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from simple_history.utils import bulk_create_with_history

from programs.finance import ZERO
from programs.models import (
    Allocation,
    Edition,
    FundingSource,
    LedgerEntry,
    LegalAct,
    Measure,
    MeasureRow,
    PassportTotal,
    Program,
    Task,
    TaskRow,
)
from programs.period import Period
from programs.reporting import as_json
from programs.reports import build_report
from tests.conftest import account
from tests.sampling import examples

from .reading import Node, main

Cell = Decimal | None
amounts = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)
planned = st.one_of(st.none(), st.just(ZERO), amounts)  # not foreseen, a planned zero, an amount


class Paid(NamedTuple):
    stage: str
    measure: int
    year: int  # of the term
    source: int
    day: int  # of the term
    amount: Decimal
    is_reversed: bool


class Story(NamedTuple):
    """What is drawn: of each measure its funding and its plan by edition, year and source; what moved in the ledger."""

    first_year: int
    years: int
    sources: int
    funding: list[str]
    plans: list[list[list[list[Cell]]]]
    is_amended: bool
    is_dropped: bool
    ledger: list[Paid]
    part: tuple[int, int]


@st.composite
def stories(draw: Any) -> Story:
    years, sources, measures = (draw(st.integers(1, most)) for most in (3, 2, 4))
    plan = st.lists(st.lists(planned, min_size=sources, max_size=sources), min_size=years, max_size=years)
    entry = st.builds(
        Paid, st.sampled_from(["committed", "accepted", "paid", "paid"]), st.integers(0, measures - 1),
        st.integers(0, years - 1), st.integers(0, sources - 1), st.integers(0, 365 * years - 1), amounts, st.booleans(),
    )  # fmt: skip
    return Story(
        draw(st.integers(2019, 2022)), years, sources,
        draw(st.lists(st.sampled_from(["funded", "funded", "not_required", "amount_not_stated"]),
                      min_size=measures, max_size=measures)),
        [[draw(plan) for _edition in range(2)] for _measure in range(measures)],
        draw(st.booleans()), draw(st.booleans()), draw(st.lists(entry, max_size=8)),
        (draw(st.integers(0, 365 * years - 1)), draw(st.integers(0, 500))),
    )  # fmt: skip


def programme_of(story: Story) -> Program:
    """The programme as two acts set it, two measures to a task, with what moved in its ledger."""
    program = Program.objects.create(
        slug="any", title="Програма", short_title="Програма", council="Рада", responsible_unit="Відділ",
        chief_spending_unit="Рада", start_year=story.first_year, end_year=story.first_year + story.years - 1,
        status="in_force",
    )  # fmt: skip
    sources = [FundingSource.objects.create(code=f"source-{n}", name=f"Джерело {n}", level="other") for n in range(2)]
    measures = [Measure.objects.create(program=program, code=f"m{place}") for place, _ in enumerate(story.funding)]
    tasks = [Task.objects.create(program=program, code=f"t{place}") for place in range((len(measures) + 1) // 2)]
    for number in range(1 + story.is_amended):
        edition_of(story, program, number, tasks, measures, sources)
    by = account("head")
    for entry in story.ledger:
        day = date.fromordinal(date(story.first_year, 1, 1).toordinal() + entry.day)
        posted = LedgerEntry(
            stage=entry.stage, measure=measures[entry.measure], budget_year=story.first_year + entry.year,
            source=sources[entry.source], date=day, amount=entry.amount, document_number="1", recorded_by=by,
        )  # fmt: skip
        posted.save()
        if entry.is_reversed:
            later = {"date": date(program.end_year, 12, 31), "amount": -entry.amount, "reverses": posted}
            same = ("stage", "measure", "budget_year", "source", "document_number", "recorded_by")
            LedgerEntry(**{name: getattr(posted, name) for name in same}, **later).save()
    return program


def edition_of(story: Story, program: Program, number: int, tasks: Any, measures: Any, sources: Any) -> None:
    act = LegalAct.objects.create(
        program=program, role="amendment" if number else "adoption", body="Рада", number=str(number + 1),
        date=date(program.start_year, 6 if number else 1, 1), title="Про програму",
    )  # fmt: skip
    edition = Edition.objects.create(
        program=program, number=number + 1, act=act, in_force_from=act.date, status="adopted",
        adopted_at=f"{act.date}T10:00:00+02:00",
    )  # fmt: skip
    rows = [TaskRow.objects.create(edition=edition, task=task, number=str(place), order=place, title="Завдання")
            for place, task in enumerate(tasks, 1)]  # fmt: skip
    sums: dict[int, Decimal] = {}
    for place, (measure, funding) in enumerate(zip(measures, story.funding, strict=True)):
        if number and story.is_dropped and place == len(measures) - 1:
            continue
        source = None if funding == "not_required" else sources[0]
        row = MeasureRow.objects.create(
            edition=edition, measure=measure, task_row=rows[place // 2], number=f"{place // 2 + 1}.{place + 1}",
            order=place, title=f"Захід {place + 1}", funding=funding, source=source,
        )  # fmt: skip
        found = [
            Allocation(measure_row=row, year=program.start_year + year, source=sources[at], amount=amount)
            for year, by_source in enumerate(story.plans[place][number])
            for at, amount in enumerate(by_source)
            if amount is not None and funding == "funded"
        ]
        bulk_create_with_history(found, Allocation)
        for each in found:
            sums[each.year] = sums.get(each.year, ZERO) + each.amount
    for year, amount in sums.items():
        PassportTotal.objects.create(edition=edition, year=year, amount=amount)


# ---- what an independent query says ----------------------------------------------------------------------------------

PLAN = """
    SELECT r.measure_id, a.amount FROM programs_allocation a
    JOIN programs_measurerow r ON r.id = a.measure_row_id
    WHERE r.edition_id = (
        SELECT e.id FROM programs_edition e WHERE e.program_id = %s AND e.in_force_from <= %s
        ORDER BY e.number {order} LIMIT 1
    ) AND a.year BETWEEN %s AND %s
"""
PAID = """
    SELECT l.measure_id, l.amount FROM programs_ledgerentry l JOIN programs_measure m ON m.id = l.measure_id
    WHERE m.program_id = %s AND l.stage = 'paid' AND l.date BETWEEN %s AND %s
"""


def asked(query: str, *given: Any) -> dict[int, Decimal]:
    """Sums by measure, added here: SQLite would add in binary."""
    found: dict[int, Decimal] = {}
    with connection.cursor() as cursor:
        cursor.execute(query, [str(each) if isinstance(each, date) else each for each in given])
        for measure, amount in cursor.fetchall():
            found[measure] = found.get(measure, ZERO) + Decimal(str(amount)).quantize(Decimal("0.01"))
    return found


def by_query(program: Program, period: Period) -> dict[str, dict[int, Decimal]]:
    """Plan, payments of the period and those since its New Year, by measure."""
    years, new_year = (period.start.year, period.end.year), date(period.start.year, 1, 1)
    return {
        "approved": asked(PLAN.format(order=""), program.pk, period.end, *years),
        "amended": asked(PLAN.format(order="DESC"), program.pk, period.end, *years),
        "paid": asked(PAID, program.pk, period.start, period.end),
        "paid_since": asked(PAID, program.pk, new_year, period.end),
    }


# ---- what the portal says --------------------------------------------------------------------------------------------

Line = dict[str, Cell]


def amount(value: Any) -> Cell:
    """A value of the JSON, where absent money and an undefined per cent are no amount."""
    return Decimal(value) if isinstance(value, str) else None


def rows_of(data: Any, level: str) -> list[dict[str, Any]]:
    [table] = [each for each in data["sections"] if each["key"] == "measures"]
    numbers = {each["key"] for each in table["columns"] if each["kind"] in {"money", "percent"}}
    return [
        {name: amount(value) if name in numbers else value for name, value in row["cells"].items()}
        for row in table["rows"]
        if row["level"] == level
    ]


def printed(page: Any) -> list[list[Cell]]:
    """The figures of the page's table row by row in the order of its columns; a cell over two stands for both."""
    table = main(page).one("table", css="table--measures").one("tbody")
    return [
        [
            read_figure(cell)
            for cell in row.content
            if isinstance(cell, Node) and re.search("cell--(money|percent)", cell.attributes["class"])
            for _column in range(int(cell.attributes.get("colspan", "1")))
        ]
        for row in table.all("tr")
        if "table__row--below" not in row.attributes["class"]
    ]


def read_figure(cell: Node) -> Cell:
    bare = re.sub(r"\s", "", cell.text).replace(",", ".").replace("−", "-")
    return Decimal(bare) if re.fullmatch(r"-?[\d.]+", bare) else None


def of_the_api(program: Program, on: date) -> dict[int, Line]:
    """Of each measure the sums of its years; what no year has an amount of has none."""
    found = {}
    answer = Client().get(f"/api/v1/measures/?program={program.slug}&on={on}").json()
    for measure in answer["results"]:
        line: Line = {}
        for name in ("approved", "amended", "paid"):
            known = [Decimal(year[name]) for year in measure["years"] if year[name]]
            line[name] = sum(known, ZERO) if known else None
        found[measure["id"]] = line
    return found


def check_sums(data: Any, said: dict[str, dict[int, Decimal]], measures: dict[str, int]) -> None:
    """Lines are what the query says, parts sum to totals, per cent is defined or a dash, deviations keep their sign."""
    items, [total] = rows_of(data, "item"), rows_of(data, "total")
    since = "paid_since" if "paid_since" in total else "paid"
    for row in items:
        for name in ("approved", "amended", "paid", since):
            assert (row[name] or ZERO) == said[name].get(measures[row["number"]], ZERO), (row, name)
    for name in ("approved", "amended", "paid", since):
        for parts in (items, rows_of(data, "group"), rows_of(data, "subtotal")):
            assert sum((row[name] or ZERO for row in parts), ZERO) == (total[name] or ZERO), name
        assert (total[name] or ZERO) == sum(said[name].values(), ZERO), name
    for row in [*items, *rows_of(data, "group"), *rows_of(data, "subtotal"), total]:
        plan, paid = row["amended"], row[since] or ZERO
        share = (paid * 100 / plan).quantize(Decimal("0.1"), ROUND_HALF_UP) if plan else None
        assert row["percent"] == (share if row[since] is not None else None), row
        for name in {"deviation", "remainder"} & row.keys():
            if row[name] is not None and name in titles_of(data):
                assert row[name] == (plan or ZERO) - paid, row


def titles_of(data: Any) -> set[str]:
    [table] = [each for each in data["sections"] if each["key"] == "measures"]
    return {each["key"] for each in table["columns"]}


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.both_databases("aggregates")
@settings(examples(16))
@given(story=stories())
def test_whatever_a_programme_is_its_report_adds_up_and_all_say_the_same(db: None, story: Story) -> None:
    with taken_back():
        program = programme_of(story)
        whole = Period(date(program.start_year, 1, 1), date(program.end_year, 12, 31))
        first = date.fromordinal(whole.start.toordinal() + story.part[0])
        part = Period(first, min(date.fromordinal(first.toordinal() + story.part[1]), whole.end))
        rows = MeasureRow.objects.filter(edition__program=program)
        measures = dict(rows.values_list("number", "measure"))
        reports = {each: json.loads(as_json.render(build_report(program, each))) for each in (whole, part)}

        for period, data in reports.items():
            check_sums(data, by_query(program, period), measures)
        columns = [each["key"] for section in reports[whole]["sections"] if section["key"] == "measures"
                   for each in section["columns"] if each["kind"] in {"money", "percent"}]  # fmt: skip
        every = [
            row for section in reports[whole]["sections"] if section["key"] == "measures" for row in section["rows"]
        ]
        page = Client().get(f"/programs/{program.slug}/reports/{whole.code}/")
        assert printed(page) == [[amount(row["cells"].get(name)) for name in columns] for row in every]
        api, said = of_the_api(program, whole.end), by_query(program, whole)
        assert {*rows.filter(edition__number=1 + story.is_amended).values_list("measure", flat=True)} <= api.keys()
        for measure, line in api.items():
            assert {name: value or ZERO for name, value in line.items()} == {
                name: said[name].get(measure, ZERO) for name in line
            }
