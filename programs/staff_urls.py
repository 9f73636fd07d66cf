"""Addresses of the core's pages below /staff/."""

from django.urls import include, path

from .admin import measure_card
from .staff import background, progress

works = [
    path("", background.works, name="works"),
    path("<slug:key>/", background.work, name="work"),
    path("<slug:key>/progress/", background.progress, name="progress"),
    path("<slug:key>/stop/", background.stop, name="stop"),
]
judging = [
    path("", progress.choose, name="choose"),
    path("<slug:slug>/<slug:code>/", progress.sheet, name="sheet"),
]
measures = [path("<int:pk>/", measure_card.card, name="card")]
urlpatterns = [
    path("background/", include((works, "background"))),
    path("progress/", include((judging, "progress"))),
    path("measures/", include((measures, "measures"))),
]
