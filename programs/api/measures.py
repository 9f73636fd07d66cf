"""Measures: how an edition words them, who does them, and their money by year at every stage."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from ..models import (
    BudgetAppropriation,
    Executor,
    Funding,
    FundingSource,
    LedgerEntry,
    Measure,
    MeasureExecutor,
    MeasureRow,
    Program,
    Progress,
    QuarterPlan,
)
from ..rest.fields import (
    ByCode,
    ByYear,
    Id,
    Lines,
    Money,
    ProgramOf,
    Reason,
    RecordSerializer,
    ShortName,
    Strict,
    Visible,
    YearSerializer,
)
from ..rest.filters import WholeNumber, by_choice, by_program, by_source, by_task, by_text
from ..rest.rights import visible_editions
from ..services import save_measure
from ..statement import statement_on
from .plan import PlanCollection


class ExecutorSerializer(Strict):
    """Who does the measure, by the name in the directory or by the document's own wording."""

    name = serializers.CharField(max_length=300, label=gettext_lazy("name"))
    by_consent = serializers.BooleanField(default=False, label=gettext_lazy("by consent"))

    @staticmethod
    def as_text(item: dict[str, Any]) -> str:
        return f"{item['name']} ({_('by consent')})" if item["by_consent"] else item["name"]


class PredecessorSerializer(serializers.ModelSerializer):
    """A measure that this one was split off from, or merged of."""

    class Meta:
        model = Measure
        fields = ["id", "code"]

    as_text = "{code}".format_map


class ProgressSerializer(serializers.ModelSerializer):
    """The last judgement of the executor on how the measure stands."""

    class Meta:
        model = Progress
        fields = ["period_start", "period_end", "state", "result", "reason", "work_percent"]


class MeasureByYear(ByYear):
    """The years of a measure, each with the act that amended it and its quarters."""

    def items(self, data: Any) -> list[dict[str, Any]]:
        acts = {year: edition.act_id for year, edition in data.line.amended_by.items()}
        return [
            {**item, "amended_by": acts.get(item["year"]), "quarters": data.quarters.get(item["year"])}
            for item in super().items(data.line.years)
        ]


class MeasureYearSerializer(YearSerializer):
    """The money of a measure's year; ``amended_by`` is the id of the act behind an amount that is not the first one.

    ``quarters`` are the four amounts of the department's plan by quarter, null where it did not split the year.
    """

    amended_by = serializers.IntegerField(allow_null=True, label=gettext_lazy("amended by the act"))
    quarters = serializers.ListField(child=Money(), allow_null=True, label=gettext_lazy("plan by quarter"))

    class Meta:
        list_serializer_class = MeasureByYear


class MeasureSerializer(RecordSerializer):
    """A measure: ``id`` and ``code`` stay for good, the rest is the edition's wording and the money up to the date."""

    only_on_create = ("code", "edition")

    id = serializers.IntegerField(source="measure_id", read_only=True, label="ID")
    code = serializers.SlugField(source="measure.code", max_length=60, required=False, label=gettext_lazy("code"))
    short_name = ShortName(source="measure.short_name")
    program = ProgramOf(source="edition.program.slug")
    edition = Visible(visible_editions, label=gettext_lazy("edition"))
    task = Id(source="task_row.task_id", label=gettext_lazy("task"))
    task_number = serializers.CharField(
        source="task_row.number", read_only=True, label=gettext_lazy("number of the task")
    )
    label: Any = serializers.CharField(
        max_length=50,
        required=False,
        allow_blank=True,
        label=gettext_lazy("label in the document"),
    )
    number = serializers.CharField(max_length=20, label=gettext_lazy("number"))
    order = serializers.IntegerField(
        min_value=0, max_value=30_000, required=False, label=gettext_lazy("place in the document")
    )
    title = serializers.CharField(max_length=20_000, label=gettext_lazy("title"))
    funding = serializers.ChoiceField(Funding.choices, required=False, label=gettext_lazy("funding"))
    source: Any = ByCode(
        queryset=FundingSource.objects.all(),
        allow_null=True,
        required=False,
        label=gettext_lazy("funding source"),
    )
    results = Lines(label=gettext_lazy("expected results"))
    executors = ExecutorSerializer(many=True, source="executor_links", required=False, label=gettext_lazy("executors"))
    predecessors = PredecessorSerializer(many=True, read_only=True, label=gettext_lazy("continues the measures"))
    in_plan = serializers.BooleanField(
        source="line.in_plan", read_only=True, label=gettext_lazy("in the plan of the edition")
    )
    progress = ProgressSerializer(
        source="line.progress", read_only=True, allow_null=True, label=gettext_lazy("progress")
    )
    total = Money(source="line.total.amended", read_only=True, allow_null=True, label=gettext_lazy("total, UAH"))
    years = MeasureYearSerializer(many=True, source="*", read_only=True)
    reason = Reason()


class MeasureFilters(django_filters.FilterSet):
    program = by_program("edition__program")
    task = by_task("task_row__task")
    code = by_text("measure__code", gettext_lazy("code"))
    number = by_text("number", gettext_lazy("number"))
    label = by_text("label", gettext_lazy("label in the document"))
    funding = by_choice("funding", Funding, gettext_lazy("funding"))
    source = by_source()
    year = WholeNumber(method="in_term", label=gettext_lazy("a year of the term; only its figures are shown"))

    def in_term(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        return queryset.filter(edition__program__start_year__lte=value, edition__program__end_year__gte=value)


class Measures(PlanCollection):
    title = gettext_lazy("Measures")
    about = gettext_lazy(
        "The measures of the programmes with executors and, for every year, the money approved, amended, given by the "
        "budget, committed, accepted, paid and left; the word in «plan» keeps the kinds of «no money» apart. "
        "Without a date or an edition it is the plan in force today; with an edition, its plan stands in the place of "
        "the one in force."
    )
    create_about = gettext_lazy(
        "Adds a measure to an edition. Without a code it gets one; with the code of a measure of an earlier edition "
        "that measure comes back. Its yearly amounts are allocations."
    )
    writes = MeasureRow
    serializer_class = MeasureSerializer
    filterset_class = MeasureFilters
    lookup_field = "measure_id"
    field_names = {"task_row": "task"}
    search_fields = ["folded", "measure__folded"]
    orderings = {
        "id": "measure_id",
        "code": "measure__code",
        "program": "edition__program__slug",
        "task": "task_row__order",
        "order": "order",
        "title": "title",
        "funding": "funding",
    }
    default_ordering = ("edition__program", "order", "pk")

    # Reading --------------------------------------------------------------------------------------------------------

    def get_queryset(self) -> QuerySet[Any]:
        rows = MeasureRow.objects.select_related("edition__program")
        if self.edition:
            return rows.filter(edition=self.edition)
        return rows.filter(Q(edition__in=self.of_the_day(self.on)) | Q(pk__in=self.rows_that_left()))

    def rows_that_left(self) -> list[int]:
        """The last rows of measures that the edition in force dropped though money was promised or moved.

        The same measures that the statement counts in its sums; without them the list would not add up to them.
        """
        in_plan = MeasureRow.objects.filter(edition__in=self.of_the_day(self.on)).values("measure")
        first: dict[int, int] = {}
        for edition in self.adopted:
            if edition.in_force_from and edition.in_force_from <= self.on:
                first.setdefault(edition.program_id, edition.pk)
        entries = LedgerEntry.objects.filter(measure=OuterRef("measure")).up_to(self.on)
        given = BudgetAppropriation.objects.filter(measure=OuterRef("measure"), effective_from__lte=self.on)
        promised = MeasureRow.objects.filter(measure=OuterRef("measure"), edition__in=first.values())
        rows = (
            MeasureRow.objects.filter(edition__in=self.adopted)
            .exclude(measure__in=in_plan)
            .filter(Exists(promised) | Exists(entries) | Exists(given))
            .order_by("edition__in_force_from", "edition__number")
        )
        return list(dict(rows.values_list("measure", "pk")).values())

    def decorate(self, items: Iterable[Any]) -> Iterable[Any]:
        """One statement per programme, however many measures of it there are."""
        by_program: dict[Program, list[MeasureRow]] = defaultdict(list)
        for row in items:
            by_program[row.edition.program].append(row)
        found: dict[int, Any] = {}
        for program in by_program:
            for line in statement_on(program, self.on, self.edition).measures:
                shown: Any = line.row
                shown.line = line
                found[shown.measure_id] = shown
        quarters = QuarterPlan.objects.filter(measure__in=found).by_year()
        for shown in found.values():
            shown.quarters = quarters.get(shown.measure_id, {})
        prefetch_related_objects(list(found.values()), "predecessors")
        return [found[row.measure_id] for row in items if row.measure_id in found]

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        year = self.request.query_params.get("year") if self.action == "list" and self.request else None
        return {**context, "year": forms.IntegerField().clean(year) if year else None}

    # Writing --------------------------------------------------------------------------------------------------------

    def own_parts(self, item: Any) -> Sequence[Any]:
        executors = [(link.executor_id, link.by_consent, link.wording) for link in item.executor_links.all()]
        return [item.measure.short_name, *executors]

    def make(self, values: dict[str, Any], *, reason: str) -> Any:
        edition = values.pop("edition")
        measure = self.identity(Measure, edition, values["title"], values.pop("measure", {}))
        values.setdefault("order", self.next_place(MeasureRow, edition))
        row = MeasureRow(edition=edition, measure=measure)
        self.write(row, values, reason)
        self.look_at(edition)
        return row

    def change(self, item: Any, values: dict[str, Any], *, reason: str) -> None:
        said = values.pop("measure", {})
        self.rename(item.measure, said)
        if values or not said:
            self.write(item, values, reason)

    def write(self, row: MeasureRow, values: dict[str, Any], reason: str) -> None:
        if "task_row" in values:
            values["task_row"] = self.task_row(row.edition, values.pop("task_row")["task_id"], name="task")
        executors = values.pop("executor_links", None)
        links = None if executors is None else self.executors(row, executors)
        for name, value in values.items():
            setattr(row, name, value)
        save_measure(row=row, executors=links, by=self.person, reason=reason)

    @staticmethod
    def executors(row: MeasureRow, wanted: list[dict[str, Any]]) -> list[MeasureExecutor]:
        """Executors by their names; how this measure words one it has already is understood as well, and kept."""
        standing = list(row.executor_links.select_related("executor")) if row.pk else []
        known = {executor.name: executor for executor in Executor.objects.filter(name__in=[e["name"] for e in wanted])}
        known |= {link.name: link.executor for link in standing}
        wordings = {link.executor: link.wording for link in standing}
        missing = [item["name"] for item in wanted if item["name"] not in known]
        if missing:
            text = _("The directory of executors has no: %(names)s. Add them there first or mend the spelling.")
            raise serializers.ValidationError({"executors": [text % {"names": "; ".join(missing)}]})
        if [(link.executor, link.by_consent) for link in standing] == [
            (known[item["name"]], item["by_consent"]) for item in wanted
        ]:
            return standing
        return [
            MeasureExecutor(
                executor=known[item["name"]],
                by_consent=item["by_consent"],
                wording=wordings.get(known[item["name"]], ""),
                order=order,
            )
            for order, item in enumerate(wanted, start=1)
        ]
