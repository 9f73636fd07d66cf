"""The same money twice: entries of the ledger that a new one is likely to repeat, and balances of a monthly sheet that
may have counted it already. A person answers; nothing here decides.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date as Date
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ..finance import ZERO
from ..models import ImportBatch, LedgerEntry, MoneySum, Stage
from ..models.ledger import LedgerEntryQuerySet
from ..texts import fold
from ..words import date_text, money_text

NEAR = timedelta(days=3)  # a payment order is written on one day and carried out on another
NAMED = 20  # so many alike are named in a question; nobody compares more
_QUOTED = re.compile('[«“„"]([^«»“”„"]{3,})[»”"]')
_BALANCE = ("imported_with__batch", "measure", "budget_year", "source", "fund")  # what tells one from others
_DOCUMENT = ("stage", "measure", "budget_year", "date", "document_number", "counterparty")
_WITH_DIGIT, _DAY = re.compile("[0-9]"), re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}")
_NUMBERLESS = {fold(text) for text in ("", "б/н", "бн", "без номера", "-")}
_NAMELESS = {fold(text) for text in ("", "фізична особа", "-")}


class Question(ValidationError):
    """What a person answers before money is recorded: whether it stands already ("alike"), or whether the balance of a
    monthly sheet counted it ("balance"). ``new`` is what would be recorded, ``entries`` are what stands in the ledger.
    """

    def __init__(self, code: str, new: LedgerEntry, entries: Iterable[LedgerEntry]) -> None:
        self.new, self.entries = new, list(entries)
        sentence = _("Such money stands in the ledger already: %(entries)s. Say whether it is the same or another.")
        if code == "balance":
            sentence = _(
                "A monthly sheet counted money of this measure through a later day: %(entries)s. Say whether this "
                "payment is part of it."
            )
        named = "; ".join(described(entry) for entry in self.entries)
        super().__init__(sentence % {"entries": named}, code=code)


class Fact(NamedTuple):
    """What a document moved: an entry, or all its entries."""

    place: tuple[str, int, int, Decimal]  # stage, measure, budget year, amount
    entries: list[LedgerEntry]

    def signs(self) -> list[tuple[object, ...]]:
        """By what the same money is known: the document's number, and the payee."""
        entry = self.entries[0]
        found = [("number", number) for number in _numbers(entry)]
        if payee := _name(entry.counterparty):
            found.append(("payee", payee))
        return [(*self.place, *sign) for sign in found]


def described(entry: LedgerEntry) -> str:
    """«№ 17: 06.04.2021, № 1, 2 000,00 грн, ТОВ «Газета»»."""
    parts = [date_text(entry.date), entry.document_number, money_text(entry.amount), entry.counterparty]
    words = ", ".join(part for part in parts if part)
    return f"№ {entry.pk}: {words}" if entry.pk else words


def questions_of(
    entries: Sequence[LedgerEntry],
    *,
    under_contract: bool = False,
    apart: Collection[int] = (),
    part_of: Collection[int] = (),
    batch: ImportBatch | None = None,
) -> list[tuple[LedgerEntry, Question]]:
    """What has to be answered before entries are posted, each question with the first entry that it is about.

    ``apart`` are standing entries that a person said are other money; ``part_of`` the balances that counted this one. A
    document of some app knows its own entries: it is held against those alone that stand without a contract. A file of
    the treasury tells its own payments apart: they are held against all but those of its ``batch``.
    """
    apart, part_of = with_rests(apart), with_rests(part_of)
    found = [
        (new, Question("alike", new, old))
        for new, old in alike_to(entries, under_contract=under_contract, apart=apart, batch=batch)
    ]
    if found:
        return found
    return [
        (entry, Question("balance", entry, asked))
        for entry, taken in counted_in(entries, apart=apart)
        if (asked := [balance for balance, _part in taken if balance.pk not in part_of])
    ]


def days_near(days: Collection[Date]) -> tuple[Date, Date]:
    """The first and the last day on which the same money may be dated, as far as the calendar goes."""
    return max(min(days), Date.min + NEAR) - NEAR, min(max(days), Date.max - NEAR) + NEAR


def alike_to(
    entries: Sequence[LedgerEntry],
    *,
    under_contract: bool = False,
    apart: Collection[int] = (),
    batch: ImportBatch | None = None,
) -> list[tuple[LedgerEntry, list[LedgerEntry]]]:
    """New entries with what stands in the ledger and may be the same money."""
    new = [entry for entry in entries if entry.amount > 0]
    if not new:
        return []
    days = [entry.date for entry in new]
    standing = LedgerEntry.objects.standing().filter(
        stage__in={entry.stage for entry in new},
        measure__in={entry.measure_id for entry in new},
        budget_year__in={entry.budget_year for entry in new},
        date__range=days_near(days),
        amount__gt=0,
    )
    standing = standing.exclude(imported_with__batch__kind=ImportBatch.Kind.MONTHLY).exclude(pk__in=apart)
    if batch is not None:
        standing = standing.exclude(imported_with__batch=batch)
    if under_contract:
        standing = standing.without_contract()
    standing = of_amounts(standing, {fact.place[-1] for fact in facts(new)})
    return repeated(new, standing.select_related("measure", "source", "recorded_by").order_by("date", "pk"))


def of_amounts(standing: LedgerEntryQuerySet, amounts: Collection[Decimal]) -> LedgerEntryQuerySet:
    """Of standing entries those of these amounts, and the lines of documents that make up one of them together."""
    chosen = Q(amount__in=amounts)
    documents = standing.order_by().values(*_DOCUMENT).annotate(lines=Count("pk"), whole=MoneySum("amount"))
    for document in documents.filter(lines__gt=1):
        if document["whole"] in amounts:
            chosen |= Q(**{name: document[name] for name in _DOCUMENT})
    return standing.filter(chosen)


class Recorded:
    """Entries among which the same money is looked for: of however many with one amount only what is alike is seen."""

    def __init__(self, entries: Iterable[LedgerEntry] = ()) -> None:
        self.by_sign: dict[tuple[tuple[object, ...], Date], list[tuple[int, Fact]]] = defaultdict(list)
        self.count = 0
        for fact in facts(entries):
            self.add(fact)

    def add(self, fact: Fact) -> None:
        self.count += 1
        for sign in fact.signs():
            self.by_sign[sign, fact.entries[0].date].append((self.count, fact))

    def alike(self, *facts: Fact) -> list[Fact]:
        """What is likely the same money, in the order of recording; of very much first what has the number too."""
        found: dict[int, Fact] = {}
        for fact in facts:
            first, last = days_near([fact.entries[0].date])
            days = [Date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
            for sign in fact.signs():
                for day in days:
                    found.update(self.by_sign.get((sign, day), ())[:NAMED])
        return [found[number] for number in sorted([*found][:NAMED])]


def repeated(
    new: Iterable[LedgerEntry], standing: Iterable[LedgerEntry]
) -> list[tuple[LedgerEntry, list[LedgerEntry]]]:
    """New entries with those that are likely the same money."""
    recorded = Recorded(standing)
    found: dict[int, tuple[LedgerEntry, dict[int, LedgerEntry]]] = {}
    for fact in facts(new) if recorded.count else ():
        if alike := recorded.alike(fact):
            entry = fact.entries[0]
            stand = {id(each): each for other in alike for each in other.entries}
            found.setdefault(id(entry), (entry, {}))[1].update(stand)
    return [(entry, list(alike.values())) for entry, alike in found.values()]


def with_rests(entries: Collection[int]) -> set[int]:
    """The entries of an answer with what is left of the balances among them: other payments may have lowered them."""
    lowered = LedgerEntry.objects.filter(pk__in=entries, imported_with__batch__kind=ImportBatch.Kind.MONTHLY)
    rests = Q(pk__in=[])
    for place in lowered.exclude(reversed_by=None).values(*_BALANCE) if entries else ():
        rests |= Q(**place)
    return {*entries, *(LedgerEntry.objects.standing().filter(rests).values_list("pk", flat=True))}


def counted_in(
    entries: Sequence[LedgerEntry],
    *,
    apart: Collection[int] = (),
    among: Collection[int] | None = None,
    beside: Sequence[LedgerEntry] = (),
) -> list[tuple[LedgerEntry, list[tuple[LedgerEntry, Decimal]]]]:
    """New payments with the balances – or ``among`` these alone – that may have counted them, and how much they take.

    The sheet of March counts everything paid until its last day; what it has not, the next sheet's balance has. Of
    payments ``beside`` a balance a person said that they take nothing out of it: all of it is left for those after.
    """
    take_nothing = {id(entry) for entry in beside}
    new = [entry for entry in entries if entry.stage == Stage.PAID and entry.amount > 0]
    if not new:
        return []
    balances = LedgerEntry.objects.standing().filter(
        imported_with__batch__kind=ImportBatch.Kind.MONTHLY,
        stage=Stage.PAID,
        measure__in={entry.measure_id for entry in new},
        date__gte=min(entry.date for entry in new),
        amount__gt=0,
    )
    if among is not None:
        balances = balances.filter(pk__in=among)
    rows = list(
        balances.exclude(pk__in=apart).select_related("measure", "source", "recorded_by").order_by("date", "pk")
    )
    left = {balance.pk: balance.amount for balance in rows}
    found = []
    for entry in new if rows else ():
        rest, taken = entry.amount, []
        for balance in rows:
            same = _place(balance) == _place(entry) and balance.date >= entry.date
            part = min(rest, left[balance.pk]) if same else ZERO
            if part > 0:
                taken.append((balance, part))
                rest -= part
                left[balance.pk] -= ZERO if id(entry) in take_nothing else part
        if taken:
            found.append((entry, taken))
    return found


def _place(entry: LedgerEntry) -> tuple[int, int, int, str]:
    return entry.measure_id, entry.budget_year, entry.source_id, str(entry.fund)


def facts(entries: Iterable[LedgerEntry]) -> Iterable[Fact]:
    """Each entry, and the whole of a document that several entries make up."""
    documents: dict[tuple[object, ...], list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        place = (str(entry.stage), entry.measure_id, entry.budget_year)
        yield Fact((*place, entry.amount), [entry])
        documents[*place, entry.date, entry.document_number, entry.counterparty].append(entry)
    for parts in documents.values():
        if len(parts) > 1:
            first, whole = parts[0], sum((part.amount for part in parts), ZERO)
            yield Fact((str(first.stage), first.measure_id, first.budget_year, whole), parts)


def same_number(one: LedgerEntry, other: LedgerEntry) -> bool:
    """Whether two entries name one document; what has no number is like nothing."""
    return bool(_numbers(one) & _numbers(other))


def _numbers(entry: LedgerEntry) -> set[str]:
    """The number of a document as people write it: «платіжна інструкція № 110», «110» and «пд 0110» are one."""
    text = fold(entry.document_number)
    if text in _NUMBERLESS:
        return set()
    words = [word.lstrip("0") for word in text.split() if _WITH_DIGIT.search(word) and not _DAY.fullmatch(word)]
    return {" ".join(words) or text}


def same_payee(one: str, other: str) -> bool:
    """Whether two names are one payee's: «ТОВ «Газета»», «ТОВАРИСТВО З ОБМЕЖЕНОЮ ВІДПОВІДАЛЬНІСТЮ "ГАЗЕТА"»."""
    return bool(_name(one)) and _name(one) == _name(other)


def _name(text: str) -> str:
    folded = fold(text)
    if folded in _NAMELESS:
        return ""
    quoted = _QUOTED.search(text)
    return fold(quoted[1]) if quoted else folded.removeprefix(fold("ФОП") + " ")
