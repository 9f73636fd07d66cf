"""What is owed to commission and public: reports by their terms, open data, the end of a programme."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..models import ExecutionReport, Program, Recommendation
from ..models.duties import report_key
from ..period import Period
from ..services import remarks_to_meet, unanswered
from ..services.reports import BY_ACT, CLOSING
from .day import Day, periods_of
from .duty import PLAN, PUBLICATION, REPORT, Duty, Page

REPORTS = (
    "quarter",
    "half_year",
    "nine_months",
    "year",
    "final",
)
TITLES = {
    "quarter": gettext_lazy("Execution report for %(period)s"),
    "half_year": gettext_lazy("Execution report for %(period)s"),
    "nine_months": gettext_lazy("Execution report for %(period)s"),
    "year": gettext_lazy("Annual execution report for %(period)s"),
    "final": gettext_lazy("Final execution report for %(period)s"),
}


def reports_due(day: Day) -> Iterator[Duty]:
    """Execution reports by their terms, until they are submitted to stay, or somebody says one was sent on paper."""
    reports = ExecutionReport.objects.filter(program__in=day.programs)
    keys = ("program", "period_start", "period_end")
    submitted = set(reports.submitted().exclude(steps__kind__in=CLOSING).values_list(*keys))
    drafts = {tuple(key): pk for *key, pk in reports.filter(submission=None).values_list(*keys, "pk")}
    for program in day.programs:
        for kind in REPORTS:
            if not wants_report(day, program, kind):
                continue
            for period, due in day.open_periods(program, kind):
                key, place = report_key(period), (program.pk, period.start, period.end)
                if (program.pk, key) not in day.done and place not in submitted:
                    yield Duty(
                        key=key,
                        title=TITLES[kind] % {"period": period.label},
                        program=program,
                        kind=REPORT,
                        due=due,
                        page=_page_of_report(program, kind, period, drafts.get(place)),
                        action=_("Prepare the report"),
                        permission="programs.add_dutydone",
                        markable=True,
                    )


def wants_report(day: Day, program: Program, kind: str) -> bool:
    """Whether reports of a kind are still asked of a programme: a year after its end only the final one."""
    return program in day.running or kind == "final"


def _page_of_report(program: Program, kind: str, period: Period, draft: int | None) -> Page:
    """Its draft, or the form of a new one filled in."""
    if draft:
        return Page("admin:programs_executionreport_change", [draft])
    given = {"program": program.slug, "kind": kind, "period_start": period.start, "period_end": period.end}
    return Page("admin:programs_executionreport_add", given=given)


def questions_to_answer(day: Day) -> Iterator[Duty]:
    """Questions of the commission about submitted reports that nobody answered yet."""
    asked = unanswered(ExecutionReport.objects.filter(program__in=day.programs)).select_related("report__program")
    for report, count in Counter(question.report for question in asked).items():
        words = ngettext(
            "%(count)s question of the commission: %(report)s",
            "%(count)s questions of the commission: %(report)s",
            count,
        )
        yield Duty(
            key=f"questions/{report.pk}",
            title=words % {"count": count, "report": report},
            program=report.program,
            kind=REPORT,
            page=Page("admin:programs_executionreport_change", [report.pk]),
            action=_("Answer"),
            permission="programs.add_reportanswer",
        )


def reports_to_submit_again(day: Day) -> Iterator[Duty]:
    """Reports that a commission returned with a new term, until their next edition is submitted."""
    drafts = ExecutionReport.objects.filter(program__in=day.programs, submission=None, edition__gt=1)
    for report in drafts.select_related("program"):
        terms = {remark.conclusion.new_term for remark in remarks_to_meet(report)} - {None}
        if terms:
            yield Duty(
                key=f"again/{report.pk}",
                title=_("Submit the returned report again: %(report)s") % {"report": report},
                program=report.program,
                kind=REPORT,
                due=max(term for term in terms if term),
                page=Page("admin:programs_executionreport_change", [report.pk]),
                action=_("Prepare the report"),
                permission="programs.add_remarkanswer",
            )


def recommendations_to_answer(day: Day) -> Iterator[Duty]:
    """Recommendations of commissions on reports that nobody answered yet, or only in part."""
    found = Recommendation.objects.open().filter(
        item__report__program__in=day.programs, item__sitting__minutes__isnull=False, item__sitting__date__lte=day.on
    )
    for row in found.select_related("item__report__program", "item__sitting"):
        yield Duty(
            key=f"recommendation/{row.pk}",
            title=_("Recommendation of the commission: %(text)s") % {"text": Truncator(row.text).chars(120)},
            program=row.item.report.program,  # type: ignore[union-attr]  # filtered by it
            kind=REPORT,
            due=row.due,
            page=Page("admin:programs_recommendation_answer", [row.pk]),
            action=_("Answer the recommendation"),
            permission="programs.add_recommendationanswer",
            note=f"{row.addressee}, {row.item.sitting}",
        )


def ended_reports(program: Program, on: date) -> list[Period]:
    """The periods that reports are usual for and that are over, the last one first, of one end the longest first."""
    periods = {period for kind in REPORTS for period in periods_of(program, kind) if period.end < on}
    return sorted(periods, key=lambda period: (period.end, -period.start.toordinal()), reverse=True)


def data_set_to_update(day: Day) -> Iterator[Duty]:
    """A new edition changes «Перелік цільових програм» on the open data portal, which has three working days."""
    for program in day.running:
        for edition in day.editions[program.pk][-1:]:
            key = f"open-data/{edition.number}"
            due = day.due("data_set", edition.act.date) if edition.act else None
            if due and (program.pk, key) not in day.done:
                yield Duty(
                    key=key,
                    title=_("Data set «List of target programmes» after edition %(number)s")
                    % {"number": edition.number},
                    program=program,
                    kind=PUBLICATION,
                    due=due,
                    page=Page("programs:open-data"),
                    action=_("Take the files"),
                    permission="programs.add_dutydone",
                    note=_("Three working days after a change (resolution № 835)."),
                    markable=True,
                )


def program_to_end(day: Day) -> Iterator[Duty]:
    """A programme whose term is over gets its last status, and with it leaves the desk."""
    over = [program for program in day.programs if program.end_year < day.on.year]
    finals = ExecutionReport.objects.submitted().filter(kind=ExecutionReport.Kind.FINAL, program__in=over)
    decided = set(finals.filter(steps__kind__in=BY_ACT).values_list("program", flat=True)) if over else set()
    for program in over:
        end = Period.year(program.end_year).end
        if program.pk in decided:
            yield Duty(
                key="off-control",
                title=_("The final report was decided on: take the programme off control"),
                program=program,
                kind=PLAN,
                page=Page("admin:programs_program_off-control", [program.pk]),
                action=_("Take off control"),
                permission="programs.add_controlstep",
            )
        else:
            yield Duty(
                key=f"end/{program.end_year}",
                title=_("The term ended on %(date)s: change the status of the programme") % {"date": f"{end:%d.%m.%Y}"},
                program=program,
                kind=PLAN,
                due=day.due("final", end),
                page=Page("admin:programs_program_change", [program.pk]),
                action=_("Change the status"),
                permission="programs.change_program",
                note=_("After the final report, or once the council took it off control."),
            )
