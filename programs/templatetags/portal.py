"""Amounts, shares and states as the public pages write them."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .. import finance
from ..charts import track
from ..finance import Absence, Money
from ..models.program import lines as split_lines
from ..texts import MOST_WORDS, beginnings, folded_words
from ..words import (
    ABSENCE_LABELS,
    ABSENCE_SPOKEN,
    DASH,
    NOT_RECORDED,
    amount_text,
    money_text,
    percent_text,
    shortened,
    whole_amount_text,
)

register = template.Library()
register.filter(track)
register.filter(shortened)


@register.filter
def money(value: Money | None) -> SafeString:
    """«105 600,00 грн» with a small currency, or why there is no amount."""
    if isinstance(value, Decimal):
        return format_html(
            '<span class="money">{}<span class="money-unit">\u00a0{}</span></span>', amount_text(value), _("UAH")
        )
    return _absence(value)


@register.filter
def headline(value: Money | None, whole: bool = True) -> SafeString:
    """The same in whole hryvnias, the exact amount on demand; to the kopiika where the whole ones would not add up, or
    would be nothing.
    """
    if not isinstance(value, Decimal) or not whole or (value and not finance.whole(value)):
        return money(value)
    exact = money_text(value) if value != value.to_integral_value() else ""
    return format_html(
        '<span class="money"{}>{}<span class="money-unit">\u00a0{}</span></span>',
        format_html(' title="{}"', exact) if exact else "",
        whole_amount_text(value),
        _("UAH"),
    )


@register.filter
def amount(value: Money | None) -> SafeString:
    """The bare figure for a column whose heading names the unit, to the kopiika as in every table."""
    if isinstance(value, Decimal):
        return format_html('<span class="money">{}</span>', amount_text(value))
    return _absence(value)


@register.filter
def is_amount(value: Money | None) -> bool:
    return isinstance(value, Decimal)


def _absence(value: Absence | None) -> SafeString:
    if value is None:
        return format_html('<span class="absent">{}</span>', NOT_RECORDED)
    if ABSENCE_LABELS[value] == DASH:
        spoken = ABSENCE_SPOKEN[value]
        return format_html(
            '<span class="absent"><span aria-hidden="true">—</span><span class="unseen">{}</span></span>', spoken
        )
    return format_html('<span class="absent">{}</span>', ABSENCE_LABELS[value])


@register.filter
def share(value: Decimal | None) -> str:
    """«58,0 %»."""
    return percent_text(value)


@register.filter
def lines(value: str) -> list[str]:
    """A text of several lines as a list, without the document's own dashes before them."""
    return [re.sub(r"^[-–·•]\s*", "", line) for line in split_lines(value)]


@register.filter
def marked(text: str, words: Iterable[str]) -> SafeString:
    """The text with the words of a search marked in it, in any case of letters and of grammar."""
    patterns = [pattern for word in sorted(words, key=len, reverse=True) for pattern in _patterns(word)]
    if not patterns:
        return conditional_escape(text)
    pieces = re.split(f"({'|'.join(patterns)})", str(text), flags=re.IGNORECASE)
    # Every second piece of a split with one group is what the group matched.
    return format_html_join("", "{}", ((_mark(piece) if at % 2 else piece,) for at, piece in enumerate(pieces)))


def _patterns(word: str) -> list[str]:
    """The word as it was typed, and in its other cases up to where each ends."""
    cases = [part for folded in folded_words(word) for part in beginnings(folded) if part != folded]
    whole = [re.escape(part.strip()).replace("'", "[’']") + r"\w*" for part in cases]
    return [
        re.escape(word),
        *(rf"\b{each}" if part[0] == " " else each for part, each in zip(cases, whole, strict=True)),
    ]


@register.filter
def words_left_out(text: str) -> list[str]:
    """The words of a search beyond those that it looks for."""
    return folded_words(text)[MOST_WORDS:]


def _mark(piece: str) -> SafeString:
    return format_html("<mark>{}</mark>", piece)


@register.filter
def content(value: Money | str) -> SafeString:
    """What a corrected field held: an amount as money, anything else as it is written."""
    return money(value) if isinstance(value, Decimal) else conditional_escape(value)


@register.filter
def years_together(text: str) -> SafeString:
    """The text with «2021-2023» kept on one line."""
    pieces = re.split(r"(\d{4}\s?[-–]\s?\d{4})", str(text))
    return format_html_join("", "{}", ((_nowrap(piece) if at % 2 else piece,) for at, piece in enumerate(pieces)))


def _nowrap(piece: str) -> SafeString:
    return format_html('<span class="nowrap">{}</span>', piece)
