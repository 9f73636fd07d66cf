"""Many records written together: everything is worked out before a lock, and under it only the database works."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery
from django.utils import timezone

PORTION = 500  # keys of one statement


class Prepared:
    """Valid records of one model, all new or all changed, as the statements that ``bulk_create`` would make of them.

    A changed one is met by its key and takes every column: it has to be held when it is written.
    """

    def __init__(self, records: Sequence[Any]) -> None:
        self.model = type(records[0]) if records else None
        self.history_type = "~" if records and records[0].pk else "+"
        self.statements = list(_statements(list(records))) if records else []

    def write(self) -> list[int]:
        """Write the records; gives their keys."""
        keys = []
        with connection.cursor() as cursor:
            for sql, values in self.statements:
                cursor.execute(sql, values)
                keys += [key for (key,) in cursor.fetchall()]
        return keys

    def write_with_history(self, *, by: User | None) -> None:
        """Write the records, and copy what stands then to their history, with who and when; nobody gives a reason."""
        keys = self.write()
        if self.model is None:
            return
        name, table = connection.ops.quote_name, self.model._meta
        history = self.model.history.model
        said = {"history_type": self.history_type, "history_date": timezone.now(), "history_user": by and by.pk}
        own = [(history._meta.get_field(field), value) for field, value in said.items()]
        columns = ", ".join(name(field.column) for field in history.tracked_fields)
        first = ", ".join(name(field.column) for field, _value in own)
        sql = f"""
            INSERT INTO {name(history._meta.db_table)} ({first}, {columns})
            SELECT {", ".join(["%s"] * len(own))}, {columns} FROM {name(table.db_table)}
            WHERE {name(table.pk.column)} IN
        """  # noqa: S608  # names of the portal's own tables
        values = [field.get_db_prep_save(value, connection) for field, value in own]
        with connection.cursor() as cursor:
            for start in range(0, len(keys), PORTION):
                portion = keys[start : start + PORTION]
                cursor.execute(f"{sql} ({', '.join(['%s'] * len(portion))})", [*values, *portion])


def _statements(records: list[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    key = records[0]._meta.pk
    others = [field for field in records[0]._meta.concrete_fields if field is not key]
    fields, taken = others, {}
    if records[0].pk:
        fields = [key, *others]
        taken = {"on_conflict": OnConflict.UPDATE, "update_fields": others, "unique_fields": [key]}
    size = connection.ops.bulk_batch_size(fields, records)
    for start in range(0, len(records), size):
        query = InsertQuery(type(records[0]), **taken)
        query.insert_values(fields, records[start : start + size])
        compiler: Any = query.get_compiler(connection=connection)
        compiler.returning_fields = [key]
        yield from compiler.as_sql()
