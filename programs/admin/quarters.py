"""The plan of a measure's years by quarter, which the department sets beside the act."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..finance import ZERO
from ..models import Allocation, Funding, Measure, MeasureRow
from ..staff.forms import MoneyField
from ..staff.steps import StepView
from ..words import amount_text

ROMAN = ("I", "II", "III", "IV")


class QuartersForm(forms.Form):
    """Four amounts for each year and source that the plan has money for; all empty, the year is not split."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = {(plan.year, plan.source_id): plan for plan in measure.quarter_plans.all()}
        self.initial["seen"] = _standing(measure)
        self.years = services.planned_years(measure)
        self.several = len({planned.source_id for planned in self.years}) > 1
        for planned in self.years:
            plan = stored.get((planned.year, planned.source_id))
            amounts = plan.amounts if plan else [None] * len(ROMAN)
            for name, roman, amount in zip(self.names(planned), ROMAN, amounts, strict=True):
                label = _("%(quarter)s quarter, UAH") % {"quarter": f"{self.name_of(planned)}, {roman}"}
                self.fields[name] = MoneyField(required=False, min_value=ZERO, label=label)
                self.fields[name].widget.attrs["aria-label"] = label
                self.initial[name] = amount

    @staticmethod
    def names(planned: Allocation) -> list[str]:
        return [f"y{planned.year}_{planned.source_id}_{roman}" for roman in ROMAN]

    def name_of(self, planned: Allocation) -> str:
        return f"{planned.year}, {planned.source}" if self.several else str(planned.year)

    def rows(self) -> list[dict[str, Any]]:
        """The table of the page: a year, its plan, its four inputs with their headings, what was refused."""
        return [
            {
                "name": self.name_of(planned),
                "plan": amount_text(planned.amount),
                "cells": [(roman, self[name]) for roman, name in zip(ROMAN, self.names(planned), strict=True)],
                "errors": list(dict.fromkeys(text for name in self.names(planned) for text in self[name].errors)),
            }
            for planned in self.years
        ]

    def clean(self) -> dict[str, Any]:
        """The years that were changed, each with its four amounts; an empty one beside others is none of the money."""
        cleaned = super().clean() or {}
        split: list[tuple[Allocation, list[Decimal] | None]] = []
        for planned in self.years:
            names = self.names(planned)
            if {*names} & {*self.changed_data}:
                values = [cleaned.get(name) for name in names]
                none = all(value is None for value in values)
                split.append((planned, None if none else [value or ZERO for value in values]))
        return {"seen": cleaned.get("seen"), "split": split}


def _standing(measure: Measure) -> str:
    """What stands of the split, as a page sends it back: two people who split one year are told of each other."""
    plans = measure.quarter_plans.order_by("pk")
    return " ".join(f"{number}:{version}" for number, version in plans.values_list("pk", "version"))


class SplitYears(StepView):
    """Set, change or take away the plan by quarter of a measure; whoever may only see it, reads it here."""

    slug = "quarters"
    template_name = "admin/programs/quarters.html"
    queryset = MeasureRow.objects.select_related("edition__program", "measure__program")
    form_class = QuartersForm
    permission = "programs.view_quarterplan"
    title = gettext_lazy("Plan by quarter")
    button = gettext_lazy("Save")
    lead = gettext_lazy(
        "The programme has money for whole years. Where the department splits it, a report for a quarter is compared "
        "with what was due by then. The four amounts add up to the year; a year left empty is not split."
    )
    done = gettext_lazy("The plan by quarter is saved.")

    @classmethod
    def offered(cls, record: Any) -> bool:
        return not record.edition.is_draft and record.funding == Funding.FUNDED

    @property
    def may_change(self) -> bool:
        return self.user.has_perm("programs.change_quarterplan")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "measure": self.object.measure}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        for field in form.fields.values():
            field.disabled = not self.may_change
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_change=self.may_change, **kwargs)

    def post(self, *args: Any, **kwargs: Any) -> Any:
        if not self.may_change:
            raise PermissionDenied
        return super().post(*args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {}

    @transaction.atomic
    def perform(self, given: dict[str, Any]) -> None:
        Measure.objects.select_for_update().get(pk=self.object.measure_id)  # of two at once the second waits here
        if given["seen"] != _standing(self.object.measure):
            raise ValidationError(
                _("Somebody else changed this plan by quarter meanwhile. Yours is still here: press again to keep it.")
            )
        refused: dict[str, list[str]] = {}
        for planned, amounts in given["split"]:
            where = {"measure": self.object.measure, "year": planned.year, "source": planned.source}
            try:
                services.save_quarters(amounts=amounts, by=self.user, **where)
            except ValidationError as refusal:
                refused[QuartersForm.names(planned)[0]] = refusal.messages
        if refused:
            raise ValidationError(refused)

    def refused(self, form: Any, **context: Any) -> Any:
        form.data = form.data.copy()
        form.data["seen"] = _standing(self.object.measure)
        return super().refused(form, **context)
