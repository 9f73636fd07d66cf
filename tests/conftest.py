"""What every test gets."""

import gc
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from _pytest import runner
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

from programs.models import Edition, LegalAct, Measure, Program, Task
from tests import sampling
from tests.new_portal import migrated_database
from tests.old_portal import Rows, bring_up_to_date, load_old_portal, new_database, portal_in, rows_now

gc.disable()  # until all tests are loaded

# A machine that is busy with both databases at once keeps no deadlines; all examples share the test's transaction.
sampling.register_profiles(
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile(sampling.ALL if sampling.is_in_full(config) else sampling.FEW)


@pytest.fixture(scope="session")
def in_full(request: pytest.FixtureRequest) -> bool:
    """Whether a walk takes every step, or a sample of them."""
    return sampling.is_in_full(request.config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that asks a database says so by a fixture; `make test-all` runs those alone on the second database, for
    the others would only do the same work again.

    Whoever runs a file on SQLite and chooses no markers is spared what only PostgreSQL can show.
    """
    if connection.vendor != "postgresql" and not config.option.markexpr:
        spared = [item for item in items if item.get_closest_marker("postgresql")]
        config.hook.pytest_deselected(items=spared)
        items[:] = [item for item in items if item not in spared]
    for item in items:
        if {"db", "shared_portal"} & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """What stands by now stays to the end: the collector need not walk through all of it again and again.

    It comes seldom: most of what a page leaves behind goes by itself meanwhile, and need not be looked through either.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(500_000)
    gc.enable()


def with_room(run: Callable[[], Any]) -> Any:
    return run()


# Python keeps its frames in pieces of 16 KB and asks the system for a new one at each call across an edge: a loop
# that happens to stand there spends a fifth of its time on that. The piece of so large a frame has room for all others.
with_room.__code__ = with_room.__code__.replace(co_stacksize=70_000)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    return with_room(lambda: runner.pytest_runtest_protocol(item, nextitem))


@pytest.fixture(scope="session", autouse=True)
def half_past_midnight() -> Iterator[None]:
    """The clock goes on from half past midnight in Kyiv, when every day that somebody reads in UTC is yesterday."""
    now = datetime.now(ZoneInfo(settings.TIME_ZONE))
    with time_machine.travel(now.replace(hour=0, minute=30, second=0), tick=True):
        yield


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that cost much to make are the same for the same data, in whichever test: each is made once."""
    return tmp_path_factory.mktemp("rendered")


@pytest.fixture(autouse=True)
def uploads_go_to_a_folder_of_the_test(settings: Settings, tmp_path: Path, rendered: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.IMPORT_ROOT = tmp_path / "imports"
    settings.RENDERED_ROOT = rendered
    settings.WORK_ROOT = tmp_path.with_name(f"{tmp_path.name}-work")  # a test finds in its own folder what it put there
    settings.WORK_ROOT.mkdir(parents=True)


@pytest.fixture
def nothing_is_rendered(settings: Settings, tmp_path: Path) -> None:
    """For tests of the making itself."""
    settings.RENDERED_ROOT = tmp_path.with_name(f"{tmp_path.name}-rendered")


@pytest.fixture(autouse=True)
def nobody_was_counted_before() -> None:
    """Requests and log-ins of an address are counted in the cache, which the tests of a process share."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The founding programme and the roles stand in the test database once; every test starts from them and rolls
    back to them. Where processes share the suite, each has a database of its own.
    """
    with django_db_blocker.unblock(), new_portal():
        load_founding_data()
        yield


@contextmanager
def new_portal() -> Iterator[None]:
    """A database with the tables of today: PostgreSQL's is migrated, SQLite's is a copy in memory."""
    if connection.vendor == "postgresql":
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        yield
        teardown_databases(made, verbosity=0)
    else:
        connection.close()
        connection.settings_dict["NAME"] = "file:memorydb_default?mode=memory&cache=shared"
        connection.ensure_connection()
        with closing(sqlite3.connect(migrated_database())) as migrated:
            migrated.backup(connection.connection)
        yield


def load_founding_data() -> None:
    call_command("load_program", settings.BASE_DIR / "fixtures" / "program_2021_2023.json", stdout=StringIO())


@pytest.fixture
def program(db: None) -> Program:
    """Kakhovka's programme for 2021–2023 as decision № 46 sets it, without any execution."""
    return Program.objects.get(slug="information-space-2021-2023")


@pytest.fixture
def person(db: None) -> Callable[[str], User]:
    """An account of a role by its name: coordinator, accountant, head, commission, administrator."""
    return account


def account(role: str) -> User:
    user = User.objects.filter(username=role).first()
    if user is None:
        user = User.objects.create_user(role, password="long enough for a test", is_staff=role != "commission")
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture(scope="session")
def old_portal_upgraded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Rows]]:
    """The database of an earlier head's portal after ``migrate``, and its rows before. Nothing is written into it."""
    with django_db_blocker.unblock(), new_database(tmp_path_factory.mktemp("upgraded")) as database:
        with portal_in(database):
            load_old_portal()
            before = rows_now()
            bring_up_to_date(database)
        yield database, before


@pytest.fixture
def shared_portal(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The founding portal outside of any transaction, where several people or processes meet.

    What they write is really written. PostgreSQL gives each test a copy of the database, which is gone afterwards;
    on SQLite, where a test cannot meet anybody in memory, it writes nothing here but takes a copy to a file itself.
    """
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with database_of_its_own():
                yield
        else:
            yield


@contextmanager
def database_of_its_own() -> Iterator[None]:
    given = connection.settings_dict["NAME"]
    own = f"{given}_copy"

    def work_in(name: str, command: str) -> None:
        connection.close()  # a database that somebody is connected to is neither copied nor dropped
        connection.settings_dict["NAME"] = name
        with connection._nodb_cursor() as server:
            server.execute(command)

    try:
        work_in(own, f'CREATE DATABASE "{own}" TEMPLATE "{given}"')
        yield
    finally:
        work_in(given, f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')


@contextmanager
def shared_by_module(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Data that take long to make, for all tests of a module: each test finds them as they were made, and after the
    last they are rolled back.
    """
    with blocker.unblock(), translation.override("uk"), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def empty_portal(db: None) -> None:
    """A portal into which nobody has loaded a programme yet."""
    Edition.objects.all().delete()
    for model in (Measure, Task, LegalAct, Program):
        model.objects.all().delete()


@pytest.fixture(autouse=True)
def ukrainian_until_somebody_asks_otherwise() -> None:
    """A request in English leaves its language behind in the thread; the next test would read its sentences in it."""
    translation.activate("uk")
