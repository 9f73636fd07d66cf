"""Arithmetic of contracts: amounts of lines, VAT and areas; pure Decimal, no ORM, no clock."""

from decimal import ROUND_HALF_UP, Decimal

from programs.finance import kopiiky


def line_amount(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """What a quantity costs at a price, to the kopiika."""
    return kopiiky(quantity * unit_price)


def vat_within(amount: Decimal) -> Decimal:
    """The VAT of 20 % that an amount includes: a sixth of it."""
    return kopiiky(amount / 6)


def area(columns: int, column_width: Decimal, height: Decimal) -> Decimal:
    """The area of a publication in cm², with the three decimals that a contract counts in."""
    return (columns * column_width * height).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
