"""Questions: whatever a reader had to guess, with its place, what it read and what it suggests.

A reader asks; the answer is the person's where there is one, else the suggestion. So the same reading function gives
the first preview and, with the answers, the reading that is written.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ...words import amount_text, signed_text
from .sentences import NOTES, SENTENCES, Topic


class Severity(StrEnum):
    """Whether the import waits for an answer or goes on with the suggestion."""

    MUST_DECIDE = "must_decide"
    MAY_CHECK = "may_check"


@dataclass(frozen=True, order=True)
class Place:
    """Where in the file: table (or sheet), row and column, counted from one; 0 is the whole."""

    table: int = 0
    row: int = 0
    column: int = 0
    letter: str = ""

    def __str__(self) -> str:
        if not self.row:
            return _("the whole file") if not self.table else _("table %(table)s") % {"table": self.table}
        if not self.column:
            return _("table %(table)s, row %(row)s") % {"table": self.table, "row": self.row}
        return _("table %(table)s, row %(row)s, column %(column)s") % {
            "table": self.table,
            "row": self.row,
            "column": self.letter or self.column,
        }


def as_printed(text: str) -> str:
    """An amount of the reader's («36000.00», «+500.00») as the pages write it; anything else as it is."""
    if not re.fullmatch(r"[+-]?\d+\.\d\d", text):
        return text
    amount = Decimal(text)
    return signed_text(amount) if text.startswith("+") else amount_text(amount)


@dataclass(frozen=True)
class Choice:
    """One of the answers that a question allows, with its words."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """Something that a person decides or looks at. ``key`` names it in the answers and is the same on every reading."""

    key: str
    kind: Topic
    severity: Severity
    place: Place
    read: str
    suggestion: str
    choices: tuple[Choice, ...] = ()
    answer: str | None = None
    detail: str = ""

    @property
    def open(self) -> bool:
        """True while the import waits for this decision."""
        return self.severity is Severity.MUST_DECIDE and self.answer is None

    @property
    def is_note(self) -> bool:
        """True where there is nothing to answer: it is only said."""
        return self.kind in NOTES

    @property
    def words(self) -> str:
        """The question in words, without its place."""
        return capfirst(self._said)

    @property
    def sentence(self) -> str:
        """The question in words, with its place."""
        return capfirst(f"{self.place}: {self._said}")

    @property
    def _said(self) -> str:
        values = {"read": self.read, "suggestion": self.suggested_words, "detail": self.detail}
        return str(SENTENCES[self.kind] % {name: as_printed(value) for name, value in values.items()})

    @property
    def suggested_words(self) -> str:
        return next((choice.label for choice in self.choices if choice.value == self.suggestion), self.suggestion)


@dataclass
class Asker:
    """Collects the questions of one reading and knows the person's answers."""

    answers: Mapping[str, str] = field(default_factory=dict)
    _questions: dict[str, Question] = field(default_factory=dict)

    def ask(
        self,
        kind: Topic,
        place: Place,
        read: str,
        suggestion: str = "",
        *,
        must: bool = False,
        choices: Iterable[Choice] = (),
        detail: str = "",
        part: int | str = 0,
        accepts: Callable[[str], bool] | None = None,
    ) -> str:
        """Note the question and give what counts: the answer, or the suggestion while there is none.

        ``part`` tells apart several questions of one kind in one cell. An answer outside the choices, or one that
        ``accepts`` refuses, does not count.
        """
        key = _key(kind, place, part)
        offered = tuple(choices)
        answer = self.answers.get(key)
        if answer is not None and offered and answer not in {choice.value for choice in offered}:
            answer = None
        if answer is not None and accepts is not None and not accepts(answer):
            answer = None
        severity = Severity.MUST_DECIDE if must else Severity.MAY_CHECK
        self._questions.setdefault(key, Question(key, kind, severity, place, read, suggestion, offered, answer, detail))
        return suggestion if answer is None else answer

    def said(self, kind: Topic, place: Place, part: int | str = 0) -> str | None:
        """What a person answered already to a question that depends on its neighbours."""
        return self.answers.get(_key(kind, place, part))

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order of the file, those of the whole file first."""
        return tuple(sorted(self._questions.values(), key=lambda question: (question.place, question.key)))


def _key(kind: Topic, place: Place, part: int | str) -> str:
    return f"{kind}:{place.table}:{place.row}:{place.column}:{part}"


def check_decided(waiting: list[Question]) -> None:
    """Refuse while a decision is missing, with every open question as a sentence."""
    if waiting:
        raise ValidationError([question.sentence for question in waiting], code="undecided")
