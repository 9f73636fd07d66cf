"""The portal as its users meet it: a server process with its own data, set up by the portal's own commands."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection

from tests.new_portal import ALL_SOURCES, MADE, fingerprint, migrated_database, one_at_a_time
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120  # beside two other suites on two processors


@dataclass(frozen=True)
class Login:
    username: str
    password: str


class Colleague:
    """Somebody else who works with the portal's data meanwhile: a process that runs lines of Python as they come."""

    LISTEN = """
import contextlib, io, json, sys, traceback
import django
django.setup()
for line in sys.stdin:
    said, error = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(said):
            exec(json.loads(line), {})
    except Exception:
        error = traceback.format_exc()
    print(json.dumps([said.getvalue().strip(), error]), flush=True)
"""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "-c", self.LISTEN]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)

    def run(self, code: str) -> str:
        """What the lines print; what goes wrong in them goes wrong here."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()
        said, error = json.loads(self.process.stdout.readline())
        if error:
            raise RuntimeError(error)
        return str(said)

    def leave(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=START_SECONDS)


@dataclass(frozen=True)
class Portal:
    """A running portal: where it answers, who may log in, who else works there, and what it has written to its log."""

    url: str
    logins: dict[str, Login]
    log: Path
    colleague: Colleague

    def log_tail(self) -> str:
        return self.log.read_text()[-4000:]


def environment_in(folder: Path) -> dict[str, str]:
    """Nothing of the shell's own settings: a server like the one `make run` starts, with its data in the folder."""
    ours = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR"}
    return {name: value for name, value in os.environ.items() if name in ours} | {
        "DJANGO_SETTINGS_MODULE": "kakhovka_portal.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "HTTPS": "0",
        "VAR_DIR": str(folder),
    }


def address_of_a_copy(folder: Path) -> str:
    """The address of the founding portal's database for other processes: on SQLite, of a copy of it in the folder."""
    if connection.vendor == "postgresql":
        at = connection.settings_dict
        return f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(folder / "portal.sqlite3")])
    return f"sqlite:///{folder}/portal.sqlite3"


def _read_logins(folder: Path) -> dict[str, Login]:
    """The demonstration log-ins of load_demo: on each line a role, which is the user's name too, and its password."""
    lines = (folder / "demo-logins.txt").read_text().splitlines()
    return {role: Login(role, password) for role, password in (line.split() for line in lines)}


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310 - our own address
                return
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"/healthz answered {error.code}:\n{log.read_text()}") from error
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The server did not answer within {START_SECONDS} s:\n{log.read_text()}")


def demonstration() -> Path:
    """The folder of a portal that a start has begun with the demonstration, and what it said: ``portal.sqlite3``,
    ``demo-logins.txt``, ``said.txt``. Made once for the same sources on the same day; whoever works in it takes a copy.
    """
    database = migrated_database()
    folder = MADE / f"{fingerprint(ALL_SOURCES)}.{date.today()}.demonstration"
    with one_at_a_time():
        if not folder.exists():
            for earlier in MADE.glob("*.demonstration*"):
                shutil.rmtree(earlier)
            part = folder.with_name(f"{folder.name}-part")
            part.mkdir()
            shutil.copy(database, part / "portal.sqlite3")
            with (part / "said.txt").open("w") as said:
                command = [sys.executable, "manage.py", "begin", "--demo", "1"]
                subprocess.run(command, cwd=ROOT, env=environment_in(part), stdout=said, check=True)
            part.rename(folder)
    return folder


@contextmanager
def running_portal(folder: Path) -> Iterator[Portal]:
    """Begin a portal with the demonstration in the folder and serve it until the block ends."""
    shutil.copytree(demonstration(), folder, dirs_exist_ok=True)
    (folder / "static").mkdir()
    environment = environment_in(folder)
    colleague = Colleague(environment)
    url, log = f"http://127.0.0.1:{free_port()}", folder / "server.log"
    bind = f"--bind {url.removeprefix('http://')} --no-control-socket"
    options = f"{bind} --worker-class gthread --threads 4 --log-level warning"
    command = [sys.executable, "-m", "gunicorn", "kakhovka_portal.wsgi:application", *options.split()]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        _wait_until_it_answers(process, url, log)
        yield Portal(url, _read_logins(folder), log, colleague)
    finally:
        colleague.leave()
        process.terminate()
        process.wait(timeout=START_SECONDS)
