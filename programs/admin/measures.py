"""Measures of an edition with executors and yearly amounts on one page, and the list of their money."""

from collections import defaultdict
from collections.abc import Callable, Collection
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet, prefetch_related_objects
from django.forms import Media, Script, TextInput
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .. import finance, services
from ..default_day import default_day
from ..finance import Absence, Money
from ..imports.plan.exported import plan_table
from ..models import (
    Allocation,
    Edition,
    Funding,
    MeasureExecutor,
    MeasureRow,
    MoneySum,
    QuarterPlan,
    Task,
    TaskRow,
)
from ..reporting import Table
from ..staff.base import PortalInline
from ..staff.exchange import ExportAdmin
from ..staff.forms import REASON, SEEN_VERSION
from ..staff.history import Reading
from ..staff.lists import EditionFilter, PortalChangeList, RecordFilter, chosen_edition
from ..statement import statement_on
from ..texts import number_in
from ..words import amount_text, figure_text
from . import grid
from .measure_form import MeasureRowForm
from .plan import PlanRowAdmin
from .quarters import SplitYears

MONEY = ("paid", "direct", "free")


def planned(row: MeasureRow, year: int) -> Money:
    """What the edition plans for a year: the sum over sources, or the reason why there is none."""
    if row.funding != Funding.FUNDED:
        return Absence(row.funding)
    return finance.total(allocation.amount for allocation in row.allocations.all() if allocation.year == year)


def planned_in_all(row: MeasureRow) -> Money:
    if row.funding != Funding.FUNDED:
        return Absence(row.funding)
    return finance.total(allocation.amount for allocation in row.allocations.all())


def money_of_measures(request: Any) -> dict[int, finance.Figures]:
    """The money of the measures by the plan of the chosen edition, as the statement of the usual day has it."""
    edition = chosen_edition(request)
    if not hasattr(request, "money_of_measures"):
        lines = statement_on(edition.program, default_day(edition.program), edition).measures if edition else []
        request.money_of_measures = {line.row.measure_id: line.total for line in lines}
    return request.money_of_measures


def year_column(year: int) -> Callable[[Any], str]:
    """A column of the list that shows the plan of one year."""

    @admin.display(description=str(year), empty_value="")
    def column(row: MeasureRow) -> str:
        # A reason that holds for the whole measure is said once, in the sum.
        return figure_text(planned(row, year)) if row.funding == Funding.FUNDED else ""

    column.__name__ = f"year_{year}"
    return column


def _amount_of(row: Any, name: str) -> str:
    amount = finance.amount_of(getattr(row.money, name)) if row.money else None
    return "" if amount is None else amount_text(amount)


class TaskFilter(RecordFilter):
    """Measures under one task of the chosen edition."""

    title = _("task")
    parameter_name = "task"
    field = "task_row__task"
    columns = ("rows__folded", "folded")
    records = Task.objects.all()

    def names(self, keys: Collection[Any]) -> dict[Any, str]:
        edition = chosen_edition(self.request)
        rows = TaskRow.objects.of(edition).filter(task__in=keys) if edition else TaskRow.objects.none()
        return {row.task_id: f"{row.number}\u2002{row.name}" for row in rows.select_related("task")}


class ExecutorsInline(PortalInline):
    """Who is responsible, in the order of the document."""

    model = MeasureExecutor
    fields = ("executor", "by_consent", "wording", "order")
    verbose_name_plural = _("Responsible executors")
    add_text = _("Add an executor")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        widgets = {"wording": TextInput(attrs={"class": "vTextField"})}
        return super().get_formset(request, obj, widgets=widgets, **kwargs)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        if obj is not None:
            return 0
        split = number_in(request.GET.get("split", ""))
        return max(MeasureExecutor.objects.filter(measure_row=split).count(), 1) if split else 1


class MeasureList(PortalChangeList):
    """A measure of the plan in force opens its card; one of another edition, or of a draft, what that says of it."""

    def url_for_result(self, result: Any) -> str:
        if self.is_in_force:
            return reverse("measures:card", args=[result.measure_id])
        return super().url_for_result(result)

    @cached_property
    def is_in_force(self) -> bool:
        edition: Edition = self.result_list[0].edition
        return edition == edition.program.editions.in_force(default_day(edition.program))


@admin.register(MeasureRow)
class MeasureRowAdmin(ExportAdmin, PlanRowAdmin):
    """Measures of an edition (заходи)."""

    form = MeasureRowForm
    change_form_template = "admin/programs/measure_form.html"
    change_list_template = "admin/programs/measure_list.html"
    add_title = _("New measure")
    add_button = _("Add a measure")
    change_title = _("Measure")
    list_lead = _("What the edition plans for each measure, what is paid and what is free to sign for, in hryvnias.")
    empty_text = _("Open a draft edition, add its tasks and then the first measure.")
    list_display_links = ("number", "name")
    list_filter = (EditionFilter, TaskFilter, "funding")
    search_fields = ("folded", "folded_more", "executors__folded", "measure__folded")
    search_help_text = _("Searches number, title, results and executors, in any case.")
    inlines = (ExecutorsInline,)
    steps = (SplitYears,)
    fieldsets = (
        (None, {"fields": ("task_row", "title", "short_name", ("number", "label", "order"), "results")}),
        (_("Money"), {"fields": ("funding", "source"), "classes": ("money-set",)}),
        (_("Split or merged measure"), {"fields": ("predecessors",), "classes": ("collapse",)}),
        (_("Correction"), {"fields": (REASON,)}),
    )

    @property
    def media(self) -> Media:
        script = Script("admin_portal/totals.js", defer=True)
        return super().media + Media(js=[script])  # type: ignore[list-item]

    # The list ------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list of a draft leads to the same measures as one sheet."""
        edition = chosen_edition(request)
        sheet = grid.address(request, edition) if edition else ""
        return super().changelist_view(request, {"grid_address": sheet, **(extra_context or {})})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PortalChangeList]:
        return MeasureList

    def get_queryset(self, request: HttpRequest) -> QuerySet[MeasureRow]:
        return (
            super().get_queryset(request).select_related("measure", "task_row", "source").order_by("edition", "order")
        )

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        edition = chosen_edition(request)
        years = [year_column(year) for year in edition.program.years] if edition else []
        return ["number", "name", *years, "in_all", "paid", "direct", "free"]

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        prefetch_related_objects(rows, "allocations", "executor_links__executor")
        money = money_of_measures(request)
        for row in rows:
            row.money = money.get(row.measure_id)

    @admin.display(description=_("title"), ordering="measure__short_name")
    def name(self, row: MeasureRow) -> str:
        executors = ", ".join(str(link) for link in row.executor_links.all())
        return format_html('<span class="row-title">{}</span><span class="row-detail">{}</span>', row.name, executors)

    @admin.display(description=_("in all"))
    def in_all(self, row: MeasureRow) -> str:
        plan = planned_in_all(row)
        words = figure_text(plan)
        return words if isinstance(plan, Decimal) else format_html('<span class="absent">{}</span>', words)

    @admin.display(description=_("paid"), empty_value="")
    def paid(self, row: Any) -> str:
        return _amount_of(row, "paid")

    @admin.display(description=_("without a contract"), empty_value="")
    def direct(self, row: Any) -> str:
        return _amount_of(row, "direct")

    @admin.display(description=_("free"), empty_value="")
    def free(self, row: Any) -> str:
        return _amount_of(row, "free")

    def foot(self, request: HttpRequest, queryset: QuerySet[Any]) -> dict[str, Decimal | str]:
        rows = queryset.order_by().values("pk")
        planned_rows = Allocation.objects.filter(measure_row__in=rows).order_by()
        years: dict[int, Decimal] = defaultdict(Decimal)
        years |= dict(planned_rows.values_list("year").annotate(MoneySum("amount")))
        money = money_of_measures(request)
        listed = [money[pk] for pk in queryset.order_by().values_list("measure", flat=True) if pk in money]
        total = finance.add_figures(listed)
        cells = {f"year_{year}": amount_text(amount) for year, amount in years.items()}
        sums = {"in_all": amount_text(sum(years.values(), finance.ZERO))}
        sums |= {name: amount_text(finance.amount_of(getattr(total, name)) or finance.ZERO) for name in MONEY}
        return {"name": str(_("Sum of the list")), **cells, **sums}

    def table_to_export(self, request: HttpRequest) -> Table:
        """The plan whole, whatever the list shows: what is brought back without a measure drops it."""
        edition = chosen_edition(request)
        if edition is None:
            raise IncorrectLookupParameters
        return plan_table(edition)

    # The form ------------------------------------------------------------------------------------

    def split_from(self, request: HttpRequest) -> MeasureRow | None:
        """The measure of a draft that a new one is being split off from."""
        key = number_in(request.GET.get("split", ""))
        rows = MeasureRow.objects.filter(pk=key, edition__status=Edition.Status.DRAFT) if key else None
        return rows.select_related("task_row", "edition").first() if rows else None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A split-off measure begins as the one it comes from, beside it in the document and without its money."""
        row = self.split_from(request)
        if row is None:
            return super().get_changeform_initial_data(request)
        return {
            "task_row": row.task_row_id,
            "title": row.title,
            "number": self.free_number(row),
            "label": row.label,
            "order": row.order,
            "results": row.results,
            "funding": row.funding,
            "source": row.source_id,
            "predecessors": [row.measure_id],
        }

    @staticmethod
    def free_number(row: MeasureRow) -> str:
        """The next number of the task that no measure has, whichever were dropped before."""
        taken = set(MeasureRow.objects.filter(edition=row.edition).values_list("number", flat=True))
        count = MeasureRow.objects.filter(task_row=row.task_row).count()
        return next(
            number
            for n in range(count + 1, count + len(taken) + 2)
            if (number := f"{row.task_row.number}.{n}") not in taken
        )

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        found = super().get_formset_kwargs(request, obj, inline, prefix)
        row = self.split_from(request) if request.method == "GET" and obj.pk is None else None
        if row is not None:
            found["initial"] = list(row.executor_links.values("executor", "by_consent", "wording", "order"))
        return found

    def save_model(self, request: Any, obj: MeasureRow, form: Any, change: bool) -> None:
        """A new measure gets its identity; the row is saved with its executors and amounts, in one go."""
        self.name_shortly(request, obj, form, change)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        executors = formsets[0]
        executors.save(commit=False)  # tells the rows that stay from those that go
        if change and not form.record_changed and not executors.has_changed():
            return
        services.save_measure(
            row=form.instance,
            executors=_wanted(executors) if executors.has_changed() else None,
            amounts=form.changed_amounts(),
            predecessors=form.cleaned_data["predecessors"] if "predecessors" in form.changed_data else None,
            by=request.user,
            reason=form.cleaned_data.get(REASON, ""),
            version=form.cleaned_data.get(SEEN_VERSION),
        )

    def readings(self, record: Any) -> list[Reading]:
        quarters = Reading(QuarterPlan, {"measure_id": record.measure_id})
        return [*super().readings(record), Reading(Allocation, {"measure_row_id": record.pk}), quarters]


def _wanted(executors: Any) -> list[MeasureExecutor]:
    """The executors that the rows of the form leave at the measure."""
    executors.save(commit=False)  # tells the rows that stay from those that go
    return [
        form.instance for form in executors.forms if form.instance.executor_id and form not in executors.deleted_forms
    ]
