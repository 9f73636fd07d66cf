"""Indicators of result with their yearly values on one page."""

from decimal import Decimal
from itertools import groupby
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import modules
from ..default_day import default_day
from ..models import Activity, Indicator, IndicatorValue, Program
from ..staff.base import PortalAdmin, PortalInline
from ..staff.forms import MeasureField, MoneyField, RecordForm
from ..staff.lists import ProgramFilter
from ..staff.measure_names import OfMeasure, ProgramFirst
from ..staff.sheets import page_of


class IndicatorForm(RecordForm):
    measure = MeasureField(required=False)
    counts = forms.ChoiceField(required=False)

    class Meta:
        widgets = {"group": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "counts" in self.fields:
            field, counts = Indicator._meta.get_field("counts"), cast(forms.ChoiceField, self.fields["counts"])
            counts.label, counts.help_text = capfirst(str(field.verbose_name)), field.help_text
            counts.choices = [("", gettext("nothing: the department enters it")), *modules.counted()]
        if "measure" in self.fields:
            self.fields["measure"].help_text = _("Empty for an indicator of the whole programme.")
        if "group" in self.fields:
            self.fields["group"].choices = Indicator.Group.choices  # type: ignore[attr-defined]
        program = Program.objects.first()
        if program:
            self.initial.setdefault("program", program.pk)


class NumberField(MoneyField):
    """A value of an indicator as people write it: «12», «12,5»; whole numbers are shown without decimals."""

    default_error_messages = {
        "invalid": _("Write a number, for example 12 or 12,5."),
        "max_decimal_places": _("Write at most two decimals."),
    }

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        return number_format(value, 0 if value == value.to_integral_value() else 2, use_l10n=True)


class ValueInline(PortalInline):
    model = IndicatorValue
    fields = ("year", "plan", "actual", "explanation")
    formfield_overrides = {models.DecimalField: {"form_class": NumberField, "max_digits": 16}}
    verbose_name_plural = _("Yearly values")
    add_text = _("Add a year")


@admin.register(Indicator)
class IndicatorAdmin(ProgramFirst, OfMeasure, PortalAdmin):
    """What the programme promised to reach besides spending the money (результативні показники)."""

    formfield_overrides = {models.DecimalField: {"form_class": NumberField, "max_digits": 16}}
    form = IndicatorForm
    inlines = (ValueInline,)
    add_title = _("New indicator")
    add_button = _("Add an indicator")
    change_title = _("Indicator")
    list_lead = _("What is to be reached and what was: the report prints planned, actual and the deviation.")
    empty_text = _("The founding document sets no indicators: add those that the commission asks about.")
    list_display = ("name", "group", "unit", "measure_name", "what_it_counts")
    list_display_links = ("name",)
    list_filter = (ProgramFilter, "group")
    search_fields = ("folded", "measure__rows__folded")
    list_select_related = ("measure",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "program",
                    "measure",
                    "group",
                    "name",
                    ("unit", "value_type"),
                    ("baseline", "better"),
                    "order",
                )
            },
        ),
        (_("Where the figure comes from"), {"fields": ("source", "counts", "counted")}),
    )
    readonly_fields = ("counted",)

    @admin.display(description=_("counts by itself"), ordering="counts")
    def what_it_counts(self, indicator: Indicator) -> str:
        return str(dict(modules.counted()).get(indicator.counts, indicator.counts))

    @admin.display(description=_("what it counted"))
    def counted(self, indicator: Indicator) -> str:
        """The activities behind the figure, year by year, each one press away; of other records the list of all."""
        if not indicator.counts:
            return "—"
        if indicator.counts not in Activity.Kind:
            found = modules.reached(indicator.program, default_day(indicator.program), indicator.measure)
            row = next((row for row in found.get(indicator.measure_id, []) if row.key == indicator.counts), None)
            years = ", ".join(f"{year}: {count}" for year, count in sorted(row.years.items())) if row else ""
            return format_html('<a href="{}">{}</a>', row.page, years) if row and years else gettext("nothing yet")
        rows = Activity.objects.filter(measure=indicator.measure_id, kind=indicator.counts).order_by("-date", "-pk")
        lines = []
        for year, group in groupby(rows, lambda activity: activity.date.year):
            activities = list(group)
            links = format_html_join(
                "",
                '<li><a href="{}">{}</a>{}</li>',
                ((page_of(each), each, f" × {each.quantity}" if each.quantity > 1 else "") for each in activities),
            )
            lines.append((year, sum(each.quantity for each in activities), links))
        return format_html_join("", "<p><strong>{}: {}</strong></p><ul>{}</ul>", lines) or gettext("nothing yet")
