"""Payments that the ledger may have already: under another number, by another door, or in a monthly sheet's balance."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ...models import FundingSource, ImportBatch, LedgerEntry, Measure, Stage
from ...models.ledger import LedgerEntryQuerySet
from ...services.likeness import NEAR, Recorded, days_near, described, facts, of_amounts
from ..posting import PaymentSum
from .contracts import Paid
from .transactions import Transaction

# Answers about a transaction: it is «same:17» of the ledger, takes the place of it («instead:17») or is «other»; about
# a balance: payments of the file are «part» of it or «apart».
DOUBLE, BALANCE = "double:", "balance:"
SAME, INSTEAD, OTHER, PART, APART = "same:", "instead:", "other", "part", "apart"


@dataclass
class Double:
    """A transaction with what stands in the ledger, or in the file under another number, and may be the same money.

    A document of the ledger is an entry, or all its entries.
    """

    transaction: Transaction
    documents: list[list[LedgerEntry]]
    twin: Transaction | None = None
    answer: str = ""
    gives_way: Container[int] = ()  # entries whose place a payment under a contract takes

    @property
    def choices(self) -> list[tuple[str, str]]:
        found = []
        for document in self.documents:
            number = ", № ".join(str(each.pk) for each in document)
            if all(each.pk in self.gives_way for each in document):
                words = _("the same payment as № %(number)s: record it under the contract in its place")
                found.append((f"{INSTEAD}{document[0].pk}", words % {"number": number}))
            else:
                words = _("the same payment as № %(number)s")
                found.append((f"{SAME}{document[0].pk}", words % {"number": number}))
        if self.twin is not None:
            words = _("the same payment as in row %(row)s, under another number") % {"row": self.twin.row}
            found.append((SAME, words))
        return [*found, (OTHER, _("another payment: record it too"))]

    @property
    def entries(self) -> list[LedgerEntry]:
        return [each for document in self.documents for each in document]

    @property
    def replaced(self) -> list[int]:
        """The entries whose place the payment takes, by the answer."""
        said = self.answer.removeprefix(INSTEAD) if self.answer.startswith(INSTEAD) else ""
        chosen = [document for document in self.documents if str(document[0].pk) == said]
        return [each.pk for document in chosen for each in document]

    @property
    def suggestion(self) -> str:
        """The same, where the number of the document says so too."""
        numbers = {each.document_number for each in self.entries}
        certain = self.twin is not None or self.transaction.document_number in numbers
        return self.choices[0][0] if certain else ""


def doubtful(payments: Collection[Transaction]) -> list[Transaction]:
    """Payments of a portion of the file near which the ledger has the same sum, of whatever measure."""
    near: dict[Decimal, list[date]] = defaultdict(list)
    for fact in facts(_near(payments)):
        near[fact.place[-1]].append(fact.entries[0].date)
    return [each for each in payments if any(abs(each.date - day) <= NEAR for day in near[each.amount])]


def alike_in_ledger(payments: Collection[Transaction]) -> list[Double]:
    """Payments with the entries of the ledger that are likely the same money, be they another measure's."""
    standing = list(_near(payments).select_related("measure", "source"))
    recorded = Recorded(standing)
    places: dict[Decimal, dict[tuple[int, int], Measure]] = defaultdict(dict)
    for fact in facts(standing):
        entry = fact.entries[0]
        places[fact.place[-1]][entry.measure_id, entry.budget_year] = entry.measure
    found = []
    for each in payments:
        as_entries = [
            entry_of(each, measure, None, "", budget_year=year) for (_pk, year), measure in places[each.amount].items()
        ]
        if alike := recorded.alike(*facts(as_entries)):
            found.append(Double(each, [other.entries for other in alike]))
    return found


def _near(payments: Collection[Transaction]) -> LedgerEntryQuerySet:
    standing = LedgerEntry.objects.standing().filter(stage=Stage.PAID, amount__gt=0)
    standing = standing.filter(date__range=days_near([each.date for each in payments] or [date.min]))
    standing = standing.exclude(imported_with__batch__kind=ImportBatch.Kind.MONTHLY)
    return of_amounts(standing, {each.amount for each in payments}).order_by("date", "pk")


def twins(listed: Iterable[Transaction]) -> list[Double]:
    """Transactions of a group that repeat an earlier one under another number: document, sum and nearly the day."""
    seen: dict[tuple[str, Decimal], Transaction] = {}
    found = []
    for each in listed:
        key = each.document_number, each.amount
        first = seen.setdefault(key, each)
        if first is not each and each.document_number != "б/н" and abs(first.date - each.date) <= NEAR:
            found.append(Double(each, [], first))
    return found


def entry_of(
    each: Transaction, measure: Measure | None, source: FundingSource | None, fund: str, **more: Any
) -> LedgerEntry:
    """The ledger entry of a payment, not saved."""
    values = {"budget_year": each.date.year, **more}
    return LedgerEntry(
        stage=Stage.PAID,
        measure=measure,
        source=source,
        fund=fund,
        date=each.date,
        amount=each.amount,
        document_number=each.document_number,
        kekv=each.kekv,
        kpkvk=each.kpkvk,
        counterparty=each.recipient_name,
        note=each.note,
        **values,
    )


# Balances of monthly sheets -------------------------------------------------------------------------------------------


@dataclass
class CountedBalance:
    """The balance of a monthly sheet that may have counted payments of the file."""

    entry: LedgerEntry
    answer: str

    @property
    def sentence(self) -> str:
        words = _("The sheet through %(day)s counted money of this measure that no document explained: %(balance)s.")
        return words % {"day": f"{self.entry.date:%d.%m.%Y}", "balance": described(self.entry)}


def balances_of(
    sums: Collection[PaymentSum], paid: Collection[Paid], answers: Mapping[str, str]
) -> list[CountedBalance]:
    """The balances through days of these payments, under contracts and without one.

    What is part of a balance does not pass a limit a second time.
    """
    measures = {each.measure.pk for each in sums} | {payable.measure.pk for _each, payable in paid}
    standing = LedgerEntry.objects.standing().filter(
        imported_with__batch__kind=ImportBatch.Kind.MONTHLY, stage=Stage.PAID, amount__gt=0, measure__in=measures
    )
    by_place = {(each.measure.pk, each.year, each.source.pk): each for each in sums}
    found = []
    for entry in standing.select_related("measure").order_by("date", "pk") if measures else ():
        direct = by_place.get((entry.measure_id, entry.budget_year, entry.source_id))
        if direct is not None and (entry.fund not in direct.amounts or entry.date < direct.first):
            direct = None
        counts_paid = any(
            payable.measure.pk == entry.measure_id and each.date.year == entry.budget_year and each.date <= entry.date
            for each, payable in paid
        )
        if direct is None and not counts_paid:
            continue
        said = answers.get(f"{BALANCE}{entry.pk}", "")
        found.append(CountedBalance(entry, said if said in (PART, APART) else ""))
        if said == PART and direct is not None:
            direct.amounts[entry.fund] -= min(entry.amount, direct.amounts[entry.fund])
    return found
