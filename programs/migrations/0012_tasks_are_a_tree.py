"""Tasks of an edition are a tree: a ring, which two saves could close, opens where the document comes to it first."""

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def open_rings(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("programs", "TaskRow").objects.exclude(parent=None).order_by("order", "pk")
    parents = dict(rows.values_list("pk", "parent_id"))
    for key in list(parents):
        above = parents[key]
        passed = {above}
        while (above := parents.get(above)) is not None and above not in passed:
            passed.add(above)
        if key in passed:
            parents[key] = None
            rows.filter(pk=key).update(parent=None)


class Migration(migrations.Migration):
    dependencies = [("programs", "0011_guards_by_one_name")]

    operations = [
        migrations.RunPython(open_rings, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="taskrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("pk")), _negated=True),
                name="task_does_not_stand_under_itself",
                violation_error_message="A task cannot stand under itself or under a task below it.",
            ),
        ),
    ]
