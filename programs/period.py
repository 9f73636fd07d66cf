"""A period of a report: two dates, both included."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The parts of a year that people name, by first and last month and day, in the order in which they are offered.
_PARTS = {
    (1, 1, 12, 31): gettext_lazy("the year %(year)s"),
    (1, 1, 3, 31): gettext_lazy("the first quarter of %(year)s"),
    (4, 1, 6, 30): gettext_lazy("the second quarter of %(year)s"),
    (7, 1, 9, 30): gettext_lazy("the third quarter of %(year)s"),
    (10, 1, 12, 31): gettext_lazy("the fourth quarter of %(year)s"),
    (1, 1, 6, 30): gettext_lazy("the first half of %(year)s"),
    (7, 1, 12, 31): gettext_lazy("the second half of %(year)s"),
    (1, 1, 9, 30): gettext_lazy("nine months of %(year)s"),
}


@dataclass(frozen=True, order=True)
class Period:
    """Two dates, both included: reports cover a quarter, a year, the whole term or any odd span."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(_("The period cannot end before it starts."))

    @classmethod
    def parse(cls, text: str) -> "Period":
        """A period from its address, «2022-01-01--2022-12-31»; ValueError says what is wrong with another text."""
        first, separator, last = text.partition("--")
        if not separator:
            raise ValueError(_("Write the period as two dates: 2022-01-01--2022-12-31."))
        return cls(read_date(first), read_date(last))

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def term(cls, years: Sequence[int]) -> "Period":
        """Whole years, from the first to the last of them."""
        return cls(cls.year(years[0]).start, cls.year(years[-1]).end)

    @classmethod
    def quarters(cls, year: int) -> "list[Period]":
        ends = [date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31)]
        return [cls(date(year, end.month - 2, 1), end) for end in ends]

    @property
    def code(self) -> str:
        return f"{self.start.isoformat()}--{self.end.isoformat()}"

    @property
    def dates(self) -> str:
        return f"{self.start:%d.%m.%Y} – {self.end:%d.%m.%Y}"

    @property
    def whole_years(self) -> bool:
        """True where the period can be compared with a plan that has no parts of a year."""
        return (self.start.month, self.start.day) == (1, 1) and (self.end.month, self.end.day) == (12, 31)

    @property
    def since_new_year(self) -> "Period":
        """From 1 January of the first year to the same end: the span whose payments a yearly plan is used up by."""
        return Period(date(self.start.year, 1, 1), self.end)

    def running_year(self, years: Iterable[int]) -> int | None:
        """The year of a term that is not over at the period's end; None where whole years are judged."""
        year = self.end.year
        return year if year in years and self.end < date(year, 12, 31) else None

    @property
    def quarters_over(self) -> int | None:
        """How many quarters of its last year are over where the period ends with one: 1, 2 or 3; else None."""
        return {(3, 31): 1, (6, 30): 2, (9, 30): 3}.get((self.end.month, self.end.day))

    @property
    def label(self) -> str:
        """The name that people use for the period where it has one («I квартал 2022 року»), else its two dates."""
        part = _PARTS.get((self.start.month, self.start.day, self.end.month, self.end.day))
        if part and self.start.year == self.end.year:
            return str(part) % {"year": self.start.year}
        if self.whole_years:
            return _("the years %(first)s–%(last)s") % {"first": self.start.year, "last": self.end.year}
        return _("the period from %(start)s to %(end)s") % {
            "start": f"{self.start:%d.%m.%Y}",
            "end": f"{self.end:%d.%m.%Y}",
        }

    def touches(self, years: Iterable[int]) -> bool:
        """True where the period has a day in one of the years."""
        return any(self.start.year <= year <= self.end.year for year in years)


def outside_the_term(term: str) -> str:
    """Why a period that does not touch the term of a programme has no report."""
    return _("The programme runs %(term)s: choose a period that touches its term.") % {"term": term}


def read_date(text: str) -> date:
    """A date written as 2022-12-31 and in no other way, so that a period has one address."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise ValueError(_("«%(text)s» is not a date: write it as 2022-12-31.") % {"text": text})
    return found


def presets(years: Iterable[int]) -> list[tuple[int, list[Period]]]:
    """The periods that reports are usual for, year by year: the year, its quarters, halves and nine months."""
    return [(year, [Period(date(year, m1, d1), date(year, m2, d2)) for m1, d1, m2, d2 in _PARTS]) for year in years]


def add_working_days(day: date, count: int, exceptions: Mapping[date, bool]) -> date:
    """The day that many working days later; ``exceptions`` says of single days whether people work on them."""
    while count > 0:
        day += timedelta(days=1)
        count -= exceptions.get(day, day.weekday() < 5)
    return day


def working_days_before(day: date, count: int, exceptions: Mapping[date, bool]) -> date:
    """The last day on which something stands that many whole working days before a day."""
    while count > 0:
        day -= timedelta(days=1)
        count -= exceptions.get(day, day.weekday() < 5)
    return day
