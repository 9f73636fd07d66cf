"""The totals of a sheet as it stands typed: per measure, task, year, source and programme, beside the passport."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .. import finance
from ..finance import Absence, Difference, Money
from ..models import Funding
from .sheet import Place, Sheet, amount_in


@dataclass(frozen=True)
class Sums:
    """``contents`` is what the cells hold; a cell that cannot be read is missing there and counts as nothing."""

    sheet: Sheet
    contents: Mapping[Place, str]
    sources: list[str]

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

    def plan(self, *, source: str = "", year: int = 0) -> Money:
        return self.of(self.sheet.measures, source=source, year=year)

    @property
    def differences(self) -> list[Difference]:
        """The years in which the sheet does not add up to the passport; empty is «План зведено»."""
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
