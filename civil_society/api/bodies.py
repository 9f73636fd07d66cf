"""Advisory bodies, their sittings and decisions, and support of institutions in the API; people by consent alone."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from programs.default_day import default_day
from programs.models import is_restricted
from programs.rest.collection import Collection
from programs.rest.fields import ModelRecordSerializer, OfMeasure, Reason, Strict, Visible
from programs.rest.filters import (
    OfMeasureFilters,
    YesNo,
    by_choice,
    by_date,
    by_number,
    by_record,
    by_text,
)
from programs.rest.rights import Person, visible_acts

from ..models import AdvisoryBody, BodyDecision, BodySitting, SupportRequest
from ..services import (
    delete_body_sitting,
    delete_support,
    quorum_of,
    save_body,
    save_body_sitting,
    save_decision,
    save_support,
)
from ..statement import COUNTED_OF_BODIES, counted_of_bodies
from .institutions import visible_institutions
from .press import Kept

WRITE_ONLY = {"write_only": True, "help_text": gettext_lazy("Stored and never answered.")}


def visible_bodies(user: Person) -> QuerySet[AdvisoryBody]:
    sees_all = user.is_authenticated and user.has_perm("civil_society.view_advisorybody")
    return AdvisoryBody.objects.all() if sees_all else AdvisoryBody.objects.published()


def sees_sittings(user: Person) -> bool:
    return user.is_authenticated and user.has_perm("civil_society.view_bodysitting")


# Bodies ---------------------------------------------------------------------------------------------------------------


class MemberSerializer(Strict):
    """A seat: whose it is, and who sits in it where that person agreed to be named or is an official."""

    organisation = serializers.CharField(source="public_organisation", label=gettext_lazy("organisation"))
    name = serializers.CharField(source="public_name", label=gettext_lazy("name"))
    post = serializers.CharField(label=gettext_lazy("post in the body"))
    since = serializers.DateField(label=gettext_lazy("member since"))
    until = serializers.DateField(label=gettext_lazy("member until"))

    as_text = "{organisation}: {post}".format_map


class AdvisoryBodySerializer(OfMeasure):
    """An advisory body with its members, and what it held and decided till today."""

    act = Visible(visible_acts, allow_null=True, required=False, label=gettext_lazy("founding act"))
    members = serializers.SerializerMethodField(label=gettext_lazy("members"))
    counted = serializers.SerializerMethodField(label=gettext_lazy("sittings and decisions"))
    reason = Reason()

    class Meta:
        model = AdvisoryBody
        fields = [
            "id", "program", "measure", "measure_code", "kind", "name", "about", "act", "since", "until", "quorum",
            "unit", "is_public", "members", "counted", *AdvisoryBody.PRIVATE, "reason",
        ]  # fmt: skip
        extra_kwargs = dict.fromkeys(AdvisoryBody.PRIVATE, WRITE_ONLY)

    @extend_schema_field(MemberSerializer(many=True))
    def get_members(self, body: AdvisoryBody) -> list[dict[str, Any]]:
        return [] if is_restricted() else [*MemberSerializer(body.members.all(), many=True).data]

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_counted(self, body: AdvisoryBody) -> dict[str, int]:
        counted: Any = vars(self).setdefault("_counted", {})
        if body.pk not in counted:
            page = getattr(self.parent, "instance", None) or [body]  # of a list, all rows of its page at once
            counted.update(counted_of_bodies(page, on=default_day()))
        return {key: counted[body.pk][key] for key in COUNTED_OF_BODIES}


class AdvisoryBodyFilters(OfMeasureFilters):
    kind = by_choice("kind", AdvisoryBody.Kind, gettext_lazy("kind"))


class AdvisoryBodies(Kept):
    title = gettext_lazy("Advisory bodies")
    about = gettext_lazy(
        "Public councils, advisory bodies and working groups: act, term, members by institution, and how many sittings "
        "they held and decisions they took. Their sittings are the collection body-sittings."
    )
    writes = AdvisoryBody
    serializer_class = AdvisoryBodySerializer
    filterset_class = AdvisoryBodyFilters
    orderings = {"id": "pk", "name": "name", "since": "since", "until": "until"}
    default_ordering = ("name", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().prefetch_related("members__institution")

    def save(self, record: AdvisoryBody, *, reason: str) -> Any:
        return save_body(body=record, by=self.person, reason=reason)

    def remove(self, item: Any, *, reason: str) -> None:
        Collection.remove(self, item, reason=reason)


# Sittings -------------------------------------------------------------------------------------------------------------


class BodyQuestionSerializer(Strict):
    """A question of the agenda with how it was voted on and what was decided."""

    number = serializers.IntegerField(label=gettext_lazy("number"))
    question = serializers.CharField(label=gettext_lazy("question"))
    votes_for = serializers.IntegerField(allow_null=True, label=gettext_lazy("For"))
    votes_against = serializers.IntegerField(allow_null=True, label=gettext_lazy("Against"))
    votes_abstained = serializers.IntegerField(allow_null=True, label=gettext_lazy("Abstained"))
    decisions = serializers.SerializerMethodField(label=gettext_lazy("decided"))

    as_text = "{number}. {question}".format_map

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_decisions(self, item: Any) -> list[str]:
        return [each.text for each in item.decisions.all()]


class BodySittingSerializer(ModelRecordSerializer):
    """A sitting; what of its day and place is kept back is answered later, and places never in the restricted mode."""

    body = Visible(visible_bodies, label=gettext_lazy("id of the body"))
    date = serializers.DateField(allow_null=True, label=gettext_lazy("date"))
    agenda = serializers.SerializerMethodField(label=gettext_lazy("agenda"))
    composition = serializers.SerializerMethodField(label=gettext_lazy("members on that day"))
    present = serializers.SerializerMethodField(label=gettext_lazy("members who were there"))
    needed = serializers.SerializerMethodField(label=gettext_lazy("a quorum takes"))
    reason = Reason()

    class Meta:
        model = BodySitting
        fields = [
            "id", "body", "number", "state", "date", "time", "ended", "place", "link", "withheld_until", "invited",
            "composition", "present", "needed", "votes_for", "votes_against", "votes_abstained", "agenda", "reason",
        ]  # fmt: skip
        read_only_fields = ["state", "votes_for", "votes_against", "votes_abstained"]

    def _quorum(self, sitting: BodySitting) -> Any:
        rows = list(sitting.presences.all())
        return quorum_of(sitting.body, rows) if rows else None

    @extend_schema_field(BodyQuestionSerializer(many=True))
    def get_agenda(self, sitting: BodySitting) -> list[dict[str, Any]]:
        return [*BodyQuestionSerializer(sitting.items.all(), many=True).data]

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_composition(self, sitting: BodySitting) -> int | None:
        quorum = self._quorum(sitting)
        return quorum.full if quorum else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_present(self, sitting: BodySitting) -> int | None:
        quorum = self._quorum(sitting)
        return quorum.found if quorum else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_needed(self, sitting: BodySitting) -> int | None:
        quorum = self._quorum(sitting)
        return quorum.needed if quorum else None

    def to_representation(self, instance: BodySitting) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not sees_sittings(self.context["request"].user):
            shown["link"] = ""
            if not instance.told_place:
                shown |= {"time": None, "ended": None, "place": ""}
            if instance.is_withheld(default_day()):
                shown["date"] = None
        return shown


class BodySittingFilters(django_filters.FilterSet):
    body = by_record(visible_bodies, "body", gettext_lazy("id of the body"))
    state = by_choice("state", BodySitting.State, gettext_lazy("state"))


class BodySittings(Kept):
    title = gettext_lazy("Sittings of advisory bodies")
    about = gettext_lazy(
        "Sittings of advisory bodies: agenda, votes and decisions, how many members were there; nobody is named. "
        "Sittings of the council’s commissions are the collection sittings."
    )
    writes = BodySitting
    serializer_class = BodySittingSerializer
    filterset_class = BodySittingFilters
    search_fields: list[str] = []
    orderings = {"id": "pk", "number": "number"}
    default_ordering = ("-pk",)

    def get_queryset(self) -> QuerySet[Any]:
        return self.seen().select_related("body").prefetch_related("presences", "items__decisions")

    def save(self, record: BodySitting, *, reason: str) -> Any:
        return save_body_sitting(sitting=record, by=self.person, reason=reason)

    def remove(self, item: Any, *, reason: str) -> None:
        delete_body_sitting(sitting=item, by=self.person, reason=reason)


class BodyDecisionSerializer(ModelRecordSerializer):
    """A decision; what approved minutes say of it stays, what was done is written."""

    body = serializers.IntegerField(source="item.sitting.body_id", read_only=True, label=gettext_lazy("id of the body"))
    sitting = serializers.IntegerField(
        source="item.sitting_id", read_only=True, label=gettext_lazy("id of the sitting")
    )
    decided_on = serializers.DateField(source="item.sitting.date", read_only=True, label=gettext_lazy("decided on"))
    reason = Reason()

    class Meta:
        model = BodyDecision
        fields = ["id", "body", "sitting", "decided_on", "text", "unit", "due", "done_on", "result", "reason"]


class BodyDecisionFilters(django_filters.FilterSet):
    body = by_record(visible_bodies, "item__sitting__body", gettext_lazy("id of the body"))
    sitting = by_number("item__sitting", gettext_lazy("id of the sitting"))
    unit = by_text("unit", gettext_lazy("responsible unit"))
    is_done = YesNo(field_name="done_on", lookup_expr="isnull", exclude=True, label=gettext_lazy("is done"))
    due_to = by_date("due", gettext_lazy("to be done not after this date"), "lte")


class BodyDecisions(Kept):
    title = gettext_lazy("Decisions of advisory bodies")
    about = gettext_lazy("What advisory bodies decided: which unit does it, by when, what was done.")
    http_method_names = ["get", "head", "patch"]
    writes = BodyDecision
    serializer_class = BodyDecisionSerializer
    filterset_class = BodyDecisionFilters
    orderings = {"id": "pk", "due": "due", "done_on": "done_on", "decided_on": "item__sitting__date"}
    default_ordering = ("-item__sitting__date", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        return self.seen().select_related("item__sitting")

    def save(self, record: BodyDecision, *, reason: str) -> Any:
        return save_decision(decision=record, by=self.person, reason=reason)


# Support --------------------------------------------------------------------------------------------------------------


class SupportSerializer(OfMeasure):
    """A request for support; an institution that is not shown is told by its type."""

    institution = Visible(visible_institutions, allow_null=True, label=gettext_lazy("id of the institution"))
    institution_name = serializers.CharField(
        source="public_institution", read_only=True, label=gettext_lazy("institution")
    )
    cost = serializers.SerializerMethodField(label=gettext_lazy("paid by the programme"))
    reason = Reason()

    class Meta:
        model = SupportRequest
        fields = [
            "id", "program", "measure", "measure_code", "institution", "institution_name", "asked_on", "asked",
            "answer_until", "state", "done_on", "done", "cost", "is_public", *SupportRequest.PRIVATE, "reason",
        ]  # fmt: skip
        extra_kwargs = dict.fromkeys(SupportRequest.PRIVATE, WRITE_ONLY)

    @extend_schema_field(serializers.DecimalField(14, 2, allow_null=True))
    def get_cost(self, request: SupportRequest) -> str | None:
        return str(request.entry.amount) if request.entry else None

    def to_representation(self, instance: SupportRequest) -> dict[str, Any]:
        shown = super().to_representation(instance)
        user = self.context["request"].user
        sees_all = user.is_authenticated and user.has_perm("civil_society.view_institution")
        if not (sees_all or instance.institution.is_public):
            shown["institution"] = None
        return shown


class SupportFilters(OfMeasureFilters):
    state = by_choice("state", SupportRequest.State, gettext_lazy("state"))
    institution = by_record(visible_institutions, "institution", gettext_lazy("id of the institution"))
    asked_from = by_date("asked_on", gettext_lazy("asked not before this date"), "gte")
    asked_to = by_date("asked_on", gettext_lazy("asked not after this date"), "lte")


class SupportRequests(Kept):
    title = gettext_lazy("Support of institutions")
    about = gettext_lazy("What institutions asked for and what was done; the cost is null where nothing was paid.")
    writes = SupportRequest
    serializer_class = SupportSerializer
    filterset_class = SupportFilters
    orderings = {"id": "pk", "asked_on": "asked_on", "done_on": "done_on"}
    default_ordering = ("-asked_on", "-pk")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("institution", "entry")

    def save(self, record: SupportRequest, *, reason: str) -> Any:
        return save_support(request=record, by=self.person, reason=reason)

    def remove(self, item: Any, *, reason: str) -> None:
        delete_support(request=item, by=self.person, reason=reason)
