"""The queue of background work."""

import django.db.models.deletion
import programs.models.background
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0016_calendar_of_working_days'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BackgroundWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=programs.models.background.new_key, editable=False, max_length=32, unique=True)),
                ('kind', models.CharField(max_length=50, verbose_name='kind of work')),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='what it is about')),
                ('arguments', models.JSONField(blank=True, default=dict, verbose_name='what it needs to know')),
                ('state', models.CharField(choices=[('waiting', 'waits for its turn'), ('running', 'is under way'), ('done', 'is done'), ('failed', 'failed'), ('stopped', 'was stopped'), ('interrupted', 'was interrupted')], default='waiting', max_length=11, verbose_name='state')),
                ('sentence', models.TextField(blank=True, verbose_name='how it ended')),
                ('result', models.CharField(blank=True, max_length=500, verbose_name='where the result is')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked for at')),
                ('start_after', models.DateTimeField(blank=True, null=True, verbose_name='not before')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('worker', models.CharField(blank=True, max_length=32, verbose_name='who is at it')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('for_whom', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='for whom')),
            ],
            options={
                'verbose_name': 'background work',
                'verbose_name_plural': 'background work',
                'ordering': ['asked_at', 'pk'],
                'permissions': [('oversee_background_work', 'Can see and stop the background work of others')],
                'default_permissions': (),
                'indexes': [models.Index(fields=['state', 'asked_at'], name='background_work_by_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running']), models.Q(('subject', ''), _negated=True)), fields=('kind', 'subject'), name='background_work_stands_once', violation_error_message='This work waits for its turn or is under way already.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state__in', ['waiting', 'running'])), models.Q(('ended_at__isnull', False), models.Q(('state__in', ['waiting', 'running']), _negated=True)), _connector='OR'), name='background_work_ended_at_some_time', violation_error_message='Work that ended did so at some time; other work did not.')],
            },
        ),
    ]
