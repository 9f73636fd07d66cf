"""The term of the treasury's portal belongs to contracts, whose documents are due there (law № 183-VIII)."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.translation import gettext_noop

TERM = {"app": "media_contracts", "title": gettext_noop("documents of a quarter on the treasury’s portal")}


def claim(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("DutyTerm", "HistoricalDutyTerm"):
        apps.get_model("programs", name).objects.filter(key="treasury_portal").update(**TERM)


class Migration(migrations.Migration):
    dependencies = [
        ("media_contracts", "0012_stored_texts_mended"),
        ("programs", "0015_terms_of_every_app"),
    ]

    operations = [migrations.RunPython(claim, migrations.RunPython.noop)]
