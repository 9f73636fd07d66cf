"""What is left beside the fields of a contract before it is saved: the measure's money, the ДК code, the sums."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.contrib import admin
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs import services as core
from programs.finance import LARGEST, ZERO, read_amount
from programs.models import Fund, FundingSource, Measure, Stage
from programs.staff.lists import key_in
from programs.staff.sheets import date_of
from programs.words import amount_text, money_text

from ..finance import line_amount
from ..models import Contract, PurchaseKind, PurchaseThreshold, SupplementaryAgreement
from ..models.contract import CPV
from ..statement import code_years

Place: TypeAlias = tuple[int, int, str]  # year, source and fund


@dataclass(frozen=True)
class YearAvailable:
    """A year and source of the measure: what contracts may still take, and what this one leaves of it."""

    year: int
    source: str
    allotted: Decimal
    left: Decimal
    amount: Decimal
    override: str  # where the head lets the missing amount pass

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
class CodeYear:
    """A year's direct purchases under a code, this contract among them, beside the threshold."""

    code: str
    year: int
    amount: str
    limit: str
    state: str  # over, near, below, unknown


@dataclass(frozen=True)
class Beside:
    """What a row of the form says beside what is typed into it: its own sum, and what is left there."""

    left: str
    sum: str = ""
    is_over: bool = False


@dataclass(frozen=True)
class MoneyPanel:
    rows: list[YearAvailable] = field(default_factory=list)
    codes: list[CodeYear] = field(default_factory=list)
    lines: Decimal = ZERO
    years: Decimal = ZERO
    beside: dict[str, Beside] = field(default_factory=dict)  # by the prefix of the row
    is_of_agreement: bool = False

    @property
    def differs(self) -> bool:
        return self.lines != self.years

    @property
    def sums(self) -> dict[str, str]:
        return {"lines": money_text(self.lines), "years": money_text(self.years)}


@dataclass(frozen=True)
class TypedLine:
    """A line as it is typed; of an agreement also by how much it changes the contract."""

    prefix: str
    amount: Decimal
    change: Decimal | None = None


@dataclass(frozen=True)
class TypedYear:
    """A year and source as they are typed, with the amount that the contract takes there, or changes it by."""

    prefix: str
    year: int
    source: FundingSource
    fund: str
    amount: Decimal


@dataclass(frozen=True)
class Asked:
    """What is typed by now; what cannot be read yet is left out."""

    measure: Measure | None = None
    customer: int | None = None
    cpv: str = ""
    is_direct: bool = True
    signing: date | None = None  # the day by whose threshold the purchase is judged, where it is not today
    lines: list[TypedLine] = field(default_factory=list)
    rows: list[TypedYear] = field(default_factory=list)
    kept: Decimal = ZERO  # lines that an agreement leaves as they are
    committed: Decimal = ZERO  # yearly amounts that are signed already
    is_of_agreement: bool = False

    @property
    def bought(self) -> Decimal:
        return self.kept + sum((line.amount for line in self.lines), ZERO)

    @property
    def years(self) -> Decimal:
        return self.committed + sum((row.amount for row in self.rows), ZERO)


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


def asked_in(values: QueryDict) -> Asked:
    """Read the form of a contract as the browser sends it, whole or without its texts."""
    measure = key_in(values.get("measure", ""))
    begins = date_of(values.get("date_from", ""))
    return Asked(
        measure=Measure.objects.filter(pk=measure).select_related("program").first() if measure else None,
        customer=key_in(values.get("customer", "")),
        cpv=values.get("cpv", ""),
        is_direct=values.get("procurement", Contract.Procurement.DIRECT) == Contract.Procurement.DIRECT,
        signing=begins,
        lines=[TypedLine(prefix, amount) for prefix, amount in lines_in(values, "lines")],
        rows=years_in(values),
    )


def lines_in(values: QueryDict, group: str) -> Iterable[tuple[str, Decimal]]:
    """Each line of a group of rows that has a quantity or a price, by its prefix."""
    for prefix in _rows(values, group):
        quantity, price = (values.get(f"{prefix}-{name}", "") for name in ("quantity", "unit_price"))
        if quantity or price:
            yield prefix, line_amount(decimal_of(quantity), decimal_of(price))


def years_in(values: QueryDict) -> list[TypedYear]:
    sources = FundingSource.objects.in_bulk()
    found = []
    for prefix in _rows(values, "commitments"):
        given = {name: values.get(f"{prefix}-{name}", "") for name in ("year", "source", "fund", "amount")}
        source, year = sources.get(key_in(given["source"]) or 0), key_in(given["year"])
        if source and year and 1 <= year <= 9999:
            fund = given["fund"] if given["fund"] in Fund else ""
            found.append(TypedYear(prefix, year, source, fund, _amount(given["amount"])))
    return found


def _rows(values: QueryDict, group: str) -> Iterable[str]:
    total = min(key_in(values.get(f"{group}-TOTAL_FORMS", "")) or 0, 200)
    return (f"{group}-{number}" for number in range(total) if not values.get(f"{group}-{number}-DELETE"))


def asked_of(contract: Contract) -> Asked:
    """A contract as it is saved."""
    lines = contract.lines.filter(agreement=None)
    return Asked(
        measure=contract.measure,
        customer=contract.customer_id,
        cpv=contract.cpv,
        is_direct=contract.procurement == Contract.Procurement.DIRECT,
        signing=contract.date_from,
        lines=[TypedLine(f"lines-{number}", line.amount) for number, line in enumerate(lines)],
        rows=years_of(contract),
    )


def years_of(document: Contract | SupplementaryAgreement) -> list[TypedYear]:
    rows = document.commitments.select_related("source")
    return [
        TypedYear(f"commitments-{number}", row.year, row.source, row.fund, row.amount)
        for number, row in enumerate(rows)
    ]


def money_panel(asked: Asked, on: date) -> MoneyPanel:
    """The panel for what is typed; of a measure alone the years of its programme are shown."""
    places = _available_by_place(asked.measure, asked.rows, on) if asked.measure else {}
    return MoneyPanel(
        rows=list(dict.fromkeys(places.values())) or _all_years(asked.measure, on),
        codes=_codes(asked, on),
        lines=asked.bought,
        years=asked.years,
        beside={**_beside_lines(asked), **_beside_years(asked, places)},
        is_of_agreement=asked.is_of_agreement,
    )


def _all_years(measure: Measure | None, on: date) -> list[YearAvailable]:
    """What every year and source of a measure has left, before a contract takes anything."""
    if measure is None:
        return []
    sources = list(FundingSource.objects.all())
    found = [_available(measure, year, source, {}, on) for year in measure.program.years for source in sources]
    return [row for row in found if row.allotted]


def _beside_lines(asked: Asked) -> dict[str, Beside]:
    """Its sum beside each line; of a contract what the yearly amounts have left, of an agreement the change."""
    left, found = asked.years, {}
    for line in asked.lines:
        left -= line.amount
        if line.change is not None:
            words = f"{'+' if line.change > 0 else ''}{amount_text(line.change)}" if line.change else ""
        else:
            words = _("left to allot: %s") % amount_text(left) if asked.rows and asked.years else ""
        found[line.prefix] = Beside(words, amount_text(line.amount), line.change is None and bool(words) and left < 0)
    return found


def _beside_years(asked: Asked, places: dict[Place, YearAvailable]) -> dict[str, Beside]:
    """Beside each yearly amount what all rows of its year and source, or of its fund alone, leave of the measure."""
    found = {}
    for row in asked.rows:
        left = places.get((row.year, row.source.pk, row.fund))
        if left is not None:
            found[row.prefix] = Beside(amount_text(left.after), is_over=left.is_beyond)
    return found


def _available_by_place(measure: Measure, rows: list[TypedYear], on: date) -> dict[Place, YearAvailable]:
    sums: dict[tuple[int, FundingSource], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        sums[row.year, row.source][row.fund] += row.amount
    return {
        (year, source.pk, fund): _available(measure, year, source, amounts, on, fund)
        for (year, source), amounts in sums.items()
        for fund in amounts
    }


def _available(
    measure: Measure, year: int, source: FundingSource, amounts: Mapping[str, Decimal], on: date, fund: str = ""
) -> YearAvailable:
    """What is left of the fund where that is less than of all together, and what the amounts leave of it."""
    found = core.available(stage=Stage.COMMITTED, measure=measure, year=year, source=source, on=on, fund=fund)
    amount = amounts[fund] if found.fund else sum(amounts.values(), ZERO)
    beyond = found.beyond(amount)
    missing = {
        "gate": Stage.COMMITTED,
        "program": measure.program_id,
        "measure": measure.pk,
        "year": year,
        "source": source.pk,
        "amount": f"{beyond:.2f}".replace(".", ","),
    }
    address = f"{reverse('admin:programs_override_add')}?{urlencode(missing)}" if beyond else ""
    return YearAvailable(year, found.name_of(source), found.allotted, found.left, amount, address)


def _codes(asked: Asked, on: date) -> list[CodeYear]:
    """The yearly sum of the code's subject with this contract; a tender has no threshold."""
    if not asked.is_direct or CPV.regex.fullmatch(asked.cpv) is None:  # type: ignore[union-attr]
        return []
    judged = min(asked.signing or on, on)  # what begins before today is being recorded late
    limit = PurchaseThreshold.in_force(PurchaseKind.of_code(asked.cpv), judged)
    digits = limit.code_digits if limit else 8
    code = asked.cpv if digits == 8 else asked.cpv[:digits]
    others = {row.year: row.amount for row in code_years(on) if row.customer_id == asked.customer and row.code == code}
    own: dict[int, Decimal] = {}
    for row in asked.rows:
        own[row.year] = own.get(row.year, ZERO) + row.amount
    found = []
    for year in sorted(own):
        total = own[year] + others.get(year, ZERO)
        state = "unknown" if limit is None else "below"
        if limit is not None and total >= limit.amount:
            state = "over"
        elif limit is not None and total * 100 >= limit.amount * limit.near_percent:
            state = "near"
        found.append(CodeYear(code, year, money_text(total), money_text(limit.amount) if limit else "", state))
    return found


def overrides(panel: MoneyPanel) -> list[tuple[str, str]]:
    """The pages on which the head lets a limit be passed, one for each year that lacks money."""
    words = _("%(year)s, %(source)s: record an override of %(beyond)s")
    return [
        (words % {"year": row.year, "source": row.source, "beyond": money_text(-row.after)}, row.override)
        for row in panel.rows
        if row.override
    ]


def panel_context(panel: MoneyPanel, user: Any) -> dict[str, Any]:
    return {"money_panel": panel, "may_grant": user.has_perm("programs.add_override")}


def put_beside(panel: MoneyPanel, formsets: Iterable[Any]) -> None:
    """Hand each row of the form what stands beside it; ``BesideRows`` prints it."""
    for group in formsets:
        for form in group.formset.forms:
            form.instance.beside = panel.beside.get(form.prefix)


class BesideRows:
    """Rows of money with what is left beside each; the script follows the typing in the same places."""

    @admin.display(description=gettext_lazy("amount, UAH"))
    def sum(self, row: Any) -> SafeString:
        beside = getattr(row, "beside", None) or Beside("")
        return format_html("<span data-sum>{}</span> {}", beside.sum or "—", _left(beside))

    @admin.display(description=gettext_lazy("then left of the measure, UAH"))
    def left(self, row: Any) -> SafeString:
        return _left(getattr(row, "beside", None) or Beside("—"))


def _left(beside: Beside) -> SafeString:
    kind = "beside over" if beside.is_over else "beside"
    return format_html('<span class="{}" data-left>{}</span>', kind, beside.left)
