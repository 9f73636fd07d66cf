"""The texts that contracts begin from and the thresholds of direct purchases: editable data with these beginnings.

The clauses follow section VII, point 2, of the founding document. The thresholds are common practice that was not
checked against the acts, which is why they are data.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PARTIES = (
    "{customer} (далі – Замовник), представник – {customer_position} {customer_signatory}, діє на підставі: "
    "{customer_acts_on}, з однієї сторони, і {supplier} (далі – Виконавець), представник – {supplier_position} "
    "{supplier_signatory}, діє на підставі: {supplier_acts_on}, з другої сторони, разом – Сторони, уклали цей договір "
    "на виконання програми «{program}», захід {measure}."
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
    "3. Замовник зобов’язаний вчасно передавати матеріали, приймати послуги за актом і оплачувати їх.\n"
    "4. Замовник має право контролювати надання послуг, вимагати усунення недоліків і повернути акт з письмовим "
    "поясненням.\n"
    "5. Розміщені матеріали не можуть обмежувати свободу творчої діяльності редакції поза предметом цього договору."
)
SETTLEMENT = (
    "1. Ціна договору становить {amount} грн ({amount_in_words}), {vat}.\n"
    "2. Замовник оплачує послуги у гривнях на рахунок Виконавця на підставі підписаного Сторонами акта наданих послуг "
    "у межах бюджетних призначень відповідного року.\n"
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


def add(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    template = apps.get_model("media_contracts", "ClauseTemplate")
    for kind, clause, order, title, text in CLAUSES:
        template.objects.create(kind=kind, clause=clause, order=order, title=title, text=text)
    threshold = apps.get_model("media_contracts", "PurchaseThreshold")
    for day, amount, kinds in THRESHOLDS:
        for kind in kinds:
            threshold.objects.create(kind=kind, in_force_from=day, amount=amount)


class Migration(migrations.Migration):
    dependencies = [("media_contracts", "0002_records_are_append_only")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
