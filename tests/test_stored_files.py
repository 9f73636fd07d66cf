"""Files that people bring: each kind is known by what is inside, at every door, and kept under a name of nobody."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse

from media_contracts.models import Contract, Publication
from media_contracts.services import save_document, save_publication
from programs.models import Activity, LegalAct, Measure, Program, files
from programs.services import save_record
from tests.files_of_kinds import PAGE, PDF, RIGHT, WRONG
from tests.media_contracts.contracting import draft, newspaper
from tests.programs.filling import open_form, send, sentences

Person = Callable[[str], User]
SOMETHING_ELSE = "Файл названо %s, але всередині він інший: збережіть його в цьому форматі наново."


def brought(kind: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"Іваненко Марія.{kind}", content)


def said(check: Callable[[Any], None], kind: str, content: bytes) -> list[str]:
    """What a field of files says to a file that somebody brings."""
    record = Activity(file=brought(kind, content))
    try:
        check(record.file)
    except ValidationError as refusal:
        return refusal.messages
    return []


# ---- kinds -----------------------------------------------------------------------------------------------------------


def test_the_samples_are_of_every_kind() -> None:
    assert set(RIGHT) == set(WRONG) == set(files.LOOKS)


@pytest.mark.parametrize("kind", RIGHT)
def test_a_file_of_each_kind_is_taken_and_another_under_its_name_is_not(kind: str) -> None:
    assert said(files.check_file, kind, RIGHT[kind]) == []
    assert said(files.check_file, kind, WRONG[kind]) == [SOMETHING_ELSE % kind.upper()]


@pytest.mark.parametrize("kind", RIGHT)
def test_a_scan_is_a_paper_or_a_picture(kind: str) -> None:
    refused = (
        [] if kind in files.PAPERS else ["Такі файли не приймаються. Можна долучити: " + ", ".join(files.PAPERS) + "."]
    )

    assert said(files.check_paper, kind, RIGHT[kind]) == refused


def test_a_paper_is_smaller_than_a_film(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_PAPER", 1)
    monkeypatch.setattr(files, "LARGEST", 2)
    of_one, of_two = (PDF + b"0" * (size * 1024 * 1024 - len(PDF)) for size in (1, 2))

    found = [said(files.check_paper, "pdf", of_one), said(files.check_paper, "pdf", of_one + b"0")]
    found += [said(files.check_file, "pdf", of_two), said(files.check_file, "pdf", of_two + b"0")]

    assert found == [[], ["Файл більший за 1 МБ."], [], ["Файл більший за 2 МБ."]]


# ---- doors -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def records(program: Program, person: Person) -> dict[str, models.Model]:
    """A record of each kind that keeps a file."""
    by = person("coordinator")
    paper = newspaper(by)
    measure = Measure.objects.get(code="print-media")
    activity = Activity(measure=measure, kind="briefing", date=date(2021, 4, 1), title="Брифінг")
    piece = Publication(outlet=paper, date=date(2021, 4, 1), kind="council", headline="Сесія")
    return {
        "activity": save_record(record=activity, by=by),
        "legal act": LegalAct.objects.get(),
        "contract": draft(paper, by),
        "publication": save_publication(publication=piece, by=by),
    }


FIELDS = {"activity": "file", "legal act": "file", "contract": "scan", "publication": "evidence"}


@pytest.mark.parametrize("name", FIELDS)
def test_a_form_takes_the_right_file_and_refuses_another(
    name: str, records: dict[str, models.Model], client: Client, person: Person
) -> None:
    client.force_login(person("coordinator"))
    record, field = records[name], FIELDS[name]
    address = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])

    refused = send(client, address, open_form(client, address), **{field: brought("pdf", PAGE)})
    taken = send(client, address, open_form(client, address), **{field: brought("pdf", PDF)})

    record.refresh_from_db()
    assert [SOMETHING_ELSE % "PDF" in sentence for sentence in sentences(refused)] == [True]
    assert (taken.status_code, str(getattr(record, field))[-4:]) == (302, ".pdf")


def test_the_row_of_an_act_in_its_programme_refuses_another_file(
    client: Client, person: Person, program: Program
) -> None:
    client.force_login(person("coordinator"))
    address = reverse("admin:programs_program_change", args=[program.pk])
    form = open_form(client, address)
    row = next(name for name in form if name.endswith("-0-number")).removesuffix("number")

    refused = send(client, address, form, **{f"{row}file": brought("docx", PAGE)})

    assert [SOMETHING_ELSE % "DOCX" in sentence for sentence in sentences(refused)] == [True]


@pytest.mark.parametrize("name", FIELDS)
def test_a_service_refuses_what_a_form_would(name: str, records: dict[str, models.Model], person: Person) -> None:
    by, record, field = person("coordinator"), records[name], FIELDS[name]
    setattr(record, field, brought("pdf", PAGE))

    with pytest.raises(ValidationError) as refusal:
        if isinstance(record, Contract):
            save_document(document=record, by=by)
        elif isinstance(record, Publication):
            save_publication(publication=record, by=by)
        else:
            save_record(record=record, by=by)

    assert refusal.value.message_dict == {field: [SOMETHING_ELSE % "PDF"]}
