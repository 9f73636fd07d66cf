"""The tables of this head as its migrations leave them: made once, copied by every process of the suite."""

import fcntl
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MADE = ROOT / "var" / "tests"
# What may say how a table looks and what a migration writes into it.
SOURCES = [
    "requirements-dev.txt",
    "fixtures/**/*.json",
    *(f"*/{path}" for path in ("migrations/*.py", "models.py", "models/**/*.py", "registration.py")),
    *(f"kakhovka_portal/{name}.py" for name in ("settings", "after_migrations", "roles", "granting", "sqlite/*")),
    *(f"programs/{name}.py" for name in ("migrating", "permissions", "texts", "words")),
    *("tests/new_portal.py", "tests/settings.py", "tests/grants/**/*.py", "tests/grants/*.json"),
    *("tests/old_portal.py", "tests/portal_0ad1515.json.xz"),
]
ALL_SOURCES = [*SOURCES, "*_portal/**/*.py", "programs/**/*.py", "*_contracts/**/*.py", "*_society/**/*.py"]
MIGRATE = """
import gc, time_machine
gc.set_threshold(500_000)  # every step of a migration draws all models anew: the collector would look through them
from django.core.management import execute_from_command_line
with time_machine.travel("2021-01-04T10:00+02:00"):  # the same rows on whichever day they are made
    execute_from_command_line(["manage.py", "migrate", "--verbosity=0", "--no-input"])
"""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    MADE.mkdir(parents=True, exist_ok=True)
    with (MADE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fingerprint(patterns: list[str]) -> str:
    digest = sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def migrated_database() -> Path:
    """A SQLite file of today's tables with the roles and nothing else; whoever comes first makes it, others wait."""
    database = MADE / f"{fingerprint(SOURCES)}.sqlite3"
    with one_at_a_time():
        if not database.exists():
            for earlier in MADE.glob("*.sqlite3*"):
                earlier.unlink()
            part = database.with_suffix(".sqlite3-part")
            settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": f"sqlite:///{part}"}
            subprocess.run([sys.executable, "-c", MIGRATE], cwd=ROOT, env=os.environ | settings, check=True)
            with closing(sqlite3.connect(part)) as whole:
                whole.execute("PRAGMA journal_mode = DELETE")  # one file, without another that holds its last rows
            part.rename(database)
    return database
