"""A moment is kept in UTC, where the day begins two or three hours after Kyiv's: it is read in local time alone.

The tests' clock stands at half past midnight in Kyiv, when every day that is read in UTC is yesterday (conftest); what
no test looks at is found here, in the sources.
"""

import ast
from datetime import datetime

import pytest
from django.apps import apps
from django.db.models import DateTimeField
from django.utils import timezone

from tests.sources import APPS, PORTAL, Source, python_files

IN_UTC = {"date", "time", "strftime", "year", "month", "day", "hour"}


def moments() -> set[str]:
    """The names that only moments bear in the portal's models."""
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    kept = {field.name for field in fields if isinstance(field, DateTimeField)}
    return kept - {field.name for field in fields if not isinstance(field, DateTimeField)}


def read_in_utc(source: Source) -> list[str]:
    """Where a moment is written out, or asked for its day, as it stands."""
    names = moments()

    def is_moment(node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            return ast.unparse(node) in {"timezone.now()", "datetime.now(UTC)"}
        return isinstance(node, ast.Attribute) and node.attr in names

    formatted = [node.value for node in source.nodes if isinstance(node, ast.FormattedValue) and node.format_spec]
    asked = [node.value for node in source.nodes if isinstance(node, ast.Attribute) and node.attr in IN_UTC]
    return [f"{source.path}: {ast.unparse(node)}" for node in (*formatted, *asked) if is_moment(node)]


def test_no_moment_is_read_in_utc() -> None:
    assert [found for source in python_files(*APPS, PORTAL, "tests") for found in read_in_utc(source)] == []


@pytest.mark.parametrize(
    "text",
    ["f'{entry.recorded_at:%d.%m.%Y}'", "override.granted_at.date()", "timezone.now().year", "batch.undone_at.day"],
)
def test_a_moment_read_in_utc_is_found(text: str) -> None:
    assert len(read_in_utc(Source("programs/example.py", text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "timezone.localtime(entry.recorded_at).date()",
        "f'{act.date:%d.%m.%Y}'",
        "timezone.localdate(override.granted_at)",
    ],
)
def test_a_day_and_a_moment_in_local_time_are_let_be(text: str) -> None:
    assert read_in_utc(Source("programs/example.py", text)) == []


def test_the_clock_of_the_tests_stands_between_two_midnights() -> None:
    moment: datetime = timezone.now()

    assert timezone.localdate(moment) > moment.date()
