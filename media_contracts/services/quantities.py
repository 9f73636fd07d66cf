"""How much of a contract's lines the acts took: asked by agreements, acts and the statement of a contract."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from programs.finance import KOPIIKA, ZERO
from programs.models import MoneySum

from ..finance import line_amount
from ..models import Act, ActLine, Contract
from .terms import terms_on

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


def accepted_amount(row: ActLine) -> Decimal:
    """What a line of an act comes to: quantity × price, to the kopiika.

    The act that takes the last of the contract's line takes the kopiiky that rounding made of it before, so that the
    acts together come to what was signed.
    """
    exactly = line_amount(row.quantity, row.unit_price)
    bought = terms_on(row.act.contract).lines.get(row.line_id)
    taken = acted_by_line(row.act.contract, without=row.act.corrects).get(row.line_id)
    if bought is None or taken is None or row.unit_price != bought.unit_price:
        return exactly
    rest = bought.amount - taken.amount
    acts = ActLine.objects.filter(line=row.line_id, act__state=Act.State.SIGNED).count()
    is_last = row.quantity == bought.quantity - taken.quantity
    return rest if is_last and rest >= ZERO and abs(rest - exactly) <= KOPIIKA * acts else exactly
