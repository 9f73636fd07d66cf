"""The function behind this app's triggers goes, and they with it: one function guards every append-only table."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def drop(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS media_contracts_refuse_change() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("media_contracts", "0001_squashed_0009_terms_of_acceptance_and_payment")]

    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
