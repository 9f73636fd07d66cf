"""Consultations with the public, the plan of a year, and the rules that the portal comes with.

Nothing in the rules is certain before somebody compared it with the act: ``confirmed_on`` is empty in every row.
"""

from typing import Any

import civil_society.models.files
import datetime
import django.core.validators
import django.db.models.deletion
import programs.models.files
import programs.models.personal
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.translation import gettext_noop

from programs.migrating import NewTables


OWN, TEMPLATE, LAW = "own", "template", "law"
REGIMES = {
    OWN: {
        "name": "Положення ради про консультації з громадськістю",
        "source": "доки рада не ухвалила свого акта, строки взято з постанови № 996",
        "is_default": True,
        "asks_address": True,
    },
    TEMPLATE: {
        "name": "Порядок № 996",
        "source": "постанова Кабінету Міністрів України від 03.11.2010 № 996: для органів виконавчої влади обов’язкова, "
        "для рад – зразок",
        "asks_address": True,
    },
    LAW: {
        "name": "Закон про публічні консультації",
        "source": "Закон України № 3841-IX: діятиме через 12 місяців після закінчення воєнного стану",
        "is_active": False,
    },
}
OF_996 = [
    {"step": "collecting", "count": 15, "source": "постанова № 996"},
    {"step": "shown", "start": "received", "count": 5, "unit": "working_days", "source": "постанова № 996"},
    {"step": "report", "start": "decided", "count": 14, "source": "постанова № 996: після рішення, а не після збирання"},
]
TERMS = {
    OWN: [
        *OF_996,
        {"step": "collecting", "matter": "draft_budget", "count": 9, "source": "практика громад: від 9 до 15 днів"},
    ],
    TEMPLATE: OF_996,
    LAW: [{"step": "collecting", "count": 15, "source": "Закон № 3841-IX"}],
}
COUNTS = gettext_noop("head-counts of an event of a consultation")
ANSWERS = gettext_noop("answers to the proposals of a consultation")
PLAN = gettext_noop("plan of consultations, after the year before")
DUTIES = {
    "event_counts": {"title": COUNTS, "days": 5, "working_days": True},
    "answers": {"title": ANSWERS, "days": 10, "working_days": True},
    "consultation_plan": {"title": PLAN, "months": 1, "day": 15},
}


def lay_down(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    regimes, terms = apps.get_model("civil_society", "Regime"), apps.get_model("civil_society", "Term")
    for key, about in REGIMES.items():
        regime = regimes.objects.create(**about)
        for row in TERMS[key]:
            terms.objects.create(regime=regime, **row)
    for key, term in DUTIES.items():
        apps.get_model("programs", "DutyTerm").objects.get_or_create(app="civil_society", key=key, defaults=term)


class Migration(NewTables):

    dependencies = [
        ('civil_society', '0002_codes_in_plain_digits'),
        ('programs', '0038_sittings_of_commissions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(editable=False, verbose_name='year')),
                ('number', models.PositiveSmallIntegerField(editable=False, verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('announced', 'announced'), ('answered', 'proposals answered'), ('reported', 'result published'), ('decided', 'decision taken'), ('cancelled', 'cancelled')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('form', models.CharField(choices=[('meeting', 'meeting with the public'), ('assembly', 'assembly'), ('hearing', 'public hearing'), ('round_table', 'round table'), ('electronic', 'electronic consultation'), ('targeted', 'targeted consultation')], default='electronic', max_length=12, verbose_name='form')),
                ('matter', models.CharField(choices=[('question', 'a question or a draft decision'), ('draft_budget', 'draft budget'), ('budget_report', 'budget execution report'), ('draft_edition', 'draft or draft amendment of a programme'), ('execution_report', 'execution report of a programme')], default='question', max_length=20, verbose_name='matter')),
                ('organiser', models.CharField(choices=[('council', 'the council'), ('other_body', 'another body: announced here, counted there')], default='council', max_length=10, verbose_name='who consults')),
                ('organiser_name', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='name of the other body')),
                ('unit', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='responsible unit')),
                ('subject', models.CharField(db_collation='ukrainian', max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='subject')),
                ('summary', models.TextField(blank=True, help_text='What it is about, in plain words.', validators=[programs.models.personal.no_personal_number], verbose_name='summary')),
                ('why', models.TextField(blank=True, validators=[programs.models.personal.no_personal_number], verbose_name='reason of the decision')),
                ('alternatives', models.TextField(blank=True, validators=[programs.models.personal.no_personal_number], verbose_name='alternatives')),
                ('affected', models.TextField(blank=True, validators=[programs.models.personal.no_personal_number], verbose_name='whom it concerns')),
                ('effects', models.TextField(blank=True, validators=[programs.models.personal.no_personal_number], verbose_name='expected effects')),
                ('opens_at', models.DateTimeField(blank=True, null=True, verbose_name='proposals from')),
                ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='proposals until')),
                ('channels', models.TextField(blank=True, help_text='Post, e-mail and telephone of the office, one per line; the form of the portal is named by itself.', validators=[programs.models.personal.no_personal_number], verbose_name='where proposals are sent')),
                ('takes_online', models.BooleanField(default=True, verbose_name='proposals through the portal')),
                ('admissibility', models.TextField(blank=True, validators=[programs.models.personal.no_personal_number], verbose_name='which proposals are considered')),
                ('office', models.CharField(blank=True, help_text='Office, its telephone and e-mail; no private ones.', max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='contact of the office')),
                ('told_how', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='how the result is told')),
                ('told_on', models.DateField(blank=True, null=True, verbose_name='when the result is told')),
                ('platform', models.CharField(blank=True, max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='other platform')),
                ('platform_link', models.URLField(blank=True, max_length=500, verbose_name='its page there')),
                ('platform_proposals', models.PositiveIntegerField(blank=True, null=True, verbose_name='proposals there')),
                ('platform_people', models.PositiveIntegerField(blank=True, null=True, verbose_name='people who took part there')),
                ('note', models.TextField(blank=True, help_text='For staff; never shown to the public.', verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('folded', models.TextField(db_default='', editable=False)),
                ('activity', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.activity', verbose_name='activity')),
                ('edition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.edition', verbose_name='edition that is discussed')),
                ('measure', models.ForeignKey(blank=True, help_text='Of the programme under which it is held: there it counts as done.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.measure', verbose_name='measure')),
                ('program', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.program', verbose_name='programme')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.executionreport', verbose_name='report that is discussed')),
            ],
            options={
                'verbose_name': 'consultation',
                'verbose_name_plural': 'consultations',
                'ordering': ['-year', '-number'],
                'permissions': [('announce_consultation', 'Can announce a consultation, change its terms and cancel it')],
            },
        ),
        migrations.CreateModel(
            name='ConsultationEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, help_text='Empty: it is called by the form of the consultation.', max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='name of the event')),
                ('starts_at', models.DateTimeField(verbose_name='begins at')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='ends at')),
                ('place', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='place')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link to take part')),
                ('registration_until', models.DateTimeField(blank=True, null=True, verbose_name='registration until')),
                ('registration', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='how to register')),
                ('cancelled_on', models.DateField(blank=True, editable=False, null=True, verbose_name='cancelled on')),
                ('cancelled_because', models.CharField(blank=True, editable=False, max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='why it was cancelled')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                ('note', models.TextField(blank=True, help_text='For staff; never shown to the public.', verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='civil_society.consultation', verbose_name='consultation')),
            ],
            options={
                'verbose_name': 'event of a consultation',
                'verbose_name_plural': 'events of a consultation',
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ConsultationPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True, validators=[django.core.validators.MinValueValidator(1991), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                ('note', models.TextField(blank=True, help_text='For staff; never shown to the public.', verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('act', models.ForeignKey(blank=True, help_text='Empty: the plan is a draft, and the public does not see it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.legalact', verbose_name='approved by')),
            ],
            options={
                'verbose_name': 'plan of consultations',
                'verbose_name_plural': 'plans of consultations',
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='ConsultationStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('announced', 'announced'), ('extended', 'extended'), ('postponed', 'postponed'), ('cancelled', 'cancelled'), ('answered', 'answers published'), ('reported', 'result report published'), ('decided', 'decision told')], max_length=10, verbose_name='step')),
                ('date', models.DateField(verbose_name='date')),
                ('reason', models.CharField(blank=True, max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='reason')),
                ('was_opens_at', models.DateTimeField(blank=True, null=True, verbose_name='proposals were from')),
                ('was_closes_at', models.DateTimeField(blank=True, null=True, verbose_name='proposals were until')),
                ('opens_at', models.DateTimeField(blank=True, null=True, verbose_name='proposals from')),
                ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='proposals until')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='civil_society.consultation', verbose_name='consultation')),
            ],
            options={
                'verbose_name': 'step of a consultation',
                'verbose_name_plural': 'steps of a consultation',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='EventHeadcount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(choices=[('media', 'media representatives'), ('officials', 'officials of the council'), ('civil_society', 'civil society'), ('youth', 'youth'), ('residents', 'residents')], max_length=20, verbose_name='group')),
                ('count', models.PositiveIntegerField(verbose_name='head-count')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='headcounts', to='civil_society.consultationevent', verbose_name='event')),
            ],
            options={
                'verbose_name': 'head-count of an event',
                'verbose_name_plural': 'head-counts of an event',
                'ordering': ['event', 'group'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalConsultationDocument',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('draft', 'draft that is discussed'), ('explanation', 'explanation'), ('comparison', 'comparative table'), ('minutes', 'minutes'), ('report', 'result report'), ('decision', 'decision'), ('other', 'other')], default='draft', max_length=12, verbose_name='kind')),
                ('title', models.CharField(max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='title')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('file', models.TextField(blank=True, max_length=200, validators=[programs.models.files.check_file], verbose_name='file')),
                ('is_public', models.BooleanField(default=True, help_text='Check the text for personal data first.', verbose_name='show to the public')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('consultation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.consultation', verbose_name='consultation')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical document of a consultation',
                'verbose_name_plural': 'historical documents of a consultation',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalConsultationEvent',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('title', models.CharField(blank=True, help_text='Empty: it is called by the form of the consultation.', max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='name of the event')),
                ('starts_at', models.DateTimeField(verbose_name='begins at')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='ends at')),
                ('place', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='place')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link to take part')),
                ('registration_until', models.DateTimeField(blank=True, null=True, verbose_name='registration until')),
                ('registration', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='how to register')),
                ('cancelled_on', models.DateField(blank=True, editable=False, null=True, verbose_name='cancelled on')),
                ('cancelled_because', models.CharField(blank=True, editable=False, max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='why it was cancelled')),
                ('uid', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                ('note', models.TextField(blank=True, help_text='For staff; never shown to the public.', verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('consultation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.consultation', verbose_name='consultation')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical event of a consultation',
                'verbose_name_plural': 'historical events of a consultation',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalConsultationPlan',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(db_index=True, validators=[django.core.validators.MinValueValidator(1991), django.core.validators.MaxValueValidator(2100)], verbose_name='year')),
                ('note', models.TextField(blank=True, help_text='For staff; never shown to the public.', verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: the plan is a draft, and the public does not see it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.legalact', verbose_name='approved by')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical plan of consultations',
                'verbose_name_plural': 'historical plans of consultations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalEventHeadcount',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('group', models.CharField(choices=[('media', 'media representatives'), ('officials', 'officials of the council'), ('civil_society', 'civil society'), ('youth', 'youth'), ('residents', 'residents')], max_length=20, verbose_name='group')),
                ('count', models.PositiveIntegerField(verbose_name='head-count')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('event', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.consultationevent', verbose_name='event')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical head-count of an event',
                'verbose_name_plural': 'historical head-counts of an event',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalInvitation',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('invited_on', models.DateField(blank=True, null=True, verbose_name='invited on')),
                ('took_part', models.BooleanField(default=False, verbose_name='took part')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('consultation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.consultation', verbose_name='consultation')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institution', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.institution', verbose_name='institution')),
            ],
            options={
                'verbose_name': 'historical invitation',
                'verbose_name_plural': 'historical invitations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPlanAmendment',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('summary', models.CharField(blank=True, max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='what changed')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.legalact', verbose_name='act')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.consultationplan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'historical amendment of a plan of consultations',
                'verbose_name_plural': 'historical amendments of a plan of consultations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPosition',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('for', 'for'), ('against', 'against'), ('option', 'for the option')], max_length=10, verbose_name='position')),
                ('option', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='option')),
                ('count', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(0)], verbose_name='people')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('consultation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.consultation', verbose_name='consultation')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical position',
                'verbose_name_plural': 'historical positions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPublicationNotice',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('what', models.CharField(choices=[('announcement', 'announcement'), ('change', 'change'), ('result', 'result report'), ('outcome', 'decision')], default='announcement', max_length=12, verbose_name='of what')),
                ('place', models.CharField(choices=[('portal', 'this portal'), ('site', 'site'), ('newspaper', 'newspaper'), ('board', 'notice board'), ('other', 'other')], max_length=10, verbose_name='where')),
                ('name', models.CharField(blank=True, max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='name of the newspaper or site')),
                ('issue', models.CharField(blank=True, max_length=30, validators=[programs.models.personal.no_personal_number], verbose_name='issue №')),
                ('published_on', models.DateField(verbose_name='published on')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('change', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.consultationstep', verbose_name='change')),
                ('consultation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.consultation', verbose_name='consultation')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical publication notice',
                'verbose_name_plural': 'historical publication notices',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRegime',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='name')),
                ('source', models.CharField(blank=True, max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='source')),
                ('is_active', models.BooleanField(default=True, help_text='Without the tick no new consultation is held under it.', verbose_name='in use')),
                ('is_default', models.BooleanField(default=False, verbose_name='for new consultations')),
                ('asks_name', models.BooleanField(default=True, help_text='Anonymous proposals are not registered then; the name is shown by consent alone.', verbose_name='a proposal names its author')),
                ('asks_address', models.BooleanField(default=False, verbose_name='a proposal has its author’s postal address')),
                ('note', models.TextField(blank=True, help_text='For staff; never shown to the public.', verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(blank=True, db_constraint=False, help_text='Where the portal has it; otherwise name it as the source.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.legalact', verbose_name='act of the council')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical rules of consulting',
                'verbose_name_plural': 'historical rules of consulting',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('invited_on', models.DateField(blank=True, null=True, verbose_name='invited on')),
                ('took_part', models.BooleanField(default=False, verbose_name='took part')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='civil_society.consultation', verbose_name='consultation')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='civil_society.institution', verbose_name='institution')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['consultation', 'institution__name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PlanAmendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('summary', models.CharField(blank=True, max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='what changed')),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.legalact', verbose_name='act')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='civil_society.consultationplan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'amendment of a plan of consultations',
                'verbose_name_plural': 'amendments of a plan of consultations',
                'ordering': ['plan', 'act__date', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalPlanItem',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(999)], verbose_name='№')),
                ('subject', models.CharField(max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='question or draft')),
                ('form', models.CharField(choices=[('meeting', 'meeting with the public'), ('assembly', 'assembly'), ('hearing', 'public hearing'), ('round_table', 'round table'), ('electronic', 'electronic consultation'), ('targeted', 'targeted consultation')], default='electronic', max_length=12, verbose_name='form')),
                ('other_forms', models.CharField(blank=True, help_text='As the act words them, where it names several.', max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='more forms')),
                ('matter', models.CharField(choices=[('question', 'a question or a draft decision'), ('draft_budget', 'draft budget'), ('budget_report', 'budget execution report'), ('draft_edition', 'draft or draft amendment of a programme'), ('execution_report', 'execution report of a programme')], default='question', max_length=20, verbose_name='matter')),
                ('first_month', models.PositiveSmallIntegerField(choices=[(1, 'January'), (2, 'February'), (3, 'March'), (4, 'April'), (5, 'May'), (6, 'June'), (7, 'July'), (8, 'August'), (9, 'September'), (10, 'October'), (11, 'November'), (12, 'December')], verbose_name='from')),
                ('last_month', models.PositiveSmallIntegerField(choices=[(1, 'January'), (2, 'February'), (3, 'March'), (4, 'April'), (5, 'May'), (6, 'June'), (7, 'July'), (8, 'August'), (9, 'September'), (10, 'October'), (11, 'November'), (12, 'December')], verbose_name='to')),
                ('unit', models.CharField(max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='responsible unit')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.consultationplan', verbose_name='plan')),
                ('added_by', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: it stood in the plan from the beginning.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.planamendment', verbose_name='added by')),
                ('removed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.planamendment', verbose_name='taken out by')),
            ],
            options={
                'verbose_name': 'historical item of a plan of consultations',
                'verbose_name_plural': 'historical items of a plan of consultations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PlanItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(999)], verbose_name='№')),
                ('subject', models.CharField(max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='question or draft')),
                ('form', models.CharField(choices=[('meeting', 'meeting with the public'), ('assembly', 'assembly'), ('hearing', 'public hearing'), ('round_table', 'round table'), ('electronic', 'electronic consultation'), ('targeted', 'targeted consultation')], default='electronic', max_length=12, verbose_name='form')),
                ('other_forms', models.CharField(blank=True, help_text='As the act words them, where it names several.', max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='more forms')),
                ('matter', models.CharField(choices=[('question', 'a question or a draft decision'), ('draft_budget', 'draft budget'), ('budget_report', 'budget execution report'), ('draft_edition', 'draft or draft amendment of a programme'), ('execution_report', 'execution report of a programme')], default='question', max_length=20, verbose_name='matter')),
                ('first_month', models.PositiveSmallIntegerField(choices=[(1, 'January'), (2, 'February'), (3, 'March'), (4, 'April'), (5, 'May'), (6, 'June'), (7, 'July'), (8, 'August'), (9, 'September'), (10, 'October'), (11, 'November'), (12, 'December')], verbose_name='from')),
                ('last_month', models.PositiveSmallIntegerField(choices=[(1, 'January'), (2, 'February'), (3, 'March'), (4, 'April'), (5, 'May'), (6, 'June'), (7, 'July'), (8, 'August'), (9, 'September'), (10, 'October'), (11, 'November'), (12, 'December')], verbose_name='to')),
                ('unit', models.CharField(max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='responsible unit')),
                ('folded', models.TextField(db_default='', editable=False)),
                ('added_by', models.ForeignKey(blank=True, help_text='Empty: it stood in the plan from the beginning.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='added', to='civil_society.planamendment', verbose_name='added by')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='civil_society.consultationplan', verbose_name='plan')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='removed', to='civil_society.planamendment', verbose_name='taken out by')),
            ],
            options={
                'verbose_name': 'item of a plan of consultations',
                'verbose_name_plural': 'items of a plan of consultations',
                'ordering': ['plan', 'number', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='consultation',
            name='plan_item',
            field=models.ForeignKey(blank=True, help_text='Empty: it was not planned.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='civil_society.planitem', verbose_name='item of the plan'),
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('for', 'for'), ('against', 'against'), ('option', 'for the option')], max_length=10, verbose_name='position')),
                ('option', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='option')),
                ('count', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(0)], verbose_name='people')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='civil_society.consultation', verbose_name='consultation')),
            ],
            options={
                'verbose_name': 'position',
                'verbose_name_plural': 'positions',
                'ordering': ['consultation', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PublicationNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('announcement', 'announcement'), ('change', 'change'), ('result', 'result report'), ('outcome', 'decision')], default='announcement', max_length=12, verbose_name='of what')),
                ('place', models.CharField(choices=[('portal', 'this portal'), ('site', 'site'), ('newspaper', 'newspaper'), ('board', 'notice board'), ('other', 'other')], max_length=10, verbose_name='where')),
                ('name', models.CharField(blank=True, max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='name of the newspaper or site')),
                ('issue', models.CharField(blank=True, max_length=30, validators=[programs.models.personal.no_personal_number], verbose_name='issue №')),
                ('published_on', models.DateField(verbose_name='published on')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('change', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='civil_society.consultationstep', verbose_name='change')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='civil_society.consultation', verbose_name='consultation')),
            ],
            options={
                'verbose_name': 'publication notice',
                'verbose_name_plural': 'publication notices',
                'ordering': ['consultation', 'published_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Regime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='name')),
                ('source', models.CharField(blank=True, max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='source')),
                ('is_active', models.BooleanField(default=True, help_text='Without the tick no new consultation is held under it.', verbose_name='in use')),
                ('is_default', models.BooleanField(default=False, verbose_name='for new consultations')),
                ('asks_name', models.BooleanField(default=True, help_text='Anonymous proposals are not registered then; the name is shown by consent alone.', verbose_name='a proposal names its author')),
                ('asks_address', models.BooleanField(default=False, verbose_name='a proposal has its author’s postal address')),
                ('note', models.TextField(blank=True, help_text='For staff; never shown to the public.', verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('folded', models.TextField(db_default='', editable=False)),
                ('act', models.ForeignKey(blank=True, help_text='Where the portal has it; otherwise name it as the source.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.legalact', verbose_name='act of the council')),
            ],
            options={
                'verbose_name': 'rules of consulting',
                'verbose_name_plural': 'rules of consulting',
                'ordering': ['-is_default', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalTerm',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('step', models.CharField(choices=[('collecting', 'proposals are collected for at least'), ('event', 'an event is announced before it by at least'), ('shown', 'a proposal received is shown within'), ('answer', 'proposals are answered within'), ('report', 'the result report is published within'), ('outcome', 'the public is told of the decision within')], max_length=10, verbose_name='what is timed')),
                ('form', models.CharField(blank=True, choices=[('meeting', 'meeting with the public'), ('assembly', 'assembly'), ('hearing', 'public hearing'), ('round_table', 'round table'), ('electronic', 'electronic consultation'), ('targeted', 'targeted consultation')], help_text='Empty: of every form.', max_length=12, verbose_name='form')),
                ('matter', models.CharField(blank=True, choices=[('question', 'a question or a draft decision'), ('draft_budget', 'draft budget'), ('budget_report', 'budget execution report'), ('draft_edition', 'draft or draft amendment of a programme'), ('execution_report', 'execution report of a programme')], help_text='Empty: of every matter.', max_length=20, verbose_name='matter')),
                ('count', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='how many')),
                ('unit', models.CharField(choices=[('days', 'calendar days'), ('working_days', 'working days'), ('hours', 'hours')], default='days', max_length=12, verbose_name='of what')),
                ('start', models.CharField(choices=[('announced', 'announced in the last of the places'), ('received', 'proposal received'), ('closed', 'collecting closed'), ('decided', 'decision taken')], default='announced', max_length=10, verbose_name='counted from')),
                ('closing_hour', models.TimeField(default=datetime.time(17, 0), help_text='Kyiv time. Midnight belongs to two days, so it is never used.', verbose_name='ends at')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='in force from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='in force to')),
                ('source', models.CharField(blank=True, help_text='The article or clause that says so.', max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='source')),
                ('confirmed_on', models.DateField(blank=True, help_text='Empty: the portal came with this row, and nobody has compared it with the act yet.', null=True, verbose_name='compared with the act on')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('confirmed_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('regime', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.regime', verbose_name='rules')),
            ],
            options={
                'verbose_name': 'historical term of consulting',
                'verbose_name_plural': 'historical terms of consulting',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalConsultation',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(editable=False, verbose_name='year')),
                ('number', models.PositiveSmallIntegerField(editable=False, verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('announced', 'announced'), ('answered', 'proposals answered'), ('reported', 'result published'), ('decided', 'decision taken'), ('cancelled', 'cancelled')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('form', models.CharField(choices=[('meeting', 'meeting with the public'), ('assembly', 'assembly'), ('hearing', 'public hearing'), ('round_table', 'round table'), ('electronic', 'electronic consultation'), ('targeted', 'targeted consultation')], default='electronic', max_length=12, verbose_name='form')),
                ('matter', models.CharField(choices=[('question', 'a question or a draft decision'), ('draft_budget', 'draft budget'), ('budget_report', 'budget execution report'), ('draft_edition', 'draft or draft amendment of a programme'), ('execution_report', 'execution report of a programme')], default='question', max_length=20, verbose_name='matter')),
                ('organiser', models.CharField(choices=[('council', 'the council'), ('other_body', 'another body: announced here, counted there')], default='council', max_length=10, verbose_name='who consults')),
                ('organiser_name', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='name of the other body')),
                ('unit', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='responsible unit')),
                ('subject', models.CharField(max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='subject')),
                ('summary', models.TextField(blank=True, help_text='What it is about, in plain words.', validators=[programs.models.personal.no_personal_number], verbose_name='summary')),
                ('why', models.TextField(blank=True, validators=[programs.models.personal.no_personal_number], verbose_name='reason of the decision')),
                ('alternatives', models.TextField(blank=True, validators=[programs.models.personal.no_personal_number], verbose_name='alternatives')),
                ('affected', models.TextField(blank=True, validators=[programs.models.personal.no_personal_number], verbose_name='whom it concerns')),
                ('effects', models.TextField(blank=True, validators=[programs.models.personal.no_personal_number], verbose_name='expected effects')),
                ('opens_at', models.DateTimeField(blank=True, null=True, verbose_name='proposals from')),
                ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='proposals until')),
                ('channels', models.TextField(blank=True, help_text='Post, e-mail and telephone of the office, one per line; the form of the portal is named by itself.', validators=[programs.models.personal.no_personal_number], verbose_name='where proposals are sent')),
                ('takes_online', models.BooleanField(default=True, verbose_name='proposals through the portal')),
                ('admissibility', models.TextField(blank=True, validators=[programs.models.personal.no_personal_number], verbose_name='which proposals are considered')),
                ('office', models.CharField(blank=True, help_text='Office, its telephone and e-mail; no private ones.', max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='contact of the office')),
                ('told_how', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='how the result is told')),
                ('told_on', models.DateField(blank=True, null=True, verbose_name='when the result is told')),
                ('platform', models.CharField(blank=True, max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='other platform')),
                ('platform_link', models.URLField(blank=True, max_length=500, verbose_name='its page there')),
                ('platform_proposals', models.PositiveIntegerField(blank=True, null=True, verbose_name='proposals there')),
                ('platform_people', models.PositiveIntegerField(blank=True, null=True, verbose_name='people who took part there')),
                ('note', models.TextField(blank=True, help_text='For staff; never shown to the public.', verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('activity', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.activity', verbose_name='activity')),
                ('edition', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.edition', verbose_name='edition that is discussed')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(blank=True, db_constraint=False, help_text='Of the programme under which it is held: there it counts as done.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.measure', verbose_name='measure')),
                ('program', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.program', verbose_name='programme')),
                ('report', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.executionreport', verbose_name='report that is discussed')),
                ('plan_item', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: it was not planned.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.planitem', verbose_name='item of the plan')),
                ('regime', models.ForeignKey(blank=True, db_constraint=False, help_text='Its terms follow from them.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='civil_society.regime', verbose_name='rules')),
            ],
            options={
                'verbose_name': 'historical consultation',
                'verbose_name_plural': 'historical consultations',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name='consultation',
            name='regime',
            field=models.ForeignKey(help_text='Its terms follow from them.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='civil_society.regime', verbose_name='rules'),
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('collecting', 'proposals are collected for at least'), ('event', 'an event is announced before it by at least'), ('shown', 'a proposal received is shown within'), ('answer', 'proposals are answered within'), ('report', 'the result report is published within'), ('outcome', 'the public is told of the decision within')], max_length=10, verbose_name='what is timed')),
                ('form', models.CharField(blank=True, choices=[('meeting', 'meeting with the public'), ('assembly', 'assembly'), ('hearing', 'public hearing'), ('round_table', 'round table'), ('electronic', 'electronic consultation'), ('targeted', 'targeted consultation')], help_text='Empty: of every form.', max_length=12, verbose_name='form')),
                ('matter', models.CharField(blank=True, choices=[('question', 'a question or a draft decision'), ('draft_budget', 'draft budget'), ('budget_report', 'budget execution report'), ('draft_edition', 'draft or draft amendment of a programme'), ('execution_report', 'execution report of a programme')], help_text='Empty: of every matter.', max_length=20, verbose_name='matter')),
                ('count', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='how many')),
                ('unit', models.CharField(choices=[('days', 'calendar days'), ('working_days', 'working days'), ('hours', 'hours')], default='days', max_length=12, verbose_name='of what')),
                ('start', models.CharField(choices=[('announced', 'announced in the last of the places'), ('received', 'proposal received'), ('closed', 'collecting closed'), ('decided', 'decision taken')], default='announced', max_length=10, verbose_name='counted from')),
                ('closing_hour', models.TimeField(default=datetime.time(17, 0), help_text='Kyiv time. Midnight belongs to two days, so it is never used.', verbose_name='ends at')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='in force from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='in force to')),
                ('source', models.CharField(blank=True, help_text='The article or clause that says so.', max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='source')),
                ('confirmed_on', models.DateField(blank=True, help_text='Empty: the portal came with this row, and nobody has compared it with the act yet.', null=True, verbose_name='compared with the act on')),
                ('confirmed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ('regime', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='civil_society.regime', verbose_name='rules')),
            ],
            options={
                'verbose_name': 'term of consulting',
                'verbose_name_plural': 'terms of consulting',
                'ordering': ['regime', 'step', 'matter', 'form', 'valid_from', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ConsultationDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('draft', 'draft that is discussed'), ('explanation', 'explanation'), ('comparison', 'comparative table'), ('minutes', 'minutes'), ('report', 'result report'), ('decision', 'decision'), ('other', 'other')], default='draft', max_length=12, verbose_name='kind')),
                ('title', models.CharField(max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='title')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('file', models.FileField(blank=True, max_length=200, upload_to=civil_society.models.files.document_name, validators=[programs.models.files.check_file], verbose_name='file')),
                ('is_public', models.BooleanField(default=True, help_text='Check the text for personal data first.', verbose_name='show to the public')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='civil_society.consultation', verbose_name='consultation')),
            ],
            options={
                'verbose_name': 'document of a consultation',
                'verbose_name_plural': 'documents of a consultation',
                'ordering': ['consultation', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('file', ''), ('link', ''), _negated=True), name='document_of_a_consultation_is_somewhere', violation_error_message='Give the link or the file.')],
            },
        ),
        migrations.AddConstraint(
            model_name='consultationevent',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at')), ('ends_at__isnull', True), _connector='OR'), name='event_of_a_consultation_ends_after_it_begins', violation_error_message='The event cannot end before it begins.'),
        ),
        migrations.AddConstraint(
            model_name='consultationevent',
            constraint=models.CheckConstraint(condition=models.Q(('registration_until__lte', models.F('starts_at')), ('registration_until__isnull', True), _connector='OR'), name='registration_ends_before_the_event', violation_error_message='Registration ends before the event begins.'),
        ),
        migrations.AddConstraint(
            model_name='consultationevent',
            constraint=models.CheckConstraint(condition=models.Q(('link', ''), ('place', ''), _negated=True), name='event_of_a_consultation_is_somewhere', violation_error_message='Say the place, or give the link to take part.'),
        ),
        migrations.AddConstraint(
            model_name='consultationstep',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['extended', 'postponed', 'cancelled']), ('reason', ''), _negated=True), name='change_of_a_consultation_has_its_reason', violation_error_message='Say the reason.'),
        ),
        migrations.AddConstraint(
            model_name='eventheadcount',
            constraint=models.UniqueConstraint(fields=('event', 'group'), name='event_counts_a_group_once', violation_error_message='The event has a head-count of this group already.'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('consultation', 'institution'), name='institution_is_invited_once', violation_error_message='This institution stands among the invited already.'),
        ),
        migrations.AddConstraint(
            model_name='planamendment',
            constraint=models.UniqueConstraint(fields=('plan', 'act'), name='act_amends_a_plan_once', violation_error_message='This act stands among the amendments already.'),
        ),
        migrations.AddConstraint(
            model_name='planitem',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='plan_item_has_its_number', violation_error_message='The plan has an item of this number already.'),
        ),
        migrations.AddConstraint(
            model_name='planitem',
            constraint=models.CheckConstraint(condition=models.Q(('last_month__gte', models.F('first_month'))), name='plan_item_ends_after_it_begins', violation_error_message='The last month cannot be before the first.'),
        ),
        migrations.AddConstraint(
            model_name='planitem',
            constraint=models.CheckConstraint(condition=models.Q(('first_month__range', (1, 12)), ('last_month__range', (1, 12))), name='plan_item_has_months_of_a_year', violation_error_message='A month is a number from 1 to 12.'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.UniqueConstraint(fields=('consultation', 'kind', 'option'), name='position_is_counted_once', violation_error_message='This position is counted already.'),
        ),
        migrations.AddConstraint(
            model_name='position',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'option'), models.Q(('option', ''), _negated=True)), models.Q(('kind__in', ['for', 'against']), ('option', '')), _connector='OR'), name='option_of_a_position_is_named', violation_error_message='Name the option; “for” and “against” need none.'),
        ),
        migrations.AddConstraint(
            model_name='publicationnotice',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), ('place', 'newspaper'), _negated=True), name='newspaper_of_a_notice_is_named', violation_error_message='Name the newspaper.'),
        ),
        migrations.AddConstraint(
            model_name='regime',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='one_regime_is_the_default', violation_error_message='Other rules are marked for new consultations: take that tick away first.'),
        ),
        migrations.AddConstraint(
            model_name='regime',
            constraint=models.CheckConstraint(condition=models.Q(('is_default', False), ('is_active', True), _connector='OR'), name='default_regime_is_in_use', violation_error_message='Rules for new consultations have to be in use.'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.UniqueConstraint(fields=('year', 'number'), name='consultation_has_its_number', violation_error_message='There is a consultation of this number already.'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at')), ('opens_at__isnull', True), ('closes_at__isnull', True), _connector='OR'), name='consultation_closes_after_it_opens', violation_error_message='Proposals cannot end before they begin.'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('closes_at__isnull', False), ('opens_at__isnull', False)), _connector='OR'), name='announced_consultation_has_its_term', violation_error_message='Say from when to when proposals are taken.'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('organiser', 'other_body'), ('organiser_name', ''), _negated=True), name='other_body_is_named', violation_error_message='Name the body that consults.'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('matter', 'draft_edition'), _negated=True), ('edition__isnull', False), _connector='OR'), name='discussed_edition_is_named', violation_error_message='Choose the edition that is discussed.'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('matter', 'execution_report'), _negated=True), ('report__isnull', False), _connector='OR'), name='discussed_report_is_named', violation_error_message='Choose the report that is discussed.'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='term_of_consulting_counts_something', violation_error_message='A term has one day or hour at least.'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('closing_hour', datetime.time(0, 0)), _negated=True), name='term_of_consulting_never_ends_at_midnight', violation_error_message='Midnight belongs to two days: choose another hour.'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from')), ('valid_from__isnull', True), ('valid_to__isnull', True), _connector='OR'), name='term_of_consulting_ends_after_it_begins', violation_error_message='The last day cannot be before the first.'),
        ),
        migrations.RunPython(lay_down, migrations.RunPython.noop),
    ]
