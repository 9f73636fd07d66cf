"""An indicator may count what another application records, not activities alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0034_bodies'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalindicator',
            name='counts',
            field=models.CharField(blank=True, help_text='The actual figure is then what the portal has of it in the measure, year by year.', max_length=20, verbose_name='counts by itself'),
        ),
        migrations.AlterField(
            model_name='indicator',
            name='counts',
            field=models.CharField(blank=True, help_text='The actual figure is then what the portal has of it in the measure, year by year.', max_length=20, verbose_name='counts by itself'),
        ),
    ]
