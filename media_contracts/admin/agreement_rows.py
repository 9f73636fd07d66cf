"""What an agreement changes, as rows to type and as a table to read: lines, their prices, yearly amounts; and what
the draft leaves of the measure's money."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.forms import BaseInlineFormSet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.finance import ZERO
from programs.models import BudgetRow
from programs.staff.sheets import QuantityField, Sheet, SheetCell, amount_cell
from programs.texts import number_in
from programs.words import amount_text, quantity_text

from .. import services
from ..models import AgreementCommitment, Contract, ContractLine, LineChange, SupplementaryAgreement
from .contract_money import Draft, LineRows, MoneyRows, YearRows, lines_in, saved_years, years_in


class OfContract(BaseInlineFormSet):
    """Rows whose contract is that of the agreement."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.instance.contract_id = self.instance.contract_id
        return form


class ChangesInline(MoneyRows):
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


class AddedLinesInline(LineRows):
    """Lines that the agreement adds."""

    model = ContractLine
    fk_name = "agreement"
    formset = OfContract
    verbose_name_plural = _("Lines that are added")


class DifferencesInline(YearRows):
    """By how much each year and source rises or falls."""

    model = AgreementCommitment
    verbose_name_plural = _("Yearly differences (a minus lowers the contract)")

    def get_extra(self, request: Any, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj is None and request.contract else 0


def amended(agreement: SupplementaryAgreement) -> Sheet:
    """The lines before the agreement and as they become."""
    before, after = services.terms_around(agreement)
    rows = []
    for pk, row in after.lines.items():
        was = before.lines.get(pk)
        rows.append(
            [
                SheetCell(str(row.line), mark="" if was else gettext("added")),
                SheetCell(row.line.get_unit_display()),
                SheetCell(quantity_text(was.quantity) if was else "—", is_money=True),
                SheetCell(quantity_text(row.quantity), is_money=True),
                SheetCell(amount_text(was.amount) if was else "—", is_money=True),
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
    foot = [SheetCell(gettext("Together")), *[SheetCell("")] * 3, amount_cell(before.amount), amount_cell(after.amount)]
    return Sheet("amended", gettext("The contract before and after"), headings, rows, foot=foot)


# The money of a draft -----------------------------------------------------------------------------------------------


def typed_agreement(values: QueryDict, contract: Contract) -> Draft:
    """Read the form of an agreement as the browser sends it: lines as they become, differences by year."""
    changed = {}
    for prefix, amount in lines_in(values, "line_changes"):
        if line := number_in(values.get(f"{prefix}-line", "")):
            changed[prefix] = (line, amount)
    return _draft(contract, changed, dict(lines_in(values, "added_lines")), years_in(values))


def saved_agreement(agreement: SupplementaryAgreement) -> Draft:
    """An agreement as it is saved."""
    changes, added = agreement.line_changes.all(), agreement.added_lines.all()
    changed = {f"line_changes-{number}": (row.line_id, row.amount) for number, row in enumerate(changes)}
    lines = {f"added_lines-{number}": row.amount for number, row in enumerate(added)}
    return _draft(agreement.contract, changed, lines, saved_years(agreement))


def _draft(
    contract: Contract,
    changed: dict[str, tuple[int, Decimal]],
    added: dict[str, Decimal],
    years: dict[str, BudgetRow],
) -> Draft:
    """Each line of the contract is changed once; what the agreement does not touch counts as it is."""
    terms = services.terms_on(contract)
    unchanged = {pk: row.amount for pk, row in terms.lines.items()}
    lines, changes = {}, {}
    for prefix, (line, amount) in changed.items():
        if line in unchanged:
            lines[prefix], changes[prefix] = amount, amount - unchanged.pop(line)
    return Draft(
        contract,
        lines | added,
        years,
        changes=changes | added,
        unchanged=sum(unchanged.values(), ZERO),
        committed=terms.committed,
    )
