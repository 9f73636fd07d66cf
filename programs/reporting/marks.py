"""Two wordings of one text beside each other: the words that went and the words that came are marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

# A word or a sign with the space after it; the space before the first one counts to it.
_WORDS = re.compile(r"(?:^\s+)?(?:\w+(?:[’'ʼ-]\w+)*|[^\w\s])\s*")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# From this many words between the first and the last change on, whole lines are compared: the time grows with a power
# of their number.
_MANY = 700


class Mark(StrEnum):
    """What became of a piece of a text."""

    KEPT = "kept"
    DROPPED = "dropped"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """A run of words of one mark."""

    text: str
    mark: Mark = Mark.KEPT


@dataclass(frozen=True)
class Marked:
    """A text in pieces; as a string it is the text itself."""

    pieces: tuple[Piece, ...]

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def compare_words(was: str, became: str) -> tuple[Marked, Marked]:
    """The text before with its dropped words marked, the text after with its added ones; spaces do not count."""
    before, after = _WORDS.findall(was), _WORDS.findall(became)
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    old, new = [Piece("".join(before[:start]))], [Piece("".join(after[:start]))]
    for kept, left, right in _runs(before[start : len(before) - end], after[start : len(after) - end]):
        old.append(Piece(left, Mark.KEPT if kept else Mark.DROPPED))
        new.append(Piece(right, Mark.KEPT if kept else Mark.ADDED))
    old.append(Piece("".join(before[len(before) - end :])))
    new.append(Piece("".join(after[len(after) - end :])))
    return _joined(old), _joined(new)


def _common(before: list[str], after: list[str]) -> int:
    """How many words at the beginning are the same."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (a, b) in pairs if a.strip() != b.strip()), min(len(before), len(after)))


def _runs(before: list[str], after: list[str]) -> Iterator[tuple[bool, str, str]]:
    """Runs of both texts in order: kept or not, and what each has."""
    if max(len(before), len(after)) > _MANY:
        before, after = (_LINES.findall("".join(words)) for words in (before, after))
    left, right = ([part.strip() for part in parts] for parts in (before, after))
    for operation, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        yield operation == "equal", "".join(before[a:b]), "".join(after[c:d])


def _joined(pieces: list[Piece]) -> Marked:
    """Neighbours of one mark as one piece, nothing empty."""
    told = [part for piece in pieces for part in _without_edges(piece) if part.text]
    groups = groupby(told, key=lambda piece: piece.mark)
    return Marked(tuple(Piece("".join(piece.text for piece in group), mark) for mark, group in groups))


def _without_edges(piece: Piece) -> list[Piece]:
    """A marked run without the spaces at its ends, which nobody underlines."""
    words = piece.text.strip()
    if not words:
        return [Piece(piece.text)]
    before, after = piece.text.split(words, 1)
    return [Piece(before), Piece(words, piece.mark), Piece(after)]
