"""Writes of courses: sessions with their activities, certificates in one step, lists that are erased."""

from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.services import delete_record, delete_with_activity, save_record, save_with_activity

from ..models import Course, CourseProduct, CourseSession, Participant

OF_CALENDAR = ("date", "time", "place", "state")  # what people who took the session into their calendars must learn


@transaction.atomic
def save_course(*, course: Course, by: User | None, reason: str = "", expected_version: int | None = None) -> Course:
    """Save a course; its sessions say of the measure, the kind and who sees them what the course says."""
    saved: Course = save_record(record=course, by=by, reason=reason, expected_version=expected_version)
    for session in saved.sessions.all():
        session.course = saved
        save_with_activity(record=session, by=by, reason=reason)
    return saved


@transaction.atomic
def save_session(*, session: CourseSession, by: User | None, reason: str = "") -> CourseSession:
    stored = CourseSession.objects.filter(pk=session.pk).first()
    if stored and any(getattr(stored, name) != getattr(session, name) for name in OF_CALENDAR):
        session.sequence = stored.sequence + 1
    saved: CourseSession = save_with_activity(record=session, by=by, reason=reason)
    return saved


@transaction.atomic
def delete_session(*, session: CourseSession, by: User | None, reason: str = "") -> None:
    """Delete a session with the activity that it kept."""
    delete_with_activity(record=session, by=by, reason=reason)


@transaction.atomic
def delete_course(*, course: Course, by: User | None, reason: str = "") -> None:
    """Delete a course with its sessions and their activities."""
    for session in course.sessions.all():
        delete_session(session=session, by=by, reason=reason)
    delete_record(record=course, by=by, reason=reason)


@transaction.atomic
def number_certificates(*, course: Course, by: User) -> list[Participant]:
    """Give everybody who finished a number in the series of the course; who has one keeps it. All, by their numbers."""
    course = Course.objects.select_for_update().get(pk=course.pk)
    if not course.series:
        raise ValidationError({"series": _("Say the series of the certificates first.")})
    finished = list(course.participants.filter(has_finished=True).order_by("name", "pk"))
    if not finished:
        raise ValidationError(_("Tick on the list who finished."))
    last = max((each.number or 0 for each in finished), default=0)
    for participant in finished:
        if participant.number is None:
            last += 1
            participant.number = last
            participant.save(update_fields=["number"])
    if course.certificates != last:
        course.certificates, course.finished = last, max(course.finished or 0, last)
        course.enrolled = max(course.enrolled or 0, course.finished, course.participants.count())
        save_record(record=course, by=by, reason=_("Certificates are printed"))
    return sorted(finished, key=lambda each: each.number or 0)


def erase_lists(*, now: datetime) -> str:
    """A step of the housekeeping: lists whose day has come go, and pupils' works, also out of the history; the three
    numbers of the course stay.
    """
    day = timezone.localdate(now)
    due = Participant.objects.filter(course__erase_on__lte=day)
    works = CourseProduct.objects.filter(is_of_pupil=True, agreed_until__lte=day)
    with transaction.atomic():
        courses = {each.course_id for each in due}
        count, _by_model = due.delete()
        keys = [each.pk for each in works]
        works.delete()
        CourseProduct.history.filter(id__in=keys).delete()
    told = f"Lists of participants whose day came: {len(courses)}, people on them: {count}"
    return f"{told}, works of pupils: {len(keys)}" if keys else told
