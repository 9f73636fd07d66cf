"""An amount in Ukrainian words, as official documents write it."""

from decimal import Decimal

from ...finance import LARGEST, ZERO, kopiiky

_ONES = {
    "masculine": ("", "один", "два"),
    "feminine": ("", "одна", "дві"),
}
_DIGITS = ("три", "чотири", "п’ять", "шість", "сім", "вісім", "дев’ять")
_TEENS = (
    "десять",
    "одинадцять",
    "дванадцять",
    "тринадцять",
    "чотирнадцять",
    "п’ятнадцять",
    "шістнадцять",
    "сімнадцять",
    "вісімнадцять",
    "дев’ятнадцять",
)
_TENS = ("", "", "двадцять", "тридцять", "сорок", "п’ятдесят", "шістдесят", "сімдесят", "вісімдесят", "дев’яносто")
_HUNDREDS = ("", "сто", "двісті", "триста", "чотириста", "п’ятсот", "шістсот", "сімсот", "вісімсот", "дев’ятсот")
# one, few, many; the gender that «один» and «два» take before the word
_GRYVNIA = ("гривня", "гривні", "гривень")
_KOPIIKA = ("копійка", "копійки", "копійок")
_SCALES = (
    (_GRYVNIA, "feminine"),
    (("тисяча", "тисячі", "тисяч"), "feminine"),
    (("мільйон", "мільйони", "мільйонів"), "masculine"),
    (("мільярд", "мільярди", "мільярдів"), "masculine"),
)


def _form(number: int, forms: tuple[str, str, str]) -> str:
    """The form of a noun after a number: 1 гривня, 2 гривні, 5 гривень, 11 гривень, 21 гривня."""
    if number % 100 in range(11, 20):
        return forms[2]
    return {1: forms[0], 2: forms[1], 3: forms[1], 4: forms[1]}.get(number % 10, forms[2])


def _below_thousand(number: int, gender: str) -> list[str]:
    ones = (*_ONES[gender], *_DIGITS)
    hundreds, rest = divmod(number, 100)
    tens, digit = divmod(rest, 10)
    words = [_HUNDREDS[hundreds], _TEENS[digit]] if tens == 1 else [_HUNDREDS[hundreds], _TENS[tens], ones[digit]]
    return [word for word in words if word]


def amount_in_words(amount: Decimal) -> str:
    """An amount as documents write it: «сто п’ять тисяч шістсот гривень 00 копійок»; kopiiky stay in figures.

    Written here rather than taken from a library: num2words leans on docopt, which nobody maintains and which has to
    be built from source on every installation.
    """
    if not ZERO <= amount <= LARGEST:
        raise ValueError(f"An amount in words lies between 0 and {LARGEST}: {amount}")
    if amount != kopiiky(amount):
        raise ValueError(f"An amount in words is exact to the kopiika: {amount}")
    gryvni, kopiiok = divmod(int(amount * 100), 100)
    words: list[str] = []
    for power in range(len(_SCALES) - 1, -1, -1):
        group = gryvni // 1000**power % 1000
        forms, gender = _SCALES[power]
        if group:
            words += _below_thousand(group, gender)
        if power and group:
            words.append(_form(group, forms))
    words = words or ["нуль"]
    return f"{' '.join(words)} {_form(gryvni, _GRYVNIA)} {kopiiok:02} {_form(kopiiok, _KOPIIKA)}"
