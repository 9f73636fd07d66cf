"""SQLite that reads Ukrainian: Django's own backend compares and lower-cases ASCII only.

Without this, a search for «програма» does not find «Програма», and є, і, ї, ґ sort after я. PostgreSQL needs none of
it: its ILIKE folds any case and the first migration makes it an ICU collation of the same name.
"""

import re
import sqlite3
from functools import lru_cache
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
    """Django's SQLite with Unicode LIKE and the collation that PostgreSQL makes from ICU."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection = super().get_new_connection(conn_params)
        connection.create_function("like", 2, like, deterministic=True)
        connection.create_function("like", 3, like, deterministic=True)
        connection.create_collation(COLLATION, compare)
        return connection
