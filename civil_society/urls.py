"""Addresses of the public register of institutions, which are permanent."""

from django.urls import path

from . import views

app_name = "civil_society"
urlpatterns = [
    path("civil-society/", views.register, name="register"),
    path("civil-society/institutions.<str:extension>", views.register_file, name="register-file"),
    path("civil-society/<int:pk>/", views.institution, name="institution"),
]
