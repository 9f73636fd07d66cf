"""Treasury transactions beside rules and ledger: what a file would do, shown before anything is written.

The file is read once: what it says about each pattern of transactions is kept as plain data, and every answer of a
person is weighed against that, so that a preview of fifty thousand rows comes at once.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, BinaryIO, TypeVar

from django.utils.translation import gettext as _

from ...finance import ZERO
from ...models import ImportBatch, ImportedEntry, LedgerEntry, Measure, SettledTransaction, TreasuryPayer, TreasuryRule
from ...modules import Payable, payable
from ...texts import number_in
from ..posting import PaymentSum, Progress, in_portions
from .contracts import CONTRACT, Paid, contracts_for, spread
from .doubles import DOUBLE, INSTEAD, SAME, CountedBalance, Double, alike_in_ledger, balances_of, doubtful, twins
from .returns import TreasuryReturn, payments_in_file, settle_returns
from .rules import Pattern, RuleAnswers, Rules, answer_key, rule_answers
from .transactions import Transaction, Unreadable, read_transactions

SHOWN = 1_000  # unreadable rows that are listed one by one; the rest is counted
FORM = "doubles"  # of the kept reading: one that an earlier version wrote is read anew
LISTED = 50  # transactions of a payer and group that are listed one by one
OUT, OWN = "out:", "payer:"  # answers: why a transaction is left out; that a payer is one of the council's


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
class PayerSum:
    """Who paid the transactions of a file, and whether the council's list has them."""

    edrpou: str
    name: str
    count: int = 0
    amount: Decimal = ZERO
    is_listed: bool = False
    is_own: bool = False


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


K = TypeVar("K")


def _add(sums: dict[K, YearSum], key: K, part: YearSum) -> None:
    if key in sums:
        sums[key].add(part)
    else:
        sums[key] = replace(part)


def _sum_of(each: Transaction) -> YearSum:
    return YearSum(1, each.amount, each.date, each.date)


@dataclass
class TreasuryReading:
    """What a file says beside the ledger, without any transaction of its own: it stays small however long the file."""

    count: int = 0
    amount: Decimal = ZERO
    first: date | None = None
    last: date | None = None
    known: int = 0
    repeated: int = 0
    payers: dict[str, PayerSum] = field(default_factory=dict)
    groups: dict[Pattern, TransactionGroup] = field(default_factory=dict)
    returns: list[TreasuryReturn] = field(default_factory=list)
    doubtful: list[Transaction] = field(default_factory=list)  # near which the ledger has the same sum
    unreadable: list[Unreadable] = field(default_factory=list)
    unreadable_of: dict[str, int] = field(default_factory=Counter)  # how many by payer
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
            "payers": [[each.edrpou, each.name, each.count, f"{each.amount:.2f}"] for each in self.payers.values()],
            "groups": [_group_data(group) for group in self.groups.values()],
            "doubtful": [_transaction_data(each) for each in self.doubtful],
            "returns": [
                [_transaction_data(each.transaction), [_transaction_data(paid) for paid in each.in_file]]
                for each in self.returns
            ],
            "unreadable": [vars(each) for each in self.unreadable],
            "unreadable_of": self.unreadable_of,
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
            payers={
                edrpou: PayerSum(edrpou, name, count, Decimal(amount)) for edrpou, name, count, amount in data["payers"]
            },
            groups={group.pattern: group for group in groups},
            doubtful=[_transaction_from(each) for each in data["doubtful"]],
            returns=[
                TreasuryReturn(_transaction_from(each), [_transaction_from(paid) for paid in in_file])
                for each, in_file in data["returns"]
            ],
            unreadable=[Unreadable(**each) for each in data["unreadable"]],
            unreadable_of=data["unreadable_of"],
            changed=data["changed"],
            ledger=data["ledger"],
        )


def _group_data(group: TransactionGroup) -> dict[str, Any]:
    return {
        "pattern": list(group.pattern),
        "recipient_name": group.recipient_name,
        "is_person": group.is_person,
        "first_row": group.first_row,
        "parts": [
            [payer, year, each.count, f"{each.amount:.2f}", each.first.isoformat(), each.last.isoformat()]
            for (payer, year), each in group.parts.items()
        ],
        "listed": [_transaction_data(each) for each in group.listed],
    }


def _transaction_data(each: Transaction) -> dict[str, Any]:
    return {**vars(each), "date": each.date.isoformat(), "amount": f"{each.amount:.2f}"}


def _transaction_from(data: Mapping[str, Any]) -> Transaction:
    values = {**data, "date": date.fromisoformat(data["date"]), "amount": Decimal(data["amount"])}
    return Transaction(**values)


def _group_from(data: Mapping[str, Any]) -> TransactionGroup:
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
        listed=[_transaction_from(each) for each in data["listed"]],
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
    left_out: dict[str, str] = field(default_factory=dict)  # the reasons by the numbers of transactions
    same: dict[str, int | None] = field(default_factory=dict)  # what is in the ledger already, by the numbers
    doubles: list[Double] = field(default_factory=list)
    balances: list[CountedBalance] = field(default_factory=list)

    @property
    def through(self) -> dict[str, Payable]:
        """What is paid under contracts: by the numbers of transactions what each of them pays."""
        return {each.id: payable for group in self.groups.values() for each, payable in group.paid}

    @property
    def waiting(self) -> int:
        """How many questions wait for an answer."""
        asked = [each for each in self.doubles if not each.answer]
        counted = [each for each in self.balances if not each.answer]
        waits = len(self.undecided) + len(self.open_returns) + len(asked) + len(counted)
        waits += bool(self.unreadable_count and not self.skips_unreadable)
        return waits + (not self.knows_own) + list(self.left_out.values()).count("")

    @property
    def apart(self) -> set[int]:
        """Entries of the ledger that a person said are other money."""
        others = {entry.pk for each in self.doubles if each.answer == "other" for entry in each.entries}
        return others | {each.entry.pk for each in self.balances if each.answer == "apart"}

    @property
    def instead_of(self) -> dict[str, int]:
        """Entries whose place payments under contracts take, by the numbers of the transactions."""
        replaced = [each for each in self.doubles if each.answer.startswith(INSTEAD)]
        return {each.transaction.id: int(each.answer.removeprefix(INSTEAD)) for each in replaced}

    @property
    def part_of(self) -> set[int]:
        """Balances of monthly sheets that counted payments of the file."""
        return {each.entry.pk for each in self.balances if each.answer == "part"}

    @property
    def own(self) -> set[str]:
        """The payers whose transactions count."""
        return {each.edrpou for each in self.payers.values() if each.is_own}

    @property
    def of_others(self) -> int:
        """How many transactions others paid."""
        return sum(each.count for each in self.payers.values() if not each.is_own)

    @property
    def left_out_transactions(self) -> list[Transaction]:
        listed = [each for group in self.groups.values() for each in group.listed]
        returns = [each.transaction for each in self.returns]
        return [each for each in [*listed, *returns] if each.id in self.left_out]

    @property
    def open_returns(self) -> list[TreasuryReturn]:
        """Returns of which nobody has said yet which payment came back."""
        return [each for each in self.returns if not each.answer and each.transaction.id not in self.left_out]

    @property
    def taken_returns(self) -> list[TreasuryReturn]:
        """Returns that will reverse their payments."""
        return [each for each in self.returns if each.answer and each.transaction.id not in self.left_out]

    @property
    def without_codes(self) -> int:
        """How many payments to be posted have no КЕКВ or no КПКВК."""
        return sum(group.count for group in self.groups.values() if group.is_posted and "" in group.pattern[2:])

    @property
    def knows_own(self) -> bool:
        return any(each.is_own for each in self.payers.values()) or TreasuryPayer.objects.exists()

    @property
    def unreadable_count(self) -> int:
        return sum(count for payer, count in self.unreadable_of.items() if not payer or payer in self.own)

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
        returns = [(each.transaction.id, each.answer) for each in self.returns]
        doubles = [(each.transaction.id, each.answer) for each in self.doubles]
        counted = [(each.entry.pk, each.answer) for each in self.balances]
        through = sorted((number, payable.key) for number, payable in self.through.items())
        more = (
            returns,
            doubles,
            counted,
            through,
            sorted(self.own),
            sorted(self.left_out.items()),
            self.unreadable_count,
            self.skips_unreadable,
        )
        return sha256(repr((groups, more)).encode()).hexdigest()


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
        payments = [each for each in readable if each.id not in known and not each.is_return]
        reading.doubtful += doubtful(payments)[: SHOWN - len(reading.doubtful)]
        if progress:
            progress(reading.count)
    if reading.returns:
        in_file = payments_in_file(reading.returns, read_transactions(file))
        known = known_transactions([paid.id for paid in in_file])
        for back in reading.returns:
            back.in_file = [paid for paid in back.in_file if paid.id not in known]
    return reading


def state_of_ledger() -> str:
    """Moves with every import of transactions and its undoing, so that a reading made before is known to be old."""
    batches = ImportBatch.objects.filter(kind=ImportBatch.Kind.TREASURY).order_by()
    return f"{FORM}:{batches.count()}:{batches.exclude(undone_at=None).count()}"


def is_understood(data: Mapping[str, Any]) -> bool:
    """Whether a kept reading has the form that this version writes."""
    return str(data["ledger"]).startswith(f"{FORM}:")


def _take_readable(
    portion: list[Transaction | Unreadable], reading: TreasuryReading, seen: set[str]
) -> list[Transaction]:
    readable: list[Transaction] = []
    for each in portion:
        reading.count += 1
        if isinstance(each, Unreadable):
            reading.unreadable_of[each.payer] = reading.unreadable_of.get(each.payer, 0) + 1
            if len(reading.unreadable) < SHOWN:
                reading.unreadable.append(each)
        elif each.id in seen:
            reading.repeated += 1
        else:
            seen.add(each.id)
            readable.append(each)
    return readable


def known_transactions(ids: Iterable[str]) -> dict[str, Decimal | None]:
    """The transactions that the ledger has already, with their amounts there, and those that were settled otherwise."""
    known = {"transaction_id__in": list(ids), "is_undone": False}
    settled = SettledTransaction.objects.filter(**known).values_list("transaction_id", flat=True)
    return {
        **dict.fromkeys(settled),
        **dict(ImportedEntry.objects.filter(**known).values_list("transaction_id", "entry__amount")),
    }


def _count(each: Transaction, reading: TreasuryReading, known: Mapping[str, Decimal | None]) -> None:
    payer = reading.payers.setdefault(each.payer, PayerSum(each.payer, each.payer_name))
    payer.count += 1
    payer.amount += each.amount
    reading.amount += each.amount
    reading.first = min(reading.first or each.date, each.date)
    reading.last = max(reading.last or each.date, each.date)
    if each.id in known:
        reading.known += 1
        if known[each.id] not in (None, each.amount) and len(reading.changed) < SHOWN:
            reading.changed.append(
                _(
                    "Row %(row)s: transaction %(id)s is in the ledger with %(known)s UAH, the file has %(read)s; "
                    "it is passed over."
                )
                % {"row": each.row, "id": each.id, "known": known[each.id], "read": each.amount}
            )
        return
    if each.is_return:
        reading.returns.append(TreasuryReturn(each))
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
    listed = dict(TreasuryPayer.objects.filter(edrpou__in=proposal.payers).values_list("edrpou", "name"))
    for payer in proposal.payers.values():
        payer.is_listed = payer.edrpou in listed
        payer.is_own = payer.is_listed or answers.get(OWN + payer.edrpou) == "own"
        payer.name = listed.get(payer.edrpou, payer.name)
    proposal.left_out = {key.removeprefix(OUT): why for key, why in answers.items() if key.startswith(OUT)}
    own, payables = proposal.own, payable()
    listed_all = {each.id: each for group in proposal.groups.values() for each in group.listed}
    noted = {each.id for each in proposal.doubtful}
    later = [each for each in listed_all.values() if each.id not in noted][:SHOWN]  # the ledger may have them by now
    proposal.doubtful = [*proposal.doubtful, *doubtful(later)]
    listed_all |= {each.id: each for each in proposal.doubtful}
    doubts = [each for each in proposal.doubtful if each.payer in own and each.id not in proposal.left_out]
    doubles = alike_in_ledger(doubts)
    for group in proposal.groups.values():
        counted = [each for each in group.listed if each.payer in own and each.id not in proposal.left_out]
        known = {double.transaction.id for double in doubles}
        doubles += [double for double in twins(counted) if double.transaction.id not in known]
    for double in doubles:
        said = answers.get(DOUBLE + double.transaction.id, "")
        if said in dict(double.choices) and said.startswith(SAME):
            proposal.same[double.transaction.id] = number_in(said.removeprefix(SAME))
    out = {number: each for number, each in listed_all.items() if number in {*proposal.left_out, *proposal.same}}
    for group in proposal.groups.values():
        group.count_only(own, out)
    proposal.groups = {group.pattern: group for group in proposal.groups.values() if group.listed}
    proposal.answered = rule_answers(answers, list(proposal.groups))
    proposal.skips_unreadable = answers.get("unreadable") == "skip"
    rules = Rules(proposal.answered)
    sums: dict[tuple[int, int, int], PaymentSum] = {}
    left: dict[str, Decimal] = {}
    wrong: list[str] = []
    for group in proposal.groups.values():
        group.rule, group.rivals = rules.rule_for(group.pattern)
        if group.pattern not in proposal.answered:
            said = answers.get(answer_key(group.pattern, "measure"), "")
            number = said.removeprefix(CONTRACT) if said.startswith(CONTRACT) else ""
            left = _match_contracts(group, payables, number, out, left, wrong)
        _add_up(group, proposal, sums)
    under_contracts = [paid for group in proposal.groups.values() for paid in group.paid]
    proposal.balances = balances_of(list(sums.values()), under_contracts, answers)
    proposal.doubles = _settle_doubles(doubles, proposal, answers)
    proposal.returns = [each for each in proposal.returns if each.transaction.payer in own]
    wrong += settle_returns(proposal.returns, answers)
    _suggest(proposal)
    proposal.beyond = wrong + [sentence for each in sums.values() for sentence in each.sentences()]
    return proposal


def _match_contracts(
    group: TransactionGroup,
    payables: list[Payable],
    said: str,
    out: Container[str],
    left: dict[str, Decimal],
    wrong: list[str],
) -> dict[str, Decimal]:
    """Let a group be paid under a contract where a person said so, else propose it; gives what is left to pay."""
    group.contracts = contracts_for(group.listed[0], payables)
    if not group.contracts:
        return left
    payments = group.payments(out)
    if said in group.contracts:
        group.rule, group.contract = None, said
        if payments is None:
            wrong.append(
                _("Contract № %(number)s: more payments than one import takes; record them there.") % {"number": said}
            )
            return left
        group.paid, beyond, left = spread(payments, group.contracts[said], left)
        words = _("Row %(row)s: under contract № %(number)s nothing waits for this sum; record its act first.")
        wrong += [words % {"row": each.row, "number": said} for each in beyond]
        return left
    fitting = [number for number, found in group.contracts.items() if payments and not spread(payments, found, left)[1]]
    group.suggested_contract = fitting[0] if len(fitting) == 1 else ""
    if group.suggested_contract or group.pattern[1]:  # a rule would pay it a second time, beside its contract
        group.rule, group.rivals = None, ()
    return left


def _settle_doubles(doubles: list[Double], proposal: TreasuryProposal, answers: Mapping[str, str]) -> list[Double]:
    """The questions about what may stand in the ledger already, but for what is posted nowhere."""
    entries = [entry.pk for double in doubles for entry in double.entries]
    direct = set(LedgerEntry.objects.without_contract().filter(pk__in=entries).values_list("pk", flat=True))
    through = proposal.through
    found = []
    for double in doubles:
        group = proposal.groups[double.transaction.pattern]
        if group.rule is not None and not group.is_posted:
            continue
        if double.transaction.id in through:
            paid = through[double.transaction.id].measure.pk
            double.gives_way = {each.pk for each in double.entries if each.pk in direct and each.measure_id == paid}
        said = answers.get(DOUBLE + double.transaction.id, "")
        double.answer = said if said in dict(double.choices) else ""
        found.append(double)
    return found


def _add_up(group: TransactionGroup, proposal: TreasuryProposal, sums: dict[tuple[int, int, int], PaymentSum]) -> None:
    rule = group.rule
    if group.contract:
        proposal.to_post += len(group.paid)
        proposal.to_post_amount += sum((each.amount for each, _payable in group.paid), ZERO)
    if rule is None or not group.count:
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
