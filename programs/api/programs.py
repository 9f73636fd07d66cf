"""Programmes: what was promised, given, spent and left as of a date."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from ..models import Commission, Program
from ..rest.collection import Collection
from ..rest.fields import Lines, ModelRecordSerializer, Money, Reason, YearSerializer
from ..rest.filters import WholeNumber, by_choice, by_number
from ..rest.rights import visible_programs
from ..services import create_program
from ..statement import statement_on


class DifferenceSerializer(serializers.Serializer):
    """A year whose measures do not add up to the passport; ``amount`` is measures minus passport."""

    year = serializers.IntegerField()
    passport = Money(allow_null=True)
    measures = Money()
    amount = Money()

    as_text = "{year}: {amount}".format_map


class BeyondSerializer(serializers.Serializer):
    """What stands beyond a limit: «paid» beyond what is accepted, «accepted» beyond what is committed, «plan» beyond
    plan and budget; ``entries`` are the ids of the ledger's entries behind it.
    """

    kind = serializers.CharField(label=gettext_lazy("kind"))
    measure = serializers.CharField(source="line.row.measure.code", label=gettext_lazy("code of the measure"))
    year = serializers.IntegerField()
    source: Any = serializers.CharField(source="source.code", label=gettext_lazy("code of the funding source"))
    amount = Money()
    allowed = Money(label=gettext_lazy("allowed by the head"))
    entries = serializers.SerializerMethodField(label=gettext_lazy("ids of the entries"))

    def get_entries(self, beyond: dict[str, Any]) -> list[int]:
        return [entry.pk for entry in beyond["entries"]]

    as_text = "{kind} {measure} {year}: {amount}".format_map


class SelfCheckSerializer(serializers.Serializer):
    """«План сходиться з паспортом»: whether the measures of the edition add up to its passport, year by year."""

    balanced = serializers.BooleanField(label=gettext_lazy("the plan adds up"))
    differences = DifferenceSerializer(many=True, label=gettext_lazy("differences"))


class MoneyCheckSerializer(SelfCheckSerializer):
    """The self-check of the plan, and what of the money stands beyond a limit."""

    beyond = BeyondSerializer(many=True, label=gettext_lazy("beyond the limits"))


class ProgramSerializer(ModelRecordSerializer):
    """A programme with its money as of the date of the answer."""

    only_on_create = ("slug",)

    aliases = Lines(label=gettext_lazy("other names"))
    commission = serializers.SlugRelatedField(
        slug_field="name",
        queryset=Commission.objects.all(),
        allow_null=True,
        required=False,
        label=gettext_lazy("controlling commission"),
    )
    on = serializers.DateField(source="statement.period.end", read_only=True, label=gettext_lazy("as of"))
    edition = serializers.IntegerField(
        source="statement.edition.pk",
        read_only=True,
        allow_null=True,
        label=gettext_lazy("edition in force"),
    )
    total = Money(source="statement.total.amended", read_only=True, allow_null=True, label=gettext_lazy("total, UAH"))
    totals_by_year = YearSerializer(many=True, source="statement.years", read_only=True)
    self_check = MoneyCheckSerializer(source="statement", read_only=True, label=gettext_lazy("Self-check"))
    tasks_count = serializers.IntegerField(read_only=True, label=gettext_lazy("number of tasks"))
    measures_count = serializers.IntegerField(read_only=True, label=gettext_lazy("number of measures"))
    last_entry = serializers.DateField(
        source="statement.last_entry", read_only=True, allow_null=True, label=gettext_lazy("last entry of the ledger")
    )
    reason = Reason()

    class Meta:
        model = Program
        fields = [
            "id",
            "slug",
            "title",
            "short_title",
            "aliases",
            "council",
            "responsible_unit",
            "chief_spending_unit",
            "commission",
            "start_year",
            "end_year",
            "status",
            "currency",
            "is_demonstration",
            "on",
            "edition",
            "total",
            "totals_by_year",
            "self_check",
            "tasks_count",
            "measures_count",
            "last_entry",
            "reason",
        ]


class ProgramFilters(django_filters.FilterSet):
    slug = django_filters.CharFilter(label=gettext_lazy("slug of the programme"))
    status = by_choice("status", Program.Status, gettext_lazy("status"))
    start_year = by_number("start_year", gettext_lazy("first year"))
    end_year = by_number("end_year", gettext_lazy("last year"))
    year = WholeNumber(method="in_term", label=gettext_lazy("a year of the programme's term"))

    def in_term(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        return queryset.filter(start_year__lte=value, end_year__gte=value)


class Programs(Collection):
    title = gettext_lazy("Programmes")
    about = gettext_lazy(
        "Target programmes of the council with their passport data, the sums of every year at each stage of money and "
        "the self-check of the plan, as of a date."
    )
    writes = Program
    serializer_class = ProgramSerializer
    filterset_class = ProgramFilters
    lookup_field = lookup_url_kwarg = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    search_fields = ["folded"]
    orderings = {
        "slug": "slug",
        "title": "title",
        "start_year": "start_year",
        "end_year": "end_year",
        "status": "status",
    }
    default_ordering = ("-start_year", "title", "pk")
    list_parameters = detail_parameters = ("on",)

    def get_queryset(self) -> QuerySet[Any]:
        return visible_programs(self.request.user).select_related("commission")

    def decorate(self, items: Iterable[Any]) -> Iterable[Any]:
        for program in items:
            statement = statement_on(program, self.on)
            program.statement = statement
            program.tasks_count = sum(task.row is not None for task in statement.tasks)
            program.measures_count = sum(line.in_plan for line in statement.measures)
        return items

    def make(self, values: dict[str, Any], *, reason: str) -> Any:
        if values.get("status", Program.Status.DRAFT) != Program.Status.DRAFT:
            raise serializers.ValidationError(
                {"status": [_("A new programme is a draft: adopting its first edition puts it into force.")]}
            )
        return create_program(program=Program(**values), by=self.person)
