"""Payments of an import at the gates of the ledger: what stands against them, all posted or none, all reversed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .. import services
from ..models import (
    FundingSource,
    ImportBatch,
    ImportedEntry,
    LedgerEntry,
    Measure,
    MeasureRow,
    Replacement,
    SettledTransaction,
    Stage,
)
from ..modules import documents_of, take_back
from ..services.ledger import (
    check_reversal_day,
    give_back,
    opposite_of,
    post_again,
    queue_at,
    refusals_of,
    release,
)
from ..services.likeness import questions_of
from ..services.periods import check_period_open
from ..words import amount_text


@dataclass
class PaymentSum:
    """What would be paid for a measure, year and source by fund, with the first and the last day."""

    measure: Measure
    year: int
    source: FundingSource
    first: date
    last: date
    amounts: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def sentences(self) -> list[str]:
        """What stands against it; empty where nothing does."""
        if self.year not in self.measure.program.years:
            return [
                _("%(measure)s: %(year)s is outside the programme's term %(term)s.")
                % {"measure": self._name, "year": self.year, "term": self.measure.program.term}
            ]
        short = services.shortage(
            stage=Stage.PAID,
            measure=self.measure,
            year=self.year,
            source=self.source,
            on=self.last,
            amounts=self.amounts,
            under_contract=False,
        )
        found = self._closed()
        if short:
            limit, beyond = short
            words = {"beyond": amount_text(beyond), "source": limit.name_of(self.source), "sums": limit.in_words}
            found.append(
                _("%(measure)s, %(year)s, %(source)s: the payments pass what is allotted by %(beyond)s UAH: %(sums)s.")
                % {"measure": self._name, "year": self.year, **words}
            )
        return found

    def _closed(self) -> list[str]:
        try:
            check_period_open(program=self.measure.program, date=self.first)
        except ValidationError as refusal:
            return [f"{self._name}: {sentence}" for sentence in refusal.messages]
        return []

    @property
    def _name(self) -> str:
        """The measure as its latest wording numbers and titles it."""
        rows = MeasureRow.objects.filter(measure=self.measure)
        row = rows.select_related("measure").order_by("edition__in_force_from", "edition__number").last()
        return f"{row.number}. {row.name}" if row else str(self.measure)


# Posting --------------------------------------------------------------------------------------------------------------

PORTION = 500
FOREIGN = ("measure", "source", "recorded_by", "reverses")
T = TypeVar("T")
Progress = Callable[[int], None]


NewEntry = tuple[LedgerEntry, int, str]  # with the row of the file and the treasury's number it comes from


def in_portions(items: Iterable[T], size: int = PORTION) -> Iterator[list[T]]:
    """The items in lists of this size, never more of them at a time."""
    iterator = iter(items)
    while portion := list(islice(iterator, size)):
        yield portion


@transaction.atomic
def post_all(
    *,
    entries: Iterable[NewEntry],
    batch: ImportBatch,
    progress: Progress | None = None,
    apart: Collection[int] = (),
    part_of: Collection[int] = (),
) -> int:
    """Post the entries of an import, all or none; gives their number.

    Each is checked as ``services.post_entry`` checks it, by the same rule of period and limit, and what may stand in
    the ledger already is refused unless a person answered: ``apart`` and ``part_of`` as there, for the whole import.
    """
    count = 0
    for portion in in_portions(entries):
        released = _check(portion, batch, apart, part_of)
        written = LedgerEntry.objects.bulk_create([entry for entry, _row, _number in portion])
        ImportedEntry.objects.bulk_create(
            ImportedEntry(batch=batch, entry_id=entry.pk, transaction_id=number)
            for (_entry, _row, number), entry in zip(portion, written, strict=True)
        )
        Replacement.objects.bulk_create(released)
        count += len(portion)
        if progress:
            progress(count)
    return count


def _check(
    portion: list[NewEntry], batch: ImportBatch, apart: Collection[int], part_of: Collection[int]
) -> list[Replacement]:
    """Refuse the whole portion with every sentence about it, each with the row of the file; gives what its entries took
    out of balances.
    """
    wrong: list[str] = []
    released: list[Replacement] = []
    for entry, row, _number in portion:
        try:
            entry.clean_fields(exclude=FOREIGN)
            entry.clean()
            if not entry.amount:
                raise ValidationError(_("The amount of an entry cannot be zero."))
        except ValidationError as error:
            wrong += _with_row(row, error)
    if not wrong:
        rows = {id(entry): row for entry, row, _number in portion}
        new = [entry for entry, _row, _number in portion]
        queue_at({entry.measure.program_id for entry in new})
        refused: list[tuple[LedgerEntry, ValidationError]] = [
            *questions_of(new, apart=apart, part_of=part_of, batch=batch)
        ]
        if not refused:
            released = release(new, part_of=part_of)
            refused = refusals_of(new)
        for entry, refusal in refused:
            wrong += _with_row(rows[id(entry)], refusal)
    if wrong:
        raise ValidationError(wrong)
    return released


def _with_row(row: int, error: ValidationError) -> list[str]:
    return [_("Row %(row)s: %(what)s") % {"row": row, "what": line} for line in error.messages]


# Undoing --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def reverse_all(*, batch: ImportBatch, on: date, by: User, reason: str, progress: Progress | None = None) -> int:
    """Reverse every entry of an import on a date; what a person reversed already is left as it is."""
    last = LedgerEntry.objects.filter(imported_with__batch=batch).order_by("-date").first()
    if last is not None and on < last.date:
        raise ValidationError(
            {
                "date": _("The entries go up to %(date)s: reverse them on that day or later.")
                % {"date": f"{last.date:%d.%m.%Y}"}
            }
        )
    measures = Measure.objects.filter(ledger__imported_with__batch=batch).select_related("program").distinct()
    check_reversal_day(programs={measure.program for measure in measures}, date=on)
    list(Measure.objects.select_for_update().filter(pk__in=[measure.pk for measure in measures]).order_by("pk"))
    _check_last(batch)
    count = 0
    own = ImportedEntry.objects.filter(batch=batch, is_undone=False)
    returned = LedgerEntry.objects.filter(imported_with__in=own, reversed_by__imported_with__batch=batch)
    give_back(returned, date=on, by=by)  # the payment of a file that came back in the same file
    entries = LedgerEntry.objects.filter(imported_with__in=own.filter(entry__reverses=None), reversed_by=None)
    take_back(entries, date=on, by=by, reason=reason)
    standing = own.filter(entry__reverses=None, entry__reversed_by=None).order_by("pk")
    while portion := list(standing.select_related("entry")[:PORTION]):
        LedgerEntry.objects.bulk_create(opposite_of(link.entry, date=on, by=by, note=reason) for link in portion)
        give_back([link.entry for link in portion], date=on, by=by)
        ImportedEntry.objects.filter(pk__in=[link.pk for link in portion]).update(is_undone=True)
        count += len(portion)
        if progress:
            progress(count)
    count += _pay_again(batch, on, by, reason)  # last: what was left of it stood in its place until now
    ImportedEntry.objects.filter(batch=batch, is_undone=False).update(is_undone=True)
    SettledTransaction.objects.filter(batch=batch).update(is_undone=True)
    return count


def _check_last(batch: ImportBatch) -> None:
    """Refuse where a later import took a part of an entry back and posted the rest, which would stay without it."""
    lowered = LedgerEntry.objects.filter(imported_with__batch=batch, reversed_by__imported_with__is_undone=False)
    lowered = lowered.exclude(reversed_by__imported_with__batch=batch)
    for entry in lowered.select_related("reversed_by__imported_with__batch"):
        later = entry.reversed_by.imported_with.batch
        rests = LedgerEntry.objects.standing().filter(imported_with__batch=later, amount__gt=0)
        same = {"measure": entry.measure_id, "document_number": entry.document_number, "date": entry.reversed_by.date}
        if rests.filter(**same).exists():
            words = _("The later import %(file)s changed this amount (%(entry)s): undo that one first.")
            raise ValidationError(words % {"file": later.file_name, "entry": entry})


def _pay_again(batch: ImportBatch, on: date, by: User, reason: str) -> int:
    """Post anew what returns of an import took back and another door had brought; gives how many payments.

    What came with an import that was undone since stays away.
    """
    returned = LedgerEntry.objects.filter(reversed_by__imported_with__batch=batch)
    returned = returned.exclude(imported_with__is_undone=True)
    count = 0
    for paid in returned.exclude(imported_with__batch=batch).select_related("measure__program", "source"):
        if documents_of(paid):
            words = _("The import took a payment under a contract back: %(payment)s. Record it at the contract anew.")
            raise ValidationError(words % {"payment": paid})
        post_again(paid, paid.amount, date=on, by=by, note=reason)
        count += 1
    return count
