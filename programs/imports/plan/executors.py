"""Who is responsible: a cell of names parted into executors, «(за згодою)» taken off, other spellings recognised."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ...texts import fold
from ..reading.cells import one_line
from ..reading.grid import FileCell
from ..reading.questions import Asker
from ..reading.sentences import Topic
from ..reading.texts import CONSENT
from .state import ExecutorState

_HEADS = """
відділ відділи відділення управління департамент департаменти служба служби сектор сектори комітет комітети виконком
рада ради центр центри заклад заклади підприємство підприємства установа установи організація організації комісія
комісії підрозділ підрозділи орган органи кп кнп ку кз зсо ооо тов фоп го бф осбб апарат секретаріат бібліотека
бібліотеки музей школа школи ліцей ліцеї гімназія гімназії лікарня редакція редакції громада громади об’єднання
об'єднання спілка спілки фонд фонди бюро інспекція поліція видання засоби керуючий керівник керівники заступник
начальник голова спеціаліст депутати адміністрація інститут інститути підрядник підрядники виконавець товариство
"""
HEADS = frozenset(_HEADS.split())
ABBREVIATIONS = {
    "ЗМІ": "Засоби масової інформації",
    "ІГС": "Інститути громадянського суспільства",
    "ОСББ": "Об’єднання співвласників багатоквартирних будинків",
    "ОМС": "Органи місцевого самоврядування",
}
_GENITIVE = re.compile(r"(?:ої|ьої|ого|ього|их|іх|ів|їв|ей|и|у|ю)$", re.IGNORECASE)
_NOMINATIVE = re.compile(r"(?:[^нт]а|та|[^н]я|ий|ій|о)$", re.IGNORECASE)
_OF_THE_COUNCIL = re.compile(
    r"^(?:[\w’'-]+\s+){0,3}(?:ради|виконкому|виконавчого комітету)$"
    r"|^(?:[\w’'-]+\s+){0,3}ради\s+в\s+межах\b.*$|^[ву]\s+межах\b.*$",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"(?P<name>[А-ЯІЇЄҐа-яіїєґ][А-ЯІЇЄҐа-яіїєґ’'\- ]{4,100}?)\s*"
    r"\(\s*(?:надалі|далі)\s*[-–—]?\s*(?P<short>[А-ЯІЇЄҐ]{2,8})\s*\)"
)


def initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", name) if len(word) > 2).upper()


def defined_abbreviations(text: str) -> dict[str, str]:
    """What the document itself explains: «Інститути громадянського суспільства (далі - ІГС)»."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(one_line(text)):
        words = match["name"].split()
        name = " ".join(words[-len(match["short"]) :])
        if initials(name) == match["short"]:
            found[match["short"]] = name[0].upper() + name[1:]
    return found


@dataclass
class Executors:
    """Reads the cells of executors of one file against the names that the portal and the file know."""

    asker: Asker
    known: tuple[str, ...] = ()
    explained: Mapping[str, str] = field(default_factory=dict)
    in_file: tuple[str, ...] = ()

    def learn(self, lines: Iterable[list[str]]) -> None:
        """Take the names of the whole file in, so that a longer name is recognised by its shorter one anywhere."""
        names = {CONSENT.sub("", piece).strip(" .") for cell in lines for piece, _sure in self._split(cell)}
        self.in_file = tuple(sorted({name[0].upper() + name[1:] for name in names if name}))

    def read(self, cell: FileCell, lines: list[str]) -> list[ExecutorState]:
        """The executors of a cell in its order; every guess is a question whose answer is a list, one name per line."""
        pieces = self._split(lines)
        if not pieces:
            return []
        if not all(sure for _piece, sure in pieces):
            suggestion = "\n".join(piece for piece, _sure in pieces)
            answer = self.asker.ask(Topic.EXECUTORS_PARTED, cell.place, cell.line, suggestion)
            pieces = [(one_line(line), True) for line in answer.splitlines() if line.strip()]
        found: dict[str, ExecutorState] = {}
        for number, (piece, _sure) in enumerate(pieces):
            executor = self._executor(cell, piece, number)
            found.setdefault(fold(executor["name"]), executor)
        return list(found.values())

    # ---- parting -------------------------------------------------------------------------------------------------

    def _split(self, lines: list[str]) -> list[tuple[str, bool]]:
        """Names with whether their borders are sure: a comma also stands inside «відділ освіти, молоді та спорту»."""
        pieces: list[tuple[str, bool]] = []
        for line in lines:
            for number, (text, mark) in enumerate(_comma_parts(line)):
                starts, sure = (True, True) if number == 0 or mark == ";" else self._starts_name(text, pieces[-1][0])
                if number == 0 and pieces and pieces[-1][0] and not self._line_starts_name(text):
                    starts, sure = False, True
                if starts or not pieces:
                    pieces.append((text, sure))
                else:
                    joined, was_sure = pieces[-1]
                    pieces[-1] = (f"{joined}, {text}", was_sure and sure)
        return [(piece, sure) for piece, sure in pieces if piece]

    def _line_starts_name(self, text: str) -> bool:
        return text[:1].isupper() or self._starts_name(text, "")[0]

    def _starts_name(self, text: str, before: str) -> tuple[bool, bool]:
        words = re.findall(r"[\w’'-]+", text)
        folded = text.casefold()
        if before.rstrip().endswith(")") or not words:
            return True, True
        if any(folded.startswith(name.casefold()) for name in self.known):
            return True, True
        if any(name.casefold().startswith(f"{before}, {text}".casefold()) for name in self.known):
            return False, True
        if words[0].isupper() and len(words[0]) > 1:
            return True, True
        first = words[0].casefold()
        if _GENITIVE.search(first) and first not in HEADS:
            return False, True
        if any(word.casefold() in HEADS for word in words[:3]):
            return True, True
        return (True, False) if _NOMINATIVE.search(first) or words[0][0].isupper() else (False, False)

    # ---- recognising ---------------------------------------------------------------------------------------------

    def _executor(self, cell: FileCell, piece: str, number: int) -> ExecutorState:
        """An executor of a measure; it gets a wording only where the file names it otherwise."""
        by_consent = bool(CONSENT.search(piece))
        text = one_line(CONSENT.sub(" ", piece)).strip(" .,;")
        text = text[0].upper() + text[1:] if text else piece
        name = self._exactly(text) or self._recognised(cell, text, number)
        wording = "" if name.casefold() == text.casefold() else text
        return {"name": name, "by_consent": by_consent, "wording": wording}

    def _exactly(self, text: str) -> str | None:
        return next((name for name in self.known if fold(name) == fold(text)), None)

    def _recognised(self, cell: FileCell, text: str, number: int) -> str:
        if text.isupper() and len(text) <= 8:
            meant = self._abbreviation(text)
            if meant:
                return self.asker.ask(Topic.ABBREVIATION, cell.place, text, meant, part=number)
        shorter = self._shorter(text)
        if shorter:
            return self.asker.ask(Topic.LONGER_NAME, cell.place, text, shorter, part=number)
        return text

    def _abbreviation(self, text: str) -> str | None:
        names = [name for name in (*self.known, *self.in_file) if initials(name) == text and len(name) > len(text)]
        return names[0] if names else self.explained.get(text) or ABBREVIATIONS.get(text)

    def _shorter(self, text: str) -> str | None:
        """A known name that this one only says more fully: «Загальний відділ Каховської міської ради»."""
        names = sorted({*self.known, *self.in_file}, key=len, reverse=True)
        for name in names:
            rest = text[len(name) :]
            begins = text.casefold().startswith(f"{name} ".casefold())
            if begins and len(name.split()) > 1 and _OF_THE_COUNCIL.match(rest.strip()):
                return name
        return None


def _comma_parts(line: str) -> list[tuple[str, str]]:
    """The parts of a line between commas and semicolons outside brackets, each with the mark before it."""
    parts: list[tuple[str, str]] = []
    depth, start, mark = 0, 0, ""
    for position, letter in enumerate(f"{line};"):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter in ",;" and depth <= 0:
            text = line[start:position].strip()
            if text:
                parts.append((text, mark))
            start, mark = position + 1, letter
    return parts
