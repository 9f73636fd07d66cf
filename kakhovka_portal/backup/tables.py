"""The rows of every table, out of one database and into another, as they stand: no field, form or signal touches them.

They are read and written by the models as the database's own migrations draw them, not by those of today's code: a
copy that an earlier version made is brought back as it was, and migrated afterwards.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any

from django.apps import apps as installed
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import AutoField, FileField, Model
from django.utils.duration import duration_iso_string

from programs.models import AppendOnly

# What a copy leaves out: it would be wrong in another place or at another time.
LEFT_OUT = {
    "sessions.session": "log-ins that last: everybody logs in again",
    "axes.accessattempt": "log-ins that are locked at the moment",
    "axes.accessattemptexpiration": "log-ins that are locked at the moment",
}
# Of these tables what is over is left out: work that ended.
UNDER_WAY = {"programs.backgroundwork": {"ended_at": None}}
# What an empty portal has before anybody works in it, beside the directories that migrations fill.
BROUGHT = {
    "contenttypes.contenttype",
    "auth.permission",
    "auth.group",
    "auth.group_permissions",
    "kakhovka_portal.roleright",
    "axes.accesslog",  # who tried to log in where nobody can
    "axes.accessfailurelog",
}
PART = 1 << 20  # bytes of JSON that are held at once
ROWS = 500

Migrations = list[list[str]]


@contextmanager
def snapshot() -> Iterator[None]:
    """The database of one moment, whatever is written meanwhile; nobody who writes has to wait."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own way would hold the one place of a writer
            try:
                cursor.execute("SELECT 1 FROM sqlite_master").fetchone()  # the moment: the first look
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def applied_migrations() -> Migrations:
    loader = MigrationLoader(connection)
    return sorted([*key] for key in loader.graph.nodes if key in loader.applied_migrations)


def models_of(migrations: Migrations) -> dict[str, type[Model]]:
    """The tables after these migrations, by label, without those that a copy leaves out."""
    return _models_of(tuple((app, name) for app, name in migrations))


@lru_cache(maxsize=1)  # they are drawn up in a tenth of a second, and asked for at every check
def _models_of(migrations: tuple[tuple[str, str], ...]) -> dict[str, type[Model]]:
    state = _loader(migrations).project_state(list(migrations))
    models = [model for model in state.apps.get_models(include_auto_created=True) if model._meta.managed]
    labels = {model._meta.label_lower: model for model in models if not model._meta.proxy}
    return {label: model for label, model in sorted(labels.items()) if label not in LEFT_OUT}


def append_only_tables() -> list[str]:
    """The tables of today's code whose rows stay as they were written, those that stand."""
    standing = set(connection.introspection.table_names())
    models = [model for model in installed.get_models() if issubclass(model, AppendOnly)]
    return sorted(model._meta.db_table for model in models if model._meta.db_table in standing)


def _fields(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]


# ---- out -------------------------------------------------------------------------------------------------------------


def parts(model: type[Model]) -> Iterator[tuple[bytes, int]]:
    """The rows of a table in pieces of flat size: a line that names the columns, then a line for each row."""
    columns = [field.attname for field in _fields(model)]
    head = _line(columns)
    lines, size = [head], 0
    under_way = UNDER_WAY.get(model._meta.label_lower, {})
    rows = model._base_manager.filter(**under_way).order_by("pk").values_list(*columns)
    for row in rows.iterator(chunk_size=ROWS):
        lines.append(_line(row))
        size += len(lines[-1])
        if size > PART:
            yield b"".join(lines), len(lines) - 1
            lines, size = [head], 0
    if len(lines) > 1:
        yield b"".join(lines), len(lines) - 1


def _line(values: Iterable[Any]) -> bytes:
    return json.dumps([*values], ensure_ascii=False, separators=(",", ":"), default=_written).encode() + b"\n"


def _written(value: Any) -> Any:
    """A value that JSON does not know, so that its field reads it back to the last digit."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    return str(value)


def files_named(model: type[Model]) -> set[str]:
    """The uploads that records of a table name."""
    names = [field.attname for field in _fields(model) if isinstance(field, FileField)]
    rows = model._base_manager.all()
    return {one for name in names for one in rows.exclude(**{name: ""}).values_list(name, flat=True) if one}


def waiting_imports(models: dict[str, type[Model]]) -> list[str]:
    """The names on the disk of the files that wait for their import."""
    uploads = models.get("programs.importupload")
    return [*uploads._base_manager.filter(finished_at=None).values_list("key", flat=True)] if uploads else []


def last_numbers() -> dict[str, int]:
    """The last number that each table gave a row; of a row that is gone it is never given again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
        else:
            cursor.execute(
                "SELECT owner.relname, numbers.last_value FROM pg_sequences AS numbers "
                "JOIN pg_class AS sequence ON sequence.oid = to_regclass(quote_ident(numbers.schemaname) || '.' || "
                "quote_ident(numbers.sequencename)) "
                "JOIN pg_depend AS owned ON owned.objid = sequence.oid AND owned.deptype IN ('a', 'i') "
                "JOIN pg_class AS owner ON owner.oid = owned.refobjid "
                "WHERE numbers.last_value IS NOT NULL AND numbers.schemaname = current_schema()"
            )
        return dict(cursor.fetchall())


# ---- in --------------------------------------------------------------------------------------------------------------


def as_named_now(migrations: Migrations) -> Migrations:
    """What is one migration now goes by its name, if all of its steps were done; else they go by their own names."""
    names = {(app, name) for app, name in migrations}
    for whole, migration in MigrationLoader(None).disk_migrations.items():
        if migration.replaces and names.issuperset(migration.replaces):
            names = names.difference(migration.replaces) | {whole}
    return sorted([*key] for key in names)


def _loader(migrations: Iterable[Iterable[str]], database: BaseDatabaseWrapper | None = None) -> MigrationLoader:
    """The migrations of today's code, drawn so that these stand among them."""
    loader = MigrationLoader(database)
    stand = {(app, name) for app, name in migrations} <= loader.graph.nodes.keys()
    return loader if stand else MigrationLoader(database, replace_migrations=False)


def unknown_migrations(migrations: Migrations) -> list[str]:
    known = MigrationLoader(None).disk_migrations
    return [f"{app}.{name}" for app, name in migrations if (app, name) not in known]


def prepare(migrations: Migrations) -> None:
    """Make the tables as these migrations make them."""
    executor = MigrationExecutor(connection)
    executor.loader = _loader(migrations, connection)
    wanted = {(app, name) for app, name in migrations}
    nodes = executor.loader.graph.node_map
    executor.migrate([key for key in wanted if not wanted & {child.key for child in nodes[key].children}])


def is_behind() -> bool:
    """Whether this version of the portal has migrations that the database still lacks."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def in_the_way(models: dict[str, type[Model]]) -> list[str]:
    """The tables with rows that are somebody's work: people's leave a history, those of migrations did not."""
    standing = set(connection.introspection.table_names())
    asked = {label: model for label, model in models.items() if model._meta.db_table in standing}
    filled = {label for label, model in asked.items() if model._base_manager.exists()} - BROUGHT
    with_history = {label for label in models if label.replace(".", ".historical", 1) in models}
    return sorted(filled - (with_history - {"programs.program"}))


def empty(models: Iterable[type[Model]]) -> None:
    """Take away what migrations wrote into the new tables; the copy has it as the council keeps it."""
    with connection.cursor() as cursor:
        for model in models:
            if model._base_manager.exists():
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def load(model: type[Model], lines: Iterable[bytes]) -> int:
    """Write the rows of one part into their table; gives their number."""
    rest = iter(lines)
    by_column = {field.attname: field for field in _fields(model)}
    fields = [by_column[name] for name in json.loads(next(rest))]
    loaded = 0
    while batch := [_row(model, fields, line) for line in islice(rest, ROWS)]:
        size = max(connection.ops.bulk_batch_size(fields, batch), 1)
        for start in range(0, len(batch), size):
            # raw: no field fills itself in, neither a date of change nor a folded text
            rows: Any = model._base_manager.all()
            rows._insert(batch[start : start + size], fields=fields, using=connection.alias, raw=True)
        loaded += len(batch)
    return loaded


def _row(model: type[Model], fields: list[Any], line: bytes) -> Model:
    row = model()
    for field, value in zip(fields, json.loads(line), strict=True):
        setattr(row, field.attname, field.to_python(value))
    return row


def count_on(models: Iterable[type[Model]], last: dict[str, int]) -> None:
    """The next row of each table gets a number after every one that was ever given."""
    with connection.cursor() as cursor:
        for model in models:
            table, key = model._meta.db_table, model._meta.pk
            column = key.get_attname_column()[1] if isinstance(key, AutoField) else ""
            if not column:
                continue
            if connection.vendor == "sqlite":  # counts what was loaded by itself
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
                counted = cursor.fetchone()
                if last.get(table, 0) > (counted[0] if counted else 0):
                    cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last[table]])
            else:
                name = connection.ops.quote_name
                cursor.execute(f"SELECT max({name(column)}) FROM {name(table)}")  # noqa: S608
                if number := max(cursor.fetchone()[0] or 0, last.get(table, 0)):
                    sequence = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
                    cursor.execute(sequence, [name(table), column, number])
