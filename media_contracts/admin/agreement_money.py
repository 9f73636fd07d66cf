"""The panel of money for a draft of an agreement: what the contract becomes, and what its differences leave."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from programs.finance import ZERO
from programs.staff.lists import key_in

from .. import services
from ..models import Contract, SupplementaryAgreement
from .contract_money import (
    Asked,
    TypedLine,
    TypedYear,
    lines_in,
    money_panel,
    panel_context,
    put_beside,
    years_in,
    years_of,
)


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


class AgreementMoney:
    """The pages of agreements with their panel, live and on the button of the form."""

    opts: Any
    admin_site: Any

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.money_view)
        return [path("money/", view, name=f"{self.opts.app_label}_{self.opts.model_name}_money"), *super().get_urls()]  # type: ignore[misc]

    def money(self, request: Any, agreement: SupplementaryAgreement | None, formsets: Any) -> dict[str, Any]:
        """The panel for what is typed or saved, and what stands beside each row."""
        if agreement is None or request.method == "POST":
            asked = asked_in_agreement(request.POST, request.contract)
        else:
            asked = asked_of_agreement(agreement)
        panel = money_panel(asked, timezone.localdate())
        put_beside(panel, formsets)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_money"
        return {**panel_context(panel, request.user), "panel_address": reverse(name)}

    def money_view(self, request: Any) -> HttpResponse:
        """The panel for what is typed; the script asks for it while the form is filled in."""
        contract = self.contract_asked(request)  # type: ignore[attr-defined]
        if contract is None or not self.has_view_or_change_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        panel = money_panel(asked_in_agreement(request.GET, contract), timezone.localdate())
        request.current_app = self.admin_site.name
        context = panel_context(panel, request.user)
        return TemplateResponse(request, "admin/media_contracts/_money.html", context)
