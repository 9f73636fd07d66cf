"""The comparison as an official document: what page, PDF, XLSX and CSV are made of; always Ukrainian, as acts are."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ..corrections import corrections_of
from ..models import Edition, LegalAct, Program
from ..reporting import Signatory, Table
from ..reporting.as_json import table_data
from ..reports import act_text, corrections_table, edition_and_act, signatories
from ..words import date_text
from .changes import Comparison
from .tables import money_list, money_table, wording_table


@dataclass(frozen=True)
class ComparisonPaper:
    """«Порівняльна таблиця» of two editions.

    ``purpose`` says what it is attached to; ``sides`` are the editions with their acts as rows of a name and a text;
    ``money`` are the changed amounts as a plain list.
    """

    template: ClassVar[str] = "programs/comparison_document.html"
    data_name: ClassVar[str] = "comparison.json"

    slug: str
    title: str
    purpose: str
    program: str
    short_title: str
    council: str
    was: str
    became: str
    sides: list[tuple[str, str]]
    tables: list[tuple[str, Table]]
    money: Table
    signatories: list[Signatory]
    dated: date
    link: str
    code: str
    site: str = ""
    draft: bool = False
    demonstration: bool = False
    notices: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the document is called in a list of files."""
        return f"{self.title}, {self.was} – {self.became}"

    def pointer(self, address: str) -> str:
        return _("The comparison's page on the portal: %(address)s") % {"address": address}

    def data(self) -> dict[str, Any]:
        """The comparison for machines."""
        return {
            "title": self.title,
            "purpose": self.purpose,
            "program": {"slug": self.slug, "title": self.program, "short_title": self.short_title},
            "council": self.council,
            "was": self.was,
            "became": self.became,
            "sides": [{"name": name, "text": text} for name, text in self.sides],
            "draft": self.draft,
            "demonstration": self.demonstration,
            "currency": "UAH",
            "sections": [{"title": title, **table_data(table)} for title, table in self.tables],
            "signatories": [{"part": row.part, "position": row.position} for row in self.signatories],
        }


def compare(program: Program, was: Edition, became: Edition, *, neighbours: bool, site: str = "") -> ComparisonPaper:
    """What one edition of the programme changes in another; ``neighbours`` where nothing was adopted between them.

    The same two editions give the same document to the byte: nothing in it asks the clock.
    """
    with translation.override("uk"):
        comparison = Comparison(was, became)
        draft = was.is_draft or became.is_draft
        notices = [_("DRAFT")] if draft else []
        tables = [
            (_("Changes of the amounts"), money_table(comparison)),
            (_("Changes of the wording"), wording_table(comparison)),
            (_("Clerical corrections"), corrections_table(corrections_of(was, became))),
        ]
        if program.is_demonstration:
            notices.append(_("DEMONSTRATION DATA"))
        return ComparisonPaper(
            slug=program.slug,
            title=_("Table of comparison"),
            purpose=_purpose(became) if neighbours else _("of two editions of the programme"),
            program=program.title,
            short_title=program.short_title,
            council=program.council,
            was=str(was),
            became=str(became),
            sides=[(_("Was"), _side(was)), (_("Became"), _side(became))],
            tables=[(title, table) for title, table in tables if table.rows or table.empty],
            money=money_list(comparison),
            signatories=signatories(program),
            dated=_dated(program, was, became),
            link=reverse("programs:comparison", args=[program.slug, was.number, became.number]),
            code=f"{was.number}-{became.number}",
            site=site,
            draft=draft,
            demonstration=program.is_demonstration,
            notices=notices,
        )


def _purpose(became: Edition) -> str:
    """What the table is attached to: the act that sets the second edition, or the draft of one."""
    if became.act is None:
        return _("to the draft decision on amending the programme")
    words = {
        LegalAct.Kind.DECISION: _("to decision № %(number)s of %(date)s"),
        LegalAct.Kind.ORDER: _("to order № %(number)s of %(date)s"),
        LegalAct.Kind.RESOLUTION: _("to resolution № %(number)s of %(date)s"),
        LegalAct.Kind.LAW: _("to law № %(number)s of %(date)s"),
    }
    act = became.act
    return words[LegalAct.Kind(act.kind)] % {"number": act.number, "date": date_text(act.date)}


def _side(edition: Edition) -> str:
    """«редакція 1, чинна з 16.02.2021 (рішення № 46 …, Виконавчий комітет …)»."""
    if edition.in_force_from is None:
        return edition_and_act(edition)
    return _("edition %(number)s in force from %(date)s (%(act)s)") % {
        "number": edition.number,
        "date": date_text(edition.in_force_from),
        "act": act_text(edition.act),
    }


def _dated(program: Program, was: Edition, became: Edition) -> date:
    """The date that the data attached to the PDF bear: since when the later of the two editions is in force."""
    known = [edition.in_force_from for edition in (was, became) if edition.in_force_from]
    return max(known, default=date(program.start_year, 1, 1))
