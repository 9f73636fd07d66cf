"""The tables of contracts as the first nine migrations left them: a database that ran those takes this one as run."""

import django.core.validators
import django.db.models.deletion
import media_contracts.models.files
import programs.models.files
import programs.models.personal
import simple_history.models
from datetime import date
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from programs.migrating import NewTables


# The texts that contracts begin from and the thresholds of direct purchases: editable data with these beginnings. The
# clauses follow section VII, point 2, of the founding document. The days within which an act is looked at and paid, and
# the thresholds, are common practice that was not checked against the acts, which is why they are data.
PARTIES = (
    "{customer} (далі – Замовник), {customer_represented}, з однієї сторони, і {supplier} (далі – Виконавець), "
    "{supplier_represented}, з другої сторони, разом – Сторони, уклали цей договір на виконання програми «{program}», "
    "захід {measure}."
)
SUBJECT = (
    "1. Виконавець надає Замовнику послуги: {subject} (код ДК 021:2015 {cpv}), а Замовник приймає й оплачує їх.\n"
    "2. Одиниці, кількість і ціни за одиницю наведено в специфікації, яка є частиною цього договору."
)
SUBJECT_PRINT = (
    "1. Виконавець висвітлює у друкованому засобі масової інформації діяльність міської ради, її виконавчих органів, "
    "посадових осіб та депутатів: {subject} (код ДК 021:2015 {cpv}), а Замовник приймає й оплачує ці послуги.\n"
    "2. Обсяг публікацій і ціну за одиницю наведено в специфікації, яка є частиною цього договору."
)
SUBJECT_ONLINE = (
    "1. Виконавець розміщує в інтернет-виданні матеріали про діяльність міської ради, її виконавчих органів, посадових "
    "осіб та депутатів: {subject} (код ДК 021:2015 {cpv}), а Замовник приймає й оплачує ці послуги.\n"
    "2. Кількість публікацій і ціну за одиницю наведено в специфікації, яка є частиною цього договору."
)
RIGHTS = (
    "1. Виконавець зобов’язаний надати послуги якісно, у погоджені строки, і додати до акта підтвердження: примірник, "
    "посилання або знімок екрана.\n"
    "2. Виконавець має право своєчасно отримувати оплату за прийняті послуги та завчасно отримувати від Замовника "
    "матеріали.\n"
    "3. Замовник зобов’язаний вчасно передавати матеріали, приймати послуги за актом протягом 5 робочих днів з дня його "
    "отримання й оплачувати їх.\n"
    "4. Замовник має право контролювати надання послуг, вимагати усунення недоліків і в той самий строк повернути акт з "
    "письмовим поясненням.\n"
    "5. Розміщені матеріали не можуть обмежувати свободу творчої діяльності редакції поза предметом цього договору."
)
SETTLEMENT = (
    "1. Ціна договору становить {amount} грн ({amount_in_words}), {vat}.\n"
    "2. Замовник оплачує послуги у гривнях на рахунок Виконавця на підставі підписаного Сторонами акта наданих послуг "
    "протягом 10 робочих днів з дня його підписання, у межах бюджетних призначень відповідного року.\n"
    "3. У разі затримки бюджетного фінансування розрахунок здійснюється після надходження коштів на рахунок Замовника."
)
LIABILITY = (
    "1. За невиконання або неналежне виконання договору Сторони відповідають згідно із законодавством України.\n"
    "2. Виконавець відповідає за точність відтворення наданих Замовником офіційних текстів, Замовник – за їх зміст.\n"
    "3. Сторони звільняються від відповідальності на час дії обставин непереборної сили, підтверджених у встановленому "
    "порядку.\n"
    "4. Спори Сторони вирішують переговорами, а якщо згоди не досягнуто – у судовому порядку."
)
TERM = (
    "1. Договір діє з {date_from} до {date_to}, а в частині розрахунків – до повного їх виконання.\n"
    "2. Зміни до договору оформлюються додатковою угодою, підписаною обома Сторонами.\n"
    "3. Договір може бути розірвано за згодою Сторін або з підстав, визначених законодавством.\n"
    "4. Договір укладено у двох примірниках, що мають однакову юридичну силу, по одному для кожної зі Сторін."
)
CLAUSES = (
    ("", "parties", 1, "Сторони договору", PARTIES),
    ("", "subject", 2, "Предмет договору", SUBJECT),
    ("coverage_print", "subject", 2, "Предмет договору", SUBJECT_PRINT),
    ("coverage_online", "subject", 2, "Предмет договору", SUBJECT_ONLINE),
    ("", "rights_and_duties", 3, "Права та обов’язки сторін", RIGHTS),
    ("", "settlement", 4, "Порядок розрахунку за надані послуги", SETTLEMENT),
    ("", "liability", 5, "Відповідальність сторін та вирішення спорів", LIABILITY),
    ("", "term", 6, "Строк дії договору та інші умови", TERM),
)
THRESHOLDS = (
    (date(2021, 1, 1), Decimal("50000.00"), ("goods", "services")),
    (date(2022, 10, 1), Decimal("100000.00"), ("goods", "services")),
)


def lay_down(apps, schema_editor):
    template = apps.get_model("media_contracts", "ClauseTemplate")
    for kind, clause, order, title, text in CLAUSES:
        template.objects.create(kind=kind, clause=clause, order=order, title=title, text=text)
    threshold = apps.get_model("media_contracts", "PurchaseThreshold")
    for day, amount, kinds in THRESHOLDS:
        for kind in kinds:
            threshold.objects.create(kind=kind, in_force_from=day, amount=amount)


class Migration(NewTables):
    replaces = [
        ('media_contracts', '0001_contracts'),
        ('media_contracts', '0002_records_are_append_only'),
        ('media_contracts', '0003_first_clauses_and_thresholds'),
        ('media_contracts', '0004_cover_has_a_date'),
        ('media_contracts', '0005_place_of_the_customer'),
        ('media_contracts', '0006_files_are_what_they_say'),
        ('media_contracts', '0007_signatories_of_acts'),
        ('media_contracts', '0008_parties_by_their_representatives'),
        ('media_contracts', '0009_terms_of_acceptance_and_payment'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('programs', '0001_squashed_0010_term_in_days'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClauseTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clause', models.CharField(choices=[('parties', 'parties of the contract'), ('subject', 'subject of the contract'), ('rights_and_duties', 'rights and duties of the parties'), ('settlement', 'order of settlement for the services'), ('liability', 'liability of the parties and disputes'), ('term', 'term of the contract and other conditions'), ('other', 'additional clause')], max_length=20, verbose_name='clause')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='place in the contract')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('text', models.TextField(verbose_name='text')),
                ('kind', models.CharField(blank=True, choices=[('coverage_print', 'coverage in print media'), ('coverage_online', 'coverage in online media'), ('printing', 'printing'), ('site_support', 'support of the site'), ('training', 'training'), ('other', 'other')], help_text='Empty: for every kind.', max_length=20, verbose_name='kind of contract')),
                ('is_used', models.BooleanField(default=True, verbose_name='used for new contracts')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'clause template',
                'verbose_name_plural': 'clause templates',
                'ordering': ['kind', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(db_collation='ukrainian', max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='full name')),
                ('edrpou', models.CharField(blank=True, max_length=8, validators=[django.core.validators.RegexValidator('^\\d{8}$', 'ЄДРПОУ has eight digits, for example 04051327.')], verbose_name='ЄДРПОУ')),
                ('address', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='postal address')),
                ('iban', models.CharField(blank=True, max_length=29, validators=[django.core.validators.RegexValidator('^UA\\d{27}$', 'A Ukrainian IBAN is UA and 27 digits, without spaces.')], verbose_name='IBAN')),
                ('bank', models.CharField(blank=True, max_length=200, verbose_name='bank')),
                ('signatory', models.CharField(blank=True, help_text='Given name and SURNAME, as under the signature.', max_length=150, verbose_name='who signs')),
                ('signatory_position', models.CharField(blank=True, max_length=200, verbose_name='position of who signs')),
                ('acts_on', models.CharField(blank=True, help_text='As the preamble of the contract says it, for example «Статуту».', max_length=200, verbose_name='acts on the ground of')),
                ('phone', models.CharField(blank=True, max_length=50, verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('place', models.CharField(blank=True, help_text='Where contracts and acts are signed, as their heading says it, for example «м. Каховка».', max_length=100, validators=[programs.models.personal.no_personal_number], verbose_name='place of its documents')),
            ],
            options={
                'verbose_name': 'customer',
                'verbose_name_plural': 'customers',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('edrpou', ''), _negated=True), fields=('edrpou',), name='customer_is_recorded_once', violation_error_message='A customer with this ЄДРПОУ is recorded already.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalClauseTemplate',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('clause', models.CharField(choices=[('parties', 'parties of the contract'), ('subject', 'subject of the contract'), ('rights_and_duties', 'rights and duties of the parties'), ('settlement', 'order of settlement for the services'), ('liability', 'liability of the parties and disputes'), ('term', 'term of the contract and other conditions'), ('other', 'additional clause')], max_length=20, verbose_name='clause')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='place in the contract')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('text', models.TextField(verbose_name='text')),
                ('kind', models.CharField(blank=True, choices=[('coverage_print', 'coverage in print media'), ('coverage_online', 'coverage in online media'), ('printing', 'printing'), ('site_support', 'support of the site'), ('training', 'training'), ('other', 'other')], help_text='Empty: for every kind.', max_length=20, verbose_name='kind of contract')),
                ('is_used', models.BooleanField(default=True, verbose_name='used for new contracts')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical clause template',
                'verbose_name_plural': 'historical clause templates',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCustomer',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='full name')),
                ('edrpou', models.CharField(blank=True, max_length=8, validators=[django.core.validators.RegexValidator('^\\d{8}$', 'ЄДРПОУ has eight digits, for example 04051327.')], verbose_name='ЄДРПОУ')),
                ('address', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='postal address')),
                ('iban', models.CharField(blank=True, max_length=29, validators=[django.core.validators.RegexValidator('^UA\\d{27}$', 'A Ukrainian IBAN is UA and 27 digits, without spaces.')], verbose_name='IBAN')),
                ('bank', models.CharField(blank=True, max_length=200, verbose_name='bank')),
                ('signatory', models.CharField(blank=True, help_text='Given name and SURNAME, as under the signature.', max_length=150, verbose_name='who signs')),
                ('signatory_position', models.CharField(blank=True, max_length=200, verbose_name='position of who signs')),
                ('acts_on', models.CharField(blank=True, help_text='As the preamble of the contract says it, for example «Статуту».', max_length=200, verbose_name='acts on the ground of')),
                ('phone', models.CharField(blank=True, max_length=50, verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.CharField(blank=True, help_text='Where contracts and acts are signed, as their heading says it, for example «м. Каховка».', max_length=100, validators=[programs.models.personal.no_personal_number], verbose_name='place of its documents')),
            ],
            options={
                'verbose_name': 'historical customer',
                'verbose_name_plural': 'historical customers',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPurchaseThreshold',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('goods', 'goods'), ('services', 'services'), ('works', 'works')], max_length=10, verbose_name='kind of purchase')),
                ('in_force_from', models.DateField(verbose_name='applies from')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='threshold, UAH')),
                ('code_digits', models.PositiveSmallIntegerField(default=8, help_text='8: purchases are added up by the whole code; 4: by its first four digits.', validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(8)], verbose_name='digits of the code that make one subject')),
                ('near_percent', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='near from, per cent')),
                ('ground', models.CharField(blank=True, help_text='The act that sets the threshold.', max_length=300, verbose_name='ground')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical threshold of direct purchases',
                'verbose_name_plural': 'historical thresholds of direct purchases',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalSupplier',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='full name')),
                ('edrpou', models.CharField(blank=True, max_length=8, validators=[django.core.validators.RegexValidator('^\\d{8}$', 'ЄДРПОУ has eight digits, for example 04051327.')], verbose_name='ЄДРПОУ')),
                ('address', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='postal address')),
                ('iban', models.CharField(blank=True, max_length=29, validators=[django.core.validators.RegexValidator('^UA\\d{27}$', 'A Ukrainian IBAN is UA and 27 digits, without spaces.')], verbose_name='IBAN')),
                ('bank', models.CharField(blank=True, max_length=200, verbose_name='bank')),
                ('signatory', models.CharField(blank=True, help_text='Given name and SURNAME, as under the signature.', max_length=150, verbose_name='who signs')),
                ('signatory_position', models.CharField(blank=True, max_length=200, verbose_name='position of who signs')),
                ('acts_on', models.CharField(blank=True, help_text='As the preamble of the contract says it, for example «Статуту».', max_length=200, verbose_name='acts on the ground of')),
                ('phone', models.CharField(blank=True, max_length=50, verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('kind', models.CharField(choices=[('legal_entity', 'legal entity'), ('sole_trader', 'sole trader'), ('person', 'natural person')], default='legal_entity', max_length=12, verbose_name='kind')),
                ('rnokpp', models.CharField(blank=True, help_text='Personal data; never shown.', max_length=10, validators=[django.core.validators.RegexValidator('^\\d{10}$', 'РНОКПП has ten digits.')], verbose_name='РНОКПП')),
                ('is_vat_payer', models.BooleanField(default=False, verbose_name='VAT payer')),
                ('name_is_public', models.BooleanField(default=False, help_text='Only for a natural person: without consent the portal says «natural person».', verbose_name='the person agreed to be named')),
                ('note', models.TextField(blank=True, help_text='For staff; never shown to the public.', verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical supplier',
                'verbose_name_plural': 'historical suppliers',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PurchaseThreshold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('goods', 'goods'), ('services', 'services'), ('works', 'works')], max_length=10, verbose_name='kind of purchase')),
                ('in_force_from', models.DateField(verbose_name='applies from')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='threshold, UAH')),
                ('code_digits', models.PositiveSmallIntegerField(default=8, help_text='8: purchases are added up by the whole code; 4: by its first four digits.', validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(8)], verbose_name='digits of the code that make one subject')),
                ('near_percent', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='near from, per cent')),
                ('ground', models.CharField(blank=True, help_text='The act that sets the threshold.', max_length=300, verbose_name='ground')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'threshold of direct purchases',
                'verbose_name_plural': 'thresholds of direct purchases',
                'ordering': ['kind', 'in_force_from'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'in_force_from'), name='threshold_is_unique_per_date', violation_error_message='The threshold of this date is recorded already.'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='threshold_is_above_zero', violation_error_message='The threshold is above zero.')],
            },
        ),
        migrations.CreateModel(
            name='Supplier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(db_collation='ukrainian', max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='full name')),
                ('edrpou', models.CharField(blank=True, max_length=8, validators=[django.core.validators.RegexValidator('^\\d{8}$', 'ЄДРПОУ has eight digits, for example 04051327.')], verbose_name='ЄДРПОУ')),
                ('address', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='postal address')),
                ('iban', models.CharField(blank=True, max_length=29, validators=[django.core.validators.RegexValidator('^UA\\d{27}$', 'A Ukrainian IBAN is UA and 27 digits, without spaces.')], verbose_name='IBAN')),
                ('bank', models.CharField(blank=True, max_length=200, verbose_name='bank')),
                ('signatory', models.CharField(blank=True, help_text='Given name and SURNAME, as under the signature.', max_length=150, verbose_name='who signs')),
                ('signatory_position', models.CharField(blank=True, max_length=200, verbose_name='position of who signs')),
                ('acts_on', models.CharField(blank=True, help_text='As the preamble of the contract says it, for example «Статуту».', max_length=200, verbose_name='acts on the ground of')),
                ('phone', models.CharField(blank=True, max_length=50, verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('kind', models.CharField(choices=[('legal_entity', 'legal entity'), ('sole_trader', 'sole trader'), ('person', 'natural person')], default='legal_entity', max_length=12, verbose_name='kind')),
                ('rnokpp', models.CharField(blank=True, help_text='Personal data; never shown.', max_length=10, validators=[django.core.validators.RegexValidator('^\\d{10}$', 'РНОКПП has ten digits.')], verbose_name='РНОКПП')),
                ('is_vat_payer', models.BooleanField(default=False, verbose_name='VAT payer')),
                ('name_is_public', models.BooleanField(default=False, help_text='Only for a natural person: without consent the portal says «natural person».', verbose_name='the person agreed to be named')),
                ('note', models.TextField(blank=True, help_text='For staff; never shown to the public.', verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'supplier',
                'verbose_name_plural': 'suppliers',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('edrpou', ''), _negated=True), fields=('edrpou',), name='supplier_edrpou_is_unique', violation_error_message='A supplier with this ЄДРПОУ is recorded already.'), models.UniqueConstraint(condition=models.Q(('rnokpp', ''), _negated=True), fields=('rnokpp',), name='supplier_rnokpp_is_unique', violation_error_message='A supplier with this РНОКПП is recorded already.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'legal_entity'), ('rnokpp', '')), models.Q(models.Q(('kind', 'legal_entity'), _negated=True), ('edrpou', '')), _connector='OR'), name='supplier_has_the_code_of_its_kind', violation_error_message='A legal entity has a ЄДРПОУ, a sole trader or a person a РНОКПП.'), models.CheckConstraint(condition=models.Q(('kind', 'person'), ('name_is_public', False), _connector='OR'), name='consent_to_be_named_is_a_persons', violation_error_message='Consent to be named is asked of natural persons alone.')],
            },
        ),
        migrations.CreateModel(
            name='MediaOutlet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text="Part of the permanent address of the outlet's page.", max_length=60, unique=True, verbose_name='address')),
                ('name', models.CharField(db_collation='ukrainian', max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='name')),
                ('kind', models.CharField(choices=[('print', 'print'), ('online', 'online'), ('radio', 'radio'), ('television', 'television'), ('other', 'other')], max_length=12, verbose_name='kind')),
                ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outlets', to='media_contracts.supplier', verbose_name='supplier')),
                ('site', models.URLField(blank=True, max_length=300, verbose_name='site')),
                ('founder', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='founder')),
                ('register_number', models.CharField(blank=True, max_length=9, validators=[django.core.validators.RegexValidator('^[A-Z]\\d{2}-\\d{5}$', 'An identifier of the register of media looks like R40-02551.')], verbose_name='identifier of the register of media')),
                ('registered_on', models.DateField(blank=True, null=True, verbose_name='registered on')),
                ('certificate', models.CharField(blank=True, max_length=100, validators=[programs.models.personal.no_personal_number], verbose_name='certificate before 2023')),
                ('certified_on', models.DateField(blank=True, null=True, verbose_name='certificate given on')),
                ('circulation', models.PositiveIntegerField(blank=True, null=True, verbose_name='circulation, copies')),
                ('area', models.CharField(blank=True, max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='area of distribution')),
                ('column_width', models.DecimalField(blank=True, decimal_places=2, help_text='Columns × width × height is the area of a publication.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.1'))], verbose_name='width of a column, cm')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'media outlet',
                'verbose_name_plural': 'media outlets',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('register_number', ''), _negated=True), fields=('register_number',), name='outlet_stands_once_in_the_register', violation_error_message='An outlet with this identifier is recorded already.'), models.CheckConstraint(condition=models.Q(('registered_on__isnull', True), models.Q(('register_number', ''), _negated=True), _connector='OR'), name='registration_date_has_its_identifier', violation_error_message='Enter the identifier that was given on this date.')],
            },
        ),
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('coverage_print', 'coverage in print media'), ('coverage_online', 'coverage in online media'), ('printing', 'printing'), ('site_support', 'support of the site'), ('training', 'training'), ('other', 'other')], max_length=20, verbose_name='kind')),
                ('number', models.CharField(max_length=50, validators=[programs.models.personal.no_personal_number], verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('agreed', 'agreed'), ('signed', 'signed'), ('in_force', 'in force'), ('completed', 'completed'), ('terminated', 'terminated'), ('cancelled', 'cancelled')], default='draft', editable=False, max_length=12, verbose_name='state')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='media_contracts.customer', verbose_name='customer')),
                ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='media_contracts.supplier', verbose_name='supplier')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.measure', verbose_name='measure')),
                ('subject', models.CharField(max_length=1000, validators=[programs.models.personal.no_personal_number], verbose_name='subject')),
                ('date_signed', models.DateField(editable=False, null=True, verbose_name='date of signing')),
                ('date_from', models.DateField(verbose_name='begins on')),
                ('date_to', models.DateField(verbose_name='ends on')),
                ('ended_on', models.DateField(editable=False, null=True, verbose_name='ended on')),
                ('vat', models.CharField(choices=[('included', 'with VAT 20 %'), ('exempt', 'without VAT'), ('not_payer', 'the supplier is not a VAT payer')], default='not_payer', max_length=10, verbose_name='VAT')),
                ('cpv', models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^\\d{8}-\\d$', 'A ДК 021:2015 code looks like 92400000-5.')], verbose_name='ДК 021:2015 code')),
                ('cpv_name', models.CharField(blank=True, max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='name by ДК 021:2015')),
                ('procurement', models.CharField(choices=[('direct', 'direct purchase, without the electronic system'), ('tender', 'through the electronic system')], default='direct', max_length=10, verbose_name='purchase')),
                ('prozorro_number', models.CharField(blank=True, max_length=24, validators=[django.core.validators.RegexValidator('^UA-\\d{4}-\\d{2}-\\d{2}-\\d{6}-[a-z]$', 'A Prozorro number looks like UA-2021-03-01-000123-a.')], verbose_name='Prozorro number')),
                ('purchase_report', models.URLField(blank=True, help_text='Where the report is published.', max_length=300, verbose_name='report of the purchase')),
                ('scan', models.FileField(blank=True, max_length=200, upload_to=media_contracts.models.files.private_name, validators=[programs.models.files.check_paper], verbose_name='scan')),
                ('note', models.TextField(blank=True, help_text='For staff; never shown to the public.', verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'contract',
                'verbose_name_plural': 'contracts',
                'ordering': ['-date_from', '-pk'],
                'permissions': [('sign_contract', 'Can sign a contract, its agreements and acts, and end it')],
                'indexes': [models.Index(fields=['state', 'date_to'], name='contract_by_state_and_end')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'number', 'date_signed'), name='contract_is_recorded_once', violation_error_message='A contract with this number and date is recorded already.'), models.CheckConstraint(condition=models.Q(('date_to__gte', models.F('date_from'))), name='contract_ends_after_it_begins', violation_error_message='The contract cannot end before it begins.'), models.CheckConstraint(condition=models.Q(models.Q(('date_signed__isnull', True), ('state__in', ['draft', 'agreed'])), ('state', 'cancelled'), models.Q(('date_signed__isnull', False), ('state__in', ['signed', 'in_force', 'completed', 'terminated'])), _connector='OR'), name='signed_contract_has_its_date', violation_error_message='A signed contract has the date of signing, a draft has none.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('state__in', ['completed', 'terminated', 'cancelled'])), models.Q(models.Q(('state__in', ['completed', 'terminated', 'cancelled']), _negated=True), ('ended_on__isnull', True)), _connector='OR'), name='ended_contract_has_its_date', violation_error_message='A contract that ended has the date on which it did.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalMediaOutlet',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField(help_text="Part of the permanent address of the outlet's page.", max_length=60, verbose_name='address')),
                ('name', models.CharField(max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='name')),
                ('kind', models.CharField(choices=[('print', 'print'), ('online', 'online'), ('radio', 'radio'), ('television', 'television'), ('other', 'other')], max_length=12, verbose_name='kind')),
                ('site', models.URLField(blank=True, max_length=300, verbose_name='site')),
                ('founder', models.CharField(blank=True, max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='founder')),
                ('register_number', models.CharField(blank=True, max_length=9, validators=[django.core.validators.RegexValidator('^[A-Z]\\d{2}-\\d{5}$', 'An identifier of the register of media looks like R40-02551.')], verbose_name='identifier of the register of media')),
                ('registered_on', models.DateField(blank=True, null=True, verbose_name='registered on')),
                ('certificate', models.CharField(blank=True, max_length=100, validators=[programs.models.personal.no_personal_number], verbose_name='certificate before 2023')),
                ('certified_on', models.DateField(blank=True, null=True, verbose_name='certificate given on')),
                ('circulation', models.PositiveIntegerField(blank=True, null=True, verbose_name='circulation, copies')),
                ('area', models.CharField(blank=True, max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='area of distribution')),
                ('column_width', models.DecimalField(blank=True, decimal_places=2, help_text='Columns × width × height is the area of a publication.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.1'))], verbose_name='width of a column, cm')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supplier', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.supplier', verbose_name='supplier')),
            ],
            options={
                'verbose_name': 'historical media outlet',
                'verbose_name_plural': 'historical media outlets',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalContract',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('coverage_print', 'coverage in print media'), ('coverage_online', 'coverage in online media'), ('printing', 'printing'), ('site_support', 'support of the site'), ('training', 'training'), ('other', 'other')], max_length=20, verbose_name='kind')),
                ('number', models.CharField(max_length=50, validators=[programs.models.personal.no_personal_number], verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('agreed', 'agreed'), ('signed', 'signed'), ('in_force', 'in force'), ('completed', 'completed'), ('terminated', 'terminated'), ('cancelled', 'cancelled')], default='draft', editable=False, max_length=12, verbose_name='state')),
                ('subject', models.CharField(max_length=1000, validators=[programs.models.personal.no_personal_number], verbose_name='subject')),
                ('date_signed', models.DateField(editable=False, null=True, verbose_name='date of signing')),
                ('date_from', models.DateField(verbose_name='begins on')),
                ('date_to', models.DateField(verbose_name='ends on')),
                ('ended_on', models.DateField(editable=False, null=True, verbose_name='ended on')),
                ('vat', models.CharField(choices=[('included', 'with VAT 20 %'), ('exempt', 'without VAT'), ('not_payer', 'the supplier is not a VAT payer')], default='not_payer', max_length=10, verbose_name='VAT')),
                ('cpv', models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^\\d{8}-\\d$', 'A ДК 021:2015 code looks like 92400000-5.')], verbose_name='ДК 021:2015 code')),
                ('cpv_name', models.CharField(blank=True, max_length=200, validators=[programs.models.personal.no_personal_number], verbose_name='name by ДК 021:2015')),
                ('procurement', models.CharField(choices=[('direct', 'direct purchase, without the electronic system'), ('tender', 'through the electronic system')], default='direct', max_length=10, verbose_name='purchase')),
                ('prozorro_number', models.CharField(blank=True, max_length=24, validators=[django.core.validators.RegexValidator('^UA-\\d{4}-\\d{2}-\\d{2}-\\d{6}-[a-z]$', 'A Prozorro number looks like UA-2021-03-01-000123-a.')], verbose_name='Prozorro number')),
                ('purchase_report', models.URLField(blank=True, help_text='Where the report is published.', max_length=300, verbose_name='report of the purchase')),
                ('scan', models.TextField(blank=True, max_length=200, validators=[programs.models.files.check_paper], verbose_name='scan')),
                ('note', models.TextField(blank=True, help_text='For staff; never shown to the public.', verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.customer', verbose_name='customer')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.measure', verbose_name='measure')),
                ('supplier', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.supplier', verbose_name='supplier')),
            ],
            options={
                'verbose_name': 'historical contract',
                'verbose_name_plural': 'historical contracts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=50, validators=[programs.models.personal.no_personal_number], verbose_name='number')),
                ('date', models.DateField(verbose_name='date of the act')),
                ('period_start', models.DateField(verbose_name='period from')),
                ('period_end', models.DateField(verbose_name='period to')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('signed', 'signed'), ('corrected', 'corrected by a later act'), ('annulled', 'annulled')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('customer_signatory', models.CharField(blank=True, max_length=150, verbose_name='signed for the customer by')),
                ('customer_signed_on', models.DateField(blank=True, null=True, verbose_name='signed for the customer on')),
                ('supplier_signatory', models.CharField(blank=True, max_length=150, verbose_name='signed for the supplier by')),
                ('supplier_signed_on', models.DateField(blank=True, null=True, verbose_name='signed for the supplier on')),
                ('accepted_on', models.DateField(editable=False, null=True, verbose_name='accepted on')),
                ('scan', models.FileField(blank=True, max_length=200, upload_to=media_contracts.models.files.private_name, validators=[programs.models.files.check_paper], verbose_name='scan')),
                ('note', models.CharField(blank=True, help_text='For staff; never shown to the public.', max_length=500, verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='media_contracts.act', verbose_name='corrects the act')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='media_contracts.contract', verbose_name='contract')),
                ('customer_acts_on', models.CharField(blank=True, max_length=200, verbose_name='on what ground the customer acts')),
                ('customer_position', models.CharField(blank=True, max_length=200, verbose_name='position of who signs for the customer')),
                ('supplier_acts_on', models.CharField(blank=True, max_length=200, verbose_name='on what ground the supplier acts')),
                ('supplier_position', models.CharField(blank=True, max_length=200, verbose_name='position of who signs for the supplier')),
            ],
            options={
                'verbose_name': 'act',
                'verbose_name_plural': 'acts',
                'ordering': ['-date', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('contract', 'number'), name='act_number_is_unique_in_its_contract', violation_error_message='The contract has an act with this number already.'), models.CheckConstraint(condition=models.Q(('period_end__gte', models.F('period_start'))), name='act_period_ends_after_it_begins', violation_error_message='The period cannot end before it begins.'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_on__isnull', True), ('state', 'draft')), models.Q(('accepted_on__isnull', False), ('customer_signed_on__isnull', False), ('supplier_signed_on__isnull', False), models.Q(('state', 'draft'), _negated=True), models.Q(('customer_signatory', ''), _negated=True), models.Q(('supplier_signatory', ''), _negated=True)), _connector='OR'), name='signed_act_has_two_signatures', violation_error_message='A signed act has two signatures with their dates.')],
            },
        ),
        migrations.CreateModel(
            name='ContractClause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clause', models.CharField(choices=[('parties', 'parties of the contract'), ('subject', 'subject of the contract'), ('rights_and_duties', 'rights and duties of the parties'), ('settlement', 'order of settlement for the services'), ('liability', 'liability of the parties and disputes'), ('term', 'term of the contract and other conditions'), ('other', 'additional clause')], max_length=20, verbose_name='clause')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='place in the contract')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('text', models.TextField(verbose_name='text')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='media_contracts.contract', verbose_name='contract')),
            ],
            options={
                'verbose_name': 'clause of the contract',
                'verbose_name_plural': 'clauses of the contract',
                'ordering': ['contract', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ContractCommitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='budget year')),
                ('fund', models.CharField(choices=[('general', 'general fund'), ('special', 'special fund')], default='general', max_length=10, verbose_name='fund')),
                ('kekv', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^\\d{4}$', 'The economic classification code has four digits, for example 2240.')], verbose_name='КЕКВ')),
                ('kpkvk', models.CharField(blank=True, max_length=7, validators=[django.core.validators.RegexValidator('^\\d{7}$', 'The programme classification code has seven digits, for example 0118410.')], verbose_name='КПКВК')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount, UAH')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='media_contracts.contract', verbose_name='contract')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.fundingsource', verbose_name='funding source')),
            ],
            options={
                'verbose_name': 'yearly amount of the contract',
                'verbose_name_plural': 'yearly amounts of the contract',
                'ordering': ['contract', 'year', 'source', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('contract', 'year', 'source', 'fund', 'kekv', 'kpkvk'), name='commitment_is_unique_in_its_contract', violation_error_message='The contract has an amount for this year, source and code already.'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='commitment_is_above_zero', violation_error_message='The amount of a year is above zero.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalContractClause',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('clause', models.CharField(choices=[('parties', 'parties of the contract'), ('subject', 'subject of the contract'), ('rights_and_duties', 'rights and duties of the parties'), ('settlement', 'order of settlement for the services'), ('liability', 'liability of the parties and disputes'), ('term', 'term of the contract and other conditions'), ('other', 'additional clause')], max_length=20, verbose_name='clause')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='place in the contract')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('text', models.TextField(verbose_name='text')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('contract', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.contract', verbose_name='contract')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical clause of the contract',
                'verbose_name_plural': 'historical clauses of the contract',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalContractCommitment',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='budget year')),
                ('fund', models.CharField(choices=[('general', 'general fund'), ('special', 'special fund')], default='general', max_length=10, verbose_name='fund')),
                ('kekv', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^\\d{4}$', 'The economic classification code has four digits, for example 2240.')], verbose_name='КЕКВ')),
                ('kpkvk', models.CharField(blank=True, max_length=7, validators=[django.core.validators.RegexValidator('^\\d{7}$', 'The programme classification code has seven digits, for example 0118410.')], verbose_name='КПКВК')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount, UAH')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('contract', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.contract', verbose_name='contract')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.fundingsource', verbose_name='funding source')),
            ],
            options={
                'verbose_name': 'historical yearly amount of the contract',
                'verbose_name_plural': 'historical yearly amounts of the contract',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalSupplementaryAgreement',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('number', models.CharField(max_length=50, validators=[programs.models.personal.no_personal_number], verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('signed', 'signed')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('date_signed', models.DateField(editable=False, null=True, verbose_name='date of signing')),
                ('reason', models.CharField(max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='reason')),
                ('new_subject', models.CharField(blank=True, max_length=1000, validators=[programs.models.personal.no_personal_number], verbose_name='new subject')),
                ('new_date_to', models.DateField(blank=True, null=True, verbose_name='new end of the term')),
                ('text', models.TextField(blank=True, help_text='Further conditions, as the document words them.', verbose_name='text')),
                ('scan', models.TextField(blank=True, max_length=200, validators=[programs.models.files.check_paper], verbose_name='scan')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('contract', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.contract', verbose_name='contract')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical supplementary agreement',
                'verbose_name_plural': 'historical supplementary agreements',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='SupplementaryAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=50, validators=[programs.models.personal.no_personal_number], verbose_name='number')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('signed', 'signed')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('date_signed', models.DateField(editable=False, null=True, verbose_name='date of signing')),
                ('reason', models.CharField(max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='reason')),
                ('new_subject', models.CharField(blank=True, max_length=1000, validators=[programs.models.personal.no_personal_number], verbose_name='new subject')),
                ('new_date_to', models.DateField(blank=True, null=True, verbose_name='new end of the term')),
                ('text', models.TextField(blank=True, help_text='Further conditions, as the document words them.', verbose_name='text')),
                ('scan', models.FileField(blank=True, max_length=200, upload_to=media_contracts.models.files.private_name, validators=[programs.models.files.check_paper], verbose_name='scan')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='media_contracts.contract', verbose_name='contract')),
            ],
            options={
                'verbose_name': 'supplementary agreement',
                'verbose_name_plural': 'supplementary agreements',
                'ordering': ['contract', 'date_signed', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('contract', 'number'), name='agreement_number_is_unique_in_its_contract', violation_error_message='The contract has an agreement with this number already.'), models.CheckConstraint(condition=models.Q(models.Q(('date_signed__isnull', True), ('state', 'draft')), models.Q(('date_signed__isnull', False), ('state', 'signed')), _connector='OR'), name='signed_agreement_has_its_date', violation_error_message='A signed agreement has the date of signing, a draft has none.')],
            },
        ),
        migrations.CreateModel(
            name='WarningOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('agree', 'agreed'), ('return', 'returned to draft'), ('sign', 'signed'), ('bring_into_force', 'came into force'), ('complete', 'completed'), ('terminate', 'terminated'), ('cancel', 'cancelled'), ('sign_agreement', 'supplementary agreement signed'), ('sign_act', 'act signed'), ('correct_act', 'act corrected'), ('annul_act', 'act annulled'), ('pay', 'payment recorded'), ('cover_advance', 'advance covered by an act'), ('reverse_payment', 'payment reversed')], max_length=20, verbose_name='action')),
                ('code', models.CharField(max_length=40, verbose_name='warning')),
                ('sentence', models.TextField(verbose_name='what the portal warned of')),
                ('reason', models.CharField(max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='passed at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='passed by')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='warning_overrides', to='media_contracts.contract', verbose_name='contract')),
            ],
            options={
                'verbose_name': 'passed warning',
                'verbose_name_plural': 'passed warnings',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAct',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('number', models.CharField(max_length=50, validators=[programs.models.personal.no_personal_number], verbose_name='number')),
                ('date', models.DateField(verbose_name='date of the act')),
                ('period_start', models.DateField(verbose_name='period from')),
                ('period_end', models.DateField(verbose_name='period to')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('signed', 'signed'), ('corrected', 'corrected by a later act'), ('annulled', 'annulled')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('customer_signatory', models.CharField(blank=True, max_length=150, verbose_name='signed for the customer by')),
                ('customer_signed_on', models.DateField(blank=True, null=True, verbose_name='signed for the customer on')),
                ('supplier_signatory', models.CharField(blank=True, max_length=150, verbose_name='signed for the supplier by')),
                ('supplier_signed_on', models.DateField(blank=True, null=True, verbose_name='signed for the supplier on')),
                ('accepted_on', models.DateField(editable=False, null=True, verbose_name='accepted on')),
                ('scan', models.TextField(blank=True, max_length=200, validators=[programs.models.files.check_paper], verbose_name='scan')),
                ('note', models.CharField(blank=True, help_text='For staff; never shown to the public.', max_length=500, verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('contract', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.contract', verbose_name='contract')),
                ('corrects', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.act', verbose_name='corrects the act')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer_acts_on', models.CharField(blank=True, max_length=200, verbose_name='on what ground the customer acts')),
                ('customer_position', models.CharField(blank=True, max_length=200, verbose_name='position of who signs for the customer')),
                ('supplier_acts_on', models.CharField(blank=True, max_length=200, verbose_name='on what ground the supplier acts')),
                ('supplier_position', models.CharField(blank=True, max_length=200, verbose_name='position of who signs for the supplier')),
            ],
            options={
                'verbose_name': 'historical act',
                'verbose_name_plural': 'historical acts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPayment',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('whole', 'whole payment'), ('partial', 'payment in part'), ('advance', 'advance')], editable=False, max_length=10, verbose_name='kind')),
                ('document_number', models.CharField(max_length=100, validators=[programs.models.personal.no_personal_number], verbose_name='treasury document №')),
                ('date', models.DateField(verbose_name='date')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='amount, UAH')),
                ('note', models.CharField(blank=True, help_text='For staff; never shown to the public.', max_length=500, verbose_name='note')),
                ('reversed_on', models.DateField(editable=False, null=True, verbose_name='reversed on')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.act', verbose_name='act')),
                ('contract', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.contract', verbose_name='contract')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical payment',
                'verbose_name_plural': 'historical payments',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('whole', 'whole payment'), ('partial', 'payment in part'), ('advance', 'advance')], editable=False, max_length=10, verbose_name='kind')),
                ('document_number', models.CharField(max_length=100, validators=[programs.models.personal.no_personal_number], verbose_name='treasury document №')),
                ('date', models.DateField(verbose_name='date')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='amount, UAH')),
                ('note', models.CharField(blank=True, help_text='For staff; never shown to the public.', max_length=500, verbose_name='note')),
                ('reversed_on', models.DateField(editable=False, null=True, verbose_name='reversed on')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('act', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='media_contracts.act', verbose_name='act')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='media_contracts.contract', verbose_name='contract')),
            ],
            options={
                'verbose_name': 'payment',
                'verbose_name_plural': 'payments',
                'ordering': ['-date', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('reversed_on__isnull', True)), fields=('contract', 'document_number', 'date'), name='payment_is_recorded_once', violation_error_message='This document of the treasury is recorded already.'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_is_above_zero', violation_error_message='The amount is above zero.'), models.CheckConstraint(condition=models.Q(models.Q(('act__isnull', True), ('kind', 'advance')), models.Q(models.Q(('kind', 'advance'), _negated=True), ('act__isnull', False)), _connector='OR'), name='payment_names_its_act_or_is_an_advance', violation_error_message='A payment names its act; without one it is an advance.')],
            },
        ),
        migrations.CreateModel(
            name='ContractLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='place in the contract')),
                ('description', models.CharField(max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='what is bought')),
                ('unit', models.CharField(choices=[('cm2', 'cm²'), ('publication', 'publication'), ('minute', 'minute on air'), ('copy', 'copy'), ('service', 'service'), ('month', 'month')], max_length=12, verbose_name='unit')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0.001'))], verbose_name='quantity')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.0001'))], verbose_name='unit price, UAH')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='media_contracts.contract', verbose_name='contract')),
                ('outlet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='media_contracts.mediaoutlet', verbose_name='media outlet')),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='added_lines', to='media_contracts.supplementaryagreement', verbose_name='added by the agreement')),
            ],
            options={
                'verbose_name': 'line of the contract',
                'verbose_name_plural': 'lines of the contract',
                'ordering': ['contract', 'order', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0), ('unit_price__gt', 0)), name='contract_line_buys_something', violation_error_message='Quantity and price are above zero.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalContractLine',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='place in the contract')),
                ('description', models.CharField(max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='what is bought')),
                ('unit', models.CharField(choices=[('cm2', 'cm²'), ('publication', 'publication'), ('minute', 'minute on air'), ('copy', 'copy'), ('service', 'service'), ('month', 'month')], max_length=12, verbose_name='unit')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0.001'))], verbose_name='quantity')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.0001'))], verbose_name='unit price, UAH')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('contract', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.contract', verbose_name='contract')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outlet', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.mediaoutlet', verbose_name='media outlet')),
                ('agreement', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.supplementaryagreement', verbose_name='added by the agreement')),
            ],
            options={
                'verbose_name': 'historical line of the contract',
                'verbose_name_plural': 'historical lines of the contract',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalAgreementCommitment',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='budget year')),
                ('fund', models.CharField(choices=[('general', 'general fund'), ('special', 'special fund')], default='general', max_length=10, verbose_name='fund')),
                ('kekv', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^\\d{4}$', 'The economic classification code has four digits, for example 2240.')], verbose_name='КЕКВ')),
                ('kpkvk', models.CharField(blank=True, max_length=7, validators=[django.core.validators.RegexValidator('^\\d{7}$', 'The programme classification code has seven digits, for example 0118410.')], verbose_name='КПКВК')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount, UAH')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.fundingsource', verbose_name='funding source')),
                ('agreement', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.supplementaryagreement', verbose_name='supplementary agreement')),
            ],
            options={
                'verbose_name': 'historical yearly difference of the agreement',
                'verbose_name_plural': 'historical yearly differences of the agreement',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='AgreementCommitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='budget year')),
                ('fund', models.CharField(choices=[('general', 'general fund'), ('special', 'special fund')], default='general', max_length=10, verbose_name='fund')),
                ('kekv', models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^\\d{4}$', 'The economic classification code has four digits, for example 2240.')], verbose_name='КЕКВ')),
                ('kpkvk', models.CharField(blank=True, max_length=7, validators=[django.core.validators.RegexValidator('^\\d{7}$', 'The programme classification code has seven digits, for example 0118410.')], verbose_name='КПКВК')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount, UAH')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.fundingsource', verbose_name='funding source')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='media_contracts.supplementaryagreement', verbose_name='supplementary agreement')),
            ],
            options={
                'verbose_name': 'yearly difference of the agreement',
                'verbose_name_plural': 'yearly differences of the agreement',
                'ordering': ['agreement', 'year', 'source', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('agreement', 'year', 'source', 'fund', 'kekv', 'kpkvk'), name='difference_is_unique_in_its_agreement', violation_error_message='The agreement has a difference for this year, source and code already.'), models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='difference_moves_money', violation_error_message='The difference cannot be zero.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAdvanceCover',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='amount, UAH')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.act', verbose_name='act')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payment', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.payment', verbose_name='advance')),
                ('date', models.DateField(verbose_name='date')),
            ],
            options={
                'verbose_name': 'historical cover of an advance',
                'verbose_name_plural': 'historical covers of advances',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='AdvanceCover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='amount, UAH')),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covers', to='media_contracts.act', verbose_name='act')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covers', to='media_contracts.payment', verbose_name='advance')),
                ('date', models.DateField(verbose_name='date')),
            ],
            options={
                'verbose_name': 'cover of an advance',
                'verbose_name_plural': 'covers of advances',
                'ordering': ['payment', 'act'],
                'constraints': [models.UniqueConstraint(fields=('payment', 'act'), name='act_covers_an_advance_once', violation_error_message='The act covers this advance already.'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='cover_is_above_zero', violation_error_message='The amount is above zero.')],
            },
        ),
        migrations.CreateModel(
            name='LedgerLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('signing', 'signing of the contract'), ('agreement', 'supplementary agreement'), ('ending', 'release of what was not used'), ('acceptance', 'act'), ('payment', 'payment'), ('reversal', 'reversal')], max_length=10, verbose_name='step')),
                ('act', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger_links', to='media_contracts.act', verbose_name='act')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ledger_links', to='media_contracts.contract', verbose_name='contract')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(app_label)s_link', to='programs.ledgerentry', verbose_name='ledger entry')),
                ('payment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger_links', to='media_contracts.payment', verbose_name='payment')),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger_links', to='media_contracts.supplementaryagreement', verbose_name='supplementary agreement')),
            ],
            options={
                'verbose_name': 'link to the ledger',
                'verbose_name_plural': 'links to the ledger',
                'ordering': ['contract', 'entry'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('act__isnull', True), ('agreement__isnull', True), ('payment__isnull', True), ('step__in', ['signing', 'ending'])), models.Q(('act__isnull', True), ('agreement__isnull', False), ('payment__isnull', True), ('step', 'agreement')), models.Q(('act__isnull', False), ('agreement__isnull', True), ('payment__isnull', True), ('step', 'acceptance')), models.Q(('act__isnull', True), ('agreement__isnull', True), ('payment__isnull', False), ('step', 'payment')), models.Q(('act__isnull', False), ('agreement__isnull', True), ('payment__isnull', True), ('step', 'reversal')), models.Q(('act__isnull', True), ('agreement__isnull', True), ('payment__isnull', False), ('step', 'reversal')), _connector='OR'), name='ledger_link_names_the_document_of_its_step')],
            },
        ),
        migrations.CreateModel(
            name='ContractEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('agree', 'agreed'), ('return', 'returned to draft'), ('sign', 'signed'), ('bring_into_force', 'came into force'), ('complete', 'completed'), ('terminate', 'terminated'), ('cancel', 'cancelled'), ('sign_agreement', 'supplementary agreement signed'), ('sign_act', 'act signed'), ('correct_act', 'act corrected'), ('annul_act', 'act annulled'), ('pay', 'payment recorded'), ('cover_advance', 'advance covered by an act'), ('reverse_payment', 'payment reversed')], max_length=20, verbose_name='action')),
                ('date', models.DateField(help_text='The date of the document, from which the step counts.', verbose_name='date')),
                ('reason', models.CharField(blank=True, max_length=500, validators=[programs.models.personal.no_personal_number], verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                ('act', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='media_contracts.act', verbose_name='act')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='media_contracts.contract', verbose_name='contract')),
                ('payment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='media_contracts.payment', verbose_name='payment')),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='media_contracts.supplementaryagreement', verbose_name='agreement')),
            ],
            options={
                'verbose_name': 'step of the contract',
                'verbose_name_plural': 'steps of the contract',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalActLine',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0.001'))], verbose_name='quantity')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.0001'))], verbose_name='unit price, UAH')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Quantity × price to the kopiika: lines are added up by the database.', max_digits=14, verbose_name='amount, UAH')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.act', verbose_name='act')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.contractline', verbose_name='line of the contract')),
            ],
            options={
                'verbose_name': 'historical line of the act',
                'verbose_name_plural': 'historical lines of the act',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPublication',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('date', models.DateField(verbose_name='date')),
                ('kind', models.CharField(choices=[('normative_act', 'normative act or extract'), ('announcement', 'announcement'), ('council', 'coverage of the council'), ('community', 'community life')], max_length=15, verbose_name='topic')),
                ('headline', models.CharField(max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='headline')),
                ('issue', models.CharField(blank=True, max_length=30, validators=[programs.models.personal.no_personal_number], verbose_name='issue №')),
                ('page', models.CharField(blank=True, max_length=20, validators=[programs.models.personal.no_personal_number], verbose_name='page')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('link_seen_on', models.DateField(blank=True, help_text='When somebody last saw the text there.', null=True, verbose_name='link last seen on')),
                ('columns', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='columns')),
                ('height', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='height, cm')),
                ('quantity', models.DecimalField(decimal_places=3, default=Decimal('1'), help_text='cm² in print, publications online, minutes on air.', max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0.001'))], verbose_name="size in the contract's unit")),
                ('evidence', models.TextField(blank=True, max_length=200, validators=[programs.models.files.check_paper], verbose_name='evidence: scan or screenshot')),
                ('note', models.CharField(blank=True, help_text='For staff; never shown to the public.', max_length=500, verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('contract_line', models.ForeignKey(blank=True, db_constraint=False, help_text="Empty until it is known; the line of the outlet's contract on this date is proposed.", null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.contractline', verbose_name='line of the contract')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outlet', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.mediaoutlet', verbose_name='media outlet')),
            ],
            options={
                'verbose_name': 'historical publication',
                'verbose_name_plural': 'historical publications',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='date')),
                ('kind', models.CharField(choices=[('normative_act', 'normative act or extract'), ('announcement', 'announcement'), ('council', 'coverage of the council'), ('community', 'community life')], max_length=15, verbose_name='topic')),
                ('headline', models.CharField(max_length=300, validators=[programs.models.personal.no_personal_number], verbose_name='headline')),
                ('issue', models.CharField(blank=True, max_length=30, validators=[programs.models.personal.no_personal_number], verbose_name='issue №')),
                ('page', models.CharField(blank=True, max_length=20, validators=[programs.models.personal.no_personal_number], verbose_name='page')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('link_seen_on', models.DateField(blank=True, help_text='When somebody last saw the text there.', null=True, verbose_name='link last seen on')),
                ('columns', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='columns')),
                ('height', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='height, cm')),
                ('quantity', models.DecimalField(decimal_places=3, default=Decimal('1'), help_text='cm² in print, publications online, minutes on air.', max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0.001'))], verbose_name="size in the contract's unit")),
                ('evidence', models.FileField(blank=True, max_length=200, upload_to=media_contracts.models.files.private_name, validators=[programs.models.files.check_paper], verbose_name='evidence: scan or screenshot')),
                ('note', models.CharField(blank=True, help_text='For staff; never shown to the public.', max_length=500, verbose_name='note')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('contract_line', models.ForeignKey(blank=True, help_text="Empty until it is known; the line of the outlet's contract on this date is proposed.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='media_contracts.contractline', verbose_name='line of the contract')),
                ('outlet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='media_contracts.mediaoutlet', verbose_name='media outlet')),
            ],
            options={
                'verbose_name': 'publication',
                'verbose_name_plural': 'publications',
                'ordering': ['-date', '-pk'],
                'indexes': [models.Index(fields=['-date', '-id'], name='publication_by_date'), models.Index(fields=['outlet', 'date'], name='publication_by_outlet_and_date')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='publication_has_a_size', violation_error_message='The size is above zero.')],
            },
        ),
        migrations.CreateModel(
            name='LineChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='new quantity')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.0001'))], verbose_name='new unit price, UAH')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='media_contracts.contractline', verbose_name='line')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='line_changes', to='media_contracts.supplementaryagreement', verbose_name='supplementary agreement')),
            ],
            options={
                'verbose_name': 'changed line',
                'verbose_name_plural': 'changed lines',
                'ordering': ['agreement', 'line'],
                'constraints': [models.UniqueConstraint(fields=('agreement', 'line'), name='line_changes_once_in_an_agreement', violation_error_message='The agreement changes this line already.'), models.CheckConstraint(condition=models.Q(('quantity__gte', 0), ('unit_price__gt', 0)), name='changed_line_is_not_negative', violation_error_message='The quantity cannot be negative and the price is above zero.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalLineChange',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='new quantity')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.0001'))], verbose_name='new unit price, UAH')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.contractline', verbose_name='line')),
                ('agreement', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.supplementaryagreement', verbose_name='supplementary agreement')),
            ],
            options={
                'verbose_name': 'historical changed line',
                'verbose_name_plural': 'historical changed lines',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ActLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0.001'))], verbose_name='quantity')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=14, validators=[django.core.validators.MinValueValidator(Decimal('0.0001'))], verbose_name='unit price, UAH')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Quantity × price to the kopiika: lines are added up by the database.', max_digits=14, verbose_name='amount, UAH')),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='media_contracts.act', verbose_name='act')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='act_lines', to='media_contracts.contractline', verbose_name='line of the contract')),
                ('publications', models.ManyToManyField(related_name='act_lines', through='media_contracts.ActPublication', to='media_contracts.publication', verbose_name='publications')),
            ],
            options={
                'verbose_name': 'line of the act',
                'verbose_name_plural': 'lines of the act',
                'ordering': ['act', 'line'],
                'constraints': [models.UniqueConstraint(fields=('act', 'line'), name='line_stands_once_in_an_act', violation_error_message='The act has this line already.'), models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('quantity__gt', 0), ('unit_price__gt', 0)), name='act_line_accepts_something', violation_error_message='Quantity and price are above zero.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalActPublication',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('is_standing', models.BooleanField(default=True, editable=False, verbose_name='stands')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act_line', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.actline', verbose_name='line of the act')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('publication', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='media_contracts.publication', verbose_name='publication')),
            ],
            options={
                'verbose_name': 'historical publication of the act',
                'verbose_name_plural': 'historical publications of the act',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ActPublication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_standing', models.BooleanField(default=True, editable=False, verbose_name='stands')),
                ('act_line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listings', to='media_contracts.actline', verbose_name='line of the act')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='media_contracts.publication', verbose_name='publication')),
            ],
            options={
                'verbose_name': 'publication of the act',
                'verbose_name_plural': 'publications of the act',
                'ordering': ['act_line', 'publication'],
                'constraints': [models.UniqueConstraint(fields=('act_line', 'publication'), name='publication_is_listed_once_in_an_act', violation_error_message='The act lists this publication already.'), models.UniqueConstraint(condition=models.Q(('is_standing', True)), fields=('publication',), name='publication_is_acted_once', violation_error_message='This publication stands in another act already.')],
            },
        ),
        migrations.RunPython(lay_down, migrations.RunPython.noop),
    ]
