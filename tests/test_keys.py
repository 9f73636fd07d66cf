"""Keys of the API: each makes their own, sees it once, and takes it back; nobody else ever sees or makes one."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kakhovka_portal.keys import make_key
from kakhovka_portal.models import AccessEvent, ApiKey
from tests.programs.test_two_writers import at_once

Person = Callable[[str], User]
PAGE = "/accounts/keys/"
PASSWORD = "long enough for a test"


def logged_in(user: User) -> Client:
    """Somebody who has just given the password once more."""
    client = Client()
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def made(client: Client, name: str = "Облік", **more: Any) -> str:
    """The key as the page shows it to its owner."""
    days = {"ends_on": timezone.localdate() + timedelta(days=90), **more}
    page = client.post(PAGE, {"name": name, **days}).content.decode()
    return re.findall(r'account-secret">([\w-]+)<', page)[0]


def asks(key: str) -> Any:
    return Client().get("/api/v1/programs/", headers={"Authorization": f"Token {key}"})


def test_its_owner_makes_a_key_sees_it_once_and_takes_it_back(person: Person) -> None:
    client = logged_in(person("coordinator"))

    key = made(client)
    again = client.get(PAGE)
    works = asks(key).status_code
    stored = ApiKey.objects.get()
    used = stored.last_used
    client.post(reverse("account_key_end", args=[stored.pk]))

    assert (works, used is not None, len(key)) == (200, True, 43)
    assert key not in again.content.decode() and "no-store" in again["Cache-Control"]
    assert asks(key).json()["detail"] == "Такого ключа API немає, або його відкликано."
    assert [(event.what, event.by, event.detail) for event in AccessEvent.objects.order_by("pk")] == [
        ("key_made", person("coordinator"), "Облік"),
        ("key_ended", person("coordinator"), "Облік"),
    ]


def test_the_answer_with_the_key_is_stored_by_nobody(person: Person) -> None:
    client = logged_in(person("coordinator"))

    key = made(client)

    assert "no-store" in client.post(PAGE, {"name": "Сайт", "ends_on": timezone.localdate()})["Cache-Control"]
    texts = [str(row) for model in apps.get_models() for row in model._base_manager.values_list()]
    assert [text for text in texts if key in text] == []


def test_a_key_is_asked_for_with_the_password_only(person: Person) -> None:
    """Whoever sits down at an open screen gets none."""
    client = Client()
    client.force_login(person("accountant"))

    pages = [
        client.get(PAGE),
        client.post(PAGE, {"name": "Облік", "ends_on": timezone.localdate()}),
        Client().get(PAGE),
    ]

    assert [page.status_code for page in pages] == [302, 302, 302]
    assert [page["Location"].split("?")[0] for page in pages] == [
        "/accounts/reauthenticate/",
        "/accounts/reauthenticate/",
        "/accounts/login/",
    ]
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("role", ["commission", "coordinator", "accountant", "head", "administrator"])
def test_nobody_takes_or_sees_a_key_of_somebody_else(person: Person, role: str) -> None:
    owner = User.objects.create_user("owner", password=PASSWORD)
    made(logged_in(owner), name="Чужий ключ")
    client = logged_in(person(role))

    refused = client.post(reverse("account_key_end", args=[ApiKey.objects.get().pk]))

    assert (refused.status_code, ApiKey.objects.count()) == (404, 1)
    assert "Чужий ключ" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        (
            {"name": "Облік"},
            "Ключ із такою назвою у вас уже є. Дайте новому іншу назву або спершу відкличте попередній. "
            "Якщо його щойно створено, а ви його не побачили, наприклад після подвійного натискання кнопки, "
            "відкличте його і створіть знову.",
        ),
        ({"days": -1}, "Виберіть день не раніше за сьогодні й не пізніше ніж за рік."),
        ({"days": 366}, "Виберіть день не раніше за сьогодні й не пізніше ніж за рік."),
        ({"days": "колись"}, "Введіть коректну дату."),
    ],
)
def test_a_key_has_a_name_of_its_own_and_an_end_within_a_year(
    person: Person, typed: dict[str, Any], refusal: str
) -> None:
    client = logged_in(person("coordinator"))
    made(client)
    days = typed.get("days", 1)
    ends_on = days if isinstance(days, str) else timezone.localdate() + timedelta(days=days)

    page = client.post(PAGE, {"name": typed.get("name", "Сайт"), "ends_on": ends_on})

    assert [error for errors in page.context["form"].errors.values() for error in errors] == [refusal]
    assert ApiKey.objects.count() == 1


@pytest.mark.postgresql
def test_of_two_presses_at_the_same_moment_one_makes_the_key_and_the_other_is_told(shared_portal: None) -> None:
    """The browser shows the second answer alone: it says that there is a key, and what becomes of one nobody saw."""
    owner = User.objects.create_user("owner", password=PASSWORD)
    clients, pages = [logged_in(owner), logged_in(owner)], []
    typed = {"name": "Облік", "ends_on": timezone.localdate()}

    at_once(*[lambda each=each: pages.append(each.post(PAGE, typed).content.decode()) for each in clients])

    assert sorted("account-secret" in page for page in pages) == [False, True]
    assert sorted("відкличте його і створіть знову." in page for page in pages) == [False, True]
    assert all(reverse("account_key_end", args=[ApiKey.objects.get().pk]) in page for page in pages)


def test_a_key_works_to_the_end_of_its_last_day_and_writes_its_use_once_a_minute(person: Person) -> None:
    with time_machine.travel("2026-03-01 10:00+02:00", tick=False) as clock:
        today = timezone.localdate()
        key = make_key(ApiKey(owner=person("coordinator"), name="Облік", ends_on=today))
        uses: list[Any] = []
        for seconds in (0, 59, 2):
            clock.shift(seconds)
            asks(key)
            uses.append(ApiKey.objects.get().last_used)
        clock.move_to("2026-03-01 23:59+02:00")
        last = asks(key).status_code
        clock.move_to("2026-03-02 00:01+02:00")
        ended = asks(key)

    assert (uses[0] == uses[1], uses[2] - uses[0]) == (True, timedelta(seconds=61))
    assert (last, ended.status_code) == (200, 401)
    assert ended.json()["detail"] == "Строк дії цього ключа API закінчився: нехай власник створить новий."


def test_whoever_is_switched_off_writes_by_no_key(person: Person) -> None:
    owner = person("coordinator")
    key = make_key(ApiKey(owner=owner, name="Облік", ends_on=timezone.localdate()))
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert asks(key).status_code == 401


def test_the_desk_tells_of_a_key_that_ends_soon(person: Person) -> None:
    owner = person("coordinator")
    client = logged_in(owner)
    for name, days in (("Ключ до оновлення", 30), ("Новий", 31)):
        make_key(ApiKey(owner=owner, name=name, ends_on=timezone.localdate() + timedelta(days=days)))

    text = client.get("/admin/").content.decode()

    assert "Ключ API «Ключ до оновлення» діє до" in text and "«Новий»" not in text
    assert "Ключ до оновлення" not in logged_in(person("administrator")).get("/admin/").content.decode()
