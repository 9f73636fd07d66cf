"""Public pages of advisory bodies, of their sittings, and of the support that institutions were given."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.default_day import default_day
from programs.models import is_restricted
from programs.registers import narrowed
from programs.reporting.addresses import absolute
from programs.reporting.files import attachment
from programs.rest.feeds import Entry, atom
from programs.rest.public import public
from programs.views.choice import Choice, table_file

from ..documents.minutes import minutes_file_name, voted_words
from ..models import AdvisoryBody, BodyDecision, BodyMinutesFile, BodySitting, SupportRequest
from ..registers.news import news_of_bodies
from ..services import quorum_of
from ..tables.bodies import (
    FACETS,
    SORTS,
    SUPPORT_FACETS,
    SUPPORT_SORTS,
    bodies_table,
    decisions_table,
    facets_of_bodies,
    sittings_table,
    support_table,
    term_text,
    with_counts,
)

TITLES = {"kind": gettext_lazy("Kind")}
SUPPORT_TITLES = {"state": gettext_lazy("State"), "year": gettext_lazy("Year")}
ORDERS = {"name": gettext_lazy("by name"), "-since": gettext_lazy("newest first")}
SUPPORT_ORDERS = {"-asked_on": gettext_lazy("newest first"), "asked_on": gettext_lazy("oldest first")}


# Bodies ---------------------------------------------------------------------------------------------------------------


def _asked(request: HttpRequest) -> tuple[Choice, list[Any], list[Any]]:
    choice = Choice(request, FACETS, SORTS, "name")
    rows = AdvisoryBody.objects.published().filter(choice.match("folded", kinds=AdvisoryBody.Kind))
    found = with_counts(rows.select_related("act").order_by(*SORTS[choice.sort]), default_day())
    return choice, found, narrowed(found, FACETS, choice.chosen)


@public
def bodies(request: HttpRequest) -> HttpResponse:
    """Advisory bodies and working groups, with what they held, decided and did."""
    choice, found, shown = _asked(request)
    paged = choice.paged(shown)
    context = {
        "choice": choice,
        "orders": ORDERS,
        "facets": choice.facets(
            TITLES,
            facets_of_bodies(found, choice.chosen, FACETS),
            lambda: facets_of_bodies(AdvisoryBody.objects.published(), {}, FACETS),
        ),
        "count": len(shown),
        "sums": {key: sum(each.counted[key] for each in shown) for key in ("sittings", "decisions", "done", "overdue")},
        "table": bodies_table(paged["page"].object_list),
        "support": SupportRequest.objects.published().count(),
        **paged,
    }
    return render(request, "civil_society/advisory_bodies.html", context, status=choice.status)


@public
def bodies_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    choice, _found, shown = _asked(request)
    site, title = absolute("", request), _("Advisory bodies")
    return table_file(choice, extension, lambda: bodies_table(shown, site=site), stem="advisory-bodies", title=title)


def _decisions(body: AdvisoryBody) -> QuerySet[BodyDecision]:
    rows = BodyDecision.objects.published().filter(item__sitting__body=body).select_related("item__sitting")
    return rows.order_by("-item__sitting__date", "item__number", "pk")


@public
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """A body: its act and term, who sits in it today, its sittings and decisions."""
    rows = AdvisoryBody.objects.published().select_related("measure__program", "act")
    [found] = with_counts([get_object_or_404(rows, pk=pk)], default_day())
    on = default_day(found.measure.program)
    sittings = BodySitting.objects.published().filter(body=found)
    decided = list(_decisions(found))
    done = [each for each in decided if each.done_on and each.done_on <= on]
    context = {
        "body": found,
        "term": term_text(found),
        "is_over": bool(found.until and found.until < on),
        "members": [] if is_restricted() else found.members.on(min(on, found.until or on)),
        "hides_people": is_restricted(),
        "sittings": sittings_table(sittings.prefetch_related("presences", "items__decisions")),
        "decisions": len(decided),
        "left": decisions_table([each for each in decided if each not in done], on),
        "done": decisions_table(done, on),
    }
    return render(request, "civil_society/advisory_body.html", context)


@public
def decisions_file(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """What a body decided, whole."""
    found = get_object_or_404(AdvisoryBody.objects.published().select_related("measure__program"), pk=pk)
    on, site = default_day(found.measure.program), absolute("", request)
    return table_file(
        Choice(request, (), (), ""),
        extension,
        lambda: decisions_table(_decisions(found), on, site=site),
        stem=f"decisions-{pk}",
        title=_("Decisions of the body “%(body)s”") % {"body": found},
    )


@public
def bodies_feed(request: HttpRequest) -> HttpResponse:
    entries = [Entry(**news) for news in news_of_bodies()]
    return atom(request, entries, title=_("Advisory bodies"), page=reverse("civil_society:advisory-bodies"))


# Sittings -------------------------------------------------------------------------------------------------------------


def _sitting(body: int, pk: int) -> BodySitting:
    rows = BodySitting.objects.published().select_related("body__measure__program", "minutes")
    return get_object_or_404(rows, pk=pk, body=body)


@public
def body_sitting(request: HttpRequest, body: int, pk: int) -> HttpResponse:
    """A sitting: when and where once that is told, the quorum, what was decided on each question; nobody's name."""
    found = _sitting(body, pk)
    presences = list(found.presences.select_related("institution"))
    context = {
        "sitting": found,
        "is_withheld": found.is_withheld(default_day()),
        "quorum": quorum_of(found.body, presences) if presences else None,
        "present": [] if is_restricted() else [row for row in presences if row.is_present],
        "items": [(item, voted_words(item.votes)) for item in found.items.prefetch_related("decisions")],
        "files": BodyMinutesFile.objects.published().filter(minutes__sitting=found).defer("content"),
    }
    return render(request, "civil_society/body_sitting.html", context)


@public
def body_minutes(request: HttpRequest, body: int, pk: int, extension: str) -> HttpResponseBase:
    """The approved minutes as everybody gets them, to the byte."""
    sitting = _sitting(body, pk)
    files = BodyMinutesFile.objects.published().filter(minutes__sitting=sitting)
    file = get_object_or_404(files, extension=extension)
    plain = f"{minutes_file_name(sitting)}.{extension}"
    return attachment(bytes(file.content), f"{file.minutes}.{extension}", plain=plain)


# Support --------------------------------------------------------------------------------------------------------------


def _support(request: HttpRequest) -> tuple[Choice, list[Any], list[Any]]:
    choice = Choice(request, SUPPORT_FACETS, SUPPORT_SORTS, "-asked_on")
    rows = SupportRequest.objects.published().filter(choice.match("folded", kinds=SupportRequest.State))
    found = list(rows.select_related("institution", "entry").order_by(*SUPPORT_SORTS[choice.sort]))
    return choice, found, narrowed(found, SUPPORT_FACETS, choice.chosen)


@public
def support(request: HttpRequest) -> HttpResponse:
    """What institutions asked the council for, and what was done."""
    choice, found, shown = _support(request)
    paged = choice.paged(shown)
    states = SupportRequest.State
    context = {
        "choice": choice,
        "orders": SUPPORT_ORDERS,
        "facets": choice.facets(
            SUPPORT_TITLES,
            facets_of_bodies(found, choice.chosen, SUPPORT_FACETS),
            lambda: facets_of_bodies(SupportRequest.objects.published(), {}, SUPPORT_FACETS),
        ),
        "count": len(shown),
        "given": sum(each.state == states.GIVEN for each in shown),
        "open": sum(each.state == states.OPEN for each in shown),
        "table": support_table(paged["page"].object_list),
        **paged,
    }
    return render(request, "civil_society/support.html", context, status=choice.status)


@public
def support_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    choice, _found, shown = _support(request)
    site, title = absolute("", request), _("Support of institutions")
    return table_file(choice, extension, lambda: support_table(shown, site=site), stem="support", title=title)
