"""What the council means to consult the public about in a year: the plan, its amendments, its items."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import LegalAct
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField, TextField

from .regimes import Form, Matter


class ConsultationPlanQuerySet(models.QuerySet["ConsultationPlan"]):
    def published(self) -> Self:
        """Plans that an act approved; one that is still written is nobody's promise."""
        return self.exclude(act=None)


class ConsultationPlan(models.Model):
    """The orientation plan of consultations of a year (орієнтовний план консультацій), as an act approved it.

    During the year an act amends it: ``PlanAmendment`` says which items came and which went.
    """

    PRIVATE = ("note",)

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(1991), MaxValueValidator(2100)]
    )
    act = models.ForeignKey(
        LegalAct,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
        help_text=_("Empty: the plan is a draft, and the public does not see it."),
    )
    note = TextField(_("note"), blank=True, help_text=_("For staff; never shown to the public."))
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = ConsultationPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan of consultations")
        verbose_name_plural = _("plans of consultations")
        ordering = ["-year"]

    def __str__(self) -> str:
        return gettext("Plan of consultations for %(year)s") % {"year": self.year}

    def get_absolute_url(self) -> str:
        return reverse("civil_society:plan", args=[self.year])


class PlanAmendment(models.Model):
    """An act that changed a plan during its year (зміни до плану)."""

    plan = models.ForeignKey(ConsultationPlan, models.CASCADE, related_name="amendments", verbose_name=_("plan"))
    act = models.ForeignKey(LegalAct, models.PROTECT, related_name="+", verbose_name=_("act"))
    summary = CharField(_("what changed"), max_length=500, blank=True, validators=[no_personal_number])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("amendment of a plan of consultations")
        verbose_name_plural = _("amendments of a plan of consultations")
        ordering = ["plan", "act__date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "act"],
                name="act_amends_a_plan_once",
                violation_error_message=_("This act stands among the amendments already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.act)


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def standing(self) -> Self:
        """Items that no amendment took out: what is planned."""
        return self.filter(removed_by=None)

    def published(self) -> Self:
        return self.filter(plan__in=ConsultationPlan.objects.published())


class PlanItem(models.Model):
    """A question that a plan puts to the public (пункт плану): in which form, in which months, by which unit."""

    plan = models.ForeignKey(ConsultationPlan, models.CASCADE, related_name="items", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("№"), validators=[MinValueValidator(1), MaxValueValidator(999)])
    subject = CharField(_("question or draft"), max_length=500, validators=[no_personal_number])
    form = CharField(_("form"), max_length=12, choices=Form, default=Form.ELECTRONIC)
    other_forms = CharField(
        _("more forms"),
        max_length=200,
        blank=True,
        validators=[no_personal_number],
        help_text=_("As the act words them, where it names several."),
    )
    matter = CharField(_("matter"), max_length=20, choices=Matter, default=Matter.QUESTION)
    first_month = models.PositiveSmallIntegerField(_("from"), choices=list(MONTHS.items()))
    last_month = models.PositiveSmallIntegerField(_("to"), choices=list(MONTHS.items()))
    unit = CharField(_("responsible unit"), max_length=300, validators=[no_personal_number])
    added_by = models.ForeignKey(
        PlanAmendment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="added",
        verbose_name=_("added by"),
        help_text=_("Empty: it stood in the plan from the beginning."),
    )
    removed_by = models.ForeignKey(
        PlanAmendment, models.PROTECT, null=True, blank=True, related_name="removed", verbose_name=_("taken out by")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("subject", "unit", "other_forms")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a plan of consultations")
        verbose_name_plural = _("items of a plan of consultations")
        ordering = ["plan", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="plan_item_has_its_number",
                violation_error_message=_("The plan has an item of this number already."),
            ),
            models.CheckConstraint(
                condition=Q(last_month__gte=F("first_month")),
                name="plan_item_ends_after_it_begins",
                violation_error_message=_("The last month cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(first_month__range=(1, 12), last_month__range=(1, 12)),
                name="plan_item_has_months_of_a_year",
                violation_error_message=_("A month is a number from 1 to 12."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.subject}"

    def clean(self) -> None:
        for name in ("added_by", "removed_by"):
            amendment = getattr(self, name)
            if amendment and amendment.plan_id != self.plan_id:
                raise ValidationError({name: gettext("This act amends the plan of another year.")})
        if self.first_month and self.last_month and self.last_month < self.first_month:
            raise ValidationError({"last_month": gettext("The last month cannot be before the first.")})

    @property
    def months(self) -> str:
        """«квітень – червень», or one month; English alone writes months with a capital."""
        months = [str(MONTHS[each]) for each in (self.first_month, self.last_month)]
        first, last = months if get_language() == "en" else [each.lower() for each in months]
        return first if self.first_month == self.last_month else f"{first} – {last}"

    @property
    def forms(self) -> str:
        """The forms as the plan names them."""
        return ", ".join(each for each in (str(self.get_form_display()), self.other_forms) if each)

    def is_over(self, on: date) -> bool:
        """Whether its last month has passed."""
        return (on.year, on.month) > (self.plan.year, self.last_month)
