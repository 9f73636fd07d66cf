"""What an agreement changes, as rows to type and as a table to read: lines, their prices, yearly amounts; and what
the draft leaves of the measure's money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.finance import ZERO
from programs.staff.base import PortalInline
from programs.staff.forms import MoneyField
from programs.staff.lists import key_in
from programs.staff.sheets import Cell, QuantityField, Sheet, amount_cell
from programs.words import amount_text, quantity_text

from .. import services
from ..models import AgreementCommitment, Contract, ContractLine, LineChange, MediaOutlet, SupplementaryAgreement
from .contract_money import Asked, BesideRows, TypedLine, TypedYear, lines_in, years_in, years_of


class OfContract(BaseInlineFormSet):
    """Rows whose contract is that of the agreement."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.instance.contract_id = self.instance.contract_id
        return form


class ChangesInline(BesideRows, PortalInline):
    """Every line as it is now: what is typed over it is what it becomes."""

    model = LineChange
    fields = ("line", "quantity", "unit_price", "sum")
    readonly_fields = ("sum",)
    formfield_overrides = {models.DecimalField: {"form_class": QuantityField}}
    verbose_name_plural = _("Lines as they become (a line left as it is does not change)")
    add_text = _("Change one more line")

    def get_extra(self, request: Any, obj: Any = None, **kwargs: Any) -> int:
        return len(unchanged_lines(request.contract, obj)) if request.contract else 0

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "line" and request.contract:
            kwargs["queryset"] = ContractLine.objects.filter(pk__in=services.terms_on(request.contract).lines)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def unchanged_lines(contract: Contract, agreement: SupplementaryAgreement | None) -> list[dict[str, Any]]:
    """The lines that an agreement does not change, as they are by everything signed."""
    changed = set(agreement.line_changes.values_list("line", flat=True)) if agreement else set()
    lines = services.terms_on(contract).lines
    return [
        {"line": pk, "quantity": row.quantity, "unit_price": row.unit_price}
        for pk, row in lines.items()
        if pk not in changed
    ]


class AddedLinesInline(BesideRows, PortalInline):
    """Lines that the agreement adds."""

    model = ContractLine
    fk_name = "agreement"
    formset = OfContract
    fields = ("description", "outlet", "unit", "quantity", "unit_price", "sum")
    readonly_fields = ("sum",)
    formfield_overrides = {models.DecimalField: {"form_class": QuantityField}}
    verbose_name_plural = _("Lines that are added")
    add_text = _("Add a line")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}
        return super().get_formset(request, obj, widgets=widgets, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "outlet" and request.contract:
            kwargs["queryset"] = MediaOutlet.objects.filter(supplier=request.contract.supplier_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class DifferencesInline(BesideRows, PortalInline):
    """By how much each year and source rises or falls."""

    model = AgreementCommitment
    fields = ("year", "source", "fund", "kekv", "kpkvk", "amount", "left")
    readonly_fields = ("left",)
    formfield_overrides = {models.DecimalField: {"form_class": MoneyField}}
    verbose_name_plural = _("Yearly differences (a minus lowers the contract)")
    add_text = _("Add a year or a source")

    def get_extra(self, request: Any, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj is None and request.contract else 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        number = forms.NumberInput(attrs={"class": "vIntegerField"})
        return super().get_formset(request, obj, widgets={"year": number}, **kwargs)


def amended(agreement: SupplementaryAgreement) -> Sheet:
    """The lines before the agreement and as they become."""
    before, after = services.terms_around(agreement)
    rows = []
    for pk, row in after.lines.items():
        was = before.lines.get(pk)
        rows.append(
            [
                Cell(str(row.line), mark="" if was else gettext("added")),
                Cell(row.line.get_unit_display()),
                Cell(quantity_text(was.quantity) if was else "—", is_money=True),
                Cell(quantity_text(row.quantity), is_money=True),
                Cell(amount_text(was.amount) if was else "—", is_money=True),
                amount_cell(row.amount),
            ]
        )
    headings = [
        gettext("line"),
        gettext("unit"),
        gettext("quantity was"),
        gettext("became"),
        gettext("amount was, UAH"),
        gettext("became, UAH"),
    ]
    foot = [Cell(gettext("Together")), *[Cell("")] * 3, amount_cell(before.amount), amount_cell(after.amount)]
    return Sheet("amended", gettext("The contract before and after"), headings, rows, foot=foot)


# The money of a draft -----------------------------------------------------------------------------------------------


def asked_in_agreement(values: QueryDict, contract: Contract) -> Asked:
    """Read the form of an agreement as the browser sends it: lines as they become, differences by year."""
    now = {pk: row.amount for pk, row in services.terms_on(contract).lines.items()}
    lines = []
    for prefix, amount in lines_in(values, "line_changes"):
        line = key_in(values.get(f"{prefix}-line", ""))
        if line in now:
            lines.append(TypedLine(prefix, amount, amount - now.pop(line)))
    lines += [TypedLine(prefix, amount, amount) for prefix, amount in lines_in(values, "added_lines")]
    return _of_agreement(contract, lines, years_in(values), sum(now.values(), ZERO))


def asked_of_agreement(agreement: SupplementaryAgreement) -> Asked:
    """An agreement as it is saved."""
    contract = agreement.contract
    now = {pk: row.amount for pk, row in services.terms_on(contract).lines.items()}
    lines = [
        TypedLine(f"line_changes-{number}", row.amount, row.amount - now.pop(row.line_id))
        for number, row in enumerate(agreement.line_changes.all())
    ]
    lines += [
        TypedLine(f"added_lines-{number}", row.amount, row.amount)
        for number, row in enumerate(agreement.added_lines.all())
    ]
    return _of_agreement(contract, lines, years_of(agreement), sum(now.values(), ZERO))


def _of_agreement(contract: Contract, lines: list[TypedLine], rows: list[TypedYear], kept: Decimal) -> Asked:
    return Asked(
        measure=contract.measure,
        customer=contract.customer_id,
        cpv=contract.cpv,
        is_direct=contract.procurement == Contract.Procurement.DIRECT,
        signing=contract.date_signed,
        lines=lines,
        rows=rows,
        kept=kept,
        committed=services.terms_on(contract).committed,
        is_of_agreement=True,
    )
