"""Activities: what was done for a measure, with the evidence."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from ..models import Activity, Headcount
from ..rest.collection import Collection
from ..rest.fields import OfMeasure, Reason, Strict
from ..rest.filters import DatedFilters, OfMeasureFilters, YesNo, by_choice
from ..rest.rights import visible_activities
from ..services import count_heads, save_activity


class HeadcountSerializer(Strict):
    """How many people of a group took part: numbers, never names."""

    group = serializers.ChoiceField(Headcount.Group.choices, label=gettext_lazy("group"))
    count = serializers.IntegerField(min_value=0, max_value=10_000_000, label=gettext_lazy("head-count"))

    @staticmethod
    def as_text(item: dict[str, Any]) -> str:
        return f"{Headcount.Group(item['group']).label}: {item['count']}"


class ActivitySerializer(OfMeasure):
    """A dated event or product of a measure."""

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
        extra_kwargs = {
            "is_public": {
                "help_text": gettext_lazy(
                    "Left out, a new release, announcement, publication or printed material is shown, unless its text "
                    "holds the number of a person; the rest, and whatever has people or a file, once this says so."
                )
            }
        }


class ActivityFilters(OfMeasureFilters, DatedFilters):
    kind = by_choice("kind", Activity.Kind, gettext_lazy("kind"))
    is_public = YesNo(field_name="is_public", label=gettext_lazy("shown to the public"))


class Activities(Collection):
    title = gettext_lazy("Activities")
    about = gettext_lazy("What was done for each measure: press conferences, seminars, publications and the rest.")
    writes = Activity
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
        headcounts, show = values.pop("headcounts", []), values.pop("is_public", None)
        activity = save_activity(
            activity=Activity(**values), by=self.person, show=show, has_people=bool(headcounts), reason=reason
        )
        self.count_heads(activity, headcounts, reason)
        return activity

    def change(self, item: Any, values: dict[str, Any], *, reason: str) -> None:
        headcounts, show = values.pop("headcounts", None), values.pop("is_public", None)
        for name, value in values.items():
            setattr(item, name, value)
        save_activity(activity=item, by=self.person, show=show, has_people=bool(headcounts), reason=reason)
        if headcounts is not None:
            self.count_heads(item, headcounts, reason)

    def count_heads(self, activity: Activity, wanted: list[dict[str, Any]], reason: str) -> None:
        """Make the list the activity's own; unchanged groups are left alone."""
        counts = {item["group"]: item["count"] for item in wanted}
        if len(counts) != len(wanted):
            raise serializers.ValidationError({"headcounts": [_("A group stands in the list twice.")]})
        count_heads(activity=activity, people=counts, by=self.person, reason=reason)
