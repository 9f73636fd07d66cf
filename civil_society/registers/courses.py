"""The school, seminars and trainings as a register, and the sessions of a course as a table."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programs.registers import Facets, Options, facets_of
from programs.reporting import Column, Kind, Row, Table

from ..models import Course, CourseSession

SORTS = {"-season": ("-season", "-pk"), "title": ("title", "-season", "pk")}
FACETS: Facets[Any] = {
    "kind": lambda each: [(each.kind, capfirst(each.get_kind_display()))],
    "season": lambda each: [(each.season, each.season)],
}


def with_sessions(rows: Any) -> list[Any]:
    """Courses with ``held``, their sessions that took place: two queries."""
    found = list(rows.prefetch_related("sessions"))
    for course in found:
        course.held = [each for each in course.sessions.all() if each.state == CourseSession.State.HELD]
    return found


def facets_of_courses(rows: Iterable[Any], chosen: Mapping[str, str]) -> Options:
    return facets_of(rows, FACETS, chosen, counted=lambda _each, _key, _value: (1, None))


def courses_table(rows: Iterable[Any], *, site: str = "") -> Table:
    """The courses; a file has every public column, with addresses on ``site``."""
    columns = [
        Column("title", _("Course"), width=4, heads=True),
        Column("season", _("Season"), width=1.5),
        Column("kind", _("Kind"), width=2.4),
        Column("held", _("Sessions held"), Kind.NUMBER, width=1.3),
        Column("enrolled", _("Enrolled"), Kind.NUMBER, width=1.3),
        Column("finished", _("Finished"), Kind.NUMBER, width=1.3),
        Column("certificates", _("Certificates"), Kind.NUMBER, width=1.4),
    ]
    more = [
        Column("partners", _("Partners"), width=3),
        Column("money", _("Source of money"), width=2),
        Column("mark_before", _("Questionnaire at the beginning, %"), Kind.NUMBER, width=1.5),
        Column("mark_after", _("Questionnaire at the end, %"), Kind.NUMBER, width=1.5),
        Column("page", _("Page"), Kind.ADDRESS, width=3),
    ]
    return Table(
        key="courses",
        caption=_("School, seminars and trainings, the newest season first."),
        columns=[*columns, *(more if site else [])],
        rows=[_row(each, site) for each in rows],
        empty=_("Nothing fits what was chosen."),
    )


def _row(each: Any, site: str) -> Row:
    numbers = ("enrolled", "finished", "certificates", "mark_before", "mark_after")
    cells: dict[str, Any] = {
        "title": each.title,
        "season": each.season,
        "kind": capfirst(each.get_kind_display()),
        "held": len(each.held),
        "partners": each.partners,
        "money": each.money,
        "page": f"{site}{each.get_absolute_url()}",
        **{name: getattr(each, name) for name in numbers if getattr(each, name) is not None},
    }
    return Row(cells, link=each.get_absolute_url())


def sessions_table(course: Course) -> Table:
    """The sessions of a course as everybody may know of them."""
    rows = []
    for each in course.sessions.all():
        told = each.told_place
        cells: dict[str, Any] = {
            "date": each.date,
            "time": f"{each.time:%H:%M}" if each.time and told else "",
            "topic": each.topic,
            "trainer": each.trainer,
            "place": each.place if told else _("told on the day after"),
            "state": capfirst(each.get_state_display()),
        }
        if each.hours is not None:
            cells["hours"] = each.hours
        if each.people:
            cells["people"] = sum(each.people.values())
        rows.append(Row(cells))
    return Table(
        key="sessions",
        caption=_("Sessions of the course, each with how many people came."),
        columns=[
            Column("date", _("Date"), Kind.DATE, width=1.3),
            *([Column("time", _("Time"), width=1)] if any(row.cells["time"] for row in rows) else []),
            Column("topic", _("Topic"), width=4, heads=True),
            Column("trainer", _("Who teaches"), width=2.5),
            Column("hours", _("Hours"), Kind.QUANTITY, width=1),
            Column("place", _("Place"), width=2.5),
            Column("people", _("People"), Kind.NUMBER, width=1),
            Column("state", _("State"), width=1.4),
        ],
        rows=rows,
        empty=_("No session stands here yet."),
    )
