"""`make test` asks PostgreSQL what it could answer differently; the tests that do so say which kind of answer it is.

`make test-all` asks it everything. A test is marked `both_databases` when it proves one of these kinds.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.sources import Source, python_files

KINDS = {
    "constraints": "the database itself refuses a record",
    "triggers": "the database itself refuses a change",
    "locks": "two writers meet, or one is killed",
    "aggregates": "sums of money, which SQLite makes in binary",
    "search": "case and signs of Ukrainian in lookups",
    "collation": "the order of names",
    "numbers": "numbers that no column holds",
    "moments": "hours and days by Kyiv's clock, across its changes",
    "migrations": "tables are altered under the rows that they hold",
    "imports": "many rows in one transaction, taken back by savepoints",
    "pages": "every page once, whatever it asks",
}
# Who names one of these asks for something that only the database itself answers.
OF_THE_DATABASE = {
    "IntegrityError",
    "DatabaseError",
    "OperationalError",
    "ProgrammingError",
    "MigrationExecutor",
    "cursor",
    "vendor",
}


def kinds_of(source: Source) -> Iterator[str]:
    """What the module says it proves on both databases; what only PostgreSQL can show is about locks."""
    for call in source.calls():
        if ast.unparse(call.func) == "pytest.mark.both_databases":
            yield from (str(kind.value) for kind in call.args if isinstance(kind, ast.Constant))
    if "pytest.mark.postgresql" in source.text:
        yield "locks"


def database_names(source: Source) -> set[str]:
    names = {node.id for node in source.nodes if isinstance(node, ast.Name)}
    attributes = {node.attr for node in source.nodes if isinstance(node, ast.Attribute)}
    return (names | attributes) & OF_THE_DATABASE


def modules() -> list[Source]:
    own = __name__.replace(".", "/")
    return [found for found in python_files("tests") if "/test_" in found.path and own not in found.path]


def test_every_kind_of_difference_is_asked_of_both() -> None:
    assert {kind for source in modules() for kind in kinds_of(source)} == KINDS.keys()


def test_who_asks_the_database_itself_asks_both() -> None:
    assert [source.path for source in modules() if database_names(source) and not list(kinds_of(source))] == []


@pytest.mark.parametrize(
    "text", ["from django.db import IntegrityError\nraises(IntegrityError)", "connection.cursor()", "if c.vendor: ..."]
)
def test_a_module_that_asks_the_database_itself_is_known(text: str) -> None:
    assert database_names(Source("tests/test_example.py", text))
