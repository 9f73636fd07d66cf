"""Two people save the plan grid at the same moment, on PostgreSQL: one is written, the other is asked."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from programs.grid.review import EditionAdopted, Posted, Review, save_sheet
from programs.grid.sheet import Place, read_sheet, shown
from programs.models import Allocation, Edition, FundingSource, LegalAct, Program
from programs.services import adopt_edition, open_draft_edition, save_measure
from tests.programs.test_two_writers import at_once

pytestmark = pytest.mark.postgresql

PLACE = Place("print-media", "community-budget", 2022)


@pytest.fixture
def coordinator(shared_portal: None) -> User:
    return User.objects.create_user("coordinator")


@pytest.fixture
def draft(coordinator: User) -> Edition:
    return open_draft_edition(program=Program.objects.get(), by=coordinator)


def typed(draft: Edition, place: Place, text: str) -> Posted:
    sheet = read_sheet(draft)
    return Posted(texts={place: text}, seen=sheet.by_measure())


def test_of_two_sheets_with_one_cell_the_second_is_asked(draft: Edition, coordinator: User) -> None:
    sheets = [typed(draft, PLACE, "180000"), typed(draft, PLACE, "190000")]
    reviews: list[Review] = []

    at_once(*(lambda s=s: reviews.append(save_sheet(edition=draft, posted=s, by=coordinator)) for s in sheets))

    (written,) = [review for review in reviews if review.saved]
    (asked,) = [review for review in reviews if not review.saved]
    ((_before, after),) = written.changes.values()
    assert [(clash.before, clash.theirs) for clash in asked.clashes] == [("188000.00", after)]
    assert read_sheet(draft).content(PLACE) == after


def test_two_sheets_with_different_cells_are_both_written(draft: Edition, coordinator: User) -> None:
    other = Place("online-media", "community-budget", 2022)
    sheets = [typed(draft, PLACE, "180000"), typed(draft, other, "47000")]

    at_once(*(lambda s=s: save_sheet(edition=draft, posted=s, by=coordinator) for s in sheets))

    after = read_sheet(draft)
    assert [shown(after.content(place)) for place in (PLACE, other)] == [shown("180000.00"), shown("47000.00")]


def test_a_sheet_and_a_single_amount_at_once_lose_nothing_unseen(draft: Edition, coordinator: User) -> None:
    row = draft.measure_rows.select_related("edition__program", "task_row", "measure").get(measure__code="print-media")
    source, sheet = FundingSource.objects.get(), typed(draft, PLACE, "190000")
    reviews: list[Review] = []

    at_once(
        lambda: reviews.append(save_sheet(edition=draft, posted=sheet, by=coordinator)),
        lambda: save_measure(row=row, amounts={(source, 2022): Decimal("180000")}, by=coordinator),
    )

    amounts = [record.amount for record in Allocation.objects.get(measure_row=row, year=2022).history.all()]
    met = [(clash.before, clash.theirs) for clash in reviews[0].clashes]
    # whoever came second was told: the writer of the single amount by a conflict, the sheet by asking
    assert (reviews[0].saved, met, amounts[0]) in [
        (True, [], Decimal("190000.00")),
        (False, [("188000.00", "180000.00")], Decimal("180000.00")),
    ]


def test_a_sheet_and_the_adoption_of_its_edition_do_not_both_win(draft: Edition, coordinator: User) -> None:
    act = LegalAct.objects.create(
        program=draft.program,
        role="amendment",
        body="Каховська міська рада",
        number="210",
        date=date(2022, 5, 12),
        title="Про зміни",
    )
    sheet = typed(draft, PLACE, "190000")
    saved: list[bool] = []

    def save() -> None:
        try:
            saved.append(save_sheet(edition=draft, posted=sheet, by=coordinator).saved)
        except EditionAdopted:
            saved.append(False)

    results = at_once(
        save, lambda: adopt_edition(edition=draft, act=act, in_force_from=date(2022, 6, 1), by=coordinator)
    )

    # a sheet that came first takes the plan off its passport, and the adoption is refused
    draft.refresh_from_db()
    assert (saved, draft.is_draft, results) in [
        ([True], True, ["ValidationError", "done"]),
        ([False], False, ["done", "done"]),
    ]
