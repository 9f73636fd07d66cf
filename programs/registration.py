"""What the core adds to the portal: the programmes themselves."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Prefetch, Sum
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, npgettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .charts import PROGRAM_CHARTS
from .default_day import default_day
from .events import events_of_activities
from .models import (
    Activity,
    Edition,
    ExecutionReport,
    Indicator,
    IndicatorValue,
    LegalAct,
    Measure,
    Program,
    Sitting,
)
from .modules import (
    LAST,
    Address,
    Done,
    Event,
    Files,
    Found,
    Hit,
    Link,
    Match,
    MenuGroup,
    Module,
    OfMeasures,
    Reached,
    last_of,
)
from .modules import reached as reached_everywhere
from .period import Period
from .registers import Option, payees_found, payments_on
from .reporting.files import FORMATS
from .reports.since import report_before
from .services.reports import BY_ACT
from .words import money_text, quantity_text, whole_text

# How what was done is counted, kind by kind.
COUNTED: dict[str, Any] = {
    Activity.Kind.PRESS_CONFERENCE: npgettext_lazy("counted", "press conference", "press conferences"),
    Activity.Kind.BRIEFING: npgettext_lazy("counted", "briefing", "briefings"),
    Activity.Kind.PRESS_TOUR: npgettext_lazy("counted", "press tour", "press tours"),
    Activity.Kind.HOT_LINE: npgettext_lazy("counted", "hot line", "hot lines"),
    Activity.Kind.PRESS_RELEASE: npgettext_lazy("counted", "press release", "press releases"),
    Activity.Kind.ANNOUNCEMENT: npgettext_lazy("counted", "announcement", "announcements"),
    Activity.Kind.MONITORING_NOTE: npgettext_lazy("counted", "monitoring note", "monitoring notes"),
    Activity.Kind.MENTION: npgettext_lazy("counted", "mention in the media", "mentions in the media"),
    Activity.Kind.SEMINAR: npgettext_lazy("counted", "seminar", "seminars"),
    Activity.Kind.TRAINING: npgettext_lazy("counted", "training", "trainings"),
    Activity.Kind.SCHOOL_SESSION: npgettext_lazy("counted", "session of the school", "sessions of the school"),
    Activity.Kind.CONSULTATION: npgettext_lazy("counted", "consultation", "consultations"),
    Activity.Kind.SITE_PUBLICATION: npgettext_lazy("counted", "publication on the site", "publications on the site"),
    Activity.Kind.MEDIA_PUBLICATION: npgettext_lazy("counted", "publication in the media", "publications in the media"),
    Activity.Kind.PRINTED_MATERIAL: npgettext_lazy("counted", "printed copy", "printed copies"),
    Activity.Kind.SUPPORT: npgettext_lazy("counted", "job of support", "jobs of support"),
    Activity.Kind.SITTING: npgettext_lazy("counted", "sitting of an advisory body", "sittings of advisory bodies"),
    Activity.Kind.CONTEST: npgettext_lazy("counted", "contest", "contests"),
    Activity.Kind.OTHER: npgettext_lazy("counted", "other event", "other events"),
}


class Programs(Module):
    """Programmes with their plan, money, execution and reports."""

    app = "programs"
    urls = "programs.urls"
    staff_urls = "programs.staff_urls"
    not_public = (
        "commission",
        "reading",
        "line",
        "answers",
        "ask",
        "answer-file",
        "signature-file",
        "working-copy",
        "working-copy-file",
        "preparing",
        "language",
        "robots",
        "favicon",
    )
    endpoints = (
        ("programs", "programs.api.programs.Programs"),
        ("legal-acts", "programs.api.acts.LegalActs"),
        ("editions", "programs.api.editions.Editions"),
        ("tasks", "programs.api.tasks.Tasks"),
        ("measures", "programs.api.measures.Measures"),
        ("allocations", "programs.api.allocations.Allocations"),
        ("appropriations", "programs.api.money.Appropriations"),
        ("ledger", "programs.api.money.Ledger"),
        ("activities", "programs.api.activities.Activities"),
        ("reports", "programs.api.reports.Reports"),
        ("sittings", "programs.api.sittings.Sittings"),
        ("votes", "programs.api.sittings.Votes"),
    )
    staff_menu = (
        MenuGroup("plan", _("Plan"), ["MeasureRow", "TaskRow", "Edition", "Program", "LegalAct", "WayStage"]),
        MenuGroup(
            "money",
            _("Money"),
            ["LedgerEntry", "BudgetAppropriation", "Allocation", "Override", "PeriodClosing"],
        ),
        MenuGroup("imports", _("Imports"), ["ImportBatch", "TreasuryPayer", "TreasuryRule", "RowMatch"]),
        MenuGroup("execution", _("Execution"), ["Activity", "Progress", "Indicator", "ExecutionReport", "DutyDone"]),
        MenuGroup(
            "commission",
            pgettext_lazy("menu", "Commission"),
            ["Sitting", "Recommendation", "Commission", "ConclusionVerb"],
        ),
        MenuGroup(
            "directories",
            _("Directories"),
            ["Executor", "FundingSource", "Body", "DutyTerm", "PublicationTerm", "CalendarDay"],
        ),
    )
    rights = settings.BASE_DIR / "fixtures" / "roles" / "programs.json"
    guarded_rights = (
        "programs.add_ledgerentry",
        "programs.import_money",
        "programs.add_budgetappropriation",
        "programs.change_budgetappropriation",
        "programs.delete_budgetappropriation",
        "programs.add_override",
        "programs.add_periodclosing",
        "programs.add_controlstep",
        "programs.adopt_edition",
        # a plan in force is the limit of all money, and whoever may write in a draft corrects also what an act set
        "programs.add_measurerow",
        "programs.change_measurerow",
        "programs.add_allocation",
        "programs.change_allocation",
        "programs.delete_allocation",
        "programs.change_edition",
        "programs.add_passporttotal",
        "programs.change_passporttotal",
        "programs.delete_passporttotal",
    )
    report_sections = (
        "programs.reports.Attention",
        "programs.reports.BasicData",
        "programs.reports.Measures",
        "programs.reports.BySource",
        "programs.reports.ByFund",
        "programs.reports.Pace",
        "programs.reports.Activities",
        "programs.reports.Indicators",
        "programs.reports.Financing",
        "programs.reports.AmendedAmounts",
        "programs.reports.Appropriations",
    )
    closing_sections = (
        "programs.reports.Beyond",
        "programs.reports.Overrides",
        "programs.reports.Corrections",
        "programs.reports.Entries",
    )
    duties = (
        "programs.duties.reports.reports_due",
        "programs.duties.reports.questions_to_answer",
        "programs.duties.reports.reports_to_submit_again",
        "programs.duties.reports.recommendations_to_answer",
        "programs.duties.reports.program_to_end",
        "programs.duties.way.to_publish",
        "programs.duties.plan.drafts_waiting",
        "programs.duties.plan.acts_to_complete",
        "programs.duties.reports.data_set_to_update",
        "programs.duties.execution.progress_missing",
        "programs.duties.execution.idle_measures",
        "programs.duties.money.accepted_to_pay",
        "programs.duties.money.appropriations_missing",
        "programs.duties.money.periods_to_close",
    )

    background = (
        ("import", "programs.imports.uploads.working.ImportWork"),
        ("report", "programs.views.preparing.ReportWork"),
        ("submission", "programs.reports.long.SubmissionWork"),
        ("housekeeping", "programs.background.Housekeeping"),
    )
    conditions = ("programs.background.worker",)
    housekeeping = (
        "programs.imports.uploads.uploads.clear_forgotten",
        "programs.background.clear_ended",
        "programs.costly.clear_rendered",
        "programs.services.once.clear_sent",
        "programs.duties.drafts.begin_drafts",
    )

    counted = Activity.Kind.choices

    def menu(self) -> list[Link]:
        return [Link(gettext("Payments"), reverse("programs:payments"))]

    def of_program(self, program: Program) -> list[Link]:
        count = payments_on(default_day(program)).filter(measure__program=program).count()
        address = f"{reverse('programs:payments')}?program={program.slug}"
        found = [Link(gettext("Payments of the programme"), address, count)] if count else []
        sittings = Sitting.objects.published().filter(items__report__program=program).count()
        return found + (
            [Link(gettext("Sittings of the commission"), reverse("programs:sittings"), sittings)] if sittings else []
        )

    def found(self, match: Match, limit: int) -> list[Found]:
        payees = payees_found(payments_on(default_day()).filter(match("found_by")))
        hits = [
            Hit(payee.label, f"{reverse('programs:payments')}?{urlencode({'payee': payee.value})}", _paid(payee))
            for payee in payees[:limit]
        ]
        return [Found(hits, len(payees), "payees", gettext("Who was paid"))]

    def files(self) -> list[Files]:
        calendar = [
            Link("iCalendar", reverse("programs:calendar-file")),
            Link("Atom", reverse("programs:calendar-feed")),
        ]
        return [
            Files(gettext("Payments"), [Link(each.upper(), _payments_file(each)) for each in ("csv", "xlsx")]),
            Files(gettext("Calendar of events"), calendar),
            Files(
                gettext("Execution reports"),
                [
                    *(Link(each.upper(), reverse("programs:report-set", args=[each])) for each in ("csv", "xlsx")),
                    Link("Atom", reverse("programs:report-feed")),
                ],
                gettext("columns as resolution № 835 names them; ?columns=2025 – as its draft of 2025 does"),
            ),
        ]

    def events(self) -> Iterable[Event]:
        return events_of_activities()

    def reached(self, program: Program, on: date, measure: Measure | None = None) -> OfMeasures:
        """Activities, kind by kind, and how far the indicators of the last year that ended are."""
        found: dict[int | None, list[Reached]] = defaultdict(list)
        for of, rows in (*_activities(program, on, measure), *_indicators_reached(program, on, measure)):
            found[of] += rows
        return found

    def results(self, program: Program, period: Period) -> dict[int, list[str]]:
        """The activities of the period, kind by kind, and how far the indicators of the year are."""
        found: dict[int, list[str]] = defaultdict(list)
        activities = Activity.objects.filter(measure__program=program)
        by_kind = activities.filter(date__range=(period.start, period.end)).values_list("measure", "kind")
        for measure, kind, count in by_kind.annotate(Sum("quantity")).order_by("measure", "kind"):
            found[measure].append(f"{Activity.Kind(kind).label} – {whole_text(count)}")
        sentences = {measure: [f"{capfirst(', '.join(kinds))}."] for measure, kinds in found.items()}
        for measure, sentence in _indicators(program, period):
            sentences.setdefault(measure, []).append(sentence)
        return sentences

    def addresses(self) -> Iterable[Address]:
        yield Address(reverse("programs:index"))
        for extension in ("csv", "xlsx"):
            yield Address(reverse("programs:index-file", args=[extension]), "file")
        yield Address(reverse("programs:payments"))
        yield Address(reverse("programs:calendar"))
        for files in self.files():
            yield from (Address(link.address, "file") for link in files.formats)
        for extension in ("csv", "xlsx"):
            yield Address(reverse("programs:index-file", args=[extension]), "file")
        yield Address(reverse("programs:open-data"))
        yield Address(reverse("programs:about"))
        yield Address(reverse("programs:search"), "view")
        programs = list(Program.objects.published().order_by("pk"))
        for program in programs:
            for name in ("program", "passport", "editions", "reports"):
                yield Address(reverse(f"programs:{name}", args=[program.slug]))
            yield Address(reverse("programs:measures", args=[program.slug]), "view")
        measures = Measure.objects.published().select_related("program").order_by("program", "pk")
        for measure in measures:
            yield Address(reverse("programs:measure", args=[measure.program.slug, measure.code]))
            yield Address(reverse("programs:ledger-csv", args=[measure.program.slug, measure.code]), "file")
        for program in programs:
            yield from _of_program(program)
        yield from _submitted_reports()
        yield Address(reverse("programs:report-list"))
        yield Address(reverse("programs:report-feed"), "file")
        for extension in ("csv", "xlsx"):
            yield Address(reverse("programs:report-set", args=[extension]), "file")
        yield from _sittings()
        yield Address(reverse("programs:verify-any"), "view")
        yield from _stored_files()


def _payments_file(extension: str) -> str:
    return reverse("programs:payments-file", args=[extension])


def _paid(payee: Option) -> str:
    count = ngettext("%(count)s payment", "%(count)s payments", payee.rows) % {"count": payee.rows}
    return f"{count}, {money_text(payee.amount)}"


def _activities(program: Program, on: date, measure: Measure | None) -> Iterator[tuple[int | None, list[Reached]]]:
    """What was done, all of it counted and what everybody may see named, with the page that lists it."""
    of_day = Activity.objects.filter(measure__program=program, date__lte=on)
    if measure:
        of_day = of_day.filter(measure=measure)
    counts: dict[int | None, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    by_kind = of_day.order_by("kind").values_list("measure", "kind", "date__year")
    for pk, kind, year, count in by_kind.annotate(Sum("quantity")):
        for of in (pk, None):
            counts[of][kind][year] += count
    last: dict[tuple[int | None, str], list[Done]] = defaultdict(list)
    codes = {}
    for each in last_of(of_day.published().select_related("measure"), "measure", "kind"):
        codes[each.measure_id] = each.measure.code
        address = each.link or (each.file and reverse("programs:activity-file", args=[program.slug, each.pk])) or ""
        done = Done(each.title, each.date, address, f"×\u00a0{whole_text(each.quantity)}" if each.quantity > 1 else "")
        for of in (each.measure_id, None):
            last[of, each.kind].append(done)
    for of, kinds in counts.items():
        page = _page_of_activities(program, on, codes.get(of) if of else None)
        yield (
            of,
            [
                Reached(kind, sum(years.values()), COUNTED[kind], last=last[of, kind][:LAST], page=page, years=years)
                for kind, years in kinds.items()
            ],
        )


def _page_of_activities(program: Program, on: date, code: str | None) -> str:
    if code:
        return f"{reverse('programs:measure', args=[program.slug, code])}#activities-title"
    term = Period(min(date(program.start_year, 1, 1), on), on)
    return f"{reverse('programs:report', args=[program.slug, term.code])}#activities-title"


def _indicators_reached(
    program: Program, on: date, measure: Measure | None
) -> Iterator[tuple[int | None, list[Reached]]]:
    """Of each indicator that people measure, the last year that ended with a value."""
    of_program = Indicator.objects.filter(program=program, counts="")
    if measure:
        of_program = of_program.filter(measure=measure)
    year = on.year if on == date(on.year, 12, 31) else on.year - 1
    of_years = IndicatorValue.objects.filter(year__lte=year).exclude(actual=None)
    last = Prefetch("values", of_years.order_by("-year"), to_attr="ended")
    for each in of_program.order_by("order", "pk").prefetch_related(last):
        found: list[IndicatorValue] = each.ended
        for value in found[:1]:
            key, actual = f"indicator-{each.pk}", value.actual or Decimal(0)
            yield each.measure_id, [Reached(key, actual, each.unit, str(value.year), each.name, plan=value.plan)]


def _indicators(program: Program, period: Period) -> Iterator[tuple[int, str]]:
    """The indicators of measures: those that count activities as far as the year came, the others at its end."""
    year = period.end.year
    of_year = Activity.objects.filter(measure__program=program, date__year=year, date__lte=period.end)
    counted = of_year.order_by().values_list("measure", "kind").annotate(Sum("quantity"))
    counts = {(measure, kind): Decimal(count) for measure, kind, count in counted}
    values = IndicatorValue.objects.filter(indicator__program=program, indicator__measure__isnull=False, year=year)
    values = values.select_related("indicator").order_by("indicator__order", "indicator")
    if any(value.indicator.counts and value.indicator.counts not in Activity.Kind for value in values):
        for measure, rows in reached_everywhere(program, period.end).items():
            counts |= {(measure, row.key): Decimal(row.years[year]) for row in rows if measure and year in row.years}
    for value in values:
        indicator, actual = value.indicator, value.actual if period.end == Period.year(year).end else None
        if indicator.measure_id and indicator.counts:
            actual = counts.get((indicator.measure_id, indicator.counts))
        if indicator.measure_id and actual is not None:
            words = {"name": indicator.name, "unit": indicator.unit, "year": year, "actual": quantity_text(actual)}
            sentence = gettext("Indicator «%(name)s» in %(year)s: %(actual)s (%(unit)s).")
            if value.plan is not None:
                words["plan"] = quantity_text(value.plan)
                sentence = gettext("Indicator «%(name)s» in %(year)s: %(actual)s of %(plan)s (%(unit)s).")
            yield indicator.measure_id, sentence % words


def _of_program(program: Program) -> Iterable[Address]:
    """The files of a programme, its years as reports, and the comparisons of neighbouring editions."""
    for name in ("plan-csv", "plan-xlsx"):
        yield Address(reverse(f"programs:{name}", args=[program.slug]), "file")
    for key in PROGRAM_CHARTS:
        yield Address(reverse("programs:chart-csv", args=[program.slug, key]), "file")
    for year in program.years:
        period = Period.year(year).code
        yield Address(reverse("programs:report", args=[program.slug, period]), "view")
        for extension in FORMATS:
            yield Address(reverse("programs:report-file", args=[program.slug, period, extension]), "file")
    numbers = list(
        Edition.objects.published().filter(program=program).order_by("number").values_list("number", flat=True)
    )
    for pair in pairwise(numbers):
        yield Address(reverse("programs:comparison", args=[program.slug, *pair]), "view")
        for extension in ("pdf", "xlsx", "csv"):
            yield Address(reverse("programs:comparison-file", args=[program.slug, *pair, extension]), "file")


def _sittings() -> Iterable[Address]:
    """The sittings of which something was published, with the files of their minutes."""
    yield Address(reverse("programs:sittings"))
    published = Sitting.objects.published().prefetch_related("bodies", "publications").order_by("pk")
    for sitting in published:
        yield Address(reverse("programs:sitting", args=[sitting.pk]))
        for file in sitting.public_files():
            item = [file.item.number] if file.item else []
            name = "programs:sitting-item-file" if item else "programs:sitting-file"
            yield Address(reverse(name, args=[sitting.pk, *item, file.name, file.extension]), "file")


def _submitted_reports() -> Iterable[Address]:
    """Reports that were submitted and published, with their files and what their codes lead to."""
    found = ExecutionReport.objects.published().select_related("program", "submission").prefetch_related("steps")
    published = list(found.distinct().order_by("pk"))
    for report in published:
        about = [report.program.slug, report.number, report.edition]
        yield Address(reverse("programs:submitted", args=about))
        yield Address(reverse("programs:submitted-latest", args=about[:2]), "view")
        yield Address(reverse("programs:verify", args=[report.submission.code]), "view")
        for extension in FORMATS:
            yield Address(reverse("programs:submitted-file", args=[*about, extension]), "file")
        yield Address(reverse("programs:digest", args=about), "view")
        if report_before(report) in published:
            yield Address(reverse("programs:since", args=about), "view")
        papers = (
            ["digest", "annex"]
            if any(step.act_id and step.kind in BY_ACT for step in report.steps.all())
            else ["digest"]
        )
        for name in papers:
            for extension in ("pdf", "docx"):
                yield Address(reverse("programs:report-paper", args=[*about, name, extension]), "file")


def _stored_files() -> Iterable[Address]:
    """What the department put into the portal for everybody: texts of acts, evidence of activities."""
    acts = LegalAct.objects.published().exclude(file="").exclude(program=None)
    for slug, pk in acts.values_list("program__slug", "pk"):
        yield Address(reverse("programs:act-file", args=[slug, pk]), "file")
    for activity in Activity.objects.published().exclude(file="").select_related("measure__program"):
        yield Address(reverse("programs:activity-file", args=[activity.measure.program.slug, activity.pk]), "file")
