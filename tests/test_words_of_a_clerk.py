"""The Ukrainian of screens, letters and papers is that of a city council: words that nobody there says stay away."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.catalogue import present
from tests.sources import APPS, PORTAL, ROOT, python_files, template_files

# What was said once, and what is said instead; as a regular expression, in any case.
INSTEAD = {
    "не може складається": "не може складатися",
    "той же пароль": "той самий пароль",
    r"\bдіючим\b": "чинним",
    r"вказане ім['’]я": "ім’я неправильне",
    r"\bобіця": "передбачено",
    "їхні гроші|гроші програми": "кошти за завданнями, кошти програми",
    r"\bстаді[яїюй]": "етап",
    r"\bзведено": "сходиться з паспортом",
    "план цілком": "увесь план",
    r"\bїї паспорт": "паспорт цієї редакції",
    "цифри таблицею|цифри діаграми": "показати таблицею; завантажити дані",
    "не для всіх": "для працівників",
    "що купує|що купується|що закуповується": "предмет закупівлі",
    "про що домовлено": "умови договору",
    r"(?-i:^(виконаний|розірваний)$)": "виконано, розірвано",
    r"\bсто(їть|ять|ятим)": "є, міститься, буде",
    r"\bтутешні": "з українськими налаштуваннями",
    r"\bрис(ка|ку|ки)\b": "прочерк",
    r"\bописк|\bописок": "технічна помилка",
    "перевищити межу|межа коштів|понад виділене|перевищує виділене": "ліміт",
    r"\bхибн": "помилковий",
    r"прийнят\w+ редакці|прийняти редакці|прийм\w+ редакці": "затвердити редакцію",
    "відмовитися від проєкту": "видалити проєкт",
    "(додати|нова|першу|останню) поді[яю]": "виконана робота",
    r"\bскаж(іть|ете)\b": "укажіть",
    r"\bкотр(е|ий|а)\b|беруть два правила": "яке; підходять два правила",
    r"\bвибува|^вилучається": "виключається з плану",
    "що зрозуміло|як його зрозуміло": "розпізнане",
    "на сумніви|із сумнівом": "на запитання; потребує перевірки",
    "відкласти файл": "скасувати завантаження",
    "показати з відповідями": "застосувати відповіді",
    "^словами$": "пояснення",
    "виконано роботи, %": "виконано, %",
    "позначення в документі|місце в документі": "номер, як у документі; порядок",
    "за написом|одиниця документа": "одиниця в заголовку; одиниця сум насправді",
    "повторити останню": "скопіювати останню",
    "внести публікації|скласти акт|записати оплату|оцінити стан": "додати",
    "хто її заступає": "орган, що виконує її повноваження",
    "керівник: відділ": "начальник відділу",
    "представник – ": "від імені якого діє",
    "вихідне значення": "базове значення",
    "код – початок": "код – перші знаки контрольної суми",
    "найбільше відставання": "найменше виконано",
    "неможливо виконати": "виконати неможливо",
    r"\bпд №": "платіжна інструкція №",
    r"(?-i:\bВсі\b|\bВсього\b)": "Усі, Усього",
    "(програми|гроші|кошти) міста": "за формою ради",
    "[∗∅]": "слова",
    r"\bтермін(у|ом|и|ів)?\b": "строк",
    "прес-(конференц|реліз)|пресстур": "пресконференція, пресреліз, престур",
    r"\bгрош(і|ей|ам|ах)\b": "кошти",
    r"(?<!\w)[ув] порталі\b": "на порталі",
    # and what is no Ukrainian anywhere
    r"(?<!з’)\bявля": "є",
    r"\bслідуюч": "такий",
    "на протязі": "протягом",
    r"прийма\w+ участь": "беруть участь",
    "по питанню|по питанням": "з питань",
    r"\bспівпада": "збігається",
    r"\bвірн(о|ий|а|е)\b": "правильно",
}


def sentences() -> Iterator[tuple[str, str]]:
    """(where it is said, what is said): catalogue, templates, and the words of papers that the code itself has."""
    for entry in present():
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            yield f"catalogue: {entry.msgid[:50]}", text
    for path, text in template_files().items():
        yield from ((path, line) for line in text.splitlines())
    for source in python_files(*APPS, PORTAL):
        if "/imports/" in source.path or source.layer.startswith("resources"):  # these know the words of others' files
            continue
        docstrings = {id(node.value) for node in source.nodes if isinstance(node, ast.Expr)}
        for node in source.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                yield source.path, node.value
    for file in sorted((ROOT / "fixtures").glob("demonstration*.json")):
        yield from ((file.name, line) for line in file.read_text().splitlines())


@pytest.fixture(scope="module")
def said() -> list[tuple[str, str]]:
    return [(where, text) for where, text in sentences() if re.search("[а-яіїєґ]", text)]


def test_nothing_is_said_that_no_clerk_would_say(said: list[tuple[str, str]]) -> None:
    found = []
    for words, better in INSTEAD.items():
        pattern = re.compile(words, re.IGNORECASE)
        found += [f"{where}: «{text.strip()[:90]}» – better: {better}" for where, text in said if pattern.search(text)]

    assert found == []
