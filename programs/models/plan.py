"""Tasks and measures: their stable identity, and how each edition words them, orders them and pays for them.

Ledger, activities, contracts and addresses hang on Task and Measure, which never change. Everything an act can reword
stands in a row of an edition, so that the wording and the money of any date are one filter.
"""

from datetime import date
from typing import Self, TypeVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .edition import Aspect, Edition
from .program import UKRAINIAN, Program


class FundingSourceManager(models.Manager["FundingSource"]):
    def get_by_natural_key(self, code: str) -> "FundingSource":
        return self.get(code=code)


class FundingSource(models.Model):
    """Where money comes from (джерело фінансування); Annex 1 calls it «Джерела виконання» (sic)."""

    class Level(models.TextChoices):
        STATE = "state", _("state budget")
        OBLAST = "oblast", _("oblast budget")
        COMMUNITY = "community", _("community budget")
        OTHER = "other", _("other sources")

    code = models.SlugField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True, db_collation=UKRAINIAN)
    level = models.CharField(_("level"), max_length=20, choices=Level)

    history = HistoricalRecords()
    objects = FundingSourceManager()

    class Meta:
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class ExecutorManager(models.Manager["Executor"]):
    def get_by_natural_key(self, name: str) -> "Executor":
        return self.get(name=name)


class Executor(models.Model):
    """Who is responsible for a measure (відповідальні за виконання): a unit of the council or a partner of it."""

    name = models.CharField(_("name"), max_length=300, unique=True, db_collation=UKRAINIAN)

    history = HistoricalRecords()
    objects = ExecutorManager()

    class Meta:
        verbose_name = _("executor")
        verbose_name_plural = _("executors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)


class Funding(models.TextChoices):
    """How a measure stands to money; together with its allocations this keeps the four kinds of "no money" apart."""

    FUNDED = "funded", _("funded")
    NOT_REQUIRED = "not_required", _("needs no funding")
    AMOUNT_NOT_STATED = "amount_not_stated", _("amount not stated")


class TaskManager(models.Manager["Task"]):
    def get_by_natural_key(self, slug: str, code: str) -> "Task":
        return self.get(program__slug=slug, code=code)


class Task(models.Model):
    """A task of the programme (завдання): the identity that stays while editions reword it."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="tasks", verbose_name=_("programme"))
    code = models.SlugField(_("code"), max_length=60)

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
        return self.code

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
        return self.code

    def natural_key(self) -> tuple[str, str]:
        return (self.program.slug, self.code)

    natural_key.dependencies = ["programs.program"]  # type: ignore[attr-defined]


RowT = TypeVar("RowT", bound=models.Model)


class PlanRowQuerySet(models.QuerySet[RowT]):
    def of(self, edition: Edition) -> Self:
        """The rows of an edition in the order of its document."""
        return self.filter(edition=edition).order_by("order", "pk")

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

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="task_rows", verbose_name=_("edition"))
    task = models.ForeignKey(Task, models.PROTECT, related_name="rows", verbose_name=_("task"))
    parent = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="children", verbose_name=_("parent task")
    )
    label = models.CharField(
        _("label in the document"), max_length=50, blank=True, help_text=_("As printed, even where the document errs.")
    )
    number = models.CharField(_("number"), max_length=20, help_text=_("The number that the portal shows."))
    order = models.PositiveSmallIntegerField(_("place in the document"))
    title = models.TextField(_("title"))
    results = models.TextField(_("expected results"), blank=True, help_text=_("One per line."))
    aspects = models.ManyToManyField(Aspect, blank=True, related_name="task_rows", verbose_name=_("aspects"))
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(m2m_fields=[aspects])
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
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.edition.natural_key(), self.task.code)

    natural_key.dependencies = ["programs.edition", "programs.task"]  # type: ignore[attr-defined]


class MeasureRowQuerySet(PlanRowQuerySet["MeasureRow"]):
    def get_by_natural_key(self, slug: str, edition: int, code: str) -> "MeasureRow":
        return self.get(edition__program__slug=slug, edition__number=edition, measure__code=code)

    def with_plan(self) -> Self:
        """Rows with all that a line of Annex 1 prints, in a fixed number of queries."""
        return self.select_related("measure", "task_row__task", "source", "edition__program").prefetch_related(
            "executor_links__executor", "allocations__source"
        )


class MeasureRow(models.Model):
    """How an edition words a measure: label, number, title, order, executors, source and how it stands to money.

    ``funding`` and the allocations together keep apart: needs no funding (no allocation can exist), amount not stated
    (a source is named, no allocation exists), planned zero (an allocation of 0.00) and not foreseen (no allocation for
    that year).
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="measure_rows", verbose_name=_("edition"))
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="rows", verbose_name=_("measure"))
    task_row = models.ForeignKey(TaskRow, models.RESTRICT, related_name="measure_rows", verbose_name=_("task"))
    label = models.CharField(
        _("label in the document"), max_length=50, blank=True, help_text=_("As printed, even where the document errs.")
    )
    number = models.CharField(_("number"), max_length=20, help_text=_("The number that the portal shows."))
    order = models.PositiveSmallIntegerField(_("place in the document"))
    title = models.TextField(_("title"))
    funding = models.CharField(_("funding"), max_length=20, choices=Funding, default=Funding.FUNDED)
    source = models.ForeignKey(
        FundingSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("funding source"),
        help_text=_("The source that the document names for the measure."),
    )
    results = models.TextField(
        _("expected results"), blank=True, help_text=_("Only where the measure has results of its own. One per line.")
    )
    executors = models.ManyToManyField(Executor, through="MeasureExecutor", verbose_name=_("executors"))
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
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

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.edition.natural_key(), self.measure.code)

    natural_key.dependencies = ["programs.edition", "programs.measure"]  # type: ignore[attr-defined]


class MeasureExecutor(models.Model):
    """One executor of a measure in an edition, in the order of the document; «(за згодою)» is ``by_consent``."""

    measure_row = models.ForeignKey(
        MeasureRow, models.CASCADE, related_name="executor_links", verbose_name=_("measure")
    )
    executor = models.ForeignKey(Executor, models.PROTECT, related_name="links", verbose_name=_("executor"))
    by_consent = models.BooleanField(_("by consent"), default=False)
    wording = models.CharField(
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
        latest = (
            Edition.objects.adopted()
            .filter(program=models.OuterRef("measure_row__edition__program"), in_force_from__lte=on)
            .order_by("-in_force_from", "-number")
            .values("pk")[:1]
        )
        return self.filter(measure_row__edition=models.Subquery(latest))


class Allocation(models.Model):
    """How much an edition plans for a measure in a year from a source (обсяг фінансування), in hryvnias.

    0.00 is «planned zero» («0,0» in the document); no row at all is «not foreseen» («-»).
    """

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
