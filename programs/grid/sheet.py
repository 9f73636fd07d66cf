"""An edition as a sheet of cells: measures down, sources and years across.

A cell has a place and a content. The content is a text that two people's versions can be compared by: «105600.00» for
an amount, nothing for «not foreseen», «funded:community-budget» or «not_required» for how a measure stands to money.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from .. import finance
from ..finance import KOPIIKA, Absence, Difference, Money, read_amount
from ..models import Allocation, Edition, Funding, FundingSource, MeasureRow, TaskRow
from ..texts import number_in
from ..words import amount_text

FUNDING = "funding"
LIMIT = Decimal(10) ** 12  # what the database keeps: twelve digits before the decimal comma


class Place(NamedTuple):
    """Where a cell stands: a measure's amount from a source in a year, or – without these – its funding."""

    measure: str
    source: str = ""
    year: int = 0

    @property
    def is_funding(self) -> bool:
        return not self.source

    @property
    def name(self) -> str:
        """The name of the cell's input in the form."""
        return f"{self.measure}:{FUNDING}" if self.is_funding else f"{self.measure}:{self.source}:{self.year}"

    @property
    def key(self) -> str:
        """An identifier of the cell for other elements of the page to point at."""
        return self.name.replace(":", "-")

    @property
    def rest(self) -> str:
        """The name within its measure."""
        return self.name.partition(":")[2]

    @classmethod
    def named(cls, name: str) -> "Place | None":
        """The place whose input has this name; None for any other name of the form."""
        match name.split(":"):
            case [measure, "funding"] if measure:
                return cls(measure)
            case [measure, source, text] if measure and source and len(text) == 4 and (year := number_in(text)):
                return cls(measure, source, year)
        return None


class Unreadable(ValueError):
    """What stands in a cell cannot be its content; the sentence tells the person what to write."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def unreadable_sentences() -> dict[str, str]:
    """Why a cell cannot be read, by a short name: the page's script says the same sentences."""
    return {
        "unreadable": _("Not an amount: write 36 000,00 or leave the cell empty."),
        "decimals": _("Readable in two ways: write 36 000,00 (two digits of kopiikas)."),
        "negative": _("A planned amount cannot be negative."),
        "large": _("The amount is too large: at most twelve digits before the comma."),
    }


def written(amount: Decimal | None) -> str:
    """The content of a cell with this amount; a planned zero is «0.00», «not foreseen» is nothing."""
    return "" if amount is None else f"{amount.quantize(KOPIIKA):f}"


def amount_in(content: str) -> Decimal | None:
    return Decimal(content) if content else None


def shown(content: str) -> str:
    """An amount's content as the sheet shows it: «105 600,00» with no-break spaces."""
    return amount_text(Decimal(content)) if content else ""


def read_text(place: Place, text: str, sources: Iterable[str]) -> str:
    """The content that a typed text means, or Unreadable with a sentence for the person."""
    return _read_funding(text, sources) if place.is_funding else _read_amount(text)


def _read_amount(text: str) -> str:
    why = unreadable_sentences()
    try:
        amount = read_amount(text)
    except ValueError as error:
        raise Unreadable(why["unreadable"]) from error
    if amount is None:
        return ""
    if amount.is_signed() and amount:
        raise Unreadable(why["negative"])
    if amount >= LIMIT:
        raise Unreadable(why["large"])
    if -int(amount.as_tuple().exponent) > 2:
        raise Unreadable(why["decimals"])
    return written(abs(amount))


def _read_funding(text: str, sources: Iterable[str]) -> str:
    kind, _colon, source = text.partition(":")
    known = source in set(sources) if kind in {Funding.FUNDED, Funding.AMOUNT_NOT_STATED} else not source
    if kind not in Funding.values or not known:
        raise Unreadable(_("Choose the funding from the list."))
    return text


def funding_content(row: MeasureRow) -> str:
    return f"{row.funding}:{row.source.code}" if row.source else row.funding


@dataclass(frozen=True)
class Sheet:
    """What stands in an edition at a moment; ``contents`` has every measure's funding and every amount there is."""

    edition: Edition
    tasks: list[tuple[TaskRow, list[MeasureRow]]]
    directory: dict[str, FundingSource]
    contents: Mapping[Place, str]
    passport: dict[int, Decimal]
    years: list[int]

    @cached_property
    def measures(self) -> dict[str, MeasureRow]:
        return {row.measure.code: row for _task, rows in self.tasks for row in rows}

    @cached_property
    def sources_in_use(self) -> list[str]:
        """The sources that a measure names or has money from, in the order of the directory."""
        used = {place.source for place in self.contents} | {
            row.source.code for row in self.measures.values() if row.source
        }
        return [code for code in self.directory if code in used]

    def columns(self, added: Iterable[str] = ()) -> list[str]:
        """The sources that the sheet shows: those in use and those that the person has added."""
        wanted = {*self.sources_in_use, *added}
        return [code for code in self.directory if code in wanted] or list(self.directory)[:1]

    def content(self, place: Place) -> str:
        return self.contents.get(place, "")

    def places(self, sources: Iterable[str]) -> Iterator[Place]:
        """Every cell of the sheet, row by row, the funding first."""
        columns = list(sources)
        for code in self.measures:
            yield Place(code)
            yield from (Place(code, source, year) for source in columns for year in self.years)

    def label(self, place: Place) -> str:
        """«1.1.2, 2022, Бюджет громади»: the cell as a sentence names it."""
        number = self.measures[place.measure].number
        if place.is_funding:
            return _("%(measure)s, funding") % {"measure": number}
        return f"{number}, {place.year}, {self.directory[place.source].name}"

    def by_measure(self) -> dict[str, dict[str, str]]:
        """The contents as the form carries them for «what the person saw»: measure, then the rest of the place."""
        seen: dict[str, dict[str, str]] = {code: {} for code in self.measures}
        for place, content in self.contents.items():
            seen[place.measure][place.rest] = content
        return seen


def read_sheet(edition: Edition) -> Sheet:
    """The edition's rows and money as they stand now, in five queries however long the plan is."""
    rows: dict[int, list[MeasureRow]] = {}
    measures = MeasureRow.objects.of(edition).select_related("measure", "source", "edition__program", "task_row")
    for row in measures:
        rows.setdefault(row.task_row_id, []).append(row)
    tasks = [(task, rows.get(task.pk, [])) for task in TaskRow.objects.of(edition).select_related("task")]
    directory = {source.code: source for source in FundingSource.objects.all()}
    contents = {Place(row.measure.code): funding_content(row) for _task, found in tasks for row in found}
    amounts = Allocation.objects.of(edition).values_list("measure_row__measure__code", "source__code", "year", "amount")
    contents |= {Place(code, source, year): written(amount) for code, source, year, amount in amounts}
    passport = dict(edition.passport_totals.values_list("year", "amount"))
    # money outside the term would count in the totals unseen: its year is shown as well
    years = {*edition.program.years, *passport, *(place.year for place in contents if not place.is_funding)}
    return Sheet(edition, tasks, directory, contents, passport, sorted(years))


class Sums:
    """The totals of a sheet as it stands typed: per measure, task, year, source and programme, beside the passport.

    ``contents`` is what the cells hold; one that cannot be read is missing there and among the ``unread``: a sum that
    it belongs to is not counted, rather than counted without it.
    """

    def __init__(
        self, sheet: Sheet, contents: Mapping[Place, str], sources: list[str], unread: Collection[Place] = ()
    ) -> None:
        self.sheet, self.contents, self.sources, self.unread = sheet, contents, sources, unread

    def cell(self, place: Place) -> Money:
        amount = amount_in(self.contents.get(place, ""))
        if amount is not None:
            return amount
        kind, _colon, source = self.contents.get(Place(place.measure), "").partition(":")
        if kind == Funding.AMOUNT_NOT_STATED and source != place.source:
            return Absence.NOT_FORESEEN  # the sum that is not stated is that of the named source
        return Absence.NOT_FORESEEN if kind in {Funding.FUNDED, ""} else Absence(kind)

    def of(self, measures: Iterable[str], *, source: str = "", year: int = 0) -> Money:
        """The sum over some measures, of one source and year or of all."""
        sources = [source] if source else self.sources
        years = [year] if year else self.sheet.years
        return finance.total(self.cell(Place(m, s, y)) for m in measures for s in sources for y in years)

    def is_counted(self, measures: Iterable[str], *, source: str = "", year: int = 0) -> bool:
        """Whether every cell of a sum can be read."""
        of = set(measures)
        return not any(
            place.measure in of and source in {"", place.source} and year in {0, place.year} for place in self.unread
        )

    def plan(self, *, source: str = "", year: int = 0) -> Money:
        return self.of(self.sheet.measures, source=source, year=year)

    @property
    def differences(self) -> list[Difference]:
        """The years in which the sheet does not add up to the passport; empty is «План сходиться з паспортом»."""
        plan = {year: finance.amount_of(self.plan(year=year)) for year in self.sheet.years}
        return finance.compare_with_passport(
            self.sheet.passport, {year: amount for year, amount in plan.items() if amount is not None}
        )

    @property
    def passport(self) -> Money:
        return finance.total(self.sheet.passport.values())

    def difference(self, year: int = 0) -> Decimal:
        """The plan minus the passport, of a year or of the whole term."""
        promised = self.sheet.passport.get(year, finance.ZERO) if year else self.passport
        planned = finance.amount_of(self.plan(year=year)) or finance.ZERO
        return finance.kopiiky(planned - (finance.amount_of(promised) or finance.ZERO))
