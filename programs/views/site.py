"""Pages about the portal itself: open data, what robots may read, the icon."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.i18n import set_language as django_set_language

from .. import finance, modules
from ..charts import PROGRAM_CHARTS
from ..models import Portal, Program
from ..reporting.addresses import absolute
from ..rest.public import public


@public
def open_data(request: HttpRequest) -> HttpResponse:
    """What can be taken away: the files of every programme and the API."""
    context = {"programs": Program.objects.published(), "charts": list(PROGRAM_CHARTS), "zero": finance.ZERO}
    context["more_files"] = modules.files()
    return render(request, "programs/open_data.html", context)


@public
def about(request: HttpRequest) -> HttpResponse:
    """Whose portal this is, how it is reached, where its figures come from, and what it does about people."""
    portal = Portal.this()
    contacts = any([portal.address, portal.phone, portal.email, portal.site])
    return render(request, "programs/about.html", {"portal": portal, "contacts": contacts})


@public
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines are welcome to everything public; the staff's side has nothing for them."""
    rules = ["User-agent: *", "Disallow: /admin/", "Disallow: /accounts/", "Disallow: /i18n/"]
    rules.append(f"Sitemap: {absolute('/sitemap.xml', request)}")
    return HttpResponse("\n".join([*rules, ""]), content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For what asks at the fixed address without reading the page."""
    return HttpResponsePermanentRedirect(static("favicon.svg"))


# The language is a cookie that harms nobody. Without Django's token, pages need no cookie of their own and stay equal
# to the byte for every visitor, so that an ETag can match.
set_language = csrf_exempt(django_set_language)
