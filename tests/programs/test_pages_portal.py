"""The portal as a whole: banner, council, empty portal, pages of errors, a plan that does not add up."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.csrf import csrf_failure

from programs.models import Allocation, Program
from programs.services import save_plan_row

from .execution import program_of
from .reading import main, read
from .test_pages import HOME, PAGES


def councils(client: Client) -> set[tuple[str, ...]]:
    return {tuple(node.text for node in read(client.get(address)).all(css="brand-council")) for address in PAGES}


def test_a_portal_of_two_councils_names_neither_of_them_in_common(client: Client, program: Program) -> None:
    Program.objects.create(
        slug="other",
        title="Інша",
        short_title="Інша",
        council="Інша рада",
        start_year=2030,
        end_year=2030,
        status="in_force",
    )

    assert councils(client) == {(), ("Каховська міська рада",)}


@pytest.mark.parametrize(
    ("address", "heading"),
    [("/", "Ще не оприлюднено жодної програми"), ("/open-data/", "Файли"), ("/search/?q=програма", None)],
)
def test_an_empty_portal_says_that_it_is_empty(
    client: Client, empty_portal: None, address: str, heading: str | None
) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert [node.text for node in main(response).all("h2")][:1] == ([heading] if heading else [])


def test_a_programme_without_an_edition_has_its_pages(client: Client, db: None) -> None:
    bare = program_of(0)
    bare.editions.all().delete()
    pages = [f"/programs/{bare.slug}/{part}" for part in ("", "passport/", "editions/", "plan.csv", "plan.xlsx")]

    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_an_error_page_needs_neither_request_nor_database(name: str) -> None:
    page = render_to_string(name)

    assert "<h1>" in page


def test_an_expired_form_is_refused_in_words(rf: RequestFactory, db: None) -> None:
    request: HttpRequest = rf.post("/")

    response = csrf_failure(request)

    assert (response.status_code, "Форма застаріла" in response.content.decode()) == (403, True)


def test_an_unbalanced_plan_says_by_how_much(client: Client, program: Program, person: Callable[[str], User]) -> None:
    amount = Allocation.objects.get(measure_row__measure__code="print-media", year=2022)
    amount.amount -= Decimal("0.50")
    save_plan_row(row=amount, by=person("head"), reason="для перевірки")

    text = main(client.get(HOME)).one(css="check-bad").text
    assert text.startswith("✕ План не сходиться з паспортом (заходи мінус паспорт): 2022: −0,50 грн")
    assert text.endswith("Причина: для перевірки")


def test_a_static_file_opened_by_itself_loads_and_runs_nothing(client: Client) -> None:
    response = client.get("/static/favicon.svg")

    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
