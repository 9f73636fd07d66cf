"""The questions of a reading as questions of a form, and the answers that the form sends back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from ...imports.reading.questions import Choice, Question, Severity, as_printed

PREFIX = "answer:"
UNSAID = "?"  # the choice that is none: Choice("") is an answer of its own, «a new one»
LONG = 60  # a text above this length, or one of several lines, gets an area to write in


@dataclass(frozen=True)
class Control:
    """The control in which a question is answered."""

    number: int
    question: Question

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.question.key}"

    @property
    def kind(self) -> str:
        """What the template draws: nothing, one tick, a list, a line or an area."""
        question = self.question
        if question.is_note:
            return "note"
        if len(question.choices) == 1:
            return "tick"
        if question.choices:
            return "select"
        return "area" if "\n" in question.suggestion or len(question.suggestion) > LONG else "line"

    @property
    def choices(self) -> list[tuple[Choice, bool, bool]]:
        """Each choice with whether it is chosen now and whether it is the suggested one."""
        question = self.question
        now = question.answer if question.answer is not None else (None if question.open else question.suggestion)
        return [(choice, choice.value == now, choice.value == question.suggestion) for choice in question.choices]

    @property
    def value(self) -> str:
        """What stands in a line or an area."""
        question = self.question
        return question.answer if question.answer is not None else as_printed(question.suggestion)

    @property
    def hint(self) -> str:
        """What stands pale in an empty line: the suggestion of an open question."""
        return f"★ {as_printed(self.question.suggestion)}" if self.question.open and self.question.suggestion else ""

    @property
    def is_ticked(self) -> bool:
        return self.question.answer is not None


@dataclass(frozen=True)
class Questions:
    """All questions of a reading in the order in which a person meets them."""

    open: list[Control]
    answered: list[Control]
    to_check: list[Control]
    notes: list[Control]

    @property
    def count(self) -> int:
        return len(self.open) + len(self.answered) + len(self.to_check) + len(self.notes)

    @property
    def with_suggestion(self) -> int:
        """How many of the open questions can be answered by taking what is suggested."""
        return len(suggested(control.question for control in self.open))

    @property
    def first(self) -> list[tuple[str, str, list[Control]]]:
        """(name, title, questions) of what a person decides."""
        named = [("open", _("Questions to answer"), self.open), ("answered", _("Answered"), self.answered)]
        return [group for group in named if group[2]]

    @property
    def then(self) -> list[tuple[str, str, list[Control]]]:
        """The same of what a person looks through."""
        named = [("check", _("Read as suggested: check it"), self.to_check), ("notes", _("Noticed"), self.notes)]
        return [group for group in named if group[2]]


def questions(asked: Iterable[Question]) -> Questions:
    found = Questions([], [], [], [])
    for number, question in enumerate(asked, start=1):
        control = Control(number, question)
        if question.is_note:
            found.notes.append(control)
        elif question.open:
            found.open.append(control)
        elif question.answer is not None:
            found.answered.append(control)
        else:
            found.to_check.append(control)
    return found


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
