"""Sittings of commissions as far as they were published, and their votes by name, one row for each."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..default_day import default_day
from ..models import AgendaItem, Motion, Sitting, SittingPublication, Vote, is_restricted
from ..permissions import may_follow_programs
from ..rest.collection import ReadCollection
from ..rest.fields import ModelRecordSerializer, Strict
from ..rest.filters import by_choice, by_date, by_number
from ..services.agenda import outcome_of

What = SittingPublication.What
TEXTS = serializers.ListField(child=serializers.CharField())


class PublishedSerializer(Strict):
    """What of the sitting was published, and when."""

    what = serializers.CharField(label=gettext_lazy("what"))
    published_on = serializers.DateField(label=gettext_lazy("published on"))
    link = serializers.CharField(label=gettext_lazy("link"))

    as_text = "{what}: {published_on}".format_map


class AgendaSerializer(Strict):
    """A question of the agenda with what was concluded and recommended, as far as that was published."""

    number = serializers.IntegerField(label=gettext_lazy("number"))
    question = serializers.CharField(label=gettext_lazy("question"))
    report = serializers.IntegerField(source="report_id", label=gettext_lazy("id of the report"), allow_null=True)
    conclusions = serializers.SerializerMethodField(label=gettext_lazy("conclusions"))
    recommendations = serializers.SerializerMethodField(label=gettext_lazy("recommendations"))

    as_text = "{number}. {question}".format_map

    @extend_schema_field(TEXTS)
    def get_conclusions(self, item: AgendaItem) -> list[str]:
        shown = _is_shown(item.sitting, What.CONCLUSIONS, self.context["request"].user)
        return [each.text for each in item.conclusions.all()] if shown else []

    @extend_schema_field(TEXTS)
    def get_recommendations(self, item: AgendaItem) -> list[str]:
        shown = _is_shown(item.sitting, What.RECOMMENDATIONS, self.context["request"].user)
        return [each.text for each in item.recommendations.all()] if shown else []


def _is_shown(sitting: Sitting, what: str, user: Any) -> bool:
    return may_follow_programs(user) or any(each.what == what for each in sitting.publications.all())


class SittingSerializer(ModelRecordSerializer):
    bodies = serializers.SerializerMethodField(label=gettext_lazy("commissions"))
    date = serializers.SerializerMethodField(label=gettext_lazy("date"))
    place = serializers.SerializerMethodField(label=gettext_lazy("place"))
    agenda = serializers.SerializerMethodField(label=gettext_lazy("agenda"))
    published = PublishedSerializer(source="publications", many=True, label=gettext_lazy("what was published"))

    class Meta:
        model = Sitting
        fields = ["id", "number", "bodies", "date", "place", "state", "agenda", "published"]
        read_only_fields = fields

    @extend_schema_field(TEXTS)
    def get_bodies(self, sitting: Sitting) -> list[str]:
        return [body.name for body in sitting.bodies.all()]

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_date(self, sitting: Sitting) -> Any:
        return None if self._is_withheld(sitting) else sitting.date

    @extend_schema_field(serializers.CharField)
    def get_place(self, sitting: Sitting) -> str:
        return "" if self._is_withheld(sitting) else sitting.place

    @extend_schema_field(AgendaSerializer(many=True))
    def get_agenda(self, sitting: Sitting) -> Any:
        shown = _is_shown(sitting, What.AGENDA, self.context["request"].user)
        return AgendaSerializer(sitting.items.all() if shown else [], many=True, context=self.context).data

    def _is_withheld(self, sitting: Sitting) -> bool:
        """Where and when a sitting will be is not told before the day that says so."""
        return not may_follow_programs(self.context["request"].user) and sitting.is_withheld(default_day())


class SittingFilters(django_filters.FilterSet):
    state = by_choice("state", Sitting.State, gettext_lazy("state"))


class Sittings(ReadCollection):
    title = gettext_lazy("Sittings")
    about = gettext_lazy(
        "Sittings of commissions as far as they were published: bodies, agenda, conclusions and recommendations. Where "
        "and when one will be may be withheld."
    )
    http_method_names = ["get", "head"]
    writes = Sitting
    serializer_class = SittingSerializer
    filterset_class = SittingFilters
    orderings = {"id": "pk", "number": "number"}
    default_ordering = ("-pk",)

    def get_queryset(self) -> QuerySet[Any]:
        found = Sitting.objects
        shown = found.all() if may_follow_programs(self.request.user) else found.published()
        items = AgendaItem.objects.select_related("sitting").prefetch_related(
            "conclusions", "recommendations", "sitting__publications"
        )
        return shown.prefetch_related("bodies", "publications", Prefetch("items", items))


# ---- votes -----------------------------------------------------------------------------------------------------------


class VoteSerializer(ModelRecordSerializer):
    sitting = serializers.IntegerField(source="motion.sitting_id", label=gettext_lazy("id of the sitting"))
    date = serializers.DateField(source="motion.sitting.date", label=gettext_lazy("date"))
    motion = serializers.IntegerField(source="motion.number", label=gettext_lazy("№ of the motion"))
    title = serializers.CharField(source="motion.title", label=gettext_lazy("what was put to the vote"))
    outcome = serializers.SerializerMethodField(label=gettext_lazy("result of the vote"))
    name = serializers.SerializerMethodField(label=gettext_lazy("name"))
    post = serializers.SerializerMethodField(label=gettext_lazy("post in the commission"))
    commission = serializers.CharField(source="commission_name", label=gettext_lazy("commission"))

    class Meta:
        model = Vote
        fields = ["id", "sitting", "date", "motion", "title", "outcome", "commission", "name", "post", "value"]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField)
    def get_outcome(self, vote: Vote) -> str:
        return str(outcome_of(vote.motion, list(vote.motion.votes.all())))

    @extend_schema_field(serializers.CharField)
    def get_name(self, vote: Vote) -> str:
        return vote.name if self._names(vote) else ""

    @extend_schema_field(serializers.CharField)
    def get_post(self, vote: Vote) -> str:
        return vote.post if self._names(vote) else ""

    def _names(self, vote: Vote) -> bool:
        """Totals follow from the rows; names are withheld where the commission says so, and in the restricted mode."""
        if may_follow_programs(self.context["request"].user):
            return True
        return not is_restricted() and all(body.shows_names for body in vote.motion.sitting.bodies.all())


class VoteFilters(django_filters.FilterSet):
    sitting = by_number("motion__sitting", gettext_lazy("id of the sitting"))
    motion = by_number("motion__number", gettext_lazy("№ of the motion"))
    date = by_date("motion__sitting__date", gettext_lazy("date"))
    value = by_choice("value", Vote.Value, gettext_lazy("vote"))


class Votes(ReadCollection):
    title = gettext_lazy("Votes by name")
    about = gettext_lazy(
        "Votes of members of commissions as the minutes have them, one row for each member and motion; name and post "
        "are those of that day."
    )
    http_method_names = ["get", "head"]
    writes = Vote
    serializer_class = VoteSerializer
    filterset_class = VoteFilters
    orderings = {"id": "pk", "date": "motion__sitting__date"}
    default_ordering = ("-motion__sitting__date", "motion__sitting", "motion__number", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        found = Vote.objects.all()
        if not may_follow_programs(self.request.user):
            shown = Sitting.objects.published().filter(publications__what=What.VOTES)
            found = found.filter(motion__sitting__in=shown.values("pk"))
        motions = Motion.objects.select_related("sitting").prefetch_related("votes", "sitting__bodies")
        return found.prefetch_related(Prefetch("motion", motions))
