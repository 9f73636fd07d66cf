"""The calendar of working days, with the holidays until martial law."""

from datetime import date
from typing import Any

import django.db.models.deletion
import programs.models.personal
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


# Article 73 of the Labour Code; a holiday on a weekend moves to the next working day. Since 24.02.2022 there are none.
HOLIDAYS = {
    date(2021, 1, 1): "Новий рік",
    date(2021, 1, 7): "Різдво Христове",
    date(2021, 3, 8): "Міжнародний жіночий день",
    date(2021, 5, 3): "День праці, перенесено із 1 травня",
    date(2021, 5, 4): "Великдень, перенесено із 2 травня",
    date(2021, 5, 10): "День перемоги, перенесено із 9 травня",
    date(2021, 6, 21): "Трійця, перенесено із 20 червня",
    date(2021, 6, 28): "День Конституції України",
    date(2021, 8, 24): "День незалежності України",
    date(2021, 10, 14): "День захисників і захисниць України",
    date(2021, 12, 27): "Різдво Христове, перенесено із 25 грудня",
    date(2022, 1, 3): "Новий рік, перенесено із 1 січня",
    date(2022, 1, 7): "Різдво Христове",
}


def write_down_holidays(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    days = apps.get_model("programs", "CalendarDay")
    days.objects.bulk_create(days(date=day, name=name) for day, name in HOLIDAYS.items())


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0015_terms_of_every_app'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(unique=True, verbose_name='day')),
                ('is_working', models.BooleanField(default=False, help_text='With the tick people work on this Saturday or Sunday.', verbose_name='a working day')),
                ('name', models.CharField(max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='why')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'day of the calendar',
                'verbose_name_plural': 'calendar of working days',
                'ordering': ['-date'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalCalendarDay',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('date', models.DateField(db_index=True, verbose_name='day')),
                ('is_working', models.BooleanField(default=False, help_text='With the tick people work on this Saturday or Sunday.', verbose_name='a working day')),
                ('name', models.CharField(max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='why')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical day of the calendar',
                'verbose_name_plural': 'historical calendar of working days',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(write_down_holidays, migrations.RunPython.noop),
    ]
