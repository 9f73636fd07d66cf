"""A report ready to be written: headings, figures of the first page, tables and the signature block."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, NamedTuple, Protocol

from django.utils.translation import gettext as _

from ..period import Period
from ..words import DASH
from .as_json import table_data, value_of
from .cells import text_of
from .paper import Signatory
from .table import Kind, Table, Value


class Section(Protocol):
    """A part of the report: a module of the portal names its classes in the order of printing."""

    key: str
    title: Any

    def table(self, statement: Any) -> Table:
        """The section's table for a statement, which carries the programme and the period."""
        ...


@dataclass(frozen=True)
class Fact:
    """A figure of the first page under its machine name."""

    key: str
    label: str
    value: Value
    kind: Kind = Kind.MONEY

    @property
    def text(self) -> str:
        return text_of(self.value, self.kind) if self.value is not None else DASH

    @property
    def unit(self) -> str:
        if self.value is None:
            return ""
        return {Kind.MONEY: _("UAH"), Kind.PERCENT: "%"}.get(self.kind, "")


class Issued(NamedTuple):
    """What a submitted report has beside its figures: its number and edition, the day, the code of what was issued, and
    the department's own words.
    """

    number: int
    edition: int
    on: date | None  # none of a draft
    code: str
    narrative: str
    proposal: str
    changed_because: str = ""
    tasks: tuple[tuple[str, str], ...] = ()

    def data(self) -> dict[str, Any]:
        return {**self._asdict(), "on": self.on and self.on.isoformat(), "tasks": [list(task) for task in self.tasks]}

    @property
    def words(self) -> list[tuple[str, str]]:
        """The department's own words under their headings."""
        found = [
            (_("Why a new edition"), self.changed_because),
            (_("Explanation"), self.narrative),
            *self.tasks,
            (_("The commission is asked"), self.proposal),
        ]
        return [(heading, text) for heading, text in found if text]


@dataclass(frozen=True)
class Report:
    """An execution report as data, with every text in the language of the document: renderers translate nothing of it.

    ``edition_mark`` is the edition in a word or two, for the foot of a page; ``link`` is the report's page within the
    ``site``; ``notices`` stand on every page; ``cover`` is the picture of the first one, ``rules`` say how it is
    counted, ``left_out`` are the sections that had nothing to tell.
    """

    template: ClassVar[str] = "programs/report_document.html"
    data_name: ClassVar[str] = "report.json"

    slug: str
    title: str
    program: str
    short_title: str
    council: str
    act: str
    edition: str
    edition_mark: str
    period: Period
    period_label: str
    state: str
    facts: list[Fact]
    summary: list[str]
    tables: list[tuple[str, Table]]
    signatories: list[Signatory]
    link: str = ""
    site: str = ""
    demonstration: bool = False
    notices: list[str] = field(default_factory=list)
    issued: Issued | None = None
    cover: dict[str, Any] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    form: dict[str, Any] = field(default_factory=dict)
    emblem: str = ""

    @property
    def name(self) -> str:
        """What the document is called in a list of files."""
        return f"{self.title}, {self.period_label}"

    @property
    def own_code(self) -> str:
        return self.issued.code if self.issued else ""

    @property
    def dated(self) -> date:
        """The date that its data are of."""
        return self.period.end

    @property
    def files_alone(self) -> list[str]:
        """The sections that stand in the files and on the page of the report, not on paper."""
        return [title for title, table in self.tables if not table.printed]

    def pointer(self, address: str) -> str:
        if self.issued:
            return _("Whether this is what was submitted: %(address)s") % {"address": address}
        return _("The report's page on the portal: %(address)s") % {"address": address}

    def data(self) -> dict[str, Any]:
        """The report for machines."""
        return {
            "title": self.title,
            "program": {"slug": self.slug, "title": self.program, "short_title": self.short_title},
            "council": self.council,
            "act": self.act,
            "edition": self.edition,
            "period": {
                "start": self.period.start.isoformat(),
                "end": self.period.end.isoformat(),
                "label": self.period_label,
            },
            "state": self.state,
            "demonstration": self.demonstration,
            **({"issued": self.issued.data()} if self.issued else {}),
            "currency": "UAH",
            "facts": [
                {"key": fact.key, "label": fact.label, "kind": fact.kind.value, "value": value_of(fact.value)}
                for fact in self.facts
            ],
            "summary": list(self.summary),
            "cover": {
                "of": self.cover.get("of", ""),
                "bars": [
                    {"label": bar["label"], "plan": value_of(bar["plan"]), "paid": value_of(bar["paid"])}
                    for bar in self.cover.get("bars", ())
                ],
                "states": list(self.cover.get("states", ())),
            },
            "rules": list(self.rules),
            "left_out": list(self.left_out),
            **({"form": self.form} if self.form else {}),
            "sections": [{"title": title, **table_data(table)} for title, table in self.tables],
            "signatories": [{"part": row.part, "position": row.position, "name": row.name} for row in self.signatories],
        }
