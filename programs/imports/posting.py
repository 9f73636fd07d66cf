"""Many ledger entries at once: written in portions inside one transaction, by the same guards as one entry."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Date
from itertools import islice
from typing import TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..models import ImportBatch, ImportedEntry, LedgerEntry, Measure
from ..services.ledger import check_reversal_day, opposite_of, refusals_of

PORTION = 500
FOREIGN = ("measure", "source", "recorded_by", "reverses")
T = TypeVar("T")
Progress = Callable[[int], None]


@dataclass(frozen=True)
class NewEntry:
    """An entry to be posted, with the row of the file and the treasury's number it comes from."""

    entry: LedgerEntry
    row: int
    transaction_id: str = ""


def in_portions(items: Iterable[T], size: int = PORTION) -> Iterator[list[T]]:
    """The items in lists of this size, never more of them at a time."""
    iterator = iter(items)
    while portion := list(islice(iterator, size)):
        yield portion


@transaction.atomic
def post_all(*, entries: Iterable[NewEntry], batch: ImportBatch, progress: Progress | None = None) -> int:
    """Post the entries of an import, all or none; gives their number.

    Each is checked as ``services.post_entry`` checks it, by the same rule of period and limit.
    """
    count = 0
    for portion in in_portions(entries):
        _check(portion)
        written = LedgerEntry.objects.bulk_create([new.entry for new in portion])
        ImportedEntry.objects.bulk_create(
            ImportedEntry(batch=batch, entry_id=entry.pk, transaction_id=new.transaction_id)
            for new, entry in zip(portion, written, strict=True)
        )
        count += len(portion)
        if progress:
            progress(count)
    return count


def _check(portion: list[NewEntry]) -> None:
    """Refuse the whole portion with every sentence about it, each with the row of the file."""
    wrong: list[str] = []
    for new in portion:
        try:
            new.entry.clean_fields(exclude=FOREIGN)
            new.entry.clean()
            if not new.entry.amount:
                raise ValidationError(_("The amount of an entry cannot be zero."))
        except ValidationError as error:
            wrong += _with_row(new.row, error)
    if not wrong:
        rows = {id(new.entry): new.row for new in portion}
        for entry, refusal in refusals_of([new.entry for new in portion]):
            wrong += _with_row(rows[id(entry)], refusal)
    if wrong:
        raise ValidationError(wrong)


def _with_row(row: int, error: ValidationError) -> list[str]:
    return [_("Row %(row)s: %(what)s") % {"row": row, "what": line} for line in error.messages]


# Undoing --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def reverse_all(*, batch: ImportBatch, on: Date, by: User, reason: str, progress: Progress | None = None) -> int:
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
    count = 0
    standing = ImportedEntry.objects.filter(batch=batch, is_undone=False, entry__reversed_by=None).order_by("pk")
    while portion := list(standing.select_related("entry")[:PORTION]):
        LedgerEntry.objects.bulk_create(opposite_of(link.entry, date=on, by=by, note=reason) for link in portion)
        ImportedEntry.objects.filter(pk__in=[link.pk for link in portion]).update(is_undone=True)
        count += len(portion)
        if progress:
            progress(count)
    ImportedEntry.objects.filter(batch=batch).update(is_undone=True)
    return count
