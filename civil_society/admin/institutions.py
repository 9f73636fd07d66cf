"""Institutions with their consents, representatives and taking part; who took part in an activity, at once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from programs.models import Activity
from programs.staff.base import PortalInline
from programs.staff.bodies import BODY, OfBodyAdmin, offer_bodies
from programs.staff.exchange import ExchangeAdmin
from programs.staff.forms import RecordForm
from programs.texts import number_in
from programs.words import date_text

from ..models import Consent, Institution, Participation, Representative
from ..resources.institutions import InstitutionResource
from ..services import institution_notices, save_institution

OFFERED = 200  # activities that a form offers, the latest


class InstitutionForm(RecordForm):
    class Meta:
        widgets = {"note": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_bodies(self)


class Consents(PortalInline):
    """What is shown by consent, field by field."""

    model = Consent
    fields = ("field", "consented_on")
    max_num = len(Consent.Field)
    add_text = gettext_lazy("Add a consent")


class Representatives(PortalInline):
    model = Representative
    fields = ("name", "position", "date_from", "date_to", "contact", "consented_on")
    add_text = gettext_lazy("Add a representative")


class Participations(PortalInline):
    """In what the institution took part; the latest activities are offered."""

    model = Participation
    fields = ("activity",)
    add_text = gettext_lazy("Add an activity")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "activity":
            latest = Activity.objects.order_by("-date", "-pk").values("pk")[:OFFERED]
            key = (request.resolver_match.kwargs if request.resolver_match else {}).get("object_id", "")
            chosen = Participation.objects.filter(institution=number_in(key) or 0).values("activity")
            kwargs["queryset"] = Activity.objects.filter(pk__in=[*_keys(latest), *_keys(chosen, "activity")])
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _keys(rows: Any, name: str = "pk") -> list[int]:
    return [row[name] for row in rows]


class ActiveFilter(admin.SimpleListFilter):
    """Active in a year: counted from taking part, whatever the register says."""

    title = gettext_lazy("active in the year")
    parameter_name = "active"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = Participation.objects.counted().order_by().values_list("activity__date__year", flat=True).distinct()
        return [(str(year), str(year)) for year in sorted(years, reverse=True)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        year = number_in(self.value() or "", 9999)
        return queryset.active_in(year) if year else queryset


@admin.register(Institution)
class InstitutionAdmin(OfBodyAdmin, ExchangeAdmin):
    """The institutions that the council works with (інститути громадянського суспільства)."""

    form = InstitutionForm
    resource = InstitutionResource
    add_title = gettext_lazy("New institution")
    add_button = gettext_lazy("Add an institution")
    change_title = gettext_lazy("Institution")
    list_lead = gettext_lazy("Registered is not active: the year of the last activity is counted from taking part.")
    empty_text = gettext_lazy("Add the first institution, or import a table of them.")
    list_display = ("name", "type", "edrpou", "state", "checked", "last_active", "is_public")
    list_filter = ("type", "state", ActiveFilter, "is_public")
    search_fields = ("folded",)
    search_help_text = gettext_lazy("Searches names, ЄДРПОУ and field of work, in any case.")
    inlines = (Consents, Representatives, Participations)
    fieldsets = (
        (None, {"fields": ("type", "name", ("short_name", "edrpou"), ("legal_form", "has_personality"))}),
        (gettext_lazy("What the public sees"), {"fields": (("is_public", "consented_on"),)}),
        (gettext_lazy("Where and what for"), {"fields": ("field", "site", "seat", "territory")}),
        (
            gettext_lazy("Register"),
            {"fields": (("state", "checked_on"), ("is_nonprofit", "nonprofit_on"), "source", "note")},
        ),
        BODY,
    )

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        if isinstance(record, Institution):
            save_institution(institution=record, by=by, reason=reason, expected_version=expected_version)
        else:
            super().write(record, by=by, reason=reason, expected_version=expected_version)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for notice in institution_notices(obj):
            self.message_user(request, notice.sentence, messages.WARNING)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new institution is one page without rows: they come when there is something to say."""
        return self.inlines if obj else ()

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        took_part = Participation.objects.counted().filter(institution__in=rows).order_by()
        last = dict(took_part.values_list("institution").annotate(Max("activity__date__year")))
        for row in rows:
            row.last_year = last.get(row.pk)

    @admin.display(description=gettext_lazy("state checked on"), ordering="checked_on")
    def checked(self, institution: Institution) -> str:
        return date_text(institution.checked_on) if institution.checked_on else "—"

    @admin.display(description=gettext_lazy("last active in"))
    def last_active(self, institution: Any) -> str:
        return str(institution.last_year or "—")
