"""Reports that are submitted without printing them: what is kept is real data, only PDF and XLSX are a few bytes."""

from datetime import date

from django.test import Client

from programs import services
from programs.models import ExecutionReport
from programs.reporting import as_json
from programs.reporting.report import Issued
from programs.reporting.stored import SCHEMA
from programs.reports import build_report
from tests.conftest import account


def keep(report: ExecutionReport, on: date, code: str, files: dict[str, bytes]) -> None:
    services.keep_submission(
        report=report,
        files=files,
        code=code,
        schema=SCHEMA,
        plan_edition=report.program.editions.get(),
        on=on,
        by=account("head"),
    )


def keep_next(report: ExecutionReport, on: date) -> None:
    """Submit an edition with its real data; what is printed does not matter to the steps after that."""
    code = services.new_code()
    words = Issued(report.number, report.edition, on, code, report.narrative, report.proposal, report.changed_because)
    data = as_json.render(build_report(report.program, report.period, issued=words))
    keep(report, on, code, {"pdf": b"%PDF-1.7", "xlsx": b"PK", "json": data})


def logged_in(role: str) -> Client:
    client = Client()
    client.force_login(account(role))
    return client
