"""The portal of head 0ad1515 as its own engine kept it: read from a file, and brought to this head."""

import json
import lzma
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections, transaction

from tests.new_portal import migrated_database, one_at_a_time

OLD = json.loads(lzma.decompress((Path(__file__).parent / "portal_0ad1515.json.xz").read_bytes()))

Rows = dict[str, list[dict[str, Any]]]


@contextmanager
def portal_in(database: str) -> Iterator[None]:
    """Work in another database, as every query of this thread does meanwhile."""
    given, own = connections["default"], connections["default"].copy()
    own.settings_dict["NAME"] = database
    connections["default"] = own
    try:
        yield
    finally:
        own.close()
        connections["default"] = given


@contextmanager
def new_database(folder: Path) -> Iterator[str]:
    """The name of an empty database, which is gone afterwards."""
    if connection.vendor == "sqlite":
        yield str(folder / "portal.sqlite3")
        return
    name = f"{connection.settings_dict['NAME']}_upgraded"
    with connection._nodb_cursor() as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield name
    finally:
        with connection._nodb_cursor() as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def load_old_portal() -> None:
    """The tables and the rows as 0ad1515 left them. A value comes as text, which each column reads as its own kind."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.connection.executescript(OLD["sqlite"])
        else:
            cursor.execute(OLD["postgresql"])
        with transaction.atomic():
            for table, found in OLD["tables"].items():
                names = ", ".join(f'"{name}"' for name in found["columns"])
                places = ", ".join(["%s"] * len(found["columns"]))
                rows = found["rows"]
                if connection.vendor == "postgresql":
                    rows = [[value if value is None else str(value) for value in row] for row in rows]
                cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', rows)  # noqa: S608
        if connection.vendor == "postgresql":
            count_on(cursor)


def bring_up_to_date(database: str) -> None:
    """``migrate`` the old portal in this database; SQLite's is done once a day for the same sources, and copied."""
    if connection.vendor == "sqlite":
        connection.close()
        shutil.copy(upgraded_database(), database)
    else:
        call_command("migrate", verbosity=0, interactive=False)


def upgraded_database() -> Path:
    base = migrated_database()
    upgraded = base.with_suffix(f".{date.today()}.sqlite3-upgraded")
    with one_at_a_time():
        if not upgraded.exists():
            part = base.with_suffix(".sqlite3-upgraded-part")
            part.unlink(missing_ok=True)
            with portal_in(str(part)):
                load_old_portal()
                call_command("migrate", verbosity=0, interactive=False)
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA journal_mode = DELETE")  # one file, which is copied whole
            part.rename(upgraded)
    return upgraded


def count_on(cursor: Any) -> None:
    """New rows of PostgreSQL get numbers after those that were loaded."""
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE is_identity = 'YES' "
        "AND table_schema = 'public'"
    )
    for table, column in cursor.fetchall():
        last = f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) FROM {table}"  # noqa: S608
        cursor.execute(last)


def rows_now() -> Rows:
    """The rows of 0ad1515's tables by their columns of today."""
    found: Rows = {}
    with connection.cursor() as cursor:
        standing = connection.introspection.table_names(cursor)
        for table in OLD["tables"].keys() & standing:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            columns = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
            if rows := cursor.fetchall():
                found[table] = [dict(zip(columns, row, strict=True)) for row in rows]
    return found
