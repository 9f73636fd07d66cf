"""Addresses of the core's pages below /staff/."""

from django.urls import path

from .staff import background

app_name = "background"
urlpatterns = [
    path("background/", background.works, name="works"),
    path("background/<slug:key>/", background.work, name="work"),
    path("background/<slug:key>/progress/", background.progress, name="progress"),
    path("background/<slug:key>/stop/", background.stop, name="stop"),
]
