"""The execution report put together."""

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..models import Program
from ..modules import modules
from ..period import Period
from ..reporting import Report, Section, Signatory
from ..reporting.report import Issued
from ..statement import Statement, statement_for
from ..words import date_text
from . import summary
from .measures import how_counted
from .wording import act_text, edition_text, years_text


@cache
def _imported(paths: tuple[str, ...]) -> tuple[Section, ...]:
    return tuple(import_string(path)() for path in paths)


def report_sections() -> tuple[Section, ...]:
    """The sections of the modules in their order, those behind which no module stands at the end."""
    named = [path for module in modules() for path in module.report_sections]
    return _imported((*named, *(path for module in modules() for path in module.closing_sections)))


def build_report(
    program: Program,
    period: Period,
    sections: Iterable[Section] | None = None,
    site: str = "",
    issued: Issued | None = None,
) -> Report:
    """The execution report of a programme for a period; always Ukrainian, as official documents are.

    The same programme, period and ledger give the same report to the byte: nothing in it asks the clock. ``site`` is
    the address of the portal, where it is known; ``issued`` what a submitted report has beside its figures.
    """
    with translation.override("uk"):
        statement = statement_for(program, period)
        made = [(str(section.title), section.table(statement)) for section in sections or report_sections()]
        return Report(
            slug=program.slug,
            title=_("Report on the execution of the programme"),
            program=program.title,
            short_title=program.short_title,
            council=program.council,
            act=act_text(statement.first_edition.act if statement.first_edition else None),
            edition=edition_text(statement.edition),
            edition_mark=str(statement.edition or _("no edition")),
            period=period,
            period_label=period.label,
            state=issued_text(issued) if issued else _("made on request, not submitted"),
            facts=summary.facts(statement),
            summary=summary.summary(statement),
            cover=summary.cover(statement),
            tables=[(title, table) for title, table in made if table.rows or table.empty],
            left_out=[title for title, table in made if table.printed and not table.rows and not table.empty],
            rules=rules(statement),
            signatories=signatories(program),
            link=reverse("programs:verify", args=[issued.code])
            if issued
            else reverse("programs:report", args=[program.slug, period.code]),
            site=site,
            demonstration=program.is_demonstration,
            notices=[_("DEMONSTRATION DATA")] if program.is_demonstration else [],
            issued=issued,
        )


def issued_text(issued: Issued) -> str:
    """«№ 3, редакція 1, подано 15.04.2022»."""
    words = _("№ %(number)s, edition %(edition)s, submitted on %(date)s")
    return words % {"number": issued.number, "edition": issued.edition, "date": date_text(issued.on)}


def rules(statement: Statement) -> list[str]:
    """How the figures of the report are counted."""
    return [
        *how_counted(statement),
        _("Sums are added up exactly, to the kopiika."),
        _("Per cent is cash expenditure divided by the amended plan for %(years)s.")
        % {"years": years_text(statement.planned_years)},
        _("A row of a sum that would say the same as the only row above it is not printed."),
    ]


# «Відділ …» has a «начальник відділу …»: the first word of a unit, and whoever heads it with that word declined.
HEADS = {
    "відділ": "Начальник відділу",
    "сектор": "Завідувач сектору",
    "управління": "Начальник управління",
    "департамент": "Директор департаменту",
}


def head_of(unit: str) -> str:
    """The position of who heads a unit; where its name declines in no known way, the name follows a colon."""
    first, _space, rest = unit.partition(" ")
    head = HEADS.get(first.lower()) if get_language() == "uk" else None
    return f"{head} {rest}".strip() if head else _("Head: {unit}").format(unit=unit)


def signatories(program: Program) -> list[Signatory]:
    """Who signs, by settings.REPORT_SIGNATORIES: «{responsible_unit}» and the like stand for the programme's own."""
    fields = {
        "head_of_responsible_unit": head_of(program.responsible_unit),
        "responsible_unit": program.responsible_unit,
        "chief_spending_unit": program.chief_spending_unit,
        "council": program.council,
    }
    return [Signatory(str(part), str(position).format(**fields)) for part, position in settings.REPORT_SIGNATORIES]
