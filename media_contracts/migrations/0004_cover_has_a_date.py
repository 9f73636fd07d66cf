"""From which day an act covers an advance, so that the debt of any date can be told."""

from datetime import date

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("media_contracts", "0003_first_clauses_and_thresholds")]

    operations = [
        migrations.AddField(
            model,
            "date",
            models.DateField(default=date(2021, 1, 1), verbose_name="date"),
            preserve_default=False,
        )
        for model in ("advancecover", "historicaladvancecover")
    ]
