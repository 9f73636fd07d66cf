"""Treasury transactions beside rules and ledger: what a file would do, shown before anything is written.

The file is read once: what it says about each pattern of transactions is kept as plain data, and every answer of a
person is weighed against that, so that a preview of fifty thousand rows comes at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from ...finance import ZERO
from ...models import ImportBatch, ImportedEntry, LedgerEntry, Measure, TreasuryRule
from ..posting import PaymentSum, Progress, in_portions
from .rules import Pattern, RuleAnswers, Rules, rule_answers
from .transactions import Transaction, Unreadable, read_transactions

SHOWN = 1_000  # unreadable rows that are listed one by one; the rest is counted


@dataclass
class YearSum:
    """What the new transactions of a pattern come to in a year, and the days of the first and the last."""

    amount: Decimal
    first: date
    last: date


@dataclass
class TransactionGroup:
    """New transactions that look alike to the rules, with the rule that takes them, if any."""

    pattern: Pattern
    recipient_name: str
    is_person: bool
    first_row: int = 0
    count: int = 0
    years: dict[int, YearSum] = field(default_factory=dict)
    rule: TreasuryRule | None = None
    rivals: tuple[TreasuryRule, ...] = ()
    suggestion: Measure | None = None

    @property
    def amount(self) -> Decimal:
        return sum((year.amount for year in self.years.values()), ZERO)

    @property
    def is_decided(self) -> bool:
        return self.rule is not None

    @property
    def is_posted(self) -> bool:
        """Whether the rule leads to a measure; otherwise the transactions are passed over."""
        return self.rule is not None and self.rule.measure is not None

    def add(self, each: Transaction) -> None:
        self.count += 1
        year = self.years.setdefault(each.date.year, YearSum(ZERO, each.date, each.date))
        year.amount += each.amount
        year.first, year.last = min(year.first, each.date), max(year.last, each.date)

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


@dataclass
class TreasuryReading:
    """What a file says beside the ledger, without any transaction of its own: it stays small however long the file."""

    count: int = 0
    amount: Decimal = ZERO
    first: date | None = None
    last: date | None = None
    known: int = 0
    repeated: int = 0
    groups: dict[Pattern, TransactionGroup] = field(default_factory=dict)
    unreadable: list[Unreadable] = field(default_factory=list)
    unreadable_count: int = 0
    changed: list[str] = field(default_factory=list)
    ledger: str = ""

    def as_data(self) -> dict[str, Any]:
        """The reading as plain data, to be kept beside the file until the import is written."""
        return {
            "count": self.count,
            "amount": f"{self.amount:.2f}",
            "first": self.first and self.first.isoformat(),
            "last": self.last and self.last.isoformat(),
            "known": self.known,
            "repeated": self.repeated,
            "groups": [_group_data(group) for group in self.groups.values()],
            "unreadable": [vars(each) for each in self.unreadable],
            "unreadable_count": self.unreadable_count,
            "changed": self.changed,
            "ledger": self.ledger,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "TreasuryReading":
        groups = [_group_from(each) for each in data["groups"]]
        return cls(
            count=data["count"],
            amount=Decimal(data["amount"]),
            first=date.fromisoformat(data["first"]) if data["first"] else None,
            last=date.fromisoformat(data["last"]) if data["last"] else None,
            known=data["known"],
            repeated=data["repeated"],
            groups={group.pattern: group for group in groups},
            unreadable=[Unreadable(**each) for each in data["unreadable"]],
            unreadable_count=data["unreadable_count"],
            changed=data["changed"],
            ledger=data["ledger"],
        )


def _group_data(group: TransactionGroup) -> dict[str, Any]:
    return {
        "pattern": list(group.pattern),
        "recipient_name": group.recipient_name,
        "is_person": group.is_person,
        "first_row": group.first_row,
        "count": group.count,
        "years": {
            str(year): [f"{each.amount:.2f}", each.first.isoformat(), each.last.isoformat()]
            for year, each in group.years.items()
        },
    }


def _group_from(data: Mapping[str, Any]) -> TransactionGroup:
    recipient, contract, kekv, kpkvk = data["pattern"]
    return TransactionGroup(
        pattern=(recipient, contract, kekv, kpkvk),
        recipient_name=data["recipient_name"],
        is_person=data["is_person"],
        first_row=data["first_row"],
        count=data["count"],
        years={
            int(year): YearSum(Decimal(amount), date.fromisoformat(first), date.fromisoformat(last))
            for year, (amount, first, last) in data["years"].items()
        },
    )


@dataclass
class TreasuryProposal(TreasuryReading):
    """What a file of transactions would do by the rules and a person's answers."""

    passed_over: int = 0
    to_post: int = 0
    to_post_amount: Decimal = ZERO
    beyond: list[str] = field(default_factory=list)
    answered: RuleAnswers = field(default_factory=dict)
    skips_unreadable: bool = False

    @property
    def undecided(self) -> list[TransactionGroup]:
        """Groups that wait for a rule, the largest sum first."""
        return sorted((g for g in self.groups.values() if not g.is_decided), key=lambda g: -g.amount)

    @property
    def fingerprint(self) -> str:
        """Tells whether a file would still do what a person saw."""
        groups = [
            (group.pattern, group.count, str(group.amount), _target(group.rule)) for group in self.groups.values()
        ]
        return sha256(repr((groups, self.unreadable_count, self.skips_unreadable)).encode()).hexdigest()


def _target(rule: TreasuryRule | None) -> tuple[int | None, int | None, str] | None:
    return (rule.measure_id, rule.source_id, rule.fund) if rule else None


# Reading --------------------------------------------------------------------------------------------------------------


def read_treasury(*, file: BinaryIO, progress: Progress | None = None) -> TreasuryReading:
    """Read a file once from end to end; no transaction is kept in memory."""
    reading = TreasuryReading(ledger=state_of_ledger())
    seen: set[str] = set()
    for portion in in_portions(read_transactions(file)):
        readable = _take_readable(portion, reading, seen)
        known = known_transactions([each.id for each in readable])
        for each in readable:
            _count(each, reading, known)
        if progress:
            progress(reading.count)
    return reading


def state_of_ledger() -> str:
    """Moves with every import of transactions and its undoing, so that a reading made before is known to be old."""
    batches = ImportBatch.objects.filter(kind=ImportBatch.Kind.TREASURY).order_by()
    return f"{batches.count()}:{batches.exclude(undone_at=None).count()}"


def _take_readable(
    portion: list[Transaction | Unreadable], reading: TreasuryReading, seen: set[str]
) -> list[Transaction]:
    readable: list[Transaction] = []
    for each in portion:
        reading.count += 1
        if isinstance(each, Unreadable):
            reading.unreadable_count += 1
            if len(reading.unreadable) < SHOWN:
                reading.unreadable.append(each)
        elif each.id in seen:
            reading.repeated += 1
        else:
            seen.add(each.id)
            readable.append(each)
    return readable


def known_transactions(ids: Iterable[str]) -> dict[str, Decimal]:
    """The transactions that the ledger has already, with their amounts there."""
    rows = ImportedEntry.objects.filter(transaction_id__in=list(ids), is_undone=False)
    return dict(rows.values_list("transaction_id", "entry__amount"))


def _count(each: Transaction, reading: TreasuryReading, known: Mapping[str, Decimal]) -> None:
    reading.amount += each.amount
    reading.first = min(reading.first or each.date, each.date)
    reading.last = max(reading.last or each.date, each.date)
    if each.id in known:
        reading.known += 1
        if known[each.id] != each.amount and len(reading.changed) < SHOWN:
            reading.changed.append(
                _(
                    "Row %(row)s: transaction %(id)s is in the ledger with %(known)s UAH, the file has %(read)s; "
                    "it is passed over."
                )
                % {"row": each.row, "id": each.id, "known": known[each.id], "read": each.amount}
            )
        return
    group = reading.groups.get(each.pattern)
    if group is None:
        group = TransactionGroup(each.pattern, each.recipient_name, each.is_person, first_row=each.row)
        reading.groups[each.pattern] = group
    group.add(each)


# Settling -------------------------------------------------------------------------------------------------------------


def settle(reading: TreasuryReading, answers: Mapping[str, str]) -> TreasuryProposal:
    """What the file would do by the rules that stand and the answers given so far."""
    proposal = TreasuryProposal(**vars(reading))
    proposal.answered = rule_answers(answers, list(proposal.groups))
    proposal.skips_unreadable = answers.get("unreadable") == "skip"
    rules = Rules(proposal.answered)
    sums: dict[tuple[int, int, int], PaymentSum] = {}
    for group in proposal.groups.values():
        group.rule, group.rivals = rules.rule_for(group.pattern)
        _add_up(group, proposal, sums)
    _suggest(proposal)
    proposal.beyond = [sentence for each in sums.values() for sentence in each.sentences()]
    return proposal


def _add_up(group: TransactionGroup, proposal: TreasuryProposal, sums: dict[tuple[int, int, int], PaymentSum]) -> None:
    rule = group.rule
    if rule is None:
        return
    if rule.measure is None or rule.source is None:
        proposal.passed_over += group.count
        return
    proposal.to_post += group.count
    proposal.to_post_amount += group.amount
    for year, each in group.years.items():
        found = sums.setdefault(
            (rule.measure.pk, year, rule.source.pk), PaymentSum(rule.measure, year, rule.source, each.first, each.last)
        )
        found.amounts[rule.fund] += each.amount
        found.first, found.last = min(found.first, each.first), max(found.last, each.last)


def _suggest(proposal: TreasuryProposal) -> None:
    """For an undecided group, the measure whose ledger already names the same recipient, where it is one."""
    names = {group.recipient_name for group in proposal.undecided if group.recipient_name}
    rows = (
        LedgerEntry.objects.filter(counterparty__in=names).order_by().values_list("counterparty", "measure").distinct()
    )
    measures: dict[str, set[int]] = {}
    for name, measure in rows:
        measures.setdefault(name, set()).add(measure)
    by_pk = Measure.objects.in_bulk([pk for found in measures.values() if len(found) == 1 for pk in found])
    for group in proposal.undecided:
        found = measures.get(group.recipient_name, set())
        group.suggestion = by_pk.get(next(iter(found))) if len(found) == 1 else None
