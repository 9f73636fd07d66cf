"""Addresses of the public register of contracts, of outlets and publications, which are permanent; papers for staff."""

from django.urls import path, re_path

from .api import open_data
from .views import contracts, documents, outlets, publications


def paper(model: str) -> str:
    """Under the staff's pages of the record that it prints, as PDF or DOCX."""
    return rf"^admin/media_contracts/{model}/(?P<pk>\d{{1,9}})/document\.(?P<ext>pdf|docx)$"


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
    path("open-data/<slug:name>.<slug:extension>", open_data.table, name="open-data"),
    re_path(paper("contract"), documents.contract_document, name="contract-document"),
    re_path(paper("supplementaryagreement"), documents.agreement_document, name="agreement-document"),
    re_path(paper("act"), documents.act_document, name="act-document"),
]
