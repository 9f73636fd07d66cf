"""Advisory bodies with their members, their sittings and decisions; requests for organisational support."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from programs.default_day import default_day
from programs.models import LedgerEntry
from programs.services import next_sitting_number
from programs.staff.base import PortalAdmin, PortalInline
from programs.staff.exchange import ExchangeAdmin
from programs.staff.forms import LinesField, RecordForm
from programs.staff.history import Reading
from programs.staff.lists import MeasureFilter, ProgramFilter, display_of
from programs.staff.measure_names import OfMeasure, ProgramFirst, day_within, program_of
from programs.staff.sheets import life_of
from programs.texts import number_in
from programs.words import date_text

from ..models import (
    AdvisoryBody,
    BodyDecision,
    BodyItem,
    BodyMember,
    BodyMinutesFile,
    BodyPresence,
    BodySitting,
    Institution,
    SupportRequest,
)
from ..resources.support import SupportResource
from ..services import (
    delete_body_sitting,
    delete_item,
    delete_support,
    put_questions,
    quorum_of,
    save_body,
    save_body_sitting,
    save_decision,
    save_item,
    save_support,
)
from ..staff.bodies import STEPS, printed
from .press import OfMeasureForm, PressWork

TIME = {"type": "time"}
OFFERED = 100  # entries of the ledger, the latest
ANSWER_WITHIN = timedelta(days=30)  # what a new request is answered by, unless somebody writes another day


class Members(PortalInline):
    """Who sits: whoever is replaced gets a last day, the successor a row."""

    model = BodyMember
    fields = (
        "post", "institution", "office", "is_official", "name", "consented_on", "deputy", "since", "until",
    )  # fmt: skip
    add_text = gettext_lazy("Add a member")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "institution":
            kwargs["queryset"] = Institution.objects.exclude(state=Institution.State.ENDED)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(AdvisoryBody)
class AdvisoryBodyAdmin(ProgramFirst, OfMeasure, PortalAdmin):
    """Advisory bodies and working groups (консультативно-дорадчі органи)."""

    form = OfMeasureForm
    add_title = gettext_lazy("New advisory body")
    add_button = gettext_lazy("Add a body")
    change_title = gettext_lazy("Advisory body")
    list_lead = gettext_lazy("Public council, advisory bodies, working groups: by which act, until when, who sits.")
    empty_text = gettext_lazy("Add the first body, then its members and sittings.")
    list_display = ("name", "kind", "term", "sat", "measure_name", "is_public")
    list_filter = (ProgramFilter, "kind", "is_public", MeasureFilter)
    search_fields = ("folded",)
    search_help_text = gettext_lazy("Searches name, purpose and unit, in any case.")
    fieldsets = (
        (None, {"fields": ("measure", "kind", "name", "about", "act", ("since", "until"), "is_public")}),
        (gettext_lazy("How it works"), {"fields": ("quorum", "unit", "note")}),
    )
    inlines = (Members,)

    def get_queryset(self, request: HttpRequest) -> Any:
        sat = Count("sittings", filter=Q(sittings__state__in=BodySitting.TOOK_PLACE))
        return super().get_queryset(request).annotate(sittings_held=sat)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new body is one page; its members stand on the next."""
        return self.inlines if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        last = AdvisoryBody.objects.order_by("-pk").first()
        taken = {"measure": last.measure} if last else {}
        return {**taken, **super().get_changeform_initial_data(request)}

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        if isinstance(record, AdvisoryBody):
            save_body(body=record, by=by, reason=reason, expected_version=expected_version)
        else:
            super().write(record, by=by, reason=reason, expected_version=expected_version)

    @admin.display(description=gettext_lazy("term"), ordering="until")
    def term(self, body: AdvisoryBody) -> str:
        return f"{date_text(body.since)} – {date_text(body.until) if body.until else '…'}"

    @admin.display(description=gettext_lazy("sittings held"), ordering="sittings_held")
    def sat(self, body: Any) -> str:
        return str(body.sittings_held)


class BodySittingForm(RecordForm):
    """A sitting; a new one takes its agenda as lines."""

    questions = LinesField(
        label=gettext_lazy("Agenda"),
        required=False,
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        help_text=gettext_lazy("One question per line."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("questions", None)  # they are rows of their own now

    class Meta:
        widgets = {
            "time": forms.TimeInput(format="%H:%M", attrs=TIME),
            "ended": forms.TimeInput(format="%H:%M", attrs=TIME),
            "invited": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }


class Items(PortalInline):
    """The agenda."""

    model = BodyItem
    fields = ("number", "question", "speaker")
    add_text = gettext_lazy("Add a question")
    verbose_name_plural = gettext_lazy("agenda")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "question":
            field.widget = forms.Textarea(attrs={"rows": 2})
        return field


@admin.register(BodySitting)
class BodySittingAdmin(PortalAdmin):
    """Sittings of advisory bodies (засідання дорадчих органів)."""

    form = BodySittingForm
    change_form_template = "admin/civil_society/body_sitting.html"
    add_title = gettext_lazy("New sitting")
    add_button = gettext_lazy("Add a sitting")
    change_title = gettext_lazy("Sitting")
    list_lead = gettext_lazy("From the agenda to the approved minutes; the quorum follows the membership of the day.")
    empty_text = gettext_lazy("Add the next sitting with its agenda, one question per line.")
    list_display = ("name", "body", "shown_state", "decided")
    list_filter = ("state", "body")
    list_select_related = ("body",)
    date_hierarchy = "date"
    ordering = ("-date", "-pk")
    inlines = (Items,)
    steps = STEPS
    fieldsets = (
        (None, {"fields": ("body", "number", ("date", "time"), "place", "link", "questions")}),
        (gettext_lazy("Who is invited, what is kept back"), {"fields": ("invited", "withheld_until")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request).select_related("body__measure__program", "minutes")
        return found.annotate(decisions=Count("items__decisions"))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fieldsets(request, obj)
        if obj is None:
            return found
        first = ["body", "number", ("date", "time"), "place", "link"]
        return [(title, {**about, "fields": first} if title is None else about) for title, about in found]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The next sitting is likely one of the body that sat last, at the same place."""
        last = BodySitting.objects.order_by("-date", "-pk").first()
        taken: dict[str, Any] = {"date": default_day()}
        if last:
            number = next_sitting_number(BodySitting.objects.filter(body=last.body_id))
            taken |= {"body": last.body_id, "place": last.place, "time": last.time, "number": number}
        elif body := AdvisoryBody.objects.order_by("-pk").first():
            taken |= {"body": body.pk, "number": "1"}
        return {**taken, **super().get_changeform_initial_data(request)}

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        if isinstance(record, BodySitting):
            save_body_sitting(sitting=record, by=by, reason=reason, expected_version=expected_version)
        else:
            save_item(item=record, by=by, reason=reason)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        if isinstance(record, BodySitting):
            delete_body_sitting(sitting=record, by=by, reason=reason)
        else:
            delete_item(item=record, by=by, reason=reason)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        questions = [line.strip() for line in (form.cleaned_data.get("questions") or "").splitlines() if line.strip()]
        if not change and questions:
            put_questions(sitting=form.instance, questions=questions, by=request.user)

    def saved(self, request: HttpRequest, obj: Any) -> Any:
        super().saved(request, obj)
        return HttpResponseRedirect(self.change_address(obj.pk))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_open)

    def readings(self, record: Any) -> list[Reading]:
        """With what was recorded of the sitting on its other pages."""
        items = list(record.items.values_list("pk", flat=True))
        return [
            *super().readings(record),
            Reading(BodyPresence, {"sitting_id": record.pk}),
            Reading(BodyDecision, {"item_id__in": items}),
        ]

    @admin.display(description=gettext_lazy("sitting"), ordering="date")
    def name(self, sitting: BodySitting) -> str:
        return str(sitting)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, sitting: Any) -> str:
        state = capfirst(str(sitting.get_state_display()))
        return state if sitting.is_open else _("%(state)s, minutes approved") % {"state": state}

    @admin.display(description=gettext_lazy("decisions"), ordering="decisions")
    def decided(self, sitting: Any) -> str:
        return str(sitting.decisions)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        sitting = self.get_object(request, object_id)
        context = extra_context or {}
        if sitting is not None:
            context = {**self.about(request, sitting), **context}
        return super().change_view(request, object_id, form_url, context)

    def about(self, request: HttpRequest, sitting: BodySitting) -> dict[str, Any]:
        """What stands above the form: where the sitting stands, the quorum, what was decided, the files."""
        stages = [
            pgettext_lazy("stage of a sitting", "agenda"),
            pgettext_lazy("stage of a sitting", "held"),
            pgettext_lazy("stage of a sitting", "minutes approved"),
        ]
        presences = list(sitting.presences.select_related("institution"))
        is_shown = BodySitting.objects.published().filter(pk=sitting.pk).exists()
        return {
            "subtitle": str(sitting),
            "steps": self.step_links(request, sitting),
            "life": life_of(stages, 2 if not sitting.is_open else int(sitting.took_place)),
            "quorum": quorum_of(sitting.body, presences) if presences else None,
            "absent": [row for row in presences if not row.is_present],
            "items": list(sitting.items.prefetch_related("decisions")),
            "printed": printed(sitting),
            "files": BodyMinutesFile.objects.filter(minutes__sitting=sitting).defer("content"),
            "public_page": sitting.get_absolute_url() if is_shown else "",
        }


class DoneFilter(admin.SimpleListFilter):
    """What is done of the decisions, what is open, what of that is overdue."""

    title = gettext_lazy("execution")
    parameter_name = "execution"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("open")), ("overdue", _("overdue")), ("done", _("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: Any = queryset
        if self.value() in {"open", "overdue", "done"}:
            rows = getattr(rows, str(self.value()))(default_day())
        return rows


@admin.register(BodyDecision)
class BodyDecisionAdmin(PortalAdmin):
    """What advisory bodies decided, and what was done (рішення дорадчих органів)."""

    change_title = gettext_lazy("Decision of an advisory body")
    list_lead = gettext_lazy("What was decided, which unit does it, by when, what was done.")
    empty_text = gettext_lazy("Decisions come with the sittings on which they are recorded.")
    list_display = ("name", "of_body", "unit", "due", "shown_state")
    list_filter = (DoneFilter, "item__sitting__body")
    list_select_related = ("item__sitting__body",)
    search_fields = ("folded",)
    search_help_text = gettext_lazy("Searches decision, unit and what was done, in any case.")
    ordering = ("-item__sitting__date", "-pk")
    fieldsets = (
        (gettext_lazy("Decision"), {"fields": ("text", ("unit", "due"))}),
        (gettext_lazy("Execution"), {"fields": ("done_on", "result")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.item.sitting.is_open)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What approved minutes say is read; what was done is written."""
        return ("text", "unit", "due") if obj and not obj.item.sitting.is_open else ()

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        save_decision(decision=record, by=by, reason=reason, expected_version=expected_version)

    @admin.display(description=gettext_lazy("decided"), ordering="pk")
    def name(self, row: BodyDecision) -> str:
        return Truncator(row.text).chars(120)

    @admin.display(description=gettext_lazy("sitting"), ordering="item__sitting__date")
    def of_body(self, row: BodyDecision) -> str:
        return f"{row.item.sitting.body}, {date_text(row.item.sitting.date)}"

    @admin.display(description=gettext_lazy("state"), ordering="done_on")
    def shown_state(self, row: BodyDecision) -> str:
        if row.done_on:
            return _("done on %(day)s") % {"day": date_text(row.done_on)}
        return _("overdue") if row.is_overdue(default_day()) else _("open")


@admin.register(SupportRequest)
class SupportRequestAdmin(PressWork, ExchangeAdmin):
    """Requests of institutions for organisational support (запити на підтримку)."""

    form = OfMeasureForm
    resource = SupportResource
    add_title = gettext_lazy("New request for support")
    add_button = gettext_lazy("Add a request")
    change_title = gettext_lazy("Request for support")
    list_lead = gettext_lazy(
        "What institutions asked for and what was done; it costs the programme nothing unless it says so."
    )
    empty_text = gettext_lazy("Add the first request: who asked, for what, what was done.")
    list_display = ("day", "asked_words", "institution", "state", "done_on", "is_public")
    list_display_links = ("day", "asked_words")
    list_filter = (ProgramFilter, "state", "is_public", MeasureFilter)
    list_select_related = ("institution",)
    date_hierarchy = "asked_on"
    search_help_text = gettext_lazy("Searches what was asked for and what was done, in any case.")
    fieldsets = (
        (None, {"fields": ("measure", "institution", ("asked_on", "answer_until"), "asked", "is_public")}),
        (gettext_lazy("What came of it"), {"fields": (("state", "done_on"), "done", "entry", "note")}),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "entry":
            key = (request.resolver_match.kwargs if request.resolver_match else {}).get("object_id", "")
            chosen = SupportRequest.objects.filter(pk=number_in(key) or 0).exclude(entry=None)
            latest = LedgerEntry.objects.filter(stage="paid").order_by("-date", "-pk").values_list("pk", flat=True)
            keys = [*latest[:OFFERED], *chosen.values_list("entry", flat=True)]
            kwargs["queryset"] = LedgerEntry.objects.filter(pk__in=keys)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        day = day_within(program_of(request))
        found = super().get_changeform_initial_data(request)
        found.pop("date", None)
        return {"asked_on": day, "answer_until": day and day + ANSWER_WITHIN, **found}

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        save_support(request=record, by=by, reason=reason, expected_version=expected_version)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        delete_support(request=record, by=by, reason=reason)

    day = display_of("asked_on", gettext_lazy("asked on"), date_text)

    @admin.display(description=gettext_lazy("what was asked for"))
    def asked_words(self, row: SupportRequest) -> str:
        return Truncator(row.asked).chars(120)
