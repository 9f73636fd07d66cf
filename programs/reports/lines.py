"""A submitted report line by line, as a phone shows it and a question quotes it: read from what was kept."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..finance import ZERO
from ..models import ExecutionReport, MeasureRow, ReportFile, ReportQuestion
from ..reporting.cells import Cell, cells_of, text_of
from ..reporting.stored import table_of, value_from
from ..reporting.table import Kind, Level, Table
from ..words import DASH, amount_text

# What a list of lines shows of each, by the columns of the table.
HEADLINE = {"amended": gettext_lazy("plan"), "paid": gettext_lazy("paid"), "deviation": gettext_lazy("deviation")}


def snapshot(report: ExecutionReport) -> dict[str, Any]:
    """What a submitted report says, as it was kept."""
    [file] = ReportFile.objects.filter(submission__report=report, extension="json")
    found: dict[str, Any] = json.loads(bytes(file.content))
    return found


def table_of_measures(data: Mapping[str, Any]) -> Table | None:
    """The table that has a row for each measure; a report of figures alone has none."""
    return next((table_of(section) for section in data["sections"] if section["key"] == "measures"), None)


def deviation_told(data: Mapping[str, Any]) -> tuple[str, str]:
    """The heading of deviations with its formula, as the report prints it, and what is said where there are none: a
    year that runs has deviations only where its plan stands by quarters.
    """
    table = table_of_measures(data)
    titles = {column.key: column.title for column in table.columns} if table else {}
    runs = "Рік ще триває: відхилення обчислюють лише за планом на квартали, і таких відхилень немає."
    return titles.get("deviation", "Відхилення"), runs if "remainder" in titles else "Відхилень від плану немає."


def lines_of(report: ExecutionReport, data: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Every measure of a report in its order: what it is, its figures, its words, and which of the portal's measures.

    They are in the language of the document whoever reads, for questions quote them. A figure that the line has twice,
    because nothing was amended, is said once.
    """
    with translation.override("uk"):
        return _lines(report, data or snapshot(report))


def _lines(report: ExecutionReport, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    table = table_of_measures(data)
    if table is None:
        return []
    # a paper in thousands is read here in hryvnias: a question quotes the exact figure
    table = replace(table, columns=[replace(column, divisor=1, decimals=2) for column in table.columns])
    named = {row.number: row.measure for row in _rows(report)}
    lines: list[dict[str, Any]] = []
    task = ""
    for row in table.rows:
        if row.level == Level.GROUP:
            task = " ".join(str(row.cells.get(name) or "") for name in ("number", "title")).strip()
        if row.level != Level.ITEM:
            continue
        cells = {cell.column.key: cell for cell in cells_of(table, row)}
        number = cells["number"].text
        lines.append(
            {
                "place": len(lines) + 1,
                "number": number,
                "title": cells["title"].text,
                "task": task,
                "measure": named.get(number),
                "figures": list(_figures(cells.values())),
                "headline": [
                    (word, cells[key].text) for key, word in HEADLINE.items() if key in cells and not cells[key].absent
                ],
                "deviation": row.cells["deviation"] if isinstance(row.cells.get("deviation"), Decimal) else None,
                "amended": row.cells.get("amended"),
                "paid": row.cells.get("paid"),
                "said": cells["reason"].lines if "reason" in cells else [],
                "state": cells.get("state"),
                "executors": cells["executors"].lines if "executors" in cells else [],
                "words": [cell for key, cell in cells.items() if key != "executors" and cell.lines],
            }
        )
    return lines


def _rows(report: ExecutionReport) -> Iterable[MeasureRow]:
    """The measures of the plan that the report was made of."""
    rows = MeasureRow.objects.filter(edition=report.submission.plan_edition_id).select_related("measure")
    return rows.only("number", "measure__program", "measure__code", "measure__short_name")


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _figures(cells: Iterable[Cell]) -> Iterable[dict[str, Any]]:
    """The figures of a line with what a question quotes of each: «План на 2021 рік, план зі змінами: 105 600,00»."""
    told = set()
    for cell in cells:
        column = cell.column
        if not column.kind.numeric or cell.empty or (column.key == "direct" and cell.text == amount_text(ZERO)):
            continue
        label = f"{column.group}, {lower_first(column.title)}" if column.group else column.title
        if column.key == "approved" and any(each.column.key == "amended" and each.text == cell.text for each in cells):
            continue
        if label not in told:
            told.add(label)
            unit = _("UAH") if column.kind == Kind.MONEY and not cell.absent else ""
            yield {"label": label, "cell": cell, "unit": unit, "quote": f"{label}: {cell.text} {unit}".strip()}


# ---- where a question stands in an edition ---------------------------------------------------------------------------


def quotes_of(line: Mapping[str, Any]) -> list[str]:
    """What can be quoted of a line: its figures with their headings, its state, its result and reason."""
    states = [line["state"].text] if line["state"] and not line["state"].absent else []
    words = [text for cell in line["words"] for text in cell.lines]
    return [*(figure["quote"] for figure in line["figures"]), *states, *words]


def placed(
    questions: Iterable[ReportQuestion],
    report: ExecutionReport,
    lines: Iterable[Mapping[str, Any]],
    lock: Mapping[str, Any] | None,
) -> list[Any]:
    """Questions about a report and its earlier editions, each with its line in this edition (``line``), what became of
    the line or of the figure that it quotes (``became``), and what it or its answer came after (``after``).
    """
    by_measure = {line["measure"].pk: line for line in lines if line["measure"]}
    found: list[Any] = list(questions)
    for question in found:
        question.line = by_measure.get(question.measure_id)
        question.became = _became(question, report)
        question.after = _after(lock, question.asked_at)
        for answer in question.answers.all():
            answer.after = _after(lock, answer.answered_at)
    return found


def _after(lock: Mapping[str, Any] | None, moment: datetime) -> str:
    return lock["after"] if lock and moment >= lock["moment"] else ""


def _became(question: Any, report: ExecutionReport) -> str:
    """What this edition has instead of what a question is about, in words; nothing where it is there as it was."""
    if question.measure_id and question.line is None:
        return _("This edition has no such line any more.")
    label, _colon, figure = question.quoted.rpartition(": ")
    if question.report_id == report.pk or not question.line or not label:
        return ""
    same = next((each["quote"] for each in question.line["figures"] if each["label"] == label), None)
    if same is None:
        return _("This edition has no such figure any more.")
    now = same.rpartition(": ")[2]
    return "" if now == figure else _("In this edition: %(figure)s.") % {"figure": now}


def largest_deviations(lines: Iterable[Mapping[str, Any]], most: int) -> list[Mapping[str, Any]]:
    """The lines that are furthest from their plan, in either direction, with what was said of each last: the reason."""
    found = [line for line in lines if line["deviation"]]
    return sorted(found, key=lambda line: -abs(line["deviation"]))[:most]


def fact_text(fact: Mapping[str, Any]) -> str:
    """A figure of a report's first page, as Ukrainian papers print it: «189 150,00 грн», «94,6 %»."""
    value, kind = value_from(fact["value"], Kind(fact["kind"])), Kind(fact["kind"])
    with translation.override("uk"):
        unit = {Kind.MONEY: "грн", Kind.PERCENT: "%"}.get(kind, "")
        return f"{text_of(value, kind)}\u00a0{unit}".strip() if isinstance(value, Decimal) else DASH


def questions_about(report: ExecutionReport) -> list[ReportQuestion]:
    """Questions about a report and about its editions before, the oldest first, with their answers."""
    of_number = ReportQuestion.objects.filter(
        report__program=report.program_id, report__number=report.number, report__edition__lte=report.edition
    )
    found = of_number.select_related("measure", "report__program", "asked_by").prefetch_related("answers__answered_by")
    return list(found.order_by("pk"))
