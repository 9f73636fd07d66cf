"""SQLite that reads Ukrainian: Django's own backend compares and lower-cases ASCII only.

Without this, a search for «програма» does not find «Програма», and є, і, ї, ґ sort after я. PostgreSQL needs none of
it: its ILIKE folds any case and the first migration makes it an ICU collation of the same name.
"""

import re
import sqlite3
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from programs.texts import alphabetical

COLLATION = "ukrainian"


@lru_cache(maxsize=256)
def _pattern(like: str, escape: str) -> re.Pattern[str]:
    """The regular expression that a LIKE pattern means, in folded case."""
    parts, literal = [], False
    for character in like.casefold():
        if literal:
            parts.append(re.escape(character))
            literal = False
        elif escape and character == escape:
            literal = True
        else:
            parts.append({"%": ".*", "_": "."}.get(character, re.escape(character)))
    return re.compile("".join(parts), re.DOTALL)


def like(pattern: str | None, value: object, escape: str = "") -> bool | None:
    """SQL's LIKE with the case of every alphabet folded; NULL with NULL."""
    if pattern is None or value is None:
        return None
    return _pattern(str(pattern), escape).fullmatch(str(value).casefold()) is not None


def compare(left: str, right: str) -> int:
    """Negative, zero or positive as the Ukrainian alphabet orders the two texts; zero only for equal texts."""
    a, b = alphabetical(left), alphabetical(right)
    return (a > b) - (a < b)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite with Unicode LIKE and the collation that PostgreSQL makes from ICU.

    A file that was moved away, or that another one stands for now, is not read and written on under its old name.
    """

    creates = True  # a server sets it to False: an empty file in the place of one that is away helps nobody
    patience: float | None = None  # seconds that a server waits for the one writer, if not those of the settings
    opened: tuple[int, int] | None = None  # which file the connection is to

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        place = None if self.is_in_memory_db() else Path(conn_params["database"])
        if place and not self.creates:
            conn_params = {**conn_params, "database": f"{place.resolve().as_uri()}?mode=rw"}
        if self.patience is not None:
            conn_params = {**conn_params, "timeout": self.patience}
        connection = super().get_new_connection(conn_params)
        self.opened = _identity(place) if place else None
        connection.create_function("like", 2, like, deterministic=True)
        connection.create_function("like", 3, like, deterministic=True)
        connection.create_collation(COLLATION, compare)
        return connection

    def is_usable(self) -> bool:
        return super().is_usable() and self.opened in {None, _identity(Path(self.settings_dict["NAME"]))}


def _identity(place: Path) -> tuple[int, int]:
    """The file that stands in a place, whatever it is called; none is like no other."""
    with suppress(FileNotFoundError):
        found = place.stat()
        return found.st_dev, found.st_ino
    return 0, 0
