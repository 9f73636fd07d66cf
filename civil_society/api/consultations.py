"""Consultations in the API: the announcement, where it stands, its events and counts; to staff drafts as well."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from programs.models import is_restricted
from programs.permissions import Person
from programs.rest.collection import Collection
from programs.rest.fields import ModelRecordSerializer, ProgramSlug, Reason, Visible
from programs.rest.filters import WholeNumber, by_choice
from programs.rest.rights import visible_measures

from ..models import Consultation, Form, Matter, Regime, Stage
from ..services import save_consultation

# Where people would find one another: withheld in the restricted mode.
WHERE = ("channels", "office", "platform_link")


def sees_all(user: Person) -> bool:
    return user.is_authenticated and user.has_perm("civil_society.view_consultation")


def visible_consultations(user: Person) -> QuerySet[Consultation]:
    return Consultation.objects.all() if sees_all(user) else Consultation.objects.published()


def visible_regimes(user: Person) -> QuerySet[Regime]:
    return Regime.objects.all()


class EventSerializer(serializers.Serializer):
    """An event with how many came; never who."""

    starts_at = serializers.DateTimeField(label=gettext_lazy("begins at"))
    ends_at = serializers.DateTimeField(label=gettext_lazy("ends at"))
    name = serializers.CharField(label=gettext_lazy("name of the event"))
    place = serializers.CharField(label=gettext_lazy("place"))
    link = serializers.CharField(label=gettext_lazy("link to take part"))
    cancelled_on = serializers.DateField(label=gettext_lazy("cancelled on"))
    people = serializers.IntegerField(label=gettext_lazy("people"))


class ConsultationSerializer(ModelRecordSerializer):
    """A consultation; its term, once announced, is moved by the steps of the staff's pages alone."""

    address = serializers.CharField(read_only=True, label=gettext_lazy("number"))
    page = serializers.CharField(source="get_absolute_url", read_only=True, label=gettext_lazy("page"))
    stage = serializers.SerializerMethodField(label=pgettext_lazy("consultation", "where it stands"))
    program = ProgramSlug(required=False, allow_null=True)
    measure = Visible(visible_measures, required=False, allow_null=True, label=gettext_lazy("measure"))
    regime = Visible(visible_regimes, required=False, label=gettext_lazy("rules"))
    events = serializers.SerializerMethodField(label=gettext_lazy("events"))
    reason = Reason(help_text=gettext_lazy("Why; demanded once the announcement was published."))

    class Meta:
        model = Consultation
        fields = [
            "id", "address", "page", "year", "number", "state", "stage", "form", "matter", "organiser",
            "organiser_name", "unit", "regime", "program", "measure", "subject", "summary", "why", "alternatives",
            "affected", "effects", "opens_at", "closes_at", "channels", "takes_online", "admissibility", "office",
            "told_how", "told_on", "platform", "platform_link", "platform_proposals", "platform_people", "events",
            *Consultation.PRIVATE, "reason",
        ]  # fmt: skip
        read_only_fields = ["year", "number", "state"]
        extra_kwargs = {
            name: {"write_only": True, "help_text": gettext_lazy("Stored and never answered.")}
            for name in Consultation.PRIVATE
        }

    @extend_schema_field(serializers.ChoiceField(choices=Stage.choices))
    def get_stage(self, consultation: Consultation) -> str:
        return consultation.stage(timezone.now()).value

    @extend_schema_field(EventSerializer(many=True))
    def get_events(self, consultation: Consultation) -> list[dict[str, Any]]:
        shown = [] if is_restricted() else consultation.events.all()
        return [*EventSerializer(shown, many=True).data]

    def to_representation(self, instance: Consultation) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if is_restricted() and not sees_all(self.context["request"].user):
            shown |= dict.fromkeys(WHERE, "")
        return shown


class ConsultationFilters(django_filters.FilterSet):
    form = by_choice("form", Form, gettext_lazy("form"))
    matter = by_choice("matter", Matter, gettext_lazy("matter"))
    state = by_choice("state", Consultation.State, gettext_lazy("state"))
    organiser = by_choice("organiser", Consultation.Organiser, gettext_lazy("who consults"))
    stage = django_filters.ChoiceFilter(
        choices=Stage.choices, method="by_stage", label=pgettext_lazy("consultation", "where it stands")
    )
    program = django_filters.CharFilter(field_name="program__slug", label=gettext_lazy("programme"))
    year = WholeNumber(field_name="year", label=gettext_lazy("year"))

    def by_stage(self, rows: Any, name: str, stage: str) -> Any:
        return rows.at_stage(stage, timezone.now())


class Consultations(Collection):
    title = gettext_lazy("Consultations with the public")
    about = gettext_lazy(
        "Announcements with their terms, where each stands, events with head-counts. A draft is made and changed here; "
        "it is announced, extended, postponed and cancelled on the staff’s pages, each with its reason and notice."
    )
    writes = Consultation
    serializer_class = ConsultationSerializer
    filterset_class = ConsultationFilters
    search_fields = ["folded"]
    orderings = {"id": "pk", "year": "year", "opens_at": "opens_at", "closes_at": "closes_at", "subject": "subject"}
    default_ordering = ("-year", "-number")

    def get_queryset(self) -> QuerySet[Any]:
        found = visible_consultations(self.request.user).select_related("program", "regime", "measure__program")
        return found.prefetch_related("events__headcounts")

    def save(self, record: Consultation, *, reason: str) -> Any:
        return save_consultation(consultation=record, by=self.person, reason=reason)

    def remove(self, item: Consultation, *, reason: str) -> None:
        if item.state != Consultation.State.DRAFT:
            words = gettext_lazy("The public was told of it: cancel it instead, with the reason.")
            raise ValidationError({"detail": [words]})
        super().remove(item, reason=reason)
