"""What follows a contract, as ready tables: lines with what is left, agreements, acts, payments, steps."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from programs.models import Stage
from programs.staff.history import person
from programs.staff.measure_names import names_of
from programs.staff.sheets import Sheet, SheetCell, amount_cell, page_of
from programs.words import date_text, money_text, price_text, quantity_text

from .. import services
from ..models import Act, Contract, Payment, SupplementaryAgreement, Unit
from ..statement import Chain, LineFigures, chain_of, payment_terms


def contract_page(contract: Contract, on: date, user: Any) -> dict[str, Any]:
    """Everything that the page of a signed contract shows."""
    chain = chain_of(contract, on)
    money = chain.money
    return {
        "facts": _facts(chain),
        "figures": [
            (_("Signed for"), money_text(money.value)),
            (_("Accepted by acts"), money_text(money.accepted)),
            (_("Paid"), money_text(money.paid)),
            (_("Accepted and not paid"), money_text(money.owed)),
            (_("Left to accept"), money_text(money.left_to_accept)),
            *([(_("Advance without an act"), money_text(money.advance))] if money.advance else []),
        ],
        "notices": [] if contract.ended_on else services.contract_notices(contract, on=on),
        "sheets": [
            _lines(chain),
            _years(chain),
            _agreements(contract, user),
            _acts(contract, chain, user),
            _payments(contract, chain, user),
            _free(chain, user),
            _steps(chain),
            _ledger(chain),
        ],
    }


def _facts(chain: Chain) -> list[tuple[str, SheetCell]]:
    contract, terms = chain.contract, chain.terms
    measure = names_of([contract.measure_id]).get(contract.measure_id, contract.measure.code)
    found = [
        (_("Decision"), SheetCell(str(chain.edition.act or chain.edition) if chain.edition else "—")),
        (_("Measure"), SheetCell(measure, reverse("measures:card", args=[contract.measure_id]))),
        (_("Supplier"), SheetCell(contract.supplier.full_name, page_of(contract.supplier))),
        (_("Customer"), SheetCell(str(contract.customer), page_of(contract.customer))),
        (_("Subject"), SheetCell(terms.subject)),
        (pgettext("contract", "Term"), SheetCell(f"{date_text(contract.date_from)} – {date_text(terms.date_to)}")),
        (_("VAT"), SheetCell(contract.get_vat_display())),
        (_("Payment of an act"), SheetCell(_payment_term(contract))),
        (_("ДК 021:2015"), SheetCell(f"{contract.cpv} {contract.cpv_name}".strip())),
    ]
    if contract.ended_on:
        found.append((_("Ended on"), SheetCell(date_text(contract.ended_on))))
    return found


def _payment_term(contract: Contract) -> str:
    """By when acts are paid, as the portal reads the clause of settlement or takes the usual term."""
    term = payment_terms([contract.pk])[contract.pk]
    if term is None or not term.days:
        return "—"
    if term.working_days:
        words = ngettext("within %(days)s working day", "within %(days)s working days", term.days)
    else:
        words = ngettext("within %(days)s day", "within %(days)s days", term.days)
    return words % {"days": term.days}


def _lines(chain: Chain) -> Sheet:
    ended = chain.contract.ended_on is not None
    rows = [
        [
            SheetCell(str(row.terms.line)),
            SheetCell(str(row.terms.line.outlet or _("all outlets of the supplier"))),
            SheetCell(row.terms.line.get_unit_display()),
            SheetCell(quantity_text(row.terms.quantity), is_money=True),
            SheetCell(price_text(row.terms.unit_price), is_money=True),
            amount_cell(row.terms.amount),
            _published(row),
            SheetCell(quantity_text(row.acted.quantity), is_money=True),
            SheetCell(quantity_text(row.left.quantity), is_money=True),
            amount_cell(row.left.amount),
        ]
        for row in chain.lines
    ]
    headings = [
        _("what is bought"),
        _("outlet"),
        _("unit"),
        _("quantity"),
        _("price, UAH"),
        _("amount, UAH"),
        _("published"),
        _("accepted"),
        *([_("not used, quantity"), _("not used, UAH")] if ended else [_("left, quantity"), _("left, UAH")]),
    ]
    title = _("Lines and what was not used of them") if ended else _("Lines and what is left of them")
    return Sheet("lines", title, headings, rows)


def _published(row: LineFigures) -> SheetCell:
    """How much was published of a line; what goes beyond it no act can accept."""
    if row.terms.line.unit not in Unit.counted_by_publications():
        return SheetCell("—", is_money=True)
    mark = _("more than is bought") if row.published > row.terms.quantity else ""
    return SheetCell(quantity_text(row.published), is_money=True, mark=mark)


def _years(chain: Chain) -> Sheet:
    rows = [
        [SheetCell(str(year)), *(amount_cell(stages[stage]) for stage in Stage)]
        for year, stages in chain.money.by_year.items()
    ]
    headings = [_("budget year"), *(str(stage.label) for stage in Stage)]
    return Sheet("years", _("Money by year"), headings, rows)


def _agreements(contract: Contract, user: Any) -> Sheet:
    rows = [
        [
            SheetCell(_("№ %s") % row.number, page_of(row), mark="" if row.date_signed else row.get_state_display()),
            SheetCell(date_text(row.date_signed) or "—"),
            SheetCell(row.reason),
            SheetCell(date_text(row.new_date_to) or "—"),
            amount_cell(sum(part.amount for part in row.commitments.all()) or 0),
        ]
        for row in contract.agreements.prefetch_related("commitments").order_by("pk")
    ]
    headings = [_("number"), _("signed on"), _("reason"), _("new end"), _("difference, UAH")]
    links = begun(user, contract, SupplementaryAgreement, _("New agreement"))
    return Sheet(
        "agreements",
        _("Supplementary agreements"),
        headings,
        rows,
        _("A signed contract is changed by an agreement alone: amount, term or subject, with a reason."),
        links=links,
    )


def begun(user: Any, contract: Contract, model: Any, label: str, **given: Any) -> list[tuple[str, str]]:
    """The way to a new document of the contract, where the person may and the contract takes it."""
    name = model._meta.model_name
    if not user.has_perm(f"media_contracts.add_{name}"):
        return []
    if not contract.is_standing and model is not Payment:
        return []
    query = urlencode({"contract": contract.pk, **given})
    return [(label, f"{reverse(f'admin:media_contracts_{name}_add')}?{query}")]


def _acts(contract: Contract, chain: Chain, user: Any) -> Sheet:
    rows = []
    for act in contract.acts.order_by("date", "pk"):
        money = chain.act_money.get(act.pk)
        standing = act.state == Act.State.SIGNED
        pay = []
        if standing and money and money.left_to_pay > 0:
            pay = begun(user, contract, Payment, _("Pay %s") % money_text(money.left_to_pay), act=act.pk)
        rows.append(
            [
                SheetCell(_("№ %s") % act.number, page_of(act), mark="" if standing else act.get_state_display()),
                SheetCell(date_text(act.accepted_on) or "—"),
                SheetCell(f"{date_text(act.period_start)} – {date_text(act.period_end)}"),
                SheetCell(str(len(chain.publications.get(act.pk, []))) if money else "—", is_money=True),
                amount_cell(money.amount) if money else SheetCell("—", is_money=True),
                amount_cell(money.paid) if standing and money else SheetCell("—", is_money=True),
                SheetCell(*pay[0]) if pay else SheetCell(""),
            ]
        )
    headings = [_("number"), _("accepted on"), _("period"), _("publications"), _("accepted, UAH"), _("paid, UAH"), ""]
    return Sheet(
        "acts",
        _("Acts"),
        headings,
        rows,
        _("An act accepts the publications of a period; the portal proposes them with quantities and prices."),
        links=begun(user, contract, Act, _("New act")),
    )


def _payments(contract: Contract, chain: Chain, user: Any) -> Sheet:
    rows = [
        [
            SheetCell(row.document_number, page_of(row), mark=_("reversed") if row.reversed_on else ""),
            SheetCell(date_text(row.date)),
            SheetCell(row.get_kind_display()),
            SheetCell(str(row.act), page_of(row.act)) if row.act else SheetCell(_covered(row)),
            amount_cell(row.amount),
        ]
        for row in chain.payments
    ]
    headings = [_("document"), _("date"), _("kind"), _("act"), _("amount, UAH")]
    may_be_paid = chain.money.owed > 0 or (contract.is_standing and chain.money.paid < chain.money.value)
    links = begun(user, contract, Payment, _("Record a payment")) if may_be_paid else []
    return Sheet(
        "payments", _("Payments"), headings, rows, _("Nothing is paid yet: an act is paid, or an advance."), links=links
    )


def _covered(payment: Payment) -> str:
    covers = [f"{cover.act}: {money_text(cover.amount)}" for cover in payment.covers.all()]
    return "; ".join(covers) or _("no act covers it yet")


def _free(chain: Chain, user: Any) -> Sheet:
    rows = [
        [
            SheetCell(date_text(row.date)),
            SheetCell(str(row.outlet)),
            SheetCell(row.headline, page_of(row)),
            SheetCell(quantity_text(row.quantity), "", True),
        ]
        for row in chain.free_publications
    ]
    headings = [_("date"), _("outlet"), _("headline"), _("size")]
    everything = reverse("admin:media_contracts_publication_changelist")
    links = [(_("All publications of the contract"), f"{everything}?contract={chain.contract.pk}")]
    if chain.contract.is_standing and user.has_perm("media_contracts.add_publication"):
        outlets = [row.terms.line.outlet_id for row in chain.lines if row.terms.line.outlet_id]
        outlet = f"?outlet={outlets[0]}" if outlets else ""
        links.append((_("Quick entry"), f"{reverse('admin:media_contracts_publication_sheet')}{outlet}"))
    is_listed = any(chain.publications.values())
    return Sheet(
        "publications",
        _("Publications that no act lists yet"),
        headings,
        rows,
        _("Every publication of this contract is listed in an act.")
        if is_listed
        else _("No publication of this contract is recorded yet."),
        links=links,
    )


def _steps(chain: Chain) -> Sheet:
    rows = [
        [
            SheetCell(date_text(row.date)),
            SheetCell(capfirst(row.get_action_display())),
            SheetCell(str(row.act or row.agreement or row.payment or "")),
            SheetCell(row.reason),
            SheetCell(person(row.by)),
        ]
        for row in chain.events
    ]
    headings = [_("date"), _("step"), _("document"), _("reason"), _("who")]
    return Sheet("steps", _("Who took which step"), headings, rows, is_folded=True)


def _ledger(chain: Chain) -> Sheet:
    rows = [
        [
            SheetCell(f"№ {row.entry_id}", reverse("admin:programs_ledgerentry_change", args=[row.entry_id])),
            SheetCell(date_text(row.entry.date)),
            SheetCell(capfirst(row.entry.get_stage_display())),
            SheetCell(str(document or row.get_step_display()), page_of(document or chain.contract)),
            SheetCell(str(row.entry.budget_year)),
            amount_cell(row.entry.amount),
        ]
        for row in chain.links
        for document in [row.act or row.agreement or row.payment]
    ]
    headings = [_("entry"), _("date"), _("stage"), _("document"), _("budget year"), _("amount, UAH")]
    return Sheet("ledger", _("Entries of the ledger"), headings, rows, is_folded=True)
