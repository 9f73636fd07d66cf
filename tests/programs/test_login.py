"""Log-in of the staff: password, second factor, lock-out; no sign-up."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver, reverse

Person = Callable[[str], User]
LOGIN = "/accounts/login/"
PASSWORD = "long enough for a test"


def log_in(client: Client, name: str, password: str = PASSWORD) -> int:
    return client.post(LOGIN, {"login": name, "password": password}).status_code


def code_of(secret: str) -> str:
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"


@pytest.fixture
def with_factor(person: Person) -> str:
    """The accountant uses a second factor; the secret of it."""
    secret = generate_totp_secret()
    TOTP.activate(person("accountant"), secret)
    return secret


@pytest.mark.parametrize(
    ("role", "arrives"),
    [("coordinator", "/admin/"), ("accountant", "/admin/"), ("head", "/admin/"), ("administrator", "/admin/")],
)
def test_staff_come_to_their_desk(client: Client, person: Person, role: str, arrives: str) -> None:
    person(role)

    response = client.post(LOGIN, {"login": role, "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, arrives)
    assert client.get(arrives).status_code == 200


def test_a_member_of_the_commission_has_no_desk_and_comes_to_its_page(client: Client, person: Person) -> None:
    person("commission")

    response = client.post(LOGIN, {"login": "commission", "password": PASSWORD})

    assert response["Location"] == "/commission/"
    assert client.get("/admin/", follow=True).redirect_chain[-1] == ("/commission/", 302)
    assert client.get("/admin/programs/measurerow/", follow=True).status_code == 403


def test_the_admin_sends_to_the_same_log_in_and_back(client: Client, person: Person) -> None:
    person("coordinator")
    wanted = reverse("admin:programs_measurerow_changelist")

    sent = client.get(wanted, follow=True)
    back = client.post(f"{LOGIN}?next={wanted}", {"login": "coordinator", "password": PASSWORD, "next": wanted})

    assert sent.request["PATH_INFO"] == LOGIN
    assert back["Location"] == wanted


def test_a_wrong_password_is_refused_in_ukrainian_and_the_name_stays(client: Client, person: Person) -> None:
    person("coordinator")

    text = client.post(LOGIN, {"login": "coordinator", "password": "wrong"}).content.decode()

    assert 'value="coordinator"' in text
    assert re.search(r"account-errors.*?[а-яіїє]{4}", text, re.S)


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "confirm-email/", "password/reset/", "password/set/", "login/code/", "social/connections/"],
)
def test_nobody_signs_up_or_asks_allauth_for_a_letter(client: Client, db: None, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404


def test_one_logs_out_by_a_form_and_not_by_a_link(client: Client, person: Person) -> None:
    client.force_login(person("coordinator"))

    seen = client.get("/accounts/logout/")
    still = client.get("/admin/").status_code
    client.post("/accounts/logout/")

    assert (seen.status_code, still, client.get("/admin/").status_code) == (200, 200, 302)


# ---- lock-out --------------------------------------------------------------------------------------------------------


def fail(client: Client, times: int, name: str = "coordinator") -> list[int]:
    return [log_in(client, name, "wrong") for _number in range(times)]


def test_five_failures_lock_the_account_even_for_the_right_password(client: Client, person: Person) -> None:
    person("coordinator")

    answers = fail(client, 5)
    locked = client.post(LOGIN, {"login": "coordinator", "password": PASSWORD})

    text = locked.content.decode()
    assert (answers[:4], locked.status_code) == ([200] * 4, 429)
    assert "Після 5 невдалих спроб вхід із цього комп’ютера заблоковано на годину." in text
    assert "Що робити" in text


def test_another_spelling_of_the_name_does_not_help(client: Client, person: Person) -> None:
    person("coordinator")
    fail(client, 3)
    fail(client, 2, "Coordinator")

    assert log_in(client, "COORDINATOR") == 429


def test_the_lock_is_the_accounts_and_not_everybodys(client: Client, person: Person) -> None:
    person("coordinator")
    person("head")
    fail(client, 5)

    assert log_in(client, "head") == 302


def test_after_an_hour_the_account_opens_again(client: Client, person: Person) -> None:
    person("coordinator")
    with time_machine.travel("2022-05-01 09:00:00+00:00", tick=False):
        fail(client, 5)
    with time_machine.travel("2022-05-01 09:59:00+00:00", tick=False):
        before = log_in(client, "coordinator")
    with time_machine.travel("2022-05-01 10:01:00+00:00", tick=False):
        after = log_in(client, "coordinator")

    assert (before, after) == (429, 302)


def test_the_administrator_lets_a_locked_person_in_at_once(client: Client, person: Person) -> None:
    person("coordinator")
    fail(client, 5)
    administrator = Client()
    administrator.force_login(person("administrator"))

    attempt = AccessAttempt.objects.get()
    administrator.post(reverse("admin:axes_accessattempt_delete", args=[attempt.pk]), {"post": "yes"})

    assert log_in(client, "coordinator") == 302


def test_four_failures_are_forgotten_after_a_good_log_in(client: Client, person: Person) -> None:
    person("coordinator")
    fail(client, 4)
    log_in(client, "coordinator")
    client.post("/accounts/logout/")

    assert fail(client, 4) == [200] * 4


# ---- second factor ---------------------------------------------------------------------------------------------------


def test_a_person_switches_the_second_factor_on_and_gets_recovery_codes(client: Client, person: Person) -> None:
    person("accountant")
    log_in(client, "accountant")
    asked = client.get("/accounts/2fa/totp/activate/")  # whoever sits down at an open screen does not get through
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret

    done = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)

    assert "data:image/svg+xml" in page.content.decode()
    assert "Коди відновлення" in done.content.decode()
    assert len(done.context["unused_codes"]) == 10


def test_with_a_second_factor_the_password_alone_opens_nothing(client: Client, with_factor: str) -> None:
    response = client.post(LOGIN, {"login": "accountant", "password": PASSWORD})

    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/admin/").status_code == 302


def test_a_colleague_who_is_logged_in_passes_no_second_factor_either(
    client: Client, with_factor: str, person: Person
) -> None:
    client.force_login(person("coordinator"))

    response = client.post("/admin/login/", {"username": "accountant", "password": PASSWORD, "next": "/admin/"})

    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert response.wsgi_request.user.get_username() == "coordinator"
    assert client.get("/admin/").wsgi_request.user.get_username() == "coordinator"


def test_the_code_of_the_telephone_opens(client: Client, with_factor: str) -> None:
    log_in(client, "accountant")

    response = client.post("/accounts/2fa/authenticate/", {"code": code_of(with_factor)})

    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_codes_cannot_be_tried_out(client: Client, with_factor: str) -> None:
    log_in(client, "accountant")
    for _number in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    response = client.post("/accounts/2fa/authenticate/", {"code": code_of(with_factor)})

    assert response.status_code == 429
    assert client.get("/admin/").status_code == 302


# ---- one's own password ----------------------------------------------------------------------------------------------


def test_a_person_changes_the_password(client: Client, person: Person) -> None:
    user = person("coordinator")
    client.force_login(user)
    form = {"oldpassword": PASSWORD, "password1": "another long phrase", "password2": "another long phrase"}

    response = client.post("/accounts/password/change/", form)

    user.refresh_from_db()
    assert (response.status_code, user.check_password("another long phrase")) == (302, True)


def test_an_account_without_a_password_has_none_to_change(client: Client, person: Person) -> None:
    user = person("coordinator")
    user.set_unusable_password()
    user.save()
    client.force_login(user)

    response = client.get("/accounts/password/change/")

    assert response.status_code == 403
    assert "його встановлюють за посиланням" in response.content.decode()


def test_a_weak_password_is_refused_with_its_reasons(client: Client, person: Person) -> None:
    client.force_login(person("coordinator"))

    response = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "12345", "password2": "12345"}
    )

    assert response.context["form"].errors["password1"] == [
        "Пароль занадто короткий. Він має складатися щонайменше з 12 символів.",
        "Пароль занадто поширений.",
        "Цей пароль повністю складається із цифр.",
    ]


# ---- secrets on pages ------------------------------------------------------------------------------------------------


def addresses_below(resolver: Any, start: str = "/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = start + str(pattern.pattern).removesuffix("$")
        if hasattr(pattern, "url_patterns"):
            yield from addresses_below(pattern, address)
        else:
            yield address


def test_nothing_that_an_account_shows_is_kept(client: Client, person: Person) -> None:
    """Secrets of the second factor, recovery codes, keys, links that set a password: with the factor and without."""
    user, visitor = person("administrator"), Client()
    log_in(client, "administrator")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    own = [address for address in addresses_below(get_resolver()) if address.startswith("/accounts/")]
    own = [address.replace("<uidb64>/<token>", "MQ/x-y").replace("<int:pk>", "1") for address in own]

    answers: dict[tuple[str, Any], Any] = {(at, who): who.get(at) for at in own for who in (visitor, client)}
    setting_up = answers["/accounts/2fa/totp/activate/", client]
    TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user).generate_codes()
    answers |= {(at, "with a factor"): client.get(at) for at in own}
    shown = answers["/accounts/2fa/recovery-codes/", "with a factor"]

    assert setting_up.status_code == shown.status_code == 200
    assert setting_up.context["form"].secret in setting_up.content.decode() and codes[0] in shown.content.decode()
    assert [at for at, each in answers.items() if "no-store" not in each["Cache-Control"]] == []
