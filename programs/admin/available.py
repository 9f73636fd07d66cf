"""The panel of limits beside forms of money: what is allotted, used and left, before anything is saved.

It stands in the form when the page comes, follows the choices by a small script, and without scripts by its button.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .. import services
from ..finance import ZERO
from ..models import BudgetAppropriation, Fund, FundingSource, Measure, PeriodClosing, Stage
from ..modules import payable
from ..staff.base import PortalAdmin
from ..staff.forms import MoneyField
from ..staff.pages import address_of
from ..staff.steps import staff_page
from ..words import money_text

Panel = dict[str, Any]  # lines of amounts, warnings with what to do, and where the head records an override


class PanelForm(forms.Form):
    """What the panel has to know; fields that nobody filled yet leave it empty."""

    measure = forms.ModelChoiceField(Measure.objects.select_related("program"))
    source = forms.ModelChoiceField(FundingSource.objects.all())
    amount = MoneyField(required=False)


class LedgerPanelForm(PanelForm):
    stage = forms.ChoiceField(choices=Stage.choices)
    budget_year = forms.IntegerField(min_value=1, max_value=9999)
    fund = forms.ChoiceField(choices=Fund.choices, required=False)
    date = forms.DateField()


class AppropriationPanelForm(PanelForm):
    year = forms.IntegerField(min_value=1, max_value=9999)
    fund = forms.ChoiceField(choices=Fund.choices)
    effective_from = forms.DateField()
    amount = MoneyField(min_value=ZERO)


def ledger_panel(given: dict[str, Any], request: HttpRequest) -> Panel:
    """What is available at a stage of a measure, year and source, and what the typed amount leaves of it."""
    stage, measure, year = given["stage"], given["measure"], given["budget_year"]
    where = {"measure": measure, "year": year, "source": given["source"], "on": given["date"]}
    found = services.available(stage=stage, **where, fund=given["fund"], under_contract=False)
    free = services.available(stage=Stage.COMMITTED, **where, fund=given["fund"], under_contract=True)
    amount = given.get("amount")
    lines = [(capfirst(name), money_text(sum_)) for name, sum_ in free.sums]
    if free.fund:
        lines[0] = (f"{lines[0][0]}, {Fund(free.fund).label}", lines[0][1])
    if free.contracted:
        lines[-2:-2] = [(_("of it accepted"), money_text(free.accepted)), (_("of it paid"), money_text(free.paid))]
    if found.left != free.left:  # the entry continues what a person entered without a contract, or has an override
        lines.append((_("Left at the stage «%(stage)s»") % {"stage": Stage(stage).label}, money_text(found.left)))
    warnings = _closed(measure, given["date"])
    override = ""
    if amount is not None:
        beyond = found.beyond(amount)
        lines.append((_("Left after this entry"), money_text(found.left - amount)))
        if beyond:
            warnings.append(
                _("The entry passes the limit by %(beyond)s and will be refused: correct the amount, or ask the head.")
                % {"beyond": money_text(beyond)}
            )
            values = {"measure": measure.pk, "year": year, "source": given["source"].pk}
            override = override_address(stage, measure.program_id, beyond, **values)
        if more := services.beyond_before(
            stage=stage, measure=measure, year=year, source=given["source"], amount=amount
        ):
            words = _(
                "With this entry %(more)s more is paid than accepted: is this payment recorded under its contract?"
            )
            if stage == Stage.ACCEPTED:
                words = _("With this entry %(more)s more is accepted than committed: is this act under its contract?")
            warnings.append(words % {"more": money_text(more)})
    good = _("The entry fits the limit.") if amount is not None and not warnings else ""
    may_grant = request.user.has_perm("programs.add_override")
    acts = [each for each in payable([measure.pk]) if stage == Stage.PAID and not each.is_advance]
    panel = {"lines": lines, "warnings": warnings, "good": good, "override": override, "may_grant": may_grant}
    return {**panel, "payable": [(each.title, money_text(each.left), each.page) for each in acts]}


def _closed(measure: Measure, date: Any) -> list[str]:
    through = PeriodClosing.objects.closed_through(measure.program)
    if through is None or date > through:
        return []
    words = _("The ledger is closed through %(date)s: choose a later date, or have the period reopened with a reason.")
    return [words % {"date": f"{through:%d.%m.%Y}"}]


def override_address(gate: str, program: int, amount: Decimal, **values: Any) -> str:
    """The form of the head's override, filled in for what stands beyond a limit."""
    given = {"gate": gate, "program": program, **values, "amount": f"{amount:.2f}".replace(".", ",")}
    return address_of("admin:programs_override_add", given=given)


def appropriation_panel(given: dict[str, Any], request: HttpRequest) -> Panel:
    """What the programme promises beside what the budget would give, and what contracts have taken already."""
    row = BudgetAppropriation(**given)
    found = services.review_appropriation(row)
    lines = [
        (_("The programme plans"), money_text(found.promised)),
        (_("The budget gives in all funds, with this amount"), money_text(found.given)),
        (_("In use already"), money_text(found.in_use)),
    ]
    warnings = found.warnings
    good = "" if warnings else _("The amount lies within the programme’s plan and covers what is in use.")
    return {"lines": lines, "warnings": warnings, "good": good, "confirm": bool(warnings)}


class AvailableAdmin(PortalAdmin):
    """Pages whose form has the panel; the script asks for it at an address of its own."""

    panel_form: type[PanelForm]
    panel: Callable[[dict[str, Any], HttpRequest], Panel]

    @property
    def media(self) -> forms.Media:
        script: Any = forms.Script("admin_portal/available.js", defer=True)
        return super().media + forms.Media(js=[script])

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_available"
        return [path("available/", staff_page(self.available_view), name=name), *super().get_urls()]

    def panel_for(self, values: Any, request: HttpRequest) -> Panel | None:
        form = self.panel_form(values)
        return self.panel(form.cleaned_data, request) if form.is_valid() else None

    def available_view(self, request: Any) -> HttpResponse:
        request.current_app = self.admin_site.name
        panel = self.panel_for(request.GET, request) if self.has_view_or_change_permission(request) else None
        return TemplateResponse(request, "admin/programs/_available.html", {"available": panel})

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        form = context["adminform"].form
        if form.fields:
            context["has_available"] = True
            context["available"] = self.panel_for({name: form[name].value() for name in form.fields}, request)
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_available"
            context["available_address"] = reverse(name)
        return super().render_change_form(request, context, *args, **kwargs)
