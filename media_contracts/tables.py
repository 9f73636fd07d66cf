"""Tables of the public register, of one contract and of the log: pages print them, files hold exactly the same."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from programs.registers import Bridge
from programs.reporting import Column, Kind, Level, Row, Table
from programs.reports import late_notes
from programs.words import quantity_text

from .models import Contract, Publication, Unit
from .statement import Chain, ContractMoney, RegisterLine


def contract_page(contract: Contract) -> str:
    return reverse("media_contracts:contract", args=[contract.pk])


def size_text(quantity: Any, unit: str) -> str:
    """«528 см²», «4 публікації»; a fraction takes the form of the few, «1,5 публікації»."""
    number = int(quantity) if quantity == int(quantity) else 2
    words = _counted(unit, number) % {"count": quantity_text(quantity)}
    return words.replace(" ", "\u00a0", 1)


def _counted(unit: str, number: int) -> str:
    if unit == Unit.PUBLICATION:
        return ngettext("%(count)s publication", "%(count)s publications", number)
    if unit == Unit.MINUTE:
        return ngettext("%(count)s minute on air", "%(count)s minutes on air", number)
    if unit == Unit.COPY:
        return ngettext("%(count)s copy", "%(count)s copies", number)
    if unit == Unit.SERVICE:
        return ngettext("%(count)s service", "%(count)s services", number)
    if unit == Unit.MONTH:
        return ngettext("%(count)s month", "%(count)s months", number)
    return f"%(count)s {Unit(unit).label}"


def register_table(
    lines: Iterable[RegisterLine], total: ContractMoney, *, site: str = "", bridge: Bridge | None = None
) -> Table:
    """Contracts with their money: a page has what people compare, a file every column, with addresses on ``site``.

    ``bridge`` leads from what was paid under them to all that was paid.
    """
    of_files = {"code", "customer", "kind", "measure", "outlets", "cpv", "start", "address"}
    columns = [
        Column("number", _("Contract"), width=2.2, heads=True),
        Column("supplier", _("Supplier"), width=2.6),
        Column("code", _("ЄДРПОУ"), Kind.CODE, width=1.2),
        Column("customer", _("Customer"), width=2.4),
        Column("subject", _("Subject"), width=3.4),
        Column("kind", _("Kind"), width=1.6),
        Column("measure", _("Measure"), width=3),
        Column("outlets", _("Media outlets"), Kind.LINES, width=2),
        Column("cpv", _("ДК 021:2015 code"), Kind.CODE, width=1.4),
        Column("state", _("State"), width=1.2),
        Column("start", _("Begins on"), Kind.DATE, width=1.2),
        Column("end", _("Ends on"), Kind.DATE, width=1.2),
        Column("value", _("Amount with agreements, UAH"), Kind.MONEY, width=1.7),
        Column("committed", _("Committed, UAH"), Kind.MONEY, width=1.7),
        Column("accepted", _("Accepted by acts, UAH"), Kind.MONEY, width=1.7),
        Column("paid", _("Paid, UAH"), Kind.MONEY, width=1.7),
        Column("address", _("Page"), Kind.ADDRESS, width=3),
    ]
    rows = [_register_row(line, site) for line in lines]
    if rows:
        rows.append(Row({"number": _("Total"), **total.cells}, Level.TOTAL))
    if rows and bridge:
        words = {"others": _("Other contracts"), "together": _("Paid in all")}
        rows += bridge.rows(heads="number", amount="paid", words=words)
    caption = _("Contracts with what they commit, what acts accepted and what was paid, UAH.")
    shown = [column for column in columns if site or column.key not in of_files]
    return Table("contracts", caption, shown, rows, empty=_("No contract fits what was chosen."))


def _register_row(line: RegisterLine, site: str) -> Row:
    contract, page = line.contract, contract_page(line.contract)
    cells: dict[str, Any] = {
        "number": contract.name,
        "supplier": contract.supplier.public_name,
        "code": contract.supplier.public_code,
        "customer": contract.customer.name,
        "subject": contract.subject,
        "kind": capfirst(contract.get_kind_display()),
        "measure": line.measure,
        "outlets": [outlet.name for outlet in line.outlets],
        "cpv": contract.cpv,
        "state": str(line.state.label),
        "start": contract.date_from,
        "end": line.last_day,
        **line.money.cells,
        "address": f"{site}{page}",
    }
    return Row(cells, link=page)


def lines_table(chain: Chain) -> Table:
    """What a contract buys by its terms, and how much of it was published (of publications) and accepted."""
    return Table(
        key="lines",
        caption=_("What the contract buys with its agreements, and what was delivered."),
        columns=[
            Column("line", _("What is bought"), width=3.4, heads=True),
            Column("unit", _("Unit"), width=1.3),
            Column("quantity", _("Quantity"), Kind.QUANTITY, width=1.3),
            Column("price", _("Price of a unit, UAH"), Kind.MONEY, width=1.5),
            Column("amount", _("Amount, UAH"), Kind.MONEY, width=1.7),
            *([Column("published", _("Published"), Kind.QUANTITY, width=1.3)] if chain.buys_publications else []),
            Column("acted", _("Accepted by acts"), Kind.QUANTITY, width=1.3),
            Column("accepted", _("Accepted by acts, UAH"), Kind.MONEY, width=1.7),
        ],
        rows=[
            Row(
                {
                    "line": line.terms.line.description,
                    "unit": str(Unit(line.terms.line.unit).label),
                    "quantity": line.terms.quantity,
                    "price": line.terms.unit_price,
                    "amount": line.terms.amount,
                    "published": line.published,
                    "acted": line.acted.quantity,
                    "accepted": line.acted.amount,
                }
            )
            for line in chain.lines
        ],
    )


def years_table(chain: Chain) -> Table:
    """The contract's money by budget year and stage."""
    rows = [
        Row({"year": str(year), **{stage.value: amount for stage, amount in stages.items()}})
        for year, stages in chain.money.by_year.items()
    ]
    return Table(
        key="years",
        caption=_("The contract’s money by budget year and stage, UAH."),
        columns=[
            Column("year", _("Budget year"), width=1.4),
            Column("committed", _("Committed"), Kind.MONEY, width=1.7),
            Column("accepted", _("Accepted"), Kind.MONEY, width=1.7),
            Column("paid", _("Paid"), Kind.MONEY, width=1.7),
        ],
        rows=[*rows, Row({"year": _("Total"), **chain.money.cells}, Level.TOTAL)],
        notes=late_notes(chain.late),
    )


def _log_rows(publications: QuerySet[Publication]) -> Iterator[Row]:
    """The publications of a log, read from the database as they are asked for: a log has ten thousands."""
    kinds = {value: str(label) for value, label in Publication.Kind.choices}
    units = {value: str(label) for value, label in Unit.choices}
    for piece in publications.iterator(chunk_size=1000):
        line = piece.contract_line
        listed = getattr(piece, "accepted", [])
        yield Row(
            {
                "date": piece.date,
                "outlet": piece.outlet.name,
                "kind": kinds[piece.kind],
                "headline": piece.headline,
                "issue": piece.issue,
                "page": piece.page,
                "link": piece.link,
                "seen": piece.link_seen_on or "",
                "size": piece.quantity,
                "unit": units[line.unit] if line else "",
                "contract": str(line.contract) if line else "",
                "act": str(listed[0].act_line.act) if listed else "",
            }
        )


def log_table(publications: QuerySet[Publication]) -> Table:
    """The log of publications as a file holds it."""
    return Table(
        key="publications",
        caption=_("Publications bought under contracts of the programmes."),
        columns=[
            Column("date", _("Date"), Kind.DATE, width=1.2),
            Column("outlet", _("Media outlet"), width=2.4),
            Column("kind", _("Topic"), width=2),
            Column("headline", _("Headline"), width=5, heads=True),
            Column("issue", _("Issue №"), width=1),
            Column("page", _("Page of the issue"), width=1),
            Column("link", _("Link"), Kind.ADDRESS, width=3),
            Column("seen", _("Link last seen on"), Kind.DATE, width=1.2),
            Column("size", _("Size"), Kind.QUANTITY, width=1),
            Column("unit", _("Unit"), width=1.2),
            Column("contract", _("Contract"), width=2),
            Column("act", pgettext("of acceptance", "Act"), width=1.6),
        ],
        rows=_log_rows(publications),
        empty=_("No publication fits what was chosen."),
    )
