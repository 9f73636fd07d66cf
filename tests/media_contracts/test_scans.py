"""The paper with both signatures: added to what is signed already, for staff alone, touching no word of it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from media_contracts import services
from media_contracts.models import Act, SupplementaryAgreement
from programs.models import files
from tests.conftest import account, shared_by_module
from tests.media_contracts.contracting import cut, drafted_act, in_force, newspaper, publish
from tests.programs.filling import open_form, send

Person = Callable[[str], User]
START, END = date(2021, 4, 1), date(2021, 4, 30)
PDF = b"%PDF-1.7 paper with two signatures"


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """An act and an agreement, signed, of a contract that is over by now."""
    with shared_by_module(django_db_blocker):
        by = account("coordinator")
        outlet = newspaper(by)
        contract = in_force(outlet, by)
        cut(contract, START, by)
        publish(outlet, START, by)
        services.sign_act(act=drafted_act(contract, START, END, by, number="1"), by=by)
        services.terminate_contract(contract=contract, date=END, by=by, reason="За згодою сторін")
        yield


@pytest.fixture
def signed(module_data: None, db: None) -> tuple[Act, SupplementaryAgreement]:
    return Act.objects.get(), SupplementaryAgreement.objects.get()


def page(record: Any, name: str) -> str:
    return reverse(f"admin:media_contracts_{record._meta.model_name}_{name}", args=[record.pk])


def upload(name: str = "Акт Марії Іванівни.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_signed_paper_is_added_by_name_of_nobody_and_replaced_with_its_history(
    client: Client, person: Person, signed: tuple[Act, SupplementaryAgreement]
) -> None:
    client.force_login(person("head"))
    record: Any
    for record in signed:
        before = {name: value for name, value in vars(type(record).objects.get(pk=record.pk)).items() if name[0] != "_"}
        form = open_form(client, page(record, "change"))

        added = send(client, page(record, "change"), form, scan=upload(), number="підроблено")
        late = send(client, page(record, "change"), form, scan=upload("інший.pdf"))
        again = open_form(client, page(record, "change"))
        replaced = send(client, page(record, "change"), again, scan=upload("скан.png", b"\x89PNG\r\n\x1a\n"))

        module_data = client.get(page(record, "history")).context["changes"]
        stored: Any = type(record).objects.get(pk=record.pk)
        changed = {name for name, value in before.items() if getattr(stored, name) != value}
        assert (added.status_code, replaced.status_code) == (302, 302)
        assert 'class="conflict"' in late.content.decode()
        assert changed == {"scan", "version"}
        assert [(row.history_user, row.scan[-4:]) for row in stored.history.all()[:2]] == [
            (person("head"), ".png"),
            (person("head"), ".pdf"),
        ]
        assert [(row.who, [(each.before, each.after) for each in row.fields]) for row in module_data[:2]] == [
            ("head", [("файл PDF", "файл PNG")]),
            ("head", [("", "файл PDF")]),
        ]
        assert [name for name in ("Марії", "скан") if name in stored.scan.name] == []
        assert stored.scan.name.startswith("private/contracts/")


def test_a_wrong_file_is_refused_with_what_to_do(
    client: Client, person: Person, signed: tuple[Act, SupplementaryAgreement], monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(person("coordinator"))
    monkeypatch.setattr(files, "LARGEST_PAPER", 1)
    wrong = {
        "Такі файли не приймаються. Можна долучити: pdf, jpg": ("акт.html", b"<html>"),
        "Файл названо PDF, але всередині він інший": ("акт.pdf", b"<!doctype html><script>alert(1)</script>"),
        "Файл більший за 1 МБ.": ("акт.pdf", PDF + b"0" * 1024 * 1024),
        "Файл порожній.": ("акт.pdf", b""),
    }
    record: Any
    for record in signed:
        form = open_form(client, page(record, "change"))

        answers = [send(client, page(record, "change"), form, scan=upload(*file)) for file in wrong.values()]

        said = [str(answer.context["adminform"].form.errors["scan"][0]) for answer in answers]
        assert [sentence.startswith(words) for sentence, words in zip(said, wrong, strict=True)] == [True] * 4, said
        assert not type(record).objects.get(pk=record.pk).scan


def test_the_signed_paper_is_given_to_staff_who_see_its_document(
    client: Client, person: Person, signed: tuple[Act, SupplementaryAgreement]
) -> None:
    by = person("coordinator")
    record: Any
    for record in signed:
        record.scan = upload()
        services.save_document(document=record, by=by)
    answers = {}
    for who in ("", "commission", "administrator", "accountant", "head"):
        client.logout()
        if who:
            client.force_login(person(who))
        answers[who] = [client.get(page(record, "file")).status_code for record in signed]

    assert answers == {
        "": [302, 302],
        "commission": [302, 302],
        "administrator": [403, 403],
        "accountant": [200, 200],
        "head": [200, 200],
    }
    file = client.get(page(signed[0], "file"))
    assert (file.getvalue(), file["Content-Disposition"]) == (
        PDF,
        f'attachment; filename="act-{signed[0].pk}.pdf"',
    )


def test_no_other_word_of_what_is_signed_changes_with_its_paper(
    person: Person, signed: tuple[Act, SupplementaryAgreement]
) -> None:
    refusals = []
    record: Any
    for record in signed:
        record.scan, record.number = upload(), "9"
        with pytest.raises(ValidationError) as refusal:
            services.save_document(document=record, by=person("coordinator"))
        refusals += refusal.value.messages

    assert refusals == [
        "Підписаний акт не редагують: виправте його новим актом або анулюйте.",
        "Підписану угоду не редагують: її умови змінює наступна угода.",
    ]
