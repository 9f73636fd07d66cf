"""What is due of courses: sessions that come, and those whose day has come."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.duties import Day, Duty, Page

from ..models import CourseSession

COURSE = gettext_lazy("course")
AHEAD = timedelta(days=7)


def sessions_to_hold(day: Day) -> Iterator[Duty]:
    """Sessions within a week; of one whose day has come somebody says whether it was held, and how many came."""
    coming = CourseSession.objects.filter(
        state="planned", date__lte=day.on + AHEAD, course__measure__program__in=day.programs
    )
    for session in coming.select_related("course__measure__program").order_by("date", "pk"):
        words = _("Say whether “%(topic)s” was held") if session.date < day.on else _("Hold “%(topic)s”")
        yield Duty(
            key=f"session-{session.pk}",
            title=words % {"topic": session.topic},
            program=session.course.measure.program,
            kind=COURSE,
            page=Page("admin:civil_society_course_change", [session.course_id]),
            action=_("Write what came of it"),
            permission="civil_society.change_course",
            note=str(session.course),
            due=session.date,
        )
