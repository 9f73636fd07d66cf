"""Treasury transactions that look alike to the rules, as one thing that a person decides, and what they come to."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from ...finance import ZERO
from ...models import Measure, TreasuryRule
from ...modules import Payable
from .contracts import Paid
from .rules import Pattern
from .transactions import Transaction

LISTED = 50  # transactions of a payer and group that are listed one by one
K = TypeVar("K")


@dataclass
class YearSum:
    """What new transactions come to in a year, and the days of the first and the last."""

    count: int
    amount: Decimal
    first: date
    last: date

    def add(self, other: "YearSum") -> None:
        self.count += other.count
        self.amount += other.amount
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)


@dataclass
class TransactionGroup:
    """New transactions that look alike to the rules, with the rule that takes them, if any."""

    pattern: Pattern
    recipient_name: str
    is_person: bool
    first_row: int = 0
    parts: dict[tuple[str, int], YearSum] = field(default_factory=dict)  # by payer and year, as the file has them
    listed: list[Transaction] = field(default_factory=list)  # the first of each payer
    years: dict[int, YearSum] = field(default_factory=dict)  # those that count
    rule: TreasuryRule | None = None
    rivals: tuple[TreasuryRule, ...] = ()
    suggestion: Measure | None = None
    contracts: dict[str, list[Payable]] = field(default_factory=dict)  # what waits for payment, by contract
    suggested_contract: str = ""
    contract: str = ""
    paid: list[Paid] = field(default_factory=list)  # under the contract, with what each pays

    @property
    def count(self) -> int:
        return sum(year.count for year in self.years.values())

    @property
    def amount(self) -> Decimal:
        return sum((year.amount for year in self.years.values()), ZERO)

    @property
    def is_decided(self) -> bool:
        return self.rule is not None or bool(self.contract) or not self.count

    @property
    def is_posted(self) -> bool:
        """Whether the rule leads to a measure; otherwise the transactions are passed over."""
        return self.rule is not None and self.rule.measure is not None

    def add(self, each: Transaction) -> None:
        if sum(part.count for (payer, _year), part in self.parts.items() if payer == each.payer) < LISTED:
            self.listed.append(each)
        _add(self.parts, (each.payer, each.date.year), _sum_of(each))

    def count_only(self, own: Container[str], out: Mapping[str, Transaction]) -> None:
        """Count what these payers paid without what a person leaves out or found in the ledger."""
        if sum(part.count for part in self.parts.values()) == len(self.listed):  # so the days are exact too
            self.listed = [each for each in self.listed if each.payer in own]
            for each in self.listed:
                if each.id not in out:
                    _add(self.years, each.date.year, _sum_of(each))
            return
        for (payer, year), part in self.parts.items():
            if payer in own:
                _add(self.years, year, part)
        self.listed = [each for each in self.listed if each.payer in own]
        for each in out.values():
            if each.pattern == self.pattern and each.payer in own:
                self.years[each.date.year].count -= 1
                self.years[each.date.year].amount -= each.amount

    def payments(self, out: Container[str]) -> list[Transaction] | None:
        """All of them, where they are few enough to be listed."""
        found = [each for each in self.listed if each.id not in out]
        return found if len(found) == self.count else None

    @property
    def days(self) -> list[date]:
        """The first and the last."""
        parts = self.years.values()
        return [min(part.first for part in parts), max(part.last for part in parts)] if self.count else []

    @property
    def purposes(self) -> list[str]:
        """What the payments say they are for, each once."""
        return list(dict.fromkeys(each.note for each in self.listed if each.note))

    @property
    def who(self) -> str:
        return self.recipient_name or self.pattern[0] or _("a person")

    @property
    def codes(self) -> str:
        return ", ".join(part for part in self.pattern[1:] if part) or "—"

    @property
    def sentence(self) -> str:
        """What a person has to decide about the group."""
        values = {
            "row": self.first_row,
            "count": self.count,
            "amount": f"{self.amount:.2f}",
            "who": self.who,
            "codes": self.codes,
        }
        if self.rivals:
            return (
                _("Row %(row)s: two rules take %(who)s (%(codes)s): %(count)s transactions, %(amount)s UAH; say which.")
                % values
            )
        return (
            _(
                "Row %(row)s: no rule takes %(who)s (%(codes)s): %(count)s transactions, %(amount)s UAH; "
                "say the measure."
            )
            % values
        )


def _add(sums: dict[K, YearSum], key: K, part: YearSum) -> None:
    if key in sums:
        sums[key].add(part)
    else:
        sums[key] = replace(part)


def _sum_of(each: Transaction) -> YearSum:
    return YearSum(1, each.amount, each.date, each.date)


# As plain data --------------------------------------------------------------------------------------------------------


def group_data(group: TransactionGroup) -> dict[str, Any]:
    return {
        "pattern": list(group.pattern),
        "recipient_name": group.recipient_name,
        "is_person": group.is_person,
        "first_row": group.first_row,
        "parts": [
            [payer, year, each.count, f"{each.amount:.2f}", each.first.isoformat(), each.last.isoformat()]
            for (payer, year), each in group.parts.items()
        ],
        "listed": [transaction_data(each) for each in group.listed],
    }


def transaction_data(each: Transaction) -> dict[str, Any]:
    return {**vars(each), "date": each.date.isoformat(), "amount": f"{each.amount:.2f}"}


def transaction_from(data: Mapping[str, Any]) -> Transaction:
    values = {**data, "date": date.fromisoformat(data["date"]), "amount": Decimal(data["amount"])}
    return Transaction(**values)


def group_from(data: Mapping[str, Any]) -> TransactionGroup:
    recipient, contract, kekv, kpkvk = data["pattern"]
    return TransactionGroup(
        pattern=(recipient, contract, kekv, kpkvk),
        recipient_name=data["recipient_name"],
        is_person=data["is_person"],
        first_row=data["first_row"],
        parts={
            (payer, year): YearSum(count, Decimal(amount), date.fromisoformat(first), date.fromisoformat(last))
            for payer, year, count, amount, first, last in data["parts"]
        },
        listed=[transaction_from(each) for each in data["listed"]],
    )
