"""Sittings of commissions for everybody: what was published of each, in the restricted mode without names and days to
come.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import services
from ..default_day import default_day
from ..models import AgendaItem, ExecutionReport, MinutesFile, Motion, Outcome, Sitting, SittingPublication
from ..models.agenda import TOTALS, totals_of
from ..reporting.files import attachment
from ..reports.minutes import votes_files
from ..texts import finds
from .search import SearchForm

What = SittingPublication.What
Name = MinutesFile.Name
NEEDED = MinutesFile.NEEDED
NAMES = {Name.MINUTES: "protokol", Name.EXTRACT: "vytiah", Name.CONCLUSION: "vysnovok", Name.VOTES: "holosuvannia"}


@never_cache
@require_safe
def sittings(request: HttpRequest) -> HttpResponse:
    """The sittings of which something is published, the last year with one first; a year without any says so."""
    on = default_day()
    shown: QuerySet[Sitting] = Sitting.objects.published().prefetch_related(
        "bodies", "publications", "items__conclusions", "items__recommendations"
    )
    dated = shown.filter(Q(withheld_until=None) | Q(withheld_until__lte=on) | ~Q(state=Sitting.State.PLANNED))
    found = {day.year for day in dated.values_list("date", flat=True)}
    years = sorted(found | {on.year}, reverse=True)
    asked = request.GET.get("year", "")
    year = next((each for each in years if str(each) == asked), max(found, default=on.year))
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"].strip() if form.is_valid() else ""
    dated = dated if text else dated.filter(date__year=year)
    rows = [row_of(sitting, on) for sitting in dated if not text or finds(text, searched(sitting))]
    withheld = [row_of(sitting, on) for sitting in shown.exclude(pk__in=dated.values("pk"))] if not text else []
    context = {"years": years, "year": year, "rows": rows, "withheld": withheld, "form": form, "text": text}
    return render(request, "programs/sittings.html", context, status=200 if form.is_valid() else 400)


def searched(sitting: Sitting) -> str:
    """What a sitting is found by: of its agenda, conclusions and recommendations what was published."""
    published = {each.what for each in sitting.publications.all()}
    found = [str(sitting), *(body.name for body in sitting.bodies.all())]
    for item in sitting.items.all():
        found += [item.question] if What.AGENDA in published else []
        found += [each.text for each in item.conclusions.all()] if What.CONCLUSIONS in published else []
        found += [each.text for each in item.recommendations.all()] if What.RECOMMENDATIONS in published else []
    return " ".join(found)


def row_of(sitting: Sitting, on: date) -> dict[str, Any]:
    """A sitting with what was published of it."""
    return {
        "sitting": sitting,
        "is_withheld": sitting.is_withheld(on),
        "published": [each.get_what_display() for each in sitting.publications.all()],
    }


def found_sitting(pk: int) -> Sitting:
    found = Sitting.objects.published().select_related("minutes", "chaired_by", "written_by")
    return get_object_or_404(found.prefetch_related("bodies"), pk=pk)


@never_cache
@require_safe
def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """A sitting as far as it was published."""
    found = found_sitting(pk)
    published = {each.what: each for each in found.publications.all()}
    names = found.shows_names
    presences = list(found.presences.select_related("commission")) if What.MINUTES in published else []
    files = found.public_files()
    items = found.items.select_related("report__program", "report__submission")
    context: dict[str, Any] = {
        "sitting": found,
        "is_withheld": found.is_withheld(default_day()),
        "published": published.values(),
        "shows": {str(what): what in published for what in What.values},
        "names": names,
        "items": [item_of(item, published, files) for item in items],
        "quorums": services.quorums(presences),
        "presences": presences if names else [],
        "motions": [motion_of(motion, names=names) for motion in _motions(found)] if What.VOTES in published else [],
        "files": [each for each in files if each.item is None],
        "open_formats": ("csv", "json"),
        "video": published[What.VIDEO].link if What.VIDEO in published else "",
    }
    return render(request, "programs/sitting.html", context)


def item_of(item: AgendaItem, published: dict[str, Any], files: list[MinutesFile]) -> dict[str, Any]:
    """A question with what of it may be read."""
    report = item.report
    is_public = report is not None and ExecutionReport.objects.published().filter(pk=report.pk).exists()
    about = [report.program.slug, report.number, report.edition] if report and is_public else []
    return {
        "item": item,
        "report_page": reverse("programs:submitted", args=about) if about else "",
        "conclusion": services.last_conclusion(item) if What.CONCLUSIONS in published else None,
        "files": [each for each in files if each.item_id == item.pk],
        "recommendations": (
            list(item.recommendations.prefetch_related("answers")) if What.RECOMMENDATIONS in published else []
        ),
    }


def _motions(sitting: Sitting) -> QuerySet[Motion]:
    return sitting.motions.select_related("item").prefetch_related("votes__commission")


def motion_of(motion: Motion, *, names: bool) -> dict[str, Any]:
    """A motion with its totals, counted of the names, and those names where they are shown."""
    votes = list(motion.votes.all())
    outcome = services.outcome_of(motion, votes)
    totals = totals_of(votes)
    counts = services.majorities(votes)
    return {
        "motion": motion,
        "totals": [(TOTALS[value], count) for value, count in totals.items()] if votes else [],
        "outcome": Outcome(outcome).label,
        "is_adopted": outcome == Outcome.ADOPTED,
        "bodies": counts if len(counts) > 1 else [],
        "votes": votes if names else [],
    }


@never_cache
@require_safe
def sitting_file(request: HttpRequest, pk: int, name: str, extension: str, item: int = 0) -> HttpResponseBase:
    """A file of a sitting to the byte as it was signed; votes that are published earlier, as they are recorded."""
    found = found_sitting(pk)
    is_known = name in NEEDED and found.publications.filter(what=NEEDED[Name(name)]).exists()
    if not is_known or not found.shows_names:
        raise Http404(_("There is no file here."))
    title = f"{NAMES[Name(name)]}-{found.pk}{f'-{item}' if item else ''}.{extension}"
    if name == Name.VOTES and found.is_open:
        files = votes_files(found)
        if extension not in files or item:
            raise Http404(_("There is no file here."))
        return attachment(files[extension], title)
    of_question = Q(item__number=item) if item else Q(item=None)
    rows = MinutesFile.objects.filter(of_question, minutes__sitting=found, name=name, extension=extension)
    return attachment(bytes(get_object_or_404(rows).content), title)
