"""Limits of money: what is allotted, how far an entry would pass it, and the head's overrides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .. import finance
from ..finance import ZERO, kopiiky
from ..models import (
    Allocation,
    BudgetAppropriation,
    Edition,
    Fund,
    FundingSource,
    LedgerEntry,
    Limit,
    Measure,
    MoneySum,
    Override,
    PeriodClosing,
    Program,
    Stage,
)
from ..words import money_text

FUNDS = tuple(Fund.values)  # a list is made anew, with its labels translated, each time it is asked for


@dataclass(frozen=True)
class Available:
    """What a limit of the ledger leaves of a measure, year and source, in hryvnias; of the named fund alone.

    ``contracted`` is what contracts take (``accepted`` and ``paid`` are parts of that), ``direct`` what money without
    a contract does.
    """

    promised: Decimal
    given: Decimal | None
    allowed_beyond: Decimal
    contracted: Decimal
    direct: Decimal
    fund: str = ""
    accepted: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def allotted(self) -> Decimal:
        """What the plan promises, and no more than the budget gave where that is recorded."""
        return finance.allotted(self.promised, self.given)

    @property
    def used(self) -> Decimal:
        return self.contracted + self.direct

    @property
    def left(self) -> Decimal:
        return self.allotted + self.allowed_beyond - self.used

    @property
    def sums(self) -> list[tuple[str, Decimal]]:
        """What the limit is made of, each sum with its name, in the order in which people reckon it."""
        found = [(_("plan"), self.promised)]
        if self.given is not None:
            found.append((_("given by the budget"), self.given))
        if self.allowed_beyond:
            found.append((_("allowed beyond by the head"), self.allowed_beyond))
        return [
            *found,
            (_("under contracts"), self.contracted),
            (_("without a contract"), self.direct),
            (_("free"), max(self.left, ZERO)),
        ]

    @property
    def in_words(self) -> str:
        return ", ".join(f"{name} {money_text(amount)}" for name, amount in self.sums)

    def name_of(self, source: FundingSource) -> str:
        """The source as the limit's sentence names it: «Бюджет громади, загальний фонд» where the fund is short."""
        return f"{source}, {Fund(self.fund).label}" if self.fund else str(source)

    def beyond(self, amount: Decimal) -> Decimal:
        """By how much an entry of this amount would pass the limit; zero where it fits."""
        return max(kopiiky(amount - self.left), ZERO) if amount > 0 else ZERO


class Standing:
    """What the limits of some measures and years rest on, each table read once however many entries are asked about.

    Entries that were let through count for those after them, so that a file is asked as if its rows were posted one
    after another.
    """

    def __init__(self, measures: Iterable[Measure], years: Iterable[int]) -> None:
        measures = list(measures)
        self._measures, self._years = {measure.pk for measure in measures}, set(years)
        self._programs = {measure.program_id for measure in measures}
        self._closed: dict[int, Date | None] = {}

    def planned(self, *, measure: Measure, year: int, source: FundingSource, on: Date) -> Decimal:
        """What the plan in force on a day promises.

        Before the first edition took effect its plan counts all the same: the money was promised by it.
        """
        editions = self._editions.get(measure.program_id, [])
        in_force = [edition for edition in editions if edition.in_force_from and edition.in_force_from <= on]
        if not editions:
            return ZERO
        edition = in_force[-1] if in_force else editions[0]
        return self._promised.get((edition.pk, measure.pk, year, source.pk), ZERO)

    def given(self, *, measure: Measure, year: int, source: FundingSource, on: Date) -> dict[str, BudgetAppropriation]:
        """What the budget gave by a day: of each fund the appropriation in force; empty where none is recorded."""
        rows = self._given.get((measure.pk, year, source.pk), [])
        return {row.fund: row for row in rows if row.effective_from <= on}

    def allowed(self, *, stage: Stage | str, measure: Measure, year: int, source: FundingSource) -> Decimal:
        """How many hryvnias beyond the limit the head allowed at a stage."""
        return self._allowed.get((str(stage), measure.pk, year, source.pk), ZERO)

    def posted(
        self, *, stage: Stage | str, measure: Measure, year: int, source: FundingSource, direct: bool, fund: str = ""
    ) -> Decimal:
        """What stands at a stage under contracts, or ``direct``: without one; of a fund or of all."""
        sums = self._posted[measure.pk, year, source.pk]
        return sum((sums[str(stage), direct, each] for each in ([fund] if fund else FUNDS)), ZERO)

    def committed(self, entry: LedgerEntry) -> dict[Date, Decimal]:
        """What is committed of an entry's measure, year, source and fund, by day."""
        return self._committed[entry.measure_id, entry.budget_year, entry.source_id, str(entry.fund)]

    def closed_through(self, program: Program) -> Date | None:
        if program.pk not in self._closed:
            self._closed[program.pk] = PeriodClosing.objects.closed_through(program)
        return self._closed[program.pk]

    def add(self, entry: LedgerEntry) -> None:
        """Count an entry without a contract that is let through."""
        posted = self._posted[entry.measure_id, entry.budget_year, entry.source_id]
        posted[str(entry.stage), True, str(entry.fund)] += entry.amount
        if entry.stage == Stage.COMMITTED:
            by_day = self.committed(entry)
            by_day[entry.date] = by_day.get(entry.date, ZERO) + entry.amount

    @cached_property
    def _editions(self) -> dict[int, list[Edition]]:
        found: dict[int, list[Edition]] = defaultdict(list)
        rows = Edition.objects.adopted().filter(program__in=self._programs)
        for edition in rows.order_by("in_force_from", "number"):
            found[edition.program_id].append(edition)
        return found

    @cached_property
    def _promised(self) -> dict[tuple[int, int, int, int], Decimal]:
        editions = [edition.pk for of_program in self._editions.values() for edition in of_program]
        rows = Allocation.objects.filter(
            measure_row__edition__in=editions, measure_row__measure__in=self._measures, year__in=self._years
        )
        keys = ("measure_row__edition", "measure_row__measure", "year", "source")
        return {tuple(key): total for *key, total in rows.order_by().values_list(*keys).annotate(MoneySum("amount"))}

    @cached_property
    def _given(self) -> dict[tuple[int, int, int], list[BudgetAppropriation]]:
        found: dict[tuple[int, int, int], list[BudgetAppropriation]] = defaultdict(list)
        rows = BudgetAppropriation.objects.filter(measure__in=self._measures, year__in=self._years)
        for row in rows.order_by("effective_from", "pk"):
            found[row.measure_id, row.year, row.source_id].append(row)
        return found

    @cached_property
    def _allowed(self) -> dict[tuple[str, int, int, int], Decimal]:
        return Override.objects.filter(measure__in=self._measures, year__in=self._years).by_place()

    @cached_property
    def _posted(self) -> dict[tuple[int, int, int], dict[tuple[str, bool, str], Decimal]]:
        """The sums of the ledger at each place: by stage, by whether a contract is behind them, and by fund."""
        found: dict[tuple[int, int, int], dict[tuple[str, bool, str], Decimal]] = defaultdict(
            lambda: defaultdict(lambda: ZERO)
        )
        rows = LedgerEntry.objects.filter(measure__in=self._measures, budget_year__in=self._years).told_apart()
        for row in rows.totals("measure_id", "budget_year", "source_id", "direct", "fund"):
            place = row["measure_id"], row["budget_year"], row["source_id"]
            found[place][row["stage"], row["direct"], row["fund"]] = row["sum"]
        return found

    @cached_property
    def _committed(self) -> dict[tuple[int, int, int, str], dict[Date, Decimal]]:
        found: dict[tuple[int, int, int, str], dict[Date, Decimal]] = defaultdict(dict)
        rows = LedgerEntry.objects.filter(
            stage=Stage.COMMITTED, measure__in=self._measures, budget_year__in=self._years
        ).order_by()
        keys = ("measure", "budget_year", "source", "fund", "date")
        for measure, year, source, fund, day, total in rows.values_list(*keys).annotate(MoneySum("amount")):
            found[measure, year, source, fund][day] = total
        return found


def _sum_given(given: dict[str, BudgetAppropriation]) -> Decimal | None:
    return sum((row.amount for row in given.values()), ZERO) if given else None


def available(
    *,
    stage: Stage | str,
    measure: Measure,
    year: int,
    source: FundingSource,
    on: Date,
    under_contract: bool,
    fund: Fund | str = "",
    standing: Standing | None = None,
) -> Available:
    """How much may still be posted at a stage; forms ask it before saving, posting asks it again inside its lock.

    The budget gives by fund, and the money of one fund pays nothing for the other: where less is left of the fund
    that is asked about than of all together, that is the answer.
    """
    whole, own = _available_by_fund(
        stage=stage,
        measure=measure,
        year=year,
        source=source,
        on=on,
        under_contract=under_contract,
        standing=standing,
    )
    return min(whole, own.get(fund, whole), key=lambda found: found.left)


def _available_by_fund(
    *,
    stage: Stage | str,
    measure: Measure,
    year: int,
    source: FundingSource,
    on: Date,
    under_contract: bool,
    standing: Standing | None = None,
) -> tuple[Available, dict[str, Available]]:
    """What is available of all funds together, and of each by itself where the budget is recorded."""
    standing = standing or Standing([measure], [year])
    place: dict[str, Any] = {"measure": measure, "year": year, "source": source}
    promised, given = standing.planned(**place, on=on), standing.given(**place, on=on)
    allowed = standing.allowed(stage=stage, **place)

    def limit(amount: Decimal | None, fund: str = "") -> Available:
        contracts = {each: standing.posted(stage=each, **place, direct=False, fund=fund) for each in Stage}
        without = {each: standing.posted(stage=each, **place, direct=True, fund=fund) for each in Stage}
        return Available(
            promised=promised,
            given=amount,
            allowed_beyond=allowed,
            **_taken(Stage(stage), contracts, without, under_contract=under_contract),
            fund=fund,
            accepted=contracts[Stage.ACCEPTED],
            paid=contracts[Stage.PAID],
        )

    of_funds = {fund: given[fund].amount if fund in given else ZERO for fund in FUNDS} if given else {}
    return limit(_sum_given(given)), {fund: limit(amount, fund) for fund, amount in of_funds.items()}


def beyond_before(
    *, stage: Stage | str, measure: Measure, year: int, source: FundingSource, amount: Decimal
) -> Decimal:
    """By how much more would stand at a stage than at the one before it with this entry without a contract.

    Nothing stops it – the receipt of a small purchase may come later –, but forms warn and the self-check says it.
    """
    if stage == Stage.COMMITTED:
        return ZERO
    standing = Standing([measure], [year])

    def sums(stage: Stage) -> tuple[Decimal, Decimal]:
        place: dict[str, Any] = {"stage": stage, "measure": measure, "year": year, "source": source}
        return standing.posted(**place, direct=False), standing.posted(**place, direct=True)

    contracted, direct = sums(Stage(stage))
    return finance.beyond_before(sums(list(Stage)[list(Stage).index(Stage(stage)) - 1]), (contracted, direct + amount))


def _taken(
    stage: Stage, contracts: Mapping[Stage, Decimal], without: Mapping[Stage, Decimal], *, under_contract: bool
) -> dict[str, Decimal]:
    """What leaves no room for an entry, of contracts and without one.

    A contract is signed on what neither another contract nor money without one takes. Money without a contract stands
    behind all that contracts commit. What is accepted or paid under a contract is held against its own stage.
    """
    if not under_contract:
        return {"contracted": max(contracts[Stage.COMMITTED], contracts[stage]), "direct": without[stage]}
    if stage == Stage.COMMITTED:
        return {"contracted": contracts[stage], "direct": finance.furthest(without.values())}
    return {"contracted": contracts[stage], "direct": without[stage]}


def shortage(
    *,
    stage: Stage | str,
    measure: Measure,
    year: int,
    source: FundingSource,
    on: Date,
    amounts: Mapping[str, Decimal],
    under_contract: bool,
    standing: Standing | None = None,
) -> tuple[Available, Decimal] | None:
    """The limit that entries of these amounts by fund would pass most, together or in a fund, and by how much.

    What one fund releases makes room in the whole for the other, so only their sum is held against the whole.
    """
    whole, own = _available_by_fund(
        stage=stage,
        measure=measure,
        year=year,
        source=source,
        on=on,
        under_contract=under_contract,
        standing=standing,
    )
    asked = [(whole, sum(amounts.values(), ZERO))]
    asked += [(own[fund], amount) for fund, amount in amounts.items() if fund in own]
    passed = [(found, beyond) for found, amount in asked if (beyond := found.beyond(amount))]
    return max(passed, key=lambda each: each[1], default=None)


@dataclass(frozen=True)
class AppropriationReview:
    """What an appropriation would make of a measure's year and source: promised, given in all funds, in use."""

    promised: Decimal
    given: Decimal
    in_use: Decimal

    @property
    def beyond_promise(self) -> Decimal:
        return max(self.given - self.promised, ZERO)

    @property
    def below_use(self) -> Decimal:
        return max(self.in_use - self.given, ZERO)

    @property
    def warnings(self) -> list[str]:
        """What whoever records it has to see first, and confirm."""
        said = []
        if self.beyond_promise:
            said.append(
                _(
                    "The budget would give %(amount)s more than the programme plans: check the amount, or amend the "
                    "programme first. Only what the programme plans can be spent."
                )
                % {"amount": money_text(self.beyond_promise)}
            )
        if self.below_use:
            said.append(
                _(
                    "Contracts and payments without a contract take %(amount)s more than the budget would give: check "
                    "the amount and the entries."
                )
                % {"amount": money_text(self.below_use)}
            )
        return said


def review_appropriation(row: BudgetAppropriation) -> AppropriationReview:
    """How an appropriation, saved or not, stands to the programme's promise and to what is in use already."""
    where: dict[str, Any] = {"measure": row.measure, "year": row.year, "source": row.source}
    standing = Standing([row.measure], [row.year])
    others = standing.given(**where, on=row.effective_from)
    others.pop(row.fund, None)
    return AppropriationReview(
        promised=standing.planned(**where, on=row.effective_from),
        given=row.amount + sum((other.amount for other in others.values()), ZERO),
        in_use=available(
            stage=Stage.COMMITTED, **where, on=row.effective_from, under_contract=True, standing=standing
        ).used,
    )


def check_limit(
    *,
    stage: Stage | str,
    measure: Measure,
    year: int,
    source: FundingSource,
    on: Date,
    amounts: Mapping[str, Decimal],
    under_contract: bool,
    standing: Standing | None = None,
) -> None:
    """Refuse entries of these amounts by fund that pass a limit, saying by how much and who can allow it."""
    short = shortage(
        stage=stage,
        measure=measure,
        year=year,
        source=source,
        on=on,
        amounts=amounts,
        under_contract=under_contract,
        standing=standing,
    )
    if short is None:
        return
    found, beyond = short
    words = _(
        "Beyond what is allotted for %(year)s by %(beyond)s: %(sums)s. "
        "Correct the amount, or ask the head to record an override with its reason."
    )
    params: dict[str, Any] = {
        "year": year,
        "beyond": money_text(beyond),
        "sums": found.in_words,
    }
    if found.fund:
        words = _(
            "Beyond what the %(fund)s is allotted for %(year)s by %(beyond)s: %(sums)s. "
            "Correct the amount or the fund, or ask the head to record an override with its reason."
        )
        params["fund"] = capfirst(Fund(found.fund).label)
    raise ValidationError({"amount": ValidationError(words, code="beyond_limit", params=params)})


def check_something_to_lower(entries: Sequence[LedgerEntry], standing: Standing) -> None:
    """Refuse negative commitments of one measure, year and source that lower what nobody committed by their day.

    What a contract or an agreement lowers stands in the ledger before; a mistake is taken back by a reversal.
    """
    for fund in {entry.fund for entry in entries if entry.amount < 0}:
        own = [entry for entry in entries if entry.fund == fund]
        by_day: dict[Date, Decimal] = defaultdict(Decimal, standing.committed(own[0]))
        for entry in own:
            by_day[entry.date] += entry.amount
        since = min(entry.date for entry in own if entry.amount < 0)
        days = sorted(by_day)
        left = list(accumulate(by_day[day] for day in days))
        missing = min((sum_ for day, sum_ in zip(days, left, strict=True) if day >= since), default=ZERO)
        if missing < 0:
            raise ValidationError(
                {
                    "amount": _(
                        "More would be taken back than was committed by that day, by %(amount)s. Check the amount and "
                        "the day, or reverse the entry that was wrong."
                    )
                    % {"amount": money_text(-missing)}
                }
            )


@transaction.atomic
def grant_override(
    *,
    gate: Limit | str,
    program: Program,
    year: int,
    amount: Decimal,
    reason: str,
    by: User,
    measure: Measure | None = None,
    source: FundingSource | None = None,
) -> Override:
    """Record the head's override to pass a limit by an amount of hryvnias, with its reason."""
    override = Override(
        gate=gate,
        program=program,
        measure=measure,
        year=year,
        source=source,
        amount=amount,
        reason=reason.strip(),
        granted_by=by,
    )
    override.full_clean()
    if measure and measure.program_id != program.pk:
        raise ValidationError({"measure": _("The measure belongs to another programme.")})
    program.check_year(year)
    override.save()
    return override
