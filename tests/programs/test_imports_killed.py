"""kill -9 in the middle of an import, an adoption or the submitting of a report leaves nothing half-written, on either
database.
"""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import pytest
from django.db import connection

from tests.sources import ROOT

from . import annex_1
from .office_files import docx
from .treasury_files import as_json, transaction

pytestmark = pytest.mark.both_databases("imports", "locks")

WORK = """
import os, signal, sys, time
from datetime import date
import django
django.setup()
from django.contrib.auth.models import User
from programs.imports.uploads import uploads, working
from programs.imports.plan import apply
from programs.imports.reading.document import Document
from programs.imports.treasury.apply import apply_treasury
from programs.imports.treasury.proposal import settle
from programs.imports.treasury.reader import read_treasury
from programs.models import Edition, FundingSource, ImportBatch, ImportedEntry, LedgerEntry
from programs.models import ExecutionReport, LegalAct, Measure, MeasureRow, Program, TreasuryPayer, TreasuryRule
from programs.services import adopt_edition, editions, keep_submission, open_draft_edition, reports, save_record
from programs.services import save_report
from programs.management.commands.work import Worker
from programs.models import BackgroundWork
from programs.services.background import presence_of
die = lambda *args: os.kill(os.getpid(), signal.SIGKILL)


# a worker does what waits, to its end or to its death
def worked():
    with presence_of("worker"):
        worker = Worker("worker")
        while BackgroundWork.objects.standing().exists():
            worker.look()
            time.sleep(0.05)


def work(way, file):
    by, _new = User.objects.get_or_create(username="importer")
    if way == "treasury":
        measure, source = Measure.objects.get(code="print-media"), FundingSource.objects.get()
        save_record(record=TreasuryRule(measure=measure, source=source, recipient="04051327"), by=by)
        TreasuryPayer.objects.create(edrpou="26510514", name="Рада")
        with open(file, "rb") as opened:
            proposal = settle(read_treasury(file=opened), {})
            apply_treasury(file=opened, file_name="t.json", by=by, proposal=proposal, progress=die)
    elif way == "adoption":
        act = {"role": "amendment", "body": "Рада", "number": "210", "date": date(2022, 5, 12), "title": "Зміни"}
        given = {"edition": open_draft_edition(program=Program.objects.get(), by=by), "in_force_from": date(2022, 6, 1)}
        save = editions.save_record
        editions.save_record = lambda **written: (save(**written), die())
        adopt_edition(act=LegalAct.objects.create(**act), by=by, **given)
    elif way in ("report", "kept"):
        days = {"period_start": date(2021, 1, 1), "period_end": date(2021, 12, 31)}
        draft = ExecutionReport(program=Program.objects.get(), kind="year", proposal="—", **days)
        report = save_report(report=draft, by=by)
        readers, about = reports.readers_of, {"code": way, "schema": 1, "plan_edition": None, "on": date(2022, 1, 20)}
        if way == "report":  # all is written, and nothing is certain yet
            reports.readers_of = lambda *args: (readers(*args), die())
        keep_submission(report=report, by=by, files=dict.fromkeys(("pdf", "xlsx", "json"), b"1" * 300_000), **about)
        die()  # before anybody is answered
    elif way == "queue":
        content = open(file, "rb").read()
        upload = uploads.bring(kind="treasury", file_name="t.json", size=len(content), pieces=[content], by=by)
        same = {uploads.hand_over(upload, "write", by).pk, uploads.hand_over(upload, "write", by).pk}
        note, working.note_progress = working.note_progress, die
        worked()
        upload.refresh_from_db()
        print(len(same), upload.work, uploads.last_work_of(upload).sentence, LedgerEntry.objects.count(), end=" ")
        working.note_progress = note
        uploads.hand_over(upload, upload.work, by)
        worked()
        upload.refresh_from_db()
        print(upload.work, upload.refusal, upload.batch.summary["entries"], end=" ")
    else:
        write = apply.write_plan
        apply.write_plan = lambda **given: (write(**given), die())
        document = Document(open(file, "rb").read())
        program = Program.objects.get()
        found = apply.propose_plan(document=document, answers={}, program=program).open_questions
        answers = {question.key: question.suggestion for question in found}
        apply.apply_plan(document=document, file_name="p.docx", answers=answers, program=program, by=by)


# Django is set up once, and each work is done by a process of its own that begins without a connection.
for line in sys.stdin:
    child = os.fork()
    if not child:
        work(*line.strip().split(" ", 1))
        sys.stdout.flush()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
# editions, drafts among them, adoptions in the history, rows, money, imports, submitted reports with their files
COUNTS = [
    "SELECT COUNT(*) FROM programs_edition",
    "SELECT COUNT(*) FROM programs_edition WHERE status = 'draft'",
    "SELECT COUNT(*) FROM programs_historicaledition WHERE status = 'adopted'",
    "SELECT COUNT(*) FROM programs_measurerow",
    "SELECT COUNT(*) FROM programs_ledgerentry",
    "SELECT COUNT(*) FROM programs_importedentry",
    "SELECT COUNT(*) FROM programs_importbatch",
    "SELECT COUNT(*) FROM programs_reportsubmission",
    "SELECT COUNT(*) FROM programs_reportfile",
]


class Works:
    """The process whose children do the works, each to its end or to its death."""

    def __init__(self, url: str, folder: Path) -> None:
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        environment |= {"IMPORT_ROOT": str(folder / "kept"), "WORK_ROOT": str(folder / "work")}
        pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([sys.executable, "-c", WORK], cwd=ROOT, env=environment, **pipes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.process.communicate()

    def do(self, way: str, file: Path) -> str:
        """What the work said and how it ended: 0, or the signal that killed it as a negative number."""
        assert self.process.stdin and self.process.stdout
        print(way, file, file=self.process.stdin, flush=True)
        return self.process.stdout.readline().strip()


def files(folder: Path) -> dict[str, Path]:
    """Transactions of more than one portion, and the annex with a measure taken out."""
    transactions, plan = folder / "transactions.json", folder / "annex.docx"
    transactions.write_bytes(as_json(transaction(n, amount=1) for n in range(1, 701)).getvalue())
    rows = annex_1.table()
    plan.write_bytes(docx([*rows[:14], *rows[15:]], before=[annex_1.CAPTION]))
    return {"treasury": transactions, "plan": plan}


def counts(cursor: Any) -> list[int]:
    found = []
    for count in COUNTS:
        cursor.execute(count)
        found.append(cursor.fetchone()[0])
    return found


def killed(works: Works, folder: Path, cursor: Any) -> list[tuple[str, str, list[int]]]:
    """What each work that was killed left in the database, and that it is not in the way of the next one."""
    return [
        (way, works.do(way, file), counts(cursor))
        for way, file in (files(folder) | dict.fromkeys(OTHERS, Path())).items()
    ]


KILLED = str(-signal.SIGKILL)
OTHERS = ("adoption", "report", "kept")
# the draft was opened before its adoption began, and stays a draft; of a report nothing stands, or all of it
LEFT = [
    ("treasury", KILLED, [1, 0, 1, 17, 0, 0, 0, 0, 0]),
    ("plan", KILLED, [1, 0, 1, 17, 0, 0, 0, 0, 0]),
    ("adoption", KILLED, [2, 1, 1, 34, 0, 0, 0, 0, 0]),
    ("report", KILLED, [2, 1, 1, 34, 0, 0, 0, 0, 0]),
    ("kept", KILLED, [2, 1, 1, 34, 0, 0, 0, 1, 3]),
]


def test_killed_work_leaves_nothing_or_all_and_is_begun_again(shared_portal: None, tmp_path: Path) -> None:
    given = connection.settings_dict

    if connection.vendor == "sqlite":  # the tests' own is in memory, where no other process can work
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(tmp_path / "killed.sqlite3")])
        url = f"sqlite:///{tmp_path / 'killed.sqlite3'}"
        with closing(sqlite3.connect(tmp_path / "killed.sqlite3")) as database, Works(url, tmp_path) as works:
            left, done = killed(works, tmp_path, database.cursor()), works.do("queue", files(tmp_path)["treasury"])
    else:
        url = f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
        with connection.cursor() as cursor, Works(url, tmp_path) as works:
            left, done = killed(works, tmp_path, cursor), works.do("queue", files(tmp_path)["treasury"])

    assert left == LEFT
    # asked for twice, begun once; killed half-way and begun again
    assert done == "1 write Роботу перервано; нічого не записано. 0  [] 700 0"
