"""A posted sheet weighed against the edition as it stands now: what changes, what cannot be read, where two people met.

Nothing that was typed is lost: a cell that somebody else changed meanwhile comes back with both versions, a cell that
was left alone takes the other's content, and what was typed into a measure that is gone stays visible. A sheet is saved
whole or not at all, in one transaction, each cell with who changed it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from .. import services
from ..models import Allocation, Edition, Funding, MeasureRow
from .sheet import Place, Sheet, Sums, Unreadable, amount_in, read_sheet, read_text, shown

ATTEMPTS = 3  # of saving, while others write at the same moment
Seen = Mapping[str, Mapping[str, str]]  # measure, the rest of the place, what the person saw there


@dataclass(frozen=True)
class Posted:
    """A sheet as a person sends it: what stands typed, what was seen, and the choices made where two people met."""

    texts: Mapping[Place, str]
    seen: Seen
    sources: list[str] = field(default_factory=list)  # columns that the person has added
    undecided: Mapping[Place, str] = field(default_factory=dict)  # conflicts shown, with what stood there before both
    mine: frozenset[Place] = frozenset()
    theirs: frozenset[Place] = frozenset()
    lost: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # typed into measures that are gone
    given_up: frozenset[str] = frozenset()  # gone measures whose typed values the person lets go

    def saw(self, place: Place) -> str | None:
        """What the person saw in a cell; None where the measure was not on the sheet yet."""
        measure = self.seen.get(place.measure)
        return None if measure is None else measure.get(place.rest, "")


class Author(NamedTuple):
    """Who changed a cell meanwhile, and when; a change made by the portal itself has no name."""

    name: str
    at: datetime


class Clash(NamedTuple):
    """A cell that two people changed: what stood there before both, what stands there now, what this person typed."""

    place: Place
    before: str
    theirs: str
    mine: str  # as typed
    author: Author | None = None


class Loss(NamedTuple):
    """A measure that somebody dropped while this person typed into it."""

    measure: str
    name: str
    typed: dict[str, str]  # the rest of the place, what was typed
    author: Author | None = None


@dataclass
class Review:
    """A sheet with what somebody typed into it; ``contents`` is what the edition would hold after saving."""

    sheet: Sheet
    columns: list[str]
    contents: dict[Place, str]
    texts: dict[Place, str] = field(default_factory=dict)  # as typed, where it is no content of the edition
    problems: dict[Place, str] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    news: list[Place] = field(default_factory=list)  # changed by others, left alone by this person
    new_measures: list[str] = field(default_factory=list)
    gone_measures: int = 0  # dropped by others, left alone by this person
    added: list[str] = field(default_factory=list)
    saved: bool = False

    @property
    def ready(self) -> bool:
        """Whether everything can be saved as it stands."""
        return not (self.problems or self.clashes or self.losses)

    @cached_property
    def changes(self) -> dict[Place, tuple[str, str]]:
        """What saving would change: before and after."""
        cells = ((place, self.sheet.content(place), content) for place, content in self.contents.items())
        return {place: (before, after) for place, before, after in cells if before != after}

    @cached_property
    def sums(self) -> Sums:
        unread = [place for place in self.problems if not place.is_funding and place not in self.contents]
        return Sums(self.sheet, self.contents, self.columns, unread)

    def text(self, place: Place) -> str:
        """What the cell's input shows: as typed while it is open, else its content as the sheet writes amounts."""
        if place in self.texts:
            return self.texts[place]
        content = self.contents.get(place, "")
        return content if place.is_funding else shown(content)


def untouched(sheet: Sheet, added: Iterable[str] = ()) -> Review:
    """The sheet as it stands, before anybody types."""
    return Review(sheet, sheet.columns(added), dict(sheet.contents))


def weigh(sheet: Sheet, posted: Posted) -> Review:
    """What the posted sheet means for the edition as it stands now; nothing is written."""
    typed_sources = {place.source for place, text in posted.texts.items() if text.strip() and not place.is_funding}
    review = untouched(sheet, [*posted.sources, *typed_sources])
    review.added = posted.sources
    clashing = [clash for place in sheet.places(review.columns) if (clash := _weigh_cell(review, posted, place))]
    authors = _authors(sheet, [clash.place for clash in clashing])
    review.clashes = [clash._replace(author=authors.get(clash.place)) for clash in clashing]
    review.new_measures = [code for code in sheet.measures if code not in posted.seen]
    _weigh_gone_measures(review, posted)
    _check_funding(review)
    return review


def _weigh_cell(review: Review, posted: Posted, place: Place) -> Clash | None:
    """Put one cell into the review; a cell that two people changed is returned and stays as it was typed."""
    now, seen, text = review.sheet.content(place), posted.saw(place), posted.texts.get(place)
    if seen is None or text is None or place in posted.theirs:
        _leave_alone(review, place, seen)
        return None
    typed = _read(review, place, text)
    if typed == seen and place not in posted.undecided:
        _leave_alone(review, place, seen)
        return None
    decided = place in posted.mine or place not in posted.undecided
    if typed is None:
        review.contents.pop(place, None)
    else:
        review.contents[place] = typed
    if typed == now or (decided and now == seen):
        return None
    review.texts[place] = text
    return Clash(place, posted.undecided.get(place, seen), now, text)


def _leave_alone(review: Review, place: Place, seen: str | None) -> None:
    """A cell that the person did not touch shows what stands there now."""
    now = review.sheet.content(place)
    review.contents[place] = now
    if seen is not None and now != seen:
        review.news.append(place)


def _read(review: Review, place: Place, text: str) -> str | None:
    """The content of a typed text; what cannot be read keeps its text and gets a sentence."""
    try:
        return read_text(place, text, review.sheet.directory)
    except Unreadable as problem:
        review.texts[place] = text
        review.problems[place] = problem.sentence
        return None


def _check_funding(review: Review) -> None:
    """A measure that is not funded holds no amounts, and money stands inside the programme's term."""
    program = review.sheet.edition.program
    for place, content in review.contents.items():
        if place.is_funding:
            continue
        kind = review.contents.get(Place(place.measure), "").partition(":")[0]
        if content and kind in {Funding.NOT_REQUIRED, Funding.AMOUNT_NOT_STATED}:
            review.problems.setdefault(
                Place(place.measure),
                _("The measure has yearly amounts: empty them, or choose the source that funds it."),
            )
        if content and place.year not in program.years and content != review.sheet.content(place):
            review.problems[place] = program.year_refusal


def _weigh_gone_measures(review: Review, posted: Posted) -> None:
    """What was typed into measures that somebody dropped meanwhile stays visible until the person lets it go."""
    lost = {code: dict(typed) for code, typed in posted.lost.items() if code not in review.sheet.measures}
    for code, seen in posted.seen.items():
        if code in review.sheet.measures or code in lost:
            continue
        typed = _typed_into(posted, code, seen)
        if typed:
            lost[code] = typed
        else:
            review.gone_measures += 1
    lost = {code: typed for code, typed in lost.items() if code not in posted.given_up}
    dropped = _dropped(review.sheet, list(lost))
    for code, typed in lost.items():
        name, author = dropped.get(code, (code, None))
        review.losses.append(Loss(code, name, typed, author))


def _typed_into(posted: Posted, measure: str, seen: Mapping[str, str]) -> dict[str, str]:
    """What the person changed in one measure, as typed."""
    typed = {}
    for place, text in posted.texts.items():
        if place.measure == measure and not place.is_funding and not _means(place, text, seen.get(place.rest, "")):
            typed[place.rest] = text
    return typed


def _means(place: Place, text: str, content: str) -> bool:
    try:
        return read_text(place, text, ()) == content
    except Unreadable:
        return False


# Who was it ----------------------------------------------------------------------------------------------------------


def _author(record: Any) -> Author:
    user = record.history_user
    return Author((user.get_full_name() or user.get_username()) if user else "", record.history_date)


def _authors(sheet: Sheet, places: list[Place]) -> dict[Place, Author]:
    """Who gave these cells their present content; two queries, and none where nobody met."""
    if not places:
        return {}
    codes = {sheet.measures[place.measure].pk: place.measure for place in places}
    sources = {source.pk: code for code, source in sheet.directory.items()}
    found: dict[Place, Author] = {}
    amounts: Any = Allocation.history
    for record in _in_order(amounts.filter(measure_row_id__in=codes)):
        found[Place(codes[record.measure_row_id], sources.get(record.source_id, "?"), record.year)] = _author(record)
    rows: Any = MeasureRow.history
    last: dict[int, tuple[str, int | None]] = {}
    for record in _in_order(rows.filter(id__in=codes)):
        if last.get(record.id) != (record.funding, record.source_id):
            found[Place(codes[record.id])] = _author(record)
        last[record.id] = (record.funding, record.source_id)
    return {place: found[place] for place in places if place in found}


def _dropped(sheet: Sheet, codes: list[str]) -> dict[str, tuple[str, Author]]:
    """The names of measures that left the edition, and who dropped them."""
    if not codes:
        return {}
    rows: Any = MeasureRow.history
    records = rows.filter(edition_id=sheet.edition.pk, measure__code__in=codes, history_type="-")
    return {
        record.measure.code: (f"{record.number}. {record.title}", _author(record))
        for record in _in_order(records.select_related("measure"))
    }


def _in_order(records: Any) -> Any:
    return records.select_related("history_user").order_by("history_date", "history_id")


# Saving --------------------------------------------------------------------------------------------------------------


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
