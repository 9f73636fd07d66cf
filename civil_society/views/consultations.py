"""The public pages of consultations: the register, each with everything that belongs to it, the plan of a year."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from programs.default_day import default_day
from programs.models import ExecutionReport, Measure, MeasureRow, Program, is_restricted
from programs.registers import Options, narrowed
from programs.reporting.addresses import absolute
from programs.rest.public import public
from programs.staff.stored_files import stored_response
from programs.texts import number_in
from programs.views.choice import Choice, table_file

from ..models import (
    Answer,
    Consultation,
    ConsultationDocument,
    ConsultationEvent,
    ConsultationPaper,
    ConsultationPlan,
    ConsultationStep,
    Institution,
    Proposal,
    Stage,
)
from ..registers.consultations import (
    FACETS,
    SORTS,
    consultations_at,
    consultations_table,
    facets_of_consultations,
    moment_of,
)
from ..registers.plan import items_of, plan_table
from ..services import READ_BY_TIMELINE, timeline

TITLES = {
    "stage": pgettext_lazy("consultation", "Where it stands"),
    "form": gettext_lazy("Form"),
    "matter": gettext_lazy("What is discussed"),
    "year": gettext_lazy("Year"),
    "planned": gettext_lazy("Plan"),
    "organiser": gettext_lazy("Who consults"),
}
ORDERS = {
    "-opened": gettext_lazy("newest first"),
    "opened": gettext_lazy("oldest first"),
    "closes": gettext_lazy("by the end of the term"),
    "subject": gettext_lazy("by subject"),
}
# What the announcement says, in the order of the document.
PARTS = {
    "why": gettext_lazy("Why the decision is needed"),
    "alternatives": gettext_lazy("Alternatives"),
    "affected": gettext_lazy("Whom it concerns"),
    "effects": gettext_lazy("Expected effects"),
    "admissibility": gettext_lazy("Which proposals are considered"),
}
TAGS = {
    Stage.AHEAD: "coming",
    Stage.OPEN: "in_force",
    Stage.CLOSED: "warn",
    Stage.CANCELLED: "cancelled",
    Stage.DECIDED: "reported",
}


def _asked(request: HttpRequest) -> tuple[Choice, list[Any], list[Any]]:
    """What was chosen, the consultations that the words leave, and those that are shown."""
    choice = Choice(request, FACETS, SORTS, "-opened")
    rows = Consultation.objects.published().filter(choice.match("folded")).order_by(*SORTS[choice.sort])
    found = consultations_at(rows, moment_of(default_day()))
    return choice, found, narrowed(found, FACETS, choice.chosen)


def _all_facets() -> Options:
    return facets_of_consultations(consultations_at(Consultation.objects.published(), moment_of(default_day())), {})


@public
def register(request: HttpRequest) -> HttpResponse:
    """The register: what one can still answer to stands first, then all of them with facets."""
    choice, found, shown = _asked(request)
    paged = choice.paged(shown)
    own = [each for each in shown if each.is_own and each.at != Stage.CANCELLED]
    context = {
        "choice": choice,
        "facets": choice.facets(TITLES, facets_of_consultations(found, choice.chosen), _all_facets),
        "orders": ORDERS,
        "count": len(shown),
        "own": len(own),
        "open": [each for each in shown if each.at == Stage.OPEN],
        "held": sum(each.at not in {Stage.AHEAD, Stage.OPEN} for each in own),
        "people": sum(each.people or 0 for each in own),
        "table": consultations_table(paged["page"].object_list),
        "plans": list(ConsultationPlan.objects.published()),
        **paged,
    }
    return render(request, "civil_society/consultations.html", context, status=choice.status)


@public
def register_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The register as a file."""
    choice, _found, shown = _asked(request)
    site = absolute("", request)
    title = _("Consultations with the public")
    return table_file(
        choice, extension, lambda: consultations_table(shown, site=site), stem="consultations", title=title
    )


def consultation_at(address: str, rows: QuerySet[Consultation] | None = None) -> Consultation:
    """The consultation of an address, «2026-4»; the public's, unless others are given."""
    rows = Consultation.objects.published() if rows is None else rows
    year, _dash, number = address.partition("-")
    return get_object_or_404(rows.select_related("regime"), year=number_in(year, 9999), number=number_in(number, 9999))


@public
def consultation(request: HttpRequest, address: str) -> HttpResponse:
    """A consultation: what is asked, until when and how to answer, what was done, what came of it."""
    rows = Consultation.objects.published().select_related("program", "plan_item__plan", "edition", "report")
    found = consultation_at(address, rows.prefetch_related(*READ_BY_TIMELINE))
    now, hidden = moment_of(default_day(found.program)), is_restricted()
    stage = found.stage(now)
    invited = found.invitations.filter(institution__in=Institution.objects.published()).select_related("institution")
    events = ConsultationEvent.objects.published().filter(consultation=found).prefetch_related("headcounts")
    changes = [step for step in found.steps.all() if step.kind in ConsultationStep.CHANGES]
    context = {
        "consultation": found,
        "stage": stage,
        "tag": TAGS.get(stage, ""),
        "days_left": (timezone.localdate(found.closes_at) - timezone.localdate(now)).days,
        "is_open": stage == Stage.OPEN,
        "hidden": hidden,
        "steps": _steps(found, stage, now),
        "changes": changes,
        "may_propose": found.takes_online and found.is_own and not hidden and found.is_open(timezone.now()),
        "proposals": _proposals(found),
        "parts": [(title, getattr(found, name)) for name, title in PARTS.items() if getattr(found, name)],
        "documents": found.documents.filter(is_public=True),
        "notices": found.notices.all(),
        "events": _ahead_first(events, now),
        "invited": list(invited),
        "positions": found.positions.all(),
        "papers": last_papers(found),
        "tied": _tied(found),
    }
    return render(request, "civil_society/consultation.html", context)


def _proposals(found: Consultation) -> dict[str, Any]:
    """How many proposals everybody may read, and what came of them: one query."""
    shown = [
        proposal.outcome
        for proposal in Proposal.objects.published().filter(consultation=found).select_related("answer")
    ]
    outcomes = [(Answer.WORDS[outcome], count) for outcome, count in Counter(filter(None, shown)).most_common()]
    return {"count": len(shown), "outcomes": outcomes, "waiting": shown.count("")}


def last_papers(found: Consultation) -> list[ConsultationPaper]:
    """The last editions of the papers that ended it, the decision last."""
    rows = ConsultationPaper.objects.published().filter(consultation=found).order_by("edition")
    last = {each.kind: each for each in rows.select_related("consultation")}
    return [last[kind] for kind in ConsultationPaper.Kind if kind in last]


def _ahead_first(events: Any, now: Any) -> list[Any]:
    """Events with whether they are over; those to come stand first."""
    found = list(events)
    for event in found:
        event.is_over = event.starts_at <= now
    return sorted(found, key=lambda event: (event.is_over, event.starts_at))


def _steps(found: Consultation, stage: Stage, now: Any) -> list[dict[str, Any]]:
    """The way from the announcement to the decision, each step with its day: taken, going on, or still to come."""
    rows = []
    is_over = stage not in {Stage.AHEAD, Stage.OPEN}
    for step in timeline(found):
        if step.key.startswith(("event-", "counts-")):
            continue
        if (
            step.key == ConsultationStep.Kind.ANSWERED
            and not step.done
            and is_over
            and not found.proposals.counted().exists()
        ):
            continue  # nobody waits for an answer
        is_collecting = step.key == "collecting"
        taken = is_over if is_collecting else step.done is not None
        place = "done" if taken else "now" if is_collecting and stage == Stage.OPEN else "later"
        day = timezone.localdate(step.due) if step.due and (is_collecting or not step.done) else step.done
        is_missed = step.is_missed(now) and step.key != "announced"
        rows.append({"step": step, "place": place, "day": day, "is_missed": is_missed, "is_term": is_collecting})
    return rows


def _tied(found: Consultation) -> list[tuple[Any, str, str]]:
    """The documents and the measure that the consultation belongs to, with their public pages where there are any."""
    rows: list[tuple[Any, str, str]] = []
    program = found.program if found.program and found.program.status != Program.Status.DRAFT else None
    if found.edition and program:
        page = reverse("programs:editions", args=[program.slug])
        rows.append((_("Edition that is discussed"), f"{program}: {found.edition}", page))
    if found.report and program:
        shown = ExecutionReport.objects.published().filter(pk=found.report.pk).exists()
        about = [program.slug, found.report.number, found.report.edition]
        page = reverse("programs:submitted", args=about) if shown else ""
        rows.append((_("Report that is discussed"), str(found.report), page))
    measures = Measure.objects.published().select_related("program")
    if measure := measures.filter(pk=found.measure_id or 0).first():
        title = MeasureRow.objects.names_of([measure.pk]).get(measure.pk, measure.code)
        rows.append((_("Measure"), title, reverse("programs:measure", args=[measure.program.slug, measure.code])))
    elif program:
        rows.append((_("Programme"), str(program), reverse("programs:program", args=[program.slug])))
    if found.plan_item and found.plan_item.plan.act_id:
        item = found.plan_item
        words = _("item %(number)s of the plan for %(year)s") % {"number": item.number, "year": item.plan.year}
        rows.append((_("Plan"), words, item.plan.get_absolute_url()))
    return rows


@public
def document(request: HttpRequest, address: str, pk: int) -> HttpResponseBase:
    """A document of a consultation, under a name of the portal's own."""
    rows = ConsultationDocument.objects.published().filter(consultation=consultation_at(address)).exclude(file="")
    found = get_object_or_404(rows, pk=pk)
    return stored_response(found.file, f"consultation-{address}-{found.kind}-{found.pk}")


@public
def plan(request: HttpRequest, year: int) -> HttpResponse:
    """The plan of a year: every item with what became of it; planned, held, not planned."""
    found = _of_year(year)
    read = items_of(found, moment_of(default_day()))
    shown = set(Consultation.objects.published().filter(year=year).values_list("pk", flat=True))
    context = {
        "plan": found,
        "figures": read["figures"],
        "unplanned": [each for each in read["unplanned"] if each.pk in shown],
        "amendments": found.amendments.select_related("act"),
        "table": plan_table(_shown(read, shown)),
        "years": [each for each in ConsultationPlan.objects.published() if each.pk != found.pk],
    }
    return render(request, "civil_society/plan.html", context)


def _shown(read: dict[str, Any], shown: set[int]) -> dict[str, Any]:
    """The items; what nobody may read has no page to lead to."""
    for item in read["items"]:
        if item.consultation and item.consultation.pk not in shown:
            item.consultation = None
    return read


@public
def plan_file(request: HttpRequest, year: int, extension: str) -> HttpResponseBase:
    """The plan as a file."""
    found = _of_year(year)
    shown = set(Consultation.objects.published().filter(year=year).values_list("pk", flat=True))
    read = _shown(items_of(found, moment_of(default_day())), shown)
    choice = Choice(request, {}, {"number": ()}, "number")
    site = absolute("", request)
    return table_file(
        choice, extension, lambda: plan_table(read, site=site), stem=f"consultation-plan-{year}", title=str(found)
    )


def _of_year(year: int) -> ConsultationPlan:
    return get_object_or_404(ConsultationPlan.objects.published().select_related("act"), year=year)
