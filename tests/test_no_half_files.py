"""A full disk leaves no half of a file, and a record that is taken back leaves no file."""

import random
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
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from kakhovka_portal.backup.archive import Keys
from kakhovka_portal.backup.copies import remember
from kakhovka_portal.mail import LETTER_FILES, deliver
from kakhovka_portal.stored import WholeFiles, files_follow_records
from programs.background import do_waiting
from programs.imports.uploads.storage import put
from programs.models import BackgroundWork, LegalAct, Letter, Program
from programs.services import save_record
from programs.services.background import enqueue, note_progress
from programs.services.mail import write_to
from tests.conftest import account
from tests.programs.filling import open_form, send

ROOM = 64 * 1024  # bytes
PDF = b"%PDF-1.7\n" + b"x" * ROOM * 8


@contextmanager
def little_room(room: int = ROOM) -> Iterator[None]:
    """No file of this process may grow larger, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
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


def test_letters_without_room_leave_no_half_and_go_when_there_is_room(
    program: Program, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = LETTER_FILES, tmp_path / "mail"
    head = account("head")
    head.email = "head@example.org"
    head.save()
    about = {"role": "head", "what": "given"}
    for cause in "abc":  # sent within one second
        write_to(head, Letter.Kind.ROLE, cause=cause, about=about)

    def found() -> tuple[set[str], list[int]]:
        texts = [path.read_text() for path in (tmp_path / "mail").iterdir()]
        return {letter.state for letter in Letter.objects.all()}, [text.count("Message-ID") for text in texts]

    with little_room(0):
        do_waiting()
    assert found() == ({"waiting"}, [])

    BackgroundWork.objects.update(start_after=None)
    do_waiting()
    assert found() == ({"sent"}, [1, 1, 1])

    # killed after the sending, before that was noted: the file stands there once
    Letter.objects.update(state="sending", about=about)
    for letter in Letter.objects.all():
        deliver(letter)
    assert found() == ({"sent"}, [1, 1, 1])


def test_work_goes_on_where_there_is_no_room_to_note_how_far_it_is(db: None) -> None:
    work = enqueue(kind="housekeeping", for_whom=None, arguments={})

    with little_room(0):
        note_progress(work, 1, 2)

    assert not [*Path(settings.WORK_ROOT).glob(f"{work.key}.*")]


@pytest.mark.parametrize("keys", [Keys(), Keys(passphrase="довга фраза для копії")])
def test_a_copy_without_room_is_refused_in_words_and_leaves_nothing(
    program: Program, settings: Any, tmp_path: Path, keys: Keys
) -> None:
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    (Path(settings.MEDIA_ROOT) / "acts").mkdir(parents=True)
    (Path(settings.MEDIA_ROOT) / "acts" / "scan.pdf").write_bytes(random.randbytes(3_000_000))

    place, settings.BACKUP_PASSPHRASE = settings.VAR_DIR / "portal.backup", keys.passphrase
    with little_room(), pytest.raises(CommandError, match=r"^Копію не зроблено: .*too large"):
        call_command("backup", str(place), plain=not keys.passphrase)
    with pytest.raises(CommandError, match=r"^Нічого не відновлено: .*No such file"):
        call_command("restore", str(place))
    with little_room(0), pytest.raises(OSError, match="too large"):
        remember({"at": "today"})

    assert [*settings.VAR_DIR.iterdir()] == []
