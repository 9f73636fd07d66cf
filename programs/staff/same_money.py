"""The question whether money stands in the ledger already, as a form of the staff asks it: both records side by side,
and a button for each answer. What was answered before stays in the form.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import LedgerEntry
from ..modules import Payable, posted_by
from ..services import Question
from ..texts import number_in
from ..words import date_text, money_text
from .history import person
from .measure_names import names_of

ANSWERS = ("instead_of", "apart", "part_of")
SAME = "same"  # the answer that records nothing and leads to what stands


def answers_in(request: HttpRequest) -> dict[str, list[int]]:
    """The ids of entries by what a person answered about them."""
    return {name: _numbers(request.POST.getlist(name)) for name in ANSWERS}


def _numbers(values: Sequence[str]) -> list[int]:
    found = [number_in(text) for value in values for text in value.split(",")]
    return [number for number in found if number]


def asked(
    question: Question, request: HttpRequest, *, takes_over: bool = False, payable: Sequence[Payable] = ()
) -> dict[str, Any]:
    """What the page shows of a question: the new record, those that stand, and the answers to press.

    A document that ``takes_over`` replaces what stands without a contract.
    """
    names = names_of({entry.measure_id for entry in [question.new, *question.entries]})
    columns = [_column(entry, request, names) for entry in [question.new, *question.entries]]
    direct = {*LedgerEntry.objects.without_contract().filter(pk__in=[each.pk for each in question.entries])}
    ids = ",".join(str(entry.pk) for entry in question.entries)
    if question.code == "balance":
        answers = [
            ("part_of", ids, _("It is part of that amount: take it out of the balance")),
            ("apart", ids, _("It is not in that amount: record it beside")),
        ]
    else:
        answers = [("apart", ids, _("This is another payment: record it too"))]
        for _key, alike in reversed(_by_document(question.entries)):
            value = ",".join(str(entry.pk) for entry in alike)
            if takes_over and direct.issuperset(alike):
                answers.insert(0, ("instead_of", value, _("This is the same payment: record it here in its place")))
            else:
                answers.insert(0, (SAME, value, _("This is the same payment: record nothing")))
    return {
        "code": question.code,
        "headings": [column.pop(0) for column in columns],
        "rows": list(zip(_labels(), *columns, strict=True)),
        "answers": answers,
        "given": [(name, number) for name, numbers in answers_in(request).items() for number in numbers],
    }


def _labels() -> list[str]:
    return [_("Date"), _("Amount"), _("Payee"), _("Document"), _("Measure"), _("Recorded"), _("Where it stands")]


def _column(entry: LedgerEntry, request: HttpRequest, names: Mapping[int | None, str]) -> list[Any]:
    who: str = _("by you, now")
    where: Any = ""
    if entry.pk:
        who = f"{person(entry.recorded_by)}, {date_text(timezone.localdate(entry.recorded_at))}"
        where = page_of_entry(entry, request)
    return [
        _("Stands in the ledger: № %s") % entry.pk if entry.pk else _("You are recording"),
        date_text(entry.date),
        money_text(entry.amount),
        entry.counterparty or "—",
        entry.document_number,
        names.get(entry.measure_id, ""),
        who,
        where or "—",
    ]


def page_of_entry(entry: LedgerEntry, request: HttpRequest) -> tuple[str, str]:
    """What a person opens to see an entry: the document that posted it, else its page in the journal."""
    for document in posted_by(entry, request.user):
        if document.address:
            return document.title, document.address
    return _("entry № %s") % entry.pk, reverse("admin:programs_ledgerentry_change", args=[entry.pk])


def _by_document(entries: Sequence[LedgerEntry]) -> list[tuple[Any, list[LedgerEntry]]]:
    found: dict[Any, list[LedgerEntry]] = {}
    for entry in entries:
        found.setdefault((entry.date, entry.document_number, entry.counterparty), []).append(entry)
    return list(found.items())


def led_to_the_same(request: HttpRequest) -> HttpResponseRedirect | None:
    """The way to what stands already, where a person said that it is the same; nothing is recorded."""
    numbers = _numbers(request.POST.getlist(SAME))
    entry = LedgerEntry.objects.filter(pk__in=numbers).order_by("pk").first()
    if entry is None:
        return None
    title, address = page_of_entry(entry, request)
    words = _("Nothing is recorded: this payment stands in the ledger already (%(where)s).")
    messages.info(request, words % {"where": title})
    return HttpResponseRedirect(address)
