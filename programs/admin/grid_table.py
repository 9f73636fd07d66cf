"""The plan grid as its template shows it: a ready table of inputs, totals and words, without a question left to ask."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ..finance import Absence
from ..grid import Clash, Loss, Place, Review
from ..grid.sheet import shown
from ..models import Funding, MeasureRow, TaskRow
from ..words import amount_text, figure_text, signed_text
from .grid_words import difference_words, script_words, sign_of

NAME_LENGTH = 70


MARKS = {"over": "▲", "under": "▼", "equal": "✓"}


@dataclass(frozen=True)
class Sum:
    """A computed cell; ``scope``, ``of``, ``source`` and ``year`` tell the script which inputs it adds up."""

    text: str
    is_amount: bool
    scope: str
    of: str = ""
    source: str = ""
    year: int = 0
    grand: bool = False


@dataclass(frozen=True)
class Difference:
    """A cell of the last line: the plan minus the passport of a year, or of the whole term (no year)."""

    year: int
    sign: str
    text: str
    words: str

    @property
    def mark(self) -> str:
        return MARKS[self.sign]


@dataclass(frozen=True)
class Promised:
    """A cell of the passport's line."""

    year: int
    text: str


@dataclass(frozen=True)
class Cell:
    """An input of the sheet with everything that is said about it."""

    place: Place
    label: str
    text: str
    seen: str
    before: str  # what stands in the edition, where the cell would change it
    problem: str
    clashes: bool
    is_zero: bool

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def key(self) -> str:
        """An identifier for other elements to point at."""
        return self.name.replace(":", "-")


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FundingCell(Cell):
    """How the measure stands to money, with its choices."""

    options: list[Option]


@dataclass(frozen=True)
class MeasureLine:
    row: MeasureRow
    is_new: bool
    funding: FundingCell
    funded: bool  # whether the cells are shown; the words stand in their place otherwise
    words: str
    cells: list[Cell]
    sums: list[Sum]

    @property
    def code(self) -> str:
        return self.row.measure.code

    @property
    def unfunded(self) -> bool:
        return not self.funded


@dataclass(frozen=True)
class TaskLines:
    row: TaskRow
    sums: list[Sum]
    measures: list[MeasureLine]

    @property
    def code(self) -> str:
        return self.row.task.code


@dataclass(frozen=True)
class Version:
    """One cell that two people changed, as the panel shows it."""

    key: str
    name: str
    measure: str
    where: str
    before: str
    theirs: str
    mine: str
    author: Any


class GridTable:
    """Annex 1 with what somebody has typed into it."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.sheet = review.sheet
        self.sums = review.sums
        self.years = review.sheet.years
        self.clashing = {clash.place for clash in review.clashes}

    # The head ------------------------------------------------------------------------------------

    @property
    def sources(self) -> list[Any]:
        return [self.sheet.directory[code] for code in self.review.columns]

    @property
    def other_sources(self) -> list[Any]:
        """The sources that can still be added to the sheet."""
        return [source for code, source in self.sheet.directory.items() if code not in self.review.columns]

    @property
    def many_sources(self) -> bool:
        """Several sources need their sum per year beside them; that of one source would repeat it."""
        return len(self.review.columns) > 1

    @property
    def amount_columns(self) -> int:
        return len(self.review.columns) * len(self.years)

    @property
    def all_columns(self) -> int:
        """The amounts of a measure and their sums, which one word replaces where there are none."""
        return self.amount_columns + (len(self.years) if self.many_sources else 0) + 1

    @property
    def passport_gap(self) -> int:
        """How many columns of the single sources the passport says nothing about."""
        return self.amount_columns if self.many_sources else 0

    # The body ------------------------------------------------------------------------------------

    @cached_property
    def tasks(self) -> list[TaskLines]:
        return [
            TaskLines(
                task, self._columns("task", [row.measure.code for row in rows], task.task.code), self._lines(rows)
            )
            for task, rows in self.sheet.tasks
        ]

    def _lines(self, rows: list[MeasureRow]) -> list[MeasureLine]:
        return [self._line(row) for row in rows]

    def _line(self, row: MeasureRow) -> MeasureLine:
        code = row.measure.code
        places = [Place(code, source, year) for source in self.review.columns for year in self.years]
        cells = [self._amount(row, place) for place in places]
        kind = self.review.contents.get(Place(code), "").partition(":")[0] or Funding.FUNDED
        return MeasureLine(
            row=row,
            is_new=code in self.review.new_measures,
            funding=self._funding(row),
            funded=kind == Funding.FUNDED or any(cell.text for cell in cells),
            words="" if kind == Funding.FUNDED else figure_text(Absence(kind)),
            cells=cells,
            sums=self._row_sums("measure", [code], code),
        )

    def _amount(self, row: MeasureRow, place: Place) -> Cell:
        source = self.sheet.directory[place.source].name
        label = _("%(measure)s, %(year)s, %(source)s, UAH")
        return Cell(**self._common(place, label % {"measure": _name(row), "year": place.year, "source": source}))

    def _funding(self, row: MeasureRow) -> FundingCell:
        place = Place(row.measure.code)
        common = self._common(place, _("%(measure)s: funding") % {"measure": _name(row)})
        before = self._funding_words(common["before"]) if common["before"] else ""
        return FundingCell(**{**common, "before": before}, options=list(self._options(common["text"])))

    def _common(self, place: Place, label: str) -> dict[str, Any]:
        change = self.review.changes.get(place)
        before = change[0] if change else self.sheet.content(place)
        if place in self.review.problems and place not in self.review.contents:
            change = (before, "")
        words = before if place.is_funding else shown(before) or "—"
        content = self.review.contents.get(place, "")
        return {
            "place": place,
            "label": label,
            "text": self.review.text(place),
            "seen": self.sheet.content(place),
            "before": words if change else "",
            "problem": self.review.problems.get(place, ""),
            "clashes": place in self.clashing,
            "is_zero": not place.is_funding and content != "" and Decimal(content) == 0,
        }

    def _options(self, chosen: str) -> Iterator[Option]:
        for value in self.funding_values:
            yield Option(value, self._funding_words(value), value == chosen)

    @cached_property
    def funding_values(self) -> list[str]:
        kinds = [
            f"{kind}:{code}" for kind in (Funding.FUNDED, Funding.AMOUNT_NOT_STATED) for code in self.review.columns
        ]
        return [*kinds, str(Funding.NOT_REQUIRED)]

    def _funding_words(self, value: str) -> str:
        kind, _colon, code = value.partition(":")
        if kind == Funding.NOT_REQUIRED:
            return _("Needs no funding")
        source = self.sheet.directory[code].name if code in self.sheet.directory else code
        return source if kind == Funding.FUNDED else _("%(source)s: amount not stated") % {"source": source}

    # Totals --------------------------------------------------------------------------------------

    @cached_property
    def plan(self) -> list[Sum]:
        return self._columns("plan", list(self.sheet.measures))

    def _columns(self, scope: str, measures: list[str], of: str = "") -> list[Sum]:
        """The totals under every column of amounts, and those at the end of the line."""
        single = [self._sum(scope, measures, of, source, year) for source in self.review.columns for year in self.years]
        return [*single, *self._row_sums(scope, measures, of)]

    def _row_sums(self, scope: str, measures: list[str], of: str = "") -> list[Sum]:
        years = [self._sum(scope, measures, of, "", year) for year in self.years] if self.many_sources else []
        return [*years, self._sum(scope, measures, of, "", 0)]

    def _sum(self, scope: str, measures: list[str], of: str, source: str, year: int) -> Sum:
        found = self.sums.of(measures, source=source, year=year)
        is_whole = not source and not year
        return Sum(figure_text(found), isinstance(found, Decimal), scope, of, source, year, grand=is_whole)

    @property
    def passport(self) -> list[Promised]:
        promised = self.sheet.passport
        cells = [Promised(year, amount_text(promised[year]) if year in promised else "—") for year in self.years]
        return [*cells, Promised(0, figure_text(self.sums.passport))]

    @cached_property
    def differences(self) -> list[Difference]:
        return [self._difference(year) for year in [*self.years, 0]]

    def _difference(self, year: int) -> Difference:
        amount = self.sums.difference(year)
        return Difference(year, sign_of(amount), signed_text(amount), difference_words()[sign_of(amount)])

    @property
    def unbalanced(self) -> list[Difference]:
        """The years that do not add up, for the sentence above the buttons."""
        return [cell for cell in self.differences if cell.year and cell.sign != "equal"]

    # What is to be decided -----------------------------------------------------------------------

    @property
    def versions(self) -> list[Version]:
        return [self._version(clash) for clash in self.review.clashes]

    def _version(self, clash: Clash) -> Version:
        place, row = clash.place, self.sheet.measures[clash.place.measure]
        where = _("funding")
        if not place.is_funding:
            where = f"{place.year}, {self.sheet.directory[place.source].name}"
        words = self._funding_words if place.is_funding else lambda content: shown(content) or _("— (not foreseen)")
        mine = self._funding_words(clash.mine) if place.is_funding else clash.mine.strip() or _("— (not foreseen)")
        key = place.name.replace(":", "-")
        return Version(key, place.name, _name(row), where, words(clash.before), words(clash.theirs), mine, clash.author)

    @property
    def losses(self) -> list[tuple[Loss, list[tuple[str, str]]]]:
        return [(loss, [(self._where(rest), text) for rest, text in loss.typed.items()]) for loss in self.review.losses]

    def _where(self, rest: str) -> str:
        code, _colon, year = rest.partition(":")
        return f"{year}, {self.sheet.directory[code].name if code in self.sheet.directory else code}"

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Doubtful cells: where to, which one, what is wrong."""
        return [
            (place.name.replace(":", "-"), self.sheet.label(place), sentence)
            for place, sentence in self.review.problems.items()
        ]

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
