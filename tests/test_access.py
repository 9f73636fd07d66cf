"""Who gives whom access: passwords by link, roles that carry money by two people, and everything in the history."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from kakhovka_portal import granting
from kakhovka_portal.keys import make_key
from kakhovka_portal.models import AccessEvent, ApiKey, Proposal
from programs.background import do_waiting
from programs.models import Allocation, MeasureRow, Program
from programs.permissions import ROLES
from tests.programs.filling import open_form, send

Person = Callable[[str], User]
NEW = reverse("admin:auth_user_add")
PHRASE = "зовсім нова довга фраза"


@pytest.fixture
def office(person: Person) -> Callable[[str], Client]:
    """The browser of somebody of a role."""

    def of(role: str) -> Client:
        client = Client()
        client.force_login(person(role))
        return client

    return of


Office = Callable[[str], Client]


def role(name: str) -> Group:
    return Group.objects.get(name=name)


def added(client: Client, *roles: str, name: str = "olena", email: str = "olena@example.org") -> Any:
    groups = [role(each).pk for each in roles]
    return client.post(NEW, {"username": name, "email": email, "groups": groups, "reason_": "наказ № 5"})


def changed(client: Client, who: User, **fields: Any) -> Any:
    address = reverse("admin:auth_user_change", args=[who.pk])
    form = open_form(client, address)
    form.pop("is_active", None) if fields.get("is_active") is False else None
    return send(client, address, form, **{name: value for name, value in fields.items() if value is not False})


def letters(kind: str = "пароль") -> list[Any]:
    """The letters that have gone out by now, of those whose subject has a word."""
    do_waiting()
    return [letter for letter in mail.outbox if kind in letter.subject]


def link_in(letter: Any) -> str:
    return re.findall(r"http://testserver(\S+)", letter.body)[0]


def set_by(link: str, phrase: str = PHRASE) -> Any:
    client = Client()
    form = client.get(link)
    if form.status_code == 200:
        return form
    return client.post(form["Location"], {"new_password1": phrase, "new_password2": phrase})


def held(who: str) -> set[str]:
    return set(Group.objects.filter(user__username=who).values_list("name", flat=True))


def step(name: str, proposal: Proposal | None = None) -> str:
    return reverse(f"access:{name}", args=[(proposal or Proposal.objects.get()).pk])


# ---- links -----------------------------------------------------------------------------------------------------------


def test_a_new_person_sets_the_password_by_a_link_that_nobody_else_sees(office: Office) -> None:
    answer = added(office("administrator"), "commission")

    [letter] = letters()
    link = link_in(letter)
    page = office("administrator").get(answer["Location"])
    done = set_by(link)
    again = set_by(link, "ще одна довга фраза")

    olena = User.objects.get(username="olena")
    assert letter.to == ["olena@example.org"]
    assert olena.check_password(PHRASE) and (done.status_code, done["Location"]) == (302, "/accounts/login/")
    assert "Це посилання вже не діє" in again.content.decode() and "no-store" in again["Cache-Control"]
    assert link not in page.content.decode()
    token = link.split("/")[-2]
    rows = [str(row) for model in apps.get_models() for row in model._base_manager.values_list()]
    assert [row for row in rows if token in row or PHRASE in row] == []


def test_a_link_ends_after_twelve_hours_with_another_address_and_with_the_account(office: Office) -> None:
    ended = {}
    for what in ("hours", "address", "account"):
        added(office("administrator"), name=what, email=f"{what}@example.org")
        link, who = link_in(letters()[-1]), User.objects.get(username=what)
        if what == "hours":
            with time_machine.travel(timezone.localtime() + timedelta(hours=12, minutes=1)):
                ended[what] = set_by(link)
            continue
        who.email, who.is_active = ("else@example.org", True) if what == "address" else (who.email, False)
        who.save()
        ended[what] = set_by(link)

    assert {what: "Це посилання вже не діє" in page.content.decode() for what, page in ended.items()} == {
        "hours": True,
        "address": True,
        "account": True,
    }


def test_a_new_password_by_link_ends_keys_and_sessions_and_leaves_the_second_factor(
    person: Person, office: Office
) -> None:
    accountant = person("accountant")
    accountant.email = "accountant@example.org"
    accountant.save()
    open_session = office("accountant")
    make_key(ApiKey(owner=accountant, name="Облік", ends_on=timezone.localdate()))
    TOTP.activate(accountant, generate_totp_secret())

    office("administrator").post(reverse("admin:auth_user_link", args=[accountant.pk]))
    set_by(link_in(letters()[0]))

    assert open_session.get("/admin/").status_code == 302
    assert not ApiKey.objects.exists() and Authenticator.objects.filter(user=accountant).exists()
    asked = Client().post("/accounts/login/", {"login": "accountant", "password": PHRASE})
    assert asked["Location"].startswith("/accounts/2fa/authenticate/")
    assert [event.what for event in AccessEvent.objects.filter(person=accountant).order_by("pk")] == [
        "key_made",
        "link",
        "password",
        "key_ended",
    ]


def test_whoever_forgot_the_password_asks_for_a_link_and_nobody_learns_who_has_an_account(person: Person) -> None:
    User.objects.filter(pk=person("head").pk).update(email="head@example.org")
    answers = [
        Client().post("/accounts/password/forgotten/", {"email": email}, follow=True)
        for email in ("HEAD@example.org", "nobody@example.org", "head@example.org")
    ]

    assert [letter.to for letter in letters()] == [["head@example.org"]]  # once in ten minutes
    assert len({re.sub(r'"[\w-]{64}"', "", answer.content.decode()) for answer in answers}) == 1
    assert "Якщо ця адреса є на порталі" in answers[1].content.decode()


def test_from_one_address_ten_links_are_asked_for_and_the_answer_stays_the_same(person: Person) -> None:
    for name in ("head", "accountant"):
        User.objects.filter(pk=person(name).pk).update(email=f"{name}@example.org")
    asked = [*(f"tried-{number}@example.org" for number in range(9)), "head@example.org", "accountant@example.org"]
    forgotten = "/accounts/password/forgotten/"

    answers = [Client().post(forgotten, {"email": email}, follow=True).content.decode() for email in asked]
    from_one = [letter.to[0] for letter in letters()]
    Client(REMOTE_ADDR="192.0.2.7").post(forgotten, {"email": "accountant@example.org"})

    assert len({re.sub(r'"[\w-]{64}"', "", answer) for answer in answers}) == 1
    assert from_one == ["head@example.org"]
    assert [letter.to[0] for letter in letters()] == ["head@example.org", "accountant@example.org"]


@pytest.mark.parametrize("asker", [*ROLES, "superuser"])
def test_nobody_sets_the_password_of_somebody_else_at_any_address(person: Person, office: Office, asker: str) -> None:
    victim = person("head")
    if asker == "superuser":
        User.objects.create_superuser("superuser")
    client = Client()
    client.force_login(User.objects.get(username="superuser") if asker == "superuser" else person(asker))
    before = victim.password
    address = f"/admin/auth/user/{victim.pk}/password/"
    typed = {"password1": PHRASE, "password2": PHRASE, "usable_password": "true"}

    answers = [client.get(address).status_code, client.post(address, typed).status_code]
    client.post(f"/admin/auth/user/{victim.pk}/change/", {"username": "head", "password": PHRASE, **typed})

    victim.refresh_from_db()
    refused = {"commission": [302, 302]}.get(asker, [403, 403])  # who has no desk does not even come near
    assert (answers, victim.password) == (refused, before)


def test_letters_lie_in_a_folder_of_their_owner_alone(office: Office, settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_BACKEND = "kakhovka_portal.mail.LetterFiles"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    added(office("administrator"))
    do_waiting()

    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700
    assert "/accounts/password/link/" in next((tmp_path / "mail").iterdir()).read_text()


# ---- the second factor -----------------------------------------------------------------------------------------------


def test_a_removed_second_factor_is_told_to_the_person_and_every_head(person: Person, office: Office) -> None:
    for name in ("accountant", "head"):
        User.objects.filter(pk=person(name).pk).update(email=f"{name}@example.org")
    accountant = person("accountant")
    TOTP.activate(accountant, generate_totp_secret())
    address = reverse("admin:auth_user_factor", args=[accountant.pk])

    refused = office("administrator").post(address, {"reason": ""})
    office("administrator").post(address, {"reason": "загублено телефон"})

    assert refused.context["form"].errors
    assert not Authenticator.objects.exists()
    assert sorted(letter.to for letter in letters("другий фактор")) == [
        ["accountant@example.org"],
        ["head@example.org"],
    ]
    assert {name: "загублено телефон" in office(name).get("/admin/").content.decode() for name in ROLES[1:]} == {
        "secretary": False,
        "coordinator": False,
        "accountant": True,
        "head": True,
        "administrator": False,
        "moderator": False,
    }
    history = office("administrator").get(reverse("admin:auth_user_history", args=[accountant.pk])).content.decode()
    assert "Вилучено другий фактор" in history and "загублено телефон" in history


# ---- roles -----------------------------------------------------------------------------------------------------------


def test_the_roles_that_carry_money_or_adopting_are_known_by_their_rights(db: None) -> None:
    assert {name: granting.is_guarded(role(name)) for name in ROLES} == {
        "commission": False,
        "secretary": False,
        "coordinator": True,  # signs contracts and acts, which post to the ledger
        "accountant": True,
        "head": True,
        "administrator": False,
        "moderator": False,
    }


def test_the_first_head_of_a_portal_is_named_by_the_administrator_alone_and_no_second(office: Office) -> None:
    client = office("administrator")
    added(client, "head", name="first", email="first@example.org")
    added(client, "head", name="second", email="second@example.org")
    changed(client, User.objects.get(username="first"), is_active=False, reason_="звільнено")
    changed(client, User.objects.get(username="first"), groups=[], reason_="звільнено")
    added(client, "head", name="third", email="third@example.org")

    assert [held(name) for name in ("first", "second", "third")] == [set(), set(), set()]
    assert [str(proposal.person) for proposal in Proposal.objects.all()] == ["second", "third"]


def test_a_portal_has_had_a_head_also_when_the_right_to_confirm_was_taken_from_the_role(
    person: Person, office: Office
) -> None:
    person("head")
    client, address = office("administrator"), reverse("admin:auth_group_change", args=[role("head").pk])
    form, confirms = open_form(client, address), Permission.objects.get(codename="confirm_proposal")
    send(client, address, form, permissions=[pk for pk in form["permissions"] if pk != str(confirms.pk)], reason_="?")
    role("commission").permissions.add(confirms)  # as if a head had once let it

    added(client, "commission")

    assert not role("head").permissions.filter(pk=confirms.pk).exists()
    assert (held("olena"), Proposal.objects.count()) == (set(), 1)


@pytest.mark.parametrize("name", ["coordinator", "accountant", "head"])
def test_such_a_role_waits_until_a_head_confirms_it(person: Person, office: Office, name: str) -> None:
    person("head")
    administrator = office("administrator")
    added(administrator, name)
    waiting = Proposal.objects.get()
    before, sent = held("olena"), len(letters())
    by_others = {
        who: office(who).post(step("confirm"), {}).status_code for who in ("coordinator", "accountant", "administrator")
    }
    seen = {who: "olena" in office(who).get("/admin/").content.decode() for who in ("coordinator", "head")}

    answer = office("head").post(step("confirm"), {}, follow=True)

    assert (before, by_others) == (set(), dict.fromkeys(by_others, 403))
    assert seen == {"coordinator": False, "head": True}
    assert (held("olena"), Proposal.objects.exists()) == ({name}, False)
    assert User.objects.get(username="olena").is_staff
    assert [letter.to for letter in letters()[sent:]] == [["olena@example.org"]]
    assert link_in(letters()[-1]) not in answer.content.decode()
    events = AccessEvent.objects.filter(person=waiting.person).exclude(what="link").order_by("pk")
    assert [(event.what, event.role, event.by, event.reason) for event in events] == [
        ("proposed", name, person("administrator"), "наказ № 5"),
        ("confirmed", name, person("head"), "наказ № 5"),
    ]


def test_a_password_that_the_administrator_had_set_up_before_ends_with_the_confirmation(
    person: Person, office: Office
) -> None:
    """A person is made with one's own address, given a password, and only then becomes somebody with money."""
    person("head")
    client = office("administrator")
    added(client, "commission", email="administrator@example.org")
    set_by(link_in(letters()[0]))
    olena = User.objects.get(username="olena")
    make_key(ApiKey(owner=olena, name="Про запас", ends_on=timezone.localdate()))
    TOTP.activate(olena, generate_totp_secret())
    changed(client, olena, email="olena@example.org", reason_="виправлено адресу")
    changed(client, olena, groups=[role("accountant").pk], reason_="наказ № 6")

    office("head").post(step("confirm"), {})

    olena.refresh_from_db()
    assert held("olena") == {"accountant"} and not olena.has_usable_password()
    assert not ApiKey.objects.exists() and not Authenticator.objects.exists()
    assert letters()[-1].to == ["olena@example.org"]


def test_the_desk_names_what_the_head_decides_and_leads_there_and_back(person: Person, office: Office) -> None:
    person("head")
    added(office("administrator"), "accountant")
    head = office("head")

    desk, page = head.get("/admin/").content.decode(), head.get(step("confirm")).content.decode()
    steps = office("administrator").get(f"/admin/auth/user/{User.objects.get(username='olena').pk}/link/")

    words = "Роль: Бухгалтер – olena"
    assert [
        f'{button}<span class="visually-hidden">: {words}</span>' in desk for button in ("Підтвердити", "Відхилити")
    ] == [
        True,
        True,
    ]
    assert f"<strong>{words}</strong>" in page  # in plain letters: nothing more about it stands elsewhere
    assert '<a href="/admin/auth/user/">Люди</a>' in steps.content.decode()


def test_pages_about_a_person_and_a_role_name_who_looks_and_whom_they_are_about(person: Person, office: Office) -> None:
    client = office("administrator")
    added(client, "accountant")
    olena = User.objects.get(username="olena")

    step_of_olena = client.get(f"/admin/auth/user/{olena.pk}/link/")
    history = client.get(reverse("admin:auth_group_history", args=[role("accountant").pk]))

    assert step_of_olena.context["user"].get_username() == "administrator"
    assert (history.context["title"], history.context["subtitle"]) == ("Історія", "Бухгалтер")
    assert [line["what"] for line in history.context["changes"]] == ["Пропонується: Бухгалтер – olena"]


def test_an_address_changed_after_the_proposal_is_not_confirmed_with_it(person: Person, office: Office) -> None:
    person("head")
    client = office("administrator")
    added(client, "accountant")
    changed(client, User.objects.get(username="olena"), email="other@example.org", reason_="нова адреса")

    page = office("head").post(step("confirm"), {})

    assert page.content.decode().count("Після цієї пропозиції адресу пошти особи змінено") == 1
    assert held("olena") == set()


def test_the_address_of_who_has_money_waits_too_so_that_no_link_goes_astray(person: Person, office: Office) -> None:
    head = person("head")
    User.objects.filter(pk=head.pk).update(email="head@example.org")
    changed(office("administrator"), head, email="administrator@example.org", reason_="нова адреса")
    office("administrator").post(reverse("admin:auth_user_link", args=[head.pk]))
    went_to = [letter.to for letter in letters()]

    office("head").post(step("confirm"), {})

    head.refresh_from_db()
    assert went_to == [["head@example.org"]]
    assert head.email == "administrator@example.org"  # the head looked and confirmed; the old address hears of it
    assert letters("Інша адреса")[-1].to == ["head@example.org"]


def test_whoever_has_money_and_was_switched_off_comes_back_with_a_head_alone(person: Person, office: Office) -> None:
    person("head")
    accountant, client = person("accountant"), office("administrator")
    make_key(ApiKey(owner=accountant, name="Облік", ends_on=timezone.localdate()))
    changed(client, accountant, is_active=False, reason_="у відпустці")
    keys = ApiKey.objects.count()
    changed(client, accountant, is_active="on", reason_="повернувся")
    accountant.refresh_from_db()
    before = accountant.is_active

    office("head").post(step("confirm"), {})

    accountant.refresh_from_db()
    assert (keys, before, accountant.is_active) == (0, False, True)


def test_nobody_gives_oneself_a_role_and_nobody_confirms_for_oneself(person: Person, office: Office) -> None:
    administrator, head = person("administrator"), person("head")
    address = reverse("admin:auth_user_change", args=[administrator.pk])
    client = office("administrator")
    groups = [role("administrator").pk, role("commission").pk]
    own = send(client, address, open_form(client, address), groups=groups, reason_="так треба")
    head.groups.add(role("administrator"))
    own_proposal = Proposal.objects.create(what="role", person=person("commission"), role=role("accountant"), by=head)
    for_oneself = Proposal.objects.create(what="role", person=head, role=role("accountant"), by=administrator)

    pages = [office("head").post(step("confirm", each), {}).content.decode() for each in (own_proposal, for_oneself)]

    assert "Ніхто не надає ролей самому собі." in own.content.decode() and held("administrator") == {"administrator"}
    assert "Ви самі це запропонували" in pages[0] and "Підтвердити доступ самому собі не можна" in pages[1]
    assert Proposal.objects.count() == 2


def test_a_right_with_money_waits_also_when_a_role_is_widened_by_it(person: Person, office: Office) -> None:
    head, client, commission = person("head"), office("administrator"), role("commission")
    money = Permission.objects.get(codename="add_ledgerentry")
    plain = Permission.objects.get(codename="view_ledgerentry")
    address = reverse("admin:auth_group_change", args=[commission.pk])
    form = open_form(client, address)

    refused = send(client, address, form, permissions=[*form["permissions"], money.pk, plain.pk])
    send(client, address, form, permissions=[*form["permissions"], money.pk, plain.pk], reason_="пробуємо")
    at_once = set(commission.permissions.values_list("codename", flat=True))
    office("head").post(step("confirm"), {})

    assert refused.status_code == 200
    assert at_once == {"follow_programs", "add_reportquestion", "view_ledgerentry"}
    assert commission.permissions.filter(pk=money.pk).exists()
    events = AccessEvent.objects.filter(role="commission").order_by("pk")
    assert {(event.what, event.right, event.by) for event in events} == {
        ("right_given", "programs.ledgerentry.view_ledgerentry", person("administrator")),
        ("proposed", "programs.ledgerentry.add_ledgerentry", person("administrator")),
        ("confirmed", "programs.ledgerentry.add_ledgerentry", head),
    }


def test_nobody_moves_money_or_its_limits_by_what_the_administrator_gives_alone(program: Program) -> None:
    """An adopted plan is corrected by whoever may write in a draft: its amounts are the limits of the ledger."""
    helper = User.objects.create_user("helper", is_staff=True)
    helper.user_permissions.set(Permission.objects.exclude(pk__in=granting.guarded_rights()))
    api, staff, measure = APIClient(), Client(), MeasureRow.objects.all()[0]
    api.force_authenticate(helper)
    staff.force_login(helper)
    allocation, edition = Allocation.objects.all()[0], program.editions.get()
    place = {"measure": measure.measure_id, "budget_year": 2021, "source": allocation.source.code, "amount": "1.00"}
    totals = [{"year": 2021, "fund": "general", "amount": "1.00"}]
    before = list(Allocation.objects.values_list()), list(edition.passport_totals.values_list())

    answers = {
        "an amount": api.patch(f"/api/v1/allocations/{allocation.pk}/", {"amount": "1.00", "reason": "описка"}),
        "an amount taken away": api.delete(f"/api/v1/allocations/{allocation.pk}/?reason=описка"),
        "a measure": api.patch(f"/api/v1/measures/{measure.measure_id}/", {"funding": "not_required"}),
        "totals": api.patch(f"/api/v1/editions/{edition.pk}/", {"passport_totals": totals, "reason": "описка"}),
        "adopting": api.post(f"/api/v1/editions/{edition.pk}/adopt/", {}),
        "an entry": api.post("/api/v1/ledger/", {**place, "stage": "paid", "date": "2021-04-06"}),
        "an appropriation": api.post("/api/v1/appropriations/", place),
        "a payment": api.post("/api/v1/payments/", {}),
        "the form": staff.post(reverse("admin:programs_measurerow_change", args=[measure.pk]), {}),
        "the sheet": staff.post(reverse("admin:programs_edition_grid", args=[edition.pk]), {}),
        "an override": staff.post(reverse("admin:programs_override_add"), {}),
        "a closing": staff.post(reverse("admin:programs_periodclosing_add"), {}),
    }

    assert {what: answer.status_code for what, answer in answers.items()} == dict.fromkeys(answers, 403)
    assert before == (list(Allocation.objects.values_list()), list(edition.passport_totals.values_list()))


def test_whoever_has_a_role_that_is_widened_by_money_begins_anew_and_the_head_sees_who(
    person: Person, office: Office
) -> None:
    """Otherwise a harmless role, given at once, would carry a password that somebody else had set up into money."""
    person("head")
    accountant, client = person("accountant"), office("administrator")
    accountant.groups.add(role("commission"))
    added(client, "commission")
    set_by(link_in(letters()[0]))
    olena = User.objects.get(username="olena")
    make_key(ApiKey(owner=olena, name="Про запас", ends_on=timezone.localdate()))
    address = reverse("admin:auth_group_change", args=[role("commission").pk])
    form = open_form(client, address)
    money = Permission.objects.get(codename="add_ledgerentry")
    send(client, address, form, permissions=[*form["permissions"], money.pk], reason_="пробуємо")

    page = office("head").get(step("confirm")).content.decode()
    office("head").post(step("confirm"), {})

    olena.refresh_from_db()
    assert "(olena) olena@example.org" in page
    assert olena.has_perm("programs.add_ledgerentry") and not olena.has_usable_password()
    assert not ApiKey.objects.exists()
    assert [letter.to for letter in letters()[1:]] == [["olena@example.org"]]
    assert User.objects.get(pk=accountant.pk).password == accountant.password  # who has money keeps the own one


def test_a_head_refuses_and_the_administrator_takes_back(person: Person, office: Office) -> None:
    person("head")
    for name in ("one", "two"):
        added(office("administrator"), "accountant", name=name, email=f"{name}@example.org")
    one, two = Proposal.objects.all()

    office("head").post(step("refuse", one), {"reason": "не знаю такої"})
    by_coordinator = office("coordinator").post(step("take-back", two), {"reason": "?"}).status_code
    office("administrator").post(step("take-back", two), {"reason": "помилка"})

    assert (Proposal.objects.exists(), by_coordinator, held("one"), held("two")) == (False, 403, set(), set())
    assert [(event.what, event.reason) for event in AccessEvent.objects.exclude(what="link").order_by("pk")[2:]] == [
        ("refused", "не знаю такої"),
        ("taken_back", "помилка"),
    ]


def test_a_role_is_taken_at_once_and_no_role_goes_while_somebody_has_it(person: Person, office: Office) -> None:
    client, accountant = office("administrator"), person("accountant")
    archivist = Group.objects.create(name="Архіваріус")
    accountant.groups.add(archivist)
    address = reverse("admin:auth_group_delete", args=[archivist.pk])
    kept = client.post(address, {"post": "yes"})
    refused = changed(client, accountant, groups=[])
    changed(client, accountant, groups=[], reason_="звільнено")
    stood = role("Архіваріус").name
    gone = client.post(address, {"post": "yes"})

    assert (kept.status_code, stood, refused.status_code, gone.status_code) == (200, "Архіваріус", 200, 302)
    assert held("accountant") == set() and not Group.objects.filter(name="Архіваріус").exists()
    taken = AccessEvent.objects.filter(what="taken")
    assert {(each.person, each.role, each.by, each.reason) for each in taken} == {
        (accountant, name, person("administrator"), "звільнено") for name in ("accountant", "Архіваріус")
    }


def test_the_roles_of_the_portal_keep_their_names_and_stay(office: Office) -> None:
    """Rights of a new version find their role by its name: under another one it would get none, and a role that took
    the name would get all of them.
    """
    client = office("administrator")
    archivist = Group.objects.create(name="Архіваріус")
    codes, renamed = {}, {}
    for name in ROLES:
        address = reverse("admin:auth_group_change", args=[role(name).pk])
        send(client, address, open_form(client, address), name=f"колишня {name}", reason_="так треба")
        codes[name] = client.post(reverse("admin:auth_group_delete", args=[role(name).pk]), {"post": "yes"}).status_code
    role("accountant").delete()  # as an earlier version let it
    address = reverse("admin:auth_group_change", args=[archivist.pk])
    for name in ("accountant", "Accountant", "член комісії", "Архів"):
        page = send(client, address, open_form(client, address), name=name, reason_="так треба")
        renamed[name] = "Так називається одна з ролей самого порталу" in page.content.decode()
    page = client.post(reverse("admin:auth_group_add"), {"name": "accountant", "reason_": "так треба"})

    assert codes == dict.fromkeys(ROLES, 403)
    assert renamed == {"accountant": True, "Accountant": True, "член комісії": True, "Архів": False}
    assert "Так називається одна з ролей самого порталу" in page.content.decode()
    names = Group.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == [*(name for name in ROLES if name != "accountant"), "Архів"]


def test_titles_and_messages_name_a_role_as_people_know_it(office: Office) -> None:
    client, accountant = office("administrator"), role("accountant")
    address = reverse("admin:auth_group_change", args=[accountant.pk])
    saved = client.post(address, {**open_form(client, address), "_continue": "1"}, follow=True).content.decode()
    history = client.get(reverse("admin:auth_group_history", args=[accountant.pk])).content.decode()

    titles = [re.findall(r"<title>(.*?)</title>", page, re.DOTALL)[0] for page in (saved, history)]
    assert ["Бухгалтер" in title for title in titles] == [True, True]
    assert '<p class="page-subtitle">Бухгалтер</p>' in history
    told = re.findall(r'<ul class="messagelist">(.*?)</ul>', saved, re.DOTALL)[0]
    assert ("Бухгалтер" in told, "accountant" in told, saved.count("accountant")) == (True, False, 1)  # its code


def test_the_command_line_asks_nobody(person: Person) -> None:
    person("head")
    User.objects.create_user("olena", email="olena@example.org")

    call_command("give_role", "olena", "head", reason="відновлення доступу")

    assert (held("olena"), AccessEvent.objects.get().by) == ({"head"}, None)
