"""Letters: each hears once, in the transaction or not at all, of what concerns them, and reads nothing of anybody."""

import smtplib
from collections.abc import Callable
from datetime import UTC, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, transaction
from django.test import Client
from django.utils import timezone

from kakhovka_portal import granting
from kakhovka_portal.mail import LETTER_FILES, PAUSES, clear_letters, deliver, letters_left_behind, letters_of_the_day
from programs.background import ask_for_housekeeping, do_waiting
from programs.models import BackgroundWork, Letter, Program
from programs.services.background import end_work, enqueue
from programs.services.mail import write_to
from tests.media_contracts import contracting
from tests.test_settings import settings_read

Person = Callable[[str], User]
Kind = Letter.Kind
OFFICE = ("coordinator", "accountant", "head", "administrator", "commission")


@pytest.fixture
def office(person: Person, settings: Any) -> dict[str, User]:
    """A department whose people have addresses, under an address of its own."""
    settings.PUBLIC_URL = "https://programs.example.org"
    for role in OFFICE:
        User.objects.filter(pk=person(role).pk).update(email=f"{role}@example.org")
    return {role: person(role) for role in OFFICE}


def table() -> list[tuple[str, str, str, int, str]]:
    rows = Letter.objects.order_by("pk").select_related("person")
    return [(row.person.username if row.person else "", row.kind, row.state, row.attempts, row.error) for row in rows]


def round_of(day: str) -> list[tuple[str, str]]:
    """The worker's daily round at noon, and the letters that came of it: to whom and with what subject."""
    before = len(mail.outbox)
    with time_machine.travel(f"{day} 12:00+03:00", tick=False):
        letters_of_the_day(now=timezone.now())
        do_waiting()
    return sorted((letter.to[0].split("@")[0], str(letter.subject)) for letter in mail.outbox[before:])


# ---- what is due -----------------------------------------------------------------------------------------------------


def test_each_hears_once_a_week_of_what_is_due_and_at_once_of_what_is_urgent(
    program: Program, office: dict[str, User]
) -> None:
    """The report for the first quarter of 2021 is due on the 15th of April, a Thursday."""
    monday, again, wednesday = round_of("2021-04-12"), round_of("2021-04-12"), round_of("2021-04-14")
    thursday, next_week = round_of("2021-04-15"), round_of("2021-04-19")

    assert [who for who, _subject in monday] == ["accountant", "coordinator", "head"]
    assert {subject.rpartition(":")[0] for _who, subject in monday} == {"Що належить зробити"}
    assert again == []  # as often as the round is made
    assert [(who, subject.rpartition(" – ")[0]) for who, subject in wednesday] == [
        ("coordinator", "Терміново: строк минув або настає"),
        ("head", "Терміново: строк минув або настає"),
    ]
    assert thursday == []  # they heard of it the day before
    assert [who for who, _subject in next_week] == ["accountant", "coordinator", "head"]


def test_the_worker_makes_the_daily_round_by_itself(program: Program, office: dict[str, User]) -> None:
    with time_machine.travel("2021-04-12 12:00+03:00", tick=False):
        ask_for_housekeeping(timezone.now())
        do_waiting()

    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "accountant@example.org",
        "coordinator@example.org",
        "head@example.org",
    ]


def test_a_letter_about_what_is_due_is_read_at_a_glance(program: Program, office: dict[str, User]) -> None:
    round_of("2021-04-12")

    [letter] = [letter for letter in mail.outbox if letter.to == ["head@example.org"]]

    assert letter.body.startswith("Доброго дня!\n\nОсь що зараз належить зробити")
    assert "– 15.04.2021 – Звіт про виконання за I квартал 2021 року\n" in letter.body
    assert "\nhttps://programs.example.org/admin/\n" in letter.body
    assert "https://programs.example.org/accounts/letters/" in letter.body
    assert max(map(len, letter.body.splitlines())) <= 72 and "\n\n\n" not in letter.body


def test_of_several_programmes_each_line_says_whose_it_is(program: Program, office: dict[str, User]) -> None:
    Program.objects.create(
        title="Програма «Молодь»",
        short_title="Молодь",
        slug="youth",
        start_year=2019,
        end_year=2020,
        status=Program.Status.IN_FORCE,
    )
    round_of("2021-04-12")

    [letter] = [letter for letter in mail.outbox if letter.to == ["head@example.org"]]

    text = " ".join(str(letter.body).split())
    assert f"Звіт про виконання за I квартал 2021 року ({program})" in text and "(Молодь)" in text


def test_what_was_done_before_the_letter_went_is_not_written(program: Program, office: dict[str, User]) -> None:
    with time_machine.travel("2021-04-12 12:00+03:00", tick=False):
        letters_of_the_day(now=timezone.now())
        Program.objects.update(status=Program.Status.COMPLETED)
        do_waiting()

    assert mail.outbox == []
    assert {row[2:] for row in table()} == {("given_up", 1, "На час надсилання сповіщати вже не було про що.")}


# ---- the choice ------------------------------------------------------------------------------------------------------


def test_each_chooses_which_letters_come_and_security_is_no_choice(office: dict[str, User]) -> None:
    client = Client()
    client.force_login(office["head"])

    page = client.get("/accounts/letters/").content.decode()
    desk = client.get("/admin/").content.decode()
    client.post("/accounts/letters/", {"kinds": ["digest"]})
    forged = client.post("/accounts/letters/", {"kinds": ["digest", "password"]})
    for kind in [each for each in Kind if each != Kind.OUTSIDE]:
        write_to(office["head"], kind, cause=kind)
        write_to(office["accountant"], kind, cause=kind)

    assert page.count("checked") == len(Letter.OPTIONAL) and "head@example.org" in page
    assert '<a href="/accounts/letters/">Листи</a>' in desk
    assert forged.context["form"].errors
    head, accountant = ([row[1] for row in table() if row[0] == who] for who in ("head", "accountant"))
    others = ["role", "waits", "password", "address", "factor"]
    assert head == ["digest", *others]
    assert accountant == [*Letter.OPTIONAL, *others]


def test_who_has_no_address_or_is_switched_off_gets_none(person: Person, office: dict[str, User]) -> None:
    nobody, gone = User.objects.create_user("nobody"), office["head"]
    gone.is_active = False

    assert [write_to(who, Kind.ROLE, cause="x") for who in (nobody, gone)] == [None, None]


# ---- causes ----------------------------------------------------------------------------------------------------------


def test_a_cause_is_written_once_and_in_its_transaction_or_not_at_all(office: dict[str, User]) -> None:
    role = Group.objects.get(name="commission")
    with pytest.raises(RuntimeError), transaction.atomic():
        granting.give_role(office["head"], role, by=None, reason="")
        raise RuntimeError
    rolled_back = table(), BackgroundWork.objects.count()

    for _twice in range(2):
        write_to(office["head"], Kind.ROLE, cause="access/1", about={"role": "head", "what": "given"})
    waiting = len(mail.outbox)
    do_waiting()

    assert rolled_back == ([], 0)
    assert (waiting, [letter.subject for letter in mail.outbox]) == (0, ["Вам надано роль «Керівник»"])
    assert table() == [("head", "role", "sent", 1, "")]


def test_a_new_a_taken_and_a_changed_role_are_told_to_whom_they_concern(office: dict[str, User]) -> None:
    commission, head, by = Group.objects.get(name="commission"), office["head"], office["administrator"]
    granting.set_roles(office["accountant"], [commission], by=by, reason="наказ")
    held = list(commission.permissions.all())
    granting.set_rights(commission, [], held, by=by, reason="наказ")
    do_waiting()

    assert sorted((letter.to[0], str(letter.subject)) for letter in mail.outbox) == [
        ("accountant@example.org", "Вам надано роль «Член комісії»"),
        ("accountant@example.org", "Роль «Бухгалтер» знято"),
        ("accountant@example.org", "Роль «Член комісії» змінено"),
        ("commission@example.org", "Роль «Член комісії» змінено"),
    ]
    assert head not in {row.person for row in Letter.objects.all()}


def test_each_head_who_may_decide_hears_once_that_access_waits(office: dict[str, User]) -> None:
    roles = {group.name: group for group in Group.objects.all()}
    proposing = User.objects.create_user("proposing", email="proposing@example.org")
    second, by = User.objects.create_user("second", email="second@example.org"), office["administrator"]
    for head in (proposing, second):
        head.groups.add(roles["head"])
    granting.set_roles(second, [roles["head"], roles["accountant"]], by=proposing, reason="наказ")
    granting.set_roles(office["commission"], [roles["commission"], roles["coordinator"]], by=by, reason="наказ")
    do_waiting()
    [first, *others] = mail.outbox
    for proposal in granting.Proposal.objects.all():
        granting.end(proposal, by=office["head"], what=granting.What.REFUSED, reason="ні")
    granting.set_roles(office["commission"], [roles["commission"], roles["accountant"]], by=by, reason="наказ")
    granting.end(granting.Proposal.objects.get(), by=by, what=granting.What.TAKEN_BACK, reason="помилка")
    do_waiting()

    assert {str(letter.subject) for letter in mail.outbox} == {"Доступ до порталу чекає на ваше рішення"}
    assert {letter.to[0]: str(letter.body).split("пропозицій:")[1][1] for letter in (first, *others)} == {
        "head@example.org": "2",
        "second@example.org": "1",  # nobody confirms for oneself
        "proposing@example.org": "1",  # nor what one proposed
    }
    assert len(mail.outbox) == 3  # what was taken back before it went is not written
    assert "https://programs.example.org/admin/" in first.body and "/accounts/letters/" not in first.body


@pytest.mark.parametrize(("state", "word"), [("done", "готово"), ("failed", "не вдалося"), ("stopped", "")])
def test_who_waits_for_an_import_or_a_long_report_hears_how_it_ended(
    office: dict[str, User], state: str, word: str
) -> None:
    told = {"upload": 7, "file": "Іваненко.xlsx", "kind": "plan"}
    for seconds in (60, 2):  # who waited two seconds is still at the page
        work = enqueue(kind="import", for_whom=office["coordinator"], arguments=told)
        BackgroundWork.objects.filter(pk=work.pk).update(asked_at=timezone.now() - timedelta(seconds=seconds))
        work.refresh_from_db()
        end_work(work, state, worker="")
    do_waiting()

    assert [letter.subject for letter in mail.outbox] == ([f"Імпорт: {word}"] if word else [])
    assert "Іваненко" not in "".join(str(letter.body) for letter in mail.outbox)


# ---- nothing personal ------------------------------------------------------------------------------------------------


def test_no_letter_names_a_person_or_an_amount_and_no_table_keeps_a_link(office: dict[str, User]) -> None:
    planted = ["Прихована", "Таємнич", "98765", "98 765", "98\u00a0765", "наказ про Прихован", "coordinator"]
    User.objects.update(first_name="Прихована", last_name="Таємнич")
    by = office["administrator"]
    contract = contracting.in_force(contracting.newspaper(office["head"]), office["head"], number="13")
    type(contract.supplier).objects.update(name="ФОП Прихована Таємнич")
    client = Client()
    client.post("/accounts/password/forgotten/", {"email": "coordinator@example.org"})
    granting.set_roles(office["accountant"], [], by=by, reason="наказ про Приховану 98765")
    head = Group.objects.filter(name="head")
    granting.set_roles(office["accountant"], head, by=by, reason="наказ про Приховану 98765")
    for role in ("coordinator", "head"):
        write_to(office[role], Kind.FACTOR, cause="f", about={"is_own": role == "head"})
        write_to(office[role], Kind.ADDRESS, cause="a", about={"address": "old@example.org"})
    with time_machine.travel(f"{contract.date_to - timedelta(days=20)} 12:00+03:00", tick=False):
        letters_of_the_day(now=timezone.now())
        do_waiting()

    texts = [f"{letter.subject}\n{letter.body}" for letter in mail.outbox]
    assert {row[1] for row in table()} >= {"digest", "role", "waits", "password", "address", "factor"}
    assert any("Закінчуються строк або кошти: договір № 13" in text for text in texts)
    assert [(word, text) for word in planted for text in texts if word in text] == []
    [link] = [line for text in texts for line in text.splitlines() if "/password/link/" in line]
    rows = [str(row) for model in apps.get_models() for row in model._base_manager.values_list()]
    assert [row for row in rows if link.split("/")[-2] in row or "old@example.org" in row] == []


def test_a_letter_stands_in_its_file_as_mail_programs_want_it(
    program: Program, office: dict[str, User], settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_BACKEND = LETTER_FILES
    settings.EMAIL_FILE_PATH = tmp_path
    settings.DEFAULT_FROM_EMAIL = "Портал програм <portal@example.org>"
    Group.objects.create(name="Радни\u0438\u0306к\nBcc: all@example.org " + "дуже " * 20)
    role = Group.objects.latest("pk")
    write_to(office["head"], Kind.ROLE, cause="x", about={"role": role.name, "what": "given"})
    do_waiting()

    [path] = tmp_path.iterdir()
    raw = path.read_bytes().rpartition(b"\n---")[0].rpartition(b"\n---")[0] or path.read_bytes()
    letter = message_from_bytes(raw, policy=policy.default)
    assert (letter["To"], letter["Bcc"], letter["From"]) == (
        "head@example.org",
        None,
        "Портал програм <portal@example.org>",
    )
    assert letter["Auto-Submitted"] == "auto-generated" and letter["Message-ID"].endswith("@example.org>")
    assert timezone.localdate(letter["Date"].datetime.replace(tzinfo=UTC)) == timezone.localdate()
    subject = letter["Subject"].strip()
    assert subject.startswith("Вам надано роль «Раднийк Bcc: all") and len(subject) <= 70
    assert max(map(len, raw.splitlines())) < 200


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp+tls://mail.example.org:none", "EMAIL_FROM": "portal@example.org"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp+tls://user:pass@word@mail.example.org", "EMAIL_FROM": "p@example.org"}, "EMAIL_URL"),
        ({"EMAIL_URL": "smtp+tls://mail.example.org"}, "EMAIL_FROM"),
        ({"EMAIL_FROM": "Портал"}, "EMAIL_FROM"),
        ({"EMAIL_FROM": "portal@example.org\nBcc: all@example.org"}, "EMAIL_FROM"),
    ],
)
def test_a_mail_server_that_cannot_be_understood_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], word: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=word) as refused:
        settings_read()
    assert "pass@word" not in str(refused.value)


def test_the_mail_server_is_read_from_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_FROM", "Портал програм <portal@example.org>")
    read = {}
    for address in ("smtp+tls://u:p%40ss@mail.example.org", "smtp+ssl://mail.example.org", "smtp://127.0.0.1:1025"):
        monkeypatch.setenv("EMAIL_URL", address)
        found = settings_read()
        names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_PASSWORD")
        read[address[:8]] = [
            *(found[name] for name in names),
            found.get("EMAIL_USE_TLS", False),
            found.get("EMAIL_USE_SSL", False),
        ]
        assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"

    assert read == {
        "smtp+tls": ["mail.example.org", 587, "p@ss", True, False],
        "smtp+ssl": ["mail.example.org", 465, None, False, True],
        "smtp://1": ["127.0.0.1", 1025, None, False, False],
    }


# ---- failures --------------------------------------------------------------------------------------------------------


class Server:
    """A mail server of the test's own kind, in the place of Django's backend."""

    problem: Exception | None = None

    def __init__(self, **options: Any) -> None:
        pass

    def send_messages(self, messages: list[Any]) -> int:
        if self.problem:
            raise self.problem
        mail.outbox += messages
        return len(messages)


@pytest.fixture
def server(settings: Any, office: dict[str, User]) -> type[Server]:
    settings.EMAIL_BACKEND = "tests.test_mail.Server"
    Server.problem = None
    return Server


def test_a_letter_is_tried_again_with_growing_pauses_and_given_up_in_the_end(
    server: type[Server], office: dict[str, User]
) -> None:
    server.problem = ConnectionRefusedError()
    tries = []
    with time_machine.travel("2026-03-02 10:00+02:00", tick=False) as clock:
        write_to(office["head"], Kind.ROLE, cause="x", about={"role": "head", "what": "given"})
        do_waiting()
        for pause in PAUSES:
            clock.shift(pause - timedelta(seconds=1))
            do_waiting()
            tries.append(Letter.objects.get().attempts)
            clock.shift(2)
            do_waiting()
        last = table()
        server.problem = None
        clock.shift(timedelta(days=30))
        do_waiting()
        letters_left_behind(now=timezone.now())

    assert tries == [1, 2, 3, 4, 5, 6] and list(PAUSES) == sorted(PAUSES)
    assert last == table() == [("head", "role", "given_up", 7, "Поштовий сервер не відповідає як слід.")]
    assert mail.outbox == []


def test_a_letter_goes_when_the_server_is_back(server: type[Server], office: dict[str, User]) -> None:
    problems = [smtplib.SMTPAuthenticationError(535, b"head@example.org"), smtplib.SMTPRecipientsRefused({})]
    with time_machine.travel("2026-03-02 10:00+02:00", tick=False) as clock:
        write_to(office["head"], Kind.ROLE, cause="x", about={"role": "head", "what": "given"})
        said = []
        for server.problem in [*problems, smtplib.SMTPDataError(451, b"later"), None]:
            do_waiting()
            said.append(Letter.objects.get().error)
            clock.shift(timedelta(days=2))

    assert said == [
        "Поштовий сервер не приймає імені користувача або пароля порталу.",
        "Поштовий сервер не приймає адреси цієї особи.",
        "Поштовий сервер відхилив лист (код 451).",
        "",
    ]
    assert (table(), len(mail.outbox)) == ([("head", "role", "sent", 4, "")], 1)


def test_a_worker_killed_between_sending_and_noting_it_sends_once_more_and_no_third_time(
    server: type[Server], office: dict[str, User]
) -> None:
    class Killed(BaseException):
        pass

    def killed_after(self: Server, messages: list[Any]) -> int:
        mail.outbox.extend(messages)
        raise Killed

    letter = write_to(office["head"], Kind.ROLE, cause="x", about={"role": "head", "what": "given"})
    assert letter
    send, Server.send_messages = Server.send_messages, killed_after  # type: ignore[method-assign]
    try:
        for _begun in range(2):
            with pytest.raises(Killed):
                deliver(Letter.objects.get())
    finally:
        Server.send_messages = send  # type: ignore[method-assign]
    deliver(Letter.objects.get())

    ids = {letter.extra_headers["Message-ID"] for letter in mail.outbox}
    assert (len(mail.outbox), len(ids)) == (2, 1)
    assert table() == [("head", "role", "given_up", 2, "Надсилання двічі перервалося: лист міг дійти.")]


@pytest.mark.both_databases("locks")
def test_a_letter_whose_database_goes_away_is_not_given_up(
    server: type[Server], office: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    write_to(office["head"], Kind.ROLE, cause="x", about={"role": "head", "what": "given"})
    with monkeypatch.context() as for_a_moment, pytest.raises(OperationalError):
        for_a_moment.setattr("kakhovka_portal.mail.render_to_string", away)
        deliver(Letter.objects.get())
    deliver(Letter.objects.get())

    assert len(mail.outbox) == 1
    assert table() == [("head", "role", "sent", 2, "")]


def test_an_address_that_would_write_headers_of_its_own_gets_nothing(
    server: type[Server], office: dict[str, User], settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = LETTER_FILES
    settings.EMAIL_FILE_PATH = tmp_path
    User.objects.filter(pk=office["head"].pk).update(email="head@example.org\nBcc: all@example.org")
    write_to(User.objects.get(username="head"), Kind.ROLE, cause="x", about={"role": "head", "what": "given"})
    do_waiting()

    assert table() == [("head", "role", "given_up", 1, "На таку адресу пошти лист надіслати неможливо.")]


def test_what_was_left_behind_is_taken_up_and_old_lines_go(office: dict[str, User]) -> None:
    for who in ("head", "accountant"):
        write_to(office[who], Kind.ROLE, cause="x", about={"role": "head", "what": "given"})
    BackgroundWork.objects.filter(arguments__letter=Letter.objects.first().pk).delete()  # type: ignore[union-attr]
    now = timezone.now()

    said = [letters_left_behind(now=now), letters_left_behind(now=now)]
    do_waiting()
    Letter.objects.filter(person=office["head"]).update(asked_at=now - timedelta(days=366))

    assert [line.split(": ")[1] for line in said] == ["1 taken up again", "0 taken up again"]
    assert len(mail.outbox) == 2
    assert clear_letters(now=now).endswith(": 1 deleted") and [row[0] for row in table()] == ["accountant"]


def test_the_administrator_sees_what_was_sent_and_no_word_of_it(office: dict[str, User]) -> None:
    write_to(office["head"], Kind.PASSWORD, cause="x", about={"site": "https://secret.example.org"})
    do_waiting()
    letter = Letter.objects.get()
    pages = {}
    for role in OFFICE[:4]:
        client = Client()
        client.force_login(office[role])
        pages[role] = [client.get(f"/admin/programs/letter/{end}") for end in ("", f"{letter.pk}/change/")]
        refused = client.post(f"/admin/programs/letter/{letter.pk}/change/", {"state": "waiting"}).status_code
        assert refused == 403

    assert {role: [page.status_code for page in found] for role, found in pages.items()} == {
        "coordinator": [403, 403],
        "accountant": [403, 403],
        "head": [403, 403],
        "administrator": [200, 200],
    }
    text = "".join(page.content.decode() for page in pages["administrator"])
    assert "Посилання для нового пароля" in text or "посилання для нового пароля" in text
    assert "/password/link/" not in text and "secret.example.org" not in text
