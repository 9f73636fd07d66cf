import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

from programs.migrating import NewTables

VERSIONED = ("commission", "executor", "fundingsource")


class Migration(NewTables):
    dependencies = [
        ("programs", "0006_terms_of_duties"),
    ]

    operations = [
        *[
            migrations.AddField(
                model_name=f"{history}{name}",
                name="version",
                field=models.PositiveIntegerField(default=1, editable=False),
            )
            for name in VERSIONED
            for history in ("", "historical")
        ],
        migrations.AddField(
            model_name="measurerow",
            name="predecessors",
            field=models.ManyToManyField(
                blank=True,
                help_text="Only for a measure split off from another one, or made of several.",
                related_name="successor_rows",
                to="programs.measure",
                verbose_name="continues the measures",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalMeasureRow_predecessors",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="programs.historicalmeasurerow",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.measure",
                    ),
                ),
                (
                    "measurerow",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.measurerow",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalMeasureRow_predecessors",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
