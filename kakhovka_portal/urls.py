"""The site map."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from kakhovka_portal.sitemap import SITEMAPS
from media_contracts.api import open_data


def healthz(request: HttpRequest) -> HttpResponse:
    """For a monitor: the process answers."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("", include("programs.urls")),
    path("", include("media_contracts.urls")),
    path("open-data/<slug:name>.<slug:extension>", open_data.table, name="contracts-open-data"),
    path("accounts/", include("kakhovka_portal.account_urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("kakhovka_portal.api")),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("healthz", healthz),
]
