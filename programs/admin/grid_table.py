"""The plan grid as its template shows it: a ready table of inputs, totals and words, without a question left to ask."""

import json
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from ..finance import Absence
from ..grid.review import Clash, Loss, Review
from ..grid.sheet import Place, shown, unreadable_sentences
from ..models import Funding, FundingSource, MeasureRow, TaskRow
from ..words import ABSENCE_LABELS, amount_text, figure_text, signed_text

CHOICE = "choice:"  # before the name of a cell: which of two versions stays
NAME_LENGTH = 70
MARKS = {"over": "▲", "under": "▼", "equal": "✓", "unread": "?"}


class GridTable:
    """Annex 1 with what somebody has typed into it."""

    def __init__(self, review: Review) -> None:
        self.review, self.sheet, self.sums = review, review.sheet, review.sums
        self.years = self.sheet.years
        self.clashing = {clash.place for clash in review.clashes}
        self.sources = [self.sheet.directory[code] for code in review.columns]
        # several sources need their sum per year beside them; that of one source would repeat it
        self.many_sources = len(self.sources) > 1
        amounts = len(self.sources) * len(self.years)
        # the amounts of a measure and their sums, which one word replaces where there are none
        self.all_columns = amounts + (len(self.years) if self.many_sources else 0) + 1
        # columns of the single sources, about which the passport says nothing
        self.passport_gap = amounts if self.many_sources else 0

    @property
    def other_sources(self) -> list[FundingSource]:
        """The sources that can still be added to the sheet."""
        return [source for source in self.sheet.directory.values() if source not in self.sources]

    # The body ------------------------------------------------------------------------------------

    @cached_property
    def tasks(self) -> list[dict[str, Any]]:
        return [self._task(task, rows) for task, rows in self.sheet.tasks]

    def _task(self, task: TaskRow, rows: list[MeasureRow]) -> dict[str, Any]:
        sums = self._columns("task", [row.measure.code for row in rows], task.task.code)
        return {"row": task, "sums": sums, "measures": [self._line(row) for row in rows]}

    def _line(self, row: MeasureRow) -> dict[str, Any]:
        code, name = row.measure.code, _name(row)
        cells = [
            self._cell(
                Place(code, source.code, year),
                _("%(measure)s, %(year)s, %(source)s, UAH") % {"measure": name, "year": year, "source": source.name},
            )
            for source in self.sources
            for year in self.years
        ]
        kind = self.review.contents.get(Place(code), "").partition(":")[0] or Funding.FUNDED
        return {
            "row": row,
            "is_new": code in self.review.new_measures,
            "funding": self._cell(Place(code), _("%(measure)s: funding") % {"measure": name}),
            # words stand in the place of the cells
            "unfunded": kind != Funding.FUNDED and not any(cell["text"] for cell in cells),
            "words": "" if kind == Funding.FUNDED else figure_text(Absence(kind)),
            "cells": cells,
            "sums": self._row_sums("measure", [code], code),
        }

    def _cell(self, place: Place, label: str) -> dict[str, Any]:
        """An input of the sheet with everything that is said about it."""
        review, stands, content = self.review, self.sheet.content(place), self.review.contents.get(place)
        changes = place in review.changes or (content is None and place in review.problems)
        words = self._funding_words(stands) if place.is_funding else shown(stands) or "—"
        return {
            "place": place,
            "label": label,
            "text": review.text(place),
            "seen": stands,
            "before": words if changes else "",  # where the cell would change it
            "problem": review.problems.get(place, ""),
            "clashes": place in self.clashing,
            "is_zero": not place.is_funding and bool(content) and Decimal(content or 0) == 0,
        }

    @cached_property
    def funding_options(self) -> list[tuple[str, str]]:
        """How a measure can stand to money: value and words."""
        named = (Funding.FUNDED, Funding.AMOUNT_NOT_STATED)
        kinds = [f"{kind}:{source.code}" for kind in named for source in self.sources]
        return [(value, self._funding_words(value)) for value in [*kinds, str(Funding.NOT_REQUIRED)]]

    def _funding_words(self, value: str) -> str:
        kind, _colon, code = value.partition(":")
        if kind == Funding.NOT_REQUIRED:
            return _("Needs no funding")
        source = self._source_name(code)
        return source if kind == Funding.FUNDED else _("%(source)s: amount not stated") % {"source": source}

    def _source_name(self, code: str) -> str:
        return self.sheet.directory[code].name if code in self.sheet.directory else code

    # Totals --------------------------------------------------------------------------------------

    @cached_property
    def plan(self) -> list[dict[str, Any]]:
        return self._columns("plan", list(self.sheet.measures))

    def _columns(self, scope: str, measures: list[str], of: str = "") -> list[dict[str, Any]]:
        """The totals under every column of amounts, and those at the end of the line."""
        single = [self._sum(scope, measures, of, source, year) for source in self.review.columns for year in self.years]
        return [*single, *self._row_sums(scope, measures, of)]

    def _row_sums(self, scope: str, measures: list[str], of: str = "") -> list[dict[str, Any]]:
        years = [self._sum(scope, measures, of, "", year) for year in self.years] if self.many_sources else []
        return [*years, self._sum(scope, measures, of, "", 0)]

    def _sum(self, scope: str, measures: list[str], of: str, source: str, year: int) -> dict[str, Any]:
        """A computed cell; ``scope``, ``of``, ``source`` and ``year`` tell the script which inputs it adds up."""
        where = {"scope": scope, "of": of, "source": source, "year": year}
        if not self.sums.is_counted(measures, source=source, year=year):
            return {"text": uncounted(), "is_amount": False, **where}
        found = self.sums.of(measures, source=source, year=year)
        return {"text": figure_text(found), "is_amount": isinstance(found, Decimal), **where}

    @property
    def passport(self) -> list[str]:
        cells = [amount_text(self.sheet.passport.get(year)) or "—" for year in self.years]
        return [*cells, figure_text(self.sums.passport)]

    @cached_property
    def differences(self) -> list[dict[str, Any]]:
        """The last line: the plan minus the passport of each year, and of the whole term (no year)."""
        counted = {year: self.sums.is_counted(self.sheet.measures, year=year) for year in [*self.years, 0]}
        return [_difference(year, self.sums.difference(year) if counted[year] else None) for year in counted]

    @property
    def unbalanced(self) -> list[dict[str, Any]]:
        """The years that do not add up, for the sentence above the buttons."""
        return [cell for cell in self.differences if cell["year"] and cell["sign"] != "equal"]

    # What is to be decided -----------------------------------------------------------------------

    @property
    def conflict(self) -> dict[str, Any]:
        """Where two people met: cells to choose for, and what was typed into measures that are gone."""
        if not (self.review.clashes or self.review.losses):
            return {}
        return {"rows": [self._met(clash) for clash in self.review.clashes], "losses": self.losses, "of_sheet": True}

    def _met(self, clash: Clash) -> dict[str, Any]:
        """A cell that two people changed, with the field of its choice."""
        place, nothing = clash.place, _("— (not foreseen)")
        words = self._funding_words if place.is_funding else lambda content: shown(content) or nothing
        where = _("funding") if place.is_funding else f"{place.year}, {self._source_name(place.source)}"
        return {
            "label": f"{_name(self.sheet.measures[place.measure])} – {where}",
            "seen": words(clash.before),
            "stored": words(clash.theirs),
            "typed": self._funding_words(clash.mine) if place.is_funding else clash.mine.strip() or nothing,
            "key": place.key,
            "choice": f"{CHOICE}{place.name}",
            "author": clash.author,
        }

    @property
    def losses(self) -> list[tuple[Loss, list[tuple[str, str]]]]:
        """Measures that are gone, with where and what this person typed into them."""
        return [(loss, [(self._where(rest), text) for rest, text in loss.typed.items()]) for loss in self.review.losses]

    def _where(self, rest: str) -> str:
        code, _colon, year = rest.partition(":")
        return f"{year}, {self._source_name(code)}"

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Cells that cannot be saved: where to, which one, what is wrong."""
        found = self.review.problems.items()
        return [(place.key, self.sheet.label(place), sentence) for place, sentence in found]

    # What goes to and fro ------------------------------------------------------------------------

    @property
    def seen(self) -> str:
        return json.dumps(self.sheet.by_measure(), separators=(",", ":"))

    @property
    def undecided(self) -> str:
        return json.dumps({clash.place.name: clash.before for clash in self.review.clashes})

    @property
    def lost(self) -> str:
        return json.dumps({loss.measure: loss.typed for loss in self.review.losses})

    @property
    def passport_kopiikas(self) -> str:
        """The passport for the script, in whole kopiikas as text: a number there would be a float."""
        return json.dumps({year: str(int(amount * 100)) for year, amount in self.sheet.passport.items()})

    @property
    def words(self) -> str:
        """The sentences of the page's script."""
        return json.dumps(script_words(), ensure_ascii=False)


def _name(row: MeasureRow) -> str:
    """«1.1.2 Висвітлення діяльності…»: short enough to be read out before every cell."""
    title = " ".join(row.title.split())
    return f"{row.number} {title if len(title) <= NAME_LENGTH else title[:NAME_LENGTH].rstrip() + '…'}"


def uncounted() -> str:
    """What stands for a sum with a cell that cannot be read: without it the sum would pass for the whole."""
    return _("not counted")


def _difference(year: int, amount: Decimal | None) -> dict[str, Any]:
    if amount is None:
        sign, text = "unread", uncounted()
    else:
        sign, text = "over" if amount > 0 else "under" if amount < 0 else "equal", signed_text(amount)
    return {"year": year, "sign": sign, "mark": MARKS[sign], "text": text, "words": difference_words()[sign]}


def difference_words() -> dict[str, str]:
    """What a difference of measures and passport is called, by its sign; never said by colour alone."""
    return {
        "over": _("over the passport"),
        "under": _("under the passport"),
        "equal": _("adds up"),
        "unread": _("a cell cannot be read"),
    }


def script_words() -> dict[str, Any]:
    """What the script says; the names in braces are filled in there."""
    return {
        "decimal": formats.get_format("DECIMAL_SEPARATOR"),
        "thousand": formats.get_format("THOUSAND_SEPARATOR"),
        "problems": unreadable_sentences(),
        "absences": {kind: str(words) for kind, words in ABSENCE_LABELS.items()},
        "difference": difference_words(),
        "uncounted": uncounted(),
        "changed": _("Changed cells: {count}"),
        "unchanged": _("Nothing is changed yet"),
        "balanced": _("The plan adds up to the passport"),
        "unbalanced": _("{year}: {amount} {words}"),
        "before": _("was {value}"),
        "undone": _("Undone: {cells}"),
        "redone": _("Done again: {cells}"),
        "nothing_to_undo": _("There is nothing to undo."),
        "nothing_to_redo": _("There is nothing to do again."),
        "emptied": _(
            "{measure}: {count} amounts are emptied, because the measure is not funded. Ctrl+Z brings them back."
        ),
        "pasted": _("Cells pasted: {count}."),
        "left_out": _("What did not fit was left out:"),
        "below": _("{value} – below the last measure"),
        "beside": _("{value} – to the right of the last column"),
        "not_funded": _("{value} – {measure} has no cells, it is not funded"),
        "total": _("total of the programme {amount}"),
        "restored": _("What you had typed is back. Check it and save."),
    }
