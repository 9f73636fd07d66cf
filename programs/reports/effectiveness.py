"""How effective the programme was: judged in words, or by an index where its indicators allow one."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Indicator
from ..reporting import Column, Kind, Row, Table
from ..statement import Statement
from .form import ReportForm

KEY = "effectiveness"
TITLE = gettext_lazy("Effectiveness")
STEP = Decimal("0.1")
# By the ministry's letter: how much this year's fulfilment against that of the year before adds.
STEADY, NEAR = 25, 15
NEARLY = Decimal("0.85")


class Part(NamedTuple):
    """A part of the index: its value, or why there is none."""

    name: str
    value: Decimal | None
    why: str


def effectiveness(statement: Statement, form: ReportForm, judgement: str) -> Table:
    """The section of a report; without rows where the form does not assess."""
    rows: list[Row] = []
    if form.effectiveness == "words" and judgement:
        rows = [Row({"name": _("Judgement"), "why": [judgement]})]
    elif form.effectiveness == "index":
        parts = list(index(statement))
        rows = [Row({"name": part.name, "value": part.value, "why": [part.why] if part.why else []}) for part in parts]
        rows.append(_in_all(parts, form))
        if judgement:
            rows.append(Row({"name": _("Judgement"), "why": [judgement]}))
    empty = {
        "words": _("The effectiveness of the programme is not assessed yet."),
        "none": _("By the form of this report the effectiveness of the programme is not assessed."),
    }
    value = [Column("value", _("Points"), Kind.PERCENT, width=1.5)] if form.effectiveness == "index" else []
    return Table(
        key=KEY,
        caption=_("Effectiveness of the programme for %(period)s.") % {"period": statement.period.label},
        columns=[
            Column("name", _("What is judged"), width=5, heads=True),
            *value,
            Column("why", _("Judgement; why there is none"), Kind.LINES, width=9),
        ],
        rows=rows,
        notes=_notes(form) if form.effectiveness == "index" else [],
        empty=empty.get(form.effectiveness, ""),
        pairs=form.effectiveness == "words",
    )


def _in_all(parts: list[Part], form: ReportForm) -> Row:
    lacking = [part.name for part in parts if part.value is None]
    if lacking:
        why = _("Not worked out: there is no value of %(parts)s.") % {"parts": ", ".join(lacking)}
        return Row({"name": _("In all"), "value": None, "why": [why]})
    points = sum((part.value for part in parts if part.value is not None), Decimal(0))
    degree = _("high") if points >= form.high else _("medium") if points >= form.medium else _("low")
    return Row({"name": _("In all"), "value": points, "why": [_("Effectiveness: %(degree)s.") % {"degree": degree}]})


def _notes(form: ReportForm) -> list[str]:
    return [
        _(
            "Points are the mean of actual against plan in per cent (plan against actual where less is better), of the "
            "indicators of efficiency and of quality, and %(steady)s, %(near)s or 0 for not falling behind the year "
            "before. High from %(high)s, medium from %(medium)s."
        )
        % {"steady": STEADY, "near": NEAR, "high": form.high, "medium": form.medium}
    ]


def index(statement: Statement) -> Iterator[Part]:
    """The parts of the index for the last planned year of the period."""
    year = max(statement.planned_years, default=statement.period.end.year)
    indicators = list(Indicator.objects.filter(program=statement.program).prefetch_related("values"))
    efficiency = _mean(indicators, Indicator.Group.EFFICIENCY, year)
    yield Part(_("Indicators of efficiency"), *efficiency)
    yield Part(_("Indicators of quality"), *_mean(indicators, Indicator.Group.QUALITY, year))
    before, why = _mean(indicators, Indicator.Group.EFFICIENCY, year - 1)
    name = _("Compared with %(year)s") % {"year": year - 1}
    now = efficiency[0]
    if now is None or not before:
        yield Part(name, None, why if now is not None else _("there is nothing to compare"))
        return
    ratio = now / before
    yield Part(name, Decimal(STEADY if ratio >= 1 else NEAR if ratio >= NEARLY else 0), "")


def _mean(indicators: Iterable[Indicator], group: str, year: int) -> tuple[Decimal | None, str]:
    """The mean of actual against plan in per cent, or why it is not defined."""
    ratios: list[Decimal] = []
    for indicator in (each for each in indicators if each.group == group):
        value = next((each for each in indicator.values.all() if each.year == year), None)
        if value is None or value.plan is None or value.actual is None:
            return None, _("«%(name)s» has no plan or no actual of %(year)s") % {"name": indicator.name, "year": year}
        if not indicator.better:
            return None, _("of «%(name)s» nobody said whether more or less is better") % {"name": indicator.name}
        above, below = value.actual, value.plan
        if indicator.better == Indicator.Better.LESS:
            above, below = below, above
        if not below:
            return None, _("of «%(name)s» there is nothing to divide by: 0") % {"name": indicator.name}
        ratios.append(above * 100 / below)
    if not ratios:
        return None, _("there are no such indicators")
    return (sum(ratios, Decimal(0)) / len(ratios)).quantize(STEP, ROUND_HALF_UP), ""
