"""Letters: what is written to whom, and which kinds a person does not want."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0018_sent_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('digest', 'what is due, once a week'), ('urgent', 'what is overdue or due today or tomorrow'), ('ready', 'an import or a long report that is ready'), ('role', 'a new or changed role'), ('password', 'link for a new password'), ('address', 'another e-mail address'), ('factor', 'second factor removed')], max_length=10, verbose_name='kind')),
                ('cause', models.CharField(max_length=100)),
                ('about', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('waiting', 'waits for its turn'), ('sending', 'is being sent'), ('again', 'is being sent once more'), ('sent', 'was sent'), ('given_up', 'was not sent')], default='waiting', max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked for at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='what went wrong')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='to whom')),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'ordering': ['-asked_at', '-pk'],
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(fields=('person', 'cause'), name='letter_of_a_cause_once')],
            },
        ),
        migrations.CreateModel(
            name='UnwantedLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('digest', 'what is due, once a week'), ('urgent', 'what is overdue or due today or tomorrow'), ('ready', 'an import or a long report that is ready'), ('role', 'a new or changed role'), ('password', 'link for a new password'), ('address', 'another e-mail address'), ('factor', 'second factor removed')], max_length=10)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unwanted_letters', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('person', 'kind'), name='letter_is_unwanted_once')],
            },
        ),
    ]
