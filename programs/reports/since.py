"""What changed since the report before, line by line, with the acts that moved the plan meanwhile: of two snapshots."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from ..models import Allocation, Edition, ExecutionReport
from ..reporting import Column, Kind, Row, Table
from ..services.reports import CLOSING
from ..words import short_name_of
from .lines import lines_of


def report_before(report: ExecutionReport) -> ExecutionReport | None:
    """The last report of the programme for an earlier period that stands: its last edition that was not returned."""
    found = ExecutionReport.objects.submitted().filter(program=report.program_id, period_end__lt=report.period_end)
    standing = found.exclude(steps__kind__in=CLOSING).select_related("program", "submission")
    last: ExecutionReport | None = standing.order_by("period_end", "period_start", "number", "edition").last()
    return last


def changes_since(report: ExecutionReport, before: ExecutionReport) -> Table:
    """Every line whose plan, payments or state are not those of the report before; a line that came or went says so."""
    with translation.override("uk"):
        was = {_key(line): line for line in lines_of(before)}
        became = {_key(line): line for line in lines_of(report)}
        acts = acts_between(before, report)
        rows = []
        for key in [*became, *(key for key in was if key not in became)]:
            old, new = was.get(key), became.get(key)
            line = new or old or {}
            cells = {**_cells(old, "was"), **_cells(new, "became")}
            if old is None or new is None or any(cells[f"{each}_was"] != cells[f"{each}_became"] for each in FIGURES):
                said = acts.get(line["measure"].pk, []) if line["measure"] else []
                heads = {"number": line["number"], "measure": str(line["measure"] or short_name_of(line["title"]))}
                rows.append(Row({**heads, **cells, "acts": [*said, *_presence(old, new)]}))
        empty = _("No line changed since the report before.")
        return Table(key="since", caption=_caption(report, before), columns=_columns(), rows=rows, empty=empty)


FIGURES = ("amended", "paid", "state")


def _key(line: Mapping[str, Any]) -> Any:
    return line["measure"].pk if line["measure"] else line["title"]


def _cells(line: Mapping[str, Any] | None, when: str) -> dict[str, Any]:
    state = line["state"].text if line and line["state"] and not line["state"].absent else "—"
    return {
        f"amended_{when}": line["amended"] if line else None,
        f"paid_{when}": line["paid"] if line else None,
        f"state_{when}": state,
    }


def _presence(old: Any, new: Any) -> list[str]:
    """Whether a line came or went."""
    if old is None:
        return [_("new line")]
    return [_("the line is gone")] if new is None else []


def _caption(report: ExecutionReport, before: ExecutionReport) -> str:
    words = _("What was: %(before)s. What became: %(report)s. UAH.")
    return words % {"before": before, "report": report}


def _columns() -> list[Column]:
    pairs = (("amended", _("Plan"), Kind.MONEY), ("paid", _("Paid"), Kind.MONEY), ("state", _("State"), Kind.TEXT))
    return [
        Column("number", _("№")),
        Column("measure", _("Measure"), width=3, heads=True),
        *(
            Column(f"{key}_{when}", words, kind, group=title, width=1.6)
            for key, title, kind in pairs
            for when, words in (("was", _("Was")), ("became", _("Became")))
        ),
        Column("acts", _("Acts that changed the plan"), Kind.LINES, width=3, below=True),
    ]


def acts_between(before: ExecutionReport, report: ExecutionReport) -> dict[int, list[str]]:
    """By measure: the acts that came into force between the plans of two reports and changed its amounts."""
    editions = list(
        Edition.objects.adopted()
        .filter(program=report.program_id, in_force_from__lte=report.period_end)
        .select_related("act")
        .order_by("in_force_from", "number")
    )
    numbers = {edition.pk: place for place, edition in enumerate(editions)}
    first = numbers.get(before.submission.plan_edition_id or 0, 0)
    found: dict[int, list[str]] = {}
    amounts = {edition.pk: _amounts(edition) for edition in editions[first:]}
    for was, became in zip(editions[first:], editions[first + 1 :], strict=False):
        for measure in {*amounts[was.pk], *amounts[became.pk]}:
            if amounts[was.pk].get(measure) != amounts[became.pk].get(measure):
                found.setdefault(measure, []).append(str(became.act or became))
    return found


def _amounts(edition: Edition) -> dict[int, dict[tuple[int, int], Decimal | None]]:
    found: dict[int, dict[tuple[int, int], Decimal | None]] = {}
    rows = Allocation.objects.filter(measure_row__edition=edition).order_by()
    for measure, year, source, amount in rows.values_list("measure_row__measure", "year", "source", "amount"):
        found.setdefault(measure, {})[year, source] = amount
    return found
