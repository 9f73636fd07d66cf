"""Migrations that were drawn together leave what their steps leave, in a new database as in an old one."""

import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

from kakhovka_portal.backup import tables
from tests.old_portal import load_old_portal, new_database, portal_in

pytestmark = [pytest.mark.database, pytest.mark.both_databases("migrations", "triggers"), pytest.mark.exhaustive]

# A head between: some steps of what is one migration now were done, others were not.
BETWEEN = {
    "civil_society": "0004_work_with_the_press",
    "media_contracts": "0014_of_bodies",
    "programs": "0039_codes_in_plain_digits",
}
SCHEMA = {
    "sqlite": ["SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"],
    "postgresql": [
        "SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, "
        "a.attcollation::regcollation::text, pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a "
        "JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace "
        "LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE a.attnum > 0 AND NOT a.attisdropped",
        "SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace",
        "SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE NOT tgisinternal",
        "SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ],
}


def squashed() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The migrations whose steps are still here, with those steps."""
    known = MigrationLoader(None).disk_migrations
    return {key: [*each.replaces] for key, each in known.items() if each.replaces and {*each.replaces} <= known.keys()}


def do(*, at_once: bool) -> None:
    """Bring the database to the last squashed migrations, by them or by their steps."""
    MigrationExecutor(connection).check_replacements()  # the names by which an old portal knows its first steps
    wholes = squashed()
    executor = MigrationExecutor(connection)
    if not at_once:
        executor.loader = MigrationLoader(connection, replace_migrations=False)
    executor.migrate([*wholes] if at_once else [steps[-1] for steps in wholes.values()])


def clauses(sql: str) -> tuple[str, ...]:
    """The columns and constraints of a table, in whichever order they stand: split at the commas that part them."""
    depth, found = 0, [""]
    for sign in re.sub(r"\s+", " ", sql):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 1:
            found.append("")
        else:
            found[-1] += sign
    return tuple(sorted(clause.strip(" ()") for clause in found))


def schema() -> set[tuple[Any, ...]]:
    found = set()
    with connection.cursor() as cursor:
        for query in SCHEMA[connection.vendor]:
            cursor.execute(query)
            found |= {
                tuple(clauses(each) if each and "CREATE TABLE" in str(each) else each for each in row)
                for row in cursor.fetchall()
            }
    return found


def rows() -> dict[str, list[Any]]:
    """Every row of every table, but of the list of what was done."""
    found = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {"django_migrations"}:
            names = sorted(column.name for column in connection.introspection.get_table_description(cursor, table))
            cursor.execute(f"SELECT {', '.join(map(connection.ops.quote_name, names))} FROM {table}")  # noqa: S608
            found[table] = sorted(map(repr, cursor.fetchall()))
    return {table: found[table] for table in sorted(found) if found[table]}


@pytest.mark.parametrize("begin", [lambda: None, load_old_portal], ids=["new", "of 0ad1515"])
def test_together_they_leave_what_their_steps_leave(
    begin: Any, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    left = []
    with django_db_blocker.unblock():
        for at_once in (True, False):
            (folder := tmp_path / str(at_once)).mkdir()
            with new_database(folder) as database, portal_in(database):
                begin()
                with time_machine.travel("2026-11-30T10:00+02:00", tick=False):  # some rows say when they came
                    do(at_once=at_once)
                left.append((schema(), rows()))
                connection.close()
    (together, filled), (by_steps, filled_by_steps) = left

    assert {app for app, name in squashed()} == {"civil_society", "kakhovka_portal", "media_contracts", "programs"}
    assert len(together) > 1000 or connection.vendor == "sqlite"
    assert together - by_steps == by_steps - together == set()
    differ = {
        table: {*filled.get(table, [])} ^ {*filled_by_steps.get(table, [])}
        for table in filled.keys() | filled_by_steps.keys()
    }
    assert {table: found for table, found in differ.items() if found} == {}
    assert filled["programs_dutyterm"]


def test_a_head_between_goes_on_by_the_steps(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    done = [[*step] for steps in squashed().values() for step in steps if step[1] <= BETWEEN.get(step[0], "9999")]
    done += [["programs", "0001_squashed_0010_term_in_days"]]
    done += [["media_contracts", "0001_squashed_0009_terms_of_acceptance_and_payment"]]
    with django_db_blocker.unblock():
        (folder := tmp_path / "new").mkdir()
        with new_database(folder) as database, portal_in(database):
            call_command("migrate", verbosity=0, interactive=False)
            new = schema()
            connection.close()
        (folder := tmp_path / "between").mkdir()
        with new_database(folder) as database, portal_in(database):
            tables.prepare(tables.as_named_now(done))
            stood = len(tables.models_of(tables.as_named_now(done)))
            behind = tables.is_behind()
            call_command("migrate", verbosity=0, interactive=False)
            assert schema() ^ new == set()
            assert (behind, tables.is_behind()) == (True, False)
            assert stood < len(tables.models_of(tables.applied_migrations()))
            connection.close()
