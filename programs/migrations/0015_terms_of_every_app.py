"""Terms belong to apps and bear their titles; what is due in working days stands among them."""

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.translation import gettext_noop

TITLES = {
    "quarter": gettext_noop("quarterly report"),
    "half_year": gettext_noop("half-year report"),
    "nine_months": gettext_noop("report for nine months"),
    "year": gettext_noop("annual report"),
    "final": gettext_noop("final report"),
    "progress": gettext_noop("progress of measures for a quarter"),
    "closing": gettext_noop("closing of the ledger after a quarter"),
    "appropriations": gettext_noop("appropriations of the new budget year"),
}
# Resolution № 835 of 21.10.2015: the data set is brought up to date within three working days of a change.
IN_WORKING_DAYS = {
    "act_text": gettext_noop("text of an act in the open data"),
    "data_set": gettext_noop("data set «List of target programmes» after a change"),
}


def name_terms(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("DutyTerm", "HistoricalDutyTerm"):
        for key, title in TITLES.items():
            apps.get_model("programs", name).objects.filter(key=key).update(title=title)
    terms = apps.get_model("programs", "DutyTerm")
    terms.objects.bulk_create(
        terms(app="programs", key=key, title=title, days=3, working_days=True)
        for key, title in IN_WORKING_DAYS.items()
    )


def without_working_days(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("programs", "DutyTerm").objects.filter(key__in=IN_WORKING_DAYS).delete()


KEY = {"editable": False, "max_length": 40}
APP = {"default": "programs", "editable": False, "max_length": 50}
TITLE = {"default": "", "editable": False, "max_length": 200, "verbose_name": "what is due"}
WORKING = {
    "default": False,
    "help_text": "They are counted by the calendar of working days.",
    "verbose_name": "these are working days",
}


class Migration(migrations.Migration):
    dependencies = [("programs", "0014_stored_texts_mended")]

    operations = [
        *(
            operation
            for name in ("dutyterm", "historicaldutyterm")
            for operation in (
                migrations.RenameField(name, "kind", "key"),
                migrations.AlterField(name, "key", models.CharField(**KEY)),
                migrations.AddField(name, "app", models.CharField(**APP), preserve_default=False),
                migrations.AddField(name, "title", models.CharField(**TITLE), preserve_default=False),
                migrations.AddField(name, "working_days", models.BooleanField(**WORKING)),
            )
        ),
        migrations.AddConstraint(
            "dutyterm", models.UniqueConstraint(fields=("app", "key"), name="duty_term_is_one_of_its_app")
        ),
        migrations.RunPython(name_terms, without_working_days),
    ]
