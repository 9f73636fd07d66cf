"""What was submitted stays: an earlier head's data are read as they were written, a later migration touches no byte."""

import hashlib
import json
import lzma
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, migrations, models, transaction
from django.db.migrations.state import ProjectState
from django.db.models.signals import post_migrate
from django.test import Client

from programs import services
from programs.models import ExecutionReport, Program, ReportFile, ReportSubmission
from programs.reporting.stored import value_from
from programs.reporting.table import Kind
from programs.reports.lines import lines_of, snapshot
from programs.reports.submission import changes_between
from tests.conftest import account
from tests.old_portal import portal_in

from .submitting import keep_next, logged_in

# The annual report of the demonstration for 2021 as head 578d32b kept it: data of the first form (schema 1).
WRITTEN = lzma.decompress((Path(__file__).parent / "report_578d32b.json.xz").read_bytes())
SAID: dict[str, Any] = json.loads(WRITTEN)
PAGE = "/programs/information-space-2021-2023/reports/1/1/"


def keep_old() -> ExecutionReport:
    """The report as the earlier head submitted it, to the byte."""
    program = Program.objects.get(slug=SAID["program"]["slug"])
    issued = SAID["issued"]
    report = ExecutionReport(
        program=program,
        kind="year",
        period_start=date(2021, 1, 1),
        period_end=date(2021, 12, 31),
        narrative=issued["narrative"],
        proposal=issued["proposal"],
    )
    services.save_report(report=report, by=account("coordinator"))
    services.keep_submission(
        report=report,
        files={"pdf": b"%PDF-1.7", "xlsx": b"PK", "json": WRITTEN},
        code=issued["code"],
        schema=1,
        plan_edition=program.editions.get(),
        on=date.fromisoformat(issued["on"]),
        by=account("head"),
    )
    return ExecutionReport.objects.get(pk=report.pk)


# ---- data of an earlier form ----------------------------------------------------------------------------------------


@pytest.fixture
def old(db: None) -> ExecutionReport:
    report = keep_old()
    services.record_step(report=report, kind="published", date=date(2022, 2, 1), by=account("head"))
    return report


def spaced(page: Any) -> str:
    """The words of a page, with one kind of space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()).replace("&nbsp;", " "))


def figures(data: dict[str, Any], *names: str) -> list[list[Any]]:
    [section] = [each for each in data["sections"] if each["key"] == "measures"]
    return [[row["cells"].get(name) for name in names] for row in section["rows"] if row["level"] == "item"]


def test_everybody_gets_the_bytes_that_the_earlier_head_wrote(old: ExecutionReport) -> None:
    got = Client().get(f"{PAGE}report.json").content
    [told] = Client().get("/api/v1/reports/").json()["results"]
    said = Client().get(f"/verify/{SAID['issued']['code']}/").content.decode()

    assert got == WRITTEN
    digest = hashlib.sha256(WRITTEN).hexdigest()
    assert digest in {each["sha256"] for each in told["files"]} and digest in said


def test_pages_read_the_figures_that_it_wrote(old: ExecutionReport) -> None:
    member = logged_in("commission")
    whole, digest = spaced(Client().get(PAGE)), spaced(Client().get(f"{PAGE}digest/"))
    lines = lines_of(old)
    last = member.get(f"/commission/reports/{old.pk}/lines/{len(lines)}/")

    for figure in ("200 000,00", "189 150,00", "10 850,00", "94,6"):
        assert figure in whole and figure in digest
    assert [[line["number"], str(line["amended"]), str(line["paid"])] for line in lines] == [
        [number, *(str(value_from(amount, Kind.MONEY)) for amount in amounts)]
        for number, *amounts in figures(SAID, "number", "amended", "paid")
    ]
    assert all(line["measure"] for line in lines)
    assert (last.status_code, last.context["line"]["number"]) == (200, lines[-1]["number"])


def test_a_new_edition_tells_what_it_prints_otherwise_than_the_old_form(old: ExecutionReport) -> None:
    services.open_next_edition(report=old, why="Уточнення", by=account("head"))
    following = ExecutionReport.objects.get(edition=2)
    keep_next(following, date(2022, 2, 10))
    changes = changes_between(SAID, snapshot(ExecutionReport.objects.get(edition=2)))
    told = {(str(row.cells["row"]), str(row.cells["column"])): (row.cells["was"], row.cells["became"])
            for row in changes.rows}  # fmt: skip
    [number, paid] = next(found for found in figures(SAID, "number", "paid") if isinstance(found[1], str))

    assert any(str(was).replace("\xa0", "").replace(",", ".") == paid for was, _became in told.values()), number
    assert snapshot(old) == SAID


# ---- a later migration ----------------------------------------------------------------------------------------------


def reworded(found: Any, _editor: object) -> None:
    found.get_model("programs", "ExecutionReport").objects.update(narrative="Інакше")
    found.get_model("programs", "MeasureRow").objects.update(title="Інакше")


class Later(migrations.Migration):
    """A migration as one may come: it alters the tables of reports, and rewrites what drafts and plans say."""

    operations = [
        migrations.AddField("reportfile", "note", models.CharField(max_length=20, default="", db_default="")),
        migrations.AlterField("reportfile", "extension", models.CharField(max_length=12)),
        migrations.AlterField("reportsubmission", "commission", models.CharField(max_length=400, blank=True)),
        migrations.RunPython(reworded),
    ]


@contextmanager
def own_database(folder: Path) -> Iterator[None]:
    """A database that may be altered: on SQLite a copy in a file, PostgreSQL gives each test its own."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "later.sqlite3")])
    with portal_in(str(folder / "later.sqlite3")) if connection.vendor == "sqlite" else nullcontext():
        yield


def kept() -> list[dict[str, Any]]:
    """Everything that stands of submitted reports by the columns that this head has."""
    found: list[dict[str, Any]] = []
    for model in (ReportSubmission, ReportFile):
        found += [
            {name: bytes(value) if name == "content" else value for name, value in row.items()}
            for row in models.QuerySet(model).order_by("pk").values()
        ]
    return found


@pytest.mark.both_databases("migrations", "triggers")
def test_a_later_migration_leaves_bytes_and_snapshot_as_they_were(shared_portal: None, tmp_path: Path) -> None:
    with own_database(tmp_path):
        report = keep_old()
        services.record_step(report=report, kind="published", date=date(2022, 2, 1), by=account("head"))
        before, page = kept(), spaced(Client().get(PAGE))
        with connection.schema_editor(atomic=Later.atomic) as editor:
            Later("later", "programs").apply(ProjectState.from_apps(apps), editor)
        own = apps.get_app_config("programs")
        post_migrate.send(own, app_config=own, using="default", apps=apps, verbosity=0, interactive=False)
        after = kept()
        refused = []
        for table in ("reportsubmission", "reportfile", "reportstep"):
            for change in (f"UPDATE programs_{table} SET id = id", f"DELETE FROM programs_{table}"):  # noqa: S608
                with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(change)
                refused.append(change)

        assert after == before
        assert hashlib.sha256(after[-1]["content"]).hexdigest() == after[-1]["sha256"]
        assert (snapshot(report), spaced(Client().get(PAGE))) == (SAID, page)
        assert len(refused) == 6
