"""Addresses of the programmes' public pages. They are permanent: documents and search engines keep them."""

from django.urls import path

from .views import (
    commission,
    comparisons,
    downloads,
    home,
    measures,
    payments,
    preparing,
    program,
    reports,
    search,
    site,
    submitted,
)

app_name = "programs"
urlpatterns = [
    path("", home.index, name="index"),
    path("programs/programs.<str:extension>", home.register_file, name="index-file"),
    path("programs/<slug:slug>/", program.program, name="program"),
    path("programs/<slug:slug>/plan.csv", downloads.plan_csv, name="plan-csv"),
    path("programs/<slug:slug>/plan.xlsx", downloads.plan_xlsx, name="plan-xlsx"),
    path("programs/<slug:slug>/charts/<slug:key>.csv", downloads.chart_csv, name="chart-csv"),
    path("programs/<slug:slug>/passport/", program.passport, name="passport"),
    path("programs/<slug:slug>/acts/<int:pk>/file/", downloads.act_file, name="act-file"),
    path("programs/<slug:slug>/activities/<int:pk>/file/", downloads.activity_file, name="activity-file"),
    path("programs/<slug:slug>/editions/", program.editions, name="editions"),
    path("programs/<slug:slug>/editions/<int:was>-<int:became>/", comparisons.comparison, name="comparison"),
    path(
        "programs/<slug:slug>/editions/<int:was>-<int:became>/comparison.<str:extension>",
        comparisons.comparison_file,
        name="comparison-file",
    ),
    path("programs/<slug:slug>/measures/", program.measures, name="measures"),
    path("programs/<slug:slug>/measures/<slug:code>/", measures.measure, name="measure"),
    path("programs/<slug:slug>/measures/<slug:code>/ledger.csv", measures.ledger_csv, name="ledger-csv"),
    path("programs/<slug:slug>/reports/", reports.reports, name="reports"),
    path("programs/<slug:slug>/reports/<int:number>/", submitted.latest, name="submitted-latest"),
    path("programs/<slug:slug>/reports/<int:number>/<int:edition>/", submitted.submitted, name="submitted"),
    path(
        "programs/<slug:slug>/reports/<int:number>/<int:edition>/report.<slug:extension>",
        submitted.submitted_file,
        name="submitted-file",
    ),
    path(
        "programs/<slug:slug>/reports/<int:number>/<int:edition>/answers/<int:pk>/file/",
        submitted.answer_file,
        name="answer-file",
    ),
    path("verify/", submitted.verify, name="verify-any"),
    path("verify/<slug:code>/", submitted.verify, name="verify"),
    path("programs/<slug:slug>/reports/<str:period>/", reports.report, name="report"),
    path("programs/<slug:slug>/reports/<str:period>/report.<str:extension>", reports.report_file, name="report-file"),
    path("preparing/<slug:key>/", preparing.preparing, name="preparing"),
    path("payments/", payments.register, name="payments"),
    path("payments/payments.<str:extension>", payments.register_file, name="payments-file"),
    path("commission/", commission.commission, name="commission"),
    path("commission/reports/<int:pk>/ask/", commission.ask, name="ask"),
    path("search/", search.search, name="search"),
    path("open-data/", site.open_data, name="open-data"),
    path("i18n/language/", site.set_language, name="language"),
    path("robots.txt", site.robots, name="robots"),
    path("favicon.ico", site.favicon, name="favicon"),
]
