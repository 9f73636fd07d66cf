"""Projects of the community development budget (measure 2.3), an instrument of its own beside the programme's money."""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from programs.models import Activity, Measure, OfActivity, Program, unless_restricted
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField, TextField

from .institutions import Institution, check_come


class BudgetProjectQuerySet(models.QuerySet["BudgetProject"]):
    def counted(self) -> Self:
        """What everybody may count."""
        return self.filter(is_public=True).exclude(measure__program__status=Program.Status.DRAFT)

    def published(self) -> Self:
        """What everybody may read one by one; in the restricted mode none, for each leads to people and a place."""
        return unless_restricted(self.counted())


class BudgetProject(OfActivity):
    """A project of the community development budget (проєкт Бюджету розвитку громади): year, sum, state, result.

    The sum is money of that budget: it is shown here and stands in no figure of the programme.
    """

    PRIVATE = ("note",)

    class State(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("project", "submitted")
        CHOSEN = "chosen", pgettext_lazy("project", "chosen")
        NOT_CHOSEN = "not_chosen", pgettext_lazy("project", "not chosen")
        IN_PROGRESS = "in_progress", pgettext_lazy("project", "being carried out")
        DONE = "done", pgettext_lazy("project", "carried out")
        NOT_DONE = "not_done", pgettext_lazy("project", "not carried out")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2015), MaxValueValidator(2100)])
    title = CharField(_("title"), max_length=300, validators=[no_personal_number])
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution"),
        help_text=_("Whose project it is, where an institution of the register proposed it."),
    )
    amount = models.DecimalField(
        _("sum of the community development budget, UAH"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Money of that budget: it is never added to the programme's."),
    )
    state = CharField(_("state"), max_length=12, choices=State, default=State.SUBMITTED)
    date = models.DateField(pgettext_lazy("project", "in this state since"))
    result = TextField(_("result"), blank=True, validators=[no_personal_number])
    link = models.URLField(_("link"), blank=True, max_length=500)
    note = CharField(_("note"), max_length=500, blank=True, help_text=_("For staff; never shown to the public."))
    is_public = models.BooleanField(
        _("show to the public"), default=True, help_text=_("Check the text for personal data first.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("title", "result")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = BudgetProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project of the community development budget")
        verbose_name_plural = _("projects of the community development budget")
        ordering = ["-year", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="sum_of_a_project_is_not_negative",
                violation_error_message=_("A sum cannot be negative."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "not_done"], result=""),
                name="ended_project_says_its_result",
                violation_error_message=_("Write what came of the project, or why it was not carried out."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.year}"

    def clean(self) -> None:
        check_come(self, "date")

    def get_absolute_url(self) -> str:
        return reverse("civil_society:project", args=[self.pk])

    @property
    def told_institution(self) -> Institution | None:
        """Whose it is, if everybody may know of the institution."""
        return self.institution if self.institution and self.institution.is_public else None

    def activity_values(self) -> dict[str, Any] | None:
        """What was done: a project that was carried out, on the day on which it was."""
        if self.state != self.State.DONE:
            return None
        return {
            "measure": self.measure,
            "kind": Activity.Kind.SUPPORT,
            "date": self.date,
            "title": self.title,
            "link": self.link,
            "is_public": self.is_public,
        }
