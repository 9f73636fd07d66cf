"""The ready tables of acts: what is proposed, what is left of the lines, publications, payments."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.default_day import default_day
from programs.finance import ZERO
from programs.services import shares
from programs.staff.sheets import Sheet, SheetCell, amount_cell, date_of, page_of
from programs.words import date_text, money_text, quantity_text

from .. import services
from ..models import Act, Contract, Publication, Unit
from ..statement import line_figures
from .contract_steps import place


def proposal_table(contract: Contract, start: Any, end: Any, *, corrects: Act | None) -> Sheet | None:
    """What an act of the period would take, with what remains of each line."""
    start, end = date_of(start), date_of(end)
    if start is None or end is None or end < start:
        return None
    found = services.propose_act(contract, start, end, corrects=corrects)
    rows = [
        [
            SheetCell(str(row.terms.line)),
            SheetCell(row.terms.line.get_unit_display()),
            SheetCell(str(len(row.publications) or "—"), is_money=True),
            SheetCell(quantity_text(row.quantity), is_money=True, mark=_("more than is left") if row.exceeds else ""),
            SheetCell(quantity_text(row.remaining), is_money=True),
            amount_cell(row.amount),
        ]
        for row in found
    ]
    headings = [
        _("line of the contract"),
        _("unit"),
        _("publications"),
        _("proposed"),
        _("left of the line"),
        _("amount, UAH"),
    ]
    foot = [SheetCell(_("Together")), *[SheetCell("")] * 4, amount_cell(sum((row.amount for row in found), ZERO))]
    empty = _(
        "Nothing is published in this period that no act lists yet. Lines counted in copies or services are added "
        "on the page of the act."
    )
    return Sheet("proposal", _("What is proposed"), headings, rows, empty, foot=foot if rows else [])


def lines_table(act: Act) -> Sheet:
    """The act's lines beside what remains of the contract's."""
    figures = {row.terms.line.pk: row for row in line_figures(act.contract, default_day(act.contract.measure.program))}
    rows = []
    for line in act.lines.select_related("line"):
        figure = figures.get(line.line_id)
        rows.append(
            [
                SheetCell(str(line.line)),
                SheetCell(line.line.get_unit_display()),
                SheetCell(quantity_text(line.quantity), is_money=True),
                amount_cell(line.amount),
                SheetCell(quantity_text(figure.left.quantity) if figure else "—", is_money=True),
                amount_cell(figure.left.amount) if figure else SheetCell("—"),
            ]
        )
    headings = [
        _("line of the contract"),
        _("unit"),
        _("quantity"),
        _("amount, UAH"),
        _("left of the line"),
        _("left, UAH"),
    ]
    title = _("Lines of the act beside what is left of the contract")
    foot = [SheetCell(_("Together")), *[SheetCell("")] * 2, amount_cell(services.act_amount(act)), *[SheetCell("")] * 2]
    return Sheet("act-lines", title, headings, rows, _("The act has no lines yet."), foot=foot)


def _place(piece: Publication) -> str:
    """Issue and page of a printed piece."""
    issue = _("№ %s") % piece.issue if piece.issue else ""
    page = _("p. %s") % piece.page if piece.page else ""
    return ", ".join(part for part in (issue, page) if part) or "—"


def listing_tables(act: Act, may_change: bool) -> list[Sheet]:
    """The publications behind each line."""
    found = []
    for line in act.lines.select_related("line").prefetch_related("publications__outlet"):
        if line.line.unit not in Unit.counted_by_publications():
            continue
        rows = [
            [
                SheetCell(date_text(piece.date)),
                SheetCell(str(piece.outlet)),
                SheetCell(piece.headline, page_of(piece)),
                SheetCell(_place(piece)),
                SheetCell(quantity_text(piece.quantity), is_money=True),
            ]
            for piece in sorted(line.publications.all(), key=lambda piece: (piece.date, piece.pk))
        ]
        headings = [
            _("date"),
            _("outlet"),
            _("headline"),
            _("issue, page"),
            _("size"),
        ]
        address = reverse("admin:media_contracts_act_publications", args=[act.pk, line.pk])
        links = [(_("Choose publications"), address)] if may_change else []
        title = _("Publications: %s") % line.line
        found.append(Sheet(f"line-{line.pk}", title, headings, rows, _("None is listed."), links=links))
    return found


def proposed_shares(act: Act, amount: Decimal) -> list[tuple[str, str]]:
    """Where the act's amount would fall in the budget if nobody spreads it otherwise."""
    balances = act.contract.ledger_links.balances()
    available = {key: row.left_to_accept for key, row in balances.items() if key.year == act.period_end.year}
    try:
        parts = shares(amount, available)
    except ValidationError:
        return []
    return [(place(key), money_text(part)) for key, part in parts.items()]


def paid(act: Act) -> list[Sheet]:
    """Payments and covered advances of an act."""
    rows = [
        [SheetCell(row.document_number, page_of(row)), SheetCell(date_text(row.date)), amount_cell(row.amount)]
        for row in act.payments.standing()
    ]
    rows += [
        [SheetCell(str(row.payment), page_of(row.payment)), SheetCell(date_text(row.date)), amount_cell(row.amount)]
        for row in act.covers.select_related("payment")
    ]
    if not rows:
        return []
    headings = [_("document"), _("date"), _("amount, UAH")]
    return [Sheet("paid", _("Payments of this act"), headings, rows)]
