"""What an import asks as controls of a form, and the answers that the form sends back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from ...finance import ZERO
from ...imports.reading.questions import Question, Severity, as_printed
from ...imports.treasury.contracts import CONTRACT
from ...imports.treasury.doubles import APART, BALANCE, DOUBLE, PART, Double, entry_of
from ...imports.treasury.groups import TransactionGroup
from ...imports.treasury.proposal import OUT, OWN, TreasuryProposal
from ...imports.treasury.reader import PayerSum
from ...imports.treasury.returns import RETURN, TreasuryReturn
from ...imports.treasury.rules import NONE, ONCE, answer_key, width_words, widths
from ...models import Fund, FundingSource, Measure
from ...services.likeness import described
from ...staff.forms import measure_name, named
from ...staff.measure_names import names_of
from ...words import DASH, amount_text, date_text, money_text, whole_text

PREFIX = "answer:"
UNSAID = "?"  # the choice that is none: Choice("") is an answer of its own, «a new one»
LONG = 60  # a text above this length, or one of several lines, gets an area to write in
PARTS = ("measure", "source", "fund", "width")
GROUPS_SHOWN = 100  # groups of transactions asked about at once; the largest sums come first
PAYERS_SHOWN = 100
DOUBLES_SHOWN = 200
PURPOSES_SHOWN = 2


# Questions of a reading -----------------------------------------------------------------------------------------------


def by_state(asked: Iterable[Question]) -> dict[str, list[dict[str, Any]]]:
    """The controls of all questions of a reading in the order in which a person meets them."""
    found: dict[str, list[dict[str, Any]]] = {"open": [], "answered": [], "check": [], "notes": []}
    for number, question in enumerate(asked, start=1):
        state = "open" if question.open else "check" if question.answer is None else "answered"
        found["notes" if question.is_note else state].append(_control(number, question))
    return found


def _control(number: int, question: Question) -> dict[str, Any]:
    """The control in which a question is answered: one tick, a list, a line or an area."""
    kind = "area" if "\n" in question.suggestion or len(question.suggestion) > LONG else "line"
    if question.choices:
        kind = "tick" if len(question.choices) == 1 else "select"
    now = question.answer if question.answer is not None or question.open else question.suggestion
    suggestion = as_printed(question.suggestion)
    return {
        "number": number,
        "question": question,
        "name": f"{PREFIX}{question.key}",
        "kind": kind,
        # each with whether it is chosen now and whether it is the suggested one
        "choices": [(each, each.value == now, each.value == question.suggestion) for each in question.choices],
        "value": suggestion if question.answer is None else question.answer,
        "hint": f"★ {suggestion}" if question.open and suggestion else "",  # pale in an empty line
    }


def suggested(questions: Iterable[Question]) -> dict[str, str]:
    """The suggestions of the questions that have one: an empty text is none, an empty choice is."""
    return {
        question.key: question.suggestion
        for question in questions
        if question.open and (question.suggestion or any(choice.value == "" for choice in question.choices))
    }


def read_answers(data: QueryDict, questions: Iterable[Question], before: Mapping[str, str]) -> dict[str, str]:
    """The answers with what a form sent: a suggestion left as it stands is no answer unless one is asked for."""
    answers = dict(before)
    for question in questions:
        name = f"{PREFIX}{question.key}"
        if question.is_note or (name not in data and len(question.choices) != 1):
            continue
        value = data.get(name, UNSAID)
        text = "\n".join(line.strip() for line in value.splitlines()).strip()
        unsaid = value == UNSAID or (not text and not question.choices)
        as_suggested = (
            text in (question.suggestion, as_printed(question.suggestion))
            and question.severity is Severity.MAY_CHECK
            and question.answer is None
        )
        if unsaid:
            answers.pop(question.key, None)
        elif not as_suggested:
            answers[question.key] = text
    return answers


def without_outdated(
    answers: Mapping[str, str], before: Iterable[Question], after: Iterable[Question]
) -> dict[str, str]:
    """The answers without those that only repeated a suggestion which another answer has changed since.

    Somebody who takes «36 000» and at once says that the file counts in thousands did not mean 36 000.
    """
    was = {question.key: question.suggestion for question in before}
    kept = dict(answers)
    for question in after:
        moved = question.key in was and was[question.key] != question.suggestion
        if moved and kept.get(question.key) == was[question.key] and not question.choices:
            del kept[question.key]
    return kept


# Payers ---------------------------------------------------------------------------------------------------------------


def asked_payers(proposal: TreasuryProposal) -> list[PayerSum]:
    """The payers of the file that the list does not have, who paid most often first."""
    unlisted = (payer for payer in proposal.payers.values() if not payer.is_listed)
    return sorted(unlisted, key=lambda payer: (not payer.is_own, -payer.count, payer.edrpou))[:PAYERS_SHOWN]


def payer_rows(proposal: TreasuryProposal) -> list[dict[str, Any]]:
    """Who paid what the file holds: the council's own payers, then the others, each with its tick."""
    listed = [payer for payer in proposal.payers.values() if payer.is_listed]
    return [
        {
            "payer": payer,
            "name": f"{PREFIX}{OWN}{payer.edrpou}",
            "count": whole_text(payer.count),
            "amount": amount_text(payer.amount),
        }
        for payer in [*listed, *asked_payers(proposal)]
    ]


# Transactions ---------------------------------------------------------------------------------------------------------


def asked_groups(proposal: TreasuryProposal) -> list[TransactionGroup]:
    """The groups that a person decides or has decided on this page, the largest sum first.

    Where they are too many, what is answered gives way to what still waits for an answer.
    """
    answered = [proposal.groups[pattern] for pattern in proposal.answered]
    answered += [group for group in proposal.groups.values() if group.contract]
    decided = sorted((group for group in answered if group.is_decided), key=lambda group: -group.amount)
    return sorted([*proposal.undecided, *decided][:GROUPS_SHOWN], key=lambda group: -group.amount)


def matched_groups(proposal: TreasuryProposal) -> list[TransactionGroup]:
    """The groups that remembered rules take, the largest sum first."""
    found = [group for pattern, group in proposal.groups.items() if group.rule and pattern not in proposal.answered]
    return sorted(found, key=lambda group: -group.amount)[:GROUPS_SHOWN]


def group_row(number: int, group: TransactionGroup, proposal: TreasuryProposal) -> dict[str, Any]:
    """What a person sees of a group: who was paid, what for, when, how much, and each of its transactions."""
    days = group.days
    return {
        "number": number,
        "group": group,
        "count": whole_text(group.count),
        "amount": amount_text(group.amount),
        "days": " – ".join(dict.fromkeys(map(date_text, days))),
        "payers": sorted({proposal.payers[each.payer].name for each in group.listed}) if len(proposal.own) > 1 else [],
        "purposes": group.purposes[:PURPOSES_SHOWN],
        "more_purposes": max(len(group.purposes) - PURPOSES_SHOWN, 0),
        "listed": [(each, amount_text(each.amount), each.id in proposal.left_out) for each in group.listed],
        "paid": [
            (each, amount_text(each.amount), payable.title, payable.page, payable.is_advance)
            for each, payable in group.paid
        ],
        "not_listed": max(group.count - len(group.listed), 0),
    }


def matched_rows(proposal: TreasuryProposal) -> list[dict[str, Any]]:
    """The groups that remembered rules take, each with the measure and the source that its rule names."""
    ruled = [(group, group.rule) for group in matched_groups(proposal) if group.rule]
    names = names_of({rule.measure_id for _group, rule in ruled})
    return [
        {
            **group_row(number, group, proposal),
            "measure": names.get(rule.measure_id, _("passed over")),
            "source": str(rule.source or DASH),
        }
        for number, (group, rule) in enumerate(ruled, start=1)
    ]


def rule_rows(proposal: TreasuryProposal, answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """The asked groups with the controls that make a rule for each: which measure, which source, how wide it is."""
    groups = asked_groups(proposal)
    if not groups:
        return []
    measures = list(named(Measure.objects.all()))
    sources = [(source.code, source.name) for source in FundingSource.objects.all()]
    found = []
    for number, group in enumerate(groups, start=1):
        keys = {part: answer_key(group.pattern, part) for part in PARTS}
        said = {part: answers.get(key, "") for part, key in keys.items()}
        looks_at = [(width, width_words(group.pattern, width)) for width in widths(group.pattern)]
        found.append(
            {
                **group_row(number, group, proposal),
                "names": {part: f"{PREFIX}{key}" for part, key in keys.items()},
                "measures": _measures(group, measures, said["measure"]),
                "sources": _options(sources, said["source"]),
                "funds": _options(Fund.choices, said["fund"]),
                "widths": _options(looks_at, said["width"]),
            }
        )
    return found


def return_rows(proposal: TreasuryProposal) -> list[dict[str, Any]]:
    """The returns that wait for their payment or have it, each with what it may be."""
    return [
        {
            "transaction": each.transaction,
            "answer": each.answer,
            "amount": amount_text(each.transaction.amount),
            "name": f"{PREFIX}{RETURN}{each.transaction.id}",
            "choices": _options(each.choices, each.answer or each.suggestion),
        }
        for each in asked_returns(proposal)
    ]


def asked_returns(proposal: TreasuryProposal) -> list[TreasuryReturn]:
    return [*proposal.open_returns, *proposal.taken_returns][:GROUPS_SHOWN]


def double_rows(proposal: TreasuryProposal) -> list[dict[str, Any]]:
    """What may be the same money as something in the ledger: transactions, then balances of monthly sheets."""
    found = [
        {
            "sentence": described(entry_of(each.transaction, None, None, "")),
            "standing": [described(entry) for entry in each.entries],
            "note": each.transaction.note,
            "answer": each.answer,
            "name": f"{PREFIX}{DOUBLE}{each.transaction.id}",
            "choices": _options(each.choices, each.answer or each.suggestion),
        }
        for each in asked_doubles(proposal)
    ]
    counted = [(PART, _("yes: take them out of the balance")), (APART, _("no: record them beside it"))]
    return found + [
        {
            "sentence": each.sentence,
            "note": _("Are payments of this file part of it?"),
            "answer": each.answer,
            "name": f"{PREFIX}{BALANCE}{each.entry.pk}",
            "choices": _options(counted, each.answer),
        }
        for each in proposal.balances
    ]


def asked_doubles(proposal: TreasuryProposal) -> list[Double]:
    """Where they are too many, what is answered gives way to what still waits for an answer."""
    return sorted(proposal.doubles, key=lambda each: bool(each.answer))[:DOUBLES_SHOWN]


def left_out_rows(proposal: TreasuryProposal) -> list[dict[str, Any]]:
    """The transactions that a person leaves out, each with its reason."""
    return [
        {
            "transaction": each,
            "amount": amount_text(each.amount),
            "name": f"{PREFIX}{OUT}{each.id}",
            "answer": proposal.left_out[each.id],
            "is_out": True,
        }
        for each in proposal.left_out_transactions
    ]


def _options(choices: Iterable[tuple[str, Any]], chosen: str) -> list[tuple[str, str, bool]]:
    return [(value, str(label), value == chosen) for value, label in choices]


def _measures(
    group: TransactionGroup, measures: list[Measure], chosen: str
) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The measures by programme, then none of them; a pattern that says nothing can only be passed over."""
    if group.contract or (not chosen and group.suggested_contract):
        chosen = f"{CONTRACT}{group.contract or group.suggested_contract}"
    if not chosen and group.suggestion is not None:
        chosen = str(group.suggestion.pk)
    by_program: dict[str, list[tuple[str, str]]] = {}
    for number, found in group.contracts.items():
        left = sum((each.left for each in found if not each.is_advance), ZERO)
        words = (
            _("contract № %(number)s: %(left)s wait for payment") if left else _("contract № %(number)s: in advance")
        )
        label = words % {"number": number, "left": money_text(left)}
        by_program.setdefault(_("Contracts"), []).append((f"{CONTRACT}{number}", label))
    for measure in measures if any(group.pattern) else ():
        by_program.setdefault(str(measure.program), []).append((str(measure.pk), measure_name(measure)))
    by_program[""] = [
        (NONE, _("none of the programmes: pass over, also in later files")),
        (ONCE, _("none of the programmes: pass over this once")),
    ]
    return [(program, _options(choices, chosen)) for program, choices in by_program.items()]


def read_treasury_answers(data: QueryDict, proposal: TreasuryProposal, before: Mapping[str, str]) -> dict[str, str]:
    """The answers with what the form says about what it showed, and what its buttons ask for."""
    answers = dict(before)
    groups = asked_groups(proposal)
    asked = [answer_key(group.pattern, part) for group in groups for part in PARTS]
    asked += [RETURN + each.transaction.id for each in asked_returns(proposal)]
    asked += [DOUBLE + each.transaction.id for each in asked_doubles(proposal)]
    asked += [f"{BALANCE}{each.entry.pk}" for each in proposal.balances]
    asked += [OUT + each.id for each in proposal.left_out_transactions]
    for key in asked:
        value = data.get(f"{PREFIX}{key}")
        if value or (value is not None and key.startswith(OUT)):
            answers[key] = value.strip()[:500]
        elif value is not None:
            answers.pop(key, None)
    for key in ["unreadable", *(OWN + payer.edrpou for payer in asked_payers(proposal))]:  # ticks
        answers.pop(key, None)
        if value := data.get(f"{PREFIX}{key}"):
            answers[key] = value
    listed = {each.id for group in proposal.groups.values() for each in group.listed}
    listed |= {each.transaction.id for each in proposal.returns}
    if (number := data.get("leave_out", "")) in listed:
        answers.setdefault(OUT + number, "")
    answers.pop(OUT + data.get("take_in", ""), None)
    if "rest" in data:
        for group in proposal.undecided:
            if group.suggestion is None and not group.suggested_contract:
                answers.setdefault(answer_key(group.pattern, "measure"), ONCE)
    return answers
