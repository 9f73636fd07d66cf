"""The two sides of a document with their requisites, and the table of what a contract buys."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date as Date
from decimal import Decimal
from typing import Any

from programs.finance import ZERO
from programs.reporting.papers import BLANK, Column, Grid, Side
from programs.words import date_text, official_amount, price_text, quantity_text

from ..finance import vat_within
from ..models import ActLine, Contract, ContractLine, Customer, Supplier, Vat
from ..services import WITHOUT_VAT, LineTerms, Representative, representative_of, signs_for

CUSTOMER, SUPPLIER = "Замовник", "Виконавець"


def contract_words(contract: Contract) -> str:
    """«від 01.03.2021 № 12», with lines where nothing is recorded yet."""
    return (
        f"від {date_text(contract.date_signed)} № {contract.number}" if contract.date_signed else f"№ {contract.number}"
    )


def sides(customer: Customer, supplier: Supplier) -> list[Side]:
    return [
        _side(CUSTOMER, customer, [("ЄДРПОУ", customer.edrpou or BLANK)]),
        _side(SUPPLIER, supplier, [_code(supplier)], [("", _vat_status(supplier))]),
    ]


def signed_sides(
    customer: Customer, supplier: Supplier, signed: Sequence[Representative], days: Sequence[str]
) -> list[Side]:
    """The sides as two people signed an act for them: position, ground, name and day of each."""
    return [
        replace(
            side,
            position=_capital(who.position),
            ground=f"на підставі {who.acts_on}" if who.acts_on else "",
            signatory=who.name,
            signed_on=day,
        )
        for side, who, day in zip(sides(customer, supplier), signed, days, strict=True)
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


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
    return Side(role, party.full_name, rows, _capital(position), signatory)


def _code(supplier: Supplier) -> tuple[str, str]:
    if supplier.kind == Supplier.Kind.LEGAL_ENTITY:
        return "ЄДРПОУ", supplier.edrpou or BLANK
    return "РНОКПП", supplier.rnokpp or BLANK


def _vat_status(supplier: Supplier) -> str:
    return "Платник ПДВ" if supplier.is_vat_payer else "Не є платником ПДВ"


def introduction(customer: Customer, supplier: Supplier, signed: Sequence[Representative] = ()) -> str:
    """The parties as a document introduces them, by whoever signed it or else by those who always sign."""
    own, other = signed or (representative_of(customer), representative_of(supplier))
    return (
        f"{customer.full_name} (далі – {CUSTOMER}), {own.introduced}, з однієї сторони, і "
        f"{supplier.full_name} (далі – {SUPPLIER}), {other.introduced}, з другої сторони, разом – Сторони,"
    )


def goods_table(vat: str, lines: Collection[LineTerms | ActLine], outlets: dict[int, Any]) -> Grid:
    """Services with units, quantities, prices and sums; the last rows say the sum and how VAT stands in it."""
    total = sum((line.amount for line in lines), ZERO)
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
            [str(number), line_name(line.line, outlets), str(line.line.get_unit_display()), *figures(line)]
            for number, line in enumerate(lines, start=1)
        ],
        [("Усього", official_amount(total)), vat_row(vat, total)],
    )


def price_title(vat: str) -> str:
    return "Ціна за одиницю з ПДВ, грн" if vat == Vat.INCLUDED else "Ціна за одиницю, грн"


def vat_row(vat: str, total: Decimal) -> tuple[str, str]:
    if vat == Vat.INCLUDED:
        return "у т. ч. ПДВ 20 %", official_amount(vat_within(total))
    return WITHOUT_VAT[Vat(vat)], "—"


def figures(line: LineTerms | ActLine) -> list[str]:
    """Quantity, price and sum of a line."""
    return [quantity_text(line.quantity), price_text(line.unit_price), official_amount(line.amount)]


def line_name(line: ContractLine, outlets: dict[int, Any]) -> str:
    """What is bought and where, unless the description names the outlet already."""
    outlet = outlets.get(line.outlet_id or 0)
    if outlet is None or outlet.name in line.description:
        return line.description
    return f"{line.description} («{outlet.name}»)"


def open_line(line: LineTerms | ActLine) -> dict[str, Any]:
    """A line for the data inside the file."""
    return {
        "description": line.line.description,
        "unit": line.line.unit,
        "quantity": f"{line.quantity}",
        "unit_price": f"{line.unit_price}",
        "amount": f"{line.amount}",
    }


def open_parties(contract: Contract, customer: Customer, supplier: Supplier) -> dict[str, Any]:
    """What is public of contract and parties, for the data inside the file."""
    return {
        "contract": {"number": contract.number, "date": iso(contract.date_signed), "subject": contract.subject},
        "customer": {"name": customer.name, "edrpou": customer.edrpou},
        "supplier": {"name": supplier.name_by_consent, "edrpou": supplier.public_code},
        "currency": "UAH",
    }


def iso(day: Date | None) -> str | None:
    return day.isoformat() if day else None
