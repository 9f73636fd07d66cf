"""Two wordings beside each other: the words that went and the words that came are marked, the rest is not."""

import pytest

from programs.reporting.marks import Mark, Marked, compare_words

SIGNS = {Mark.KEPT: "{}", Mark.DROPPED: "[-{}-]", Mark.ADDED: "[+{}+]"}


def signed(text: Marked) -> str:
    return "".join(SIGNS[piece.mark].format(piece.text) for piece in text.pieces)


@pytest.mark.parametrize(
    ("was", "became", "old", "new"),
    [
        ("у друкованих ЗМІ", "у друкованих та онлайн ЗМІ", "у друкованих ЗМІ", "у друкованих [+та онлайн+] ЗМІ"),
        ("до 1 березня", "до 15 квітня", "до [-1 березня-]", "до [+15 квітня+]"),
        ("зв’язки з громадою", "зв’язок з громадою", "[-зв’язки-] з громадою", "[+зв’язок+] з громадою"),
        ("Рада, відділ.", "Рада; відділ.", "Рада[-,-] відділ.", "Рада[+;+] відділ."),
        ("перший\nдругий", "перший\nтретій", "перший\n[-другий-]", "перший\n[+третій+]"),
        ("2", "5", "[-2-]", "[+5+]"),
        ("те саме", "те саме", "те саме", "те саме"),
        ("", "нове", "", "[+нове+]"),
    ],
)
def test_only_changed_words_are_marked(was: str, became: str, old: str, new: str) -> None:
    assert tuple(signed(text) for text in compare_words(was, became)) == (old, new)


def test_the_marked_texts_are_the_texts() -> None:
    was, became = "Перше слово,  друге\nслово…", "Перше\tслово і друге слово!"

    assert tuple(str(text) for text in compare_words(was, became)) == (was, became)


def test_a_change_in_the_longest_text_of_a_plan_is_found_to_the_word() -> None:
    was = "\n".join(f"{number} рядок про захід {number * 7}" for number in range(900))

    old, new = compare_words(was, was.replace("777 рядок", "777 рядків"))

    assert [piece.text for piece in old.pieces if piece.mark == Mark.DROPPED] == ["рядок"]
    assert [piece.text for piece in new.pieces if piece.mark == Mark.ADDED] == ["рядків"]


@pytest.mark.parametrize(
    ("was", "became"),
    [("а б " * 3000, "а в " * 3000), ("а б\n" * 3000, "б в\n" * 3000), ("а б в г " * 160, "г в б а " * 160)],
)
def test_texts_that_have_little_in_common_come_back_whole(was: str, became: str) -> None:
    old, new = compare_words(was, became)

    assert (str(old), str(new)) == (was, became)
