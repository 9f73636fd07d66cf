"""Arithmetic of a programme's money: pure Decimal hryvnias, no ORM, no clock.

Everything the portal prints about money – page, PDF, XLSX, JSON, API – comes through the functions of this file, so
that the same figure is computed once. Amounts are hryvnias to the kopiika.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

KOPIIKA = Decimal("0.01")
ZERO = Decimal("0.00")
LARGEST = Decimal("999999999999.99")  # what the columns of amounts have digits for
PERCENT_STEP = Decimal("0.1")


class Absence(StrEnum):
    """Why a cell of the plan carries no amount; a planned zero («0,0») is not here, it is an amount.

    The order is that of significance: when amountless cells are added up, the first of these that occurs names the sum.
    """

    AMOUNT_NOT_STATED = "amount_not_stated"  # a source is named, the sum is not: money comes by another instrument
    NOT_FORESEEN = "not_foreseen"  # «-» in the document
    NOT_REQUIRED = "not_required"  # «Не потребує фінансування»


Money = Decimal | Absence


def kopiiky(amount: Decimal) -> Decimal:
    """The amount with exactly two decimals, a half kopiika rounded up."""
    return amount.quantize(KOPIIKA, rounding=ROUND_HALF_UP)


def whole(amount: Decimal) -> Decimal:
    """The amount in whole hryvnias, a half one rounded up."""
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def amount_of(cell: Money) -> Decimal | None:
    """The hryvnias of a cell, or None where the plan says why there are none."""
    return cell if isinstance(cell, Decimal) else None


_AMOUNT = re.compile(r"(?P<sign>[-−–]?)(?P<digits>\d[\d.,]*)(?:грн\.?|гривень|гривні|гривня|₴|uah)?", re.IGNORECASE)
_NO_AMOUNT = {"", "-", "−", "–", "—"}


def read_amount(text: str) -> Decimal | None:
    """Hryvnias as people and office programs write them: «36 000,00», «36000 грн», «36.000,00», no-break spaces.

    Nothing or a dash is None («not foreseen»), which is not zero. What could be read in two ways («36.000») is refused
    by its number of decimals, what cannot be read by ValueError.
    """
    bare = re.sub(r"[\s'’`]", "", text)
    if bare in _NO_AMOUNT:
        return None
    found = _AMOUNT.fullmatch(bare)
    if found is None:
        raise ValueError(text)
    digits = found["digits"]
    point = max(digits.rfind(","), digits.rfind("."))
    whole, decimals = (digits, "") if point < 0 else (digits[:point], digits[point + 1 :])
    groups = re.split(r"[.,]", whole)
    # a separator of thousands before the decimal one stands after every three digits, or it is a slip
    if len(groups) > 1 and (len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:])):
        raise ValueError(text)
    amount = Decimal(f"{''.join(groups)}.{decimals or 0}")
    return -amount if found["sign"] else amount


def total(cells: Iterable[Money]) -> Money:
    """The sum of the cells that carry an amount; where none does, the most significant of their reasons.

    No cells at all is «not foreseen»: nothing was said, which is not a zero.
    """
    amounts: list[Decimal] = []
    reasons: set[Absence] = set()
    for cell in cells:
        if isinstance(cell, Decimal):
            amounts.append(cell)
        else:
            reasons.add(cell)
    if amounts:
        return kopiiky(sum(amounts, ZERO))
    return next((reason for reason in Absence if reason in reasons), Absence.NOT_FORESEEN)


def deviation(plan: Money, actual: Money) -> Money:
    """Plan minus cash expenditure: a positive figure is money left, a negative one is paid beyond the plan.

    The budget-passport report (order № 836 of 26.08.2014) subtracts in this direction; the heading prints the formula.
    Money paid without a plan is a deviation of its whole; a plan without payments deviates by the whole plan; where
    neither carries an amount, the plan's own reason stands.
    """
    planned, paid = amount_of(plan), amount_of(actual)
    if planned is None and (paid is None or paid == 0):
        return plan
    return kopiiky((planned or ZERO) - (paid or ZERO))


def growth(was: Money, became: Money) -> Decimal:
    """How many hryvnias more the later plan has; an absent amount counts as none."""
    return kopiiky((amount_of(became) or ZERO) - (amount_of(was) or ZERO))


def percent(part: Money, whole: Money) -> Decimal | None:
    """What share of the whole the part is, in per cent with one decimal; None where there is nothing to divide by."""
    numerator, denominator = amount_of(part), amount_of(whole)
    if numerator is None or not denominator:
        return None
    return (numerator * 100 / denominator).quantize(PERCENT_STEP, rounding=ROUND_HALF_UP)


def allotted(promised: Decimal, given: Decimal | None) -> Decimal:
    """The limit of every stage: what the plan promises, and no more than the budget gave where that is recorded."""
    return promised if given is None else min(promised, given)


def furthest(stages: Iterable[Decimal]) -> Decimal:
    """What money without a contract takes: the stages of one chain are the same money, some chains are paid alone."""
    return max(stages, default=ZERO)


def beyond_before(before: tuple[Decimal, Decimal], own: tuple[Decimal, Decimal]) -> Decimal:
    """By how much more stands at a stage than at the one before it; of each (under contracts, without one).

    What is paid or accepted beyond can only be money without a contract: a contract holds its own stages. Where the
    stage before has nothing at all, money was entered straight at this one, and nothing is passed.
    """
    if not any(before) and not own[0]:
        return ZERO
    return max(min(own[1] - before[1], sum(own, ZERO) - sum(before, ZERO)), ZERO)


def free(plan: Money, given: Decimal | None, allowed: Decimal, used: Decimal) -> Money:
    """What may still be signed for: the limit and what the head allowed beyond it, less what is in use; never below 0.

    Where neither plan nor ledger has an amount, the plan's own reason stands.
    """
    planned = amount_of(plan)
    if planned is None and not allowed and not used:
        return plan
    return kopiiky(max(allotted(planned or ZERO, given) + allowed - used, ZERO))


def elapsed_percent(first_year: int, last_year: int, on: date) -> Decimal:
    """How much of a term of whole years had elapsed by the end of a day."""
    start, end = date(first_year, 1, 1), date(last_year + 1, 1, 1)
    elapsed = min(max((on - start).days + 1, 0), (end - start).days)
    return percent(Decimal(elapsed), Decimal((end - start).days)) or Decimal("0.0")


@dataclass(frozen=True)
class Figures:
    """One line's money at its stages, each an amount or the reason why there is none.

    approved – the first edition; amended – the edition in force («з урахуванням змін»); appropriated – what the yearly
    budget gave; committed – signed contracts; accepted – acts; paid – the treasury's cash expenditure, of it ``direct``
    without a contract in the portal; free – what may still be signed for. None in ``appropriated`` means that the
    department recorded no appropriation, which is not «the budget gave nothing».

    due – what had to be paid by the day: the plan of a year that is over, the quarters of a running one; None while
    nothing says so, and in a sum while nothing says so of a part that has money.
    """

    approved: Money
    amended: Money
    appropriated: Decimal | None
    committed: Money
    accepted: Money
    paid: Money
    direct: Money
    free: Money
    due: Money | None = None

    @property
    def deviation(self) -> Money | None:
        """How far payments are from what was due by the day."""
        return deviation(self.due, self.paid) if self.due is not None else None

    @property
    def remainder(self) -> Money:
        """What of the plan in force is not paid yet."""
        return deviation(self.amended, self.paid)

    @property
    def paid_percent(self) -> Decimal | None:
        return percent(self.paid, self.amended)

    @property
    def left_percent(self) -> Decimal | None:
        return percent(self.remainder, self.amended)

    @property
    def overrun(self) -> Decimal | None:
        """By how much more was paid than the plan allows; None where it was not."""
        left = amount_of(self.remainder)
        return -left if left is not None and left < 0 else None

    @property
    def adds_up_whole(self) -> bool:
        """Whether plan, payments and what is left agree in whole hryvnias as well, and none of them would be called
        nothing; else the kopiikas have to show.
        """
        plan, paid, left = (amount_of(cell) for cell in (self.amended, self.paid, self.remainder))
        if plan is None or paid is None or left is None:
            return True
        return whole(plan) - whole(paid) == whole(left) and all(whole(each) or not each for each in (plan, paid, left))

    @property
    def planned_zero(self) -> bool:
        """True for «0,0» of the document: a zero that somebody decided on."""
        return self.amended == ZERO and isinstance(self.amended, Decimal)


def add_figures(lines: Iterable[Figures]) -> Figures:
    """The line of the sums: each stage added up by the rules of :func:`total`."""
    rows = list(lines)
    given = [row.appropriated for row in rows if row.appropriated is not None]
    due = [row.due for row in rows if row.due is not None]
    open_ended = any(row.due is None and (amount_of(row.amended) or amount_of(row.paid)) for row in rows)
    return Figures(
        approved=total(row.approved for row in rows),
        amended=total(row.amended for row in rows),
        appropriated=kopiiky(sum(given, ZERO)) if given else None,
        committed=total(row.committed for row in rows),
        accepted=total(row.accepted for row in rows),
        paid=total(row.paid for row in rows),
        direct=total(row.direct for row in rows),
        free=total(row.free for row in rows),
        due=total(due) if due and not open_ended else None,
    )


@dataclass(frozen=True)
class Difference:
    """A year whose measures do not add up to what the passport of the edition says, in hryvnias."""

    year: int
    passport: Decimal | None
    measures: Decimal

    @property
    def amount(self) -> Decimal:
        """Measures minus passport: positive where the measures ask for more than the passport gives."""
        return kopiiky(self.measures - (self.passport or ZERO))


def compare_with_passport(passport: dict[int, Decimal], measures: dict[int, Decimal]) -> list[Difference]:
    """The years in which the plan does not add up; empty when it does («План сходиться з паспортом»).

    A year that the passport names and no measure has, or the reverse, is a difference as well.
    """
    years = sorted(passport.keys() | measures.keys())
    rows = [Difference(year, passport.get(year), kopiiky(measures.get(year, ZERO))) for year in years]
    return [row for row in rows if row.amount != 0 or row.passport is None]
