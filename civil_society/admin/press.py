"""Work with the press, publications on the site and notes of the monitoring."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programs.models import Body
from programs.modules import media_bodies
from programs.services import delete_with_activity, save_with_activity
from programs.staff.base import PortalAdmin
from programs.staff.exchange import ExchangeAdmin
from programs.staff.forms import MeasureField, RecordForm
from programs.staff.lists import MeasureFilter, ProgramFilter, display_of
from programs.staff.measure_names import OfMeasure, ProgramFirst, day_within, program_of
from programs.words import date_text

from ..models import MonitoringNote, PressEvent, SitePublication
from ..resources.press import MonitoringResource, SitePublicationResource
from ..services import save_press_event


class OfMeasureForm(RecordForm):
    measure = MeasureField()


class PressEventForm(OfMeasureForm):
    class Meta:
        widgets = {
            "text": forms.Textarea(attrs={"rows": 10, "class": "vLargeTextField"}),
            "addressed": forms.CheckboxSelectMultiple,
            "present": forms.CheckboxSelectMultiple,
            "time": forms.TimeInput(attrs={"class": "vTimeField", "type": "time"}),
        }


class PressWork(ProgramFirst, OfMeasure, PortalAdmin):
    """A dated record of a measure: the next one is likely for the measure of the last."""

    list_display_links = ("day", "heading")
    date_hierarchy = "date"
    search_fields = ("folded",)
    repeated: tuple[str, ...] = ("measure",)  # what a new record takes over from the last one

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        save_with_activity(record=record, by=by, reason=reason, expected_version=expected_version)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        delete_with_activity(record=record, by=by, reason=reason)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        program = program_of(request)
        last = self.model.objects.filter(**({"measure__program": program} if program else {})).order_by("-pk").first()
        taken = {name: getattr(last, name) for name in self.repeated} if last else {}
        return {"date": day_within(program), **taken, **super().get_changeform_initial_data(request)}

    day = display_of("date", _("date"), date_text)


@admin.register(PressEvent)
class PressEventAdmin(PressWork):
    """What the press is told and invited to (робота з пресою)."""

    form = PressEventForm
    add_title = _("New release or event for the press")
    add_button = _("Add a release or event")
    change_title = _("Work with the press")
    list_lead = _("Releases, announcements, briefings, press conferences, tours and hot lines.")
    empty_text = _("Add the first release: it becomes a page, a letter and a PDF.")
    list_display = ("day", "heading", "kind", "state", "measure_name", "people", "is_public")
    list_filter = (ProgramFilter, "kind", "state", "is_public", MeasureFilter)
    search_help_text = _("Searches heading, text and office, in any case.")
    repeated = ("measure", "kind", "office")
    fieldsets = (
        (None, {"fields": ("measure", ("kind", "state"), ("date", "time"), "heading", "text", "is_public")}),
        (_("Invitation"), {"fields": ("place", "is_withheld", "office", "accreditation_until", "addressed")}),
        (_("What came of it"), {"fields": ("present", "people", "link")}),
    )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = Body.objects.filter(pk__in=media_bodies())
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        save_press_event(event=record, by=by, reason=reason, expected_version=expected_version)


@admin.register(SitePublication)
class SitePublicationAdmin(PressWork, ExchangeAdmin):
    """The texts of the council's official site (публікації на сайті)."""

    form = OfMeasureForm
    resource = SitePublicationResource
    change_list_template = "admin/civil_society/site_publications.html"
    add_title = _("New publication on the site")
    add_button = _("Add a publication")
    change_title = _("Publication on the site")
    list_lead = _(
        "What stood on the official site, by day and section; whole months come in by paste or from its feed."
    )
    empty_text = _("Paste the first list, or take it from the feed of the site.")
    list_display = ("day", "heading", "section", "measure_name", "found")
    list_filter = (ProgramFilter, "section", ("lost_on", admin.EmptyFieldListFilter), MeasureFilter)
    search_help_text = _("Searches heading, section and link, in any case.")
    repeated = ("measure", "section")
    fieldsets = ((None, {"fields": ("measure", ("date", "section"), "heading", "link")}),)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"from_the_site": settings.SITE_FEED, **(extra_context or {})})

    @admin.display(description=_("link seen on"), ordering="seen_on")
    def found(self, row: SitePublication) -> str:
        if row.lost_on:
            return str(_("not found since %(day)s") % {"day": date_text(row.lost_on)})
        return date_text(row.seen_on) if row.seen_on else "—"


@admin.register(MonitoringNote)
class MonitoringNoteAdmin(PressWork, ExchangeAdmin):
    """Notes of the monitoring of the information space (моніторинг інформаційного простору)."""

    form = OfMeasureForm
    resource = MonitoringResource
    add_title = _("New monitoring note")
    add_button = _("Add a note")
    change_title = _("Monitoring note")
    list_lead = _("What media and channels said, and what the council answered; a digest of a month is made of it.")
    empty_text = _("Add the first note: where, what about, in which tone.")
    list_display = ("day", "heading", "where", "topic", "tone", "answer_state", "is_public")
    list_filter = (ProgramFilter, "tone", "genre", "needs_answer", "topic", MeasureFilter)
    list_select_related = ("outlet",)
    search_help_text = _("Searches heading, topic, channel and claim, in any case.")
    repeated = ("measure", "sample", "topic")
    fieldsets = (
        (None, {"fields": ("measure", "sample", ("outlet", "channel"), ("date", "genre", "tone"), "heading", "link")}),
        (_("What it says"), {"fields": ("topic", "claim", "has_both_sides", "is_public")}),
        (
            _("Answer"),
            {"fields": ("needs_answer", ("answered_by", "answer_until"), ("answered_on", "answer"))},
        ),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "outlet":
            kwargs["queryset"] = Body.objects.filter(pk__in=media_bodies())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("outlet or channel"))
    def where(self, note: MonitoringNote) -> str:
        return note.where

    @admin.display(description=_("answer"), ordering="answer_until")
    def answer_state(self, note: MonitoringNote) -> str:
        if not note.needs_answer:
            return "—"
        if note.answered_on:
            return str(_("answered on %(day)s") % {"day": date_text(note.answered_on)})
        return str(_("due on %(day)s") % {"day": date_text(note.answer_until)})
