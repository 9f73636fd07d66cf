"""How much of a contract's lines the acts took: asked by agreements, acts and the statement of a contract."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from programs.finance import ZERO
from programs.models import MoneySum

from ..models import Act, ActLine, Contract

NOTHING = Decimal("0.000")


@dataclass(frozen=True)
class Acted:
    """Quantity and money that standing acts took of a line."""

    quantity: Decimal = NOTHING
    amount: Decimal = ZERO


def exact(quantity: Decimal | None) -> Decimal:
    """A sum of quantities with its three decimals; SQLite adds them up in binary."""
    return Decimal(quantity or 0).quantize(NOTHING)


def acted_by_line(contract: Contract, *, without: Act | None = None) -> dict[int, Acted]:
    """What signed acts took of each line of a contract, leaving out an act that is about to be corrected."""
    rows = ActLine.objects.filter(act__contract=contract, act__state=Act.State.SIGNED)
    if without is not None:
        rows = rows.exclude(act=without)
    sums = rows.order_by().values("line_id").annotate(taken=Sum("quantity"), sum=MoneySum("amount"))
    return {row["line_id"]: Acted(exact(row["taken"]), row["sum"]) for row in sums}
