"""Money that came back: which payment a return of the treasury takes back, in the file or in the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ... import modules, services
from ...finance import ZERO
from ...models import ImportBatch, ImportedEntry, LedgerEntry, Stage
from ...services.ledger import again
from ...services.likeness import of_amounts
from ...services.periods import check_period_open
from ...words import date_text, money_text
from .transactions import Transaction, Unreadable

RETURN = "return:"  # answers: which payment a return takes back, «entry:17» of the ledger or «file:500001»
OFFERED = 10  # payments that a return may take back, the likeliest first


@dataclass
class TreasuryReturn:
    """A return with the payments that it may take back."""

    transaction: Transaction
    in_file: list[Transaction] = field(default_factory=list)
    in_ledger: list[tuple[LedgerEntry, Decimal]] = field(default_factory=list)  # with what its document paid in all
    answer: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        found = [(f"entry:{each.pk}", _said(each, amount)) for each, amount in self.in_ledger]
        return found + [
            (f"file:{each.id}", _("%(payment)s – in this file") % {"payment": _said(each, each.amount)})
            for each in self.in_file
        ]

    @property
    def suggestion(self) -> str:
        """The payment that came back whole, where it is one."""
        whole = -self.transaction.amount
        exact = [f"entry:{each.pk}" for each, amount in self.in_ledger if amount == whole]
        exact += [f"file:{each.id}" for each in self.in_file if each.amount == whole]
        return exact[0] if len(exact) == 1 else ""

    @property
    def note(self) -> str:
        """What the reversing entry says of it."""
        words = _("Returned by the treasury on %(date)s, document № %(number)s. %(purpose)s")
        values = {"date": date_text(self.transaction.date), "number": self.transaction.document_number}
        return (words % {**values, "purpose": self.transaction.note}).strip()


def _said(payment: Transaction | LedgerEntry, amount: Decimal) -> str:
    who = payment.recipient_name if isinstance(payment, Transaction) else payment.counterparty
    number = payment.document_number
    parts = [date_text(payment.date), number if "№" in number else f"№ {number}", money_text(amount), who]
    return ", ".join(part for part in parts if part)


# Finding --------------------------------------------------------------------------------------------------------------


def payments_in_file(returns: list[TreasuryReturn], rows: Iterable[Transaction | Unreadable]) -> list[Transaction]:
    """Look the payments of a file through for what its returns may take back; a person's have the same sum."""
    by_parties: dict[tuple[str, str], list[TreasuryReturn]] = defaultdict(list)
    for each in returns:
        by_parties[each.transaction.payer, each.transaction.recipient].append(each)
    seen: set[str] = set()
    for row in rows:
        if isinstance(row, Unreadable) or row.is_return or (row.payer, row.recipient) not in by_parties:
            continue
        for each in by_parties[row.payer, row.recipient]:
            back, whole = each.transaction, row.amount + each.transaction.amount
            if row.date <= back.date and (whole == 0 if row.is_person else whole >= 0) and row.id not in seen:
                each.in_file.append(row)
        seen.add(row.id)
    for each in returns:
        each.in_file.sort(key=lambda row: (row.amount != -each.transaction.amount, -row.date.toordinal()))
        del each.in_file[OFFERED:]
    return [row for each in returns for row in each.in_file]


def settle_returns(returns: list[TreasuryReturn], answers: Mapping[str, str]) -> list[str]:
    """What each return may take back from the ledger, and what was answered; gives what stands against it."""
    names = {each.transaction.recipient_name for each in returns} - {""}
    amounts = {-each.transaction.amount for each in returns}
    standing = LedgerEntry.objects.standing().filter(stage=Stage.PAID, amount__gt=0)
    found = standing.filter(counterparty__in=names) | of_amounts(standing, amounts) if returns else standing.none()
    payments: dict[tuple[object, ...], list[LedgerEntry]] = defaultdict(list)
    for entry in found.told_apart().select_related("measure__program").order_by("pk"):
        alone = entry.pk if entry.direct else None
        payments[entry.date, entry.document_number, entry.counterparty, alone].append(entry)
    wrong, taken = [], set()
    for each in returns:
        back = each.transaction
        fitting = [_as_returned(parts, -back.amount) for parts in payments.values() if parts[0].date <= back.date]
        fitting = [
            (entry, amount)
            for entry, amount in fitting
            if amount == -back.amount or (amount > -back.amount and entry.counterparty == back.recipient_name != "")
        ]
        fitting.sort(
            key=lambda found: (
                found[1] != -back.amount,
                found[0].counterparty != back.recipient_name,
                -found[0].date.toordinal(),
            )
        )
        each.in_ledger = fitting[:OFFERED]
        said = answers.get(RETURN + back.id, "")
        each.answer = said if said in dict(each.choices) else ""
        if each.answer in taken:
            wrong.append(_("Row %(row)s: this payment came back already by another row.") % {"row": back.row})
        taken.add(each.answer or back.id)
        wrong += _closed(each)
    return wrong


def _as_returned(parts: list[LedgerEntry], returned: Decimal) -> tuple[LedgerEntry, Decimal]:
    """The entry of a payment that came back, where it is one of several; else its first with the whole sum."""
    whole = sum((part.amount for part in parts), ZERO)
    found = next((part for part in parts if part.amount == returned), None)
    return (found, returned) if found and whole != returned else (parts[0], whole)


def _closed(each: TreasuryReturn) -> list[str]:
    for entry, _amount in each.in_ledger:
        if each.answer == f"entry:{entry.pk}":
            try:
                check_period_open(program=entry.measure.program, date=each.transaction.date)
            except ValidationError as refusal:
                return [_("Row %(row)s: %(what)s") % {"row": each.transaction.row, "what": refusal.messages[0]}]
    return []


# Taking back ----------------------------------------------------------------------------------------------------------


def take_back(each: TreasuryReturn, *, batch: ImportBatch, by: User) -> None:
    """Reverse the payment that came back; of one that came back in part the rest is posted again."""
    back = each.transaction
    kind, _colon, key = each.answer.partition(":")
    known = (
        {"pk": key} if kind == "entry" else {"imported_with__transaction_id": key, "imported_with__is_undone": False}
    )
    entry = LedgerEntry.objects.select_related("measure__program", "source").filter(**known).first()
    if entry is None:
        raise ValidationError(
            _("Row %(row)s: the payment that came back is not posted: leave the return out too.") % {"row": back.row}
        )
    documents, parts = modules.documents_of(entry), [entry]
    if documents:  # it may have paid from several places of the budget
        same_day = LedgerEntry.objects.standing().filter(date=entry.date, document_number=entry.document_number)
        parts += [each for each in same_day.exclude(pk=entry.pk) if modules.documents_of(each)[:1] == documents[:1]]
    if documents:  # what did not come back stands under the contract
        modules.take_back([entry], date=back.date, by=by, reason=each.note, returned=-back.amount)
    else:
        services.reverse_entry(entry=entry, date=back.date, by=by, note=each.note, gives_back=False)
    for part, number in zip(parts, [back.id, *[""] * len(parts)], strict=False):
        ImportedEntry.objects.create(batch=batch, entry=part.reversed_by, transaction_id=number)
    rest = entry.amount + back.amount
    if rest and not documents:
        kept = again(entry, rest, date=back.date, by=by, note=each.note)
        LedgerEntry.objects.bulk_create([kept])
        ImportedEntry.objects.create(batch=batch, entry=kept)
