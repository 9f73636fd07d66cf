"""Tasks and measures have the portal's own short names, made of their last wordings for those that stand."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from programs.texts import fold_all
from programs.words import short_name_of


def name_those_that_stand(apps, editor):
    for kind, wording in (("Task", "TaskRow"), ("Measure", "MeasureRow")):
        rows = apps.get_model("programs", wording).objects.using(editor.connection.alias)
        # a later edition over an earlier one, an adopted one over a draft
        last = dict(
            rows.order_by("-edition__status", "edition__in_force_from", "edition__number").values_list(
                kind.lower(), "title"
            )
        )
        named = apps.get_model("programs", kind).objects.using(editor.connection.alias)
        for record in named.filter(short_name="").iterator():
            name = short_name_of(last.get(record.pk, ""))
            named.filter(pk=record.pk).update(short_name=name, folded=fold_all([record.code, name]))


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0032_restricted_mode'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='measure',
            name='short_name',
            field=models.CharField(blank=True, max_length=60, verbose_name='short name'),
        ),
        migrations.AddField(
            model_name='task',
            name='short_name',
            field=models.CharField(blank=True, max_length=60, verbose_name='short name'),
        ),
        migrations.CreateModel(
            name='HistoricalMeasure',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.SlugField(help_text="Part of the permanent address of the measure's page.", max_length=60, verbose_name='code')),
                ('short_name', models.CharField(blank=True, max_length=60, verbose_name='short name')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('program', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.program', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'historical measure',
                'verbose_name_plural': 'historical measures',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalTask',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, verbose_name='code')),
                ('short_name', models.CharField(blank=True, max_length=60, verbose_name='short name')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('program', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.program', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'historical task',
                'verbose_name_plural': 'historical tasks',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(name_those_that_stand, migrations.RunPython.noop, elidable=True),
    ]
