"""Texts that were stored before there was one form of them, and what the records that stand are found by."""

from typing import Any

from django.db import migrations

from programs.migrating import fill_folded, mend_texts


COLUMNS = {
    "ClauseTemplate": (False, {"folded": ("title", "text")}),
    "SupplementaryAgreement": (False, {"folded": ("number", "reason")}),
    "Contract": (False, {"folded": ("number", "subject", "cpv", "cpv_name", "prozorro_number")}),
    "Supplier": (False, {"folded": ("name", "edrpou")}),
    "Customer": (False, {"folded": ("name", "edrpou")}),
    "MediaOutlet": (False, {"folded": ("name", "founder", "area", "register_number")}),
    "Act": (False, {"folded": ("number",), "folded_note": ("note",)}),
    "Payment": (False, {"folded": ("document_number",), "folded_note": ("note",)}),
    "Publication": (False, {"folded": ("headline", "issue", "link")}),
}
# the texts of a plan with the way to their edition
MENDED = {
    "Customer": None,
    "Supplier": None,
    "MediaOutlet": None,
    "ClauseTemplate": None,
    "PurchaseThreshold": None,
    "Contract": None,
    "ContractLine": None,
    "ContractClause": None,
    "SupplementaryAgreement": None,
    "Act": None,
    "Payment": None,
    "Publication": None,
}


def mend_and_fill(apps: Any, editor: Any) -> None:
    mend_texts(apps, editor, "media_contracts", MENDED)
    fill_folded(apps, editor, "media_contracts", COLUMNS)


class Migration(migrations.Migration):
    dependencies = [("media_contracts", "0011_texts_are_found_folded")]
    operations = [
        migrations.RunPython(mend_and_fill, migrations.RunPython.noop),
    ]
