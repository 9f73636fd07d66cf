"""A posted sheet into the edition: all of it or nothing, in one transaction, each cell with who changed it."""

from collections import defaultdict

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from .. import services
from ..models import Allocation, Edition, Funding, MeasureRow
from .review import Posted, Review, weigh
from .sheet import Place, Sheet, amount_in, read_sheet

ATTEMPTS = 3


class EditionAdopted(Exception):
    """The edition was adopted while the sheet was open: an act has set the plan, the sheet writes nothing any more."""


class _Refused(Exception):
    """The services refuse a cell; raised to undo what the sheet has written so far."""

    def __init__(self, place: Place, refusal: ValidationError) -> None:
        super().__init__(place)
        self.place, self.refusal = place, refusal


def check_sheet(*, edition: Edition, posted: Posted) -> Review:
    """What saving the sheet would do, with its totals; nothing is written."""
    return weigh(read_sheet(edition), posted)


def save_sheet(*, edition: Edition, posted: Posted, by: User) -> Review:
    """Save the sheet if nothing stands against it; the review says whether it did (``saved``) and what it met.

    Another writer who slips between reading and writing is met by weighing again: the second look sees what changed.
    """
    for left in reversed(range(ATTEMPTS)):
        try:
            return _save_once(edition, posted, by)
        except _Refused as refused:
            review = weigh(read_sheet(edition), posted)
            review.problems[refused.place] = " ".join(services.error_lines(refused.refusal))
            return review
        except (services.Conflict, DatabaseError):
            if not left:
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def _save_once(edition: Edition, posted: Posted, by: User) -> Review:
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    if not locked.is_draft:
        raise EditionAdopted
    # Rows that others may be writing at this moment: wait for them, then read.
    list(MeasureRow.objects.filter(edition=locked).order_by("pk").only("pk").select_for_update())
    list(Allocation.objects.of(locked).order_by("pk").only("pk").select_for_update(of=("self",)))
    review = weigh(read_sheet(locked), posted)
    if review.ready:
        _write(review, by)
        review.saved = True
    return review


def _write(review: Review, by: User) -> None:
    """Write what changed, measure by measure; a measure's version moves with its money."""
    by_measure: dict[str, dict[Place, str]] = defaultdict(dict)
    for place, (_before, after) in review.changes.items():
        by_measure[place.measure][place] = after
    for code, changes in by_measure.items():
        row = review.sheet.measures[code]
        amounts = {place: content for place, content in changes.items() if not place.is_funding}
        # emptied cells go first: a measure that is no longer funded may hold no amounts
        for place in [place for place, content in amounts.items() if not content]:
            _set(review.sheet, row, place, "", by)
        _save_row(review.sheet, row, changes.get(Place(code)), by)
        for place, content in amounts.items():
            if content:
                _set(review.sheet, row, place, content, by)


def _save_row(sheet: Sheet, row: MeasureRow, funding: str | None, by: User) -> None:
    if funding is not None:
        kind, _colon, source = funding.partition(":")
        row.funding, row.source = Funding(kind), sheet.directory[source] if source else None
    try:
        services.save_plan_row(row=row, by=by, expected_version=row.version)
    except ValidationError as refusal:
        raise _Refused(Place(row.measure.code), refusal) from refusal


def _set(sheet: Sheet, row: MeasureRow, place: Place, content: str, by: User) -> None:
    try:
        services.set_allocation(
            measure_row=row, year=place.year, source=sheet.directory[place.source], amount=amount_in(content), by=by
        )
    except ValidationError as refusal:
        raise _Refused(place, refusal) from refusal
