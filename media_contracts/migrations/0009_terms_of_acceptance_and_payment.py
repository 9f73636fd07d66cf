"""The clauses that came with the portal say within how many days an act is looked at and paid.

The days are common practice that no act sets: they are a beginning, worded anew by the department in the templates and
in any contract.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What was, what became; a clause of which the department worded one of these anew is left alone.
ACCEPTANCE = (
    (
        "3. Замовник зобов’язаний вчасно передавати матеріали, приймати послуги за актом і оплачувати їх.",
        "3. Замовник зобов’язаний вчасно передавати матеріали, приймати послуги за актом протягом 5 робочих днів з дня "
        "його отримання й оплачувати їх.",
    ),
    (
        "вимагати усунення недоліків і повернути акт з письмовим поясненням.",
        "вимагати усунення недоліків і в той самий строк повернути акт з письмовим поясненням.",
    ),
)
PAYMENT = (
    (
        "на підставі підписаного Сторонами акта наданих послуг у межах бюджетних призначень відповідного року.",
        "на підставі підписаного Сторонами акта наданих послуг протягом 10 робочих днів з дня його підписання, у межах "
        "бюджетних призначень відповідного року.",
    ),
)


def reword(apps: Any, *, back: bool = False) -> None:
    for template in apps.get_model("media_contracts", "ClauseTemplate").objects.all():
        for words in (ACCEPTANCE, PAYMENT):
            changes = [pair[::-1] if back else pair for pair in words]
            if all(was in template.text for was, _became in changes):
                for was, became in changes:
                    template.text = template.text.replace(was, became)
                template.save()


def forward(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reword(apps)


def backward(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    reword(apps, back=True)


class Migration(migrations.Migration):
    dependencies = [("media_contracts", "0008_parties_by_their_representatives")]

    operations = [migrations.RunPython(forward, backward)]
