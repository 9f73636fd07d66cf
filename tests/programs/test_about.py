"""The page about the portal: whose it is, how that is reached, and what it does about people's data."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.html import strip_tags

from programs.models import Portal, Program
from tests.conftest import account

pytestmark = pytest.mark.django_db

CHANGE = "/admin/programs/portal/1/change/"


def text_of(page: str) -> str:
    return " ".join(strip_tags(page).split())


def filled_in(client: Client, **fields: str) -> str:
    """What the administrator's form answers, and the page that everybody reads then."""
    client.force_login(User.objects.filter(username="administrator").first() or account("administrator"))
    portal = Portal.this()
    names = ("council", "address", "phone", "email", "site", "privacy", "accessibility")
    sent = {name: getattr(portal, name) for name in names} | fields | {"seen_version_": portal.version}
    answer = client.post(CHANGE, sent, follow=True)
    return text_of(answer.content.decode())


def test_an_empty_portal_says_what_holds_for_every_portal(client: Client) -> None:
    page = text_of(client.get("/about/").content.decode())

    assert "Щоб читати ці сторінки, не треба нічого" in page
    assert "WCAG 2.2" in page
    assert "Чий це портал" not in page  # no heading over nothing


def test_what_the_administrator_fills_in_stands_there_and_above_the_pages_of_a_new_portal(client: Client) -> None:
    Program.objects.update(status=Program.Status.DRAFT)  # nothing is public yet that names a council
    filled_in(
        client,
        council="Зеленівська сільська рада",
        phone="+380 5536 2-12-34",
        email="rada@example.org",
        privacy="За персональні дані відповідає секретар ради.",
        accessibility="<script>ще не всі PDF мають мітки",
    )
    client.logout()

    answer = client.get("/about/").content.decode()

    page = text_of(answer)
    assert "Зеленівська сільська рада" in page
    assert 'href="tel:+38055362-12-34"' not in answer and 'href="tel:+380553621234"' in answer
    assert "За персональні дані відповідає секретар ради." in page
    assert "<script>ще" not in answer  # what was typed is text
    assert "Зеленівська сільська рада" in text_of(client.get("/").content.decode())
    assert [each.history_user.username for each in Portal.history.all() if each.history_user] == ["administrator"]


def test_a_telephone_that_is_none_is_refused_and_the_rest_stays_typed(client: Client) -> None:
    answer = filled_in(client, council="Зеленівська сільська рада", phone="зателефонуйте")

    assert "Напишіть номер телефону" in answer
    assert Portal.this().council == ""


def test_the_pages_of_a_programme_show_its_own_council(client: Client, program: Program) -> None:
    filled_in(client, council="Зеленівська сільська рада")
    client.logout()

    page = text_of(client.get(f"/programs/{program.slug}/").content.decode())

    assert program.council in page
    assert "Зеленівська" not in page


@pytest.mark.both_databases("constraints")
def test_there_is_one_portal() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Portal.objects.create(pk=2)
