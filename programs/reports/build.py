"""The execution report put together."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..models import ExecutionReport, Program, ReportMaterial, TaskRow
from ..modules import modules
from ..period import Period
from ..reporting import Report, Section, Signatory, Table
from ..reporting.report import Issued
from ..statement import Statement, statement_for
from ..words import date_text
from . import effectiveness, summary
from .form import PLAN_MINUS, USUAL, ReportForm, in_form, rounding, signing
from .measures import how_counted
from .wording import act_text, edition_text, short_title, years_text


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
    draft: ExecutionReport | None = None,
) -> Report:
    """The execution report of a programme for a period; always Ukrainian, as official documents are.

    The same programme, period and ledger give the same report to the byte: nothing in it asks the clock. ``site`` is
    the address of the portal, where it is known; ``issued`` what a submitted report has beside its figures, ``draft``
    the report whose form and words are to be printed.
    """
    with translation.override("uk"):
        statement = statement_for(program, period)
        form = ReportForm.of(draft.form) if draft else USUAL
        found = [
            section for section in sections or report_sections() if getattr(section, "split", form.split) == form.split
        ]
        made = [(str(section.title), _table(section, statement)) for section in found]
        if draft:
            told = effectiveness.effectiveness(statement, form, draft.judgement)
            after = next((place for place, found in enumerate(made, 1) if found[1].key == "indicators"), len(made))
            made.insert(after, (str(effectiveness.TITLE), told))
        tables = in_form(made, form)
        return Report(
            slug=program.slug,
            title=form.title or _("Report on the execution of the programme"),
            program=program.title,
            short_title=program.short_title,
            council=form.heading or program.council,
            act=act_text(statement.first_edition.act if statement.first_edition else None),
            edition=edition_text(statement.edition),
            edition_mark=str(statement.edition or _("no edition")),
            period=period,
            period_label=period.label,
            state=issued_text(issued) if issued else _("made on request, not submitted"),
            facts=summary.facts(statement),
            summary=summary.summary(statement),
            cover=summary.cover(statement),
            tables=[(title, table) for title, table in tables if table.rows or table.empty],
            left_out=[title for title, table in tables if table.printed and not table.rows and not table.empty],
            rules=rules(statement, form),
            signatories=signing(form, signatories(program)),
            link=reverse("programs:verify", args=[issued.code])
            if issued and issued.code
            else reverse("programs:report", args=[program.slug, period.code]),
            site=site,
            demonstration=program.is_demonstration,
            notices=_notices(program, issued),
            issued=issued,
            form=form.data() if draft else {},
            emblem=_picture(form.emblem) if form.emblem else "",
        )


def _picture(emblem: int) -> str:
    """The emblem as a page carries it."""
    return b64encode(bytes(ReportMaterial.objects.get(pk=emblem).content)).decode()


def _table(section: Section, statement: Statement) -> Table:
    """The table of a section; one whose class says so stands in the files alone where the form does not ask for it,
    always or until the year is over.
    """
    printed = getattr(section, "on_paper", True) and not (getattr(section, "yearly", False) and statement.running)
    return replace(section.table(statement), printed=printed)


def _notices(program: Program, issued: Issued | None) -> list[str]:
    found = [_("DEMONSTRATION DATA")] if program.is_demonstration else []
    return [*found, _("WORKING COPY")] if issued and not issued.code else found


def issued_text(issued: Issued) -> str:
    """«№ 3, редакція 1, подано 15.04.2022»."""
    values = {"number": issued.number, "edition": issued.edition}
    if issued.on is None:
        return _("№ %(number)s, edition %(edition)s, a draft: not submitted") % values
    return _("№ %(number)s, edition %(edition)s, submitted on %(date)s") % {**values, "date": date_text(issued.on)}


def issue(draft: ExecutionReport, on: date | None = None, code: str = "") -> Issued:
    """What the report has beside its figures: the department's own words. A draft has neither day nor code yet."""
    rows = TaskRow.objects.filter(edition=draft.program.editions.in_force(draft.period_end)).order_by("order")
    said = [(f"{row.number} {short_title(row.title)}", draft.task_words.get(str(row.task_id), "")) for row in rows]
    return Issued(
        draft.number,
        draft.edition,
        on,
        code,
        draft.narrative,
        draft.proposal,
        draft.changed_because,
        tuple((title, text) for title, text in said if text.strip()),
    )


def working_copy(draft: ExecutionReport, site: str = "") -> Report:
    """A draft as it would be submitted now."""
    return build_report(draft.program, draft.period, site=site, issued=issue(draft), draft=draft)


def rules(statement: Statement, form: ReportForm) -> list[str]:
    """How the figures of the report are counted."""
    return [
        *how_counted(statement, plan_minus_paid=form.sign == PLAN_MINUS),
        *rounding(form),
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
