"""No per cent of work is asked for where a measure is not done or impossible; every other state has one."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0025_plan_by_quarter'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalprogress',
            name='work_percent',
            field=models.PositiveSmallIntegerField(blank=True, help_text="Of the work of the whole term, by the executor's own judgement, independent of the money.", null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='work done of the whole term, %'),
        ),
        migrations.AlterField(
            model_name='progress',
            name='work_percent',
            field=models.PositiveSmallIntegerField(blank=True, help_text="Of the work of the whole term, by the executor's own judgement, independent of the money.", null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='work done of the whole term, %'),
        ),
        migrations.AddConstraint(
            model_name='progress',
            constraint=models.CheckConstraint(condition=models.Q(('work_percent__isnull', False), ('state__in', ['not_done', 'impossible']), _connector='OR'), name='progress_of_work_has_its_per_cent', violation_error_message='Say how much of the work of the whole term is done.'),
        ),
    ]
