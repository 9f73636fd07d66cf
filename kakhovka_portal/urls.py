"""The site map."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from programs.modules import modules

from .sitemap import PublicPages

handler500 = "kakhovka_portal.outages.failed"
handler400 = "kakhovka_portal.outages.refused"

urlpatterns = [
    *(path("", include(module.urls)) for module in modules() if module.urls),
    *(path("staff/", include(module.staff_urls)) for module in modules() if module.staff_urls),
    path("accounts/", include("kakhovka_portal.account_urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("kakhovka_portal.api")),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PublicPages}}, name="sitemap"),
]
