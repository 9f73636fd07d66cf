"""The database itself refuses to change or delete a line of the ledger, whoever asks."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MESSAGE = "The ledger is append-only: correct an entry with a reversing entry."

SQLITE = [
    f"""CREATE TRIGGER ledger_is_not_updated BEFORE UPDATE ON programs_ledgerentry
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    f"""CREATE TRIGGER ledger_is_not_deleted BEFORE DELETE ON programs_ledgerentry
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
]
POSTGRESQL = [
    f"""CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE ON programs_ledgerentry
        FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()""",
]


def add_triggers(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_triggers(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER ledger_is_not_updated")
        schema_editor.execute("DROP TRIGGER ledger_is_not_deleted")
    else:
        schema_editor.execute("DROP TRIGGER ledger_is_append_only ON programs_ledgerentry")
        schema_editor.execute("DROP FUNCTION refuse_ledger_change()")


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_plan_ledger_execution")]

    operations = [migrations.RunPython(add_triggers, drop_triggers)]
