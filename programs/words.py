"""Amounts, percentages and their absence as people read them, in the language that is active."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from .finance import Absence, Difference, Money, whole

DASH = "—"
ABSENCE_LABELS = {
    Absence.NOT_REQUIRED: gettext_lazy("needs no funding"),
    Absence.AMOUNT_NOT_STATED: gettext_lazy("amount not stated"),
    Absence.NOT_FORESEEN: DASH,
}
# What a dash stands for, for those who hear the table.
ABSENCE_SPOKEN = ABSENCE_LABELS | {Absence.NOT_FORESEEN: gettext_lazy("not foreseen")}
NOT_RECORDED = gettext_lazy("not recorded")
NOT_CALCULATED = gettext_lazy("not calculated")


def amount_text(amount: Decimal | None) -> str:
    """«105 600,00»: two decimals, thousands apart by a space that does not break, a true minus sign; "" of none."""
    return "" if amount is None else number_format(amount, 2, use_l10n=True, force_grouping=True).replace("-", "−")


def figure_text(value: Money) -> str:
    """An amount as a cell has it, whose heading names the currency, or the words for its absence."""
    return str(ABSENCE_LABELS[value]) if isinstance(value, Absence) else amount_text(value)


def amount_or_dash(value: Money | None) -> str:
    """The same where a dash says enough: why there is no amount stands elsewhere on the page."""
    return amount_text(value) if isinstance(value, Decimal) else DASH


def official_amount(amount: Decimal) -> str:
    """The same in Ukrainian, as official documents print it whatever the reader's language."""
    with override("uk"):
        return amount_text(amount)


def signed_text(amount: Decimal) -> str:
    """«+500,00», «−500,00»: a difference says its direction, nothing says none."""
    return f"{'+' if amount > 0 else ''}{amount_text(amount)}"


def money_text(value: Money | None) -> str:
    """An amount as a sentence has it: «105 600,00 грн», or the words for its absence."""
    if value is None:
        return str(NOT_RECORDED)
    if isinstance(value, Absence):
        return str(ABSENCE_LABELS[value])
    # An amount and its currency stay on one line.
    return (_("%(amount)s UAH") % {"amount": amount_text(value)}).replace(" ", "\u00a0")


def difference_text(row: Difference) -> str:
    """«2022: +1 000,00 грн»: by how much the measures of a year are off their passport."""
    return f"{row.year}: {'+' if row.amount > 0 else ''}{money_text(row.amount)}"


def percent_text(value: Decimal | None) -> str:
    """«58,1 %»; a dash where there is nothing to divide by."""
    return DASH if value is None else f"{percent_figure(value)} %"


def percent_figure(value: Decimal) -> str:
    return number_format(value, 1, use_l10n=True, force_grouping=True).replace("-", "−")


def whole_text(number: int) -> str:
    """«4 400»: how many there are of something."""
    return number_format(number, 0, use_l10n=True, force_grouping=True).replace("-", "−")


def whole_amount_text(amount: Decimal) -> str:
    """«464 388»: whole hryvnias, as headlines and lists have them; tables and files have the kopiikas."""
    return whole_text(int(whole(amount)))


def whole_money_text(value: Money | None) -> str:
    """The same with its currency, as a sentence has it, or the words for its absence."""
    if not isinstance(value, Decimal):
        return money_text(value)
    return (_("%(amount)s UAH") % {"amount": whole_amount_text(value)}).replace(" ", "\u00a0")


class Scale(NamedTuple):
    """In what a picture counts its amounts, so that none of them has more than four or five digits."""

    unit: str
    divisor: Decimal
    decimals: int = 0

    def text(self, amount: Decimal) -> str:
        rounded = (amount / self.divisor).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        return number_format(rounded, self.decimals, use_l10n=True, force_grouping=True).replace("-", "−")


def scale_of(largest: Decimal) -> Scale:
    """Hryvnias, thousands or millions, by the largest amount of a picture."""
    if largest >= 10_000_000:
        return Scale(_("UAH million"), Decimal(1_000_000), 1)
    if largest >= 100_000:
        return Scale(_("UAH thousand"), Decimal(1000))
    return Scale(_("UAH"), Decimal(1))


def quantity_text(value: Decimal) -> str:
    """«528» or «446,5»: without the zeros that the database keeps."""
    return number_format(f"{value.normalize():f}", use_l10n=True, force_grouping=True)


def price_text(value: Decimal) -> str:
    """«10,00» or «0,1234»: the price of a unit to the kopiika, or finer where it is no whole kopiika."""
    decimals = max(2, -int(value.normalize().as_tuple().exponent))
    return number_format(value, decimals, use_l10n=True, force_grouping=True)


def unbroken(text: str) -> str:
    """The text with «№ 12» and «– 10 850,00» each in one line; a period may break after its dash."""
    return re.sub(r"(№|(?<!\d )–) (?=\d)", "\\1\u00a0", text)


SHORT_WORD = 3  # letters of a preposition or conjunction that waits for the next word


def shortened(text: str, words: int) -> str:
    """The first words of a name and «…» where it goes on, never cut after a comma, «та» or «в»."""
    found = text.split()
    if len(found) <= words:
        return text
    kept = found[:words]
    while len(kept) > 1 and len(kept[-1].strip(",;:–-")) <= SHORT_WORD:
        kept.pop()
    return f"{' '.join(kept).rstrip(',;:–-')}…"


LONGEST_NAME = 60  # characters of a short name
_GOES_ON = re.compile(r"\s*(?:[(:;\n]|\.(?=\s|$)).*", re.DOTALL)


def short_name_of(wording: str) -> str:
    """A short name out of an official wording: what stands before a colon, a bracket or a full stop, cut at a word."""
    text = wording.strip()
    head = _GOES_ON.sub("", text)
    words = (head if len(head) > SHORT_WORD else text).split()
    is_whole = len(" ".join(words)) <= LONGEST_NAME
    while len(words) > 1 and (len(" ".join(words)) > LONGEST_NAME or len(words[-1].strip(",;:–-")) <= SHORT_WORD):
        words.pop()
    name = " ".join(words)
    if not is_whole and "," in name[SHORT_WORD:]:  # a list broken off ends with what it names whole
        name = name.rpartition(",")[0]
    return name.rstrip(",;:–-.")[:LONGEST_NAME]


def date_text(value: date | None) -> str:
    """«01.03.2021»; nothing of none."""
    return f"{value:%d.%m.%Y}" if value else ""
