"""The doubts of a reading as questions of a form, and the answers that the form sends back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from ...imports.reading.doubts import Choice, Doubt, Severity, as_printed

PREFIX = "answer:"
UNSAID = "?"  # the choice that is none: Choice("") is an answer of its own, «a new one»
LONG = 60  # a text above this length, or one of several lines, gets an area to write in


@dataclass(frozen=True)
class Question:
    """One doubt with the control in which it is answered."""

    number: int
    doubt: Doubt

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.doubt.key}"

    @property
    def control(self) -> str:
        """What the template draws: nothing, one tick, a list, a line or an area."""
        doubt = self.doubt
        if doubt.is_note:
            return "note"
        if len(doubt.choices) == 1:
            return "tick"
        if doubt.choices:
            return "select"
        return "area" if "\n" in doubt.suggestion or len(doubt.suggestion) > LONG else "line"

    @property
    def choices(self) -> list[tuple[Choice, bool, bool]]:
        """Each choice with whether it is chosen now and whether it is the suggested one."""
        doubt = self.doubt
        now = doubt.answer if doubt.answer is not None else (None if doubt.open else doubt.suggestion)
        return [(choice, choice.value == now, choice.value == doubt.suggestion) for choice in doubt.choices]

    @property
    def value(self) -> str:
        """What stands in a line or an area."""
        doubt = self.doubt
        return doubt.answer if doubt.answer is not None else as_printed(doubt.suggestion)

    @property
    def hint(self) -> str:
        """What stands pale in an empty line: the suggestion of an open question."""
        return f"★ {as_printed(self.doubt.suggestion)}" if self.doubt.open and self.doubt.suggestion else ""

    @property
    def is_ticked(self) -> bool:
        return self.doubt.answer is not None


@dataclass(frozen=True)
class Questions:
    """All doubts of a reading in the order in which a person meets them."""

    open: list[Question]
    answered: list[Question]
    look: list[Question]
    notes: list[Question]

    @property
    def count(self) -> int:
        return len(self.open) + len(self.answered) + len(self.look) + len(self.notes)

    @property
    def with_suggestion(self) -> int:
        """How many of the open questions can be answered by taking what is suggested."""
        return len(suggested(question.doubt for question in self.open))

    @property
    def first(self) -> list[tuple[str, str, list[Question]]]:
        """(name, title, questions) of what a person decides."""
        named = [("open", _("Questions to answer"), self.open), ("answered", _("Answered"), self.answered)]
        return [group for group in named if group[2]]

    @property
    def then(self) -> list[tuple[str, str, list[Question]]]:
        """The same of what a person looks through."""
        named = [("look", _("Read with a doubt: look through"), self.look), ("notes", _("Noticed"), self.notes)]
        return [group for group in named if group[2]]


def questions(doubts: Iterable[Doubt]) -> Questions:
    found = Questions([], [], [], [])
    for number, doubt in enumerate(doubts, start=1):
        question = Question(number, doubt)
        if doubt.is_note:
            found.notes.append(question)
        elif doubt.open:
            found.open.append(question)
        elif doubt.answer is not None:
            found.answered.append(question)
        else:
            found.look.append(question)
    return found


def suggested(doubts: Iterable[Doubt]) -> dict[str, str]:
    """The suggestions of the questions that have one: an empty text is none, an empty choice is."""
    return {
        doubt.key: doubt.suggestion
        for doubt in doubts
        if doubt.open and (doubt.suggestion or any(choice.value == "" for choice in doubt.choices))
    }


def read_answers(data: QueryDict, doubts: Iterable[Doubt], before: Mapping[str, str]) -> dict[str, str]:
    """The answers with what a form sent: a suggestion left as it stands is no answer unless one is asked for."""
    answers = dict(before)
    for doubt in doubts:
        name = f"{PREFIX}{doubt.key}"
        if doubt.is_note or (name not in data and len(doubt.choices) != 1):
            continue
        value = data.get(name, UNSAID)
        text = "\n".join(line.strip() for line in value.splitlines()).strip()
        unsaid = value == UNSAID or (not text and not doubt.choices)
        as_suggested = (
            text in (doubt.suggestion, as_printed(doubt.suggestion))
            and doubt.severity is Severity.LOOK
            and doubt.answer is None
        )
        if unsaid:
            answers.pop(doubt.key, None)
        elif not as_suggested:
            answers[doubt.key] = text
    return answers


def without_outdated(answers: Mapping[str, str], before: Iterable[Doubt], after: Iterable[Doubt]) -> dict[str, str]:
    """The answers without those that only repeated a suggestion which another answer has changed since.

    Somebody who takes «36 000» and at once says that the file counts in thousands did not mean 36 000.
    """
    was = {doubt.key: doubt.suggestion for doubt in before}
    kept = dict(answers)
    for doubt in after:
        moved = doubt.key in was and was[doubt.key] != doubt.suggestion
        if moved and kept.get(doubt.key) == was[doubt.key] and not doubt.choices:
            del kept[doubt.key]
    return kept
