"""A full disk leaves no half of a file, and a record that is taken back leaves no file."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from kakhovka_portal.stored import WholeFiles, files_follow_records
from programs.imports.uploads.storage import put
from programs.models import LegalAct, Program
from programs.services import save_record
from tests.conftest import account
from tests.programs.filling import open_form, send

ROOM = 64 * 1024  # bytes
PDF = b"%PDF-1.7\n" + b"x" * ROOM * 8


@contextmanager
def little_room() -> Iterator[None]:
    """No file of this process may grow larger, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def files() -> list[Path]:
    roots = (Path(settings.MEDIA_ROOT), Path(settings.IMPORT_ROOT))
    return [path for root in roots for path in root.rglob("*") if path.is_file()]


def test_an_upload_without_room_is_told_and_leaves_neither_file_nor_record(program: Program) -> None:
    head = Client(raise_request_exception=False)
    head.force_login(account("head"))
    act = LegalAct.objects.filter(program=program)[0]
    address = reverse("admin:programs_legalact_change", args=[act.pk])
    form: dict[str, Any] = {**open_form(head, address), "reason_": "Додано текст"}

    with little_room():
        answer = send(head, address, form, file=SimpleUploadedFile("act.pdf", PDF, "application/pdf"))

    act.refresh_from_db()
    assert (answer.status_code, answer["Retry-After"], act.file.name, files()) == (503, "30", "", [])

    again = send(head, address, form, file=SimpleUploadedFile("act.pdf", PDF, "application/pdf"))
    act.refresh_from_db()
    assert (again.status_code, [path.name for path in files()]) == (302, [Path(str(act.file.name)).name])
    assert files()[0].read_bytes() == PDF


def test_an_upload_without_room_takes_no_file_of_the_same_name_along(db: None) -> None:
    """Two store a file of one name at the same moment; there is room for the first alone."""
    WholeFiles()._save("act.pdf", ContentFile(PDF))

    with little_room(), pytest.raises(OSError, match="too large"):
        WholeFiles()._save("act.pdf", ContentFile(PDF))

    assert [(path.name, path.read_bytes()) for path in files()] == [("act.pdf", PDF)]


def test_a_file_for_an_import_without_room_leaves_nothing() -> None:
    with little_room(), pytest.raises(OSError, match="too large"):
        put([PDF])

    assert files() == []


@pytest.mark.parametrize(("is_taken_back", "left"), [(True, 0), (False, 1)])
def test_the_file_of_a_record_that_is_taken_back_goes_with_it(program: Program, is_taken_back: bool, left: int) -> None:
    act = LegalAct.objects.filter(program=program)[0]

    def view(request: HttpRequest) -> HttpResponse:
        try:
            with transaction.atomic():
                act.file = ContentFile(PDF, "act.pdf")
                save_record(record=act, by=None)
                if is_taken_back:
                    raise ValidationError("Наступний запис форми відхилено.")
        except ValidationError as refusal:
            return HttpResponse(refusal.message)
        return HttpResponse("Збережено")

    answer: Callable[[HttpRequest], HttpResponse] = files_follow_records(view)
    answer(RequestFactory().get("/"))

    act.refresh_from_db()
    assert (len(files()), bool(act.file)) == (left, bool(left))
