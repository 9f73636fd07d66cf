"""A submitted report on one page for the sitting: totals, deviations, results, open questions, the decision asked."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator

from ..models import ExecutionReport, Program, Progress, ReportQuestion
from ..reporting import Column, Kind, Row, Table
from ..reporting.papers import OfficialPaper, OfficialPart
from ..services import unanswered
from ..words import short_name_of
from .lines import deviation_told, fact_text, largest_deviations, lines_of, snapshot

MOST = 3  # deviations and results that are named
SIGNS = 220  # of a reason or a result, so that all of it stays one page
QUESTIONS = 5


def short(text: str) -> str:
    return Truncator(text).chars(SIGNS)


def named(line: Mapping[str, Any]) -> str:
    """«1.1.1 Висвітлення у друкованих ЗМІ»."""
    return f"{line['number']} {line['measure'] or short_name_of(line['title'])}"


def results(lines: Iterable[Mapping[str, Any]], program: Program) -> list[str]:
    """What was reached by the measures that took most of the money; a row's first words may be a reason as well."""
    recorded = set(Progress.history.filter(measure__program=program).values_list("result", flat=True))
    reached = [line for line in lines if line["said"] and line["said"][0] in recorded]
    paid = {line["place"]: line["paid"] if isinstance(line["paid"], Decimal) else Decimal(0) for line in reached}
    largest = sorted(reached, key=lambda line: -paid[line["place"]])[:MOST]
    return [f"{named(line)}: {short(line['said'][0])}" for line in largest]


def digest(report: ExecutionReport, *, site: str = "") -> OfficialPaper:
    """The page of a report, from what was kept; which questions are open is of the day on which it is asked for."""
    data, lines = snapshot(report), lines_of(report)
    open_questions = list(unanswered(ExecutionReport.objects.filter(pk=report.pk)).select_related("measure"))
    asked = [line.strip() for line in report.proposal.splitlines() if line.strip()]
    deviations = largest_deviations(lines, MOST)
    return OfficialPaper(
        data_name="digest.json",
        file_stem=f"dovidka_{report.program.slug}_{report.number}-{report.edition}",
        name=f"Довідка до засідання: {report}",
        heading="ДОВІДКА ДО ЗАСІДАННЯ",
        subheading=[f"{data['title']} за {data['period']['label']}", data["program"]["title"]],
        facts=[
            ("Звіт", data["state"]),
            ("Редакція плану", data["edition"]),
            *((fact["label"], fact_text(fact)) for fact in data["facts"]),
        ],
        parts=[
            OfficialPart("Три найбільші відхилення", table=_deviations(deviations, *deviation_told(data))),
            OfficialPart("Три найбільші результати", results(lines, report.program) or ["Результатів не внесено."]),
            OfficialPart("Запитання без відповіді", _questions(open_questions)),
            OfficialPart("Що пропонується вирішити", asked),
        ],
        signatories=[],
        one_page=True,
        council=data["council"],
        program=data["program"]["title"],
        dated=report.submission.submitted_on,
        link=reverse("programs:submitted", args=[report.program.slug, report.number, report.edition]),
        site=site,
        own_code=report.submission.code,
        notices=["ДЕМОНСТРАЦІЙНІ ДАНІ"] if data["demonstration"] else [],
    )


def _deviations(lines: Iterable[Mapping[str, Any]], title: str, empty: str) -> Table:
    return Table(
        key="digest-deviations",
        caption="",
        columns=[
            Column("measure", "Захід", width=4, heads=True),
            Column("deviation", f"{title}, грн", Kind.MONEY, width=2),
            Column("reason", "Причина", width=5),
        ],
        rows=[
            Row(
                {
                    "measure": named(line),
                    "deviation": line["deviation"],
                    "reason": short(line["said"][-1]) if line["said"] else "Не вказано.",
                }
            )
            for line in lines
        ],
        empty=empty,
    )


def _questions(questions: list[ReportQuestion]) -> list[str]:
    if not questions:
        return ["Немає."]
    told = [f"{f'{each.measure}: ' if each.measure else ''}{short(each.text)}" for each in questions[:QUESTIONS]]
    more = len(questions) - QUESTIONS
    return [*told, f"Ще {more} – на сторінці звіту."] if more > 0 else told
