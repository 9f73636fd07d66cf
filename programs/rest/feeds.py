"""News for readers of feeds, in Atom: the last that changed, of anything that has a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks
from django.utils.translation import get_language

from ..reporting.addresses import absolute

LAST = 50
NOTHING_YET = datetime(2021, 1, 1, tzinfo=UTC)  # an empty feed has to be dated too, and not by the clock


@dataclass(frozen=True)
class Entry:
    """One piece of news; ``key`` names it for ever, so that a reader shows a changed one as the same."""

    key: str
    title: str
    page: str
    text: str
    changed_at: datetime
    kind: str = ""


class Feed(Atom1Feed):
    """Equal entries give equal bytes."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NOTHING_YET)


def atom(request: HttpRequest, entries: Sequence[Entry], *, title: str, page: str) -> HttpResponse:
    """The entries as a feed; they stand in their order, and of very many the first."""
    site = absolute("", request)
    feed: Any = Feed(
        title=title,
        link=f"{site}{page}",
        description="",
        language=get_language(),
        feed_url=f"{site}{request.path}",
        feed_guid=f"{site}{request.path}",
    )
    for entry in entries[:LAST]:
        feed.add_item(
            title=entry.title,
            link=f"{site}{entry.page}",
            description=linebreaks(escape(entry.text)),  # a summary is HTML
            unique_id=f"{site}/#{entry.key}",
            updateddate=entry.changed_at,
            pubdate=entry.changed_at,
            categories=[entry.kind] if entry.kind else [],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
