"""The balance of a plan with its passport: their yearly sums, and how far an adopted plan may leave them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..finance import ZERO, Difference, compare_with_passport
from ..models import Allocation, Edition, Limit, MoneySum, Override, PassportTotal, Program
from ..words import money_text


@dataclass(frozen=True)
class PlanTotals:
    """The yearly sums of an edition's measures beside those that its passport promises."""

    measures: dict[int, Decimal] = field(default_factory=dict)
    passport: dict[int, Decimal] = field(default_factory=dict)

    @property
    def planned(self) -> Decimal:
        return sum(self.measures.values(), ZERO)

    @property
    def differences(self) -> list[Difference]:
        """Years in which the measures do not add up to the passport; empty is «План сходиться з паспортом»."""
        return compare_with_passport(self.passport, self.measures)


def plan_totals(editions: Iterable[Edition]) -> dict[int, PlanTotals]:
    """The balance of each edition by its key, in two queries."""
    found = {edition.pk: PlanTotals() for edition in editions}
    rows = Allocation.objects.filter(measure_row__edition__in=found).order_by()
    for pk, year, amount in rows.values_list("measure_row__edition", "year").annotate(MoneySum("amount")):
        found[pk].measures[year] = amount
    for total in PassportTotal.objects.filter(edition__in=found):
        found[total.edition_id].passport[total.year] = total.amount
    return found


def plan_differences(edition: Edition) -> list[Difference]:
    """Years in which the measures of the edition do not add up to its passport; empty when they do."""
    return plan_totals([edition])[edition.pk].differences


def allowed_above_passport(program: Program) -> dict[int, Decimal]:
    """By year, how far the head let the measures exceed the passport."""
    rows = Override.objects.filter(gate=Limit.PASSPORT, program=program).order_by()
    return dict(rows.values_list("year").annotate(MoneySum("amount")))


def not_allowed(edition: Edition) -> list[Difference]:
    """The differences that keep an edition from being adopted: all but a surplus that the head's override covers."""
    found = plan_differences(edition)
    allowed = allowed_above_passport(edition.program) if found else {}
    return [row for row in found if not 0 < row.amount <= allowed.get(row.year, ZERO)]


def out_of_balance(edition: Edition) -> dict[int, Decimal]:
    """By year, measures minus passport, but for a surplus that the head's override covers."""
    return {row.year: row.amount for row in not_allowed(edition)}


class PassportLimit:
    """How the adopted plans that are being corrected stood to their passports before the first change.

    What the passport does not hold nobody corrects without an override; what takes a plan that added up out of its
    balance in another way is the head's to correct.

    Rows that are corrected together share one and are asked once, at the end: an amount may move from one measure to
    another in whatever order the rows come. A draft is asked at its adoption.
    """

    def __init__(self, *, by: User | None) -> None:
        self._by = by
        self._before: dict[Edition, dict[int, Decimal]] = {}

    def watch(self, edition: Edition) -> None:
        """Remember an adopted plan as it stands; later looks change nothing."""
        if not edition.is_draft and edition not in self._before:
            self._before[edition] = out_of_balance(edition)

    def check(self) -> None:
        """Refuse every year that is further beyond its passport than it was, and to whoever is not the head every year
        that is further from it.
        """
        years = [
            (year, before.get(year, ZERO), now)
            for edition, before in self._before.items()
            for year, now in out_of_balance(edition).items()
        ]
        words = _(
            "The measures of %(year)s would exceed the passport by %(amount)s: correct the passport first, or "
            "ask the head to record an override with its reason."
        )
        _refuse([(year, now) for year, before, now in years if now > max(before, ZERO)], words, "beyond_limit")
        if self._by is None or self._by.has_perm("programs.adopt_edition"):
            return
        words = _(
            "The plan of %(year)s would not add up to its passport any more (measures minus passport: %(amount)s). "
            "Correct the other amount in the same step, or let the head make this correction."
        )
        _refuse([(year, now) for year, before, now in years if abs(now) > abs(before)], words, "out_of_balance")


def _refuse(years: Iterable[tuple[int, Decimal]], words: str, code: str) -> None:
    """Raise one sentence for each year with its amount; nothing where there is none."""
    sentences = [words % {"year": year, "amount": money_text(amount)} for year, amount in years]
    if sentences:
        raise ValidationError([ValidationError(sentence, code=code) for sentence in sentences])
