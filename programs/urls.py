"""Addresses of the programmes' public pages."""

from django.urls import path

app_name = "programs"
urlpatterns: list = [path("programs/<slug:slug>/measures/<slug:code>/", lambda r, **k: None, name="measure")]
