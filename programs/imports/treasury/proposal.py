"""What a file of treasury transactions would do by rules, ledger and a person's answers, before it is written."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from django.utils.translation import gettext as _

from ...finance import ZERO
from ...models import LedgerEntry, Measure, TreasuryPayer, TreasuryRule
from ...modules import Payable, payable
from ...texts import number_in
from ..posting import PaymentSum
from .contracts import CONTRACT, contracts_for, spread
from .doubles import DOUBLE, SAME, CountedBalance, Double, alike_in_ledger, balances_of, doubtful, twins
from .groups import TransactionGroup
from .reader import SHOWN, TreasuryReading
from .returns import TreasuryReturn, settle_returns
from .rules import RuleAnswers, Rules, answer_key, rule_answers
from .transactions import Transaction

OUT, OWN = "out:", "payer:"  # answers: why a transaction is left out; that a payer is one of the council's


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
    def programs(self) -> set[int]:
        """Whose money the file moves."""
        rules = [group.rule for group in self.groups.values() if group.rule is not None]
        measures = [rule.measure for rule in rules if rule.measure] + [each.measure for each in self.through.values()]
        measures += [entry.measure for each in self.taken_returns for entry, _amount in each.in_ledger]
        return {measure.program_id for measure in measures}

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
    def instead_of(self) -> dict[str, list[int]]:
        """Entries whose place payments under contracts take, by the numbers of the transactions."""
        return {each.transaction.id: each.replaced for each in self.doubles}

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


# Settling -------------------------------------------------------------------------------------------------------------


def settle(reading: TreasuryReading, answers: Mapping[str, str]) -> TreasuryProposal:
    """What the file would do by the rules that stand and the answers given so far."""
    proposal = TreasuryProposal(**vars(reading))
    proposal.left_out = {key.removeprefix(OUT): why for key, why in answers.items() if key.startswith(OUT)}
    proposal.skips_unreadable = answers.get("unreadable") == "skip"
    _tell_payers(proposal, answers)
    doubles = _find_doubles(proposal)
    proposal.same = _said_same(doubles, answers)
    out = _count_groups(proposal)
    proposal.answered = rule_answers(answers, list(proposal.groups))
    rules, payables = Rules(proposal.answered), payable()
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
    proposal.returns = [each for each in proposal.returns if each.transaction.payer in proposal.own]
    wrong += settle_returns(proposal.returns, answers)
    _suggest(proposal)
    proposal.beyond = wrong + [sentence for each in sums.values() for sentence in each.sentences()]
    return proposal


def _tell_payers(proposal: TreasuryProposal, answers: Mapping[str, str]) -> None:
    """Whose payments count: those of the council's list, and of whom a person ticked."""
    listed = dict(TreasuryPayer.objects.filter(edrpou__in=proposal.payers).values_list("edrpou", "name"))
    for payer in proposal.payers.values():
        payer.is_listed = payer.edrpou in listed
        payer.is_own = payer.is_listed or answers.get(OWN + payer.edrpou) == "own"
        payer.name = listed.get(payer.edrpou, payer.name)


def _find_doubles(proposal: TreasuryProposal) -> list[Double]:
    """Payments that count and may be the same money as the ledger's, or as an earlier one of the file."""
    own = proposal.own

    def counted(payments: Iterable[Transaction]) -> list[Transaction]:
        return [each for each in payments if each.payer in own and each.id not in proposal.left_out]

    noted = {each.id for each in proposal.doubtful}
    listed = [each for group in proposal.groups.values() for each in group.listed]
    later = [each for each in listed if each.id not in noted][:SHOWN]  # the ledger may have them by now
    proposal.doubtful = [*proposal.doubtful, *doubtful(later)]
    doubles = alike_in_ledger(counted(proposal.doubtful))
    known = {double.transaction.id for double in doubles}
    for group in proposal.groups.values():
        doubles += [double for double in twins(counted(group.listed)) if double.transaction.id not in known]
    return doubles


def _said_same(doubles: list[Double], answers: Mapping[str, str]) -> dict[str, int | None]:
    """What a person found in the ledger, or in the file under another number, by the numbers of transactions."""
    said = {double.transaction.id: (double, answers.get(DOUBLE + double.transaction.id, "")) for double in doubles}
    return {
        number: number_in(answer.removeprefix(SAME))
        for number, (double, answer) in said.items()
        if answer.startswith(SAME) and answer in dict(double.choices)
    }


def _count_groups(proposal: TreasuryProposal) -> dict[str, Transaction]:
    """Count in each group what counts and keep those that own payers paid; gives what is counted in none."""
    own = proposal.own
    listed = {each.id: each for group in proposal.groups.values() for each in group.listed}
    listed |= {each.id: each for each in proposal.doubtful}
    out = {number: each for number, each in listed.items() if number in proposal.left_out or number in proposal.same}
    for group in proposal.groups.values():
        group.count_only(own, out)
    proposal.groups = {group.pattern: group for group in proposal.groups.values() if group.listed}
    return out


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
