"""Treasury transactions posted to the ledger, whole or not at all."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ... import modules, services
from ...finance import ZERO
from ...models import (
    ImportBatch,
    ImportedEntry,
    SettledTransaction,
    TreasuryPayer,
)
from ..posting import PORTION, NewEntry, Progress, in_portions, post_all
from .doubles import entry_of
from .proposal import TreasuryProposal
from .reader import known_transactions
from .returns import take_back
from .rules import Rules, new_rules
from .transactions import Transaction, Unreadable, digest_of, read_transactions


@transaction.atomic
def apply_treasury(
    *, file: BinaryIO, file_name: str, by: User, proposal: TreasuryProposal, progress: Progress | None = None
) -> ImportBatch | None:
    """Post every transaction of own payers that has its rule and is not in the ledger yet, all or nothing; None where
    none is new.

    What a person answered is remembered in the same transaction: rules, own payers, what is left out and why.
    """
    services.queue_at(proposal.programs)  # all at once: of two imports that took them in turn each waits for the other
    for rule in new_rules(proposal.answered):
        services.save_record(record=rule, by=by)
    for payer in proposal.payers.values():
        if payer.is_own and not payer.is_listed:
            services.save_record(record=TreasuryPayer(edrpou=payer.edrpou, name=payer.name or payer.edrpou), by=by)
    batch = ImportBatch(
        kind=ImportBatch.Kind.TREASURY,
        file_name=file_name[:255],
        sha256=digest_of(file),
        imported_by=by,
    )
    services.save_record(record=batch, by=by)
    entries = _Entries(file, by, proposal)
    apart, part_of = proposal.apart, proposal.part_of
    count = post_all(entries=entries, batch=batch, progress=progress, apart=apart, part_of=part_of)
    for paid, key in entries.through:
        replaced = proposal.instead_of.get(paid.id, [])
        answers = {"apart": [*apart], "part_of": [*part_of], "instead_of": replaced}
        _pay(paid, key, batch, by, answers)
        entries.amount += paid.amount
        entries.programs.add(proposal.through[paid.id].measure.program_id)
        count += 1
    if waiting := proposal.open_returns:
        words = _("Row %(row)s: say which payment came back.")
        raise ValidationError([words % {"row": each.transaction.row} for each in waiting])
    for each in proposal.taken_returns:
        take_back(each, batch=batch, by=by)
        entries.amount += each.transaction.amount
        count += 1
    SettledTransaction.objects.bulk_create(SettledTransaction(batch=batch, **each) for each in entries.settled)
    if not count and not entries.settled:
        services.delete_record(record=batch, by=by)
        return None
    programs = entries.programs
    batch.program_id = next(iter(programs)) if len(programs) == 1 else None
    batch.summary = {"entries": count, "total": f"{entries.amount:.2f}", "programs": len(programs)}
    return services.save_record(record=batch, by=by)


class _Entries:
    """The new ledger entries of a file, one by one; raises at the first portion that cannot be written."""

    def __init__(self, file: BinaryIO, by: User, proposal: TreasuryProposal) -> None:
        self.file, self.by, self.proposal = file, by, proposal
        self.rules = Rules(proposal.answered)
        self.own = proposal.own
        self.programs: set[int] = set()
        self.amount = ZERO
        self.through: list[tuple[Transaction, str]] = []  # what is paid under contracts, and what it pays
        self.settled: list[dict[str, Any]] = []
        # what was handed over last may not be written yet, so the database cannot know it
        self.handed_over: deque[str] = deque(maxlen=PORTION)

    def __iter__(self) -> Iterator[NewEntry]:
        for portion in in_portions(read_transactions(self.file)):
            wrong = [each.sentence for each in portion if isinstance(each, Unreadable) and self._counts(each)]
            if wrong and not self.proposal.skips_unreadable:
                raise ValidationError(wrong)
            counted = [each for each in reversed(portion) if isinstance(each, Transaction) and self._counts(each)]
            once = {each.id: each for each in counted}
            known = known_transactions(once).keys() | set(self.handed_over)
            new = [each for each in reversed(once.values()) if each.id not in known]
            yield from self._entries([each for each in new if not self._is_settled(each) and not each.is_return])

    def _counts(self, each: Transaction | Unreadable) -> bool:
        """Whether a row is one of an own payer, or may be."""
        return not each.payer or each.payer in self.own

    def _is_settled(self, each: Transaction) -> bool:
        """Whether a person said that a transaction posts nothing: it is left out, or in the ledger already."""
        kinds = SettledTransaction.Kind
        if reason := self.proposal.left_out.get(each.id):
            self.settled.append({"transaction_id": each.id, "kind": kinds.LEFT_OUT, "reason": reason[:500]})
        elif each.id in self.proposal.same:
            entry = self.proposal.same[each.id]
            self.settled.append({"transaction_id": each.id, "kind": kinds.SAME, "entry_id": entry})
        else:
            return False
        self.handed_over.append(each.id)
        return True

    def _entries(self, transactions: list[Transaction]) -> Iterator[NewEntry]:
        through = self.proposal.through
        self.through += [(each, through[each.id].key) for each in transactions if each.id in through]
        direct = [each for each in transactions if each.id not in through]
        rules = [(each, self.rules.rule_for(each.pattern)[0]) for each in direct]
        wrong = [_without_rule(each) for each, rule in rules if rule is None]
        if wrong:
            raise ValidationError(wrong)
        for each, rule in rules:
            if rule is not None and rule.measure is not None and rule.source is not None:
                self.programs.add(rule.measure.program_id)
                self.amount += each.amount
                self.handed_over.append(each.id)
                entry = entry_of(each, rule.measure, rule.source, rule.fund, recorded_by=self.by)
                yield entry, each.row, each.id


def _pay(each: Transaction, key: str, batch: ImportBatch, by: User, answers: Mapping[str, list[int]]) -> None:
    """Record a payment through the document that waited for it."""
    given = {"amount": each.amount, "date": each.date, "document_number": each.document_number, "note": each.note}
    try:
        entries = modules.pay(key, by=by, **given, **answers)
    except ValidationError as refusal:
        words = _("Row %(row)s: %(what)s")
        raise ValidationError([words % {"row": each.row, "what": line} for line in refusal.messages]) from refusal
    numbers = [each.id, *[""] * (len(entries) - 1)]
    ImportedEntry.objects.bulk_create(
        ImportedEntry(batch=batch, entry=entry, transaction_id=number)
        for entry, number in zip(entries, numbers, strict=True)
    )


def _without_rule(each: Transaction) -> str:
    return _("Row %(row)s: no rule takes transaction %(id)s (%(who)s); confirm one first.") % {
        "row": each.row,
        "id": each.id,
        "who": each.recipient_name or each.recipient or _("a person"),
    }
