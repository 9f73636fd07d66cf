"""The form of a report: which sections stand on paper and in what order, in which unit, by which sign, who signs.

No form binds a council since order № 367 lost force: councils keep the tables of one order or another. So a form is
data, kept with the report's draft and submitted with it; a preset is where one begins.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..reporting import Column, Kind, Signatory, Table

UAH, THOUSAND = "uah", "thousand"
UNITS = ((UAH, gettext_lazy("UAH")), (THOUSAND, gettext_lazy("thousand UAH")))
PLAN_MINUS, PAID_MINUS = "plan", "paid"
SIGNS = (
    (PLAN_MINUS, gettext_lazy("plan − cash expenditure")),
    (PAID_MINUS, gettext_lazy("cash expenditure − plan")),
)
SPLITS = (
    ("none", gettext_lazy("in all alone")),
    ("source", gettext_lazy("by source, where there are several")),
    ("fund", gettext_lazy("by fund: general, special, in all")),
)
MARGINS = (("usual", gettext_lazy("of the portal")), ("letter", gettext_lazy("of official letters: 30, 10, 20, 20 mm")))
EFFECTIVENESS = (
    ("words", gettext_lazy("judged in words")),
    ("index", gettext_lazy("by an index of the indicators")),
    ("none", gettext_lazy("not assessed")),
)
CURRENCY = re.compile(r"(?<!тис\. )\bгрн\b")
FORMULA = re.compile(r"\(([^()−]+) − ([^()−]+)\)")


@dataclass(frozen=True)
class ReportForm:
    """How a report looks. ``sections`` are the keys of those on paper in their order, none where the portal's own
    order stands; ``emblem`` and ``template`` are keys of materials; the constants of the index are those of the finance
    ministry's letter of 19.09.2013.
    """

    preset: str = "367"
    sections: tuple[str, ...] | None = None
    unit: str = UAH
    decimals: int = 2
    split: str = "source"
    sign: str = PLAN_MINUS
    title: str = ""
    heading: str = ""
    emblem: int | None = None
    template: int | None = None
    signatories: tuple[Mapping[str, Any], ...] | None = None
    margins: str = "usual"
    size: int = 11
    effectiveness: str = "words"
    high: int = 215
    medium: int = 190

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "ReportForm":
        """The form as it is kept with a draft: what it does not say is as the preset has it."""
        known = {field.name for field in fields(cls)}
        preset = PRESETS.get(str(data.get("preset", "")), PRESETS["367"])
        told = {key: value for key, value in {**preset["form"], **data}.items() if key in known}
        for name in ("sections", "signatories"):
            if told.get(name) is not None:
                told[name] = tuple(told[name])
        return cls(**told)

    def data(self) -> dict[str, Any]:
        """The form for machines."""
        return asdict(self)

    @property
    def unit_text(self) -> str:
        return _("thousand UAH") if self.unit == THOUSAND else _("UAH")

    @property
    def is_rounded(self) -> bool:
        return self.unit == THOUSAND or self.decimals < 2


PRESETS: dict[str, dict[str, Any]] = {
    "367": {"title": gettext_lazy("in the style of order № 367: tasks, measures, indicators, sources"), "form": {}},
    "836": {
        "title": gettext_lazy("in the style of order № 836: general and special fund"),
        "form": {
            "split": "fund",
            "sections": ["basic-data", "by-fund", "measures", "indicators", "effectiveness", "amendments", "attention"],
        },
    },
    "short": {
        "title": gettext_lazy("short information"),
        "form": {
            "sections": ["attention", "measures"],
            "effectiveness": "none",
            "title": "Інформація про хід виконання програми",
        },
    },
}
USUAL = ReportForm()


def in_form(tables: Sequence[tuple[str, Table]], form: ReportForm) -> list[tuple[str, Table]]:
    """The tables of a report as its form wants them: those on paper first, in their order."""
    made = [(title, _looking(table, form)) for title, table in tables]
    if form.sections is None:
        return made
    place = {key: number for number, key in enumerate(form.sections)}
    made = [(title, replace(table, printed=table.key in place or table.key in ALWAYS)) for title, table in made]
    return sorted(made, key=lambda found: place.get(found[1].key, len(place)))


ALWAYS = ("changes",)  # what a new edition changes stands in whatever form


def _looking(table: Table, form: ReportForm) -> Table:
    if form.unit == THOUSAND:
        table = replace(table, caption=CURRENCY.sub("тис. грн", table.caption))
    if form.sign == PAID_MINUS:
        rows = [
            replace(row, cells={key: _turned(key, value) for key, value in row.cells.items()}) for row in table.rows
        ]
        table = replace(table, rows=rows)
    return replace(table, columns=[_column(column, form) for column in table.columns])


def is_deviation(key: str) -> bool:
    return key == "deviation" or key.startswith("deviation_")


def _turned(key: str, value: Any) -> Any:
    if is_deviation(key) and isinstance(value, Decimal | int):
        return -value or abs(value)  # no «−0»
    return value


def _column(column: Column, form: ReportForm) -> Column:
    if form.sign == PAID_MINUS and is_deviation(column.key):
        column = replace(column, title=FORMULA.sub(r"(\2 − \1)", column.title))
    if column.kind != Kind.MONEY or not form.is_rounded:
        return column
    title, group = column.title, column.group
    if form.unit == THOUSAND:
        title, group = CURRENCY.sub("тис. грн", title), CURRENCY.sub("тис. грн", group)
    return replace(
        column, title=title, group=group, divisor=1000 if form.unit == THOUSAND else 1, decimals=form.decimals
    )


def rounding(form: ReportForm) -> list[str]:
    """The rule by which sums of the tables are rounded, printed with the report."""
    if not form.is_rounded:
        return [_("Sums are added up exactly, to the kopiika.")]
    return [
        _(
            "Sums of the tables are added up exactly and rounded once, half up, to %(decimals)s decimals of %(unit)s: "
            "a sum of rounded figures may differ from the one printed. The first page and the sentences have exact "
            "hryvnias."
        )
        % {"decimals": form.decimals, "unit": form.unit_text}
    ]


def signing(form: ReportForm, usual: list[Signatory]) -> list[Signatory]:
    """Who signs; of an acting officer the position stands in the case that «в.о.» asks for."""
    if form.signatories is None:
        return usual
    return [
        Signatory(
            str(row.get("part", "")),
            f"В.о. {row.get('position_of', '')}" if row.get("acting") else str(row.get("position", "")),
            str(row.get("name", "")),
        )
        for row in form.signatories
    ]
