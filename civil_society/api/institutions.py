"""The institutions in the API: to everybody what everybody may read, to staff the whole record but its note."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from programs.permissions import Person
from programs.rest.collection import Collection
from programs.rest.fields import ModelRecordSerializer, Reason
from programs.rest.filters import WholeNumber, YesNo, by_choice, by_text
from programs.rest.rights import visible_activities
from programs.texts import LARGEST

from ..models import Consent, Institution, Participation
from ..services import save_institution, set_taking_part


def sees_all(user: Person) -> bool:
    return user.is_authenticated and user.has_perm("civil_society.view_institution")


def visible_institutions(user: Person) -> QuerySet[Institution]:
    return Institution.objects.all() if sees_all(user) else Institution.objects.published()


class RepresentativeSerializer(serializers.Serializer):
    """A representative who agreed to be named."""

    name = serializers.CharField(label=gettext_lazy("given name and SURNAME"))
    position = serializers.CharField(label=gettext_lazy("position"))
    date_from = serializers.DateField(label=gettext_lazy("from"))
    date_to = serializers.DateField(label=gettext_lazy("to"))


class TookPart(serializers.ListField):
    """The ids of the activities in which an institution took part, as far as the person may see them."""

    child = serializers.IntegerField(min_value=1, max_value=LARGEST)

    def get_attribute(self, instance: Institution) -> list[int]:
        return sorted(row.activity_id for row in instance.participations.all())


class InstitutionSerializer(ModelRecordSerializer):
    """An institution; seat and territory are answered to the public where it agreed to show them."""

    representatives = serializers.SerializerMethodField(
        label=gettext_lazy("representatives"), help_text=gettext_lazy("Those who agreed to be named.")
    )
    took_part = TookPart(
        required=False,
        max_length=1000,
        label=gettext_lazy("took part in"),
        help_text=gettext_lazy("Ids of activities. Sent, the list takes the place of the one that stands."),
    )
    reason = Reason(help_text=gettext_lazy("Why; it stays in the history."))

    class Meta:
        model = Institution
        fields = [
            "id",
            "type",
            "name",
            "short_name",
            "edrpou",
            "has_personality",
            "legal_form",
            "seat",
            "territory",
            "field",
            "site",
            "is_nonprofit",
            "nonprofit_on",
            "state",
            "checked_on",
            "source",
            "is_public",
            "consented_on",
            "representatives",
            "took_part",
            *Institution.PRIVATE,
            "reason",
        ]
        extra_kwargs = {
            name: {"write_only": True, "help_text": gettext_lazy("Stored and never answered.")}
            for name in Institution.PRIVATE
        }

    @extend_schema_field(RepresentativeSerializer(many=True))
    def get_representatives(self, institution: Institution) -> list[dict[str, Any]]:
        named = [each for each in institution.representatives.all() if each.consented_on]
        return [*RepresentativeSerializer(named, many=True).data]

    def to_representation(self, instance: Institution) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not sees_all(self.context["request"].user):
            shown |= {name: instance.agreed(name) for name in Consent.Field.values}
        return shown


class InstitutionFilters(django_filters.FilterSet):
    type = by_choice("type", Institution.Type, gettext_lazy("type"))
    state = by_choice("state", Institution.State, gettext_lazy("state"))
    edrpou = by_text("edrpou", gettext_lazy("ЄДРПОУ"))
    has_personality = YesNo(field_name="has_personality", label=gettext_lazy("legal person"))
    is_nonprofit = YesNo(field_name="is_nonprofit", label=gettext_lazy("in the register of non-profit organisations"))
    active_in = WholeNumber(method="by_year", label=gettext_lazy("took part in something of this year"))

    def by_year(self, rows: Any, name: str, year: int) -> Any:
        return rows.active_in(int(year))


class Institutions(Collection):
    title = gettext_lazy("Institutions of civil society")
    about = gettext_lazy(
        "Civic associations, unions, foundations, groups and the other types of the programme. Of a person nothing is "
        "answered but the name of a representative who agreed."
    )
    writes = Institution
    serializer_class = InstitutionSerializer
    filterset_class = InstitutionFilters
    search_fields = ["folded"]
    orderings = {"id": "pk", "name": "name", "type": "type", "state": "state", "checked_on": "checked_on"}
    default_ordering = ("name", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        user = self.request.user
        seen = Participation.objects.filter(activity__in=visible_activities(user))
        rows = visible_institutions(user).prefetch_related("consents", "representatives")
        return rows.prefetch_related(Prefetch("participations", seen))

    def own_parts(self, item: Any) -> list[Any]:
        return sorted(Participation.objects.filter(institution=item).values_list("activity", flat=True))

    def make(self, values: dict[str, Any], *, reason: str) -> Any:
        took_part = values.pop("took_part", [])
        made = super().make(values, reason=reason)
        self.take_part(made, took_part, reason)
        return made

    def change(self, item: Any, values: dict[str, Any], *, reason: str) -> None:
        took_part = values.pop("took_part", None)
        if values:
            super().change(item, values, reason=reason)
        if took_part is not None:
            self.take_part(item, took_part, reason)

    def take_part(self, institution: Institution, activities: list[int], reason: str) -> None:
        set_taking_part(institution=institution, activities=activities, by=self.person, reason=reason)

    def save(self, record: Institution, *, reason: str) -> Any:
        return save_institution(institution=record, by=self.person, reason=reason)
