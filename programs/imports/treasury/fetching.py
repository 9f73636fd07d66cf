"""Payments fetched from Є-data, the treasury's public list: by windows, each answer checked, resumed where it broke.

A question in a spelling that it does not know is ignored there in silence, and everybody's payments come back: so each
answer is held against what was asked, and nothing of a wrong one is kept.
"""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from ...words import date_text
from ..reading.cells import one_line
from ..reading.files import FileProblem
from .transactions import MAX_FILE, bare, day_of, edrpou_of, without_personal_data

WINDOW = timedelta(days=91)  # from the first day to the last: it answers for 92 days at most
TIMEOUT = 60  # seconds that it may be silent
LONGEST = 600  # seconds that one answer may take in all
PAUSES = (3, 15)  # seconds before the second and the third attempt
NEARLY = timedelta(days=1)  # a moment in another zone is the neighbouring day

Question = tuple[str, date, date]  # payer, first and last day


class Silence(FileProblem):
    """What may go better a little later: no answer, half an answer, an error of their server."""


def questions(payers: Iterable[str], first: date, last: date) -> Iterator[Question]:
    """Each payer by itself, so that it is plain whose payments have to come back."""
    for payer in payers:
        begin = first
        while begin <= last:
            end = min(begin + WINDOW, last)
            yield payer, begin, end
            begin = end + timedelta(days=1)


def fetch(*, asked: list[Question], place: Callable[[str], Path], note: Callable[[int, int], None]) -> list[Path]:
    """Ask every question that has no answer yet, each answer in a file of its own; gives the files in order."""
    places = [place(f".{payer}.{begin:%Y%m%d}.part") for payer, begin, _end in asked]
    for number, (question, part) in enumerate(zip(asked, places, strict=True)):
        if not part.exists():
            draft = part.with_suffix(".new")
            draft.touch(mode=0o600)  # it names persons and accounts, as the treasury does
            draft.write_text(json.dumps(_answer(question), ensure_ascii=False), encoding="utf-8")
            draft.replace(part)
        note(number + 1, len(asked))
    return places


def joined(parts: Iterable[Path]) -> Iterator[bytes]:
    """The answers as one list of transactions; a sentence where there is none."""
    count = 0
    for part in parts:
        for each in json.loads(part.read_text(encoding="utf-8")):
            yield (b"," if count else b"[") + json.dumps(each, ensure_ascii=False).encode()
            count += 1
    if not count:
        raise FileProblem(_("Є-data names no payment of these payers in this period."))
    yield b"]"


# One question ---------------------------------------------------------------------------------------------------------


def _answer(question: Question) -> list[dict[str, Any]]:
    for pause in PAUSES:
        try:
            return _checked(question, _asked(question))
        except Silence:
            time.sleep(pause)
    return _checked(question, _asked(question))


def _asked(question: Question) -> bytes:
    payer, begin, end = question
    values = {"payers_edrpous": payer, "startdate": begin.isoformat(), "enddate": end.isoformat()}
    request = urllib.request.Request(  # noqa: S310 - the settings take http and https alone
        f"{settings.EDATA_URL}?{urlencode(values)}", headers={"Accept": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            return _read(answer)
    except urllib.error.HTTPError as error:
        if error.code < 500 and error.code != 429:
            raise FileProblem(_refused(error)) from error
        raise Silence(_("Є-data does not work just now (error %(code)s).") % {"code": error.code}) from error
    except TimeoutError as error:
        raise Silence(_("Є-data gave no answer in time.")) from error
    except http.client.HTTPException as error:
        raise Silence(_("Є-data broke off in the middle of its answer.")) from error
    except OSError as error:
        raise Silence(_("Є-data cannot be reached: %(why)s.") % {"why": getattr(error, "reason", error)}) from error


def _read(answer: http.client.HTTPResponse) -> bytes:
    until, pieces, size = time.monotonic() + LONGEST, [], 0
    while piece := answer.read(1 << 16):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_FILE:
            raise FileProblem(_("The answer of Є-data is larger than 500 MB: ask for fewer days."))
        if time.monotonic() > until:
            raise TimeoutError
    if answer.length:  # fewer bytes than were announced
        raise http.client.IncompleteRead(b"", answer.length)
    return b"".join(pieces)


def _refused(error: urllib.error.HTTPError) -> str:
    try:
        said = json.loads(error.read(10_000))["errorMessage"]
    except (ValueError, KeyError, TypeError, RecursionError, OSError):
        said = str(error.code)
    return _("Є-data refused the question: “%(said)s”.") % {"said": _short(said)}


def _short(text: Any) -> str:
    return without_personal_data(one_line(str(text)))[:200]


def _checked(question: Question, body: bytes) -> list[dict[str, Any]]:
    """The transactions of an answer, all of them of the payer and the days that were asked for."""
    payer, begin, end = question
    try:
        found = json.loads(body, parse_float=str)  # no digit of an amount or of a number is lost
    except (ValueError, RecursionError) as error:
        raise Silence(_("The answer of Є-data is broken.")) from error
    if isinstance(found, dict) and "errorMessage" in found:
        raise FileProblem(_("Є-data refused the question: “%(said)s”.") % {"said": _short(found["errorMessage"])})
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise FileProblem(
            _("Є-data answered with something that is no list of transactions: its address may have changed.")
        )
    for each in found:
        whose, day = edrpou_of(bare(str(each.get("payer_edrpou", "")))), day_of(str(each.get("trans_date", "")))
        if whose != payer:
            words = _(
                "Asked for payments of %(payer)s, Є-data answered with those of others (%(whose)s): nothing is taken."
            )
            raise FileProblem(words % {"payer": payer, "whose": whose or "?"})
        if day is None or not begin - NEARLY <= day <= end + NEARLY:
            words = _("Asked for %(begin)s – %(end)s, Є-data answered with other days: nothing is taken.")
            raise FileProblem(words % {"begin": date_text(begin), "end": date_text(end)})
    return found
