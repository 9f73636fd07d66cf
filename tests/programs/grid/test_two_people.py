"""Two people in one plan grid: nothing that was typed is lost, nothing that was saved is overwritten unseen."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from programs.grid.review import EditionAdopted, save_sheet
from programs.grid.sheet import Place, read_sheet
from programs.models import Edition, Funding, FundingSource, LegalAct, Measure, MeasureRow, Program
from programs.services import (
    adopt_edition,
    delete_plan_row,
    save_plan_row,
    save_record,
)
from tests.programs.grid.sheets import COMMUNITY, NBSP, cell, change, plan_of, posted, row_of


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
