"""Tasks and measures as what they are for good: ledger, activities, contracts and addresses hang on them.

A short name is the portal's own, for lists and charts; the wording is the act's and stands in the rows of editions.
"""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..words import LONGEST_NAME
from .edition import Edition
from .program import Program
from .text import CharField, FoldedField


class TaskManager(models.Manager["Task"]):
    def get_by_natural_key(self, slug: str, code: str) -> "Task":
        return self.get(program__slug=slug, code=code)


class Task(models.Model):
    """A task of the programme (завдання): the identity that stays while editions reword it."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="tasks", verbose_name=_("programme"))
    code = models.SlugField(_("code"), max_length=60)
    short_name = CharField(_("short name"), max_length=LONGEST_NAME, blank=True)
    folded = FoldedField("code", "short_name")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = TaskManager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["program", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "code"],
                name="task_code_is_unique_in_its_program",
                violation_error_message=_("The programme has a task with this code already."),
            )
        ]

    def __str__(self) -> str:
        return self.short_name or self.code

    def natural_key(self) -> tuple[str, str]:
        return (self.program.slug, self.code)

    natural_key.dependencies = ["programs.program"]  # type: ignore[attr-defined]


class MeasureQuerySet(models.QuerySet["Measure"]):
    def get_by_natural_key(self, slug: str, code: str) -> "Measure":
        return self.get(program__slug=slug, code=code)

    def published(self) -> Self:
        """Measures that stand in an adopted edition of a programme everybody may see."""
        return self.filter(rows__edition__in=Edition.objects.published()).distinct()


class Measure(models.Model):
    """A measure of the programme (захід): the identity that ledger, activities, contracts and addresses hang on."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="measures", verbose_name=_("programme"))
    code = models.SlugField(
        _("code"), max_length=60, help_text=_("Part of the permanent address of the measure's page.")
    )
    short_name = CharField(_("short name"), max_length=LONGEST_NAME, blank=True)
    folded = FoldedField("code", "short_name")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["program", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "code"],
                name="measure_code_is_unique_in_its_program",
                violation_error_message=_("The programme has a measure with this code already."),
            )
        ]

    def __str__(self) -> str:
        return self.short_name or self.code

    def natural_key(self) -> tuple[str, str]:
        return (self.program.slug, self.code)

    natural_key.dependencies = ["programs.program"]  # type: ignore[attr-defined]
