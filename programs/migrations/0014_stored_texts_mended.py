"""Texts that were stored before there was one form of them, and what the records that stand are found by."""

import re
from typing import Any

from django.db import migrations

from programs.migrating import fill_folded, mend_texts
from programs.texts import fold

COLUMNS = {
    "Commission": (False, {"folded": ("name", "aliases")}),
    "Program": (False, {"folded": ("title", "short_title", "aliases")}),
    "LegalAct": (False, {"folded": ("number", "title", "body")}),
    "FundingSource": (False, {"folded": ("name", "code")}),
    "Executor": (False, {"folded": ("name",)}),
    "Task": (False, {"folded": ("code",)}),
    "Measure": (False, {"folded": ("code",)}),
    "TaskRow": (False, {"folded": ("number", "title"), "folded_more": ("results",)}),
    "MeasureRow": (False, {"folded": ("number", "title"), "folded_more": ("label", "results")}),
    "Activity": (False, {"folded": ("title", "description")}),
    "Progress": (False, {"folded": ("result", "reason")}),
    "Indicator": (False, {"folded": ("name", "source")}),
    "LedgerEntry": (True, {"folded": ("document_number", "counterparty", "kekv", "kpkvk"), "folded_note": ("note",)}),
    "DutyDone": (False, {"folded": ("title", "note")}),
    "ImportBatch": (False, {"folded": ("file_name",)}),
    "TreasuryRule": (False, {"folded": ("recipient", "contract_number", "kekv", "kpkvk")}),
}
# the texts of a plan with the way to their edition
MENDED = {
    "Commission": None,
    "Program": None,
    "LegalAct": None,
    "FundingSource": None,
    "Executor": None,
    "Edition": "",
    "PassportRow": "edition__",
    "Aspect": "edition__",
    "TaskRow": "edition__",
    "MeasureRow": "edition__",
    "MeasureExecutor": "measure_row__edition__",
    "Activity": None,
    "Progress": None,
    "Indicator": None,
    "IndicatorValue": None,
    "DutyDone": None,
    "ImportBatch": None,
    "TreasuryRule": None,
}


def mend_and_fill(apps: Any, editor: Any) -> None:
    mend_texts(apps, editor, "programs", MENDED)
    fill_folded(apps, editor, "programs", COLUMNS)


def rekey_remembered_rows(apps: Any, editor: Any) -> None:
    """The rows of monthly sheets that were remembered are compared as all texts are now."""
    rows = apps.get_model("programs", "RowMatch")._base_manager.using(editor.connection.alias)
    for row in rows.all():
        key = " ".join(re.sub(r"[^\w\s]|_", "", fold(row.key)).split())
        if key != row.key and not rows.filter(program=row.program_id, key=key).exists():
            rows.filter(pk=row.pk).update(key=key)


class Migration(migrations.Migration):
    dependencies = [("programs", "0013_texts_are_found_folded")]
    operations = [
        migrations.RunPython(mend_and_fill, migrations.RunPython.noop),
        migrations.RunPython(rekey_remembered_rows, migrations.RunPython.noop),
    ]
