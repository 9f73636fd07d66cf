"""Certificates of a course: a sheet for everybody who finished, with a number of the course's series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import Any, ClassVar

from programs.reporting import Table
from programs.reporting.paper import Signatory
from programs.reporting.papers import file_name, long_date

from ..models import Course, Participant


@dataclass(frozen=True)
class Certificates:
    """A Paper of as many sheets as people; the data that go with the file name nobody."""

    template: ClassVar[str] = "civil_society/papers/certificates.html"
    data_name: ClassVar[str] = "course.json"

    name: str
    file_stem: str
    council: str
    program: str
    course: str
    hours: str
    day: str
    dated: Date
    people: Sequence[tuple[str, str]]  # the name and the number in its series
    signatories: Sequence[Signatory] = ()
    notices: Sequence[str] = ()
    tables: Sequence[tuple[str, Table]] = ()
    link: str = ""
    site: str = ""
    own_code: str = ""

    @property
    def short_title(self) -> str:
        return self.course

    def pointer(self, address: str) -> str:
        return address

    def data(self) -> dict[str, Any]:
        return {"course": self.course, "certificates": len(self.people), "dated": self.dated.isoformat()}


def certificates_of(course: Course, finished: Sequence[Participant], *, on: Date) -> Certificates:
    program = course.measure.program
    hours = sum((session.hours or 0 for session in course.sessions.filter(state="held")), 0)
    return Certificates(
        name=f"Сертифікати: {course}",
        file_stem=file_name("sertyfikaty", course.series),
        council=program.council,
        program=program.title,
        course=course.title,
        hours=f"{hours:g}".replace(".", ",") if hours else "",
        day=long_date(on),
        dated=on,
        people=[(each.name, f"{course.series}-{each.number:03}") for each in finished if each.number],
    )
