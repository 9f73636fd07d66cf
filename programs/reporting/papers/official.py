"""A paper that one body issues – a report on a consultation, minutes: heading, facts, parts, who signs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date as Date
from typing import Any, ClassVar

from ..as_json import table_data
from ..on_paper import UPRIGHT
from ..paper import Signatory
from ..stored import table_of
from ..table import Table
from .signed import tidy


@dataclass(frozen=True)
class OfficialPart:
    """A titled part: its paragraphs, and the table that follows them."""

    title: str
    texts: list[str] = field(default_factory=list)
    table: Table | None = None

    @property
    def set_texts(self) -> list[str]:
        return [tidy(text) for text in self.texts]


@dataclass(frozen=True)
class OfficialPaper:
    """A Paper of one body, as a page, a PDF and a DOCX have it: the same texts in the same order, always Ukrainian.

    ``facts`` stand under the heading, one by one. ``figures`` are what is counted in it, for machines. All of it can be
    kept as data and read back (``of``), so that a page shows what was issued.
    """

    template: ClassVar[str] = "programs/papers/official.html"
    sheet: ClassVar[float] = UPRIGHT

    data_name: str
    file_stem: str
    name: str
    heading: str
    subheading: list[str]
    facts: list[tuple[str, str]]
    parts: list[OfficialPart]
    signatories: list[Signatory]
    council: str
    program: str
    dated: Date
    link: str = ""
    site: str = ""
    own_code: str = ""
    notices: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    mark: list[str] = field(default_factory=list)  # lines at the upper right: «Додаток до рішення …»
    is_draft: bool = False  # a proposal that others go on with: nothing of it is checked by a code
    one_page: bool = False

    @property
    def short_title(self) -> str:
        return self.name

    @property
    def tables(self) -> list[tuple[str, Table]]:
        return [(part.title, part.table) for part in self.parts if part.table]

    @property
    def set_facts(self) -> list[tuple[str, str]]:
        return [(name, tidy(text)) for name, text in self.facts]

    def pointer(self, address: str) -> str:
        return f"Сторінка цього документа на порталі: {address}"

    def data(self) -> dict[str, Any]:
        """The paper for machines, whole."""
        parts = [
            {"title": part.title, "texts": part.texts, "table": part.table and table_data(part.table)}
            for part in self.parts
        ]
        return {**vars(self), "parts": parts, "signatories": [asdict(each) for each in self.signatories]} | {
            "dated": self.dated.isoformat(),
            "site": "",
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "OfficialPaper":
        """The paper of its data."""
        parts = [
            OfficialPart(part["title"], part["texts"], table_of(part["table"]) if part["table"] else None)
            for part in data["parts"]
        ]
        return cls(
            **{
                **data,
                "facts": [(name, text) for name, text in data["facts"]],
                "parts": parts,
                "signatories": [Signatory(**row) for row in data["signatories"]],
                "dated": Date.fromisoformat(data["dated"]),
            }
        )
