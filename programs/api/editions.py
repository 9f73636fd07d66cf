"""Editions: the plan as each act set it, its passport, its adoption."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import django_filters
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ..corrections import corrections_of
from ..models import Aspect, Edition, PassportRow, PassportTotal
from ..rest.collection import Collection
from ..rest.fields import ModelRecordSerializer, Money, ProgramSlug, Reason, RecordSerializer, Strict, Visible
from ..rest.filters import by_act, by_choice, by_date, by_number, by_program
from ..rest.rights import Adopting, visible_acts, visible_editions
from ..services import (
    PassportLimit,
    adopt_edition,
    check_plan_open,
    delete_edition,
    delete_plan_row,
    open_draft_edition,
    plan_totals,
    save_plan_row,
)
from .programs import SelfCheckSerializer


class PassportRowSerializer(Strict):
    """A row of the passport as the document has it."""

    number = serializers.IntegerField(min_value=1, max_value=1000)
    label = serializers.CharField(max_length=500)  # type: ignore[assignment]
    text = serializers.CharField(max_length=20_000)

    as_text = "{number}. {label}: {text}".format_map


class PassportTotalSerializer(Strict):
    """What the passport promises for a year, in hryvnias."""

    year = serializers.IntegerField(min_value=1991, max_value=2100)
    amount = Money(min_value=Decimal("0.00"))

    as_text = "{year}: {amount}".format_map


class AspectSerializer(Strict):
    """A direction of the programme; tasks name it by its number."""

    number = serializers.IntegerField(min_value=1, max_value=1000)
    name = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=20_000, required=False, allow_blank=True, default="")

    as_text = "{number}. {name}".format_map


class Content(serializers.CharField):
    """What a field held: an amount with its kopiikas, anything else in words."""

    def to_representation(self, value: Any) -> str:
        return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


class CorrectionSerializer(Strict):
    """A slip that was corrected after the act: where in the plan, what, from what, to what, and why."""

    at = serializers.DateTimeField(read_only=True, label=gettext_lazy("Corrected on"))
    subject = serializers.CharField(read_only=True, label=gettext_lazy("Place in the programme"))
    what = serializers.CharField(read_only=True, label=gettext_lazy("What changes"))
    before = Content(read_only=True, allow_null=True, label=gettext_lazy("Was"))
    after = Content(read_only=True, allow_null=True, label=gettext_lazy("Became"))
    reason = serializers.CharField(read_only=True, label=gettext_lazy("Reason"))

    @staticmethod
    def as_text(item: dict[str, Any]) -> str:
        return f"{item['subject']}, {item['what']}: {item['before'] or '—'} → {item['after'] or '—'} ({item['reason']})"


class EditionSerializer(ModelRecordSerializer):
    """An edition with its passport; the lists are always sent and replaced whole."""

    only_on_create = ("program",)

    program = ProgramSlug()
    act: Any = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True, label=gettext_lazy("id of the act"))
    in_force_from = serializers.DateField(read_only=True, allow_null=True, label=gettext_lazy("in force from"))
    passport = PassportRowSerializer(many=True, source="passport_rows", required=False, label=gettext_lazy("passport"))
    passport_totals = PassportTotalSerializer(
        many=True, required=False, label=gettext_lazy("yearly totals of the passport")
    )
    aspects = AspectSerializer(many=True, required=False, label=gettext_lazy("aspects"))
    self_check = SelfCheckSerializer(source="*", read_only=True, label=gettext_lazy("Self-check"))
    corrections = CorrectionSerializer(many=True, read_only=True, label=gettext_lazy("clerical corrections"))
    reason = Reason()

    class Meta:
        model = Edition
        fields = [
            "id",
            "program",
            "number",
            "status",
            "act",
            "in_force_from",
            "earlier_reason",
            "unit",
            "printed_unit",
            "note",
            "passport",
            "passport_totals",
            "aspects",
            "self_check",
            "corrections",
            "reason",
        ]
        read_only_fields = ["number", "earlier_reason"]


class AdoptionSerializer(RecordSerializer):
    """The act that sets the edition, and from when."""

    act = Visible(visible_acts, label=gettext_lazy("id of the act"))
    in_force_from = serializers.DateField(
        label=gettext_lazy("in force from"), required=False, help_text=gettext_lazy("Without it the day of the act.")
    )
    reason = serializers.CharField(
        label=gettext_lazy("why it is in force before its act"),
        required=False,
        allow_blank=True,
        max_length=500,
        help_text=gettext_lazy("Only where the edition is in force before the day of its act; everybody sees it."),
    )


class EditionFilters(django_filters.FilterSet):
    program = by_program("program")
    number = by_number("number", gettext_lazy("number"))
    status = by_choice("status", Edition.Status, gettext_lazy("status"))
    act = by_act()
    in_force_from = by_date("in_force_from", gettext_lazy("in force from"))


PARTS: dict[str, tuple[type[Model], str]] = {
    "passport_rows": (PassportRow, "number"),
    "passport_totals": (PassportTotal, "year"),
    "aspects": (Aspect, "number"),
}


class Editions(Collection):
    title = gettext_lazy("Editions")
    about = gettext_lazy("The plan as each act set it: passport, yearly totals, aspects and whether the plan adds up.")
    create_about = gettext_lazy("Opens the next draft edition as a copy of the last adopted one.")
    adopt_summary = gettext_lazy("Adopt")
    adopt_about = gettext_lazy(
        "Freezes a draft that adds up to its passport as the plan that an act set from a date on."
    )
    steps = ("adopt",)
    writes = Edition
    serializer_class = EditionSerializer
    filterset_class = EditionFilters
    orderings = {
        "id": "pk",
        "program": "program__slug",
        "number": "number",
        "in_force_from": "in_force_from",
        "status": "status",
    }
    default_ordering = ("program", "number", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        found = visible_editions(self.request.user).select_related("program")
        return found.prefetch_related("passport_rows", "passport_totals", "aspects")

    def decorate(self, items: Iterable[Any]) -> Iterable[Any]:
        editions = list(items)
        found = plan_totals(editions)
        corrections = corrections_of(*editions)
        for edition in editions:
            edition.corrections = [each for each in corrections if each.edition == edition.pk]
            edition.differences = found[edition.pk].differences
            edition.balanced = not edition.differences
        return editions

    def own_parts(self, item: Any) -> Sequence[Any]:
        return [list(getattr(item, part).values_list()) for part in PARTS]

    def make(self, values: dict[str, Any], *, reason: str) -> Any:
        edition = open_draft_edition(program=values.pop("program"), by=self.person)
        if values:
            self.change(edition, values, reason=reason)
        return edition

    def change(self, item: Any, values: dict[str, Any], *, reason: str) -> None:
        check_plan_open(edition=item, reason=reason)
        parts = {name: values.pop(name) for name in PARTS if name in values}
        super().change(item, values, reason=reason)
        limit = PassportLimit(by=self.person)
        for name, wanted in parts.items():
            self.replace(item, name, wanted, reason, limit)
        limit.check()

    def replace(
        self, edition: Edition, name: str, wanted: list[dict[str, Any]], reason: str, limit: PassportLimit
    ) -> None:
        """Make the list the edition's own: rows are told by their number or year, unchanged ones are left alone."""
        model, key = PARTS[name]
        rows: dict[int, Any] = {getattr(row, key): row for row in getattr(edition, name).all()}
        keys = [item[key] for item in wanted]
        if len(set(keys)) != len(keys):
            field = "passport" if name == "passport_rows" else name
            raise serializers.ValidationError({field: [_("Two rows have the same number or year.")]})
        for gone in rows.keys() - set(keys):
            delete_plan_row(row=rows[gone], by=self.person, reason=reason, limit=limit)
        for item in wanted:
            row: Any = rows.get(item[key]) or model(edition=edition)
            if row.pk is None or any(getattr(row, field) != value for field, value in item.items()):
                for field, value in item.items():
                    setattr(row, field, value)
                save_plan_row(row=row, by=self.person, reason=reason, limit=limit)

    def remove(self, item: Any, *, reason: str) -> None:
        delete_edition(edition=item, by=self.person, reason=reason)

    @extend_schema(request=AdoptionSerializer, responses=EditionSerializer)
    @action(detail=True, methods=["post"], permission_classes=[Adopting])
    def adopt(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.checked(serializer_class=AdoptionSerializer)
        return self.step(lambda edition: adopt_edition(edition=edition, by=self.person, **values))
