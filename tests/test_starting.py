"""What a start does to a database: an empty one is begun, one with a programme or a person is left as it is."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from threading import Event, Thread

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from civil_society.models import AdvisoryBody, BodyDecision, MonitoringNote, SupportRequest
from kakhovka_portal.backup import restoring
from kakhovka_portal.backup.archive import Refusal
from kakhovka_portal.cache import TABLE
from kakhovka_portal.management.commands.begin import alone
from kakhovka_portal.models import Beginning
from media_contracts.models import Contract
from programs.default_day import default_day
from programs.duties import duties_on
from programs.models import (
    Activity,
    Aspect,
    Commission,
    Executor,
    FundingSource,
    IndicatorValue,
    LedgerEntry,
    Measure,
    Override,
    Program,
    total_of,
)
from programs.period import Period
from programs.permissions import ROLES
from programs.statement import statement_for, statement_on
from tests.old_portal import portal_in
from tests.server import ROOT, address_of_a_copy, demonstration, environment_in

pytestmark = pytest.mark.database

Person = Callable[[str], User]
LOGIN, CHANGE, DESK = "/accounts/login/", "/accounts/password/change/", "/admin/"


@pytest.fixture(autouse=True)
def logins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the demonstration keeps its log-ins."""
    for module in ("programs.management.commands.load_demo", "kakhovka_portal.management.commands.begin"):
        monkeypatch.setattr(f"{module}.LOGINS", tmp_path / "demo-logins.txt")
    return tmp_path / "demo-logins.txt"


@pytest.fixture
def new_database(empty_portal: None) -> None:
    """A database as the migrations leave it: the roles, no programme and nobody."""
    for model in (Executor, FundingSource, Commission, Aspect):
        model.objects.all().delete()


def start(demo: int = 1, admin: str = "") -> str:
    """What the start says."""
    said = StringIO()
    call_command("begin", demo=str(demo), admin=admin, stdout=said, stderr=said)
    return said.getvalue()


def everything() -> dict[str, list[str]]:
    """Every row of every table, but of what workers count: PostgreSQL's stands among them once a start has made it."""
    found = {}
    with connection.cursor() as cursor:
        for table in {*connection.introspection.table_names(cursor)} - {TABLE}:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found[table] = sorted(map(str, cursor.fetchall()))
    return found


# ---- an empty database -----------------------------------------------------------------------------------------------


@pytest.fixture
def begun(request: pytest.FixtureRequest, logins: Path, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """What the start of an empty database with the demonstration said; SQLite's was filled once for all tests."""
    if connection.vendor == "postgresql":
        request.getfixturevalue("new_database")
        yield start()
        return
    request.getfixturevalue("shared_portal")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    shutil.copytree(demonstration(), tmp_path, dirs_exist_ok=True)
    with portal_in(str(tmp_path / "portal.sqlite3")):
        yield (tmp_path / "said.txt").read_text()


def test_an_empty_database_gets_the_demonstration_once_and_it_is_a_whole_life(begun: str, logins: Path) -> None:
    said = [begun]
    before = everything()
    said += [start(), start(admin="oksana"), start(demo=0, admin="oksana")]

    mark, passwords = Beginning.objects.get(), logins.read_text()
    assert (mark.what, mark.version) == ("demonstration", settings.VERSION)
    assert [program.is_demonstration for program in Program.objects.all()] == [True]
    assert {user.username for user in User.objects.all()} == {*ROLES}
    assert everything() == before
    assert [passwords in text for text in said] == [True, True, True, False]
    logged_in = [User.objects.get(username=name).check_password(word) for name, word in lines_of(passwords)]
    assert logged_in == [True] * len(ROLES)
    check_whole_life(Program.objects.get())


def check_whole_life(program: Program) -> None:
    """The demonstration has no gap and contradicts itself nowhere."""
    editions = [(edition.number, str(edition.in_force_from), edition.status) for edition in program.editions.all()]
    assert sorted(editions) == [
        (1, "2021-02-16", "adopted"),
        (2, "2022-01-01", "adopted"),
        (3, "2023-03-01", "adopted"),
    ]

    # every paid hryvnia has its contract but three that show the bridge of the totals; no contract owes anything
    paid = LedgerEntry.objects.filter(stage="paid")
    direct = paid.without_contract().filter(reverses=None, reversed_by=None)
    assert sorted((row.measure.code, row.budget_year, str(row.amount)) for row in direct) == [
        ("press-events", 2022, "1500.00"),
        ("press-events", 2023, "3600.00"),
        ("printed-materials", 2022, "1800.00"),
    ]
    contracts = Contract.objects.all()
    assert Counter((row.kind, row.state) for row in contracts) == {
        ("coverage_print", "completed"): 2,
        ("coverage_print", "terminated"): 1,
        ("coverage_online", "completed"): 1,
        ("coverage_online", "terminated"): 2,
        ("printing", "completed"): 3,
        ("site_support", "completed"): 2,
        ("site_support", "terminated"): 1,
        ("training", "completed"): 3,
        ("other", "completed"): 1,
    }
    balances = [total_of(row.ledger_links.balances().values()) for row in contracts]
    assert [row for row in balances if not row.committed == row.accepted == row.paid > 0] == []

    # its checks are green but for the one overrun that the head allowed
    statement = statement_on(program, date(2024, 1, 15))
    assert statement.balanced
    assert [
        (each["kind"], each["line"].row.measure.code, each["year"], str(each["amount"]), str(each["allowed"]))
        for each in statement.beyond
    ] == [("plan", "site-support", 2023, "3000.00", "3000.00")]
    assert {row.gate for row in Override.objects.filter(measure__code="site-support", year=2023, amount=3000)} == {
        "committed",
        "accepted",
        "paid",
    }

    # every measure has its activities, and every quarter and year its judgement with the reason that it needs
    measures = {measure.code for measure in Measure.objects.all()}
    assert {row.measure.code for row in Activity.objects.filter(is_public=True)} == measures
    periods = [each for year in program.years for each in (*Period.quarters(year), Period.year(year))]
    for period in periods:
        said = statement_for(program, period)
        own = {line.row.measure.code for line in said.measures if line.progress and line.progress.period == period}
        asked = [line.progress for line in said.measures if said.reason_required(line, line.progress)]
        assert (own, [row for row in asked if row is None or not row.reason]) == (measures, [])
    assert not IndicatorValue.objects.filter(indicator__counts="", actual=None, explanation="").exists()

    # its pages open with a day after all of this, on which nothing is late and the last reports come next
    day = default_day(program)
    assert [(str(duty.due), duty.key) for duty in duties_on([program], day) if duty.due] == [
        ("2024-01-15", "report/2023-10-01--2023-12-31"),
        ("2024-01-15", f"body-decision-{BodyDecision.objects.get(due=date(2024, 1, 15)).pk}"),
        ("2024-01-15", "consultation-plan/2024"),
        ("2024-01-17", "publish/draft_decision/5"),
        ("2024-01-17", f"answer-{MonitoringNote.objects.unanswered().get().pk}"),
        ("2024-01-19", f"support-{SupportRequest.objects.get(state='open').pk}"),
        ("2024-01-20", "closing/2023-10-01--2023-12-31"),
        ("2024-01-25", "publish/video/6"),
        ("2024-02-04", "treasury-portal/2023-10-01--2023-12-31"),
        ("2024-02-15", f"term-of-body-{AdvisoryBody.objects.get(kind='public_council').pk}"),
        ("2024-03-01", "report/2021-01-01--2023-12-31"),
        ("2024-03-01", "end/2023"),
    ]
    assert statement_on(program, day).total == statement_on(program, timezone.localdate()).total


def lines_of(passwords: str) -> list[list[str]]:
    return [line.split() for line in passwords.splitlines()]


def test_a_demonstration_that_is_refused_leaves_nothing_and_stops_no_start(new_database: None) -> None:
    FundingSource.objects.create(code="other", name="Бюджет громади", level="community")
    before = everything()

    said = [start(), start(), start()]

    assert everything() == before
    assert [("The demonstration was not loaded" in text, "ADMIN=name DEMO=0 make run" in text) for text in said] == [
        (True, True)
    ] * 3


def test_a_portal_begun_empty_stays_empty(new_database: None) -> None:
    start(demo=0, admin="oksana")
    before = everything()

    said = [start(), start(demo=0, admin="petro"), start(demo=0)]

    assert everything() == before
    assert ({user.username for user in User.objects.all()}, Program.objects.count()) == ({"oksana"}, 0)
    assert Beginning.objects.get().what == "empty"
    assert said == ["This database is in use: nothing was loaded into it.\n", "", ""]


def test_an_empty_portal_without_an_administrator_says_so_and_stops(new_database: None) -> None:
    before = everything()

    with pytest.raises(CommandError, match=r"ADMIN=name .* terminal"):
        start(demo=0)
    with pytest.raises(CommandError, match="«a b»"):
        start(demo=0, admin="a b")

    assert everything() == before


def test_the_name_of_the_administrator_is_asked_on_a_terminal(
    new_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("oksana\n"))

    start(demo=0)

    assert User.objects.get().username == "oksana"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_the_first_administrator_sets_another_password_and_is_led_on(new_database: None, client: Client) -> None:
    given = re.findall(r"Password: (\S+)", start(demo=0, admin="oksana"))[0]
    own = "a password of her own"

    def change(old: str, new: str) -> str:
        sent = {"oldpassword": old, "password1": new, "password2": new}
        return client.post(CHANGE, sent, follow=True).request["PATH_INFO"]

    client.post(LOGIN, {"login": "oksana", "password": given})
    before = [client.get(address, follow=True).request["PATH_INFO"] for address in (DESK, "/", "/api/v1/programs/")]
    same, other = change(given, given), change(given, own)
    desk = client.get(DESK).content.decode()
    again = Client()
    again.post(LOGIN, {"login": "oksana", "password": own})

    assert before == [CHANGE] * 3
    assert (same, other, again.get(DESK).status_code) == (CHANGE, DESK, 200)
    assert "Спершу додайте людей" in desk
    assert reverse("admin:auth_user_add") in desk


def test_another_sessions_first_password_is_asked_for_as_well(new_database: None, client: Client) -> None:
    """Whoever leaves the page of the password and comes back is asked again."""
    given = re.findall(r"Password: (\S+)", start(demo=0, admin="oksana"))[0]
    for browser in (client, Client()):
        browser.post(LOGIN, {"login": "oksana", "password": given})

        assert browser.get(DESK)["Location"] == CHANGE


# ---- a database with something in it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("holds", ["a programme and a person", "a programme", "a person"])
def test_a_database_with_something_real_is_left_as_it_is(request: pytest.FixtureRequest, holds: str) -> None:
    """None of them has a mark: an earlier version kept it in a folder, or a copy was put back without it."""
    request.getfixturevalue("program" if "programme" in holds else "new_database")
    if "person" in holds:
        request.getfixturevalue("person")("head")
    before = everything()

    said = [start(), start(), start()]

    assert everything() == before
    assert [text.splitlines()[0] for text in said] == ["This database is in use: nothing was loaded into it."] * 3
    assert ["ADMIN=name" in text for text in said] == ["person" not in holds] * 3


def test_a_programme_without_anybody_gets_its_first_administrator(program: Program) -> None:
    start(demo=0, admin="oksana")

    assert (User.objects.get().username, list(Program.objects.all())) == ("oksana", [program])


def test_demonstration_people_are_never_made_beside_real_ones(program: Program, person: Person) -> None:
    person("head")

    with pytest.raises(CommandError, match="beside real ones"):
        call_command("load_demo")

    assert (User.objects.count(), LedgerEntry.objects.count(), Program.objects.get().is_demonstration) == (1, 0, False)


def test_a_database_that_cannot_be_used_is_told_in_a_sentence(db: None, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("No database stands here. " * 100)
    somewhere = str(tmp_path / "text") if connection.vendor == "sqlite" else "there_is_no_such_database"

    with portal_in(somewhere), pytest.raises(CommandError, match=r"The database cannot be used: .* DATABASE_URL says"):
        start()


def test_a_start_waits_for_another_start_and_for_a_restore_of_the_same_folder(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    begun = Event()

    def begin() -> None:
        with alone():
            begun.set()
        connection.close()

    second = Thread(target=begin)
    with alone():
        second.start()
        waited = not begun.wait(0.3)
    second.join(10)

    assert (waited, begun.is_set()) == (True, True)
    with alone(), pytest.raises(Refusal, match="запускають портал"), restoring._alone(tmp_path):
        pass


@pytest.mark.both_databases("migrations")
def test_a_real_portal_is_untouched_by_a_new_folder_and_another_password(shared_portal: None, tmp_path: Path) -> None:
    """A start by a process of its own, which finds nothing in its folder and comes with a rotated password."""
    address = address_of_a_copy(tmp_path)
    copy = str(tmp_path / "portal.sqlite3") if connection.vendor == "sqlite" else connection.settings_dict["NAME"]
    with portal_in(copy):
        User.objects.create_user("oksana").groups.add(Group.objects.get(name="head"))
        before = everything()
    folder = tmp_path / "var"
    folder.mkdir()
    environment = environment_in(folder) | {"DATABASE_URL": address.replace("@", ":another@")}

    command = [sys.executable, "manage.py", "begin", "--demo", "1"]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    with portal_in(copy):
        assert everything() == before
    said = "This database is in use: nothing was loaded into it.\n"
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, said, "")
