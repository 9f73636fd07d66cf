"""The items of plans of consultations as a table: a year's plan is typed once, in a spreadsheet."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult

from programs.services import save_record
from programs.staff.columns import BroughtRow, Choice, Column, PortalResource, Text, Whole, Widget, official
from programs.texts import number_in

from ..models import ConsultationPlan, Form, Matter, PlanItem


class Month(Widget):
    """A month by its name in either language or by its number."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = Text().clean(value).casefold()
        if not text:
            return None
        for number, name in MONTHS.items():
            with translation.override("en"):
                english = str(name)
            if text in (official(name).casefold(), english.casefold()) or number_in(text, 12) == number:
                return number
        raise ValueError(_("“%(value)s” is no month: write “березень” or 3.") % {"value": text})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return official(MONTHS[value]).lower() if value else ""


class OrQuestion(Choice):
    """What a consultation is about; mostly a question, which an empty cell says."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return super().clean(value) if Text().clean(value) else Matter.QUESTION


class PlanItemResource(PortalResource):
    """A row is the item of its number in the plan of its year, or a new one of that plan.

    The act that approved the plan and those that amended it are chosen on its page.
    """

    title = gettext_lazy("Items of plans of consultations")
    named_by = ("year", "number", "subject")

    year = Column(gettext_lazy("Year"), "plan__year", Whole(), needed=True, info=True)
    number = Column(gettext_lazy("№"), "number", Whole(), needed=True)
    subject = Column(gettext_lazy("Question or draft"), "subject", needed=True)
    form = Column(gettext_lazy("Form"), "form", Choice(Form), needed=True)
    other_forms = Column(gettext_lazy("More forms"), "other_forms")
    matter = Column(gettext_lazy("Matter"), "matter", OrQuestion(Matter))
    first_month = Column(gettext_lazy("From month"), "first_month", Month(), needed=True)
    last_month = Column(gettext_lazy("To month"), "last_month", Month(), needed=True)
    unit = Column(gettext_lazy("Responsible unit"), "unit", needed=True)
    added_by = Column(gettext_lazy("Added by"), "added_by", info=True)
    removed_by = Column(gettext_lazy("Taken out by"), "removed_by", info=True)

    class Meta:
        model = PlanItem

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plans: dict[int, ConsultationPlan] = {}
        self.standing: dict[tuple[int, int], PlanItem] = {}
        self.seen: dict[tuple[int, int], int] = {}  # the row of the file that speaks of an item

    def look_up(self, rows: Sequence[BroughtRow]) -> None:
        """A plan has some dozens of items: all are read once."""
        if not self.plans:
            self.plans = {plan.year: plan for plan in ConsultationPlan.objects.all()}
            items = PlanItem.objects.select_related("plan", "added_by__act", "removed_by__act")
            self.standing = {(item.plan.year, item.number): item for item in items}

    def instance_for(self, row: Any) -> tuple[PlanItem, bool]:
        key = (self.value(row, "year"), self.value(row, "number"))
        if key[0] not in self.plans:
            words = _("There is no plan for %(year)s yet: add it first, with its year alone.")
            raise ValidationError({"year": words % {"year": key[0]}})
        twin = self.seen.setdefault(key, self.row_number)
        if twin != self.row_number:
            raise ValidationError({"number": _("The same item stands in row %(row)s.") % {"row": twin}})
        if key in self.standing:
            return copy(self.standing[key]), False
        return PlanItem(plan=self.plans[key[0]]), True

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not import_validation_errors and bool(instance.pk) and self.shown(instance) == self.shown(original)

    @transaction.atomic
    def write(self, results: Sequence[RowResult]) -> bool:
        """All rows or none; one that somebody changed since the preview is a conflict."""
        for result in self.to_write(results):
            save_record(record=result.instance, by=self.by)
        return True
