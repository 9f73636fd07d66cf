"""The public pages as a whole: what is not found, the switch of languages, what travels. What every page says and hides
stands in tests/test_every_page.py.
"""

import gzip
from collections.abc import Callable, Iterable
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client

from programs.models import Program

from .execution import Execution, program_of
from .reading import Node, main, read

SLUG = "information-space-2021-2023"
HOME = f"/programs/{SLUG}/"
PAGES = [
    "/",
    HOME,
    f"{HOME}?on=2022-06-30",
    f"{HOME}passport/",
    f"{HOME}editions/",
    f"{HOME}measures/print-media/",
    f"{HOME}measures/press-releases/",
    f"{HOME}measures/community-development-budget/",
    "/search/",
    "/search/?q=журналіст",
    "/open-data/",
]
FILES = [
    f"{HOME}plan.csv",
    f"{HOME}plan.xlsx",
    f"{HOME}charts/money-by-year.csv",
    f"{HOME}charts/plan-and-paid-by-task.csv",
    f"{HOME}measures/print-media/ledger.csv",
]


# ---- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/programs/no-such-programme/",
        "/programs/no-such-programme/passport/",
        "/programs/no-such-programme/editions/",
        "/programs/no-such-programme/plan.csv",
        "/programs/no-such-programme/measures/print-media/",
        f"{HOME}measures/no-such-measure/",
        f"{HOME}measures/measure-1/",  # another programme has it
        f"{HOME}charts/no-such-chart.csv",
        f"{HOME}acts/999999/file/",
        f"{HOME}activities/999999/file/",
        "/programs/of-0-measures/",  # a draft
        "/programs/of-0-measures/plan.xlsx",
        "/nothing/here/",
    ],
)
def test_what_does_not_exist_or_is_not_public_is_not_found(client: Client, program: Program, address: str) -> None:
    program_of(1)
    program_of(0, status=Program.Status.DRAFT)

    response = client.get(address)

    assert response.status_code == 404
    assert main(response).one("h1").text == "Такої сторінки немає"


def test_a_page_is_only_read(client: Client, program: Program) -> None:
    assert {client.post(address).status_code for address in [*PAGES, *FILES]} == {405}


def test_the_sign_of_the_portal_has_an_address_of_its_own(client: Client, program: Program) -> None:
    assert client.get("/favicon.ico").status_code == 301


def test_head_has_no_body(client: Client, program: Program) -> None:
    response = client.head(HOME)

    assert (response.status_code, response.content) == (200, b"")


def test_robots_are_kept_off_the_staffs_side_alone(client: Client, program: Program) -> None:
    rules = client.get("/robots.txt").content.decode().splitlines()

    assert rules == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        "Disallow: /i18n/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


# ---- languages -------------------------------------------------------------------------------------------------------


def test_the_language_switch_returns_to_the_same_page_and_date(client: Client, program: Program) -> None:
    address = f"{HOME}?on=2022-06-30"

    form = read(client.get(address)).one("form", css="languages")
    response = client.post("/i18n/language/", {"language": "en", "next": form.one("input").attributes["value"]})

    assert (response.status_code, response["Location"]) == (302, address)
    assert response.cookies["django_language"].value == "en"


def test_the_language_switch_leads_to_no_other_host(client: Client, program: Program) -> None:
    response = client.post("/i18n/language/", {"language": "en", "next": "https://example.org/"})

    assert response["Location"] == "/"


# ---- browsers --------------------------------------------------------------------------------------------------------


def test_a_new_payment_shows_at_once(client: Client, program: Program, person: Callable[[str], User]) -> None:
    before = client.get(HOME)

    Execution(program, person("accountant")).pay("site-support", "2022-02-02", "1.00")
    after = client.get(HOME, headers={"if-none-match": before["ETag"]})

    assert after.status_code == 200
    assert before["Cache-Control"] == "no-cache"


def test_a_page_travels_compressed(client: Client, program: Program) -> None:
    plain = client.get(HOME)
    packed = client.get(HOME, headers={"accept-encoding": "gzip"})
    known = {"accept-encoding": "gzip", "if-none-match": packed["ETag"]}

    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", plain.content)
    assert len(packed.content) * 4 < len(plain.content)
    assert client.get(HOME, headers=known).status_code == 304


# ---- what stands on every page --------------------------------------------------------------------------------------


def on_every_page(pages: Iterable[Node], css: str) -> set[tuple[str, ...]]:
    return {tuple(node.text for node in page.all(css=css)) for page in pages}


def test_demonstration_data_is_marked_on_every_page(client: Client, program: Program) -> None:
    Program.objects.update(is_demonstration=True, demonstration_day=date(2024, 1, 10))
    marked = [read(client.get(address)) for address in PAGES]

    words = (
        "Демонстраційні дані. Платежі, договори й виконані роботи на цих сторінках вигадані. "
        "Сторінки відкриваються станом на 10.01.2024."
    )
    assert on_every_page(marked, "demo") == {(words,)}


def test_the_notice_names_no_day_that_the_home_of_several_programmes_does_not_open_with(
    client: Client, program: Program
) -> None:
    Program.objects.update(is_demonstration=True, demonstration_day=date(2024, 1, 10))
    program_of(1)

    [notice] = read(client.get("/")).all(css="demo")

    assert notice.text.endswith("на цих сторінках вигадані.")
