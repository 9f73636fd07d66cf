"""The site map."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def healthz(request: HttpRequest) -> HttpResponse:
    """For a monitor: the process answers."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("", include("programs.urls")),
    path("", include("media_contracts.urls")),
    path("accounts/", include("kakhovka_portal.account_urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("kakhovka_portal.api")),
    path("healthz", healthz),
]
