"""A report made ready for the commission: what it still misses, what its new edition changes, its submitting, and how
a file is known again.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .. import services
from ..finance import Absence
from ..models import ExecutionReport, IndicatorValue, Override, Progress, ReportFile, ReportSubmission
from ..modules import payable
from ..reporting import Column, Report, Row, Table, as_json
from ..reporting.cells import text_of
from ..reporting.files import FORMATS
from ..reporting.report import Issued
from ..reporting.signs import unprintable
from ..reporting.stored import SCHEMA, value_from
from ..reporting.table import Kind
from ..statement import statement_for
from ..words import money_text
from .build import build_report, issue
from .commissioned import recommendations_table, remarks_table
from .effectiveness import index
from .form import ReportForm

JUDGED = (ExecutionReport.Kind.YEAR, ExecutionReport.Kind.FINAL)  # kinds whose effectiveness is told
SHOWN = 200  # signs of a question that a gap quotes


class Gap(NamedTuple):
    """Something that a report misses, with the page that mends it; a required one stands in the way of submitting."""

    sentence: str
    address: str
    is_required: bool = True


def gaps(report: ExecutionReport) -> list[Gap]:
    """What the draft of a report still misses, the required first."""
    return sorted(_gaps(report), key=lambda gap: not gap.is_required)


def _gaps(report: ExecutionReport) -> Iterator[Gap]:
    statement = statement_for(report.program, report.period)
    lines = [line for line in statement.measures if line.in_plan]
    judged = Progress.objects.filter(measure__program=report.program, period_end=report.period_end)
    said = {progress.measure_id: progress for progress in judged.order_by("period_start")}
    sheet = reverse("progress:sheet", args=[report.program.slug, report.period.code])
    if statement.edition is None:
        yield Gap(_("No plan was in force by the end of the period."), reverse("admin:programs_edition_changelist"))
    missing = [line.row.number for line in lines if line.row.measure_id not in said]
    if missing:
        yield Gap(_("The state of execution is not said: %(measures)s") % {"measures": ", ".join(missing)}, sheet)
    unexplained = [
        line.row.number
        for line in lines
        if line.row.measure_id in said
        and not said[line.row.measure_id].reason.strip()
        and statement.reason_required(line, said[line.row.measure_id])
    ]
    if unexplained:
        yield Gap(_("The reason is not said: %(measures)s") % {"measures": ", ".join(unexplained)}, sheet)
    form = reverse("admin:programs_executionreport_change", args=[report.pk])
    if report.edition > 1 and not report.changed_because.strip():
        yield Gap(_("Say why there is a new edition."), f"{form}#id_changed_because")
    if not report.narrative.strip():
        yield Gap(_("There is no explanation beside the figures."), f"{form}#id_narrative", is_required=False)
    look = ReportForm.of(report.form)
    if look.effectiveness == "words" and not report.judgement.strip() and report.kind in JUDGED:
        words = _("The effectiveness is not judged in words.")
        yield Gap(words, f"{form}#id_judgement", is_required=False)
    elif look.effectiveness == "index" and (lacking := [part for part in index(statement) if part.value is None]):
        words = _("The index of effectiveness is not worked out: %(why)s.")
        why = "; ".join(part.why for part in lacking)
        yield Gap(words % {"why": why}, reverse("admin:programs_indicator_changelist"), is_required=False)
    ended = [year for year in statement.planned_years if year != statement.running]
    without = IndicatorValue.objects.filter(
        indicator__program=report.program, indicator__counts="", year__in=ended, actual=None
    ).exclude(plan=None)
    if names := list(dict.fromkeys(without.values_list("indicator__name", flat=True))):
        words = _("Indicators have no actual value: %(names)s") % {"names": ", ".join(names)}
        yield Gap(words, reverse("admin:programs_indicator_changelist"), is_required=False)
    silent = Override.objects.filter(program=report.program, year__in=statement.budget_years, reason="")
    if silent.exists():
        words = _("A limit was passed by override without a sentence why.")
        yield Gap(words, reverse("admin:programs_override_changelist"), is_required=False)
    yield from _unprintable(report, said.values(), sheet, form)
    for each in payable([line.row.measure_id for line in lines]):
        if not each.is_advance and (each.due is None or each.due <= report.period_end):
            words = _("%(document)s is not paid: %(left)s.") % {"document": each.title, "left": money_text(each.left)}
            yield Gap(words, each.page, is_required=False)
    for remark in services.unmet_remarks(report):
        words = _("It is not said how a remark of the commission was met: %(remark)s")
        page = reverse("admin:programs_executionreport_remarks", args=[report.pk])
        yield Gap(words % {"remark": Truncator(remark.text).chars(SHOWN)}, page)
    earlier = report.program.execution_reports.filter(number=report.number, edition__lt=report.edition)
    for question in services.unanswered(earlier):
        short = Truncator(question.text).chars(SHOWN)
        words = _("A question of the edition before is not answered: %(question)s") % {"question": short}
        yield Gap(words, reverse("admin:programs_executionreport_answer", args=[question.pk]), is_required=False)


def _unprintable(report: ExecutionReport, judged: Iterable[Progress], sheet: str, form: str) -> Iterator[Gap]:
    """Signs that the font of the papers does not have, where they stand."""
    own = " ".join(
        [report.narrative, report.proposal, report.judgement, report.changed_because, *report.task_words.values()]
    )
    said = " ".join(f"{progress.result} {progress.reason}" for progress in judged)
    for text, place in ((own, form), (said, sheet)):
        if signs := unprintable(text):
            words = _("These signs would print empty: %(signs)s. Write them in words.")
            yield Gap(words % {"signs": " ".join(signs)}, place, is_required=False)


def signs_that_print_empty(report: ExecutionReport) -> list[str]:
    """The signs anywhere on the paper of a draft that the font does not have: in titles, contracts, notes as well."""
    paper = _paper(report, issue(report), "")
    printed = replace(paper, tables=[(title, table) for title, table in paper.tables if table.printed])
    return unprintable(as_json.render(printed).decode())


def submit(
    report: ExecutionReport, *, by: User, on: date, site: str = "", expected_version: int | None = None
) -> ReportSubmission:
    """Submit a report: its figures as they are now, its files and their digests, kept for good.

    Refused with a required gap, and where somebody wrote while the files were made: then they would not agree.
    """
    services.check_submittable(report, on, expected_version)
    required = [gap.sentence for gap in gaps(report) if gap.is_required]
    if required:
        raise ValidationError(required)
    issued = issue(report, on, services.new_code())
    paper = _paper(report, issued, site)
    files = {extension: render(paper) for extension, render in FORMATS.items()}
    if as_json.render(_paper(report, issued, site)) != files["json"]:
        raise ValidationError(_("Somebody recorded something while the files were made: submit once more."))
    return services.keep_submission(
        report=report,
        files=files,
        code=issued.code,
        schema=SCHEMA,
        plan_edition=report.program.editions.in_force(report.period_end),
        on=on,
        by=by,
        expected_version=report.version if expected_version is None else expected_version,
        site=site,
    )


def _paper(report: ExecutionReport, issued: Issued, site: str) -> Report:
    paper = build_report(report.program, report.period, site=site, issued=issued, draft=report)
    before = ReportFile.objects.filter(
        submission__report__program=report.program,
        submission__report__number=report.number,
        submission__report__edition__lt=report.edition,
        extension="json",
    )
    if last := before.order_by("submission__report__edition").last():
        with translation.override("uk"):
            changes = changes_between(json.loads(bytes(last.content)), paper.data())
            title = _("What changed since edition %(number)s") % {"number": report.edition - 1}
        paper = replace(paper, tables=[(title, changes), *paper.tables])
    with translation.override("uk"):
        remarks, recommendations = remarks_table(report), recommendations_table(report, issued.on or report.period_end)
        first = [(_("How the remarks of the commission were met"), remarks)] if remarks else []
        last_of_all = [(_("Recommendations of the commission"), recommendations)] if recommendations else []
    return replace(paper, tables=[*first, *paper.tables, *last_of_all])


def trace(report: ExecutionReport) -> dict[str, Any]:
    """What became of a report: its steps, and the edition that took its place."""
    later = ExecutionReport.objects.submitted().filter(
        program=report.program_id, number=report.number, edition__gt=report.edition
    )
    return {"steps": report.steps.select_related("act"), "superseded_by": later.order_by("edition").last()}


def digest_of(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks(1024 * 1024):
        digest.update(chunk)
    return digest.hexdigest()


# ---- what a new edition changes --------------------------------------------------------------------------------------

Place = tuple[str, str, str, int]  # section, level of the row, its heading, which of the rows of that heading


def changes_between(was: Mapping[str, Any], became: Mapping[str, Any]) -> Table:
    """What two editions of a report print otherwise, row by row."""
    before, after = _rows(was), _rows(became)
    rows = []
    for place in [*after, *(place for place in before if place not in after)]:
        section, heading = place[0], place[2]
        old, new = before.get(place, {}), after.get(place, {})
        for title in dict.fromkeys([*new, *old]):
            if old.get(title, "") != new.get(title, ""):
                cells = {"was": old.get(title, "") or "—", "became": new.get(title, "") or "—"}
                rows.append(Row({"section": section, "row": heading, "column": title, **cells}))
    return Table(
        key="changes",
        caption=_("What the edition before printed and what this one prints."),
        columns=[
            Column("section", _("Section"), width=2.4),
            Column("row", _("Row"), width=4, heads=True),
            Column("column", _("Column"), width=2.4),
            Column("was", _("Was"), width=3),
            Column("became", _("Became"), width=3),
        ],
        rows=rows,
        empty=_("No figure and no text of the tables changed."),
    )


def _rows(data: Mapping[str, Any]) -> dict[Place, dict[str, str]]:
    """The rows of a report as printed, by their places; the list of an earlier edition's changes is none of them."""
    found: dict[Place, dict[str, str]] = {}
    for section in data["sections"]:
        if section["key"] in {"changes", "remarks"}:
            continue
        columns = {column["key"]: (column["title"], Kind(column["kind"])) for column in section["columns"]}
        heading = next((column["key"] for column in section["columns"] if column["heads"]), "")
        times: dict[tuple[str, str], int] = defaultdict(int)
        for row in section["rows"]:
            texts = {key: _text(value, columns[key][1]) for key, value in row["cells"].items()}
            named = (row["level"], texts.get(heading, ""))
            times[named] += 1
            found[section["title"], *named, times[named]] = {columns[key][0]: text for key, text in texts.items()}
    return found


def _text(value: Any, kind: Kind) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    typed = value_from(value, kind)
    return "" if typed is None else "—" if isinstance(typed, Absence) else text_of(typed, kind)
