"""The database itself refuses to change or delete what is written once: links to the ledger, steps, passed warnings."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MESSAGE = "This record is append-only."
TABLES = ("ledgerlink", "contractevent", "warningoverride")


def add_triggers(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for deed in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f"CREATE TRIGGER media_contracts_{table}_no_{deed.lower()} BEFORE {deed} ON media_contracts_{table} "
                    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                )
        return
    schema_editor.execute(
        f"""CREATE FUNCTION media_contracts_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    )
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER media_contracts_{table}_is_append_only BEFORE UPDATE OR DELETE ON media_contracts_{table} "
            "FOR EACH ROW EXECUTE FUNCTION media_contracts_refuse_change()"
        )


def drop_triggers(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER media_contracts_{table}_no_update")
            schema_editor.execute(f"DROP TRIGGER media_contracts_{table}_no_delete")
        else:
            schema_editor.execute(
                f"DROP TRIGGER media_contracts_{table}_is_append_only ON media_contracts_{table}"
            )
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION media_contracts_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("media_contracts", "0001_contracts")]

    operations = [migrations.RunPython(add_triggers, drop_triggers)]
