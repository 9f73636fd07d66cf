"""What was reached in consultations, for «Що зроблено», indicators and the words of a period; and where its papers are.

The consultations themselves are activities of the core and count there.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, npgettext_lazy

from programs.default_day import default_day
from programs.models import Measure, Program
from programs.modules import Address, Reached
from programs.period import Period

from ..models import ConsultationPaper
from ..statement import counted_by_measure, years_with_interaction
from .quarters import quarters_with_consultations

REACHED: dict[str, Any] = {
    "events": gettext_lazy("events of consultations"),
    "people": gettext_lazy("people who came to consultations"),
    "proposals": gettext_lazy("proposals to consultations"),
}
UNITS = {
    "events": npgettext_lazy("counted", "event of a consultation", "events of consultations"),
    "people": npgettext_lazy("counted", "person who came to a consultation", "people who came to consultations"),
    "proposals": npgettext_lazy("counted", "proposal to a consultation", "proposals to consultations"),
}
# What an indicator may count by itself, with its name.
COUNTED = tuple((f"consult-{key}", words) for key, words in REACHED.items())


def reached_in_consultations(
    program: Program, on: date, measure: Measure | None
) -> Iterator[tuple[int | None, Reached]]:
    """Events of consultations, people and proposals, year by year, of each measure and of all together."""
    wanted = Q(measure=measure) if measure else Q(measure__program=program)
    page = reverse("civil_society:consultations")
    for key, of_measures in counted_by_measure(wanted, on).items():
        whole: Counter[int] = Counter()
        for years in of_measures.values():
            whole.update(years)
        for of, years in [*of_measures.items(), (None, whole)]:
            if years.total():
                yield of, Reached(f"consult-{key}", years.total(), UNITS[key], page=page, years=dict(years))


def results_of_consultations(program: Program, period: Period) -> Iterator[tuple[int, str]]:
    """How many came to the consultations of a period, and how much they proposed, by measure."""
    of_program = Q(measure__program=program)
    until = counted_by_measure(of_program, period.end)
    before = counted_by_measure(of_program, period.start - timedelta(days=1))
    for measure in sorted({pk for years in until.values() for pk in years}):
        counts = {key: until[key][measure].total() - before[key][measure].total() for key in REACHED}
        if any(counts.values()):
            words = _("Consultations: events – %(events)s, people – %(people)s, proposals – %(proposals)s.")
            yield measure, words % counts


def addresses_of_papers() -> Iterable[Address]:
    """The papers that end consultations, the quarterly forms and the news."""
    for paper in ConsultationPaper.objects.published().select_related("consultation").order_by("pk"):
        about = [paper.consultation.address, paper.edition]
        yield Address(paper.get_absolute_url())
        yield Address(reverse(f"civil_society:{paper.kind}-latest", args=about[:1]), "view")
        for extension in ("pdf", "docx", "json"):
            yield Address(reverse(f"civil_society:{paper.kind}-file", args=[*about, extension]), "file")
    yield Address(reverse("civil_society:last-quarter"), "view")
    for period in quarters_with_consultations(default_day()):
        yield Address(reverse("civil_society:quarter", args=[period.code]), "view")
        for extension in ("csv", "xlsx"):
            yield Address(reverse("civil_society:quarter-file", args=[period.code, extension]), "file")
    yield Address(reverse("civil_society:consultations-feed"), "file")


def addresses_of_interaction() -> Iterable[Address]:
    """The monitoring of interaction: its page, and of each year that has anything a view and files."""
    yield Address(reverse("civil_society:interaction"))
    for year in years_with_interaction(default_day()):
        code = Period.year(year).code
        yield Address(reverse("civil_society:interaction-of", args=[code]), "view")
        for extension in ("csv", "xlsx"):
            yield Address(reverse("civil_society:interaction-file", args=[code, extension]), "file")
