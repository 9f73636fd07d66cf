"""Lists of publications as people paste them and as the council's site gives them in its feed (RSS 2.0 or Atom)."""

import re
import urllib.error
import urllib.request
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from time import sleep
from typing import Any
from xml.etree import ElementTree

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.imports.reading.files import FileProblem
from programs.services import save_record

from ..models import SitePublication

LONGEST = 5_000_000  # bytes of a feed
TIMEOUT = 15  # seconds that a site may be silent while a person waits
DAY = re.compile(r"^\s*(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})\b[\s,;:–—-]*")
LINK = re.compile(r"[\s,;|(]*(https?://\S+?)[)\s]*$")
ATOM = "{http://www.w3.org/2005/Atom}"


def read_lines(text: str) -> list[dict[str, Any]]:
    """Publications of a pasted list: a line has day, heading and link; between tabs or «|» also a section before the
    heading. What a line lacks is said with its number, of all lines at once.
    """
    found, problems = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                found.append(_line(line))
            except ValidationError as problem:
                words = _("Line %(number)s: %(problem)s")
                problems.append(words % {"number": number, "problem": " ".join(problem.messages)})
    if problems:
        raise ValidationError({"lines": problems})
    return found


def _line(line: str) -> dict[str, Any]:
    day, link = DAY.search(line), LINK.search(line)
    if not day:
        raise ValidationError(_("it begins with a day, 15.03.2021."))
    try:
        year = int(day[3]) if len(day[3]) == 4 else 2000 + int(day[3])
        when = date(year, int(day[2]), int(day[1]))
    except ValueError as error:
        raise ValidationError(_("there is no such day.")) from error
    if not link:
        raise ValidationError(_("it ends with a link, https://…"))
    parts = [" ".join(part.split()) for part in re.split(r"\t|\|", line[day.end() : link.start()])]
    texts = [part for part in parts if part]
    if not texts:
        raise ValidationError(_("it has no heading."))
    return {
        "date": when,
        "section": texts[0] if len(texts) > 1 else "",
        "heading": " ".join(texts[1:] or texts),
        "link": link[1],
    }


def read_feed(address: str) -> list[dict[str, Any]]:
    """What the site's feed holds now, the newest first; what cannot be had or read is said in a sentence."""
    request = urllib.request.Request(address, headers={"Accept": "application/rss+xml, application/atom+xml, text/xml"})  # noqa: S310 - the settings take http and https alone
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            body = answer.read(LONGEST + 1)
    except (OSError, ValueError) as error:
        raise FileProblem(_("The site does not answer: %(why)s.") % {"why": getattr(error, "reason", error)}) from error
    if len(body) > LONGEST:
        raise FileProblem(_("The feed of the site is larger than 5 MB."))
    if b"<!DOCTYPE" in body[:2000].upper() or b"<!ENTITY" in body.upper():
        raise FileProblem(_("The site answered with a page, not with a feed: its address may have changed."))
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - without a DTD there are no entities to expand
    except ElementTree.ParseError as error:
        raise FileProblem(_("The feed of the site is broken: it is no XML.")) from error
    items = [_item(each) for each in [*root.iter("item"), *root.iter(f"{ATOM}entry")]]
    if not items:
        raise FileProblem(_("The feed of the site names no publication."))
    return sorted((each for each in items if each), key=lambda each: each["date"], reverse=True)


def is_there(address: str) -> bool | None:
    """Whether a page of the site stands; None where the site said nothing of it: it was slow, busy or away."""
    if not address.startswith(("http://", "https://")):
        return None
    request = urllib.request.Request(address, method="HEAD")  # noqa: S310 - http and https alone, as asked above
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
            return True
    except urllib.error.HTTPError as refusal:
        return False if refusal.code in {404, 410} else None
    except (OSError, ValueError):
        return None


def _item(element: Any) -> dict[str, Any]:
    """A publication of a feed; nothing where it has no day, heading or link that could be kept."""

    def said(*names: str) -> str:
        return next((" ".join(text.split()) for name in names if (text := element.findtext(name) or "")), "")

    atom = element.find(f"{ATOM}link")
    link = said("link") or (atom.get("href", "") if atom is not None else "")
    heading = said("title", f"{ATOM}title")[:300]
    category = element.find(f"{ATOM}category")
    section = said("category") or (category.get("term", "") if category is not None else "")
    day = _day(said("pubDate", f"{ATOM}published", f"{ATOM}updated"))
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError:
        return {}
    return {"date": day, "section": section[:150], "heading": heading, "link": link} if day and heading else {}


def _day(text: str) -> date | None:
    """Kyiv's day of a moment as feeds write it."""
    try:
        moment = datetime.fromisoformat(text) if text[:4].isdecimal() else parsedate_to_datetime(text)
    except ValueError:
        return None
    return timezone.localdate(moment) if timezone.is_aware(moment) else moment.date()


def look_up(*, limit: int, pause: float, on: date) -> dict[str, int]:
    """Ask the site for its publications, those not seen for longest first; tell how many stand, died or kept silent.

    A link that died is kept with the day on which that was found; one that comes back has none any more.
    """
    longest_unseen = (F("lost_on").asc(nulls_first=True), F("seen_on").asc(nulls_first=True), "pk")
    counts = {"there": 0, "lost": 0, "silent": 0}
    for number, each in enumerate(SitePublication.objects.order_by(*longest_unseen)[:limit]):
        if number:
            sleep(pause)
        found = is_there(each.link)
        counts["silent" if found is None else "there" if found else "lost"] += 1
        if (found and each.lost_on) or (found is False and each.lost_on is None):
            each.lost_on = None if found else on
            save_record(record=each, by=None)
        if found:
            SitePublication.objects.filter(pk=each.pk).update(seen_on=on)
    return counts
