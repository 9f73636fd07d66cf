"""News of consultations for readers of feeds."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from programs.rest.feeds import Entry, atom
from programs.rest.public import public

from ..registers.news import news_of_consultations


@public
def consultations_feed(request: HttpRequest) -> HttpResponse:
    entries = [Entry(**news) for news in news_of_consultations()]
    title = _("News of consultations with the public")
    return atom(request, entries, title=title, page=reverse("civil_society:consultations"))
