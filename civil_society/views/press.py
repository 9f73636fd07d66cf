"""Public pages of press work, of the official site and of the monitoring."""

from functools import partial
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.default_day import default_day
from programs.modules import published_after
from programs.period import Period
from programs.registers import narrowed
from programs.reporting.addresses import absolute
from programs.rest.public import public
from programs.views.choice import Choice, table_file

from ..models import MonitoringNote, PressEvent, SitePublication
from ..registers.press import (
    PRESS_FACETS,
    SITE_FACETS,
    SORTS,
    Digest,
    by_month_and_section,
    chosen_publications,
    facets_of_press,
    facets_of_publications,
    month_of,
    months_of,
    press_table,
    site_publications_table,
)

PRESS_TITLES = {"kind": gettext_lazy("Kind"), "state": gettext_lazy("State"), "year": gettext_lazy("Year")}
SITE_TITLES = {
    "year": gettext_lazy("Year"),
    "month": gettext_lazy("Month"),
    "section": gettext_lazy("Section of the site"),
}
ORDERS = {"-date": gettext_lazy("newest first"), "date": gettext_lazy("oldest first")}
IN_FEED = 30


def _press_asked(request: HttpRequest) -> tuple[Choice, list[PressEvent], list[PressEvent]]:
    choice = Choice(request, PRESS_FACETS, SORTS, "-date")
    rows = PressEvent.objects.published().filter(choice.match("folded", kinds=PressEvent.Kind))
    found = list(rows.order_by(*SORTS[choice.sort]))
    return choice, found, narrowed(found, PRESS_FACETS, choice.chosen)


@public
def press(request: HttpRequest) -> HttpResponse:
    """Releases, announcements and events for the press."""
    choice, found, shown = _press_asked(request)
    paged = choice.paged(shown)
    context = {
        "choice": choice,
        "orders": ORDERS,
        "facets": choice.facets(
            PRESS_TITLES,
            facets_of_press(found, choice.chosen),
            lambda: facets_of_press(PressEvent.objects.published(), {}),
        ),
        "count": len(shown),
        "coming": [each for each in shown if each.state == each.State.PLANNED],
        "table": press_table(paged["page"].object_list),
        **paged,
    }
    return render(request, "civil_society/press.html", context, status=choice.status)


@public
def press_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    choice, _found, shown = _press_asked(request)
    table = partial(press_table, shown, site=absolute("", request))
    return table_file(choice, extension, table, stem="press", title=_("Work with the press"))


@public
def press_event(request: HttpRequest, pk: int) -> HttpResponse:
    """One release or event: its text, when and where, who was addressed, what was published after it."""
    shown = PressEvent.objects.published().select_related("measure__program", "activity")
    event = get_object_or_404(shown.prefetch_related("addressed", "present"), pk=pk)
    after = published_after([event.activity_id]).get(event.activity_id, []) if event.activity_id else []
    return render(request, "civil_society/press_event.html", {"event": event, "after": after})


@public
def press_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as it goes into a letter."""
    event = get_object_or_404(PressEvent.objects.published(), pk=pk)
    parts = [event.heading, event.text, event.office, absolute(event.get_absolute_url(), request)]
    return HttpResponse("\n\n".join(filter(None, parts)) + "\n", content_type="text/plain; charset=utf-8")


class PressFeed(Feed):
    """The latest releases, announcements and events, as readers of feeds take them in."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Work with the press")

    subtitle = gettext_lazy("Releases, announcements and events for the press.")

    def link(self) -> str:
        return reverse("civil_society:press")

    def items(self) -> Any:
        return PressEvent.objects.published().order_by("-date", "-pk")[:IN_FEED]

    def item_title(self, item: Any) -> str:
        return f"{capfirst(item.get_kind_display())}: {item.heading}"

    def item_description(self, item: Any) -> str:
        return str(item.text)


def _site_asked(request: HttpRequest) -> tuple[Choice, Any, Any]:
    choice = Choice(request, SITE_FACETS, SORTS, "-date")
    found = SitePublication.objects.published().filter(choice.match("folded"))
    return choice, found, chosen_publications(found, choice.chosen).order_by(*SORTS[choice.sort])


@public
def site_publications(request: HttpRequest) -> HttpResponse:
    """What the council published on its site, counted by month and section."""
    choice, found, shown = _site_asked(request)
    count = shown.count()
    paged = choice.paged(shown, count=count)
    facets = facets_of_publications(found, choice.chosen)
    everything = partial(facets_of_publications, SitePublication.objects.published(), {})
    context = {
        "choice": choice,
        "orders": ORDERS,
        "facets": choice.facets(SITE_TITLES, facets, everything),
        "count": count,
        "months": by_month_and_section(shown),
        "table": site_publications_table(paged["page"].object_list),
        **paged,
    }
    return render(request, "civil_society/site_publications.html", context, status=choice.status)


@public
def site_publications_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    choice, _found, shown = _site_asked(request)
    table = partial(site_publications_table, shown)
    return table_file(choice, extension, table, stem="site-publications", title=_("Publications on the site"))


@public
def monitoring(request: HttpRequest, period: str = "") -> HttpResponse:
    """The digest of the monitoring of a period, at first of the last month that has notes."""
    notes = MonitoringNote.objects.counted().filter(date__lte=default_day())
    months = months_of(notes)
    if not months and not period:
        return render(request, "civil_society/monitoring.html", {})
    try:
        asked = Period.parse(period) if period else month_of(months[0])
    except ValueError as error:
        raise Http404(str(error)) from error
    digest = Digest(asked, notes)
    shown = MonitoringNote.objects.published().filter(pk__in=[each.pk for each in digest.notes])
    links = [(f"{capfirst(str(MONTHS[day.month]))} {day.year}", month_of(day)) for day in months]
    context = {
        "digest": digest,
        "tables": digest.tables() if digest.count else [],
        "notes": digest.answers_table(shown.select_related("outlet").order_by("date", "pk")),
        "months": links,
        "label": next((name for name, month in links if month == asked), asked.dates),
    }
    return render(request, "civil_society/monitoring.html", context)
