"""Nothing changes a tracked record behind the back of its history.

QuerySet.update(), bulk_create(), bulk_update() and QuerySet.delete() write to the database without the history that
simple-history keeps; its own bulk_create_with_history() and bulk_update_with_history() take their place.
"""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps as installed

from tests.sources import APPS, PORTAL, Source, python_files

BLIND = {"update", "bulk_create", "bulk_update", "delete", "_raw_delete"}

# (file, function, call): why the history loses nothing there. An entry that is no longer needed fails the test too.
EXCEPTIONS = {
    (
        "programs/services/records.py",
        "_claim_version",
        "update",
    ): "counts the version up; the save that follows writes the history",
    ("programs/services/records.py", "delete_record", "delete"): "deletes one record, which does write its history",
    (
        "programs/services/posting.py",
        "post_parts",
        "bulk_create",
    ): "links to the ledger keep no history: they never change",
    ("programs/services/structure.py", "drop_task", "update"): "the row is deleted in the same step, with its history",
    ("programs/migrating.py", "fill_folded", "update"): "what a row is found by is no part of what it says",
    (
        "civil_society/services/erasure.py",
        "_erase_text",
        "update",
    ): "what is erased is erased out of the history itself",
    (
        "civil_society/imports/site.py",
        "look_up",
        "update",
    ): "when a link was last seen is no part of what it says",
    ("civil_society/services/erasure.py", "erase", "delete"): "a file on the disk is no record",
    (
        "civil_society/services/courses.py",
        "erase_lists",
        "delete",
    ): "a list of participants keeps no history, to be gone",
    ("kakhovka_portal/cache.py", "SharedCache.delete", "delete"): "an entry of the cache is no record",
    ("kakhovka_portal/granting.py", "confirm", "delete"): "a proposal stands in the history of access",
    ("kakhovka_portal/granting.py", "end", "delete"): "a proposal stands in the history of access",
    ("kakhovka_portal/keys.py", "end_keys", "delete"): "keys of the API have a log of their own",
    ("kakhovka_portal/mail.py", "clear_letters", "delete"): "lines of letters are a log, kept for a year",
    ("kakhovka_portal/mail_pages.py", "Letters.form_valid", "delete"): "a person's own choice keeps no history",
    ("kakhovka_portal/housekeeping.py", "old_attempts_to_log_in", "delete"): "attempts to log in keep no history",
    (
        "programs/migrating.py",
        "mend_texts",
        "update",
    ): "a migration brings stored texts to one form",
}


def untracked_models() -> set[str]:
    """Models that keep no history, so that nothing is lost when many rows are written at once."""
    models = [model for model in installed.get_models() if not hasattr(model._meta, "simple_history_manager_attribute")]
    return {model.__name__ for model in models}


def root_name(node: ast.expr) -> str:
    """The name a chain of attributes and calls starts with: Measure in Measure.objects.filter().update()."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def is_blind(call: ast.Call) -> bool:
    """Whether the call may write past the history. The update() of a dict or a digest is told by its argument."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in BLIND:
        return False
    return call.func.attr != "update" or not call.args


def functions(node: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.Call]]:
    """Every call with the qualified name of the function it stands in."""
    for child in ast.iter_child_nodes(node):
        named = isinstance(child, ast.FunctionDef | ast.ClassDef)
        name = f"{inside}.{child.name}".lstrip(".") if named else inside  # type: ignore[attr-defined]
        if isinstance(child, ast.Call):
            yield name, child
        yield from functions(child, name)


def blind_writes(source: Source, untracked: set[str]) -> set[tuple[str, str, str]]:
    found = set()
    for function, call in functions(source.tree):
        if is_blind(call) and root_name(call.func) not in untracked:
            assert isinstance(call.func, ast.Attribute)
            found.add((source.path, function, call.func.attr))
    return found


def test_no_write_passes_the_history_by() -> None:
    untracked = untracked_models()

    found = set().union(*(blind_writes(source, untracked) for source in python_files(*APPS, PORTAL)))

    assert found == set(EXCEPTIONS)


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("Measure.objects.filter(code='1.1').update(title='x')", "update"),
        ("rows.update(**changes)", "update"),
        ("Allocation.objects.bulk_create(rows)", "bulk_create"),
        ("edition.rows.all().delete()", "delete"),
    ],
)
def test_a_write_past_the_history_is_found(text: str, call: str) -> None:
    source = Source("programs/services/records.py", f"def adopt():\n    {text}")

    assert blind_writes(source, {"LedgerEntry"}) == {("programs/services/records.py", "adopt", call)}


@pytest.mark.parametrize(
    "text",
    [
        "totals.update({2021: 0})",
        "digest.update(data)",
        "bulk_create_with_history(rows, Allocation)",
        "Seen.objects.all().delete()",
    ],
)
def test_a_write_that_loses_nothing_is_left_alone(text: str) -> None:
    assert blind_writes(Source("programs/services/records.py", text), {"Seen"}) == set()
