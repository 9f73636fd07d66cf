"""Courses with their sessions and, where one is needed, the list of participants."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from programs.models import LedgerEntry
from programs.staff.base import PortalAdmin, PortalInline
from programs.staff.lists import MeasureFilter, ProgramFilter
from programs.staff.measure_names import OfMeasure, ProgramFirst, program_of
from programs.texts import number_in

from ..models import Course, CourseProduct, CourseSession, Participant
from ..services import delete_course, delete_session, save_course, save_session
from ..staff.courses import Certificates
from .press import OfMeasureForm

OFFERED = 100  # entries of the ledger, the latest of the course's measure


class Sessions(PortalInline):
    """The sessions, planned and held; who came is counted, not named."""

    model = CourseSession
    fields = (
        "state", "date", "time", "topic", "trainer", "hours", "place", "is_withheld", "youth", "media", "officials",
        "residents", "entry",
    )  # fmt: skip
    add_text = _("Add a session")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "time":
            kwargs["widget"] = forms.TimeInput(attrs={"class": "vTimeField", "type": "time"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "entry":
            key = (request.resolver_match.kwargs if request.resolver_match else {}).get("object_id", "")
            course = Course.objects.filter(pk=number_in(key) or 0).first()
            paid = LedgerEntry.objects.filter(measure=course.measure_id if course else None, stage="paid")
            keys = [*paid.order_by("-date", "-pk").values_list("pk", flat=True)[:OFFERED]]
            chosen = CourseSession.objects.filter(course=course).exclude(entry=None).values_list("entry", flat=True)
            kwargs["queryset"] = LedgerEntry.objects.filter(pk__in=[*keys, *chosen])
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class Products(PortalInline):
    """What was made; a pupil's work is shown by consent alone."""

    model = CourseProduct
    fields = ("title", "link", "is_of_pupil", "agreed_on", "agreed_until")
    add_text = _("Add a work")


class Participants(PortalInline):
    """Who is on the list: never public, erased on its day."""

    model = Participant
    fields = ("name", "contact", "is_minor", "parents_agreed_on", "has_finished", "number")
    readonly_fields = ("number",)
    add_text = _("Add a participant")


@admin.register(Course)
class CourseAdmin(ProgramFirst, OfMeasure, PortalAdmin):
    """The School of the Young Journalist, seminars and trainings (курси)."""

    form = OfMeasureForm
    add_title = _("New course")
    add_button = _("Add a course")
    change_title = _("Course")
    list_lead = _("Seasons of the school, seminars and trainings; who was enrolled, finished and has a certificate.")
    empty_text = _("Add the first season, then its sessions.")
    list_display = ("title", "season", "kind", "measure_name", "held", "enrolled", "finished", "certificates")
    list_filter = (ProgramFilter, "kind", MeasureFilter)
    search_fields = ("folded",)
    search_help_text = _("Searches title, season and what it is about, in any case.")
    steps = (Certificates,)
    fieldsets = (
        (None, {"fields": ("measure", ("kind", "season"), "title", "about", "is_public")}),
        (_("What came of it"), {"fields": (("enrolled", "finished", "certificates"), "products", "materials")}),
        (_("Questionnaire"), {"fields": (("mark_before", "mark_after"),)}),
        (_("Partners and money"), {"fields": ("partners", "money")}),
        (
            _("List of participants"),
            {"fields": (("purpose", "erase_on"), "series", "note")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        held = Count("sessions", filter=Q(sessions__state=CourseSession.State.HELD))
        return super().get_queryset(request).annotate(sessions_held=held)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new course is one page; its list stands where the course says why it is needed."""
        if obj is None:
            return ()
        return (Sessions, Products, Participants) if obj.purpose else (Sessions, Products)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        program = program_of(request)
        last = Course.objects.filter(**({"measure__program": program} if program else {})).order_by("-pk").first()
        taken = {name: getattr(last, name) for name in ("measure", "kind", "title", "partners")} if last else {}
        return {**taken, **super().get_changeform_initial_data(request)}

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        if isinstance(record, Course):
            save_course(course=record, by=by, reason=reason, expected_version=expected_version)
        elif isinstance(record, CourseSession):
            save_session(session=record, by=by, reason=reason)
        else:
            super().write(record, by=by, reason=reason, expected_version=expected_version)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        if isinstance(record, CourseSession):
            delete_session(session=record, by=by, reason=reason)
        elif isinstance(record, Course):
            delete_course(course=record, by=by, reason=reason)
        else:
            super().erase(record, by=by, reason=reason)

    @admin.display(description=_("sessions held"), ordering="sessions_held")
    def held(self, course: Any) -> str:
        return str(course.sessions_held)
