"""The two sides of a document with their requisites, and the table of what a contract buys."""

from collections.abc import Iterable
from datetime import date as Date
from decimal import Decimal
from typing import Any

from programs.finance import ZERO

from ..finance import vat_within
from ..models import Contract, Customer, Supplier, Vat
from ..services import BLANK, LineTerms, signs_for
from .deed import Column, Grid, Side, amount_text, number_text

CUSTOMER, SUPPLIER = "Замовник", "Виконавець"


def contract_words(contract: Contract) -> str:
    """«від 01.03.2021 № 12», with lines where nothing is recorded yet."""
    return (
        f"від {contract.date_signed:%d.%m.%Y} № {contract.number}" if contract.date_signed else f"№ {contract.number}"
    )


def sides(customer: Customer, supplier: Supplier) -> list[Side]:
    return [
        _side(CUSTOMER, customer, [("ЄДРПОУ", customer.edrpou or BLANK)]),
        _side(SUPPLIER, supplier, [_code(supplier)], [("", _vat_status(supplier))]),
    ]


def signed_sides(
    customer: Customer, supplier: Supplier, signatories: tuple[str, str], days: tuple[str, str]
) -> list[Side]:
    """The sides as two people signed an act for them; the position is known of the person who always signs."""
    found = []
    for side, signatory, day in zip(sides(customer, supplier), signatories, days, strict=True):
        usual = not signatory or signatory == side.signatory
        found.append(
            Side(side.role, side.name, side.rows, side.position if usual else "", signatory or side.signatory, day)
        )
    return found


def _side(
    role: str, party: Customer | Supplier, code: list[tuple[str, str]], more: Iterable[tuple[str, str]] = ()
) -> Side:
    position, signatory = signs_for(party)
    rows = [
        ("Адреса", party.address or BLANK),
        *code,
        ("IBAN", party.iban or BLANK),
        ("Банк", party.bank or BLANK),
        *more,
        *([("Телефон", party.phone)] if party.phone else []),
        *([("Е-пошта", party.email)] if party.email else []),
    ]
    return Side(role, party.full_name, rows, position[:1].upper() + position[1:], signatory)


def _code(supplier: Supplier) -> tuple[str, str]:
    if supplier.kind == Supplier.Kind.LEGAL_ENTITY:
        return "ЄДРПОУ", supplier.edrpou or BLANK
    return "РНОКПП", supplier.rnokpp or BLANK


def _vat_status(supplier: Supplier) -> str:
    return "Платник ПДВ" if supplier.is_vat_payer else "Не є платником ПДВ"


def representatives(customer: Customer, supplier: Supplier) -> str:
    """The parties as a document introduces them; the names stand in the nominative, so that nothing is declined."""
    (own_position, own), (other_position, other) = signs_for(customer), signs_for(supplier)
    return (
        f"{customer.full_name} (далі – {CUSTOMER}), представник – {own_position or BLANK} {own or BLANK}, "
        f"діє на підставі: {customer.acts_on or BLANK}, з однієї сторони, і "
        f"{supplier.full_name} (далі – {SUPPLIER}), представник – {other_position or BLANK} {other or BLANK}, "
        f"діє на підставі: {supplier.acts_on or BLANK}, з другої сторони, разом – Сторони,"
    )


def goods_table(vat: str, rows: Iterable[tuple[str, str, Decimal, Decimal, Decimal]]) -> Grid:
    """Services with units, quantities, prices and sums; the last rows say the sum and how VAT stands in it."""
    found = list(rows)
    total = sum((amount for *_rest, amount in found), ZERO)
    return Grid(
        [
            Column("№", 5, "center"),
            Column("Найменування послуги", 40),
            Column("Одиниця", 12, "center"),
            Column("Кількість", 12, "end"),
            Column(price_title(vat), 15, "end"),
            Column("Сума, грн", 16, "end"),
        ],
        [
            [str(number), name, unit, number_text(quantity), number_text(price, 2), amount_text(amount)]
            for number, (name, unit, quantity, price, amount) in enumerate(found, start=1)
        ],
        [("Усього", amount_text(total)), vat_row(vat, total)],
    )


def price_title(vat: str) -> str:
    return "Ціна за одиницю з ПДВ, грн" if vat == Vat.INCLUDED else "Ціна за одиницю, грн"


def vat_row(vat: str, total: Decimal) -> tuple[str, str]:
    if vat == Vat.INCLUDED:
        return "у т. ч. ПДВ 20 %", amount_text(vat_within(total))
    return {Vat.EXEMPT: "без ПДВ", Vat.NOT_PAYER: "Виконавець не є платником ПДВ"}[Vat(vat)], "—"


def line_name(description: str, outlet: Any) -> str:
    """What is bought and where, unless the description names the outlet already."""
    if outlet is None or outlet.name in description:
        return description
    return f"{description} («{outlet.name}»)"


def line_row(terms: LineTerms, outlets: dict[int, Any]) -> tuple[str, str, Decimal, Decimal, Decimal]:
    line = terms.line
    name = line_name(line.description, outlets.get(line.outlet_id or 0))
    return name, str(line.get_unit_display()), terms.quantity, terms.unit_price, terms.amount


def open_parties(contract: Contract, customer: Customer, supplier: Supplier) -> dict[str, Any]:
    """What is public of contract and parties, for the data inside the file."""
    return {
        "contract": {"number": contract.number, "date": iso(contract.date_signed), "subject": contract.subject},
        "customer": {"name": customer.name, "edrpou": customer.edrpou},
        "supplier": {"name": supplier.public_name, "edrpou": supplier.public_code},
        "currency": "UAH",
    }


def iso(day: Date | None) -> str | None:
    return day.isoformat() if day else None
