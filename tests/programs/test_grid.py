"""The plan grid: Annex 1 of a draft edition read as a sheet, typed into, weighed and saved all or nothing."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.finance import Absence
from programs.grid import FUNDING, EditionAdopted, Place, Posted, Sheet, read_sheet, save_sheet
from programs.grid.sheet import read_text, shown
from programs.models import Allocation, Edition, Funding, FundingSource, LegalAct, Measure, MeasureRow, Program
from programs.services import (
    adopt_edition,
    delete_plan_row,
    open_draft_edition,
    save_plan_row,
    save_record,
    set_allocation,
)

COMMUNITY = "community-budget"
NBSP = "\u00a0"


@pytest.fixture
def coordinator(person: Callable[[str], User]) -> User:
    return person("coordinator")


@pytest.fixture
def head(person: Callable[[str], User]) -> User:
    return person("head")


@pytest.fixture
def draft(program: Program, coordinator: User) -> Edition:
    return open_draft_edition(program=program, by=coordinator)


@pytest.fixture
def amendment(program: Program) -> LegalAct:
    return LegalAct.objects.create(
        program=program,
        role="amendment",
        body="Каховська міська рада",
        number="210",
        date=date(2022, 5, 12),
        title="Про зміни",
    )


def cell(measure: str, year: int, source: str = COMMUNITY) -> Place:
    return Place(measure, source, year)


def posted(sheet: Sheet, typed: dict[Place, str], **more: Any) -> Posted:
    """The sheet as a browser would send it back after somebody typed into some cells."""
    texts = {
        place: sheet.content(place) if place.is_funding else shown(sheet.content(place)) for place in sheet.contents
    }
    return Posted(texts={**texts, **typed}, seen=sheet.by_measure(), **more)


def plan_of(edition: Edition) -> dict[Place, str]:
    return dict(read_sheet(edition).contents)


def row_of(edition: Edition, code: str) -> MeasureRow:
    return edition.measure_rows.select_related("edition__program", "task_row", "measure").get(measure__code=code)


def change(edition: Edition, code: str, year: int, amount: str | None, *, by: User) -> None:
    """Somebody else changes one amount on the measure's own page."""
    set_allocation(
        measure_row=row_of(edition, code),
        year=year,
        source=FundingSource.objects.get(code=COMMUNITY),
        amount=None if amount is None else Decimal(amount),
        by=by,
    )


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


ODDITIES = {
    "36000": "36000.00",
    "36000 грн": "36000.00",
    "36 000 грн.": "36000.00",
    "36 000,00": "36000.00",
    f"36{NBSP}000,00{NBSP}грн": "36000.00",
    "36\u202f000,5": "36000.50",
    "36.000,00": "36000.00",
    "36,000.00": "36000.00",
    "36'000,00": "36000.00",
    "₴": None,
    "36000₴": "36000.00",
    "0,0": "0.00",
    "0": "0.00",
    "-0": "0.00",
    "": "",
    "   ": "",
    "-": "",
    "–": "",
    "—": "",
    "−": "",
    "-5": None,
    "36.000": None,
    "36,1234": None,
    "1.2.3": None,
    "36 тис.": None,
    "тридцять шість": None,
    "=A1+B1": None,
    "1e5": None,
    "999999999999,99": "999999999999.99",
    "1000000000000": None,
}


@pytest.mark.parametrize(("typed", "content"), ODDITIES.items(), ids=lambda value: repr(value))
def test_amounts_are_understood_as_people_write_them_or_refused_with_a_sentence(
    draft: Edition, coordinator: User, typed: str, content: str | None
) -> None:
    place = cell("print-media", 2021)
    sheet = read_sheet(draft)

    review = save_sheet(edition=draft, posted=posted(sheet, {place: typed}), by=coordinator)

    if content is None:
        assert (list(review.problems), review.text(place), review.saved) == ([place], typed, False)
        assert plan_of(draft) == dict(sheet.contents)
    else:
        assert (review.problems, read_sheet(draft).content(place), review.saved) == ({}, content, True)


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


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


# ---- two people -----------------------------------------------------------------------------------------------------


def test_two_people_who_change_different_cells_do_not_meet(draft: Edition, coordinator: User, head: User) -> None:
    opened = read_sheet(draft)
    change(draft, "print-media", 2022, "180000", by=head)

    review = save_sheet(edition=draft, posted=posted(opened, {cell("print-media", 2023): "170000"}), by=coordinator)

    after = read_sheet(draft)
    assert (review.saved, review.news) == (True, [cell("print-media", 2022)])
    assert [after.content(cell("print-media", year)) for year in (2022, 2023)] == ["180000.00", "170000.00"]


def test_the_second_of_two_who_change_a_cell_sees_both_versions(draft: Edition, coordinator: User, head: User) -> None:
    place, other = cell("print-media", 2022), cell("online-media", 2022)
    opened = read_sheet(draft)
    change(draft, "print-media", 2022, "180000", by=head)

    review = save_sheet(edition=draft, posted=posted(opened, {place: "190 000", other: "47000"}), by=coordinator)

    (clash,) = review.clashes
    assert (clash.place, clash.before, clash.theirs, clash.mine) == (place, "188000.00", "180000.00", "190 000")
    assert clash.author is not None
    assert clash.author.name == "head"
    assert not review.saved
    assert (review.text(place), review.text(other)) == ("190 000", "47 000,00".replace(" ", NBSP))
    after = read_sheet(draft)
    assert (after.content(place), after.content(other)) == ("180000.00", "49000.00")


CHOICES = {
    # what the person chooses, and what stands in the edition afterwards; None: still undecided
    "mine": ({"mine": True}, "190000.00"),
    "theirs": ({"theirs": True}, "180000.00"),
    "nothing yet": ({}, None),
}


@pytest.mark.parametrize(("choice", "expected"), CHOICES.values(), ids=CHOICES.keys())
def test_the_person_chooses_which_version_stays(
    draft: Edition, coordinator: User, head: User, choice: dict[str, bool], expected: str | None
) -> None:
    place, other = cell("print-media", 2022), cell("online-media", 2022)
    change(draft, "print-media", 2022, "180000", by=head)
    now = read_sheet(draft)
    chosen = {name: frozenset([place]) for name in choice}

    again = posted(now, {place: "190 000", other: "47000"}, undecided={place: "188000.00"}, **chosen)
    review = save_sheet(edition=draft, posted=again, by=coordinator)

    after = read_sheet(draft)
    if expected is None:
        assert ([c.before for c in review.clashes], review.saved) == (["188000.00"], False)
        assert after.contents == now.contents
    else:
        assert (after.content(place), after.content(other), review.saved) == (expected, "47000.00", True)


def test_a_choice_made_over_a_version_that_changed_again_is_asked_anew(
    draft: Edition, coordinator: User, head: User
) -> None:
    place = cell("print-media", 2022)
    change(draft, "print-media", 2022, "180000", by=head)
    shown_to_me = read_sheet(draft)
    change(draft, "print-media", 2022, "175000", by=head)

    again = posted(shown_to_me, {place: "190000"}, undecided={place: "188000.00"}, mine=frozenset([place]))
    review = save_sheet(edition=draft, posted=again, by=coordinator)

    assert [(c.theirs, c.mine) for c in review.clashes] == [("175000.00", "190000")]
    assert read_sheet(draft).content(place) == "175000.00"


def test_the_same_amount_typed_by_two_people_is_no_conflict(draft: Edition, coordinator: User, head: User) -> None:
    opened = read_sheet(draft)
    change(draft, "print-media", 2022, "190000", by=head)

    review = save_sheet(edition=draft, posted=posted(opened, {cell("print-media", 2022): "190000"}), by=coordinator)

    assert (review.saved, review.changes) == (True, {})


def test_a_cell_that_the_other_emptied_is_a_conflict_too(draft: Edition, coordinator: User, head: User) -> None:
    opened = read_sheet(draft)
    change(draft, "print-media", 2022, None, by=head)

    review = save_sheet(edition=draft, posted=posted(opened, {cell("print-media", 2022): "190000"}), by=coordinator)

    assert [(c.theirs, c.mine, c.author.name if c.author else "") for c in review.clashes] == [("", "190000", "head")]


def test_two_people_who_change_how_a_measure_is_funded_meet(draft: Edition, coordinator: User, head: User) -> None:
    opened = read_sheet(draft)
    row = draft.measure_rows.select_related("edition__program", "task_row", "measure").get(number="3.4")
    row.funding, row.source = Funding.FUNDED, FundingSource.objects.get()
    save_plan_row(row=row, by=head)
    place = Place(row.measure.code)

    review = save_sheet(edition=draft, posted=posted(opened, {place: f"amount_not_stated:{COMMUNITY}"}), by=coordinator)

    assert [(c.place, c.before, c.theirs, c.author.name if c.author else "") for c in review.clashes] == [
        (place, "not_required", f"funded:{COMMUNITY}", "head")
    ]


def test_what_was_typed_into_a_measure_that_is_gone_stays_visible_until_let_go(
    draft: Edition, coordinator: User, head: User
) -> None:
    opened = read_sheet(draft)
    delete_plan_row(row=row_of(draft, "print-media"), by=head)
    typed = {cell("print-media", 2022): "190000", cell("online-media", 2022): "47000"}

    first = save_sheet(edition=draft, posted=posted(opened, typed), by=coordinator)
    lost = {loss.measure: loss.typed for loss in first.losses}
    again = posted(read_sheet(draft), {cell("online-media", 2022): "47000"}, lost=lost)
    second = save_sheet(edition=draft, posted=again, by=coordinator)
    let_go = posted(read_sheet(draft), {cell("online-media", 2022): "47000"}, lost=lost, given_up=frozenset(lost))
    third = save_sheet(edition=draft, posted=let_go, by=coordinator)

    assert lost == {"print-media": {f"{COMMUNITY}:2022": "190000"}}
    assert [loss.author.name for loss in first.losses if loss.author] == ["head"]
    assert [review.saved for review in (first, second, third)] == [False, False, True]
    assert second.losses == first.losses
    assert read_sheet(draft).content(cell("online-media", 2022)) == "47000.00"


def test_a_measure_dropped_or_added_meanwhile_does_not_stop_other_work(
    draft: Edition, coordinator: User, head: User, program: Program
) -> None:
    opened = read_sheet(draft)
    delete_plan_row(row=row_of(draft, "online-media"), by=head)
    measure = save_record(record=Measure(program=program, code="podcast"), by=head)
    task, source = draft.task_rows.get(number="1.2"), FundingSource.objects.get()
    row = MeasureRow(
        edition=draft, measure=measure, task_row=task, number="1.2.3", order=99, title="Подкаст", source=source
    )
    save_plan_row(row=row, by=head)

    review = save_sheet(edition=draft, posted=posted(opened, {cell("print-media", 2022): "190000"}), by=coordinator)

    assert (review.saved, review.gone_measures, review.new_measures) == (True, 1, ["podcast"])
    assert read_sheet(draft).content(cell("print-media", 2022)) == "190000.00"


def test_the_measures_own_page_notices_what_the_sheet_saved(draft: Edition, coordinator: User) -> None:
    version = row_of(draft, "print-media").version

    save_sheet(edition=draft, posted=posted(read_sheet(draft), {cell("print-media", 2022): "1"}), by=coordinator)

    assert row_of(draft, "print-media").version == version + 1


def test_an_adopted_edition_is_not_written_whatever_was_typed(
    draft: Edition, coordinator: User, head: User, amendment: LegalAct
) -> None:
    opened = read_sheet(draft)
    adopt_edition(edition=draft, act=amendment, in_force_from=date(2022, 6, 1), by=head)

    with pytest.raises(EditionAdopted):
        save_sheet(edition=draft, posted=posted(opened, {cell("print-media", 2022): "1"}), by=coordinator)

    assert plan_of(draft) == dict(opened.contents)


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


# ---- the pages ------------------------------------------------------------------------------------------------------


def grid_url(edition: Edition, action: str = "") -> str:
    return reverse(f"admin:programs_edition_grid{action}", args=[edition.pk])


def form_of(sheet: Sheet, typed: dict[str, str]) -> dict[str, str]:
    """The fields of the page's form."""
    amounts = {place.name: shown(sheet.content(place)) for place in sheet.places([COMMUNITY]) if not place.is_funding}
    funding = {Place(code).name: sheet.content(Place(code)) for code in sheet.measures}
    return {"seen": json.dumps(sheet.by_measure()), **amounts, **funding, **typed}


PERMISSIONS = {
    # role: sheet of the draft, check, save, sheet of an adopted edition, save into an adopted edition
    "visitor": (302, 302, 302, 302, 302),
    "commission": (302, 302, 302, 302, 302),
    "accountant": (403, 403, 403, 403, 403),
    "administrator": (403, 403, 403, 403, 403),
    "coordinator": (200, 200, 302, 302, 409),
    "head": (200, 200, 302, 302, 409),
}


@pytest.mark.parametrize(("role", "expected"), PERMISSIONS.items())
def test_the_sheet_is_for_those_who_edit_the_plan_and_for_drafts_alone(
    draft: Edition, program: Program, person: Callable[[str], User], role: str, expected: tuple[int, ...]
) -> None:
    client = Client()
    if role != "visitor":
        client.force_login(person(role))
    adopted = program.editions.get(number=1)
    name = cell("print-media", 2022).name
    before = plan_of(adopted)
    form, stale = (form_of(read_sheet(edition), {name: "190000"}) for edition in (draft, adopted))

    answers = (
        client.get(grid_url(draft)),
        client.post(grid_url(draft, "_check"), form),
        client.post(grid_url(draft, "_save"), form),
        client.get(grid_url(adopted)),
        client.post(grid_url(adopted, "_save"), stale),
    )

    may = role in {"coordinator", "head"}
    assert tuple(answer.status_code for answer in answers) == expected
    assert read_sheet(draft).content(cell("print-media", 2022)) == ("190000.00" if may else "188000.00")
    assert plan_of(adopted) == before


BUTTONS = {"coordinator": [True, False], "head": [True, False], "accountant": [False, False]}


@pytest.mark.parametrize(("role", "expected"), BUTTONS.items())
def test_the_edition_leads_to_its_sheet_while_it_is_a_draft(
    draft: Edition, program: Program, person: Callable[[str], User], client: Client, role: str, expected: list[bool]
) -> None:
    client.force_login(person(role))
    editions = [draft, program.editions.get(number=1)]

    pages = [client.get(reverse("admin:programs_edition_change", args=[edition.pk])) for edition in editions]

    shown = [grid_url(edition) in page.content.decode() for edition, page in zip(editions, pages, strict=True)]
    assert shown == expected


def test_checking_shows_totals_and_the_difference_and_writes_nothing(
    draft: Edition, coordinator: User, client: Client
) -> None:
    client.force_login(coordinator)
    sheet = read_sheet(draft)

    page = client.post(grid_url(draft, "_check"), form_of(sheet, {cell("print-media", 2022).name: "193000 грн"}))

    table = page.context["table"]
    assert [(d.year, d.sign, d.text) for d in table.differences] == [
        (2021, "equal", "0,00"),
        (2022, "over", f"+5{NBSP}000,00"),
        (2023, "equal", "0,00"),
        (0, "over", f"+5{NBSP}000,00"),
    ]
    assert f'value="193{NBSP}000,00"' in page.content.decode()
    assert plan_of(draft) == dict(sheet.contents)


def test_a_sheet_with_a_bad_cell_comes_back_whole(draft: Edition, coordinator: User, client: Client) -> None:
    client.force_login(coordinator)
    typed = {cell("print-media", 2022).name: "багато", cell("online-media", 2022).name: "47000"}

    page = client.post(grid_url(draft, "_save"), form_of(read_sheet(draft), typed))

    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="багато"' in text
    assert f'value="47{NBSP}000,00"' in text
    assert "Це не сума" in text


def test_the_page_of_a_conflict_carries_both_versions_until_one_is_chosen(
    draft: Edition, coordinator: User, head: User, client: Client
) -> None:
    client.force_login(coordinator)
    name = cell("print-media", 2022).name
    form = form_of(read_sheet(draft), {name: "190 000"})
    change(draft, "print-media", 2022, "180000", by=head)

    first = client.post(grid_url(draft, "_save"), form)
    hidden = {field: getattr(first.context["table"], field) for field in ("seen", "undecided", "lost")}
    second = client.post(grid_url(draft, "_save"), {**form, **hidden})
    third = client.post(grid_url(draft, "_save"), {**form, **hidden, f"choice:{name}": "mine"})

    assert [answer.status_code for answer in (first, second, third)] == [409, 409, 302]
    assert [(v.before, v.theirs, v.mine) for v in second.context["table"].versions] == [
        (f"188{NBSP}000,00", f"180{NBSP}000,00", "190 000")
    ]
    assert read_sheet(draft).content(cell("print-media", 2022)) == "190000.00"


def test_what_was_typed_into_an_edition_adopted_meanwhile_stays_visible(
    draft: Edition, coordinator: User, head: User, amendment: LegalAct, client: Client
) -> None:
    client.force_login(coordinator)
    form = form_of(read_sheet(draft), {cell("print-media", 2022).name: "190000"})
    adopt_edition(edition=draft, act=amendment, in_force_from=date(2022, 6, 1), by=head)

    answers = [client.post(grid_url(draft, action), form) for action in ("_save", "_check")]

    for page in answers:
        text = page.content.decode()
        assert page.status_code == 409
        assert "цю редакцію прийнято" in text
        assert f'value="190{NBSP}000,00"' in text
    assert read_sheet(draft).content(cell("print-media", 2022)) == "188000.00"


FOREIGN = {
    "no seen": {"seen": ""},
    "no json": {"seen": "{"},
    "a list": {"seen": "[]"},
    "cells as a text": {"seen": '{"print-media": "x"}'},
    "a made-up amount": {"seen": '{"print-media": {"community-budget:2022": "1e9"}}'},
    "a made-up conflict": {"undecided": '{"print-media:community-budget:2022": "NaN"}'},
}


@pytest.mark.parametrize("fields", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_form_that_is_not_the_pages_own_is_refused(
    draft: Edition, coordinator: User, client: Client, fields: dict[str, str]
) -> None:
    client.force_login(coordinator)

    answer = client.post(grid_url(draft, "_save"), {**form_of(read_sheet(draft), {}), **fields})

    assert answer.status_code == 400


def test_fields_that_name_no_cell_change_nothing(draft: Edition, coordinator: User, client: Client) -> None:
    client.force_login(coordinator)
    sheet = read_sheet(draft)
    strange = {
        "print-media:nobody:2022": "5",
        "print-media:community-budget:1999": "5",
        "ghost:community-budget:2022": "5",
    }

    answer = client.post(grid_url(draft, "_save"), form_of(sheet, strange))

    assert (answer.status_code, plan_of(draft)) == (302, dict(sheet.contents))


def test_the_way_back_from_the_log_in_leads_to_the_sheet(draft: Edition, coordinator: User, client: Client) -> None:
    client.force_login(coordinator)

    answers = [client.get(grid_url(draft, action)) for action in ("_check", "_save")]

    assert [answer.headers["Location"] for answer in answers] == [grid_url(draft)] * 2


def test_the_name_of_a_cell_leads_back_to_its_place() -> None:
    places = [Place("print-media"), cell("print-media", 2022)]

    assert [Place.named(place.name) for place in places] == places
    assert [Place.named(name) for name in ("seen", "choice:a:b:2022", ":b:2022", f"a:b:{FUNDING}", "a:b:22")] == [
        None
    ] * 5
