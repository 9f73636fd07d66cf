"""Treasury transactions matched to measures by rules that a person confirmed once, and posted whole or not at all."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .. import services
from ..finance import ZERO
from ..models import Fund, FundingSource, ImportBatch, ImportedEntry, LedgerEntry, Measure, Stage, TreasuryRule
from .posting import PORTION, NewEntry, Progress, in_portions, post_all
from .transactions import Transaction, Unreadable, digest_of, read_transactions

SHOWN = 1_000  # unreadable rows that are listed one by one; the rest is counted
Pattern = tuple[str, str, str, str]


@dataclass
class TransactionGroup:
    """Transactions that look alike to the rules, with the rule that takes them, if any."""

    pattern: Pattern
    recipient_name: str
    is_person: bool
    rule: TreasuryRule | None
    rivals: tuple[TreasuryRule, ...] = ()
    suggestion: Measure | None = None
    count: int = 0
    amount: Decimal = ZERO
    first_row: int = 0

    @property
    def is_decided(self) -> bool:
        return self.rule is not None

    @property
    def sentence(self) -> str:
        """What a person has to decide about the group."""
        recipient, contract, kekv, kpkvk = self.pattern
        values = {
            "row": self.first_row,
            "count": self.count,
            "amount": f"{self.amount:.2f}",
            "who": self.recipient_name or recipient or _("a person"),
            "codes": ", ".join(part for part in (contract, kekv, kpkvk) if part) or "—",
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
class TreasuryProposal:
    """What a file of transactions would do, shown before anything is written."""

    count: int = 0
    amount: Decimal = ZERO
    first: date | None = None
    last: date | None = None
    known: int = 0
    repeated: int = 0
    passed_over: int = 0
    to_post: int = 0
    groups: dict[Pattern, TransactionGroup] = field(default_factory=dict)
    unreadable: list[Unreadable] = field(default_factory=list)
    unreadable_count: int = 0
    changed: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)

    @property
    def undecided(self) -> list[TransactionGroup]:
        """Groups that wait for a rule, the largest sum first."""
        return sorted((g for g in self.groups.values() if not g.is_decided), key=lambda g: -g.amount)

    @property
    def is_ready(self) -> bool:
        """Whether every transaction is read and has its rule; the unreadable may be skipped by a person's word."""
        return not self.undecided and not self.unreadable_count


class _Rules:
    """The confirmed rules, asked once for each pattern."""

    def __init__(self) -> None:
        rules = TreasuryRule.objects.select_related("measure__program", "source")
        self.rules = sorted(rules, key=lambda rule: (-rule.weight, rule.pk))
        self.found: dict[Pattern, tuple[TreasuryRule | None, tuple[TreasuryRule, ...]]] = {}

    def rule_for(self, pattern: Pattern) -> tuple[TreasuryRule | None, tuple[TreasuryRule, ...]]:
        """The rule that says most of those that fit; none and the rivals where two say as much and differ."""
        if pattern not in self.found:
            fitting = [rule for rule in self.rules if rule.fits(*pattern)]
            best = [rule for rule in fitting if rule.weight == fitting[0].weight]
            targets = {(rule.measure_id, rule.source_id, rule.fund) for rule in best}
            self.found[pattern] = (best[0], ()) if len(targets) == 1 else (None, tuple(best))
        return self.found[pattern]


def propose_treasury(*, file: BinaryIO, progress: Progress | None = None) -> TreasuryProposal:
    """Read a file of transactions against rules and ledger; nothing is written and no transaction is kept in memory."""
    rules, proposal = _Rules(), TreasuryProposal()
    sums: dict[tuple[int, int, int], _Sum] = {}
    seen: set[str] = set()
    for portion in in_portions(read_transactions(file)):
        readable = _take_readable(portion, proposal, seen)
        known = _known([each.id for each in readable])
        for each in readable:
            _count(each, proposal, rules, known, sums)
        if progress:
            progress(proposal.count)
    _suggest(proposal)
    proposal.beyond = [sentence for each in sums.values() for sentence in each.sentences()]
    return proposal


def _take_readable(
    portion: list[Transaction | Unreadable], proposal: TreasuryProposal, seen: set[str]
) -> list[Transaction]:
    readable: list[Transaction] = []
    for each in portion:
        proposal.count += 1
        if isinstance(each, Unreadable):
            proposal.unreadable_count += 1
            if len(proposal.unreadable) < SHOWN:
                proposal.unreadable.append(each)
        elif each.id in seen:
            proposal.repeated += 1
        else:
            seen.add(each.id)
            readable.append(each)
    return readable


def _known(ids: list[str]) -> dict[str, Decimal]:
    """The transactions that the ledger has already, with their amounts there."""
    rows = ImportedEntry.objects.filter(transaction_id__in=ids, is_undone=False)
    return dict(rows.values_list("transaction_id", "entry__amount"))


@dataclass
class _Sum:
    """What a file would post for a measure, year and source, against what is left to pay."""

    measure: Measure
    year: int
    source: FundingSource
    last: date
    amount: Decimal = ZERO

    def sentences(self) -> list[str]:
        if self.year not in self.measure.program.years:
            return [
                _("%(measure)s: %(year)s is outside the programme's term %(term)s.")
                % {"measure": self.measure, "year": self.year, "term": self.measure.program.term}
            ]
        room = services.room(stage=Stage.PAID, measure=self.measure, year=self.year, source=self.source, on=self.last)
        beyond = room.beyond(self.amount)
        if not beyond:
            return []
        return [
            _("%(measure)s, %(year)s, %(source)s: the payments pass what is allotted by %(beyond)s UAH.")
            % {"measure": self.measure, "year": self.year, "source": self.source, "beyond": f"{beyond:.2f}"}
        ]


def _count(
    each: Transaction,
    proposal: TreasuryProposal,
    rules: _Rules,
    known: dict[str, Decimal],
    sums: dict[tuple[int, int, int], _Sum],
) -> None:
    proposal.amount += each.amount
    proposal.first = min(proposal.first or each.date, each.date)
    proposal.last = max(proposal.last or each.date, each.date)
    if each.id in known:
        proposal.known += 1
        if known[each.id] != each.amount and len(proposal.changed) < SHOWN:
            proposal.changed.append(
                _(
                    "Row %(row)s: transaction %(id)s is in the ledger with %(known)s UAH, the file has %(read)s; "
                    "it is passed over."
                )
                % {"row": each.row, "id": each.id, "known": known[each.id], "read": each.amount}
            )
        return
    rule, rivals = rules.rule_for(each.pattern)
    group = proposal.groups.get(each.pattern)
    if group is None:
        group = TransactionGroup(each.pattern, each.recipient_name, each.is_person, rule, rivals, first_row=each.row)
        proposal.groups[each.pattern] = group
    group.count += 1
    group.amount += each.amount
    if rule is None or rule.measure is None or rule.source is None:
        proposal.passed_over += rule is not None
        return
    proposal.to_post += 1
    key = (rule.measure.pk, each.date.year, rule.source.pk)
    found = sums.setdefault(key, _Sum(rule.measure, each.date.year, rule.source, each.date))
    found.amount += each.amount
    found.last = max(found.last, each.date)


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


# Rules and writing ----------------------------------------------------------------------------------------------------


def confirm_rule(
    *,
    by: User,
    measure: Measure | None,
    source: FundingSource | None = None,
    fund: Fund | str = Fund.GENERAL,
    recipient: str = "",
    contract_number: str = "",
    kekv: str = "",
    kpkvk: str = "",
) -> TreasuryRule:
    """Remember to which measure such transactions belong; without a measure they are passed over."""
    rule = TreasuryRule(
        recipient=recipient,
        contract_number=contract_number,
        kekv=kekv,
        kpkvk=kpkvk,
        measure=measure,
        source=source,
        fund=fund,
    )
    return services.save_record(record=rule, by=by)


@transaction.atomic
def apply_treasury(
    *,
    file: BinaryIO,
    file_name: str,
    by: User,
    skip_unreadable: bool = False,
    progress: Progress | None = None,
) -> ImportBatch | None:
    """Post every transaction that has its rule and is not in the ledger yet, all or nothing; None where none is new."""
    batch = ImportBatch(
        kind=ImportBatch.Kind.TREASURY,
        file_name=file_name[:255],
        sha256=digest_of(file),
        imported_by=by,
    )
    services.save_record(record=batch, by=by)
    entries = _Entries(file, by, skip_unreadable)
    count = post_all(entries=entries, batch=batch, progress=progress)
    if not count:
        services.delete_record(record=batch, by=by)
        return None
    programs = entries.programs
    batch.program_id = next(iter(programs)) if len(programs) == 1 else None
    batch.summary = {"entries": count, "total": f"{entries.amount:.2f}", "programs": len(programs)}
    return services.save_record(record=batch, by=by)


class _Entries:
    """The new ledger entries of a file, one by one; raises at the first portion that cannot be written."""

    def __init__(self, file: BinaryIO, by: User, skip_unreadable: bool) -> None:
        self.file, self.by, self.skip_unreadable = file, by, skip_unreadable
        self.rules = _Rules()
        self.programs: set[int] = set()
        self.amount = ZERO
        # what was handed over last may not be written yet, so the database cannot know it
        self.handed_over: deque[str] = deque(maxlen=PORTION)

    def __iter__(self) -> Iterator[NewEntry]:
        for portion in in_portions(read_transactions(self.file)):
            wrong = [each.sentence for each in portion if isinstance(each, Unreadable)]
            if wrong and not self.skip_unreadable:
                raise ValidationError(wrong)
            once = {each.id: each for each in reversed(portion) if isinstance(each, Transaction)}
            known = _known(list(once)).keys() | set(self.handed_over)
            yield from self._entries([each for each in reversed(once.values()) if each.id not in known])

    def _entries(self, transactions: list[Transaction]) -> Iterator[NewEntry]:
        rules = [(each, self.rules.rule_for(each.pattern)[0]) for each in transactions]
        wrong = [_without_rule(each) for each, rule in rules if rule is None]
        if wrong:
            raise ValidationError(wrong)
        for each, rule in rules:
            if rule is not None and rule.measure is not None and rule.source is not None:
                self.programs.add(rule.measure.program_id)
                self.amount += each.amount
                self.handed_over.append(each.id)
                yield NewEntry(self._entry(each, rule, rule.measure, rule.source), each.row, each.id)

    def _entry(self, each: Transaction, rule: TreasuryRule, measure: Measure, source: FundingSource) -> LedgerEntry:
        return LedgerEntry(
            stage=Stage.PAID,
            measure=measure,
            budget_year=each.date.year,
            source=source,
            fund=rule.fund,
            date=each.date,
            amount=each.amount,
            document_number=each.document_number,
            kekv=each.kekv,
            kpkvk=each.kpkvk,
            counterparty=each.recipient_name,
            note=each.note,
            recorded_by=self.by,
        )


def _without_rule(each: Transaction) -> str:
    return _("Row %(row)s: no rule takes transaction %(id)s (%(who)s); confirm one first.") % {
        "row": each.row,
        "id": each.id,
        "who": each.recipient_name or each.recipient or _("a person"),
    }
