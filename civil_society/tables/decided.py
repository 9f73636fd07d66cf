"""What advisory bodies decided, for «Що зроблено», indicators and the words of a period; and where their pages are.

Sittings and support given are activities of the core and count there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy

from programs.models import Measure, Program
from programs.modules import Address, Reached
from programs.period import Period

from ..models import AdvisoryBody, BodyDecision, BodyMinutesFile, BodySitting

NAMES: dict[str, Any] = {
    "body-decisions": gettext_lazy("decisions of advisory bodies"),
    "body-decisions-done": gettext_lazy("decisions of advisory bodies that are done"),
}
UNITS = {
    "body-decisions": npgettext_lazy("counted", "decision of an advisory body", "decisions of advisory bodies"),
    "body-decisions-done": npgettext_lazy(
        "counted", "decision of an advisory body that is done", "decisions of advisory bodies that are done"
    ),
}
COUNTED_OF_BODIES = tuple(NAMES.items())  # what an indicator may count by itself


def _by_measure(program: Program, on: date, measure: Measure | None = None) -> dict[str, dict[int, Counter[int]]]:
    """Decisions taken and done by the end of a day, year by year of each measure: two queries."""
    rows = BodyDecision.objects.filter(item__sitting__body__in=AdvisoryBody.objects.published()).order_by()
    rows = rows.filter(item__sitting__body__measure__program=program)
    if measure:
        rows = rows.filter(item__sitting__body__measure=measure)
    days = {"body-decisions": "item__sitting__date", "body-decisions-done": "done_on"}
    found: dict[str, dict[int, Counter[int]]] = {key: defaultdict(Counter) for key in days}
    for key, day in days.items():
        by_year = rows.filter(**{f"{day}__lte": on}).annotate(year=ExtractYear(day))
        for of, year, count in by_year.values_list("item__sitting__body__measure", "year").annotate(Count("pk")):
            found[key][of][year] = count
    return found


def decided_by_bodies(program: Program, on: date, measure: Measure | None) -> Iterator[tuple[int | None, Reached]]:
    """Decisions of bodies and those done, year by year, of each measure and of all together."""
    page = reverse("civil_society:advisory-bodies")
    for key, of_measures in _by_measure(program, on, measure).items():
        whole: Counter[int] = Counter()
        for years in of_measures.values():
            whole.update(years)
        for of, years in [*of_measures.items(), (None, whole)]:
            if years.total():
                yield of, Reached(key, years.total(), UNITS[key], page=page, years=dict(years))


def results_of_bodies(program: Program, period: Period) -> Iterator[tuple[int, str]]:
    """How much the bodies decided in a period, and how much was done in it, by measure."""
    until, before = _by_measure(program, period.end), _by_measure(program, period.start - timedelta(days=1))
    for measure in sorted({pk for years in until.values() for pk in years}):
        taken, done = (until[key][measure].total() - before[key][measure].total() for key in NAMES)
        if taken or done:
            words = _("Decisions of advisory bodies: taken – %(taken)s, done – %(done)s.")
            yield measure, words % {"taken": taken, "done": done}


def addresses_of_bodies() -> Iterable[Address]:
    yield Address(reverse("civil_society:advisory-bodies"))
    yield Address(reverse("civil_society:advisory-bodies-feed"), "file")
    yield Address(reverse("civil_society:support"))
    for body in AdvisoryBody.objects.published().order_by("pk").only("pk"):
        yield Address(body.get_absolute_url())
        for extension in ("csv", "xlsx"):
            yield Address(reverse("civil_society:body-decisions-file", args=[body.pk, extension]), "file")
    formats: dict[int, list[str]] = defaultdict(list)
    for pk, extension in BodyMinutesFile.objects.published().values_list("minutes__sitting", "extension"):
        formats[pk].append(extension)
    for sitting in BodySitting.objects.published().order_by("pk"):
        yield Address(sitting.get_absolute_url())
        for extension in formats[sitting.pk]:
            about = [sitting.body_id, sitting.pk, extension]
            yield Address(reverse("civil_society:body-minutes", args=about), "file")
