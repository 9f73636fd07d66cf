"""Treasury transactions as a file has them beside the ledger.

The file is read once: what it says about each pattern of transactions is kept as plain data, and every answer of a
person is weighed against that, so that a preview of fifty thousand rows comes at once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from ...finance import ZERO
from ...models import ImportBatch, ImportedEntry, SettledTransaction
from ..posting import Progress, in_portions
from .doubles import doubtful
from .groups import TransactionGroup, group_data, group_from, transaction_data, transaction_from
from .returns import TreasuryReturn, payments_in_file
from .rules import Pattern
from .transactions import Transaction, Unreadable, read_transactions

SHOWN = 1_000  # unreadable rows that are listed one by one; the rest is counted
FORM = "doubles"  # of the kept reading: one that an earlier version wrote is read anew


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
            "groups": [group_data(group) for group in self.groups.values()],
            "doubtful": [transaction_data(each) for each in self.doubtful],
            "returns": [
                [transaction_data(each.transaction), [transaction_data(paid) for paid in each.in_file]]
                for each in self.returns
            ],
            "unreadable": [vars(each) for each in self.unreadable],
            "unreadable_of": self.unreadable_of,
            "changed": self.changed,
            "ledger": self.ledger,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "TreasuryReading":
        groups = [group_from(each) for each in data["groups"]]
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
            doubtful=[transaction_from(each) for each in data["doubtful"]],
            returns=[
                TreasuryReturn(transaction_from(each), [transaction_from(paid) for paid in in_file])
                for each, in_file in data["returns"]
            ],
            unreadable=[Unreadable(**each) for each in data["unreadable"]],
            unreadable_of=data["unreadable_of"],
            changed=data["changed"],
            ledger=data["ledger"],
        )


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
