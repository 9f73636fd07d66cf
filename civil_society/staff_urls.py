"""Pages of civil society below /staff/."""

from django.urls import path

from .staff.institutions import TookPart
from .staff.press import FromFeed, Paste

app_name = "civil_society_staff"
urlpatterns = [
    path("institutions/took-part/", TookPart.as_view(), name="took-part"),
    path("site-publications/paste/", Paste.as_view(), name="paste"),
    path("site-publications/from-the-site/", FromFeed.as_view(), name="from-the-site"),
]
