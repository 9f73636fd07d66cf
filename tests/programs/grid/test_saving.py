"""The plan grid as data: a draft of Annex 1 read as a sheet and saved all or nothing."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from programs.finance import Absence
from programs.grid.review import save_sheet
from programs.grid.sheet import FUNDING, Place, read_sheet, read_text, shown
from programs.models import Allocation, Edition, FundingSource, Measure, MeasureRow, Program
from programs.services import (
    save_record,
)
from tests.programs.grid.sheets import COMMUNITY, NBSP, ODDITIES, cell, plan_of, posted, row_of
from tests.sampling import examples

# ---- reading --------------------------------------------------------------------------------------------------------


def test_the_founding_plan_reads_as_annex_1(draft: Edition) -> None:
    sheet = read_sheet(draft)

    table = [
        (row.number, sheet.content(Place(code)), *(sheet.content(cell(code, year)) for year in sheet.years))
        for code, row in sheet.measures.items()
    ]
    funded = f"funded:{COMMUNITY}"
    assert table == [
        ("1.1.1", funded, "105600.00", "188000.00", "162000.00"),
        ("1.1.2", funded, "36000.00", "49000.00", "49000.00"),
        ("1.1.3", "not_required", "", "", ""),
        ("1.1.4", funded, "38400.00", "48000.00", "48000.00"),
        ("1.2.1", "not_required", "", "", ""),
        ("1.2.2", funded, "20000.00", "49000.00", "49000.00"),
        ("2.1", "not_required", "", "", ""),
        ("2.2", "not_required", "", "", ""),
        ("2.3", f"amount_not_stated:{COMMUNITY}", "", "", ""),
        ("2.4", "not_required", "", "", ""),
        ("3.1", funded, "0.00", "6000.00", "10000.00"),
        ("3.2", "not_required", "", "", ""),
        ("3.3", funded, "0.00", "10000.00", "12000.00"),
        ("3.4", "not_required", "", "", ""),
        ("4.1", funded, "0.00", "20000.00", "30000.00"),
        ("4.2", funded, "0.00", "20000.00", "20000.00"),
        ("4.3", funded, "0.00", "10000.00", "20000.00"),
    ]


def test_amounts_are_understood_as_people_write_them_or_refused_with_a_sentence(
    draft: Edition, coordinator: User
) -> None:
    place, sheet = cell("print-media", 2021), read_sheet(draft)

    for typed, content in ODDITIES.items():
        review = save_sheet(edition=draft, posted=posted(sheet, {place: typed}), by=coordinator)
        after = read_sheet(draft)
        if content is None:
            assert (list(review.problems), review.text(place), review.saved) == ([place], typed, False), typed
            assert after.contents == sheet.contents
        else:
            assert (review.problems, after.content(place), review.saved) == ({}, content, True), typed
        sheet = after


# ---- saving ---------------------------------------------------------------------------------------------------------


def test_only_what_changed_is_written_and_the_history_says_who(draft: Edition, coordinator: User, head: User) -> None:
    before = {model: model.history.count() for model in (Allocation, MeasureRow)}
    typed = {cell("print-media", 2022): "168000", cell("young-journalist-school", 2022): "40 000,00"}

    review = save_sheet(edition=draft, posted=posted(read_sheet(draft), typed), by=head)

    written = {model: model.history.count() - count for model, count in before.items()}
    assert review.saved
    assert review.changes == {
        cell("print-media", 2022): ("188000.00", "168000.00"),
        cell("young-journalist-school", 2022): ("20000.00", "40000.00"),
    }
    assert written == {Allocation: 2, MeasureRow: 2}
    last = row_of(draft, "print-media").allocations.get(year=2022).history.first()
    assert (last.history_user, last.amount) == (head, Decimal("168000.00"))


def test_a_sheet_that_nobody_typed_into_writes_nothing(draft: Edition, coordinator: User) -> None:
    before = Allocation.history.count(), MeasureRow.history.count()

    review = save_sheet(edition=draft, posted=posted(read_sheet(draft), {}), by=coordinator)

    assert (review.saved, review.changes) == (True, {})
    assert (Allocation.history.count(), MeasureRow.history.count()) == before


def test_one_bad_cell_keeps_the_whole_sheet_from_being_written(draft: Edition, coordinator: User) -> None:
    sheet = read_sheet(draft)
    typed = {cell("print-media", 2021): "1", cell("online-media", 2021): "багато"}

    review = save_sheet(edition=draft, posted=posted(sheet, typed), by=coordinator)

    assert not review.saved
    assert plan_of(draft) == dict(sheet.contents)
    assert {place: review.text(place) for place in typed} == {
        cell("print-media", 2021): "1,00",
        cell("online-media", 2021): "багато",
    }


def test_empty_dash_and_zero_stay_three_different_things(draft: Edition, coordinator: User) -> None:
    typed = {cell("print-media", 2021): "0", cell("print-media", 2022): "—", cell("print-media", 2023): ""}

    save_sheet(edition=draft, posted=posted(read_sheet(draft), typed), by=coordinator)

    assert list(row_of(draft, "print-media").allocations.values_list("year", "amount")) == [(2021, Decimal("0.00"))]


def test_a_second_source_gets_columns_of_its_own(draft: Edition, coordinator: User) -> None:
    save_record(record=FundingSource(code="state", name="Державний бюджет", level="state"), by=coordinator)
    place = cell("print-media", 2022, "state")

    review = save_sheet(
        edition=draft, posted=posted(read_sheet(draft), {place: "500 000"}, sources=["state"]), by=coordinator
    )

    sheet = read_sheet(draft)
    assert (review.saved, sheet.columns(), sheet.content(place)) == (True, [COMMUNITY, "state"], "500000.00")
    # the sum that the document leaves open is the community budget's, not the state's
    civil_society = [row.measure.code for row in sheet.tasks[2][1]]
    sums = [review.sums.of(civil_society, source=source) for source in (COMMUNITY, "state")]
    assert sums == [Absence.AMOUNT_NOT_STATED, Absence.NOT_FORESEEN]


FUNDING_CHANGES = {
    # measure, its choice, 2022 → funding, source and number of amounts afterwards; None is a refusal
    "money for a measure that needed none": ("3.4", f"funded:{COMMUNITY}", "5000", ("funded", COMMUNITY, 1)),
    "a source without an amount": ("3.4", f"amount_not_stated:{COMMUNITY}", "", ("amount_not_stated", COMMUNITY, 0)),
    "no money any more, the amounts emptied": ("3.1", "not_required", "", ("not_required", None, 0)),
    "no money any more, an amount left": ("3.1", "not_required", "6000", None),
    "an amount where none is needed": ("3.4", "not_required", "5000", None),
    "not from the list": ("3.4", "funded:nobody", "", None),
}


@pytest.mark.parametrize(
    ("number", "chosen", "typed", "expected"), FUNDING_CHANGES.values(), ids=FUNDING_CHANGES.keys()
)
def test_how_a_measure_stands_to_money_is_changed_in_the_sheet(
    draft: Edition,
    coordinator: User,
    number: str,
    chosen: str,
    typed: str,
    expected: tuple[str, str | None, int] | None,
) -> None:
    code = draft.measure_rows.get(number=number).measure.code
    sheet = read_sheet(draft)
    cells = {cell(code, 2021): "", cell(code, 2022): typed, cell(code, 2023): ""}

    review = save_sheet(edition=draft, posted=posted(sheet, {Place(code): chosen, **cells}), by=coordinator)

    row = row_of(draft, code)
    if expected is None:
        assert (list(review.problems), review.saved) == ([Place(code)], False)
        assert plan_of(draft) == dict(sheet.contents)
    else:
        assert (row.funding, row.source.code if row.source else None, row.allocations.count()) == expected


amounts = st.one_of(st.none(), st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))


@examples(12)
@given(data=st.data())
def test_whatever_is_typed_reads_back_as_the_same_amounts(
    data: st.DataObject, draft: Edition, coordinator: User
) -> None:
    sheet = read_sheet(draft)
    funded = [place for place in sheet.places([COMMUNITY]) if sheet.content(Place(place.measure)).startswith("funded")]
    places = data.draw(st.lists(st.sampled_from([p for p in funded if not p.is_funding]), unique=True, max_size=6))
    wanted = {place: data.draw(amounts) for place in places}
    spellings = st.sampled_from(["{:,.2f}", "{:.2f}", "{:.2f} грн"])
    typed = {
        place: "-" if amount is None else data.draw(spellings).format(amount).replace(",", NBSP).replace(".", ",")
        for place, amount in wanted.items()
    }

    review = save_sheet(edition=draft, posted=posted(sheet, typed), by=coordinator)

    after = plan_of(draft)
    kept = {place: content for place, content in sheet.contents.items() if place not in wanted}
    assert review.saved
    assert after == kept | {place: f"{amount:.2f}" for place, amount in wanted.items() if amount is not None}
    assert all(
        read_text(place, shown(content), ()) == content for place, content in after.items() if not place.is_funding
    )


def test_the_totals_of_a_review_are_those_of_the_typed_sheet(draft: Edition, coordinator: User) -> None:
    sheet = read_sheet(draft)

    review = save_sheet(
        edition=draft,
        posted=posted(sheet, {cell("print-media", 2022): "193000", cell("online-media", 2021): "?"}),
        by=coordinator,
    )

    task = [row.measure.code for row in sheet.tasks[0][1]]
    sums = review.sums
    assert [sums.of(task, year=year) for year in sheet.years] == [
        Decimal("144000.00"),
        Decimal("290000.00"),
        Decimal("259000.00"),
    ]
    assert [(d.year, d.amount) for d in sums.differences] == [(2021, Decimal("-36000.00")), (2022, Decimal("5000.00"))]
    assert (sums.plan(), sums.passport, sums.difference()) == (
        Decimal("969000.00"),
        Decimal("1000000.00"),
        Decimal("-31000.00"),
    )


def test_the_name_of_a_cell_leads_back_to_its_place() -> None:
    places = [Place("print-media"), cell("print-media", 2022)]

    assert [Place.named(place.name) for place in places] == places
    assert [Place.named(name) for name in ("seen", "choice:a:b:2022", ":b:2022", f"a:b:{FUNDING}", "a:b:22")] == [
        None
    ] * 5


# ---- the number of queries ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measures", [1, 30])
def test_reading_takes_the_same_queries_for_one_measure_and_for_thirty(
    draft: Edition, coordinator: User, program: Program, measures: int, django_assert_num_queries: Any
) -> None:
    source, task = FundingSource.objects.get(), draft.task_rows.get(number="4")
    draft.measure_rows.exclude(pk=draft.measure_rows.first().pk).delete()  # type: ignore[union-attr]
    for number in range(1, measures):
        measure = Measure.objects.create(program=program, code=f"more-{number}")
        row = MeasureRow.objects.create(
            edition=draft,
            measure=measure,
            task_row=task,
            number=f"9.{number}",
            order=100 + number,
            title="Ще",
            source=source,
        )
        Allocation.objects.create(measure_row=row, year=2022, source=source, amount=Decimal("1.00"))
    edition = Edition.objects.select_related("program").get(pk=draft.pk)

    with django_assert_num_queries(5):
        sheet = read_sheet(edition)

    assert len(sheet.measures) == measures
