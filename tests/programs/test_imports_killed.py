"""kill -9 in the middle of an import leaves nothing half-written, on either database."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.conftest import load_founding_data
from tests.sources import ROOT

from . import annex_1
from .office_files import docx
from .treasury_files import as_json, transaction

START = """
import os, signal, sys
import django
django.setup()
from django.contrib.auth.models import User
from programs.imports import apply_plan, treasury
from programs.models import Edition, FundingSource, ImportBatch, ImportedEntry, LedgerEntry
from programs.models import Measure, MeasureRow, Program
die = lambda *args: os.kill(os.getpid(), signal.SIGKILL)
file, way = sys.argv[1], sys.argv[2]
"""
PREPARE = (
    START
    + """
by = User.objects.create_user("importer")
treasury.confirm_rule(
    by=by, measure=Measure.objects.get(code="print-media"), source=FundingSource.objects.get(), recipient="04051327"
)
"""
)
IMPORT = (
    START
    + """
by = User.objects.get(username="importer")
if way == "treasury":
    with open(file, "rb") as opened:
        treasury.apply_treasury(file=opened, file_name="t.json", by=by, progress=die)
else:
    write = apply_plan.write_plan
    apply_plan.write_plan = lambda **given: (write(**given), die())
    content = open(file, "rb").read()
    program = Program.objects.get()
    found = apply_plan.propose_plan(content=content, answers={}, program=program).open_doubts
    answers = {doubt.key: doubt.suggestion for doubt in found}
    apply_plan.apply_plan(content=content, file_name="p.docx", answers=answers, program=program, by=by)
"""
)
COUNT = (
    START
    + """
print([m.objects.count() for m in (Edition, MeasureRow, LedgerEntry, ImportedEntry, ImportBatch)])
"""
)


def run(script: str, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", script, *(arguments or ("", ""))]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def files(folder: Path) -> dict[str, Path]:
    """Transactions of more than one portion, and the annex with a measure taken out."""
    transactions, plan = folder / "transactions.json", folder / "annex.docx"
    transactions.write_bytes(as_json(transaction(n, amount=1) for n in range(1, 701)).getvalue())
    rows = annex_1.table()
    plan.write_bytes(docx([*rows[:14], *rows[15:]], before=[annex_1.CAPTION]))
    return {"treasury": transactions, "plan": plan}


def killed_imports(url: str, folder: Path) -> list[tuple[str, int, str]]:
    """What each import that was killed left in the database, and that the next one is not in its way."""
    prepared = run(PREPARE, url)
    assert prepared.returncode == 0, prepared.stderr
    found = []
    for way, file in files(folder).items():
        answer = run(IMPORT, url, str(file), way)
        found.append((way, answer.returncode, run(COUNT, url).stdout.strip()))
    return found


NOTHING = [("treasury", -signal.SIGKILL, "[1, 17, 0, 0, 0]"), ("plan", -signal.SIGKILL, "[1, 17, 0, 0, 0]")]


def test_an_import_killed_on_sqlite_leaves_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'killed.sqlite3'}"
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    for command in (["migrate", "-v0"], ["load_program", "fixtures/program_2021_2023.json"]):
        subprocess.run(
            [sys.executable, "-m", "django", *command], cwd=ROOT, env=environment, check=True, capture_output=True
        )

    assert killed_imports(url, tmp_path) == NOTHING


@pytest.mark.postgresql
def test_an_import_killed_on_postgresql_leaves_nothing(transactional_db: None, tmp_path: Path) -> None:
    load_founding_data()
    settings = connection.settings_dict
    url = f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"

    assert killed_imports(url, tmp_path) == NOTHING
