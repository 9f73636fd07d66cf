"""What a spreadsheet would make of a text in a CSV: kept from it on the way out, undone on the way in."""

import re

# The beginning of a formula: also after blanks, also as the full-width signs that a spreadsheet takes for the same.
_FORMULA = re.compile(r"[\t\r]|\s*[=+\-@＝＋－＠]")
# What begins alike and is none: a lone dash (Annex 1 prints it as a label), a signed number, a telephone number.
_NO_FORMULA = re.compile(r"\s*[+\-]?[\d\s.,]*|\+\d[\d ()\u00a0-]{6,}")
# What Excel takes for a number or a date and spoils: leading zeros, long numbers, dates, times, powers, telephones.
_SPOILT = re.compile(
    r"0\d[\d.,]*|\d{12,200}|\d{1,4}[./-]\d{1,4}([./-]\d{1,4})?[./-]?|\d{1,4}:\d\d(:\d\d)?|\d+([.,]\d+)?[eE][+-]?\d+"
    r"|\+\d[\d ()\u00a0-]{6,}",
    re.ASCII,
)
_KEPT = re.compile(r'="([^"]*)"')


def starts_a_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text. Apostrophes before it do not count, so that the guard can be undone."""
    bare = text.lstrip("'")
    return bool(_FORMULA.match(bare)) and not _NO_FORMULA.fullmatch(bare)


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: the beginning of a formula gets an apostrophe before it."""
    return f"'{text}" if starts_a_formula(text) else text


def for_excel(text: str, *, code: bool = False) -> str:
    """The same, and neither a code nor «1.1.2» becomes a number or a date.

    ="0118410" is the one form that Excel reads as the text itself, with nothing beside it to be seen or searched: a
    blank or an apostrophe would stay in the cell. It is a formula, but of a constant that has no quotes; and what Excel
    saves afterwards is the plain text. A code has that form whenever it is a number: a column of codes has one type.
    """
    if _SPOILT.fullmatch(text) or (code and text.isascii() and text.isdigit()):
        return f'="{text}"'
    return harmless(text)


def for_workbook(text: str) -> str:
    """A text as it is: a cell of a workbook says itself that it is one.

    Only what looks guarded already is guarded once more, for a CSV that Excel saved as a workbook is read back as well.
    """
    return text if unguarded(text) == text else harmless(text)


def unguarded(text: str) -> str:
    """The text as it was before one of these."""
    if kept := _KEPT.fullmatch(text):
        return kept[1]
    return text[1:] if text.startswith("'") and starts_a_formula(text) else text
