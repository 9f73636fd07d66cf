"""Public pages of press work, of the official site and of the monitoring."""

from collections.abc import Callable
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
from programs.models import Program
from programs.modules import published_after
from programs.period import Period
from programs.registers import narrowed
from programs.reporting import as_pdf
from programs.reporting.addresses import absolute
from programs.reporting.papers import OfficialPaper, as_docx
from programs.rest.public import public
from programs.views.choice import Choice, table_file
from programs.views.downloads import looked_up, paper_file

from ..documents.press import digest_paper, release_paper
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
PAPERS: dict[str, Callable[[Any], bytes]] = {"pdf": as_pdf.render, "docx": as_docx.render_official}


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


@public
def press_paper(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """A release or an event as a paper."""
    event = get_object_or_404(PressEvent.objects.published().select_related("measure__program"), pk=pk)
    return _paper(request, extension, lambda: release_paper(event, site=absolute("", request)))


def _paper(request: HttpRequest, extension: str, build: Callable[[], OfficialPaper]) -> HttpResponseBase:
    if extension not in PAPERS:
        raise Http404(_("The paper can be had as PDF or DOCX."))
    paper, mark = looked_up(extension, build)
    plain, name = f"{paper.file_stem}.{extension}", f"{paper.name}.{extension}"
    return paper_file(request, paper, mark, PAPERS[extension], plain=plain, name=name)


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
        "table": site_publications_table(paged["page"].object_list, of_page=True),
        **paged,
    }
    return render(request, "civil_society/site_publications.html", context, status=choice.status)


@public
def site_publications_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    choice, _found, shown = _site_asked(request)
    table = partial(site_publications_table, shown)
    return table_file(choice, extension, table, stem="site-publications", title=_("Publications on the site"))


def _digest(period: Period) -> tuple[Digest, Any]:
    """The digest of a period, and those of its notes that everybody may read one by one."""
    digest = Digest(period, MonitoringNote.objects.counted().filter(date__lte=default_day()))
    shown = MonitoringNote.objects.published().filter(pk__in=[each.pk for each in digest.notes])
    return digest, shown.select_related("outlet").order_by("date", "pk")


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        raise Http404(str(error)) from error


@public
def digest_file(request: HttpRequest, period: str, extension: str) -> HttpResponseBase:
    """The digest of a period as a paper."""
    digest, shown = _digest(_period(period))
    council = Program.objects.published().order_by("-start_year").values_list("council", flat=True).first() or ""
    link, site = reverse("civil_society:digest", args=[digest.period.code]), absolute("", request)
    return _paper(request, extension, lambda: digest_paper(digest, shown, site=site, link=link, council=council))


@public
def monitoring(request: HttpRequest, period: str = "") -> HttpResponse:
    """The digest of the monitoring of a period, at first of the last month that has notes."""
    months = months_of(MonitoringNote.objects.counted().filter(date__lte=default_day()))
    if not months and not period:
        return render(request, "civil_society/monitoring.html", {})
    asked = _period(period) if period else month_of(months[0])
    digest, shown = _digest(asked)
    links = [(f"{capfirst(str(MONTHS[day.month]))} {day.year}", month_of(day)) for day in months]
    context = {
        "digest": digest,
        "tables": digest.tables() if digest.count else [],
        "notes": digest.answers_table(shown),
        "others": [(name, month) for name, month in links if month != asked],
        "label": next((name for name, month in links if month == asked), asked.dates),
    }
    return render(request, "civil_society/monitoring.html", context)
