"""Treasury transactions that no rule takes, as rows of a form: which measure, which source, how wide the rule is."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from ...imports.treasury.reader import TransactionGroup, TreasuryProposal
from ...imports.treasury.rules import NONE, answer_key, width_words, widths
from ...models import Fund, FundingSource, Measure
from ...staff.forms import measure_name, named
from ...words import amount_text, whole_text
from .questions import PREFIX

PARTS = ("measure", "source", "fund", "width")
SHOWN = 100  # groups asked about at once; the largest sums come first


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class RuleRow:
    """One group of transactions with the controls that make a rule for it."""

    number: int
    group: TransactionGroup
    count: str
    amount: str
    measures: list[tuple[str, list[Option]]]  # by programme
    sources: list[Option]
    funds: list[Option]
    widths: list[Option]

    @property
    def is_decided(self) -> bool:
        return self.group.is_decided

    def name(self, part: str) -> str:
        return f"{PREFIX}{answer_key(self.group.pattern, part)}"

    @property
    def names(self) -> dict[str, str]:
        return {part: self.name(part) for part in PARTS}


def asked_groups(proposal: TreasuryProposal) -> list[TransactionGroup]:
    """The groups that a person decides or has decided on this page, the largest sum first.

    Where they are too many, what is answered gives way to what still waits for an answer.
    """
    answered = [proposal.groups[answer.pattern] for answer in proposal.answered]
    decided = sorted((group for group in answered if group.is_decided), key=lambda group: -group.amount)
    return sorted([*proposal.undecided, *decided][:SHOWN], key=lambda group: -group.amount)


def rule_rows(proposal: TreasuryProposal, answers: Mapping[str, str]) -> list[RuleRow]:
    groups = asked_groups(proposal)
    if not groups:
        return []
    measures = list(named(Measure.objects.all()))
    sources = list(FundingSource.objects.all())
    return [
        RuleRow(
            number=number,
            group=group,
            count=whole_text(group.count),
            amount=amount_text(group.amount),
            measures=_measures(group, measures, answers),
            sources=_options(answers, group, "source", [(source.code, source.name) for source in sources]),
            funds=_options(answers, group, "fund", [(str(value), str(label)) for value, label in Fund.choices]),
            widths=_options(
                answers, group, "width", [(width, width_words(group.pattern, width)) for width in widths(group.pattern)]
            ),
        )
        for number, group in enumerate(groups, start=1)
    ]


def _options(
    answers: Mapping[str, str], group: TransactionGroup, part: str, choices: list[tuple[str, str]]
) -> list[Option]:
    chosen = answers.get(answer_key(group.pattern, part), "")
    return [Option(value, label, value == chosen) for value, label in choices]


def _measures(
    group: TransactionGroup, measures: list[Measure], answers: Mapping[str, str]
) -> list[tuple[str, list[Option]]]:
    chosen = answers.get(answer_key(group.pattern, "measure"), "")
    if not chosen and group.suggestion is not None:
        chosen = str(group.suggestion.pk)
    found: dict[str, list[Option]] = {}
    if any(group.pattern):
        for measure in measures:
            option = Option(str(measure.pk), measure_name(measure), str(measure.pk) == chosen)
            found.setdefault(str(measure.program), []).append(option)
    return [*found.items(), ("", [Option(NONE, "", chosen == NONE)])]


def read_rules(data: QueryDict, proposal: TreasuryProposal, before: Mapping[str, str]) -> dict[str, str]:
    """The answers with what the form says about the groups that it showed."""
    answers = dict(before)
    for group in asked_groups(proposal):
        for part in PARTS:
            key = answer_key(group.pattern, part)
            value = data.get(f"{PREFIX}{key}")
            if value:
                answers[key] = value
            elif value is not None:
                answers.pop(key, None)
    answers.pop("unreadable", None)
    if data.get(f"{PREFIX}unreadable") == "skip":
        answers["unreadable"] = "skip"
    return answers
