"""A portal of an earlier head comes to this one with everything it has, on either database.

``portal_0ad1515.json.xz`` is what head 0ad1515 made: the tables, indexes and triggers as each engine keeps them, and
the rows of the demonstration with a busy year after it – contracts, an agreement, acts (one corrected, one annulled),
payments (one reversed), an advance and its cover, money by hand and its reversal, overrides, closings, an amendment
that was adopted, a draft edition, two imports (one undone), files that wait for their import, tokens, a second factor.
"""

from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django import DjangoDbBlocker, Settings

from kakhovka_portal.models import ApiKey
from programs.imports.uploads import uploads
from programs.models import Activity, AppendOnly, Edition, ImportUpload, LedgerEntry, Measure, Program, TreasuryPayer
from programs.statement import statement_on
from programs.texts import canonical
from tests.old_portal import OLD, Rows, portal_in, rows_now
from tests.sampling import exhaustive_on

pytestmark = [pytest.mark.database, pytest.mark.both_databases("migrations", "triggers"), exhaustive_on("postgresql")]

# Tables ("programs_task") and columns ("programs_task.code") that a migration since then takes away or mends, and why.
CHANGED: dict[str, str] = {
    "programs_dutyterm.kind": "a term has the key of its app",
    "programs_historicaldutyterm.kind": "a term has the key of its app",
    "auth_group_permissions": "rights that were withdrawn since are taken, as a test below says",
    "authtoken_token": "keys are kept by their fingerprints, as a test below says",
}
# The kinds of records that are gone, with the rights on them.
GONE = {"token", "tokenproxy"}
# Append-only tables that came since: nothing of the old portal stands in them.
SINCE = {f"civil_society_consultation{name}" for name in ("paper", "paperfile", "step")}
SINCE |= {f"civil_society_bodyminutes{name}" for name in ("", "file")}
SINCE |= {f"programs_report{name}" for name in ("material", "publication", "signature")}
SINCE |= {f"programs_{name}" for name in ("conclusion", "controlstep", "lineremark", "minutes", "minutesfile")}
SINCE |= {f"programs_{name}" for name in ("recommendationanswer", "sittingpublication", "submissionmember")}
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
LOGIN = "/accounts/login/"


def tables_now() -> dict[str, Any]:
    """Of each table the columns with their kinds, and what its constraints and indexes hold to."""
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = connection.introspection.get_table_description(cursor, table)
            constraints = connection.introspection.get_constraints(cursor, table)
            found[table] = (
                sorted((each.name, each.type_code, each.display_size, each.null_ok) for each in columns),
                sorted(str(sorted(each.items())) for each in constraints.values()),
                sorted(name for name, each in constraints.items() if each["index"]),
            )
    return found


@pytest.fixture(scope="module")
def new_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Any]:
    """The tables of a portal that begins with this head."""
    with django_db_blocker.unblock():
        return tables_now()


@pytest.fixture(scope="module")
def upgraded(
    new_tables: dict[str, Any], old_portal_upgraded: tuple[str, Rows], django_db_blocker: DjangoDbBlocker
) -> Iterator[Rows]:
    """The old portal after ``migrate``, and the rows that it had before."""
    database, before = old_portal_upgraded
    with django_db_blocker.unblock(), portal_in(database):
        yield before


@pytest.fixture
def portal(upgraded: Rows, settings: Settings) -> Iterator[None]:
    """The upgraded portal with the files that waited for their import; what a test writes is taken back."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.IMPORT_ROOT.mkdir()
    for key, content in OLD["imports"].items():
        (settings.IMPORT_ROOT / key).write_bytes(b64decode(content))
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_every_row_stands_as_it_stood(upgraded: Rows) -> None:
    after = rows_now()

    lost = {}
    for table in upgraded.keys() - CHANGED.keys():
        columns = [column for column in upgraded[table][0] if f"{table}.{column}" not in CHANGED]
        was, stands = (
            Counter(tuple(in_one_form(row[column]) for column in columns) for row in rows)
            for rows in (upgraded[table], after.get(table, []))
        )
        was -= Counter({row: 1 for row in was if GONE & {*map(last_word, row)}})
        if was - stands:
            lost[table] = columns, was - stands
    assert sum(map(len, upgraded.values())) == sum(len(table["rows"]) for table in OLD["tables"].values())
    assert lost == {}


def test_its_roles_lose_what_was_withdrawn_since_and_nothing_else(upgraded: Rows) -> None:
    now = rows_now()
    groups = {row["id"]: row["name"] for row in now["auth_group"]}
    codenames = {row["id"]: row["codename"] for row in upgraded["auth_permission"]}
    before, after = (
        {(groups[row["group_id"]], codenames.get(row["permission_id"])) for row in rows["auth_group_permissions"]}
        for rows in (upgraded, now)
    )
    had = {row["name"] for row in upgraded["auth_group"]}

    keys = {("administrator", f"{action}_tokenproxy") for action in ("view", "add", "change", "delete")}
    assert before - after == {("accountant", "change_legalact")} | keys
    assert {codename for role, codename in after - before if role in had} <= {None}  # of records that came since
    assert {*groups.values()} - had == {"moderator", "secretary"}  # roles that came since


def last_word(value: Any) -> str:
    """Of a right what it is about: «tokenproxy» of «add_tokenproxy»."""
    return str(value).rpartition("_")[2]


def in_one_form(value: Any) -> Any:
    """Stored texts are mended by a migration; that what an adopted plan says is not, tests/test_texts.py proves."""
    return canonical(value) if isinstance(value, str) else value


def test_its_tables_are_those_of_a_new_portal(upgraded: Rows, new_tables: dict[str, Any]) -> None:
    assert tables_now() == new_tables


def refuses_changes(table: str) -> bool:
    """Whether the database itself refuses to change or delete a row of the table."""
    refused = []
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608
        try:
            with transaction.atomic():
                connection.cursor().execute(statement)
                transaction.set_rollback(True)
        except IntegrityError as error:
            refused.append(f"{table} is append-only" in str(error))
    return refused == [True, True]


def test_every_append_only_table_refuses_a_change_even_after_it_was_made_anew(upgraded: Rows) -> None:
    """SQLite drops the triggers of a table that Django remakes for an altered field; PostgreSQL alters it in place."""
    tables = sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly))
    field = LedgerEntry._meta.get_field("note")
    longer = CharField(max_length=600, blank=True)
    longer.set_attributes_from_name("note")

    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        triggers = sorted(cursor.fetchall())
    empty = {"grants_grantlink", "programs_replacement", "programs_restrictedmode"}
    empty |= {f"programs_report{name}" for name in ("submission", "file", "step", "question", "answer")}
    empty |= SINCE
    upgraded_refuse = {table: refuses_changes(table) for table in tables if table not in empty}
    with connection.schema_editor() as editor:
        editor.alter_field(LedgerEntry, field, longer)
        editor.alter_field(LedgerEntry, longer, field)
    altered_refuses = refuses_changes("programs_ledgerentry")
    call_command("migrate", verbosity=0, interactive=False)

    names = {"sqlite": ["no_delete", "no_update"], "postgresql": ["is_append_only"]}[connection.vendor]
    assert triggers == [(f"{table}_{name}",) for table in tables for name in names]
    assert upgraded_refuse == {
        "kakhovka_portal_accessevent": True,
        "media_contracts_contractevent": True,
        "media_contracts_ledgerlink": True,
        "media_contracts_warningoverride": True,
        "programs_ledgerentry": True,
        "programs_override": True,
        "programs_periodclosing": True,
    }
    assert altered_refuses is (connection.vendor == "postgresql")
    assert {table: refuses_changes(table) for table in upgraded_refuse} == upgraded_refuse


def test_the_statement_of_its_last_day_says_the_same_to_the_kopiika(portal: None) -> None:
    statement = statement_on(Program.objects.get(), date(2022, 12, 31))

    assert {
        year: (
            figures.approved,
            figures.amended,
            figures.appropriated,
            figures.committed,
            figures.accepted,
            figures.paid,
        )
        for year, figures in statement.years.items()
    } == {
        2021: tuple(Decimal(text) for text in ("200000", "200000", "200000", "189150", "189150", "189150")),
        2022: tuple(Decimal(text) for text in ("400000", "400000", "344000", "82366.66", "62366.66", "56601.29")),
        2023: (Decimal("400000"), Decimal("400000"), None, Decimal(0), Decimal(0), Decimal(0)),
    }


def test_people_log_in_with_their_passwords_and_programs_with_their_keys(upgraded: Rows, portal: None) -> None:
    answers = {
        user.username: Client()
        .post(LOGIN, {"login": user.username, "password": f"{user.username} long enough"})
        .headers.get("Location")
        for user in User.objects.order_by("username")
    }
    people = {user.pk: user.username for user in User.objects.all()}
    token = {people[row["user_id"]]: row["key"] for row in upgraded["authtoken_token"]}["coordinator"]
    activity = {
        "measure": Measure.objects.get(code="press-releases").pk,
        "kind": "press_release",
        "date": "2022-09-01",
        "title": "Початок навчального року",
        "quantity": 1,
    }
    noted = Client().post(
        "/api/v1/activities/", activity, "application/json", headers={"Authorization": f"Token {token}"}
    )

    assert answers == {
        "accountant": "/admin/",
        "administrator": "/admin/",
        "commission": "/commission/",
        "coordinator": "/admin/",
        "head": "/accounts/2fa/authenticate/",
    }
    assert (noted.status_code, Activity.objects.latest("pk").title) == (201, "Початок навчального року")
    ends = {(key.owner.username, key.name, key.ends_on - localdate(key.created_at)) for key in ApiKey.objects.all()}
    assert ends == {(name, "Ключ до оновлення", timedelta(days=30)) for name in ("accountant", "coordinator")}
    with connection.cursor() as cursor:
        assert "authtoken_token" not in connection.introspection.table_names(cursor)


def test_a_file_that_waited_is_opened_and_written(portal: None) -> None:
    accountant, coordinator = (User.objects.get(username=name) for name in ("accountant", "coordinator"))
    waiting = {upload.file_name: upload for upload in ImportUpload.objects.waiting()}
    entries = LedgerEntry.objects.count()
    office = {accountant: Client(), coordinator: Client()}
    for person, client in office.items():
        client.force_login(person)

    treasury = waiting["chervneva vypyska.json"]
    kept = office[accountant].get(reverse("admin:programs_importbatch_preview", args=[treasury.pk]))
    assert (kept.status_code, treasury.reading is not None) == (302, True)  # what an old version read is read anew
    uploads.read_again(treasury)
    unlisted: Any = uploads.propose(treasury)
    # the portal did not ask then whose payments they are: nothing is counted until the accountant says
    assert (list(unlisted.payers), unlisted.to_post) == (["26510514"], 0)
    TreasuryPayer.objects.create(edrpou="26510514", name="Каховська міська рада")
    uploads.read_again(treasury)
    pages = {
        name: office[upload.uploaded_by].get(reverse("admin:programs_importbatch_preview", args=[upload.pk]))
        for name, upload in waiting.items()
    }
    transactions: Any = uploads.write(upload=waiting["chervneva vypyska.json"], by=accountant)
    waiting_plan = waiting["dodatok 1.docx"]
    plan: Any = uploads.propose(waiting_plan)
    new: Any = uploads.propose(waiting["nova prohrama.docx"])

    assert [(name, page.status_code, name in page.content.decode()) for name, page in pages.items()] == [
        ("nova prohrama.docx", 200, True),
        ("dodatok 1.docx", 200, True),
        ("chervneva vypyska.json", 200, True),
    ]
    assert LedgerEntry.objects.count() - entries == transactions.summary["entries"] == 5
    assert plan.open_questions == []
    written: Any = uploads.write(upload=waiting_plan, by=coordinator)
    assert written.edition == Edition.objects.get(status="draft")
    assert len(new.reading.measures) == 17
