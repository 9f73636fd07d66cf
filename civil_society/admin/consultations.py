"""Consultations and their events: what is announced, who was told and where, how many came; each step has its page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import FileField, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from programs.default_day import default_day
from programs.models import Edition, ExecutionReport
from programs.staff.base import PortalAdmin, PortalInline
from programs.staff.forms import MeasureField, RecordForm
from programs.staff.history import Reading, person
from programs.staff.lists import edition_name
from programs.staff.pages import address_of
from programs.staff.sheets import Sheet, SheetCell, life_of, page_of
from programs.staff.stored_files import FileAdmin, StoredFileWidget
from programs.words import date_text

from .. import services
from ..models import (
    Consultation,
    ConsultationDocument,
    ConsultationEvent,
    CouncilOpinion,
    EventHeadcount,
    Institution,
    Invitation,
    Position,
    PublicationNotice,
    Regime,
    Stage,
)
from ..staff.consultations import CONSULTATION_STEPS, READ, CancelEvent, term_words
from ..staff.papers import PublishOutcome, PublishResult

MARKS = {Stage.DRAFT: " mark-draft", Stage.AHEAD: " mark-update", Stage.OPEN: " mark-new"}
HOURS = {"opens_at": "09:00", "closes_at": "17:00"}  # what a new consultation proposes
LIFE = (Stage.DRAFT, Stage.AHEAD, Stage.OPEN, Stage.CLOSED, Stage.ANSWERED, Stage.REPORTED, Stage.DECIDED)


class ConsultationForm(RecordForm):
    measure = MeasureField(
        label=gettext_lazy("Measure of the programme"),
        required=False,
        help_text=gettext_lazy("Of the programme under which it is held: there it counts as done."),
    )

    class Meta:
        widgets = {
            name: forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"})
            for name, rows in (
                ("summary", 4),
                ("why", 3),
                ("alternatives", 2),
                ("affected", 2),
                ("effects", 2),
                ("channels", 3),
                ("admissibility", 2),
                ("note", 2),
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if "regime" in fields:
            own = self.instance.regime_id or 0
            fields["regime"].queryset = Regime.objects.active() | Regime.objects.filter(pk=own)
            fields["regime"].required = False
            fields["regime"].empty_label = None
            default = Regime.objects.default()
            self.initial.setdefault("regime", self.instance.regime_id or (default and default.pk))
        if "edition" in fields:
            fields["edition"].queryset = Edition.objects.select_related("program")
            fields["edition"].label_from_instance = lambda edition: edition_name(edition, with_program=True)
        if "report" in fields:
            fields["report"].queryset = ExecutionReport.objects.select_related("program")
        if self.instance.pk is None:
            for name, hour in HOURS.items():
                self.initial.setdefault(name, [None, hour])
                if self.data.get(f"{name}_0") == "" and self.data.get(f"{name}_1") == hour:
                    typed: Any = self.data
                    self.data = typed = typed.copy()
                    typed[f"{name}_1"] = ""  # the hour that stood there already says no moment without a day


class Documents(PortalInline):
    model = ConsultationDocument
    fields = ("kind", "title", "link", "file", "is_public")
    add_text = gettext_lazy("Add a document")

    formfield_overrides = {**PortalInline.formfield_overrides, FileField: {"widget": StoredFileWidget()}}


class Notices(PortalInline):
    """Where the public was told: the term runs from the last of these days."""

    model = PublicationNotice
    fields = ("what", "place", "name", "issue", "published_on", "link")
    add_text = gettext_lazy("Add a place of publication")


class Invitations(PortalInline):
    model = Invitation
    fields = ("institution", "invited_on", "took_part")
    add_text = gettext_lazy("Add an institution")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "institution":
            kwargs["queryset"] = Institution.objects.order_by("name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class Positions(PortalInline):
    """How many were for, against, or for an option: counted beside the proposals."""

    model = Position
    fields = ("kind", "option", "count")
    add_text = gettext_lazy("Add a position")


@admin.register(ConsultationDocument)
class ConsultationDocumentAdmin(FileAdmin):
    """The stored file of a document, for staff before everybody reads it; reached from its consultation."""

    add_title = gettext_lazy("New document of a consultation")
    add_button = gettext_lazy("Add a document")
    change_title = gettext_lazy("Document of a consultation")
    formfield_overrides = {**FileAdmin.formfield_overrides, FileField: {"widget": StoredFileWidget()}}
    list_display = ("title", "kind", "consultation", "is_public")
    list_filter = ("kind", "is_public")
    list_select_related = ("consultation",)
    search_fields = ("consultation__folded",)
    fieldsets = ((None, {"fields": ("consultation", "kind", "title", "link", "file", "is_public")}),)


class CouncilOpinions(PortalInline):
    """What the public council had to do with it, for the quarterly form."""

    model = CouncilOpinion
    fields = ("asked_on", "considered_on", "gave_proposals", "note")
    max_num = 1
    add_text = gettext_lazy("Add the opinion of the public council")


class StageFilter(admin.SimpleListFilter):
    """Where a consultation stands: of an announced one the clock says it."""

    title = pgettext_lazy("consultation", "where it stands")
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(stage.value, capfirst(str(stage.label))) for stage in Stage]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.at_stage(self.value(), timezone.now()) if self.value() in Stage.values else queryset


@admin.register(Consultation)
class ConsultationAdmin(PortalAdmin):
    """The consultations of the council and those of other bodies that are announced here."""

    form = ConsultationForm
    change_form_template = "admin/civil_society/consultation.html"
    add_title = gettext_lazy("New consultation")
    add_button = gettext_lazy("Add a consultation")
    change_title = gettext_lazy("Consultation")
    list_lead = gettext_lazy("From the announcement to the outcome; what has to be done next stands in its page.")
    empty_text = gettext_lazy("Add a consultation, or begin one from an item of the plan of the year.")
    list_display = ("name", "subject", "form", "term", "stage_words", "planned")
    list_display_links = ("name", "subject")
    list_filter = (StageFilter, "form", "matter", "organiser", "year")
    list_select_related = ("plan_item",)
    search_fields = ("folded",)
    search_help_text = gettext_lazy("Searches subject, summary, unit and body, in any case.")
    inlines = (Documents, Notices, Invitations, Positions, CouncilOpinions)
    steps = (*CONSULTATION_STEPS, PublishResult, PublishOutcome)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "subject",
                    ("form", "matter"),
                    "summary",
                    "unit",
                    ("opens_at", "closes_at"),
                    "measure",
                )
            },
        ),
        (gettext_lazy("Announcement"), {"fields": ("why", "alternatives", "affected", "effects")}),
        (
            gettext_lazy("Proposals and the result"),
            {"fields": ("takes_online", "channels", "admissibility", "office", ("told_how", "told_on"))},
        ),
        (
            gettext_lazy("What it belongs to"),
            {"fields": ("regime", "plan_item", "program", "edition", "report"), "classes": ("collapse",)},
        ),
        (
            gettext_lazy("Another body or platform"),
            {
                "fields": (
                    ("organiser", "organiser_name"),
                    ("platform", "platform_link"),
                    ("platform_proposals", "platform_people"),
                ),
                "classes": ("collapse",),
            },
        ),
        (gettext_lazy("For staff"), {"fields": ("note",), "classes": ("collapse",)}),
    )

    # Saving --------------------------------------------------------------------------------------

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        if isinstance(record, Consultation):
            services.save_consultation(consultation=record, by=by, reason=reason, expected_version=expected_version)
        else:
            super().write(record, by=by, reason=reason, expected_version=expected_version)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        came = any(formset.model is Invitation and formset.has_changed() for formset in formsets)
        if came and form.instance.activity_id:
            services.count_activity(consultation=form.instance, by=request.user)  # type: ignore[arg-type]

    # The form ------------------------------------------------------------------------------------

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new one is a page without rows but its documents: the rest comes when there is something to say."""
        if obj is None:
            return (Documents,)
        return self.inlines if obj.state != Consultation.State.DRAFT else (Documents, Invitations)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The term that the public was told of moves by steps alone."""
        if obj is None or obj.state == Consultation.State.DRAFT:
            return ()
        return ("opens_at", "closes_at", "regime", "matter", "organiser")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was announced is cancelled instead, and stays."""
        is_draft = obj is None or obj.state == Consultation.State.DRAFT
        return super().has_delete_permission(request, obj) and is_draft

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["show_save_and_add_another"] = False
        if original := context.get("original"):
            consultation = READ.get(pk=original.pk)
            is_draft = consultation.state == Consultation.State.DRAFT
            context |= {
                "life": life_of_consultation(consultation),
                "buttons": [*self.step_links(request, consultation), *_with_proposals(consultation, request.user)],
                "notices": (
                    services.announcement_notices(consultation, default_day(consultation.program)) if is_draft else []
                ),
                "sheets": [
                    _timeline(consultation),
                    _events(consultation, request.user),
                    *([_changes(consultation)] if consultation.steps.all() else []),
                ],
                "public_page": "" if is_draft else consultation.get_absolute_url(),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def readings(self, record: Any) -> list[Reading]:
        found = super().readings(record)
        events = ConsultationEvent.objects.filter(consultation=record).values_list("pk", flat=True)
        people = Reading(EventHeadcount, {"event_id__in": [*events]})
        return [*found, Reading(ConsultationEvent, {"consultation_id": record.pk}), people]

    # The list ------------------------------------------------------------------------------------

    def foot(self, request: HttpRequest, queryset: QuerySet[Any]) -> dict[str, Any]:
        counted = Consultation.objects.counted().filter(pk__in=queryset.values("pk")).count()
        return {"name": _("Counted"), "subject": _("%(count)s of the council, not cancelled") % {"count": counted}}

    @admin.display(description=gettext_lazy("№"), ordering="-year")
    def name(self, consultation: Consultation) -> str:
        return consultation.address

    @admin.display(description=gettext_lazy("proposals are taken"), ordering="closes_at")
    def term(self, consultation: Consultation) -> str:
        return term_words(consultation)

    @admin.display(description=pgettext_lazy("consultation", "where it stands"))
    def stage_words(self, consultation: Consultation) -> SafeString:
        stage = consultation.stage(timezone.now())
        return format_html('<span class="mark{}">{}</span>', MARKS.get(stage, ""), stage.label)

    @admin.display(description=gettext_lazy("item of the plan"))
    def planned(self, consultation: Consultation) -> str:
        return f"№ {consultation.plan_item.number}" if consultation.plan_item else "—"


def life_of_consultation(consultation: Consultation) -> list[tuple[str, str]]:
    """From the draft to the outcome, the next step named; a cancelled one shows where it ended."""
    stage = consultation.stage(timezone.now())
    if stage == Stage.CANCELLED:
        return life_of([Stage.DRAFT.label, Stage.CANCELLED.label], 1)
    steps = [each for each in LIFE if consultation.is_own or each in LIFE[:4]]
    return life_of([each.label for each in steps], steps.index(stage))


def _with_proposals(consultation: Consultation, user: Any) -> list[dict[str, str]]:
    """What is done with its proposals, each a page of its own."""
    if consultation.state in {Consultation.State.DRAFT, Consultation.State.CANCELLED} or not consultation.is_own:
        return []
    enter = address_of("civil_society_staff:enter-proposal", given={"consultation": consultation.pk})
    found = [
        ("civil_society.add_proposal", _("Enter a proposal"), enter),
        (
            "civil_society.answer_proposal",
            _("Answer proposals"),
            address_of("civil_society_staff:answers", [consultation.pk]),
        ),
    ]
    return [{"label": label, "address": address, "kind": ""} for right, label, address in found if user.has_perm(right)]


def _timeline(consultation: Consultation) -> Sheet:
    """Each step with its day, and which of them were missed."""
    now = timezone.now()
    rows = []
    for step in services.timeline(consultation):
        mark = _("missed") if step.is_missed(now) else ""
        rows.append(
            [
                SheetCell(capfirst(step.title), mark=mark),
                SheetCell(_due(step)),
                SheetCell(date_text(step.done) if step.done and step.key != "collecting" else "—"),
                SheetCell(step.words or "—"),
            ]
        )
    headings = [_("step"), pgettext("step of a consultation", "by when"), _("done on"), _("what the rules say")]
    return Sheet("timeline", _("Steps and terms"), headings, rows)


def _due(step: services.TimedStep) -> str:
    """The moment where it has an hour of its own, else the day."""
    if step.due is None:
        return "—"
    return services.moment_text(step.due) if step.key == "collecting" or step.words else date_text(step.due_on)


def _events(consultation: Consultation, user: Any) -> Sheet:
    rows = [
        [
            SheetCell(str(event), page_of(event), mark=_("cancelled") if event.cancelled_on else ""),
            SheetCell(event.place or event.link),
            SheetCell(services.moment_text(event.registration_until) if event.registration_until else "—"),
            SheetCell(str(event.people) if event.headcounts.all() else "—", is_money=True),
        ]
        for event in consultation.events.all()
    ]
    add = address_of("admin:civil_society_consultationevent_add", given={"consultation": consultation.pk})
    links = [(_("Add an event"), add)] if user.has_perm("civil_society.add_consultationevent") else []
    headings = [_("event"), _("place"), _("registration until"), _("people")]
    empty = _("No event: proposals alone are collected.")
    return Sheet("events", _("Events"), headings, rows, empty=empty, links=links)


def _changes(consultation: Consultation) -> Sheet:
    rows = [
        [
            SheetCell(date_text(step.date)),
            SheetCell(capfirst(str(step.get_kind_display()))),
            SheetCell(services.moment_text(step.closes_at) if step.closes_at else "—"),
            SheetCell(step.reason or "—"),
            SheetCell(person(step.by)),
        ]
        for step in consultation.steps.select_related("by")
    ]
    headings = [_("date"), _("step"), _("new end"), _("reason"), _("recorded by")]
    return Sheet("changes", _("What was done"), headings, rows, is_folded=True)


class Headcounts(PortalInline):
    """How many people of each group came; never who."""

    model = EventHeadcount
    fields = ("group", "count")
    max_num = 5
    add_text = gettext_lazy("Add a group")


@admin.register(ConsultationEvent)
class ConsultationEventAdmin(PortalAdmin):
    """Where and when people meet; begun from the page of its consultation."""

    add_title = gettext_lazy("New event of a consultation")
    add_button = gettext_lazy("Add an event")
    change_title = gettext_lazy("Event of a consultation")
    change_form_template = "admin/civil_society/event.html"
    list_display = ("__str__", "consultation", "place", "people")
    list_select_related = ("consultation",)
    search_fields = ("consultation__folded",)
    inlines = (Headcounts,)
    steps = (CancelEvent,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "consultation",
                    "title",
                    ("starts_at", "ends_at"),
                    "place",
                    "link",
                    "kept_back",
                    ("registration_until", "registration"),
                    "note",
                )
            },
        ),
    )

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """People are counted once they came."""
        return self.inlines if obj and obj.starts_at <= timezone.now() and not obj.cancelled_on else ()

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        if isinstance(record, ConsultationEvent):
            services.save_event(event=record, by=by, reason=reason, expected_version=expected_version)
        else:
            super().write(record, by=by, reason=reason, expected_version=expected_version)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.instance.consultation.activity_id or any(formset.has_changed() for formset in formsets):
            services.count_activity(consultation=form.instance.consultation, by=request.user)  # type: ignore[arg-type]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An event that the public was told of is cancelled instead."""
        is_untold = obj is None or obj.consultation.state == Consultation.State.DRAFT
        return super().has_delete_permission(request, obj) and is_untold

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> Any:
        return self._to_consultation(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> Any:
        return self._to_consultation(obj)

    def _to_consultation(self, event: ConsultationEvent) -> Any:
        return HttpResponseRedirect(page_of(event.consultation))

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["show_save_and_add_another"] = context["show_save_and_continue"] = False
        if original := context.get("original"):
            context["buttons"] = self.step_links(request, original)
            context["consultation_page"] = page_of(original.consultation)
        return super().render_change_form(request, context, *args, **kwargs)

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        counts: dict[int, int] = {}
        for pk, count in EventHeadcount.objects.filter(event__in=rows).values_list("event", "count"):
            counts[pk] = counts.get(pk, 0) + count
        for row in rows:
            row.people_counted = counts.get(row.pk)

    @admin.display(description=gettext_lazy("people"))
    def people(self, event: Any) -> str:
        return "—" if event.people_counted is None else str(event.people_counted)
