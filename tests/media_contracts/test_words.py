"""Amounts in words, areas, and numbers of persons in public texts."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from media_contracts.finance import area, vat_within
from programs.finance import LARGEST
from programs.models import Activity, LedgerEntry, Progress
from programs.models.personal import no_personal_number, personal_numbers
from programs.reporting.papers import amount_in_words
from tests.media_contracts.contracting import RNOKPP, money

VALUES = {
    word: number
    for words, numbers in (
        ("один одна два дві три чотири п’ять шість сім вісім дев’ять", (1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9)),
        ("десять одинадцять дванадцять тринадцять чотирнадцять", (10, 11, 12, 13, 14)),
        ("п’ятнадцять шістнадцять сімнадцять вісімнадцять дев’ятнадцять", (15, 16, 17, 18, 19)),
        ("двадцять тридцять сорок п’ятдесят шістдесят сімдесят вісімдесят дев’яносто", range(20, 100, 10)),
        ("сто двісті триста чотириста п’ятсот шістсот сімсот вісімсот дев’ятсот", range(100, 1000, 100)),
        ("нуль", (0,)),
    )
    for word, number in zip(words.split(), numbers, strict=True)
}
SCALES = {"тисяч": 1000, "мільйон": 1_000_000, "мільярд": 1_000_000_000}


def read_words(text: str) -> Decimal:
    """The number that Ukrainian words of money say, read back word by word."""
    *words, _gryvnia, kopiiky, _kopiika = text.split()
    total = group = 0
    for word in words:
        scale = next((size for start, size in SCALES.items() if word.startswith(start)), None)
        if scale:
            total, group = total + group * scale, 0
        else:
            group += VALUES[word]
    return Decimal(total + group) + Decimal(kopiiky) / 100


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("105600.00", "сто п’ять тисяч шістсот гривень 00 копійок"),
        ("0.01", "нуль гривень 01 копійка"),
        ("1.02", "одна гривня 02 копійки"),
        ("2.11", "дві гривні 11 копійок"),
        ("21001.21", "двадцять одна тисяча одна гривня 21 копійка"),
        ("1000000.00", "один мільйон гривень 00 копійок"),
        ("2002012.14", "два мільйони дві тисячі дванадцять гривень 14 копійок"),
        ("3000000044.05", "три мільярди сорок чотири гривні 05 копійок"),
        (
            "999999999999.99",
            "дев’ятсот дев’яносто дев’ять мільярдів дев’ятсот дев’яносто дев’ять мільйонів "
            "дев’ятсот дев’яносто дев’ять тисяч дев’ятсот дев’яносто дев’ять гривень 99 копійок",
        ),
    ],
)
def test_an_amount_is_written_as_a_lawyer_writes_it(amount: str, words: str) -> None:
    assert amount_in_words(money(amount)) == words


@given(st.decimals(min_value=0, max_value=LARGEST, places=2))
def test_the_words_of_any_amount_say_exactly_it(amount: Decimal) -> None:
    assert read_words(amount_in_words(amount)) == amount


@pytest.mark.parametrize("amount", ["-0.01", "1000000000000.00", "1.005"])
def test_an_amount_without_right_words_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="amount in words"):
        amount_in_words(money(amount))


def test_vat_is_a_sixth_of_the_amount_and_an_area_has_three_decimals() -> None:
    assert (vat_within(money("105600.00")), vat_within(money("0.10"))) == (money("17600.00"), money("0.02"))
    assert area(3, money("4.25"), money("12.50")) == money("159.375")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Оплата ФОП Вигадана, код {RNOKPP}", [RNOKPP]),
        (f"РНОКПП{RNOKPP}.", [RNOKPP]),
        ("код 1234567890", []),  # ten digits whose check digit does not fit
        (f"рахунок UA{RNOKPP}0000000000000000", []),
        ("телефон 055 123 45 67", []),
        ("ЄДРПОУ 04051327", []),
    ],
)
def test_a_persons_number_is_found_in_a_text(text: str, found: list[str]) -> None:
    assert personal_numbers(text) == found


def test_no_public_text_of_the_core_takes_a_persons_number() -> None:
    with pytest.raises(ValidationError) as refusal:
        no_personal_number(f"Вигадана {RNOKPP}")
    assert RNOKPP not in refusal.value.messages[0]
    for record, field in (
        (LedgerEntry(counterparty=f"ФОП {RNOKPP}"), "counterparty"),
        (Activity(is_public=True, description=f"Переможець {RNOKPP}"), "description"),
        (Progress(result=f"Сплачено {RNOKPP}"), "result"),
    ):
        with pytest.raises(ValidationError) as refusal:
            record.clean()
        assert list(refusal.value.error_dict) == [field]
    Activity(is_public=False, description=f"Для працівників {RNOKPP}").clean()
