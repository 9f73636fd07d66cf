"""The one cache of all workers: a table of its own connection, and of its own file on SQLite.

Django's own database cache counts by reading and writing back, so that two workers count one request; it pickles; and
it does not tell an entry that stands already from a table that cannot be written. Here each question is one statement.
"""

import json
import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.db import DatabaseError, connections

AnswerT = TypeVar("AnswerT")

logger = logging.getLogger(__name__)

TABLE = "portal_cache"
# PostgreSQL need not write it ahead: after a crash it is empty, as a cache may be.
CREATE = (
    "CREATE {unlogged} TABLE IF NOT EXISTS {table} (key text PRIMARY KEY, value text NOT NULL, ends float NOT NULL)"
)
WRITE = (
    "INSERT INTO {table} (key, value, ends) VALUES (%s, %s, %s) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends = excluded.ends"
)
FOR_EVER = 1e12
ONE_IN = 200  # how many additions go by until the entries that have ended are swept


class SharedCache(BaseCache):
    """Keeps what JSON can say. While the table cannot be used, each worker keeps it for itself: no page fails."""

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.alias = alias
        self.own = LocMemCache(f"instead of {alias}", params)

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        with connections[self.alias].cursor() as cursor:
            cursor.execute(statement.format(table=TABLE), values)
            return cursor.fetchall() if cursor.description else []

    def make_table(self) -> None:
        """Make the table, if it does not stand: by the first who needs it, or with the others by a migration."""
        unlogged = "UNLOGGED" if connections[self.alias].vendor == "postgresql" else ""
        with connections[self.alias].cursor() as cursor:
            cursor.execute(CREATE.format(unlogged=unlogged, table=TABLE))

    def _asked(self, ask: Callable[[], AnswerT], instead: Callable[[], Any]) -> AnswerT:
        """The table's answer, with the table made when it is missing; the worker's own answer when there is none."""
        with suppress(DatabaseError):
            return ask()
        try:
            with suppress(DatabaseError):  # another worker made it meanwhile
                self.make_table()
            return ask()
        except DatabaseError as error:
            if self.own.add("said", True, 60):
                logger.warning("The shared cache cannot be used, each worker keeps its own: %s", error)
            return instead()

    def _ends(self, timeout: Any) -> float:
        ends: float | None = self.get_backend_timeout(timeout)
        return FOR_EVER if ends is None else ends

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        made = self.make_and_validate_key(key, version)

        def ask() -> Any:
            rows = self._rows("SELECT value FROM {table} WHERE key = %s AND ends > %s", made, time.time())
            return json.loads(rows[0][0]) if rows else default

        return self._asked(ask, lambda: self.own.get(key, default, version))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        values = self.make_and_validate_key(key, version), json.dumps(value), self._ends(timeout)
        self._asked(lambda: self._rows(WRITE, *values), lambda: self.own.set(key, value, timeout, version))

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Of two workers who add the same key at once, one hears that it has."""
        values = self.make_and_validate_key(key, version), json.dumps(value), self._ends(timeout)

        def ask() -> bool:
            if random.random() < 1 / ONE_IN:  # noqa: S311  (chooses a moment, not a secret)
                self._rows("DELETE FROM {table} WHERE ends <= %s", time.time())
            return bool(self._rows(f"{WRITE} WHERE {{table}}.ends <= %s RETURNING key", *values, time.time()))

        return self._asked(ask, lambda: self.own.add(key, value, timeout, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        made = self.make_and_validate_key(key, version)
        statement = (
            "UPDATE {table} SET value = CAST(CAST(value AS bigint) + %s AS text) WHERE key = %s AND ends > %s "
            "RETURNING value"
        )

        def ask() -> int | None:
            rows = self._rows(statement, delta, made, time.time())
            return int(rows[0][0]) if rows else None

        counted = self._asked(ask, lambda: self.own.incr(key, delta, version))
        if counted is None:
            raise ValueError(f"Key {key!r} not found")
        return counted

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        made, ends = self.make_and_validate_key(key, version), self._ends(timeout)
        statement = "UPDATE {table} SET ends = %s WHERE key = %s AND ends > %s RETURNING key"
        return self._asked(
            lambda: bool(self._rows(statement, ends, made, time.time())), lambda: self.own.touch(key, timeout, version)
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        made = self.make_and_validate_key(key, version)
        return self._asked(
            lambda: bool(self._rows("DELETE FROM {table} WHERE key = %s RETURNING key", made)),
            lambda: self.own.delete(key, version),
        )

    def clear(self) -> None:
        self._asked(lambda: self._rows("DELETE FROM {table}"), lambda: [])
        self.own.clear()
