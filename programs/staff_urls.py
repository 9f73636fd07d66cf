"""Addresses of the core's pages below /staff/."""

from django.urls import path

from .staff import background

app_name = "background"
urlpatterns = [
    path("background/", background.works, name="works"),
    path("background/<str:key>/", background.work, name="work"),
    path("background/<str:key>/progress/", background.progress, name="progress"),
    path("background/<str:key>/stop/", background.stop, name="stop"),
]
