"""The run that is meant for PostgreSQL is on PostgreSQL, and on one that lends no help with Ukrainian."""

import pytest
from django.db import connection

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


def test_the_database_is_postgresql() -> None:
    assert connection.vendor == "postgresql"


def test_the_default_order_is_not_ukrainian() -> None:
    """So that names in Ukrainian order are the portal's own doing, and not the cluster's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datcollate, getdatabaseencoding() FROM pg_database WHERE datname = current_database()")

        assert cursor.fetchone() == ("C.UTF-8", "UTF8")
