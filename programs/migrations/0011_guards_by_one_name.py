"""The triggers of the ledger go by their first names: every append-only table gets its own after the migrations."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FIRST_NAMES = {
    "sqlite": ["DROP TRIGGER IF EXISTS ledger_is_not_updated", "DROP TRIGGER IF EXISTS ledger_is_not_deleted"],
    "postgresql": ["DROP FUNCTION IF EXISTS refuse_ledger_change() CASCADE"],
}


def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FIRST_NAMES[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_squashed_0010_term_in_days")]

    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
