"""Courses in the API: their sessions and three numbers, nobody's name."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from programs.rest.fields import OfMeasure, Reason
from programs.rest.filters import OfMeasureFilters, by_choice, by_text

from ..models import Course, CourseSession
from ..services import delete_course, save_course
from .press import Kept


class SessionSerializer(serializers.Serializer):
    """A session: time and place that are kept back are answered once it was held."""

    state = serializers.ChoiceField(CourseSession.State.choices, label=gettext_lazy("state"))
    date = serializers.DateField(label=gettext_lazy("date"))
    time = serializers.SerializerMethodField(label=gettext_lazy("time"))
    hours = serializers.DecimalField(4, 1, allow_null=True, label=gettext_lazy("hours"))
    topic = serializers.CharField(label=gettext_lazy("topic"))
    trainer = serializers.CharField(label=gettext_lazy("who teaches"))
    place = serializers.SerializerMethodField(label=gettext_lazy("place"))
    youth = serializers.IntegerField(allow_null=True, label=gettext_lazy("pupils and youth"))
    media = serializers.IntegerField(allow_null=True, label=gettext_lazy("media"))
    officials = serializers.IntegerField(allow_null=True, label=gettext_lazy("officials"))
    residents = serializers.IntegerField(allow_null=True, label=gettext_lazy("others"))

    @extend_schema_field(serializers.TimeField(allow_null=True))
    def get_time(self, session: CourseSession) -> Any:
        return session.time if session.told_place else None

    @extend_schema_field(serializers.CharField())
    def get_place(self, session: CourseSession) -> str:
        return session.place if session.told_place else ""


class CourseSerializer(OfMeasure):
    """A season of the school, a seminar or a training."""

    sessions = serializers.SerializerMethodField(label=gettext_lazy("sessions"))
    reason = Reason()

    class Meta:
        model = Course
        fields = [
            "id", "program", "measure", "measure_code", "kind", "title", "season", "partners", "money", "about",
            "enrolled", "finished", "certificates", "mark_before", "mark_after", "materials", "products", "is_public",
            "sessions", *Course.PRIVATE, "reason",
        ]  # fmt: skip
        extra_kwargs = {
            name: {"write_only": True, "help_text": gettext_lazy("Stored and never answered.")}
            for name in Course.PRIVATE
        }

    @extend_schema_field(SessionSerializer(many=True))
    def get_sessions(self, course: Course) -> list[dict[str, Any]]:
        return [*SessionSerializer(course.sessions.all(), many=True).data]


class CourseFilters(OfMeasureFilters):
    kind = by_choice("kind", Course.Kind, gettext_lazy("kind"))
    season = by_text("season", gettext_lazy("season"))


class Courses(Kept):
    title = gettext_lazy("School, seminars and trainings")
    about = gettext_lazy("Courses with their sessions: who was enrolled, finished and has a certificate, as numbers.")
    writes = Course
    serializer_class = CourseSerializer
    filterset_class = CourseFilters
    orderings = {"id": "pk", "season": "season", "title": "title"}
    default_ordering = ("-season", "-pk")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().prefetch_related("sessions")

    def save(self, record: Course, *, reason: str) -> Any:
        return save_course(course=record, by=self.person, reason=reason)

    def remove(self, item: Any, *, reason: str) -> None:
        delete_course(course=item, by=self.person, reason=reason)
