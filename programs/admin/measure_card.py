"""A measure as the staff look at it: plan, money, what was done and what follows it, each with the next thing to do.

What applications keep of the measure – contracts, publications – they bring as tables of their own.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..default_day import default_day
from ..duties import progress_page, quarter
from ..models import Activity, Edition, LedgerEntry, Measure, MeasureRow, Progress, Stage
from ..modules import documents_behind, measure_sheets, staff_link
from ..period import Period
from ..staff.pages import address_of
from ..staff.sheets import Sheet, SheetCell, amount_cell, page_of
from ..staff.steps import staff_page
from ..statement import MeasureLine, statement_on
from ..words import amount_or_dash, date_text

SHOWN = 5  # of each kind; the rest stands in its list
STAGES = ("amended", "appropriated", "committed", "accepted", "paid", "free")


@staff_page
def card(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("programs.view_measurerow"):
        raise PermissionDenied
    measure = get_object_or_404(Measure.objects.select_related("program"), pk=pk)
    statement = statement_on(measure.program, default_day(measure.program))
    line = next((each for each in statement.measures if each.row.measure_id == measure.pk), None)
    row = line.row if line else MeasureRow.objects.filter(measure=measure).order_by("-edition__number").first()
    if row is None:
        raise Http404
    request.current_app = admin.site.name
    context = {
        **admin.site.each_context(request),
        "title": f"{row.number} {row.name}",
        "row": row,
        "measure": measure,
        "line": line,
        "progress": line.progress if line else None,
        "figures": _figures(line),
        "buttons": list(_next_things(measure, row, request.user)),
        "sheets": [
            *measure_sheets(measure, request.user),
            _activities(measure),
            _judgements(measure),
            _ledger(measure, request.user),
        ],
        "money": _years(line) if line else None,
        "public": line is not None and line.in_plan,
    }
    return TemplateResponse(request, "admin/programs/measure_card.html", context)


def _figures(line: MeasureLine | None) -> list[tuple[str, str]]:
    if line is None:
        return []
    total = line.total
    return [
        (_("Planned with amendments"), amount_or_dash(total.amended)),
        (_("Committed"), amount_or_dash(total.committed)),
        (_("Accepted by acts"), amount_or_dash(total.accepted)),
        (_("Paid"), amount_or_dash(total.paid)),
        (_("Free to sign for"), amount_or_dash(total.free)),
    ]


def _next_things(measure: Measure, row: MeasureRow, user: Any) -> Any:
    """What may be done with the measure: in the plan, in a draft of it, in the journal."""
    given = {"measure": measure.pk}
    if user.has_perm("programs.add_activity"):
        yield {"label": _("Add an activity"), "address": address_of("admin:programs_activity_add", given=given)}
    if user.has_perm("programs.add_progress"):
        today = default_day(measure.program)
        last = quarter(min(today, Period.year(measure.program.end_year).end))
        yield {"label": _("Record progress"), "address": address_of(*progress_page(measure.pk, last))}
    if user.has_perm("programs.add_ledgerentry"):
        about = given | {"stage": Stage.PAID.value, "source": row.source_id or ""}
        address = address_of("admin:programs_ledgerentry_add", given=about)
        yield {"label": _("Add a payment without a contract"), "address": address}
    drafts = MeasureRow.objects.filter(measure=measure, edition__status=Edition.Status.DRAFT)
    draft = drafts.first() if user.has_perm("programs.change_measurerow") else None
    if draft is not None:
        yield {"label": _("Edit in the draft edition"), "address": page_of(draft)}
    if draft is None or draft.pk != row.pk:
        yield {"label": _("Wording and amounts of the edition"), "address": page_of(row)}


def _years(line: MeasureLine) -> Sheet:
    headings = [
        _("year"),
        _("Planned with amendments"),
        _("Given by the budget"),
        _("Committed"),
        _("Accepted by acts"),
        _("Paid"),
        _("Free to sign for"),
    ]

    def cells(figures: Any) -> list[SheetCell]:
        return [SheetCell(amount_or_dash(getattr(figures, stage)), is_money=True) for stage in STAGES]

    rows = [[SheetCell(str(year)), *cells(figures)] for year, figures in line.years.items()]
    foot = [SheetCell(_("In all")), *cells(line.total)]
    return Sheet("years", _("Money by year"), headings, rows, foot=foot, is_folded=True, is_open=True)


def _whole_list(found: Any, measure: Measure) -> tuple[int, list[tuple[str, str]]]:
    """How many records the measure has, and the way to all where the card shows the last ones."""
    count = found.count()
    address = reverse(f"admin:programs_{found.model._meta.model_name}_changelist")
    return count, [(_("Whole list"), f"{address}?measure={measure.code}")] if count > SHOWN else []


def _activities(measure: Measure) -> Sheet:
    found = Activity.objects.filter(measure=measure).order_by("-date", "-pk")
    rows = [
        [SheetCell(date_text(each.date)), SheetCell(each.get_kind_display()), SheetCell(each.title, page_of(each))]
        for each in found[:SHOWN]
    ]
    count, links = _whole_list(found, measure)
    title, empty = _("Activities"), _("No activity is recorded for this measure yet.")
    headings = [_("date"), _("kind"), _("title")]
    return Sheet("activities", title, headings, rows, empty, links=links, count=count, is_folded=True, is_open=True)


def _judgements(measure: Measure) -> Sheet:
    found = Progress.objects.filter(measure=measure).order_by("-period_end", "period_start")
    rows = [
        [
            SheetCell(each.period.label, page_of(each)),
            SheetCell(capfirst(each.get_state_display())),
            SheetCell("—" if each.work_percent is None else f"{each.work_percent} %", is_money=True),
            SheetCell(each.reason or each.result),
        ]
        for each in found[:SHOWN]
    ]
    headings, empty = (
        [_("period"), _("state"), _("work done"), _("result or reason")],
        _("Nobody has judged this measure yet."),
    )
    count, links = _whole_list(found, measure)
    return Sheet("progress", _("Progress"), headings, rows, empty, links=links, count=count, is_folded=True)


def _ledger(measure: Measure, user: Any) -> Sheet:
    found = LedgerEntry.objects.filter(measure=measure).order_by("-date", "-pk")
    last = list(found[:SHOWN])
    documents = documents_behind(last)
    rows = []
    for entry in last:
        behind = documents.get(entry.pk, [])
        link = staff_link(behind[0], user) if behind else None
        rows.append(
            [
                SheetCell(date_text(entry.date), reverse("admin:programs_ledgerentry_change", args=[entry.pk])),
                SheetCell(capfirst(entry.get_stage_display())),
                SheetCell(link.title, link.address) if link else SheetCell(entry.document_number),
                SheetCell(str(entry.budget_year)),
                amount_cell(entry.amount),
            ]
        )
    headings, empty = (
        [_("date"), _("stage"), _("document"), _("budget year"), _("amount, UAH")],
        _("No money has moved yet."),
    )
    count, links = _whole_list(found, measure)
    return Sheet("ledger", _("Entries of the ledger"), headings, rows, empty, links=links, count=count, is_folded=True)
