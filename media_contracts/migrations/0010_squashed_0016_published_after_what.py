"""What the migrations up to 0016 did, at once: a database that ran none of them takes this one, others go on."""

from importlib import import_module
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from programs.migrating import NewTables

from_0010 = import_module("media_contracts.migrations.0010_guards_by_one_name")
from_0012 = import_module("media_contracts.migrations.0012_stored_texts_mended")
from_0013 = import_module("media_contracts.migrations.0013_term_of_the_treasury_portal")


class Migration(NewTables):

    replaces = [('media_contracts', '0010_guards_by_one_name'), ('media_contracts', '0011_texts_are_found_folded'), ('media_contracts', '0012_stored_texts_mended'), ('media_contracts', '0013_term_of_the_treasury_portal'), ('media_contracts', '0014_of_bodies'), ('media_contracts', '0015_codes_in_plain_digits'), ('media_contracts', '0016_published_after_what')]

    dependencies = [
        ('media_contracts', '0001_squashed_0009_terms_of_acceptance_and_payment'),
        ('programs', '0039_codes_in_plain_digits'),
    ]

    operations = [
        migrations.RunPython(from_0010.drop, migrations.RunPython.noop),
        migrations.AddField(
            model_name='act',
            name='folded',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='clausetemplate',
            name='folded',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='contract',
            name='folded',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='customer',
            name='folded',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='mediaoutlet',
            name='folded',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='payment',
            name='folded',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='publication',
            name='folded',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='supplementaryagreement',
            name='folded',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='supplier',
            name='folded',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='historicalmediaoutlet',
            name='body',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.body', verbose_name='body in the whole portal'),
        ),
        migrations.AddField(
            model_name='historicalsupplier',
            name='body',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.body', verbose_name='body in the whole portal'),
        ),
        migrations.AddField(
            model_name='historicalpublication',
            name='after',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='What the council told the press and this was published of.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='programs.activity', verbose_name='after which release or event'),
        ),
        migrations.AddField(
            model_name='act',
            name='folded_note',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='payment',
            name='folded_note',
            field=models.TextField(db_default='', editable=False),
        ),
        migrations.AddField(
            model_name='mediaoutlet',
            name='body',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.body', verbose_name='body in the whole portal'),
        ),
        migrations.AddField(
            model_name='supplier',
            name='body',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programs.body', verbose_name='body in the whole portal'),
        ),
        migrations.AddField(
            model_name='publication',
            name='after',
            field=models.ForeignKey(blank=True, help_text='What the council told the press and this was published of.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programs.activity', verbose_name='after which release or event'),
        ),
        migrations.AddConstraint(
            model_name='supplier',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'legal_entity'), ('body__isnull', True), _connector='OR'), name='only_a_legal_entity_is_of_a_body', violation_error_message='A person is no body: only a legal entity is linked with other records.'),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='agreementcommitment',
                    name='kekv',
                    field=models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{4}\\Z', 'The economic classification code has four digits, for example 2240.')], verbose_name='КЕКВ'),
                ),
                migrations.AlterField(
                    model_name='agreementcommitment',
                    name='kpkvk',
                    field=models.CharField(blank=True, max_length=7, validators=[django.core.validators.RegexValidator('^[0-9]{7}\\Z', 'The programme classification code has seven digits, for example 0118410.')], verbose_name='КПКВК'),
                ),
                migrations.AlterField(
                    model_name='contract',
                    name='cpv',
                    field=models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^[0-9]{8}-[0-9]\\Z', 'A ДК 021:2015 code looks like 92400000-5.')], verbose_name='ДК 021:2015 code'),
                ),
                migrations.AlterField(
                    model_name='contract',
                    name='prozorro_number',
                    field=models.CharField(blank=True, max_length=24, validators=[django.core.validators.RegexValidator('^UA-[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6}-[a-z]\\Z', 'A Prozorro number looks like UA-2021-03-01-000123-a.')], verbose_name='Prozorro number'),
                ),
                migrations.AlterField(
                    model_name='contractcommitment',
                    name='kekv',
                    field=models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{4}\\Z', 'The economic classification code has four digits, for example 2240.')], verbose_name='КЕКВ'),
                ),
                migrations.AlterField(
                    model_name='contractcommitment',
                    name='kpkvk',
                    field=models.CharField(blank=True, max_length=7, validators=[django.core.validators.RegexValidator('^[0-9]{7}\\Z', 'The programme classification code has seven digits, for example 0118410.')], verbose_name='КПКВК'),
                ),
                migrations.AlterField(
                    model_name='customer',
                    name='edrpou',
                    field=models.CharField(blank=True, max_length=8, validators=[django.core.validators.RegexValidator('^[0-9]{8}\\Z', 'ЄДРПОУ has eight digits, for example 04051327.')], verbose_name='ЄДРПОУ'),
                ),
                migrations.AlterField(
                    model_name='customer',
                    name='iban',
                    field=models.CharField(blank=True, max_length=29, validators=[django.core.validators.RegexValidator('^UA[0-9]{27}\\Z', 'A Ukrainian IBAN is UA and 27 digits, without spaces.')], verbose_name='IBAN'),
                ),
                migrations.AlterField(
                    model_name='historicalagreementcommitment',
                    name='kekv',
                    field=models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{4}\\Z', 'The economic classification code has four digits, for example 2240.')], verbose_name='КЕКВ'),
                ),
                migrations.AlterField(
                    model_name='historicalagreementcommitment',
                    name='kpkvk',
                    field=models.CharField(blank=True, max_length=7, validators=[django.core.validators.RegexValidator('^[0-9]{7}\\Z', 'The programme classification code has seven digits, for example 0118410.')], verbose_name='КПКВК'),
                ),
                migrations.AlterField(
                    model_name='historicalcontract',
                    name='cpv',
                    field=models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^[0-9]{8}-[0-9]\\Z', 'A ДК 021:2015 code looks like 92400000-5.')], verbose_name='ДК 021:2015 code'),
                ),
                migrations.AlterField(
                    model_name='historicalcontract',
                    name='prozorro_number',
                    field=models.CharField(blank=True, max_length=24, validators=[django.core.validators.RegexValidator('^UA-[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6}-[a-z]\\Z', 'A Prozorro number looks like UA-2021-03-01-000123-a.')], verbose_name='Prozorro number'),
                ),
                migrations.AlterField(
                    model_name='historicalcontractcommitment',
                    name='kekv',
                    field=models.CharField(blank=True, max_length=4, validators=[django.core.validators.RegexValidator('^[0-9]{4}\\Z', 'The economic classification code has four digits, for example 2240.')], verbose_name='КЕКВ'),
                ),
                migrations.AlterField(
                    model_name='historicalcontractcommitment',
                    name='kpkvk',
                    field=models.CharField(blank=True, max_length=7, validators=[django.core.validators.RegexValidator('^[0-9]{7}\\Z', 'The programme classification code has seven digits, for example 0118410.')], verbose_name='КПКВК'),
                ),
                migrations.AlterField(
                    model_name='historicalcustomer',
                    name='edrpou',
                    field=models.CharField(blank=True, max_length=8, validators=[django.core.validators.RegexValidator('^[0-9]{8}\\Z', 'ЄДРПОУ has eight digits, for example 04051327.')], verbose_name='ЄДРПОУ'),
                ),
                migrations.AlterField(
                    model_name='historicalcustomer',
                    name='iban',
                    field=models.CharField(blank=True, max_length=29, validators=[django.core.validators.RegexValidator('^UA[0-9]{27}\\Z', 'A Ukrainian IBAN is UA and 27 digits, without spaces.')], verbose_name='IBAN'),
                ),
                migrations.AlterField(
                    model_name='historicalmediaoutlet',
                    name='register_number',
                    field=models.CharField(blank=True, max_length=9, validators=[django.core.validators.RegexValidator('^[A-Z][0-9]{2}-[0-9]{5}\\Z', 'An identifier of the register of media looks like R40-02551.')], verbose_name='identifier of the register of media'),
                ),
                migrations.AlterField(
                    model_name='historicalsupplier',
                    name='edrpou',
                    field=models.CharField(blank=True, max_length=8, validators=[django.core.validators.RegexValidator('^[0-9]{8}\\Z', 'ЄДРПОУ has eight digits, for example 04051327.')], verbose_name='ЄДРПОУ'),
                ),
                migrations.AlterField(
                    model_name='historicalsupplier',
                    name='iban',
                    field=models.CharField(blank=True, max_length=29, validators=[django.core.validators.RegexValidator('^UA[0-9]{27}\\Z', 'A Ukrainian IBAN is UA and 27 digits, without spaces.')], verbose_name='IBAN'),
                ),
                migrations.AlterField(
                    model_name='historicalsupplier',
                    name='rnokpp',
                    field=models.CharField(blank=True, help_text='Personal data; never shown.', max_length=10, validators=[django.core.validators.RegexValidator('^[0-9]{10}\\Z', 'РНОКПП has ten digits.')], verbose_name='РНОКПП'),
                ),
                migrations.AlterField(
                    model_name='mediaoutlet',
                    name='register_number',
                    field=models.CharField(blank=True, max_length=9, validators=[django.core.validators.RegexValidator('^[A-Z][0-9]{2}-[0-9]{5}\\Z', 'An identifier of the register of media looks like R40-02551.')], verbose_name='identifier of the register of media'),
                ),
                migrations.AlterField(
                    model_name='supplier',
                    name='edrpou',
                    field=models.CharField(blank=True, max_length=8, validators=[django.core.validators.RegexValidator('^[0-9]{8}\\Z', 'ЄДРПОУ has eight digits, for example 04051327.')], verbose_name='ЄДРПОУ'),
                ),
                migrations.AlterField(
                    model_name='supplier',
                    name='iban',
                    field=models.CharField(blank=True, max_length=29, validators=[django.core.validators.RegexValidator('^UA[0-9]{27}\\Z', 'A Ukrainian IBAN is UA and 27 digits, without spaces.')], verbose_name='IBAN'),
                ),
                migrations.AlterField(
                    model_name='supplier',
                    name='rnokpp',
                    field=models.CharField(blank=True, help_text='Personal data; never shown.', max_length=10, validators=[django.core.validators.RegexValidator('^[0-9]{10}\\Z', 'РНОКПП has ten digits.')], verbose_name='РНОКПП'),
                ),
            ],
        ),
        migrations.RunPython(from_0012.mend_and_fill, migrations.RunPython.noop),
        migrations.RunPython(from_0013.claim, migrations.RunPython.noop),
    ]
