"""Sums of money in the database, exact to the kopiika on both engines."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from ..finance import kopiiky


class MoneySum(models.Sum):
    """The sum of an amount in hryvnias.

    SQLite adds up in binary and returns tails (0.30000000000000004); rounding its sum to the kopiika gives the exact
    one up to a trillion hryvnias. PostgreSQL's sums are exact already.
    """

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list[Any]:
        return [*super().get_db_converters(connection), _to_the_kopiika]


def _to_the_kopiika(value: Decimal | None, expression: Any, connection: Any) -> Decimal | None:
    return None if value is None else kopiiky(Decimal(value))
