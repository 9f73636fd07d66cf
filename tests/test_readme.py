"""What the README says can be done and set is so."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.server import ROOT, address_of_a_copy, environment_in

README = (ROOT / "README.md").read_text()
# where a variable of the environment is read, in Python and in the scripts of make
READ = {
    "kakhovka_portal/settings.py": r'(?:os\.environ\.get|text|several|folder|database_at|flag|rate|whole)\(\s*"(\w+)"',
    "Makefile": r"^([A-Z_]+) \?=",
    ".ci/serve": r"\$\{([A-Z_]+):-",
}


# what a restored portal finds on its new machine, or is told there; secrets and addresses of the old one stay with it
OF_THE_MACHINE = {
    *("VAR_DIR", "MEDIA_ROOT", "STATIC_ROOT", "IMPORT_ROOT", "WORK_ROOT", "RENDERED_ROOT", "BACKUP_DIR"),
    *("SECRET_KEY", "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "EMAIL_FROM"),
    *("BACKUP_KEEP", "BACKUP_RECIPIENTS", "BACKUP_PASSPHRASE", "BACKUP_PASSPHRASE_FILE"),
    *("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "HTTPS", "PROXY_COUNT", "HOST", "PORT"),
    *("HSTS_SECONDS", "HSTS_SUBDOMAINS", "HSTS_PRELOAD", "STATIC_HASHED"),
    *("DEBUG", "LOG_FORMAT", "CONN_MAX_AGE", "WORK_AT_ONCE", "WORK_MINUTES", "WORK_MEMORY"),
    *("RENDERINGS", "RENDERED_MEGABYTES", "DEMO", "ADMIN", "PYTHON"),
}


def in_the_table() -> set[str]:
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", README.split("## Settings")[1].split("\n## ")[0], re.M)
    return {name for row in rows for name in re.findall(r"\w+", row)}


def test_every_variable_stands_in_the_table_of_settings() -> None:
    read = {name for file, way in READ.items() for name in re.findall(way, (ROOT / file).read_text(), re.M)}

    assert read == in_the_table()


def test_every_variable_goes_with_a_copy_or_belongs_to_the_machine() -> None:
    goes = set(settings.OF_THE_PORTAL)

    assert goes ^ OF_THE_MACHINE == in_the_table()  # each is decided, and one way
    said = README.split("where a restored copy leaves those that belong to the portal:")[1].partition(". ")[0]
    assert set(re.findall(r"`([A-Z_]+)`", said.partition("\n\n")[0])) == goes


# manage.py itself, by a process that has loaded the portal once for all of them; the first that fails ends it
ONE_AFTER_ANOTHER = """
import json, runpy, sys
for words in json.loads(sys.argv[1]):
    sys.argv[:] = ["manage.py", *words]
    runpy.run_path("manage.py", run_name="__main__")
"""


@pytest.mark.database
def test_every_command_works_as_written(shared_portal: None, tmp_path: Path) -> None:
    """With nothing but the folder that `make run` left: the database and the secret key in it."""
    database = address_of_a_copy(tmp_path)
    (tmp_path / "secret-key").write_text("the key that make run made\n")
    environment = environment_in(tmp_path) | {"BACKUP_PASSPHRASE": "known to this test alone"}
    del environment["SECRET_KEY"], environment["HTTPS"], environment["DJANGO_SETTINGS_MODULE"]
    if database.startswith("postgres"):
        environment["DATABASE_URL"] = database
    commands = re.findall(r"^\.venv/bin/python manage\.py (.+)$", README, re.M)
    found = [
        shlex.split(re.sub(r"(--output |--new-key |backup (?=portal))", rf"\1{tmp_path}/", command), comments=True)
        for command in commands
    ]
    call = [sys.executable, "-c", ONE_AFTER_ANOTHER, json.dumps(found)]
    answer = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert [" ".join(words[: -1 if words[0] == "backup" else 1]) for words in found] == [
        "load_program",
        "build_report",
        "backup",
        "backup --new-key",
    ]
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
