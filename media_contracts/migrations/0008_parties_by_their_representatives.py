"""The preamble says of a sole trader or a person that they act in their own name, instead of leaving a line."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WAS = (
    "{customer} (далі – Замовник), представник – {customer_position} {customer_signatory}, діє на підставі: "
    "{customer_acts_on}, з однієї сторони, і {supplier} (далі – Виконавець), представник – {supplier_position} "
    "{supplier_signatory}, діє на підставі: {supplier_acts_on}, з другої сторони, разом – Сторони, уклали цей договір "
    "на виконання програми «{program}», захід {measure}."
)
BECAME = (
    "{customer} (далі – Замовник), {customer_represented}, з однієї сторони, і {supplier} (далі – Виконавець), "
    "{supplier_represented}, з другої сторони, разом – Сторони, уклали цей договір на виконання програми «{program}», "
    "захід {measure}."
)


def reword(apps: Any, was: str, became: str) -> None:
    """Only the text that came with the portal: what the department worded itself stays."""
    apps.get_model("media_contracts", "ClauseTemplate").objects.filter(text=was).update(text=became)


def forward(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reword(apps, WAS, BECAME)


def back(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reword(apps, BECAME, WAS)


class Migration(migrations.Migration):
    dependencies = [("media_contracts", "0007_signatories_of_acts")]

    operations = [migrations.RunPython(forward, back)]
