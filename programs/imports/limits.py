"""What an import would meet at the gates of the ledger, said in its preview; posting asks it again in its lock."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .. import services
from ..models import FundingSource, Measure, MeasureRow, Stage
from ..services.guards import check_period_open
from ..words import amount_text


@dataclass
class PaymentSum:
    """What would be paid for a measure, year and source by fund, with the first and the last day."""

    measure: Measure
    year: int
    source: FundingSource
    first: date
    last: date
    amounts: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def sentences(self) -> list[str]:
        """What stands against it; empty where nothing does."""
        if self.year not in self.measure.program.years:
            return [
                _("%(measure)s: %(year)s is outside the programme's term %(term)s.")
                % {"measure": self._name, "year": self.year, "term": self.measure.program.term}
            ]
        short = services.shortage(
            stage=Stage.PAID,
            measure=self.measure,
            year=self.year,
            source=self.source,
            on=self.last,
            amounts=self.amounts,
        )
        found = self._closed()
        if short:
            limit, beyond = short
            words = {"beyond": amount_text(beyond), "source": limit.name_of(self.source)}
            found.append(
                _("%(measure)s, %(year)s, %(source)s: the payments pass what is allotted by %(beyond)s UAH.")
                % {"measure": self._name, "year": self.year, **words}
            )
        return found

    def _closed(self) -> list[str]:
        try:
            check_period_open(program=self.measure.program, date=self.first)
        except ValidationError as refusal:
            return [f"{self._name}: {sentence}" for sentence in refusal.messages]
        return []

    @property
    def _name(self) -> str:
        """The measure as its latest wording numbers and titles it."""
        rows = MeasureRow.objects.filter(measure=self.measure)
        row = rows.order_by("edition__in_force_from", "edition__number").last()
        return f"{row.number}. {Truncator(row.title).chars(90)}" if row else str(self.measure)
