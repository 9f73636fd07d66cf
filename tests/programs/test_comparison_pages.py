"""«Було / стало» as a page and as files: what is shown to whom, the same figures everywhere, ready to be attached."""

import csv
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO

import pikepdf
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from programs.models import Edition, Program
from tests.conftest import account, shared_by_module

from .amending import Amendment
from .execution import program_of
from .reading import Node, main, read

HOME = "/programs/information-space-2021-2023/editions/"
FILES = ("comparison.pdf", "comparison.xlsx", "comparison.csv")
SECRET = "таємна-чернетка"
Person = Callable[[str], User]


@pytest.fixture
def coordinator(person: Person) -> User:
    return person("coordinator")


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Program]:
    """The second edition: money of the print media put off by a year, its title widened, the press releases gone."""
    with shared_by_module(django_db_blocker):
        program = Program.objects.get()
        change = Amendment.open(program, account("coordinator"))
        change.plan("print-media", 2022, "168000.50")
        change.plan("print-media", 2023, "181999.50")
        change.promise(2022, "380000.50")
        change.promise(2023, "419999.50")
        change.reword("security-seminars", title="Проведення семінарів і тренінгів з інформаційної безпеки")
        change.drop("press-releases")
        change.adopt("318", "2021-12-23")
        yield program


@pytest.fixture
def amended(module_data: Program, program: Program) -> Edition:
    return program.editions.get(number=2)


def drafted(program: Program, by: User) -> Edition:
    """The third edition, which nobody has adopted."""
    change = Amendment.open(program, by)
    change.reword("print-media", title=SECRET)
    return change.edition


@pytest.fixture
def draft(amended: Edition, coordinator: User) -> Edition:
    return drafted(amended.program, coordinator)


def page(client: Client, editions: str = "1-2") -> Node:
    response = client.get(f"{HOME}{editions}/")
    assert response.status_code == 200
    return main(response)


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def bare(text: str) -> str:
    return re.sub(r"[\s\u00a0\u00ad\u2010-]+", "", text)


# ---- the page --------------------------------------------------------------------------------------------------------

SIDES = ("Було (редакція 1)", "Стало (редакція 2)", "Різниця")
PRINT_MEDIA = "Захід 1.1.1: Всебічно висвітлювати діяльність Каховської міської ради та її виконавчих органів…"
MONEY = [
    [PRINT_MEDIA, "", "455 600,00", "455 600,00", "0,00"],
    ["2022", "Бюджет громади", "188 000,00", "168 000,50", "−19 999,50"],
    ["2023", "Бюджет громади", "162 000,00", "181 999,50", "19 999,50"],
    ["Усього за заходами, 2022", "", "400 000,00", "380 000,50", "−19 999,50"],
    ["Усього за заходами, 2023", "", "400 000,00", "419 999,50", "19 999,50"],
    ["Паспорт, 2022", "", "400 000,00", "380 000,50", "−19 999,50"],
    ["Паспорт, 2023", "", "400 000,00", "419 999,50", "19 999,50"],
    ["Разом", "", "1 000 000,00", "1 000 000,00", "0,00"],
]  # fmt: skip


def with_gaps(row: list[str]) -> list[str]:
    """A row as written above; the heading of a group spreads over the empty cell after it."""
    return [cell for cell in row if cell]


def test_the_money_comes_first_and_every_figure_is_there(client: Client, amended: Edition) -> None:
    found = page(client)

    assert found.one("h1").text == "Порівняльна таблиця до рішення № 318 від 23.12.2021"
    assert [node.text for node in found.all("h2")] == ["1. Зміни обсягів фінансування", "2. Зміни тексту"]
    assert found.one("table", css="table--money").rows() == [with_gaps(row) for row in MONEY]
    assert found.one("dl", css="report__data").pairs()[:2] == [
        (
            "Було",
            "редакція 1, чинна з 16.02.2021 (рішення № 46 від 16.02.2021, Виконавчий комітет Каховської міської ради)",
        ),
        ("Стало", "редакція 2, чинна з 23.12.2021 (рішення № 318 від 23.12.2021, Каховська міська рада)"),
    ]


def test_changed_words_are_marked_and_nothing_else_is(client: Client, amended: Edition) -> None:
    table = page(client).one("table", css="table--wording")

    assert [row[0] for row in table.rows()][:3] == [
        "Захід 3.1: Проведення семінарів і тренінгів з інформаційної безпеки",
        "Назва",
        "Захід 3.4 (виключено): Підготовка прес-релізів, прес-анонсів",
    ]
    assert table.rows()[1][1:] == [
        "Проведення семінарів з інформаційної безпеки",
        "Проведення семінарів і тренінгів з інформаційної безпеки",
    ]
    assert ([node.text for node in table.all("del")], [node.text for node in table.all("ins")]) == (
        [],
        ["і тренінгів"],
    )


def test_the_order_of_the_two_editions_is_the_readers(client: Client, amended: Edition) -> None:
    backwards = page(client, "2-1")

    assert backwards.one("h1").text == "Порівняльна таблиця двох редакцій програми"
    assert backwards.one("table", css="table--money").rows()[1] == [
        "2022", "Бюджет громади", "168 000,50", "188 000,00", "19 999,50",
    ]  # fmt: skip


def test_editions_without_a_difference_say_so(client: Client, amended: Edition, coordinator: User) -> None:
    Amendment.open(amended.program, coordinator).adopt("1", "2022-03-01")

    found = page(client, "2-3")

    assert [node.text for node in found.all("p", css="table__none")] == [
        "Жодна сума не змінюється.",
        "Жоден текст не змінюється.",
    ]


def test_the_number_of_queries_does_not_grow_with_the_plan(client: Client, amended: Edition, coordinator: User) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(f"{HOME}{address}").status_code == 200
        return len(captured)

    before = {address: queries(address) for address in ("1-2/", "1-2/comparison.csv")}
    change = Amendment.open(amended.program, coordinator)
    for number in range(5, 15):
        change.add(f"new-{number}", f"3.{number}", f"Новий захід {number}", task="3")
        change.plan(f"new-{number}", 2022, "0.00")
    change.adopt("400", "2022-03-01")
    after = {address: queries(address) for address in ("1-3/", "1-3/comparison.csv")}

    assert list(before.values()) == list(after.values())
    assert max(after.values()) <= 24


# ---- who sees what ---------------------------------------------------------------------------------------------------


def test_a_draft_is_compared_by_those_who_work_on_it_alone(draft: Edition, person: Person) -> None:
    addresses = ("2-3/", "3-1/", "2-3/comparison.csv", "2-3/comparison.xlsx")
    roles = ("visitor", "commission", "administrator", "coordinator", "accountant", "head")

    found = {}
    for role in roles:
        client = Client()
        if role != "visitor":
            client.force_login(person(role))
        answers = [client.get(f"{HOME}{address}") for address in addresses]
        found[role] = ([answer.status_code for answer in answers], SECRET in answers[0].content.decode())

    outsiders, staff = roles[:3], roles[3:]
    assert found == {**dict.fromkeys(outsiders, ([404] * 4, False)), **dict.fromkeys(staff, ([200] * 4, True))}


def test_nothing_of_a_draft_is_on_the_page_of_editions(client: Client, draft: Edition, coordinator: User) -> None:
    public = client.get(HOME).content.decode()
    client.force_login(coordinator)
    staff = client.get(HOME)

    assert [("Редакція 3" in text, f"{HOME}2-3/" in text) for text in (public, staff.content.decode())] == [
        (False, False),
        (True, True),
    ]
    assert staff.headers["Cache-Control"] == "private, no-cache"


def test_a_comparison_with_a_draft_is_kept_by_nobody_between(client: Client, draft: Edition, coordinator: User) -> None:
    client.force_login(coordinator)

    kept = {
        address: {part.strip() for part in client.get(f"{HOME}{address}").headers["Cache-Control"].split(",")}
        for address in ("1-2/", "1-2/comparison.csv", "2-3/", "2-3/comparison.csv")
    }

    assert kept == {
        "1-2/": {"no-cache"},
        "1-2/comparison.csv": {"no-cache"},
        "2-3/": {"no-cache", "private"},
        "2-3/comparison.csv": {"no-cache", "private"},
    }
    assert "Cookie" in client.get(f"{HOME}2-3/comparison.csv").headers["Vary"]


def test_the_drafts_own_page_leads_to_what_it_changes(client: Client, draft: Edition, coordinator: User) -> None:
    client.force_login(coordinator)

    links = [a.attributes.get("href") for a in read(client.get(f"/admin/programs/edition/{draft.pk}/change/")).all("a")]

    assert f"{HOME}2-3/" in links


def test_what_is_no_comparison_is_not_found(client: Client, amended: Edition) -> None:
    odd = ("1-1/", "1-9/", "0-1/", "1-2/comparison.docx", "1-99999999999999999999/", "1-2-3/", "одна-друга/", "-1-2/")
    addresses = [*(f"{HOME}{address}" for address in odd), "/programs/nothing/editions/1-2/"]

    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 404)


# ---- the form --------------------------------------------------------------------------------------------------------


def test_neighbours_are_linked_and_any_two_can_be_chosen(client: Client, amended: Edition) -> None:
    found = main(client.get(HOME))

    links = [a.attributes["href"] for a in found.all("a") if re.search(r"editions/\d+-\d+/", a.attributes["href"])]
    chosen = {
        field.attributes["name"]: [o.text for o in field.all("option") if "selected" in o.attributes]
        for field in found.one("form").all("select")
    }
    assert links == [f"{HOME}1-2/"]
    assert chosen == {
        "was": ["Редакція 1: рішення № 46 від 16.02.2021"],
        "became": ["Редакція 2: рішення № 318 від 23.12.2021"],
    }
    answer = client.get(HOME, {"was": "2", "became": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{HOME}2-1/")


def test_a_programme_with_one_edition_offers_no_choice(client: Client, db: None) -> None:
    assert main(client.get(f"/programs/{program_of(1).slug}/editions/")).all("form") == []


def test_a_wrong_choice_is_explained(client: Client, draft: Edition) -> None:
    explained = {
        "1": "✕ Виберіть іншу редакцію, ніж перша: порівнюються дві.",
        "": "✕ Виберіть редакцію.",
        "7": "✕ Такої редакції програма не має.",
        "<b>": "✕ Такої редакції програма не має.",
        "3": "✕ Такої редакції програма не має.",  # the draft
    }

    answers = {became: client.get(HOME, {"was": "1", "became": became}) for became in explained}

    assert {answer.status_code for answer in answers.values()} == {400}
    assert {became: main(answer).one(css="field-error").text for became, answer in answers.items()} == explained


# ---- files -----------------------------------------------------------------------------------------------------------


def test_the_csv_has_each_changed_amount_in_a_row_of_its_own(client: Client, amended: Edition) -> None:
    response = client.get(f"{HOME}1-2/comparison.csv")

    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    title = "Всебічно висвітлювати діяльність Каховської міської ради"
    assert [[cell[: len(title)] for cell in row] for row in rows] == [
        ["Місце у програмі", "Назва", "Рік", "Джерело фінансування", *SIDES],
        ["Захід 1.1.1", title, "2022", "Бюджет громади", "188000,00", "168000,50", "-19999,50"],
        ["Захід 1.1.1", title, "2023", "Бюджет громади", "162000,00", "181999,50", "19999,50"],
        ["Паспорт", "Усього за рік", "2022", "", "400000,00", "380000,50", "-19999,50"],
        ["Паспорт", "Усього за рік", "2023", "", "400000,00", "419999,50", "19999,50"],
    ]  # fmt: skip
    assert "porivniannia_information-space-2021-2023_1-2.csv" in response.headers["Content-Disposition"]


def test_the_workbook_has_both_tables_with_real_numbers_and_marks(client: Client, amended: Edition) -> None:
    content = client.get(f"{HOME}1-2/comparison.xlsx").content

    book = load_workbook(BytesIO(content), rich_text=True)
    money = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=4, max_row=11)]
    [marked] = [
        c.value for row in book.worksheets[1].iter_rows() for c in row if type(c.value).__name__ == "CellRichText"
    ]
    assert book.sheetnames == ["Зміни обсягів фінансування", "Зміни тексту"]
    assert [row[2:] for row in money] == [
        [455600, 455600, 0],
        [188000, 168000.5, -19999.5],
        [162000, 181999.5, 19999.5],
        [400000, 380000.5, -19999.5],
        [400000, 419999.5, 19999.5],
        [400000, 380000.5, -19999.5],
        [400000, 419999.5, 19999.5],
        [1000000, 1000000, 0],
    ]
    assert [(str(block), block.font.u) for block in marked if not isinstance(block, str)] == [("і тренінгів", "single")]
    assert content == client.get(f"{HOME}1-2/comparison.xlsx").content


@pytest.fixture(scope="module")
def printed(module_data: Program, django_db_blocker: DjangoDbBlocker) -> bytes:
    """The comparison with a draft, printed once for all tests."""
    with shared_by_module(django_db_blocker):
        drafted(module_data, account("coordinator"))
        Program.objects.update(is_demonstration=True)
        client = Client()
        client.force_login(account("coordinator"))
        return client.get(f"{HOME}2-3/comparison.pdf").content


@pytest.fixture
def pdf(printed: bytes, db: None) -> bytes:
    return printed


def test_the_pdf_of_a_draft_is_ready_to_be_attached(pdf: bytes) -> None:
    text = text_of(pdf)
    pages = text.split("\f")[:-1]

    heading = "Порівняльна таблиця до проєкту рішення про внесення змін до програми"
    assert bare(heading) in bare(pages[0])
    assert pages[0].startswith("КАХОВСЬКА МІСЬКА РАДА\n")
    assert [bare(page).count("ПРОЄКТ·ДЕМОНСТРАЦІЙНІДАНІ") for page in pages] == [1] * len(pages)
    feet = [re.search(r"редакція 2 – редакція 3\s+сторінка (\d+) із (\d+) · [0-9a-f-]{14}", page) for page in pages]
    assert [foot and foot.groups() for foot in feet] == [(str(n), str(len(pages))) for n in range(1, len(pages) + 1)]
    assert bare("Начальник відділу організаційно-кадрової роботи") in bare(text)
    assert bare(SECRET) in bare(text)


def test_the_pdf_is_tagged_archival_landscape_and_carries_its_data(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as document:
        with document.open_metadata() as metadata:
            archival = (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["dc:title"])
        data = json.loads(document.attachments["comparison.json"].get_file().read_bytes())
        root = document.Root
        marked = (str(root.Lang), bool(root.MarkInfo.Marked))
        wide = {page.mediabox[2] > page.mediabox[3] for page in document.pages}
    structure = subprocess.run(["pdfinfo", "-struct", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    tags = set(re.findall(r"^\s*([A-Za-z0-9]+)", structure, re.MULTILINE))

    assert archival == ("3", "A", "Порівняльна таблиця, редакція 2 – редакція 3")
    assert (marked, wide) == (("uk", True), {True})
    assert {"H1", "H2", "Table", "Caption", "THead", "TBody", "TR", "TH", "TD"} - tags == set()
    assert [section["key"] for section in data["sections"]] == ["money", "wording"]


def test_the_pdf_has_every_figure_and_is_the_same_each_time(client: Client, amended: Edition) -> None:
    first = client.get(f"{HOME}1-2/comparison.pdf")

    printed = bare(text_of(first.content))

    assert [cell for row in MONEY for cell in row if bare(cell) not in printed] == []
    assert "ПРОЄКТ" not in printed
    again = client.get(f"{HOME}1-2/comparison.pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_document_is_ukrainian_for_an_english_reader(client: Client, amended: Edition) -> None:
    english = {"Accept-Language": "en"}

    for name in FILES[1:]:
        assert client.get(f"{HOME}1-2/{name}", headers=english).content == client.get(f"{HOME}1-2/{name}").content
    found = client.get(f"{HOME}1-2/", headers=english).content.decode()
    assert '<html lang="en">' in found
    assert "Зміни обсягів фінансування" in found


def test_a_comparison_is_only_read(client: Client, amended: Edition) -> None:
    answers = [send(f"{HOME}1-2/{name}") for send in (client.post, client.put, client.delete) for name in ("", *FILES)]

    assert [answer.status_code for answer in answers] == [405] * 12
