"""What is left beside the fields of a contract before it is saved: the measure's money, the ДК code, the sums."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from programs import services as core
from programs.admin.lists import key_in
from programs.finance import ZERO, read_amount
from programs.models import FundingSource, Measure, Stage
from programs.reporting import money_text

from ..finance import LARGEST, line_amount
from ..models import Contract, PurchaseKind, PurchaseThreshold
from ..models.contract import CPV
from ..statement import code_years


@dataclass(frozen=True)
class YearRoom:
    """A year and source of the measure: what contracts may still take, and what this one leaves of it."""

    year: int
    source: str
    allotted: Decimal
    left: Decimal
    amount: Decimal
    leave: str

    @property
    def after(self) -> Decimal:
        return self.left - self.amount

    @property
    def is_beyond(self) -> bool:
        return self.after < 0

    @property
    def words(self) -> dict[str, str]:
        return {name: money_text(getattr(self, name)) for name in ("allotted", "left", "amount", "after")}


@dataclass(frozen=True)
class CodeRoom:
    """A year's direct purchases under a code, this contract among them, beside the threshold."""

    code: str
    year: int
    amount: str
    limit: str
    state: str  # over, near, below, unknown


@dataclass(frozen=True)
class MoneyPanel:
    rows: list[YearRoom] = field(default_factory=list)
    codes: list[CodeRoom] = field(default_factory=list)
    lines: Decimal = ZERO
    years: Decimal = ZERO

    @property
    def differs(self) -> bool:
        return self.lines != self.years

    @property
    def sums(self) -> dict[str, str]:
        return {"lines": money_text(self.lines), "years": money_text(self.years)}


@dataclass(frozen=True)
class Asked:
    """What is typed by now; what cannot be read yet is left out."""

    measure: Measure | None = None
    customer: int | None = None
    cpv: str = ""
    is_direct: bool = True
    contract: int | None = None
    lines: Decimal = ZERO
    rows: list[tuple[int, FundingSource, Decimal]] = field(default_factory=list)


def _amount(text: str) -> Decimal:
    """An amount as people type it; nothing where it is none, or more than the budget has digits for."""
    try:
        found = read_amount(text) or ZERO
    except ValueError:
        return ZERO
    return found if abs(found) <= LARGEST else ZERO


def decimal_of(text: str) -> Decimal:
    """A quantity or price as people type it, with comma or point and spaces; nothing where it is none."""
    try:
        found = Decimal("".join(text.split()).replace(",", "."))
    except ArithmeticError:
        return Decimal(0)
    return found if found.is_finite() and abs(found) < 10**10 else Decimal(0)


def asked_in(values: QueryDict, contract: int | None = None) -> Asked:
    """Read the form as the browser sends it, whole or without its texts."""
    measure = key_in(values.get("measure", ""))
    sources = FundingSource.objects.in_bulk()
    rows = []
    for number in _rows(values, "commitments"):
        given = {name: values.get(f"commitments-{number}-{name}", "") for name in ("year", "source", "amount")}
        source, year = sources.get(key_in(given["source"]) or 0), key_in(given["year"])
        if source and year and 1 <= year <= 9999:
            rows.append((year, source, _amount(given["amount"])))
    lines = ZERO
    for number in _rows(values, "lines"):
        quantity, price = (values.get(f"lines-{number}-{name}", "") for name in ("quantity", "unit_price"))
        lines += line_amount(decimal_of(quantity), decimal_of(price))
    return Asked(
        measure=Measure.objects.filter(pk=measure).select_related("program").first() if measure else None,
        customer=key_in(values.get("customer", "")),
        cpv=values.get("cpv", ""),
        is_direct=values.get("procurement", Contract.Procurement.DIRECT) == Contract.Procurement.DIRECT,
        contract=contract,
        lines=lines,
        rows=rows,
    )


def _rows(values: QueryDict, prefix: str) -> Iterable[int]:
    total = min(key_in(values.get(f"{prefix}-TOTAL_FORMS", "")) or 0, 200)
    return (number for number in range(total) if not values.get(f"{prefix}-{number}-DELETE"))


def asked_of(contract: Contract) -> Asked:
    """A contract as it is saved."""
    return Asked(
        measure=contract.measure,
        customer=contract.customer_id,
        cpv=contract.cpv,
        is_direct=contract.procurement == Contract.Procurement.DIRECT,
        contract=contract.pk,
        lines=sum((line.amount for line in contract.lines.filter(agreement=None)), ZERO),
        rows=[(row.year, row.source, row.amount) for row in contract.commitments.select_related("source")],
    )


def money_panel(asked: Asked, on: date) -> MoneyPanel:
    """The panel for what is typed; of a measure alone the years of its programme are shown."""
    if asked.measure is None:
        return MoneyPanel(lines=asked.lines)
    sums: dict[tuple[int, int], Decimal] = {}
    sources = {source.pk: source for _year, source, _amount in asked.rows}
    for year, source, amount in asked.rows:
        sums[year, source.pk] = sums.get((year, source.pk), ZERO) + amount
    rows = [_room(asked.measure, year, sources[source], amount, on) for (year, source), amount in sums.items()]
    if not rows:
        years, known = asked.measure.program.years, FundingSource.objects.all()
        found = [_room(asked.measure, year, source, ZERO, on) for year in years for source in known]
        rows = [row for row in found if row.allotted]
    return MoneyPanel(
        rows=rows,
        codes=_codes(asked, on),
        lines=asked.lines,
        years=sum((amount for _year, _source, amount in asked.rows), ZERO),
    )


def _room(measure: Measure, year: int, source: FundingSource, amount: Decimal, on: date) -> YearRoom:
    found = core.room(stage=Stage.COMMITTED, measure=measure, year=year, source=source, on=on)
    beyond = found.beyond(amount)
    leave = {
        "gate": Stage.COMMITTED,
        "program": measure.program_id,
        "measure": measure.pk,
        "year": year,
        "source": source.pk,
        "amount": f"{beyond:.2f}".replace(".", ","),
    }
    address = f"{reverse('admin:programs_override_add')}?{urlencode(leave)}" if beyond else ""
    return YearRoom(year, str(source), found.allotted, found.left, amount, address)


def _codes(asked: Asked, on: date) -> list[CodeRoom]:
    """The yearly sum of the code's subject with this contract; a tender has no threshold."""
    if not asked.is_direct or CPV.regex.fullmatch(asked.cpv) is None:  # type: ignore[union-attr]
        return []
    limit = PurchaseThreshold.in_force(PurchaseKind.of_code(asked.cpv), on)
    digits = limit.code_digits if limit else 8
    code = asked.cpv if digits == 8 else asked.cpv[:digits]
    others = {row.year: row.amount for row in code_years(on) if row.customer_id == asked.customer and row.code == code}
    own: dict[int, Decimal] = {}
    for year, _source, amount in asked.rows:
        own[year] = own.get(year, ZERO) + amount
    found = []
    for year in sorted(own):
        total = own[year] + others.get(year, ZERO)
        state = "unknown" if limit is None else "below"
        if limit is not None and total >= limit.amount:
            state = "over"
        elif limit is not None and total * 100 >= limit.amount * limit.near_percent:
            state = "near"
        found.append(CodeRoom(code, year, money_text(total), money_text(limit.amount) if limit else "", state))
    return found


def leaves(panel: MoneyPanel) -> list[tuple[str, str]]:
    """The pages on which the head lets a limit be passed, one for each year that lacks money."""
    words = _("%(year)s, %(source)s: record a leave of %(beyond)s")
    return [
        (words % {"year": row.year, "source": row.source, "beyond": money_text(-row.after)}, row.leave)
        for row in panel.rows
        if row.leave
    ]


def panel_context(panel: MoneyPanel, user: Any) -> dict[str, Any]:
    return {"money_panel": panel, "may_grant": user.has_perm("programs.add_override")}
