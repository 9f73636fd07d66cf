"""What the migrations up to 0006 did, at once: a database that ran none of them takes this one, others go on."""

import django.db.models.deletion
from importlib import import_module

from django.conf import settings
from django.db import migrations, models

from programs.migrating import NewTables

from_0004 = import_module("kakhovka_portal.migrations.0004_keys_of_before")


class Migration(NewTables):

    replaces = [('kakhovka_portal', '0001_what_roles_were_given'), ('kakhovka_portal', '0002_how_a_portal_began'), ('kakhovka_portal', '0003_keys_and_their_history'), ('kakhovka_portal', '0004_keys_of_before'), ('kakhovka_portal', '0005_access_waits_for_a_head'), ('kakhovka_portal', '0006_rights_brought_by_a_version')]

    initial = True

    dependencies = [
        ('admin', '0003_logentry_add_action_flag_choices'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RoleRight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=150)),
                ('right', models.CharField(max_length=250)),
                ('given', models.BooleanField()),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('role', 'right'), name='role_right_once')],
            },
        ),
        migrations.CreateModel(
            name='Beginning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('demonstration', 'Demonstration'), ('empty', 'Empty')], max_length=20)),
                ('version', models.CharField(max_length=20)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='GivenPassword',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('given', 'role given'), ('taken', 'role taken'), ('right_given', 'right given'), ('right_taken', 'right taken'), ('right_brought', 'right brought by a new version'), ('right_withdrawn', 'right withdrawn by a new version'), ('proposed', 'proposed'), ('confirmed', 'confirmed'), ('refused', 'refused'), ('taken_back', 'proposal taken back'), ('email', 'e-mail address changed'), ('switched_off', 'account switched off'), ('switched_on', 'account switched on'), ('link', 'link for a new password sent'), ('password', 'password set by the link'), ('factor', 'second factor removed'), ('key_made', 'key of the API made'), ('key_ended', 'key of the API taken back')], max_length=20)),
                ('role', models.CharField(blank=True, max_length=150)),
                ('right', models.CharField(blank=True, max_length=250)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('confirms', models.BooleanField(default=False)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='access_events', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('fingerprint', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('last_used', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_keys', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['ends_on', 'name'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='api_key_is_named_once')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('role', 'role'), ('right', 'right'), ('email', 'another e-mail address'), ('return', 'return of an account that was switched off')], max_length=10)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to=settings.AUTH_USER_MODEL)),
                ('right', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.permission')),
                ('role', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.group')),
            ],
            options={
                'verbose_name': 'proposal about access',
                'verbose_name_plural': 'access that waits for a head',
                'ordering': ['at', 'pk'],
                'permissions': [('confirm_proposal', 'confirm roles and rights that carry money or adopting')],
                'default_permissions': (),
            },
        ),
        migrations.RunPython(from_0004.carry_over, migrations.RunPython.noop),
        migrations.RunPython(from_0004.forget, migrations.RunPython.noop),
    ]
