"""What is owed to commission and public: reports by their terms, open data, the end of a programme."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import DutyTerm, Program
from ..period import Period
from .day import Day, periods_of, working_days_after
from .duty import PLAN, PUBLICATION, REPORT, Duty

REPORTS = (
    DutyTerm.Kind.QUARTER,
    DutyTerm.Kind.HALF_YEAR,
    DutyTerm.Kind.NINE_MONTHS,
    DutyTerm.Kind.YEAR,
    DutyTerm.Kind.FINAL,
)
DATA_SET_DAYS = 3  # working days after a change, resolution № 835 of 21.10.2015
TITLES = {
    DutyTerm.Kind.QUARTER: gettext_lazy("Execution report for %(period)s"),
    DutyTerm.Kind.HALF_YEAR: gettext_lazy("Execution report for %(period)s"),
    DutyTerm.Kind.NINE_MONTHS: gettext_lazy("Execution report for %(period)s"),
    DutyTerm.Kind.YEAR: gettext_lazy("Annual execution report for %(period)s"),
    DutyTerm.Kind.FINAL: gettext_lazy("Final execution report for %(period)s"),
}


def reports_due(day: Day) -> Iterator[Duty]:
    """Execution reports by their terms. The portal makes them at any time; whether one was sent, a person says."""
    for program in day.programs:
        for kind in REPORTS:
            if program not in day.running and kind != DutyTerm.Kind.FINAL:
                continue
            for period, due in day.open_periods(program, kind):
                key = report_key(period)
                if (program.pk, key) not in day.done:
                    yield Duty(
                        key=key,
                        title=TITLES[kind] % {"period": period.label},
                        program=program,
                        kind=REPORT,
                        due=due,
                        address=reverse("programs:report", args=[program.slug, period.code]),
                        action=_("Open the report"),
                        permission="programs.add_dutydone",
                        markable=True,
                    )


def ended_reports(program: Program, on: date) -> list[Period]:
    """The periods that reports are usual for and that are over, the last one first, of one end the longest first."""
    periods = {period for kind in REPORTS for period in periods_of(program, kind) if period.end < on}
    return sorted(periods, key=lambda period: (period.end, -period.start.toordinal()), reverse=True)


def report_key(period: Period) -> str:
    return f"report/{period.code}"


def data_set_to_update(day: Day) -> Iterator[Duty]:
    """A new edition changes «Перелік цільових програм» on the open data portal, which has three working days."""
    for program in day.running:
        for edition in day.editions[program.pk][-1:]:
            key = f"open-data/{edition.number}"
            if edition.act and (program.pk, key) not in day.done:
                yield Duty(
                    key=key,
                    title=_("Data set «List of target programmes» after edition %(number)s")
                    % {"number": edition.number},
                    program=program,
                    kind=PUBLICATION,
                    due=working_days_after(edition.act.date, DATA_SET_DAYS),
                    address=reverse("programs:open-data"),
                    action=_("Take the files"),
                    permission="programs.add_dutydone",
                    note=_("Three working days after a change (resolution № 835)."),
                    markable=True,
                )


def program_to_end(day: Day) -> Iterator[Duty]:
    """A programme whose term is over gets its last status, and with it leaves the desk."""
    for program in day.programs:
        if program.end_year < day.on.year:
            end, term = Period.year(program.end_year).end, day.terms.get(DutyTerm.Kind.FINAL)
            yield Duty(
                key=f"end/{program.end_year}",
                title=_("The term ended on %(date)s: change the status of the programme") % {"date": f"{end:%d.%m.%Y}"},
                program=program,
                kind=PLAN,
                due=term.due(end) if term else None,
                address=reverse("admin:programs_program_change", args=[program.pk]),
                action=_("Change the status"),
                permission="programs.change_program",
                note=_("After the final report, or once the council took it off control."),
            )
