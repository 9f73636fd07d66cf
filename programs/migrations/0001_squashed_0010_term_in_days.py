"""The tables of the core as the first ten migrations left them: a database that ran those takes this one as run."""

import django.core.validators
import django.db.models.deletion
import programs.models.execution
import programs.models.files
import simple_history.models
from decimal import Decimal
from django.conf import settings
from django.contrib.postgres.operations import CreateCollation
from django.db import migrations, models

from programs.migrating import NewTables


# What is customary: the 15th after a quarter, 1 March for the year. Law № 183-VIII on the openness of public funds:
# contracts, agreements and acts within 35 days after a quarter. (kind, month after the period, day, days, reminded of)
CUSTOMARY = [
    ("quarter", 1, 15, None, True),
    ("half_year", 1, 15, None, False),
    ("nine_months", 1, 15, None, False),
    ("year", 3, 1, None, True),
    ("final", 3, 1, None, True),
    ("progress", 1, 10, None, True),
    ("closing", 1, 20, None, True),
    ("appropriations", 1, 31, None, True),
    ("treasury_portal", None, None, 35, True),
]


def lay_down_terms(apps, schema_editor):
    terms = apps.get_model("programs", "DutyTerm")
    terms.objects.bulk_create(
        terms(kind=kind, months=months, day=day, days=days, is_asked=asked)
        for kind, months, day, days, asked in CUSTOMARY
    )


class Migration(NewTables):
    replaces = [
        ("programs", "0001_ukrainian_collation"),
        ("programs", "0002_plan_ledger_execution"),
        ("programs", "0003_ledger_is_append_only"),
        ("programs", "0004_limits_and_indicators"),
        ("programs", "0005_imports"),
        ("programs", "0006_terms_of_duties"),
        ("programs", "0007_versions_and_predecessors"),
        ("programs", "0008_import_uploads"),
        ("programs", "0009_version_of_row_matches"),
        ("programs", "0010_term_in_days"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # In which names and titles sort; PostgreSQL makes it from ICU, SQLite gets it with each connection.
        CreateCollation("ukrainian", provider="icu", locale="uk"),
        migrations.CreateModel(
            name="Commission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        db_collation="ukrainian", max_length=300, unique=True, verbose_name="official name"
                    ),
                ),
                (
                    "aliases",
                    models.TextField(
                        blank=True,
                        help_text="One per line, as other documents or sections call it.",
                        verbose_name="other names",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "commission",
                "verbose_name_plural": "commissions",
                "ordering": ["name"],
                "permissions": [("follow_programs", "Can read the commission's page")],
            },
        ),
        migrations.CreateModel(
            name="Executor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(db_collation="ukrainian", max_length=300, unique=True, verbose_name="name")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "executor",
                "verbose_name_plural": "executors",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="FundingSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(unique=True, verbose_name="code")),
                ("name", models.CharField(db_collation="ukrainian", max_length=200, unique=True, verbose_name="name")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("state", "state budget"),
                            ("oblast", "oblast budget"),
                            ("community", "community budget"),
                            ("other", "other sources"),
                        ],
                        max_length=20,
                        verbose_name="level",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "funding source",
                "verbose_name_plural": "funding sources",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCommission",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(db_index=True, max_length=300, verbose_name="official name")),
                (
                    "aliases",
                    models.TextField(
                        blank=True,
                        help_text="One per line, as other documents or sections call it.",
                        verbose_name="other names",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "historical commission",
                "verbose_name_plural": "historical commissions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalExecutor",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(db_index=True, max_length=300, verbose_name="name")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "historical executor",
                "verbose_name_plural": "historical executors",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFundingSource",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("code", models.SlugField(verbose_name="code")),
                ("name", models.CharField(db_index=True, max_length=200, verbose_name="name")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("state", "state budget"),
                            ("oblast", "oblast budget"),
                            ("community", "community budget"),
                            ("other", "other sources"),
                        ],
                        max_length=20,
                        verbose_name="level",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "historical funding source",
                "verbose_name_plural": "historical funding sources",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="DutyTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quarter", "quarterly report"),
                            ("half_year", "half-year report"),
                            ("nine_months", "report for nine months"),
                            ("year", "annual report"),
                            ("final", "final report"),
                            ("progress", "progress of measures for a quarter"),
                            ("closing", "closing of the ledger after a quarter"),
                            ("appropriations", "appropriations of the new budget year"),
                            ("treasury_portal", "documents of a quarter on the treasury’s portal"),
                        ],
                        max_length=20,
                        unique=True,
                        verbose_name="what is due",
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="1 is the month that follows the end of the quarter, of the half-year or of the year.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="month after the period",
                    ),
                ),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="day of that month",
                    ),
                ),
                (
                    "is_asked",
                    models.BooleanField(
                        default=True,
                        help_text="Without the tick it appears on nobody's desk.",
                        verbose_name="remind of it",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Where an act counts days: leave the month and its day empty then.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(366),
                        ],
                        verbose_name="or days after the period",
                    ),
                ),
            ],
            options={
                "verbose_name": "term",
                "verbose_name_plural": "terms",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("day__isnull", False),
                                ("day__range", (1, 31)),
                                ("days", None),
                                ("months__isnull", False),
                                ("months__range", (1, 12)),
                            ),
                            models.Q(
                                ("day", None), ("days__isnull", False), ("days__range", (1, 366)), ("months", None)
                            ),
                            _connector="OR",
                        ),
                        name="duty_term_is_a_day_of_a_month_or_days",
                        violation_error_message="Say the month after the period, 1 to 12, and a day of it, 1 to 31; or days after the period alone.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDutyTerm",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quarter", "quarterly report"),
                            ("half_year", "half-year report"),
                            ("nine_months", "report for nine months"),
                            ("year", "annual report"),
                            ("final", "final report"),
                            ("progress", "progress of measures for a quarter"),
                            ("closing", "closing of the ledger after a quarter"),
                            ("appropriations", "appropriations of the new budget year"),
                            ("treasury_portal", "documents of a quarter on the treasury’s portal"),
                        ],
                        db_index=True,
                        max_length=20,
                        verbose_name="what is due",
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="1 is the month that follows the end of the quarter, of the half-year or of the year.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="month after the period",
                    ),
                ),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="day of that month",
                    ),
                ),
                (
                    "is_asked",
                    models.BooleanField(
                        default=True,
                        help_text="Without the tick it appears on nobody's desk.",
                        verbose_name="remind of it",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Where an act counts days: leave the month and its day empty then.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(366),
                        ],
                        verbose_name="or days after the period",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical term",
                "verbose_name_plural": "historical terms",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalProgram",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Part of the permanent address of the programme's page.",
                        max_length=100,
                        verbose_name="address",
                    ),
                ),
                ("title", models.CharField(max_length=500, verbose_name="official name")),
                (
                    "short_title",
                    models.CharField(
                        help_text="For narrow places: page headings, the foot of a report.",
                        max_length=120,
                        verbose_name="short name",
                    ),
                ),
                (
                    "aliases",
                    models.TextField(
                        blank=True,
                        help_text="One per line, as other documents or annexes call it.",
                        verbose_name="other names",
                    ),
                ),
                (
                    "council",
                    models.CharField(
                        help_text="The council that adopted the programme.", max_length=200, verbose_name="council"
                    ),
                ),
                ("responsible_unit", models.CharField(max_length=300, verbose_name="responsible executor")),
                ("chief_spending_unit", models.CharField(max_length=300, verbose_name="chief spending unit")),
                (
                    "start_year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1991),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="first year",
                    ),
                ),
                (
                    "end_year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1991),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="last year",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_force", "in force"),
                            ("suspended", "suspended"),
                            ("completed", "completed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        choices=[("UAH", "hryvnia")], default="UAH", max_length=3, verbose_name="currency"
                    ),
                ),
                (
                    "is_demonstration",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        help_text="Set by load_demo alone; puts a banner on every page.",
                        verbose_name="carries demonstration data",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "commission",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.commission",
                        verbose_name="controlling commission",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drift_threshold",
                    models.PositiveSmallIntegerField(
                        default=25,
                        help_text="When money, work and time of a measure lie further apart than this, its progress needs a reason.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="drift that needs a reason, percentage points",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical programme",
                "verbose_name_plural": "historical programmes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Program",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Part of the permanent address of the programme's page.",
                        max_length=100,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                ("title", models.CharField(db_collation="ukrainian", max_length=500, verbose_name="official name")),
                (
                    "short_title",
                    models.CharField(
                        help_text="For narrow places: page headings, the foot of a report.",
                        max_length=120,
                        verbose_name="short name",
                    ),
                ),
                (
                    "aliases",
                    models.TextField(
                        blank=True,
                        help_text="One per line, as other documents or annexes call it.",
                        verbose_name="other names",
                    ),
                ),
                (
                    "council",
                    models.CharField(
                        help_text="The council that adopted the programme.", max_length=200, verbose_name="council"
                    ),
                ),
                ("responsible_unit", models.CharField(max_length=300, verbose_name="responsible executor")),
                ("chief_spending_unit", models.CharField(max_length=300, verbose_name="chief spending unit")),
                (
                    "start_year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1991),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="first year",
                    ),
                ),
                (
                    "end_year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1991),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="last year",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_force", "in force"),
                            ("suspended", "suspended"),
                            ("completed", "completed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        choices=[("UAH", "hryvnia")], default="UAH", max_length=3, verbose_name="currency"
                    ),
                ),
                (
                    "is_demonstration",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        help_text="Set by load_demo alone; puts a banner on every page.",
                        verbose_name="carries demonstration data",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "commission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="programs.commission",
                        verbose_name="controlling commission",
                    ),
                ),
                (
                    "drift_threshold",
                    models.PositiveSmallIntegerField(
                        default=25,
                        help_text="When money, work and time of a measure lie further apart than this, its progress needs a reason.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="drift that needs a reason, percentage points",
                    ),
                ),
            ],
            options={
                "verbose_name": "programme",
                "verbose_name_plural": "programmes",
                "ordering": ["-start_year", "title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end_year__gte", models.F("start_year"))),
                        name="program_ends_after_it_starts",
                        violation_error_message="The last year cannot be before the first year.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("draft_approval", "approval of the draft"),
                            ("adoption", "adoption of the programme"),
                            ("amendment", "amendment"),
                            ("report", "consideration of a report"),
                            ("budget", "budget"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("body", models.CharField(help_text="Who adopted the act.", max_length=200, verbose_name="body")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decision", "decision"),
                            ("order", "order"),
                            ("resolution", "resolution"),
                            ("law", "law"),
                        ],
                        default="decision",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(max_length=50, verbose_name="number")),
                ("date", models.DateField(verbose_name="date")),
                ("title", models.CharField(max_length=500, verbose_name="title")),
                (
                    "link",
                    models.URLField(
                        blank=True, help_text="Where the text is published.", max_length=500, verbose_name="link"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        upload_to="acts/",
                        validators=[programs.models.files.check_file],
                        verbose_name="file",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_acts",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "legal act",
                "verbose_name_plural": "legal acts",
                "ordering": ["date", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("body", "number", "date"),
                        name="legal_act_is_recorded_once",
                        violation_error_message="An act of this body with this number and date is recorded already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.SlugField(
                        help_text="Part of the permanent address of the measure's page.",
                        max_length=60,
                        verbose_name="code",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "measure",
                "verbose_name_plural": "measures",
                "ordering": ["program", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("program", "code"),
                        name="measure_code_is_unique_in_its_program",
                        violation_error_message="The programme has a measure with this code already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalLegalAct",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("draft_approval", "approval of the draft"),
                            ("adoption", "adoption of the programme"),
                            ("amendment", "amendment"),
                            ("report", "consideration of a report"),
                            ("budget", "budget"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("body", models.CharField(help_text="Who adopted the act.", max_length=200, verbose_name="body")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decision", "decision"),
                            ("order", "order"),
                            ("resolution", "resolution"),
                            ("law", "law"),
                        ],
                        default="decision",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(max_length=50, verbose_name="number")),
                ("date", models.DateField(verbose_name="date")),
                ("title", models.CharField(max_length=500, verbose_name="title")),
                (
                    "link",
                    models.URLField(
                        blank=True, help_text="Where the text is published.", max_length=500, verbose_name="link"
                    ),
                ),
                (
                    "file",
                    models.TextField(
                        blank=True, max_length=100, validators=[programs.models.files.check_file], verbose_name="file"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical legal act",
                "verbose_name_plural": "historical legal acts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, verbose_name="code")),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "ordering": ["program", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("program", "code"),
                        name="task_code_is_unique_in_its_program",
                        violation_error_message="The programme has a task with this code already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("through", models.DateField(blank=True, null=True, verbose_name="closed through")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "closing of a period",
                "verbose_name_plural": "closed periods",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDutyDone",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("key", models.CharField(editable=False, max_length=200, verbose_name="key")),
                ("title", models.CharField(max_length=500, verbose_name="what was due")),
                ("done_on", models.DateField(verbose_name="done on")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="For example the number of the letter or of the sitting.",
                        max_length=500,
                        verbose_name="note",
                    ),
                ),
                ("recorded_at", models.DateTimeField(blank=True, editable=False, verbose_name="recorded at")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical mark of what was done",
                "verbose_name_plural": "historical marks of what was done",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="DutyDone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(editable=False, max_length=200, verbose_name="key")),
                ("title", models.CharField(max_length=500, verbose_name="what was due")),
                ("done_on", models.DateField(verbose_name="done on")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="For example the number of the letter or of the sitting.",
                        max_length=500,
                        verbose_name="note",
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties_done",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "mark of what was done",
                "verbose_name_plural": "marks of what was done",
                "ordering": ["-done_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("program", "key"),
                        name="duty_is_done_once",
                        violation_error_message="This is marked as done already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="number"
                    ),
                ),
                ("in_force_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("adopted", "adopted")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("uah", "UAH"), ("thousand_uah", "thousand UAH")],
                        default="uah",
                        help_text="In what the document really counts; the portal keeps hryvnias.",
                        max_length=20,
                        verbose_name="unit of the document",
                    ),
                ),
                (
                    "printed_unit",
                    models.CharField(
                        choices=[("uah", "UAH"), ("thousand_uah", "thousand UAH")],
                        default="uah",
                        help_text="What the heading of the document says, right or wrong.",
                        max_length=20,
                        verbose_name="unit as printed",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("adopted_at", models.DateTimeField(editable=False, null=True, verbose_name="recorded as adopted")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "adopted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded as adopted by",
                    ),
                ),
                (
                    "act",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition",
                        to="programs.legalact",
                        verbose_name="act",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition",
                "verbose_name_plural": "editions",
                "ordering": ["program", "number"],
                "permissions": [("adopt_edition", "Can adopt an edition")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adopted_at__isnull", True), ("status", "draft")),
                            models.Q(
                                ("act__isnull", False),
                                ("adopted_at__isnull", False),
                                ("in_force_from__isnull", False),
                                ("status", "adopted"),
                            ),
                            _connector="OR",
                        ),
                        name="adopted_edition_has_act_and_date",
                        violation_error_message="An adopted edition needs its act and the date from which it is in force.",
                    ),
                    models.UniqueConstraint(
                        fields=("program", "number"),
                        name="edition_number_is_unique_in_its_program",
                        violation_error_message="The programme has an edition with this number already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "draft")),
                        fields=("program",),
                        name="program_has_one_draft_edition",
                        violation_error_message="The programme has a draft edition already: adopt or delete it first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalEdition",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="number"
                    ),
                ),
                ("in_force_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("adopted", "adopted")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("uah", "UAH"), ("thousand_uah", "thousand UAH")],
                        default="uah",
                        help_text="In what the document really counts; the portal keeps hryvnias.",
                        max_length=20,
                        verbose_name="unit of the document",
                    ),
                ),
                (
                    "printed_unit",
                    models.CharField(
                        choices=[("uah", "UAH"), ("thousand_uah", "thousand UAH")],
                        default="uah",
                        help_text="What the heading of the document says, right or wrong.",
                        max_length=20,
                        verbose_name="unit as printed",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("adopted_at", models.DateTimeField(editable=False, null=True, verbose_name="recorded as adopted")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "adopted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded as adopted by",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.legalact",
                        verbose_name="act",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical edition",
                "verbose_name_plural": "historical editions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("press_conference", "press conference"),
                            ("briefing", "briefing"),
                            ("press_tour", "press tour"),
                            ("hot_line", "hot line"),
                            ("press_release", "press release"),
                            ("announcement", "announcement"),
                            ("monitoring_note", "monitoring note"),
                            ("seminar", "seminar"),
                            ("training", "training"),
                            ("school_session", "session of the School of the Young Journalist"),
                            ("consultation", "consultation with the public"),
                            ("site_publication", "publication on the site"),
                            ("media_publication", "publication in the media"),
                            ("printed_material", "printed material"),
                            ("support", "organisational or technical support"),
                            ("contest", "contest"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("date", models.DateField(db_index=True, verbose_name="date")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "quantity",
                    models.PositiveIntegerField(
                        default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="quantity"
                    ),
                ),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="evidence: link")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        upload_to=programs.models.execution.evidence_path,
                        validators=[programs.models.files.check_file],
                        verbose_name="evidence: file",
                    ),
                ),
                (
                    "is_public",
                    models.BooleanField(
                        default=False,
                        help_text="Check the text for personal data first.",
                        verbose_name="show to the public",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity",
                "verbose_name_plural": "activities",
                "ordering": ["-date", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)),
                        name="activity_counts_something",
                        violation_error_message="The quantity is at least one.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[("committed", "committed"), ("accepted", "accepted"), ("paid", "paid")],
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                ("budget_year", models.PositiveSmallIntegerField(verbose_name="budget year")),
                (
                    "fund",
                    models.CharField(
                        choices=[("general", "general fund"), ("special", "special fund")],
                        default="general",
                        max_length=10,
                        verbose_name="fund",
                    ),
                ),
                ("date", models.DateField(db_index=True, verbose_name="date")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount, UAH")),
                (
                    "document_number",
                    models.CharField(
                        help_text="Payment order, contract, act.", max_length=100, verbose_name="document number"
                    ),
                ),
                (
                    "kekv",
                    models.CharField(
                        blank=True,
                        max_length=4,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{4}$", "The economic classification code has four digits, for example 2240."
                            )
                        ],
                        verbose_name="КЕКВ",
                    ),
                ),
                (
                    "kpkvk",
                    models.CharField(
                        blank=True,
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{7}$", "The programme classification code has seven digits, for example 0118410."
                            )
                        ],
                        verbose_name="КПКВК",
                    ),
                ),
                (
                    "counterparty",
                    models.CharField(
                        blank=True,
                        help_text="Public name only: no personal number, account or address.",
                        max_length=300,
                        verbose_name="counterparty",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="For staff; never shown to the public.",
                        max_length=500,
                        verbose_name="note",
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded at")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="programs.ledgerentry",
                        verbose_name="reverses the entry",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger",
                        to="programs.fundingsource",
                        verbose_name="funding source",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "ledger entry",
                "verbose_name_plural": "ledger entries",
                "ordering": ["-date", "-pk"],
                "indexes": [
                    models.Index(fields=["measure", "budget_year", "stage"], name="ledger_by_measure_and_year")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="ledger_entry_moves_money",
                        violation_error_message="The amount of an entry cannot be zero.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProgress",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("period_start", models.DateField(verbose_name="period from")),
                ("period_end", models.DateField(verbose_name="period to")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("done", "done"),
                            ("partly", "partly done"),
                            ("in_progress", "in progress"),
                            ("not_done", "not done"),
                            ("postponed", "postponed"),
                            ("impossible", "impossible"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("result", models.TextField(blank=True, verbose_name="what was reached")),
                ("reason", models.TextField(blank=True, verbose_name="reason of deviation or non-execution")),
                (
                    "work_percent",
                    models.PositiveSmallIntegerField(
                        help_text="By the executor's own judgement, independent of the money.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="work done, %",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical progress",
                "verbose_name_plural": "historical progress of measures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalBudgetAppropriation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="budget year")),
                (
                    "fund",
                    models.CharField(
                        choices=[("general", "general fund"), ("special", "special fund")],
                        default="general",
                        max_length=10,
                        verbose_name="fund",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount, UAH",
                    ),
                ),
                ("effective_from", models.DateField(verbose_name="in force from")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.fundingsource",
                        verbose_name="funding source",
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.legalact",
                        verbose_name="budget act",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical budget appropriation",
                "verbose_name_plural": "historical budget appropriations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalActivity",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("press_conference", "press conference"),
                            ("briefing", "briefing"),
                            ("press_tour", "press tour"),
                            ("hot_line", "hot line"),
                            ("press_release", "press release"),
                            ("announcement", "announcement"),
                            ("monitoring_note", "monitoring note"),
                            ("seminar", "seminar"),
                            ("training", "training"),
                            ("school_session", "session of the School of the Young Journalist"),
                            ("consultation", "consultation with the public"),
                            ("site_publication", "publication on the site"),
                            ("media_publication", "publication in the media"),
                            ("printed_material", "printed material"),
                            ("support", "organisational or technical support"),
                            ("contest", "contest"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("date", models.DateField(db_index=True, verbose_name="date")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "quantity",
                    models.PositiveIntegerField(
                        default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="quantity"
                    ),
                ),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="evidence: link")),
                (
                    "file",
                    models.TextField(
                        blank=True,
                        max_length=100,
                        validators=[programs.models.files.check_file],
                        verbose_name="evidence: file",
                    ),
                ),
                (
                    "is_public",
                    models.BooleanField(
                        default=False,
                        help_text="Check the text for personal data first.",
                        verbose_name="show to the public",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical activity",
                "verbose_name_plural": "historical activities",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="BudgetAppropriation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="budget year")),
                (
                    "fund",
                    models.CharField(
                        choices=[("general", "general fund"), ("special", "special fund")],
                        default="general",
                        max_length=10,
                        verbose_name="fund",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount, UAH",
                    ),
                ),
                ("effective_from", models.DateField(verbose_name="in force from")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.fundingsource",
                        verbose_name="funding source",
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appropriations",
                        to="programs.legalact",
                        verbose_name="budget act",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appropriations",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "budget appropriation",
                "verbose_name_plural": "budget appropriations",
                "ordering": ["measure", "year", "effective_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "year", "source", "fund", "effective_from"),
                        name="appropriation_is_unique_per_date",
                        violation_error_message="The appropriation of this date is recorded already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)),
                        name="appropriation_is_not_negative",
                        violation_error_message="An appropriation cannot be negative.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period_start", models.DateField(verbose_name="period from")),
                ("period_end", models.DateField(verbose_name="period to")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("done", "done"),
                            ("partly", "partly done"),
                            ("in_progress", "in progress"),
                            ("not_done", "not done"),
                            ("postponed", "postponed"),
                            ("impossible", "impossible"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("result", models.TextField(blank=True, verbose_name="what was reached")),
                ("reason", models.TextField(blank=True, verbose_name="reason of deviation or non-execution")),
                (
                    "work_percent",
                    models.PositiveSmallIntegerField(
                        help_text="By the executor's own judgement, independent of the money.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="work done, %",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "progress",
                "verbose_name_plural": "progress of measures",
                "ordering": ["measure", "-period_end"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "period_start", "period_end"),
                        name="progress_is_unique_per_period",
                        violation_error_message="The progress of this measure for this period is recorded already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_end__gte", models.F("period_start"))),
                        name="progress_period_ends_after_it_starts",
                        violation_error_message="The period cannot end before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("work_percent__lte", 100)),
                        name="work_percent_is_at_most_100",
                        violation_error_message="Work done cannot exceed 100 %.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason", ""),
                            ("state__in", ["partly", "not_done", "postponed", "impossible"]),
                            _negated=True,
                        ),
                        name="progress_explains_what_was_not_done",
                        violation_error_message="Say the reason why the measure was not done in full.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalIndicator",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("input", "input"),
                            ("output", "output"),
                            ("efficiency", "efficiency"),
                            ("quality", "quality"),
                        ],
                        max_length=12,
                        verbose_name="group",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                (
                    "unit",
                    models.CharField(
                        help_text="For example: publications, persons, %.", max_length=50, verbose_name="unit"
                    ),
                ),
                (
                    "value_type",
                    models.CharField(
                        choices=[
                            ("integer", "whole number"),
                            ("decimal", "number with decimals"),
                            ("percent", "per cent"),
                            ("money", "UAH"),
                        ],
                        default="integer",
                        max_length=10,
                        verbose_name="kind of value",
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="baseline"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="Where the actual figure comes from.",
                        max_length=300,
                        verbose_name="source of information",
                    ),
                ),
                (
                    "counts",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("press_conference", "press conference"),
                            ("briefing", "briefing"),
                            ("press_tour", "press tour"),
                            ("hot_line", "hot line"),
                            ("press_release", "press release"),
                            ("announcement", "announcement"),
                            ("monitoring_note", "monitoring note"),
                            ("seminar", "seminar"),
                            ("training", "training"),
                            ("school_session", "session of the School of the Young Journalist"),
                            ("consultation", "consultation with the public"),
                            ("site_publication", "publication on the site"),
                            ("media_publication", "publication in the media"),
                            ("printed_material", "printed material"),
                            ("support", "organisational or technical support"),
                            ("contest", "contest"),
                            ("other", "other"),
                        ],
                        help_text="The actual figure is then the sum of the quantities of these activities of the measure.",
                        max_length=20,
                        verbose_name="counts activities of the kind",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="place in the document")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Empty for an indicator of the whole programme.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical indicator",
                "verbose_name_plural": "historical indicators",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("input", "input"),
                            ("output", "output"),
                            ("efficiency", "efficiency"),
                            ("quality", "quality"),
                        ],
                        max_length=12,
                        verbose_name="group",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                (
                    "unit",
                    models.CharField(
                        help_text="For example: publications, persons, %.", max_length=50, verbose_name="unit"
                    ),
                ),
                (
                    "value_type",
                    models.CharField(
                        choices=[
                            ("integer", "whole number"),
                            ("decimal", "number with decimals"),
                            ("percent", "per cent"),
                            ("money", "UAH"),
                        ],
                        default="integer",
                        max_length=10,
                        verbose_name="kind of value",
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="baseline"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="Where the actual figure comes from.",
                        max_length=300,
                        verbose_name="source of information",
                    ),
                ),
                (
                    "counts",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("press_conference", "press conference"),
                            ("briefing", "briefing"),
                            ("press_tour", "press tour"),
                            ("hot_line", "hot line"),
                            ("press_release", "press release"),
                            ("announcement", "announcement"),
                            ("monitoring_note", "monitoring note"),
                            ("seminar", "seminar"),
                            ("training", "training"),
                            ("school_session", "session of the School of the Young Journalist"),
                            ("consultation", "consultation with the public"),
                            ("site_publication", "publication on the site"),
                            ("media_publication", "publication in the media"),
                            ("printed_material", "printed material"),
                            ("support", "organisational or technical support"),
                            ("contest", "contest"),
                            ("other", "other"),
                        ],
                        help_text="The actual figure is then the sum of the quantities of these activities of the measure.",
                        max_length=20,
                        verbose_name="counts activities of the kind",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="place in the document")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for an indicator of the whole programme.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
                "ordering": ["program", "group", "order", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "name"),
                        name="indicator_name_is_unique_at_its_measure",
                        violation_error_message="There is an indicator with this name already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("measure", None)),
                        fields=("program", "name"),
                        name="indicator_name_is_unique_in_its_program",
                        violation_error_message="There is an indicator with this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("counts", ""),
                            models.Q(("measure__isnull", False), ("value_type", "integer")),
                            _connector="OR",
                        ),
                        name="counting_indicator_is_whole_and_has_a_measure",
                        violation_error_message="An indicator that counts activities has a measure and a whole number.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "gate",
                    models.CharField(
                        choices=[
                            ("ceiling", "plan above the passport"),
                            ("committed", "commitment above what is allotted"),
                            ("accepted", "acceptance above what is allotted"),
                            ("paid", "payment above what is allotted"),
                        ],
                        max_length=10,
                        verbose_name="limit",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="budget year")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="beyond the limit, UAH",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("granted_at", models.DateTimeField(auto_now_add=True, verbose_name="granted at")),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="granted by",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrides",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrides",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.fundingsource",
                        verbose_name="funding source",
                    ),
                ),
            ],
            options={
                "verbose_name": "override of a limit",
                "verbose_name_plural": "overrides of limits",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gate", "ceiling"), ("measure__isnull", True), ("source__isnull", True)),
                            models.Q(
                                models.Q(("gate", "ceiling"), _negated=True),
                                ("measure__isnull", False),
                                ("source__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="override_of_the_ledger_names_measure_and_source",
                        violation_error_message="Say the measure and the funding source that the override is for.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="override_is_above_zero",
                        violation_error_message="The amount beyond the limit is above zero.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRowMatch",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("key", models.CharField(max_length=500, verbose_name="row")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "historical remembered row",
                "verbose_name_plural": "historical remembered rows",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTreasuryRule",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "recipient",
                    models.CharField(
                        blank=True,
                        max_length=8,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{8}$", "ЄДРПОУ has eight digits; a person's number is never kept here."
                            )
                        ],
                        verbose_name="recipient's ЄДРПОУ",
                    ),
                ),
                ("contract_number", models.CharField(blank=True, max_length=100, verbose_name="contract number")),
                (
                    "kekv",
                    models.CharField(
                        blank=True,
                        max_length=4,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{4}$", "The economic classification code has four digits, for example 2240."
                            )
                        ],
                        verbose_name="КЕКВ",
                    ),
                ),
                (
                    "kpkvk",
                    models.CharField(
                        blank=True,
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{7}$", "The programme classification code has seven digits, for example 0118410."
                            )
                        ],
                        verbose_name="КПКВК",
                    ),
                ),
                (
                    "fund",
                    models.CharField(
                        choices=[("general", "general fund"), ("special", "special fund")],
                        default="general",
                        max_length=10,
                        verbose_name="fund",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Empty: such transactions belong to no measure and are passed over.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.fundingsource",
                        verbose_name="funding source",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical rule for treasury transactions",
                "verbose_name_plural": "historical rules for treasury transactions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="RowMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=500, verbose_name="row")),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="row_matches",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "remembered row",
                "verbose_name_plural": "remembered rows",
                "ordering": ["program", "key"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("program", "key"),
                        name="row_is_remembered_once",
                        violation_error_message="This row is remembered already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TreasuryRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "recipient",
                    models.CharField(
                        blank=True,
                        max_length=8,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{8}$", "ЄДРПОУ has eight digits; a person's number is never kept here."
                            )
                        ],
                        verbose_name="recipient's ЄДРПОУ",
                    ),
                ),
                ("contract_number", models.CharField(blank=True, max_length=100, verbose_name="contract number")),
                (
                    "kekv",
                    models.CharField(
                        blank=True,
                        max_length=4,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{4}$", "The economic classification code has four digits, for example 2240."
                            )
                        ],
                        verbose_name="КЕКВ",
                    ),
                ),
                (
                    "kpkvk",
                    models.CharField(
                        blank=True,
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{7}$", "The programme classification code has seven digits, for example 0118410."
                            )
                        ],
                        verbose_name="КПКВК",
                    ),
                ),
                (
                    "fund",
                    models.CharField(
                        choices=[("general", "general fund"), ("special", "special fund")],
                        default="general",
                        max_length=10,
                        verbose_name="fund",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: such transactions belong to no measure and are passed over.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="treasury_rules",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.fundingsource",
                        verbose_name="funding source",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule for treasury transactions",
                "verbose_name_plural": "rules for treasury transactions",
                "ordering": ["recipient", "contract_number", "kpkvk", "kekv"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recipient", "contract_number", "kekv", "kpkvk"),
                        name="treasury_rule_is_unique",
                        violation_error_message="There is a rule for such transactions already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contract_number", ""), ("kekv", ""), ("kpkvk", ""), ("recipient", ""), _negated=True
                        ),
                        name="treasury_rule_says_something",
                        violation_error_message="Fill in at least one field: a rule for everything matches nothing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("measure__isnull", True), ("source__isnull", False), _connector="OR"),
                        name="treasury_rule_with_measure_names_source",
                        violation_error_message="Say which source of the measure the money comes from.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Aspect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aspects",
                        to="programs.edition",
                        verbose_name="edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "aspect",
                "verbose_name_plural": "aspects",
                "ordering": ["edition", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "number"),
                        name="aspect_number_is_unique",
                        violation_error_message="The edition has an aspect with this number already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAspect",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.edition",
                        verbose_name="edition",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical aspect",
                "verbose_name_plural": "historical aspects",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPassportRow",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("label", models.CharField(max_length=500, verbose_name="label")),
                ("text", models.TextField(verbose_name="text")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.edition",
                        verbose_name="edition",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical passport row",
                "verbose_name_plural": "historical passport rows",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPassportTotal",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount, UAH",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.edition",
                        verbose_name="edition",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical yearly total of the passport",
                "verbose_name_plural": "historical yearly totals of the passport",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PassportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("label", models.CharField(max_length=500, verbose_name="label")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passport_rows",
                        to="programs.edition",
                        verbose_name="edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "passport row",
                "verbose_name_plural": "passport rows",
                "ordering": ["edition", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "number"),
                        name="passport_row_number_is_unique",
                        violation_error_message="The passport has a row with this number already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PassportTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount, UAH",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passport_totals",
                        to="programs.edition",
                        verbose_name="edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "yearly total of the passport",
                "verbose_name_plural": "yearly totals of the passport",
                "ordering": ["edition", "year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "year"),
                        name="passport_total_is_unique_per_year",
                        violation_error_message="The passport has a total for this year already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)),
                        name="passport_total_is_not_negative",
                        violation_error_message="An amount of the passport cannot be negative.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("plan", "plan"),
                            ("monthly", "monthly sheet of the finance department"),
                            ("treasury", "treasury transactions"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                ("summary", models.JSONField(blank=True, default=dict, verbose_name="summary")),
                ("before", models.JSONField(blank=True, null=True, verbose_name="plan before")),
                ("after", models.JSONField(blank=True, null=True, verbose_name="plan after")),
                ("imported_at", models.DateTimeField(auto_now_add=True, verbose_name="imported at")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                ("undo_reason", models.CharField(blank=True, max_length=500, verbose_name="why it was undone")),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="programs.edition",
                        verbose_name="edition",
                    ),
                ),
                (
                    "imported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="imported by",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="import_batches",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-imported_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="import_is_undone_by_somebody_at_some_time",
                        violation_error_message="An import is undone by somebody at some time, or it is not.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Headcount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("media", "media representatives"),
                            ("officials", "officials of the council"),
                            ("civil_society", "civil society"),
                            ("youth", "youth"),
                            ("residents", "residents"),
                        ],
                        max_length=20,
                        verbose_name="group",
                    ),
                ),
                ("count", models.PositiveIntegerField(verbose_name="head-count")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="headcounts",
                        to="programs.activity",
                        verbose_name="activity",
                    ),
                ),
            ],
            options={
                "verbose_name": "head-count",
                "verbose_name_plural": "head-counts",
                "ordering": ["activity", "group"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "group"),
                        name="headcount_is_unique_per_group",
                        violation_error_message="The activity has a head-count of this group already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalHeadcount",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("media", "media representatives"),
                            ("officials", "officials of the council"),
                            ("civil_society", "civil society"),
                            ("youth", "youth"),
                            ("residents", "residents"),
                        ],
                        max_length=20,
                        verbose_name="group",
                    ),
                ),
                ("count", models.PositiveIntegerField(verbose_name="head-count")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical head-count",
                "verbose_name_plural": "historical head-counts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIndicatorValue",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "plan",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="plan"),
                ),
                (
                    "actual",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="actual"),
                ),
                (
                    "explanation",
                    models.CharField(blank=True, max_length=500, verbose_name="explanation of the deviation"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.indicator",
                        verbose_name="indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical yearly value of the indicator",
                "verbose_name_plural": "historical yearly values of the indicator",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="IndicatorValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "plan",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="plan"),
                ),
                (
                    "actual",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="actual"),
                ),
                (
                    "explanation",
                    models.CharField(blank=True, max_length=500, verbose_name="explanation of the deviation"),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="programs.indicator",
                        verbose_name="indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "yearly value of the indicator",
                "verbose_name_plural": "yearly values of the indicator",
                "ordering": ["indicator", "year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "year"),
                        name="indicator_has_one_value_per_year",
                        violation_error_message="The indicator has values for this year already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="As printed, even where the document errs.",
                        max_length=50,
                        verbose_name="label in the document",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        help_text="The number that the portal shows.", max_length=20, verbose_name="number"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="place in the document")),
                ("title", models.TextField(verbose_name="title")),
                ("results", models.TextField(blank=True, help_text="One per line.", verbose_name="expected results")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "aspects",
                    models.ManyToManyField(
                        blank=True, related_name="task_rows", to="programs.aspect", verbose_name="aspects"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="task_rows",
                        to="programs.edition",
                        verbose_name="edition",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="children",
                        to="programs.taskrow",
                        verbose_name="parent task",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="programs.task",
                        verbose_name="task",
                    ),
                ),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "ordering": ["edition", "order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "task"),
                        name="task_stands_once_in_an_edition",
                        violation_error_message="This task stands in the edition already.",
                    ),
                    models.UniqueConstraint(
                        fields=("edition", "number"),
                        name="task_number_is_unique_in_an_edition",
                        violation_error_message="The edition has a task with this number already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "transaction_id",
                    models.CharField(blank=True, max_length=50, verbose_name="number of the transaction"),
                ),
                ("is_undone", models.BooleanField(default=False, verbose_name="undone")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="programs.importbatch",
                        verbose_name="import",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imported_with",
                        to="programs.ledgerentry",
                        verbose_name="ledger entry",
                    ),
                ),
            ],
            options={
                "verbose_name": "imported entry",
                "verbose_name_plural": "imported entries",
                "ordering": ["batch", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("transaction_id", ""), _negated=True), ("is_undone", False)),
                        fields=("transaction_id",),
                        name="transaction_is_imported_once",
                        violation_error_message="This transaction of the treasury is in the ledger already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("plan", "plan"),
                            ("monthly", "monthly sheet of the finance department"),
                            ("treasury", "treasury transactions"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("new_program", models.JSONField(blank=True, default=dict, verbose_name="new programme")),
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                ("size", models.PositiveBigIntegerField(verbose_name="size, bytes")),
                ("key", models.CharField(editable=False, max_length=32, unique=True)),
                ("answers", models.JSONField(blank=True, default=dict, verbose_name="answers")),
                ("reading", models.JSONField(blank=True, null=True, verbose_name="what was read")),
                (
                    "work",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("read", "reading the file"),
                            ("write", "writing the import"),
                            ("undo", "undoing the import"),
                        ],
                        max_length=10,
                        verbose_name="work under way",
                    ),
                ),
                ("refusal", models.JSONField(blank=True, default=list, verbose_name="why it was not written")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="brought at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="work asked for by",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="uploads",
                        to="programs.importbatch",
                        verbose_name="import",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="programs.program",
                        verbose_name="programme",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="brought by",
                    ),
                ),
            ],
            options={
                "verbose_name": "file to import",
                "verbose_name_plural": "files to import",
                "ordering": ["-uploaded_at", "-pk"],
                "permissions": [
                    ("import_plan", "Can import a plan into a draft edition"),
                    ("import_money", "Can import money into the ledger"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="As printed, even where the document errs.",
                        max_length=50,
                        verbose_name="label in the document",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        help_text="The number that the portal shows.", max_length=20, verbose_name="number"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="place in the document")),
                ("title", models.TextField(verbose_name="title")),
                (
                    "funding",
                    models.CharField(
                        choices=[
                            ("funded", "funded"),
                            ("not_required", "needs no funding"),
                            ("amount_not_stated", "amount not stated"),
                        ],
                        default="funded",
                        max_length=20,
                        verbose_name="funding",
                    ),
                ),
                (
                    "results",
                    models.TextField(
                        blank=True,
                        help_text="Only where the measure has results of its own. One per line.",
                        verbose_name="expected results",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measure_rows",
                        to="programs.edition",
                        verbose_name="edition",
                    ),
                ),
                (
                    "executors",
                    models.ManyToManyField(
                        through="programs.MeasureExecutor", to="programs.executor", verbose_name="executors"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="The source that the document names for the measure.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.fundingsource",
                        verbose_name="funding source",
                    ),
                ),
                (
                    "task_row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="measure_rows",
                        to="programs.taskrow",
                        verbose_name="task",
                    ),
                ),
                (
                    "predecessors",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Only for a measure split off from another one, or made of several.",
                        related_name="successor_rows",
                        to="programs.measure",
                        verbose_name="continues the measures",
                    ),
                ),
            ],
            options={
                "verbose_name": "measure",
                "verbose_name_plural": "measures",
                "ordering": ["edition", "order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "measure"),
                        name="measure_stands_once_in_an_edition",
                        violation_error_message="This measure stands in the edition already.",
                    ),
                    models.UniqueConstraint(
                        fields=("edition", "number"),
                        name="measure_number_is_unique_in_an_edition",
                        violation_error_message="The edition has a measure with this number already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("funding", "not_required"), _negated=True),
                            ("source__isnull", True),
                            _connector="OR",
                        ),
                        name="measure_without_funding_names_no_source",
                        violation_error_message="A measure that needs no funding cannot name a funding source.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("funding", "not_required"), ("source__isnull", False), _connector="OR"),
                        name="measure_with_funding_names_its_source",
                        violation_error_message="Choose the funding source, or say that the measure needs no funding.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTaskRow",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="As printed, even where the document errs.",
                        max_length=50,
                        verbose_name="label in the document",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        help_text="The number that the portal shows.", max_length=20, verbose_name="number"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="place in the document")),
                ("title", models.TextField(verbose_name="title")),
                ("results", models.TextField(blank=True, help_text="One per line.", verbose_name="expected results")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.edition",
                        verbose_name="edition",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.task",
                        verbose_name="task",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.taskrow",
                        verbose_name="parent task",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical task",
                "verbose_name_plural": "historical tasks",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMeasureRow",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="As printed, even where the document errs.",
                        max_length=50,
                        verbose_name="label in the document",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        help_text="The number that the portal shows.", max_length=20, verbose_name="number"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="place in the document")),
                ("title", models.TextField(verbose_name="title")),
                (
                    "funding",
                    models.CharField(
                        choices=[
                            ("funded", "funded"),
                            ("not_required", "needs no funding"),
                            ("amount_not_stated", "amount not stated"),
                        ],
                        default="funded",
                        max_length=20,
                        verbose_name="funding",
                    ),
                ),
                (
                    "results",
                    models.TextField(
                        blank=True,
                        help_text="Only where the measure has results of its own. One per line.",
                        verbose_name="expected results",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.edition",
                        verbose_name="edition",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The source that the document names for the measure.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.fundingsource",
                        verbose_name="funding source",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.measure",
                        verbose_name="measure",
                    ),
                ),
                (
                    "task_row",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.taskrow",
                        verbose_name="task",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical measure",
                "verbose_name_plural": "historical measures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="MeasureExecutor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_consent", models.BooleanField(default=False, verbose_name="by consent")),
                (
                    "wording",
                    models.CharField(
                        blank=True,
                        help_text="Only where the document names the executor otherwise than the directory does.",
                        max_length=300,
                        verbose_name="wording in the document",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="place in the document")),
                (
                    "executor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="programs.executor",
                        verbose_name="executor",
                    ),
                ),
                (
                    "measure_row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="executor_links",
                        to="programs.measurerow",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "executor of the measure",
                "verbose_name_plural": "executors of the measure",
                "ordering": ["measure_row", "order", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure_row", "executor"),
                        name="executor_stands_once_at_a_measure",
                        violation_error_message="This executor stands at the measure already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalMeasureExecutor",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("by_consent", models.BooleanField(default=False, verbose_name="by consent")),
                (
                    "wording",
                    models.CharField(
                        blank=True,
                        help_text="Only where the document names the executor otherwise than the directory does.",
                        max_length=300,
                        verbose_name="wording in the document",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=1, verbose_name="place in the document")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "executor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.executor",
                        verbose_name="executor",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure_row",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.measurerow",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical executor of the measure",
                "verbose_name_plural": "historical executors of the measure",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAllocation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount, UAH",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.fundingsource",
                        verbose_name="funding source",
                    ),
                ),
                (
                    "measure_row",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.measurerow",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical allocation",
                "verbose_name_plural": "historical allocations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount, UAH",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="programs.fundingsource",
                        verbose_name="funding source",
                    ),
                ),
                (
                    "measure_row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allocations",
                        to="programs.measurerow",
                        verbose_name="measure",
                    ),
                ),
            ],
            options={
                "verbose_name": "allocation",
                "verbose_name_plural": "allocations",
                "ordering": ["measure_row", "year", "source"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure_row", "year", "source"),
                        name="allocation_is_unique_per_year_and_source",
                        violation_error_message="The measure has an amount for this year and source already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)),
                        name="allocation_is_not_negative",
                        violation_error_message="A planned amount cannot be negative.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTaskRow_aspects",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "aspect",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.aspect",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="programs.historicaltaskrow",
                    ),
                ),
                (
                    "taskrow",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programs.taskrow",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalTaskRow_aspects",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
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
        migrations.RunPython(lay_down_terms, migrations.RunPython.noop),
    ]
