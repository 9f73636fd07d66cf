"""What is cleared up once a day: only what nobody needs, said in a line each, and as often as one likes."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from programs.imports.uploads.storage import place_of, put
from programs.models import LegalAct, Letter, Program
from programs.services import save_record


def clear_up() -> dict[str, str]:
    """What the command says, by the beginning of each line."""
    said = StringIO()
    call_command("housekeeping", stdout=said)
    return {what: count for what, _colon, count in (line.rpartition(": ") for line in said.getvalue().splitlines())}


def aged(path: Path, days: int) -> Path:
    moment = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_what_nobody_needs_is_deleted_and_everything_else_stays(program: Program) -> None:
    now = timezone.now()
    for days in (-1, 1):
        session = SessionStore()
        session.create()
        Session.objects.filter(pk=session.session_key).update(expire_date=now + timedelta(days=days))
    for days in (10, 100):
        attempt = AccessAttempt.objects.create(username=f"{days} днів тому", failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - timedelta(days=days))
    act = LegalAct.objects.filter(program=program)[0]
    for text in (b"%PDF-1.7 first", b"%PDF-1.7 second"):
        act.file = ContentFile(text, "act.pdf")
        save_record(record=act, by=None)
    uploads = Path(settings.MEDIA_ROOT)
    kept = {aged(path, 400) for path in uploads.rglob("*.pdf")}
    orphan, fresh = uploads / "acts" / "orphan.pdf", uploads / "acts" / "being-saved.pdf"
    for path in (orphan, fresh):
        path.write_bytes(b"%PDF-1.7")
    aged(orphan, 2)
    left, waiting = put([b"left behind"])[0], put([b"just brought"])[0]
    aged(place_of(left), 8)

    first, second = clear_up(), clear_up()

    done = {
        "Uploads for imports that nobody finished within 7 days": "1 deleted.",
        "Sessions that have ended": "1 deleted.",
        "Log-ins and attempts older than 90 days": "1 deleted.",
        "Uploaded files that no record names": "1 deleted.",
    }
    assert {what: count for what, count in first.items() if count[0] not in "0n"} == done  # «0 deleted», «none»
    assert {second[what] for what in done} == {"0 deleted."}
    assert first.keys() == second.keys()
    assert set(uploads.rglob("*.pdf")) == {*kept, fresh}
    assert len(kept) == 2  # the history still names what stood before
    assert (place_of(left).exists(), place_of(waiting).exists()) == (False, True)
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["10 днів тому"]
    assert Session.objects.count() == 1


def test_a_step_that_fails_keeps_no_other_from_being_done(db: None) -> None:
    person = User.objects.create(username="coordinator", email="coordinator@example.org")
    letters = [Letter.objects.create(person=person, kind="digest", cause=str(days), state="sent") for days in (400, 2)]
    Letter.objects.filter(pk=letters[0].pk).update(asked_at=timezone.now() - timedelta(days=400))

    with pytest.raises(KeyError):  # of a letter that does not say what it told, the daily letters can make nothing
        clear_up()

    assert list(Letter.objects.all()) == [letters[1]]  # the last step, which takes old lines away
