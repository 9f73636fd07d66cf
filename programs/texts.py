"""The one form in which the portal keeps texts, and the one in which it compares them. Pure.

Texts come from word processors, PDFs, telephones and three keyboards: the same word in decomposed letters, with soft
hyphens, stress marks and five kinds of apostrophes, with a Latin «i» among Cyrillic letters.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LARGEST = 10**18 - 1  # of the numbers that an address may bring; what a key of either database can be

# What word processors leave in a copied text. XML knows none of it, so no DOCX or XLSX could hold the record.
_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_NEVER_PRINTED = re.compile("[\x01-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# soft hyphens, zero-width signs, and the stress marks that stay when letters are composed
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]|[\u0300\u0301](?![\u0300-\u036f])")
_APOSTROPHE = re.compile("(?<=[^\\W\\d_])['ʼ`‘‛′´ʹˈ＇](?=[^\\W\\d_])")
# any sign that one of them is about: most texts have none
_TO_MEND = re.compile(
    "[\x01-\x08\x0b-\x1f\x7f\x85\u00ad\u0300\u0301\u200b-\u200f\u2028-\u202e\u2060\ud800-\udfff\ufeff\ufffe\uffff'ʼ`‘‛′´ʹˈ＇]"
)

# Latin letters, in one case, that a Cyrillic letter looks like in either case.
_LOOK_ALIKES = str.maketrans("abcehikmoptxyï", "авсенікмортхуї")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_WHOLE = re.compile("[0-9]{1,18}")
# Each from the beginning on: asked at the end of a text, a pattern begins anew at every sign of a long run.
_BEFORE = re.compile(r"^[^\w%+-]+")
_BEHIND_TURNED = re.compile(r"^[^\w%+]+")
MOST_WORDS = 10  # of one search: each is asked of every record


def canonical(text: str) -> str:
    """A text as the portal keeps it: composed letters, nothing invisible, ’ for every apostrophe, \\n for every break.

    An apostrophe is what stands between two letters; a quote before or behind a word stays as it is.
    """
    if not _TO_MEND.search(text) and unicodedata.is_normalized("NFC", text):
        return text
    composed = unicodedata.normalize("NFC", _BREAKS.sub("\n", text))
    return _APOSTROPHE.sub("’", _INVISIBLE.sub("", _NEVER_PRINTED.sub("", composed)))


def number_in(text: str, largest: int = LARGEST) -> int | None:
    """A whole number – a key, a year, a page – as an address, a query string or a form brings it.

    What is no number in plain digits, or more than ``largest``, is none: SQLite and PostgreSQL alike keep larger keys
    out, and int() takes digits of every alphabet.
    """
    number = int(text) if _WHOLE.fullmatch(text) else None
    return number if number is not None and number <= largest else None


def fold(text: str) -> str:
    """A text for comparing: words of one case without quotes and edge punctuation, look-alike Latin letters Cyrillic.

    Two texts that people take for the same fold to the same; what comes out is never shown.
    """
    bare = canonical(text).replace("№", " ")  # before a number it is only how people write it
    plain = unicodedata.normalize("NFKC", bare).casefold().translate(_LOOK_ALIKES)
    words = (_without_edges(word) for word in _DASHES.sub("-", plain).replace("’", "'").split())
    return " ".join(word for word in words if word)


def _without_edges(word: str) -> str:
    return _BEHIND_TURNED.sub("", _BEFORE.sub("", word)[::-1])[::-1]


def folded_words(text: str) -> list[str]:
    """The different words to look for in folded texts."""
    return list(dict.fromkeys(fold(text).split()))


# What a Ukrainian noun or adjective ends with in one of its cases, behind at least three letters that stay.
_ENDING = re.compile(
    "([а-яґєії'-]{3,}?)(ами|ями|ого|ому|ими|іми|ові|еві|єві|ах|ях|ам|ям|ом|ем|єм|ою|ею|єю|ої|ів|їв|ей|их|іх|им|ім|ий|ій"
    "|[аеиіїоуьюяє]|)"
)
_LONG = re.compile(r"([нд])\1$")  # рішення, рішень
_CONSONANT = "[бвгґджзйклмнпрстфхцчшщ]"
_FLUENT = re.compile(f"(?<=..{_CONSONANT})(?:о(?=к$)|е(?=ц$))")  # рахунок, рахунку; переможець, переможця
_DROPPED = re.compile(f"(?<=..{_CONSONANT})(?=[кц]$)")
_CLOSED = re.compile(f"і(?={_CONSONANT}{{1,2}}$)")  # договір – договору, папір – паперу
_OPEN = re.compile(f"[ое](?={_CONSONANT}{{1,2}}$)")
_SOFTENED = {"к": "ц", "г": "з", "х": "с", "ц": "к", "з": "г", "с": "х"}  # бібліотека, бібліотеці


@lru_cache(maxsize=4096)
def beginnings(word: str) -> tuple[str, ...]:
    """What a folded word is looked for by, so that each of its cases finds the others: the word, and what stays of it
    without its ending, with the sounds that change inside it.

    «договорів» – «договор», «договір». What is shorter than five letters is looked for where a word begins, told by a
    space before it. A rule of endings, not a dictionary: it finds a little too much rather than too little.
    """
    found = _ENDING.fullmatch(word)
    if not found:
        return (word,)
    ending, stem = found[2], _LONG.sub(r"\1", found[1])
    stems = [stem, _FLUENT.sub("", stem), _DROPPED.sub("о" if stem.endswith("к") else "е", stem)]
    if ending in {"", "ь", "ю"}:
        stems += [_CLOSED.sub(vowel, stem) for vowel in ("ое" if len(stem) > 3 else "о")]
    else:
        stems.append(_OPEN.sub("і", stem))
    if stem[-1] in "кгх" or ending == "і":
        stems.append(stem[:-1] + _SOFTENED.get(stem[-1], stem[-1]))
    parts = dict.fromkeys([word, *(each if len(each) > 4 else f" {each}" for each in stems)])
    return tuple(part for part in parts if not any(other != part and other in part for other in parts))


def finds(asked: str, text: str) -> bool:
    """Whether a text has every word that is asked for, in any of its cases: what a search asks of texts at hand."""
    words, folded = folded_words(asked)[:MOST_WORDS], f" {fold(text)}"
    found = all(any(part in folded for part in beginnings(word)) for word in words)
    return found and bool(words or not asked.strip())  # signs alone are no word, and nothing has them


def fold_all(texts: Iterable[object]) -> str:
    """Several texts of one record folded for one search; empty ones leave nothing behind."""
    return " ".join(filter(None, (fold(str(text)) for text in texts if text)))


_ALPHABET = {letter: place for place, letter in enumerate("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")}


@lru_cache(maxsize=4096)  # a list of n titles is compared n log n times, and the next request compares the same ones
def alphabetical(text: str) -> tuple[list[tuple[int, int]], str]:
    """What names are sorted by, in SQLite as in a list made here: digits and signs, then Latin, then the Ukrainian
    alphabet; the exact text breaks a tie of case. PostgreSQL has the ICU collation of the same order.
    """
    places = [
        (1, _ALPHABET[sign]) if sign in _ALPHABET else (2, ord(sign)) if ord(sign) > 0x400 else (0, ord(sign))
        for sign in text.casefold()
    ]
    return places, text


# Ukrainian in Latin letters, by the Cabinet's resolution № 55 of 27.01.2010: within a word, at its beginning.
_PAIRS = (
    "а-a б-b в-v г-h ґ-g д-d е-e є-ie ж-zh з-z и-y і-i ї-i й-i к-k л-l м-m н-n о-o п-p р-r с-s т-t у-u ф-f "
    "х-kh ц-ts ч-ch ш-sh щ-shch ь- ю-iu я-ia"
)
_LATIN = str.maketrans(dict(pair.split("-") for pair in _PAIRS.split()))
_BEGINNINGS = re.compile(r"\b[єїйюя]")
_AT_THE_BEGINNING = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_NOT_IN_AN_ADDRESS = re.compile("[^a-z0-9]+")


def address_of(text: str, longest: int) -> str:
    """A name as a part of an address: «Друковані ЗМІ» – drukovani-zmi; cut at a word, empty of what has no letters."""
    plain = canonical(text).casefold().replace("’", "").replace("зг", "zgh")
    latin = _BEGINNINGS.sub(lambda found: _AT_THE_BEGINNING[found[0]], plain).translate(_LATIN)
    words = _NOT_IN_AN_ADDRESS.sub(" ", latin).split()
    while len("-".join(words)) > longest and len(words) > 1:
        words.pop()
    return "-".join(words)[:longest]
