"""What is left beside the fields of a contract before it is saved: the measure's money, the ДК code, the sums."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs import services as core
from programs.finance import LARGEST, ZERO, read_amount
from programs.models import BudgetRow, Fund, FundingSource, Measure, Stage
from programs.staff.base import PortalInline
from programs.staff.forms import MoneyField
from programs.staff.sheets import QuantityField, date_of
from programs.texts import number_in
from programs.words import amount_text, money_text, signed_text

from ..finance import line_amount
from ..models import Contract, ContractCommitment, MediaOutlet, PurchaseKind, PurchaseThreshold, SupplementaryAgreement
from ..models.contract import CPV
from ..statement.money import CodeYear, code_years

Place: TypeAlias = tuple[int, int, str]  # year, source and fund


@dataclass(frozen=True)
class Draft:
    """A contract, or an agreement to it, as it is typed by now; what cannot be read yet is left out.

    Lines and yearly amounts go by the prefixes of their rows in the form.
    """

    contract: Contract
    lines: dict[str, Decimal]
    years: dict[str, BudgetRow]
    changes: dict[str, Decimal] | None = None  # of an agreement: by how much each line changes
    unchanged: Decimal = ZERO  # lines that an agreement does not touch
    committed: Decimal = ZERO  # yearly amounts that are signed already


def _amount(text: str) -> Decimal:
    """An amount as people type it; nothing where it is none, or more than the budget has digits for."""
    try:
        found = read_amount(text) or ZERO
    except ValueError:
        return ZERO
    return found if abs(found) <= LARGEST else ZERO


def _decimal(text: str) -> Decimal:
    """A quantity or price as people type it, with comma or point and spaces; nothing where it is none."""
    try:
        found = Decimal("".join(text.split()).replace(",", "."))
    except ArithmeticError:
        return Decimal(0)
    return found if found.is_finite() and abs(found) < 10**10 else Decimal(0)


def typed_draft(values: QueryDict) -> Draft:
    """Read the form of a contract as the browser sends it, whole or without its texts."""
    measures = Measure.objects.filter(pk=number_in(values.get("measure", "")) or 0).select_related("program")
    known: dict[str, Any] = {
        "measure": measures.first(),
        "customer_id": number_in(values.get("customer", "")),
        "cpv": values.get("cpv", ""),
        "procurement": values.get("procurement", Contract.Procurement.DIRECT),
        "date_from": date_of(values.get("date_from", "")),
    }
    return Draft(Contract(**known), dict(lines_in(values, "lines")), years_in(values))


def saved_draft(contract: Contract) -> Draft:
    """A contract as it is saved."""
    lines = {f"lines-{number}": line.amount for number, line in enumerate(contract.lines.filter(agreement=None))}
    return Draft(contract, lines, saved_years(contract))


def lines_in(values: QueryDict, group: str) -> Iterable[tuple[str, Decimal]]:
    """Each line of a group of rows that has a quantity or a price, by its prefix."""
    for prefix in _rows(values, group):
        quantity, price = (values.get(f"{prefix}-{name}", "") for name in ("quantity", "unit_price"))
        if quantity or price:
            yield prefix, line_amount(_decimal(quantity), _decimal(price))


def years_in(values: QueryDict) -> dict[str, BudgetRow]:
    sources = FundingSource.objects.in_bulk()
    found: dict[str, BudgetRow] = {}
    for prefix in _rows(values, "commitments"):
        given = {name: values.get(f"{prefix}-{name}", "") for name in ("year", "source", "fund", "amount")}
        source, year = sources.get(number_in(given["source"]) or 0), number_in(given["year"])
        if source and year and 1 <= year <= 9999:
            fund = given["fund"] if given["fund"] in Fund else ""
            amount = _amount(given["amount"])
            found[prefix] = ContractCommitment(year=year, source=source, fund=fund, amount=amount)
    return found


def _rows(values: QueryDict, group: str) -> Iterable[str]:
    total = min(number_in(values.get(f"{group}-TOTAL_FORMS", "")) or 0, 200)
    return (f"{group}-{number}" for number in range(total) if not values.get(f"{group}-{number}-DELETE"))


def saved_years(document: Contract | SupplementaryAgreement) -> dict[str, BudgetRow]:
    rows = document.commitments.select_related("source")
    return {f"commitments-{number}": row for number, row in enumerate(rows)}


# The panel ----------------------------------------------------------------------------------------------------------


def money_panel(draft: Draft, on: date) -> dict[str, Any]:
    """The panel for what is typed; of a measure alone the years of its programme are shown."""
    places = _available(draft, on)
    lines = draft.unchanged + sum(draft.lines.values(), ZERO)
    years = draft.committed + sum((row.amount for row in draft.years.values()), ZERO)
    beside = _beside_lines(draft, years)
    for prefix, typed in draft.years.items():
        # what all rows of its year and source, or of its fund alone, leave of the measure
        if place := places.get((typed.year, typed.source_id, typed.fund)):
            beside[prefix] = {"sum": "", "left": amount_text(place["after"]), "is_over": place["after"] < 0}
    return {
        "rows": list({(row["year"], row["source"]): row for row in places.values()}.values()),
        "codes": _codes(draft, on),
        "lines": lines,
        "years": years,
        "sums": {"lines": money_text(lines), "years": money_text(years)},
        "beside": beside,
        "is_of_agreement": draft.changes is not None,
    }


def _available(draft: Draft, on: date) -> dict[Place, dict[str, Any]]:
    """At each year, source and fund what contracts may still take of the measure, and what this one leaves of it."""
    measure = draft.contract.measure if draft.contract.measure_id else None
    if measure is None:
        return {}
    sums: dict[tuple[int, FundingSource], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in draft.years.values():
        sums[row.year, row.source][row.fund] += row.amount
    if not sums:
        sources = list(FundingSource.objects.all())
        sums |= {(year, source): {"": ZERO} for year in measure.program.years for source in sources}
    found = {}
    for (year, source), amounts in sums.items():
        for fund in amounts:
            place = _place(measure, year, source, amounts, fund, on)
            if draft.years or place["allotted"]:
                found[year, source.pk, fund] = place
    return found


def _place(
    measure: Measure, year: int, source: FundingSource, amounts: dict[str, Decimal], fund: str, on: date
) -> dict[str, Any]:
    """What is left of the fund where that is less than of all together, and what the amounts leave of it."""
    found = core.available(
        stage=Stage.COMMITTED, measure=measure, year=year, source=source, on=on, under_contract=True, fund=fund
    )
    amount = amounts[fund] if found.fund else sum(amounts.values(), ZERO)
    money = {
        "allotted": found.allotted + found.allowed_beyond,
        "contracted": found.contracted,
        "direct": found.direct,
        "left": found.left,
        "amount": amount,
        "after": found.left - amount,
    }
    override = ""  # where the head lets the missing amount pass
    if beyond := found.beyond(amount):
        missing = {
            "gate": Stage.COMMITTED,
            "program": measure.program_id,
            "measure": measure.pk,
            "year": year,
            "source": source.pk,
            "amount": f"{beyond:.2f}".replace(".", ","),
        }
        override = f"{reverse('admin:programs_override_add')}?{urlencode(missing)}"
    words = {name: money_text(figure) for name, figure in money.items()}
    return {"year": year, "source": found.name_of(source), **money, "words": words, "override": override}


def _beside_lines(draft: Draft, left: Decimal) -> dict[str, dict[str, Any]]:
    """Its sum beside each line; of a contract what the yearly amounts have left, of an agreement the change."""
    found = {}
    is_allotted = bool(draft.years and left)
    for prefix, amount in draft.lines.items():
        left -= amount
        if draft.changes is not None:
            change = draft.changes[prefix]
            words, is_over = signed_text(change) if change else "", False
        else:
            words = _("left to allot: %s") % amount_text(left) if is_allotted else ""
            is_over = is_allotted and left < 0
        found[prefix] = {"sum": amount_text(amount), "left": words, "is_over": is_over}
    return found


def _codes(draft: Draft, on: date) -> list[dict[str, Any]]:
    """Each year's direct purchases under the code, this contract among them; a tender has no threshold."""
    contract = draft.contract
    is_direct = contract.procurement == Contract.Procurement.DIRECT
    if not is_direct or CPV.regex.fullmatch(contract.cpv) is None:  # type: ignore[union-attr]
        return []
    signing = contract.date_signed or contract.date_from or on
    judged = min(signing, on)  # what begins before today is being recorded late
    limit = PurchaseThreshold.in_force(PurchaseKind.of_code(contract.cpv), judged)
    digits = limit.code_digits if limit else 8
    code = contract.cpv if digits == 8 else contract.cpv[:digits]
    others = {
        row.year: row.amount for row in code_years(on) if row.customer_id == contract.customer_id and row.code == code
    }
    own: dict[int, Decimal] = defaultdict(Decimal)
    for row in draft.years.values():
        own[row.year] += row.amount
    found = []
    for year in sorted(own):
        of_year = CodeYear(contract.customer_id, code, year, own[year] + others.get(year, ZERO), limit)
        state = "over" if of_year.is_over else "near" if of_year.is_near else ""
        words = {"amount": money_text(of_year.amount), "limit": money_text(limit.amount) if limit else ""}
        found.append({"code": code, "year": year, "state": state, **words})
    return found


def overrides(draft: Draft, on: date) -> list[tuple[str, str]]:
    """The pages on which the head lets a limit be passed, one for each year that lacks money."""
    words = _("%(year)s, %(source)s: record an override of %(beyond)s")
    return [
        (words % {"year": row["year"], "source": row["source"], "beyond": money_text(-row["after"])}, row["override"])
        for row in money_panel(draft, on)["rows"]
        if row["override"]
    ]


# The rows of the form -----------------------------------------------------------------------------------------------


def put_beside(panel: dict[str, Any], formsets: Iterable[Any]) -> None:
    """Hand each row of the form what stands beside it; ``MoneyRows`` print it."""
    for group in formsets:
        for form in group.formset.forms:
            form.instance.beside = panel["beside"].get(form.prefix)


class MoneyRows(PortalInline):
    """Rows of money with what is left beside each; the script follows the typing in the same places."""

    @admin.display(description=gettext_lazy("amount, UAH"))
    def sum(self, row: Any) -> SafeString:
        beside = getattr(row, "beside", None) or {"sum": "", "left": "", "is_over": False}
        return format_html("<span data-sum>{}</span> {}", beside["sum"] or "—", _left(beside))

    @admin.display(description=gettext_lazy("then left of the measure, UAH"))
    def left(self, row: Any) -> SafeString:
        return _left(getattr(row, "beside", None) or {"left": "—", "is_over": False})


def _left(beside: dict[str, Any]) -> SafeString:
    kind = "beside over" if beside["is_over"] else "beside"
    return format_html('<span class="{}" data-left>{}</span>', kind, beside["left"])


class LineRows(MoneyRows):
    """Lines of what is bought, from outlets of the contract's supplier."""

    fields = ("description", "outlet", "unit", "quantity", "unit_price", "sum")
    readonly_fields = ("sum",)
    formfield_overrides = {models.DecimalField: {"form_class": QuantityField}}
    add_text = gettext_lazy("Add a line")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}
        return super().get_formset(request, obj, widgets=widgets, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        contract = getattr(request, "contract", None)
        if db_field.name == "outlet" and contract is not None:
            kwargs["queryset"] = MediaOutlet.objects.filter(supplier=contract.supplier_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class YearRows(MoneyRows):
    """Amounts by year, source and codes, with what is left there."""

    fields = ("year", "source", "fund", "kekv", "kpkvk", "amount", "left")
    readonly_fields = ("left",)
    formfield_overrides = {models.DecimalField: {"form_class": MoneyField}}
    add_text = gettext_lazy("Add a year or a source")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        number = forms.NumberInput(attrs={"class": "vIntegerField"})
        return super().get_formset(request, obj, widgets={"year": number}, **kwargs)
