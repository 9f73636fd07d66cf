"""Activities: what was done for a measure, with the evidence."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from ..models import Activity, Headcount
from ..rest.collection import Collection
from ..rest.fields import ModelRecordSerializer, Reason, Strict, Visible
from ..rest.filters import YesNo, by_choice, by_date, by_measure, by_number, by_program, by_text
from ..rest.rights import visible_activities, visible_measures
from ..services import delete_record, save_record


class HeadcountSerializer(Strict):
    """How many people of a group took part: numbers, never names."""

    group = serializers.ChoiceField(Headcount.Group.choices, label=gettext_lazy("group"))
    count = serializers.IntegerField(min_value=0, max_value=10_000_000, label=gettext_lazy("head-count"))

    @staticmethod
    def as_text(item: dict[str, Any]) -> str:
        return f"{Headcount.Group(item['group']).label}: {item['count']}"


class ActivitySerializer(ModelRecordSerializer):
    """A dated event or product of a measure."""

    program = serializers.SlugField(source="measure.program.slug", read_only=True, label=gettext_lazy("programme"))
    measure = Visible(visible_measures, label=gettext_lazy("measure"))
    measure_code = serializers.SlugField(
        source="measure.code", read_only=True, label=gettext_lazy("code of the measure")
    )
    headcounts = HeadcountSerializer(many=True, required=False, label=gettext_lazy("head-counts"))
    reason = Reason()

    class Meta:
        model = Activity
        fields = [
            "id",
            "program",
            "measure",
            "measure_code",
            "kind",
            "date",
            "title",
            "description",
            "quantity",
            "headcounts",
            "link",
            "is_public",
            "reason",
        ]


class ActivityFilters(django_filters.FilterSet):
    program = by_program("measure__program")
    measure = by_measure()
    measure_code = by_text("measure__code", gettext_lazy("code of the measure"))
    kind = by_choice("kind", Activity.Kind, gettext_lazy("kind"))
    date = by_date("date", gettext_lazy("date"))
    date_from = by_date("date", gettext_lazy("not before this date"), "gte")
    date_to = by_date("date", gettext_lazy("not after this date"), "lte")
    year = by_number("date__year", gettext_lazy("year"))
    is_public = YesNo(field_name="is_public", label=gettext_lazy("shown to the public"))


class Activities(Collection):
    title = gettext_lazy("Activities")
    about = gettext_lazy("What was done for each measure: press conferences, seminars, publications and the rest.")
    writes = Activity
    queryset = Activity.objects.none()
    serializer_class = ActivitySerializer
    filterset_class = ActivityFilters
    search_fields = ["folded"]
    orderings = {
        "id": "pk",
        "date": "date",
        "kind": "kind",
        "program": "measure__program__slug",
        "measure": "measure",
        "quantity": "quantity",
    }
    default_ordering = ("-date", "-pk")

    def get_queryset(self) -> QuerySet[Any]:
        found = visible_activities(self.request.user).select_related("measure__program")
        return found.prefetch_related("headcounts")

    def own_parts(self, item: Any) -> Sequence[Any]:
        return list(item.headcounts.values_list("group", "count"))

    def make(self, values: dict[str, Any], *, reason: str) -> Any:
        headcounts = values.pop("headcounts", [])
        activity = super().make(values, reason=reason)
        self.count_heads(activity, headcounts, reason)
        return activity

    def change(self, item: Any, values: dict[str, Any], *, reason: str) -> None:
        headcounts = values.pop("headcounts", None)
        super().change(item, values, reason=reason)
        if headcounts is not None:
            self.count_heads(item, headcounts, reason)

    def count_heads(self, activity: Activity, wanted: list[dict[str, Any]], reason: str) -> None:
        """Make the list the activity's own; unchanged groups are left alone."""
        counts = {item["group"]: item["count"] for item in wanted}
        if len(counts) != len(wanted):
            raise serializers.ValidationError({"headcounts": [_("A group stands in the list twice.")]})
        rows = {row.group: row for row in Headcount.objects.filter(activity=activity)}
        for group in rows.keys() - counts.keys():
            delete_record(record=rows[group], by=self.person, reason=reason)
        for group, count in counts.items():
            row = rows.get(group) or Headcount(activity=activity, group=group)
            if row.pk is None or row.count != count:
                row.count = count
                save_record(record=row, by=self.person, reason=reason)
