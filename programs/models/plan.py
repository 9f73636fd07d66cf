"""The rows of an edition: how it words tasks and measures, orders them and pays for them.

Everything an act can reword stands in a row, so that the wording and the money of any date are one filter. ``WORDING``
of a row is what it says, in the order in which a decision would name a change of it: copying, comparison, corrections,
imports, API, export and history all go by this list. The other fields only tell which row it is.
"""

from collections.abc import Iterable
from datetime import date
from typing import Self, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..words import short_name_of
from .directories import Executor, FundingSource
from .edition import Aspect, Edition
from .identity import Measure, Task
from .text import CharField, FoldedField, TextField


class Funding(models.TextChoices):
    """How a measure stands to money; together with its allocations this keeps the four kinds of "no money" apart."""

    FUNDED = "funded", _("funded")
    NOT_REQUIRED = "not_required", _("needs no funding")
    AMOUNT_NOT_STATED = "amount_not_stated", _("amount not stated")


RowT = TypeVar("RowT", bound=models.Model)


def edition_in_force(on: date, program: str) -> models.Subquery:
    """The edition of the row's programme whose plan is the law on a date; ``program`` leads there from the row."""
    editions = Edition.objects.adopted().filter(program=models.OuterRef(program), in_force_from__lte=on)
    return models.Subquery(editions.order_by("-in_force_from", "-number").values("pk")[:1])


class PlanRowQuerySet(models.QuerySet[RowT]):
    def of(self, edition: Edition) -> Self:
        """The rows of an edition in the order of its document."""
        return self.filter(edition=edition).order_by("order", "pk")

    def in_force(self, on: date) -> Self:
        """The rows of every programme's plan as it stood on a date."""
        return self.filter(edition=edition_in_force(on, "edition__program"))

    def published(self) -> Self:
        """Rows that an act set; a draft edition is the department's own until it is adopted."""
        return self.filter(edition__in=Edition.objects.published())


class TaskRowQuerySet(PlanRowQuerySet["TaskRow"]):
    def get_by_natural_key(self, slug: str, edition: int, code: str) -> "TaskRow":
        return self.get(edition__program__slug=slug, edition__number=edition, task__code=code)


class TaskRow(models.Model):
    """How an edition words a task: label of the source, own number and order, results, aspects.

    The numbering of the founding Annex 1 is broken («1.1.», «2. », «3 .»), so the label is kept as it stands and the
    number is the portal's own. Results belong to the task there (merged cells).
    """

    WORDING = ("number", "label", "title", "parent", "order", "results", "aspects")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="task_rows", verbose_name=_("edition"))
    task = models.ForeignKey(Task, models.PROTECT, related_name="rows", verbose_name=_("task"))
    parent = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="children", verbose_name=_("parent task")
    )
    label = CharField(
        _("label in the document"), max_length=50, blank=True, help_text=_("As printed, even where the document errs.")
    )
    number = CharField(_("number"), max_length=20, help_text=_("The number that the portal shows."))
    order = models.PositiveSmallIntegerField(_("place in the document"))
    title = TextField(_("title"))
    results = TextField(_("expected results"), blank=True, help_text=_("One per line."))
    aspects = models.ManyToManyField(Aspect, blank=True, related_name="task_rows", verbose_name=_("aspects"))
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("number", "title")
    folded_more = FoldedField("results")

    history = HistoricalRecords(m2m_fields=[aspects], excluded_fields=["folded", "folded_more"])
    objects = TaskRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["edition", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "task"],
                name="task_stands_once_in_an_edition",
                violation_error_message=_("This task stands in the edition already."),
            ),
            models.UniqueConstraint(
                fields=["edition", "number"],
                name="task_number_is_unique_in_an_edition",
                violation_error_message=_("The edition has a task with this number already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("pk")),
                name="task_does_not_stand_under_itself",
                violation_error_message=_("A task cannot stand under itself or under a task below it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def name(self) -> str:
        """How lists and charts name the task."""
        return self.task.short_name or short_name_of(self.title)

    def clean(self) -> None:
        """The tasks of an edition are a tree: whoever goes up from any of them comes to an end."""
        passed, above = {self.pk} - {None}, self.parent
        while above is not None:
            if above.pk in passed:
                raise ValidationError({"parent": _("A task cannot stand under itself or under a task below it.")})
            passed.add(above.pk)
            above = above.parent

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.edition.natural_key(), self.task.code)

    natural_key.dependencies = ["programs.edition", "programs.task"]  # type: ignore[attr-defined]


class MeasureRowQuerySet(PlanRowQuerySet["MeasureRow"]):
    def get_by_natural_key(self, slug: str, edition: int, code: str) -> "MeasureRow":
        return self.get(edition__program__slug=slug, edition__number=edition, measure__code=code)

    def with_plan(self) -> Self:
        """Rows with all that a line of Annex 1 prints, in a fixed number of queries."""
        rows = self.select_related("measure", "task_row__task", "source", "edition__program")
        return rows.prefetch_related(*self.parts(), "predecessors")

    def of_known(self, edition: Edition) -> list["MeasureRow"]:
        """The same rows where the edition is at hand already: it is not read again with every one of them."""
        rows = list(self.of(edition).select_related("measure", "source").prefetch_related(*self.parts()))
        for row in rows:
            row.edition = edition
        return rows

    def names_of(self, measures: Iterable[int]) -> dict[int, str]:
        """Number and short name of measures by the latest adopted edition that has them, by measure id: one query."""
        rows = self.published().filter(measure__in=set(measures)).order_by("edition__in_force_from", "edition__number")
        columns = rows.values_list("measure", "number", "measure__short_name", "title")
        return {pk: f"{number} {name or short_name_of(title)}" for pk, number, name, title in columns}

    @staticmethod
    def parts() -> list[models.Prefetch]:
        """Executors and amounts in an order of their own: that of the tables would sort whole programmes by name."""
        links = MeasureExecutor.objects.select_related("executor").order_by("order", "pk")
        amounts = Allocation.objects.select_related("source").order_by("year", "source")
        return [models.Prefetch("executor_links", links), models.Prefetch("allocations", amounts)]


class MeasureRow(models.Model):
    """How an edition words a measure: label, number, title, order, executors, source and how it stands to money.

    ``funding`` and the allocations together keep apart: needs no funding (no allocation can exist), amount not stated
    (a source is named, no allocation exists), planned zero (an allocation of 0.00) and not foreseen (no allocation for
    that year). ``predecessors`` are the measures that this one was split off from, or merged of: it stays written in
    later editions, so that the trail of the money is found from either end.
    """

    WORDING = (
        "number", "label", "title", "task_row", "order", "funding", "source", "executors", "results", "predecessors",
    )  # fmt: skip

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="measure_rows", verbose_name=_("edition"))
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="rows", verbose_name=_("measure"))
    task_row = models.ForeignKey(TaskRow, models.RESTRICT, related_name="measure_rows", verbose_name=_("task"))
    label = CharField(
        _("label in the document"), max_length=50, blank=True, help_text=_("As printed, even where the document errs.")
    )
    number = CharField(_("number"), max_length=20, help_text=_("The number that the portal shows."))
    order = models.PositiveSmallIntegerField(_("place in the document"))
    title = TextField(_("title"))
    funding = CharField(_("funding"), max_length=20, choices=Funding, default=Funding.FUNDED)
    source = models.ForeignKey(
        FundingSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("funding source"),
        help_text=_("The source that the document names for the measure."),
    )
    results = TextField(
        _("expected results"), blank=True, help_text=_("Only where the measure has results of its own. One per line.")
    )
    executors = models.ManyToManyField(Executor, through="MeasureExecutor", verbose_name=_("executors"))
    predecessors = models.ManyToManyField(
        Measure,
        blank=True,
        related_name="successor_rows",
        verbose_name=_("continues the measures"),
        help_text=_("Only for a measure split off from another one, or made of several."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("number", "title")
    folded_more = FoldedField("label", "results")

    history = HistoricalRecords(m2m_fields=[predecessors], excluded_fields=["folded", "folded_more"])
    objects = MeasureRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["edition", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "measure"],
                name="measure_stands_once_in_an_edition",
                violation_error_message=_("This measure stands in the edition already."),
            ),
            models.UniqueConstraint(
                fields=["edition", "number"],
                name="measure_number_is_unique_in_an_edition",
                violation_error_message=_("The edition has a measure with this number already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(funding="not_required") | models.Q(source__isnull=True),
                name="measure_without_funding_names_no_source",
                violation_error_message=_("A measure that needs no funding cannot name a funding source."),
            ),
            models.CheckConstraint(
                condition=models.Q(funding="not_required") | models.Q(source__isnull=False),
                name="measure_with_funding_names_its_source",
                violation_error_message=_("Choose the funding source, or say that the measure needs no funding."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def name(self) -> str:
        """How lists and charts name the measure."""
        return self.measure.short_name or short_name_of(self.title)

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.edition.natural_key(), self.measure.code)

    natural_key.dependencies = ["programs.edition", "programs.measure"]  # type: ignore[attr-defined]

    def predecessor_rows(self) -> list["MeasureRow"]:
        """The measures that this one continues, as they were worded before it appeared (or last, where it was there).

        The words thus stay the same in every later edition, whatever becomes of the predecessors' numbers.
        """
        found = list(self.predecessors.all())
        if not found:
            return []
        first = MeasureRow.objects.filter(measure=self.measure).aggregate(first=models.Min("edition__number"))["first"]
        until = self.edition.number
        rows = MeasureRow.objects.filter(measure__in=found, edition__number__lte=until).select_related(
            "edition", "measure"
        )
        last: dict[int, MeasureRow] = {}
        for row in rows.order_by("edition__number"):
            known = last.get(row.measure_id)
            if known is None or row.edition.number < first or known.edition.number >= first:
                last[row.measure_id] = row
        return sorted(last.values(), key=lambda row: (row.order, row.pk))


class MeasureExecutor(models.Model):
    """One executor of a measure in an edition, in the order of the document; «(за згодою)» is ``by_consent``."""

    WORDING = ("executor", "by_consent", "wording", "order")

    measure_row = models.ForeignKey(
        MeasureRow, models.CASCADE, related_name="executor_links", verbose_name=_("measure")
    )
    executor = models.ForeignKey(Executor, models.PROTECT, related_name="links", verbose_name=_("executor"))
    by_consent = models.BooleanField(_("by consent"), default=False)
    wording = CharField(
        _("wording in the document"),
        max_length=300,
        blank=True,
        help_text=_("Only where the document names the executor otherwise than the directory does."),
    )
    order = models.PositiveSmallIntegerField(_("place in the document"), default=1)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("executor of the measure")
        verbose_name_plural = _("executors of the measure")
        ordering = ["measure_row", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure_row", "executor"],
                name="executor_stands_once_at_a_measure",
                violation_error_message=_("This executor stands at the measure already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({_('by consent')})" if self.by_consent else self.name

    @property
    def name(self) -> str:
        """The executor as this measure of the document words it."""
        return self.wording or self.executor.name


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def of(self, edition: Edition) -> Self:
        """The money of an edition's plan."""
        return self.filter(measure_row__edition=edition)

    def published(self) -> Self:
        return self.filter(measure_row__edition__in=Edition.objects.published())

    def in_force(self, on: date) -> Self:
        """The money of every programme's plan as it stood on a date."""
        return self.filter(measure_row__edition=edition_in_force(on, "measure_row__edition__program"))


class Allocation(models.Model):
    """How much an edition plans for a measure in a year from a source (обсяг фінансування), in hryvnias.

    0.00 is «planned zero» («0,0» in the document); no row at all is «not foreseen» («-»).
    """

    WORDING = ("year", "source", "amount")

    measure_row = models.ForeignKey(MeasureRow, models.CASCADE, related_name="allocations", verbose_name=_("measure"))
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="allocations", verbose_name=_("funding source")
    )
    amount = models.DecimalField(_("amount, UAH"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])

    history = HistoricalRecords()
    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["measure_row", "year", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure_row", "year", "source"],
                name="allocation_is_unique_per_year_and_source",
                violation_error_message=_("The measure has an amount for this year and source already."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="allocation_is_not_negative",
                violation_error_message=_("A planned amount cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"
