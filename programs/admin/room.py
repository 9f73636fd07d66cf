"""The panel of limits beside forms of money: what is allotted, used and left, before anything is saved.

It stands in the form when the page comes, follows the choices by a small script, and without scripts by its button.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from .. import services
from ..finance import ZERO
from ..models import BudgetAppropriation, Fund, FundingSource, Measure, PeriodClosing, Stage
from ..staff.forms import MoneyField
from ..words import money_text


@dataclass(frozen=True)
class Panel:
    """Lines of amounts, warnings with what to do, and where the head records a leave."""

    lines: list[tuple[str, str]]
    warnings: list[str] = field(default_factory=list)
    good: str = ""
    leave: str = ""
    may_grant: bool = False
    confirm: bool = False  # whether saving in spite of the warnings asks for a tick


class Question(forms.Form):
    """What the panel is asked about; fields that nobody filled yet leave it empty."""

    measure = forms.ModelChoiceField(Measure.objects.select_related("program"))
    source = forms.ModelChoiceField(FundingSource.objects.all())
    amount = MoneyField(required=False)


class LedgerQuestion(Question):
    stage = forms.ChoiceField(choices=Stage.choices)
    budget_year = forms.IntegerField(min_value=1, max_value=9999)
    fund = forms.ChoiceField(choices=Fund.choices, required=False)
    date = forms.DateField()


class AppropriationQuestion(Question):
    year = forms.IntegerField(min_value=1, max_value=9999)
    fund = forms.ChoiceField(choices=Fund.choices)
    effective_from = forms.DateField()
    amount = MoneyField(min_value=ZERO)


def ledger_panel(question: dict[str, Any], request: HttpRequest) -> Panel:
    """The room at a stage of a measure, year and source, and what an entry of the typed amount leaves of it."""
    stage, measure, year = question["stage"], question["measure"], question["budget_year"]
    where = {"measure": measure, "year": year, "source": question["source"], "on": question["date"]}
    found = services.room(stage=stage, **where, fund=question["fund"])
    amount = question.get("amount")
    of_fund = f", {Fund(found.fund).label}" if found.fund else ""
    lines = [(_("Allotted") + of_fund, money_text(found.allotted))]
    if found.allowed_beyond:
        lines.append((_("Allowed beyond by the head"), money_text(found.allowed_beyond)))
    lines += [(_("Used already: %(stage)s") % {"stage": Stage(stage).label}, money_text(found.used))]
    lines.append((_("Left"), money_text(found.left)))
    warnings = _closed(measure, question["date"])
    leave = ""
    if amount is not None:
        beyond = found.beyond(amount)
        lines.append((_("Left after this entry"), money_text(found.left - amount)))
        if beyond:
            warnings.append(
                _("The entry passes the limit by %(beyond)s and will be refused: correct the amount, or ask the head.")
                % {"beyond": money_text(beyond)}
            )
            leave = _leave_address(
                gate=stage,
                program=measure.program_id,
                measure=measure.pk,
                year=year,
                source=question["source"].pk,
                amount=f"{beyond:.2f}".replace(".", ","),
            )
    good = _("The entry fits the limit.") if amount is not None and not warnings else ""
    may_grant = request.user.has_perm("programs.add_override")
    return Panel(lines, warnings, good, leave, may_grant)


def _closed(measure: Measure, date: Any) -> list[str]:
    through = PeriodClosing.objects.closed_through(measure.program)
    if through is None or date > through:
        return []
    words = _("The ledger is closed through %(date)s: choose a later date, or have the period reopened with a reason.")
    return [words % {"date": f"{through:%d.%m.%Y}"}]


def _leave_address(**values: Any) -> str:
    return f"{reverse('admin:programs_override_add')}?{urlencode(values)}"


def appropriation_panel(question: dict[str, Any], request: HttpRequest) -> Panel:
    """What the programme promises beside what the budget would give, and what contracts have taken already."""
    row = BudgetAppropriation(**question)
    found = services.gift(row)
    lines = [
        (_("The programme promises"), money_text(found.promised)),
        (_("The budget gives in all funds, with this amount"), money_text(found.given)),
        (_("Committed already"), money_text(found.committed)),
    ]
    warnings = found.warnings
    good = "" if warnings else _("The amount lies within the programme’s promise and covers the commitments.")
    return Panel(lines, warnings, good, confirm=bool(warnings))


class RoomPages:
    """An admin page whose form has the panel; the script asks for it at an address of its own."""

    question: type[Question]
    panel: Callable[[dict[str, Any], HttpRequest], Panel]

    @property
    def media(self) -> forms.Media:
        own = forms.Media(css={"all": ["admin_portal/room.css"]}, js=[forms.Script("admin_portal/room.js", defer=True)])  # type: ignore[list-item]
        return super().media + own  # type: ignore[misc]

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_room"  # type: ignore[attr-defined]
        view = self.admin_site.admin_view(self.room_view)  # type: ignore[attr-defined]
        return [path("room/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def asked(self, values: Any, request: HttpRequest) -> Panel | None:
        question = self.question(values)
        return self.panel(question.cleaned_data, request) if question.is_valid() else None

    def room_view(self, request: Any) -> HttpResponse:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        panel = self.asked(request.GET, request) if self.has_view_or_change_permission(request) else None  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/programs/_room.html", {"room": panel})

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        form = context["adminform"].form
        if form.fields:
            context["has_room"] = True
            context["room"] = self.asked({name: form[name].value() for name in form.fields}, request)
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_room"  # type: ignore[attr-defined]
            context["room_address"] = reverse(name)
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]
