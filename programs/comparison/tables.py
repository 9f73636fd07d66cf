"""The changed money and the changed words as two tables."""

from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..finance import Money, growth
from ..reporting import Column, Kind, Level, Row, Table, Value, compare_words
from ..reports import short_title
from .changes import Change, Comparison, Fate


def _was(comparison: Comparison) -> str:
    return _("Was (%(edition)s)") % {"edition": comparison.was}


def _became(comparison: Comparison) -> str:
    return _("Became (%(edition)s)") % {"edition": comparison.became}


# Money ----------------------------------------------------------------------------------------------------------------


def _money_columns(comparison: Comparison) -> list[Column]:
    return [
        Column("source", _("Funding source"), width=2.4),
        Column("was", _was(comparison), Kind.MONEY, width=1.8, plan=True),
        Column("became", _became(comparison), Kind.MONEY, width=1.8, plan=True),
        Column("difference", _("Difference"), Kind.MONEY, width=1.6),
    ]


def _money(was: Money, became: Money) -> dict[str, Value]:
    return {"was": was, "became": became, "difference": growth(was, became)}


def money_table(comparison: Comparison) -> Table:
    """Changed amounts under each measure's own total, the sums of the changed years, the passport, the grand total."""
    changes = comparison.money()
    measures = [change for change in changes if change.measure]
    rows: list[Row] = []
    for (measure, subject, title, fate), found in groupby(measures, lambda c: (c.measure, c.subject, c.title, c.fate)):
        head = {"place": _heading(subject, title, fate), **_money(*comparison.sums(measure=measure))}
        rows.append(Row(head, Level.GROUP))
        rows += [Row({"place": str(c.year), "source": c.source, **_money(c.was, c.became)}) for c in found]
    for year in sorted({change.year for change in measures}):
        place = _("Total of the measures, %(year)s") % {"year": year}
        rows.append(Row({"place": place, **_money(*comparison.sums(year=year))}, Level.SUBTOTAL))
    for change in changes:
        if not change.measure:
            place = _("Passport, %(year)s") % {"year": change.year}
            rows.append(Row({"place": place, **_money(change.was, change.became)}, Level.SUBTOTAL))
    if measures:
        rows.append(Row({"place": _("Grand total"), **_money(*comparison.sums())}, Level.TOTAL))
    return Table(
        key="money",
        caption=_("Changed amounts of the plan, UAH."),
        columns=[Column("place", _("Measure, year"), width=6, heads=True), *_money_columns(comparison)],
        rows=rows,
        empty=_("No amount changes."),
    )


def money_list(comparison: Comparison) -> Table:
    """The changed amounts alone, each row complete in itself: what a program reads."""
    return Table(
        key="money",
        caption=_("Changed amounts of the plan, UAH."),
        columns=[
            Column("subject", _("Place in the programme"), heads=True),
            Column("title", _("Title")),
            Column("year", _("Year")),
            *_money_columns(comparison),
        ],
        rows=[
            Row(
                {
                    "subject": change.subject,
                    "title": change.title,
                    "year": str(change.year),
                    "source": change.source,
                    **_money(change.was, change.became),
                }
            )
            for change in comparison.money()
        ],
        empty=_("No amount changes."),
    )


# Words ----------------------------------------------------------------------------------------------------------------


def wording_table(comparison: Comparison) -> Table:
    rows: list[Row] = []
    for (subject, title, fate), changes in groupby(comparison.wording(), key=lambda c: (c.subject, c.title, c.fate)):
        rows.append(Row({"what": _heading(subject, title, fate)}, Level.GROUP))
        rows += [_wording_row(change) for change in changes]
    return Table(
        key="wording",
        caption=_("Changed wording: what is struck goes out, what is underlined comes in."),
        columns=[
            Column("what", _("What changes"), width=1.6, heads=True),
            Column("was", _was(comparison), width=5),
            Column("became", _became(comparison), width=5),
        ],
        rows=rows,
        empty=_("No wording changes."),
    )


def _heading(subject: str, title: str, fate: Fate) -> str:
    """«Захід 3.5 (додано): Подкасти»."""
    marks = {Fate.ADDED: _("added"), Fate.DROPPED: _("dropped")}
    place = f"{subject} ({marks[fate]})" if fate in marks else subject
    return f"{place}: {short_title(title)}"


def _wording_row(change: Change) -> Row:
    """A changed text with its words marked; of an added or dropped row everything is new or gone, without marks."""
    was: Value = change.was or "—"
    became: Value = change.became or "—"
    if change.was and change.became:
        was, became = compare_words(change.was, change.became)
    return Row({"what": capfirst(change.what), "was": was, "became": became})
