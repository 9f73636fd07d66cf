"""Money of a document in the ledger: posted in parts with a link for each, taken back, spread over the budget."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date as Date
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..finance import ZERO
from ..models import Balance, BudgetKey, EntryLink, FundingSource, LedgerEntry, Replacement, Stage
from ..words import money_text
from .ledger import post_entries, reverse_entry
from .likeness import Question, alike_to

LinkT = TypeVar("LinkT", bound=EntryLink)


@transaction.atomic
def post_parts(
    parts: Mapping[BudgetKey, Decimal],
    *,
    link: LinkT,
    stage: Stage,
    by: User,
    instead_of: Collection[int] = (),
    apart: Collection[int] = (),
    part_of: Collection[int] = (),
    **entry: Any,
) -> list[LinkT]:
    """Post what a step of a document moves: an entry for each place in the budget, all or none.

    ``instead_of`` are entries without a contract that a person said are the same money: the document takes them over,
    each is taken back on its own day.

    ``link`` names the step and its documents and is given to every entry; ``entry`` says the rest of a line: measure,
    date, document_number, counterparty. A refusal of the ledger comes as plain sentences of the document.
    """
    sources = FundingSource.objects.in_bulk({key.source_id for key in parts})
    entries = [
        LedgerEntry(
            stage=stage,
            budget_year=key.year,
            source=sources[key.source_id],
            fund=key.fund,
            kekv=key.kekv,
            kpkvk=key.kpkvk,
            amount=amount,
            recorded_by=by,
            **entry,
        )
        for key, amount in parts.items()
    ]
    try:
        taken: dict[int, Replacement] = {}
        for new, alike in alike_to(entries, under_contract=True, apart=apart) if instead_of else ():
            for each in alike:
                if each.pk in instead_of:
                    note = _("Recorded by its document: %s") % new.document_number
                    reverse_entry(entry=each, date=each.date, by=by, note=note, gives_back=False)
                    taken[each.pk] = Replacement(entry=new, replaced=each, amount=each.amount)
        if others := {*instead_of} - taken.keys():  # else both would stay, and the money would stand twice
            numbers = ", ".join(f"№ {pk}" for pk in sorted(others))
            sentence = _("The entry %s of the ledger is not this money: look for it anew, nothing was recorded.")
            raise ValidationError(sentence % numbers, code="not_alike")
        post_entries(entries, under_contract=True, apart=apart, part_of=part_of)
        Replacement.objects.bulk_create(taken.values())
    except Question:
        raise
    except ValidationError as refusal:
        raise _without_fields(refusal) from refusal
    links = [link.to(entry) for entry in entries]
    type(link).objects.bulk_create(links)
    return links


def unaccepted(balances: Mapping[BudgetKey, Balance]) -> dict[BudgetKey, Decimal]:
    """What gives back to the measure the money that an ended document committed and nobody accepted."""
    return {key: -each.left_to_accept for key, each in balances.items() if each.left_to_accept > ZERO}


@transaction.atomic
def reverse_links(links: Iterable[EntryLink], *, date: Date, by: User, reason: str, gives_back: bool = True) -> None:
    """Take back what links posted, each by the opposite entry with a link of its own; ``gives_back`` as of an entry."""
    for link in links:
        try:
            entry = reverse_entry(entry=link.entry, date=date, by=by, note=reason, gives_back=gives_back)
        except ValidationError as refusal:
            raise _without_fields(refusal) from refusal
        link.to(entry, step=EntryLink.REVERSAL).save()


def hand_over(corrected: Iterable[EntryLink], links: Iterable[EntryLink]) -> None:
    """What a corrected document had been recorded instead of, the document in its place is recorded instead of."""
    first = min(link.entry_id for link in links)
    taken = Replacement.objects.filter(entry__in=[link.entry_id for link in corrected])
    Replacement.objects.bulk_create(
        Replacement(entry_id=first, replaced_id=each.replaced_id, amount=each.amount) for each in taken
    )


def _without_fields(refusal: ValidationError) -> ValidationError:
    """The sentences without the ledger's field names, which no form of a document has."""
    if not hasattr(refusal, "error_dict"):
        return refusal
    return ValidationError([error for errors in refusal.error_dict.values() for error in errors])


def shares(
    amount: Decimal, available: Mapping[BudgetKey, Decimal], chosen: Mapping[BudgetKey, Decimal] | None = None
) -> dict[BudgetKey, Decimal]:
    """How an amount falls on places of the budget: as a person chose, or in order as far as each has money."""
    if chosen is not None:
        parts = {key: part for key, part in chosen.items() if part}
        if sum(parts.values(), ZERO) != amount or any(
            not ZERO < part <= available.get(key, ZERO) for key, part in parts.items()
        ):
            raise ValidationError(
                _("The parts by year and source do not make up %s.") % money_text(amount), code="parts"
            )
        return parts
    parts, left = {}, amount
    for key, most in available.items():
        part = min(left, most)
        if part > 0:
            parts[key] = part
            left -= part
    if left > 0:
        raise ValidationError(
            _(
                "%(left)s do not fit the contract's money of this budget year: choose years and sources yourself, or "
                "move the money by a supplementary agreement."
            )
            % {"left": money_text(left)},
            code="beyond_year",
        )
    return parts
