"""The two figures of every programme in a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .. import finance
from ..finance import Absence, Money
from ..models import Allocation, LedgerEntry, MoneySum, Program, Stage


@dataclass(frozen=True)
class ProgramTotal:
    """What a programme promises and what it paid by a date; ``paid`` is None while the ledger says nothing at all."""

    planned: Money
    paid: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        return finance.percent(self.paid, self.planned) if self.paid is not None else None


def totals_on(programs: Iterable[Program], on: date) -> dict[int, ProgramTotal]:
    """The two figures of a list of programmes by programme id, in two queries however many there are."""
    ids = [program.pk for program in programs]
    planned = Allocation.objects.in_force(on).filter(measure_row__edition__program__in=ids).order_by()
    plans = dict(planned.values_list("measure_row__edition__program").annotate(MoneySum("amount")))
    paid: dict[int, Decimal] = {}
    entries = LedgerEntry.objects.filter(measure__program__in=ids).up_to(on)
    for row in entries.totals("measure__program"):
        paid.setdefault(row["measure__program"], finance.ZERO)
        if row["stage"] == Stage.PAID:
            paid[row["measure__program"]] = finance.kopiiky(row["sum"])
    return {
        pk: ProgramTotal(finance.kopiiky(plans[pk]) if pk in plans else Absence.NOT_FORESEEN, paid.get(pk))
        for pk in ids
    }
