"""Addresses of the public register of contracts, of outlets and publications. They are permanent."""

from django.urls import path

from .views import contracts, outlets, publications


app_name = "media_contracts"
urlpatterns = [
    path("contracts/", contracts.register, name="contracts"),
    path("contracts/contracts.<str:extension>", contracts.register_file, name="contracts-file"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("media/", outlets.outlets, name="outlets"),
    path("media/charts/<slug:key>.csv", outlets.chart_csv, name="chart-csv"),
    path("media/<slug:slug>/", outlets.outlet, name="outlet"),
    path("publications/", publications.log, name="publications"),
    path("publications/publications.<str:extension>", publications.log_file, name="publications-file"),
]
