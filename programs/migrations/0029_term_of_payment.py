"""By when an accepted act is paid, where no contract says it: customary, and the council's to change."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.translation import gettext_noop

TERM = {"title": gettext_noop("payment of an act"), "days": 10, "working_days": True}


def lay_down(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("programs", "DutyTerm").objects.get_or_create(app="programs", key="payment", defaults=TERM)


class Migration(migrations.Migration):
    dependencies = [("programs", "0028_fetched_from_edata")]

    operations = [migrations.RunPython(lay_down, migrations.RunPython.noop)]
