"""Limits of money: the head's override of one, and the closing of the ledger's periods."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..default_day import default_day
from ..models import Override, PeriodClosing, Program
from ..staff.base import AppendOnlyAdmin
from ..staff.forms import MeasureField, MoneyField, MoneyForm, RecordForm
from ..staff.history import person
from ..staff.lists import ProgramFilter, display_of
from ..staff.measure_names import OfMeasure
from ..words import amount_text


class OverrideForm(MoneyForm):
    measure = MeasureField(required=False)
    amount = MoneyField(label=gettext_lazy("Beyond the limit, UAH"))

    class Meta:
        widgets = {"reason": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].help_text = _("Empty only for a plan above the passport.")
        program = Program.objects.first()
        if program:
            self.initial.setdefault("program", program.pk)
            self.initial.setdefault("year", program.year_nearest(default_day(program)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("gate") == "ceiling":
            cleaned["measure"] = cleaned["source"] = None
            self.instance.measure = self.instance.source = None
        return cleaned


@admin.register(Override)
class OverrideAdmin(OfMeasure, AppendOnlyAdmin):
    """The head's recorded override of a limit; every report lists it."""

    form = OverrideForm
    add_title = gettext_lazy("New override of a limit")
    add_button = gettext_lazy("Record an override")
    change_title = gettext_lazy("Override of a limit")
    list_lead = gettext_lazy("What the head allowed beyond the limits, and why. The commission reads it in the report.")
    empty_text = gettext_lazy(
        "No limit has been passed. The head records an override here before money goes beyond one."
    )
    list_display = ("gate", "measure_name", "of_year", "sum", "reason", "by_whom")
    list_display_links = ("gate",)
    list_filter = (ProgramFilter, "gate", "year")
    list_select_related = ("measure", "source", "granted_by")
    fieldsets = (
        (None, {"fields": ("gate", "program", "measure", ("year", "source"), "amount")}),
        (gettext_lazy("Why"), {"fields": ("reason",)}),
    )
    made_fieldsets = (
        (None, {"fields": ("gate", "measure_name", ("of_year", "source"), "sum", "reason", ("by_whom", "granted_at"))}),
    )

    of_year = display_of("year", gettext_lazy("budget year"))
    sum = display_of("amount", gettext_lazy("beyond the limit, UAH"), amount_text)
    by_whom = display_of("granted_by", gettext_lazy("granted by"), person, sorts=False)

    def make(self, values: dict[str, Any], *, by: Any) -> Override:
        return services.grant_override(by=by, **values)


class ClosingForm(RecordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        helps = {
            "through": _("The last closed day. An earlier day than now closed reopens the rest; empty opens all."),
            "reason": _("Required for reopening."),
        }
        for name in helps.keys() & self.fields.keys():  # a step to look at has no fields
            self.fields[name].help_text = helps[name]
        program = Program.objects.first()
        if program:
            self.initial.setdefault("program", program.pk)


@admin.register(PeriodClosing)
class PeriodClosingAdmin(AppendOnlyAdmin):
    """Closing and reopening the ledger, step by step."""

    form = ClosingForm
    add_title = gettext_lazy("Close or reopen a period")
    add_button = gettext_lazy("Close or reopen")
    change_title = gettext_lazy("Closing of a period")
    list_lead = gettext_lazy("Through which day the ledger is closed. The last step counts, the earlier ones stay.")
    empty_text = gettext_lazy("The whole ledger is open. Close a period once its report is submitted.")
    list_display = ("step", "program", "reason", "by_whom", "recorded_at")
    list_display_links = ("step",)
    list_filter = (ProgramFilter,)
    list_select_related = ("program", "recorded_by")
    fieldsets = ((None, {"fields": ("program", "through", "reason")}),)
    made_fieldsets = ((None, {"fields": ("program", "step", "reason", ("by_whom", "recorded_at"))}),)

    by_whom = display_of("recorded_by", gettext_lazy("recorded by"), person, sorts=False)

    def make(self, values: dict[str, Any], *, by: Any) -> PeriodClosing:
        program, through = values["program"], values["through"]
        closed = PeriodClosing.objects.closed_through(program)
        if through and (closed is None or through > closed):
            return services.close_period(program=program, through=through, by=by)
        return services.reopen_period(by=by, **values)

    @admin.display(description=gettext_lazy("step"), ordering="-pk")
    def step(self, row: PeriodClosing) -> str:
        return str(row)
