"""Addresses of the public register of institutions, which are permanent."""

from django.urls import path

from .views import institutions

app_name = "civil_society"
urlpatterns = [
    path("civil-society/", institutions.register, name="register"),
    path("civil-society/institutions.<str:extension>", institutions.register_file, name="register-file"),
    path("civil-society/<int:pk>/", institutions.institution, name="institution"),
]
