"""A posted sheet into the edition: all of it or nothing, in one transaction, each cell with who changed it."""

from collections import defaultdict

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from .. import services
from ..models import Allocation, Edition, Funding, MeasureRow
from .review import Posted, Review, weigh
from .sheet import Place, amount_in, read_sheet

ATTEMPTS = 3


class EditionAdopted(Exception):
    """The edition was adopted while the sheet was open: an act has set the plan, the sheet writes nothing any more."""


class _Refused(Exception):
    """The services refuse a measure; raised to undo what the sheet has written so far."""

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
        row, directory = review.sheet.measures[code], review.sheet.directory
        if funding := changes.pop(Place(code), None):
            kind, _colon, source = funding.partition(":")
            row.funding, row.source = Funding(kind), directory[source] if source else None
        amounts = {(directory[place.source], place.year): amount_in(content) for place, content in changes.items()}
        try:
            services.save_measure(row=row, amounts=amounts, by=by)
        except ValidationError as refusal:
            raise _Refused(Place(code), refusal) from refusal
