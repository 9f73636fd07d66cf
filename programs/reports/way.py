"""Where a report stands on its way: body after body with its own record, and what was published by when."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from .. import services
from ..models import (
    CalendarDay,
    ExecutionReport,
    PublicationTerm,
    ReportSignature,
    ReportStep,
    Sitting,
    WayStage,
    is_restricted,
)
from ..models.way import RECORDS
from ..period import add_working_days, working_days_before

VERIFIER = "https://czo.gov.ua/verify"  # the state's own service, which says whether a signature holds
Artefact, From = PublicationTerm.Artefact, PublicationTerm.From


def of_way(report: ExecutionReport, *, public: bool = False) -> dict[str, Any]:
    """The stages of a report's way and its publications, for a page; for the public without sittings to come of which
    nothing was published, or whose day is withheld.
    """
    rows = list(publications_of(report))
    if public:
        rows = [row for row in rows if row["sitting"] is None or _is_told(row["sitting"])]
    return {"way": list(stages_of(report, public=public)), "published": rows}


def _is_told(sitting: Sitting) -> bool:
    """Whether everybody may know of the day of a sitting."""
    is_ahead = sitting.state == Sitting.State.PLANNED
    return not is_ahead or (not sitting.withheld_until and not is_restricted() and sitting.publications.exists())


def stages_of(report: ExecutionReport, *, public: bool = False) -> Iterator[dict[str, Any]]:
    """Every body of the way in its order: its day where that is known, and the steps that are its record."""
    days = {day.kind: day.date for day in report.stage_days.all()}
    steps = list(report.steps.select_related("act", "conclusion__item__sitting"))
    sittings = {item.sitting for item in report.agenda_items.select_related("sitting")}
    for stage in services.way_of(report.program):
        own = [step for step in steps if step.kind in RECORDS[stage.kind] and is_of(step, stage)]
        ahead = [sitting for sitting in sittings if sitting.state == sitting.State.PLANNED]
        told = [sitting.date for sitting in ahead if not public or _is_told(sitting)]
        day = days.get(stage.kind) if not (public and is_restricted()) else None
        if stage.kind == WayStage.Kind.COMMISSION and ahead:
            day = min(told, default=None)
        yield {"stage": stage, "steps": own, "day": day}


def signatures_of(report: ExecutionReport) -> list[ReportSignature]:
    """The signatures of a report's files, without what they are made of."""
    found = ReportSignature.objects.filter(file__submission__report=report).select_related("file")
    return list(found.defer("content", "file__content"))


def is_of(step: ReportStep, stage: WayStage) -> bool:
    """Whether a step is the record of this very stage: of several commissions each has those of its own sittings."""
    conclusion = getattr(step, "conclusion", None)
    own = {commission.pk for commission in stage.commissions.all()} if stage.pk else set()
    if not own or conclusion is None:
        return True
    return bool(own & {body.pk for body in conclusion.item.sitting.bodies.all()})


# ---- what is published, and by when ----------------------------------------------------------------------------------


def due(term: PublicationTerm, day: date | None, calendar: Mapping[date, bool]) -> date | None:
    """By when something is to be published that a term counts from a day, or back from it."""
    if term.days is None or day is None:
        return None
    if term.counts_back:
        return working_days_before(day, term.days, calendar) if term.working_days else day - timedelta(days=term.days)
    return add_working_days(day, term.days, calendar) if term.working_days else day + timedelta(days=term.days)


PREFETCHED = ("stage_days", "steps", "publications", "agenda_items__sitting__publications")


def publications_of(
    report: ExecutionReport, terms: Iterable[PublicationTerm] = (), calendar: Mapping[date, bool] | None = None
) -> Iterator[dict[str, Any]]:
    """Every artefact of a report's way: by when it is to be published, and when it was; of each sitting its own.

    Whoever asks of many reports brings the terms and the calendar, and reads the reports with what is PREFETCHED.
    """
    calendar = CalendarDay.objects.exceptions() if calendar is None else calendar
    council = (WayStage.Kind.COUNCIL, WayStage.Kind.ADMINISTRATION)
    ahead = next((day.date for day in report.stage_days.all() if day.kind in council), None)
    steps = list(report.steps.all())
    decided = next((step.date for step in steps if step.kind in (*RECORDS[council[0]], *RECORDS[council[1]])), None)
    shown = next((step.date for step in steps if step.kind == ReportStep.Kind.PUBLISHED), None)
    sittings = list({item.sitting_id: item.sitting for item in report.agenda_items.all()}.values())
    for term in terms or PublicationTerm.objects.all():
        if term.artefact == Artefact.REPORT:
            yield _row(term, report.submission.submitted_on, calendar, on=shown)
        elif term.counted_from in {From.BEFORE_COUNCIL, From.AFTER_COUNCIL}:
            day = decided if term.counted_from == From.AFTER_COUNCIL else ahead or decided
            given = [each for each in report.publications.all() if each.what == term.artefact]
            if day or given:
                yield _row(term, day, calendar, *given)
        else:
            for sitting in sittings:
                own = [each for each in sitting.publications.all() if each.what == term.artefact]
                yield _row(term, sitting.date, calendar, *own, sitting=sitting)


def _row(
    term: PublicationTerm,
    day: date | None,
    calendar: Mapping[date, bool],
    *given: Any,
    on: date | None = None,
    sitting: Any = None,
) -> dict[str, Any]:
    found = {"term": term, "sitting": sitting, "due": due(term, day, calendar), "on": on, "link": ""}
    for each in given:
        found |= {"on": each.published_on, "link": each.link}
    return found
