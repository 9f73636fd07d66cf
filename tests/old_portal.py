"""The portal of head 0ad1515 as its own engine kept it: read from a file, and brought to this head."""

import json
import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

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
