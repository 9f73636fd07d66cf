"""The papers of a sitting – minutes, an extract, a conclusion – as a commission signs them, in PDF and DOCX."""

from dataclasses import dataclass, field
from datetime import date as Date
from typing import Any, ClassVar

from ..paper import Signatory
from ..table import Table
from .signed import Grid, tidy


@dataclass(frozen=True)
class Said:
    """A labelled piece of minutes: СЛУХАЛИ, ВИСТУПИЛИ, ВИРІШИЛИ, ГОЛОСУВАЛИ with its lines."""

    label: str
    lines: list[str]

    @property
    def set_lines(self) -> list[str]:
        return [tidy(line) for line in self.lines]


@dataclass(frozen=True)
class Question:
    """A question as minutes set it; one without a title is the opening of a conclusion."""

    title: str
    said: list[Said]


@dataclass(frozen=True)
class SittingPaper:
    """A Paper of a commission's sitting; ``roll`` is its annex of votes by name, ``lead`` stands before the questions.

    ``open_data`` is what its PDF carries as JSON.
    """

    template: ClassVar[str] = "programs/papers/minutes.html"
    signatories: ClassVar[tuple[Signatory, ...]] = ()
    tables: ClassVar[tuple[tuple[str, Table], ...]] = ()
    program: ClassVar[str] = ""
    link: ClassVar[str] = ""
    site: ClassVar[str] = ""
    own_code: ClassVar[str] = ""

    data_name: str
    name: str
    council: str
    heading: str
    subheading: list[str]
    place: str
    day: str
    facts: list[tuple[str, list[str]]]
    lead: list[Said]
    questions: list[Question]
    signed_by: list[tuple[str, str]]
    dated: Date
    open_data: dict[str, Any]
    notices: list[str] = field(default_factory=list)
    annex: list[str] = field(default_factory=list)
    roll: list[tuple[str, Grid]] = field(default_factory=list)

    @property
    def short_title(self) -> str:
        return self.name

    def data(self) -> dict[str, Any]:
        return self.open_data

    def pointer(self, address: str) -> str:
        return address
