"""Texts of a table: wrapped lines joined, hard hyphens and slips of the keyboard found, labels parted from titles."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import Enum, auto
from functools import lru_cache

from django.utils.translation import gettext as _

from ...texts import canonical, fold
from .cells import SPACES, one_line, tidy
from .grid import FileCell
from .questions import Asker, Choice
from .sentences import Topic

WORD = r"[А-ЯІЇЄҐа-яіїєґA-Za-z'’`ʼ]"
LOWER = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяabcdefghijklmnopqrstuvwxyz"
BULLETS = "-−–—‐•·●▪◦*"
# first halves of words that Ukrainian writes with a hyphen
_FIRST_HALVES = """
прес міні біл сіті веб інтернет онлайн офлайн медіа відео аудіо фото екс віце бізнес мас топ арт ді смс пр ай тайм
тім флеш дрес івент блок вільно по будь хтозна казна бозна де як що хто коли куди скільки який чий з із зам генерал
член лікар інженер план дизайн проект проєкт шеф нон дж чат хаб хіт поп рок джаз кіно радіо авто вело мото еко етно
агро кібер майстер квест бренд смарт стоп чек ток лайв купівля
школа школи школі школу діти дітям дітьми дітях батьки сім’ї сім'ї все
"""
FIRST_HALVES = frozenset(_FIRST_HALVES.split())
# what is left of a word after a break, and is no word itself
TAILS = re.compile(
    r"^(?:н?ня|н?ню|н?ням|н?ні|ності|ність|ностей|ністю|ськ\w{1,3}|цьк\w{1,3}|ції|ція|цій|цію|ційн\w{1,3}|лення|ання|ення|"
    r"вання|ування|ється|ються|тися|ться|тів|тив\w{0,3}|ного|ної|них|ним|ній|ною|вого|вої|вих|ства|ство|ству|тва|тво|"
    r"мів|рів|лів|дів|сті|тей|тами|ками|ників|ник|ники|чого|чої|чих|мента|ментів|менту|ція|зація|зації|ізації|ованих|ів|ої|ого|их|ий)$",
    re.IGNORECASE,
)
# the second half of an adjective made of two: «соціально-економічного»
ADJECTIVE = re.compile(r"^\w{3,}(?:[иі]й|ого|ому|[иі]м|ої|ою|[иі]х|[иі]ми|[нвк][аеуіо])$", re.IGNORECASE)
SAME_NUMBER, OTHER_NUMBER = 0.55, 0.82  # how alike two titles have to be to be taken for the same thing reworded
VOWELS = "аеиіоуюяєї"
LABEL = re.compile(r"^(?P<label>\d{1,3}(?:\s?\.\s?\d{1,3})*\s?[.)]?)(?=\s|$|[А-ЯІЇЄҐ«\"“])\s*(?P<rest>.*)$", re.DOTALL)
CONSENT = re.compile(r"\(\s*за\s+згодою\s*\)", re.IGNORECASE)


@lru_cache(maxsize=10_000)
def key(text: str) -> str:
    """A title for comparing, and for remembering a row of a sheet: folded, without any mark inside words either.

    «прес-реліз» and «пресреліз» are one title of a document, while a search tells them apart.
    """
    return " ".join(re.sub(r"[^\w\s]|_", "", fold(text)).split())


def likeness(first: str, second: str) -> float:
    """From 0 to 1, by words in their order."""
    return SequenceMatcher(None, key(first).split(), key(second).split(), autojunk=False).ratio()


def number_of(label: str) -> str:
    """«3 .» is number 3, «1.1.» is 1.1."""
    return re.sub(r"\s", "", label).rstrip(".)")


def part_label(text: str) -> tuple[str, str]:
    """The label that a text begins with, as printed, and the text behind: «3 . Зміцнення» is («3 .», «Зміцнення»)."""
    found = LABEL.match(text)
    if found is None:
        return "", text
    label, rest = found["label"], found["rest"]
    marked = label.rstrip().endswith((".", ")")) or "." in label
    if not rest:
        return label.strip(), ""
    if not marked and not (rest[0].isupper() or rest[0] in '«"“'):
        return "", text
    return label.strip(), rest


def part_bullet(text: str) -> tuple[str, str]:
    """The bullet that a text begins with, and the text behind it; the dash of a list is one too."""
    bare = text.lstrip()
    if bare[:1] and bare[0] in BULLETS and bare[1:2] != bare[0]:
        return bare[0], bare[1:].lstrip()
    return "", text


class Hyphen(Enum):
    """What a hyphen inside a word is."""

    BELONGS = auto()
    MAY_BELONG = auto()
    MAY_HAVE_BROKEN = auto()
    BROKE_A_WORD = auto()


@dataclass
class Texts:
    """Cleans the texts of one file; ``words`` are all the words that the file itself writes without a hyphen."""

    asker: Asker
    words: frozenset[str] = field(default_factory=frozenset)

    def lines(self, cell: FileCell, *, bullets: bool = False) -> list[str]:
        """The lines of a cell as they were meant: wrapped ones joined, slips mended, each with a question."""
        joined = self._join(cell)
        lines = [self._mend(cell, line, number) for number, line in enumerate(joined)]
        if bullets:
            lines = [part_bullet(line)[1] for line in lines]
        return [line for line in lines if line]

    def _join(self, cell: FileCell) -> list[str]:
        joined: list[str] = []
        wrapped = False
        for number, raw in enumerate(re.split(r"\r\n|[\r\n\v]", canonical(cell.raw))):
            line = one_line(raw)
            if not line:
                continue
            if joined and self._goes_on(cell, joined[-1], line, number, wrapped=wrapped):
                broken = re.search(r"\w-$", joined[-1]) and line[0] in LOWER
                glue = "" if broken else " "
                joined[-1] = joined[-1] + glue + line
            else:
                joined.append(line)
            wrapped = bool(re.search(rf"[\s{SPACES}]$", raw))
        return joined

    def _goes_on(self, cell: FileCell, before: str, line: str, number: int, *, wrapped: bool) -> bool:
        """Whether a line continues the one before; where the letters do not say so, a person is asked to look."""
        if part_bullet(line)[0] or part_label(line)[0]:
            return False
        if before[-1] in ".;:!?":
            return False
        if line[0] in LOWER or line[0] in "(,;" or before[-1] in ",-–—(«":
            return True
        if not wrapped:
            return False
        read = f"{before[-40:]} ⏎ {line[:40]}"
        answer = self.asker.ask(Topic.WRAPPED_LINE, cell.place, read, "join", choices=join_choices(), part=number)
        return answer == "join"

    def _mend(self, cell: FileCell, line: str, number: int) -> str:
        def hyphen(found: re.Match[str]) -> str:
            return self._hyphen(cell, found, f"{number}.{found[0]}")

        def capital(found: re.Match[str]) -> str:
            part = f"{number}.{found[0]}"
            return self.asker.ask(Topic.LATE_CAPITAL, cell.place, found[0], lowered(found[0]), part=part)

        line = re.sub(rf"\b({WORD}{{2,}})-({WORD}{{2,}})\b", hyphen, line)
        return re.sub(r"\b[А-ЯІЇЄҐ]?[а-яіїєґ]{2,}[А-ЯІЇЄҐ]+\b", capital, line)

    def _hyphen(self, cell: FileCell, found: re.Match[str], part: str) -> str:
        read, joined, hyphen = found[0], found[1] + found[2], self.reading_of_hyphen(found[1], found[2])
        if hyphen is Hyphen.BELONGS:
            return read
        if hyphen is Hyphen.BROKE_A_WORD:
            return self.asker.ask(Topic.HARD_HYPHEN, cell.place, read, joined, part=part)
        broken = hyphen is Hyphen.MAY_HAVE_BROKEN
        choices = (Choice(read, read), Choice(joined, joined))
        suggestion = joined if broken else read
        return self.asker.ask(
            Topic.HYPHEN_UNSURE, cell.place, read, suggestion, must=broken, choices=choices, part=part
        )

    def reading_of_hyphen(self, first: str, second: str) -> Hyphen:
        """Whether the end of a line broke a word and left its hyphen in it («ефектив-ності»).

        Where neither the file nor the tail of the word tells, a person does: an open syllable is likely a break.
        """
        start, end = first.casefold(), second.casefold()
        if start in FIRST_HALVES or first.isupper() or not second[0].islower():
            return Hyphen.BELONGS
        if start + end in self.words or TAILS.match(second):
            return Hyphen.BROKE_A_WORD
        two_adjectives = start[-1] in "ое" and len(start) > 3 and ADJECTIVE.match(second)
        if two_adjectives or {start, end} <= self.words:
            return Hyphen.BELONGS
        return Hyphen.MAY_HAVE_BROKEN if start[-1] in VOWELS else Hyphen.MAY_BELONG


def lowered(word: str) -> str:
    """A capital inside a word made small; «І» behind a vowel stands for «ї» («компетенціІ»)."""
    body = re.sub(r"(?<=[аеєиіоуюя])І$", "ї", word[1:])
    return word[0] + body.lower()


def join_choices() -> tuple[Choice, ...]:
    return Choice("join", _("one line")), Choice("part", _("two lines"))


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words that a file writes without a hyphen, in small letters."""
    found: set[str] = set()
    for text in texts:
        found |= {word.casefold() for word in re.findall(rf"(?<![\w-]){WORD}{{4,}}(?![\w-])", tidy(text))}
    return frozenset(found)
