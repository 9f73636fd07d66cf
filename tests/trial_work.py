"""Kinds of background work that behave and misbehave, and the code of a worker that knows them."""

import os
import signal
import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction

from programs.background import Kind
from programs.models import BackgroundWork
from programs.modules import Module
from programs.services.background import finish_work, note_progress


def trace(work: BackgroundWork) -> None:
    """Leave a line for each time that a piece is begun."""
    if work.subject:
        with (Path(settings.WORK_ROOT) / f"{work.subject}.begun").open("a") as file:
            file.write(f"{os.getpid()}\n")


class Counts(Kind):
    title = "Лічба"

    def do(self, work: BackgroundWork) -> str:
        trace(work)
        note_progress(work, 1, 4, "Перша з чотирьох")
        return "/counted/"


class Refuses(Kind):
    def do(self, work: BackgroundWork) -> str:
        raise ValidationError(["Немає чого лічити.", "Додайте рядки."])


class Breaks(Kind):
    def do(self, work: BackgroundWork) -> str:
        raise RuntimeError("a fault of the portal")


class Waits(Kind):
    """Holds the writer with something half-written until it is killed."""

    def do(self, work: BackgroundWork) -> str:
        trace(work)
        with transaction.atomic():
            Group.objects.create(name=f"half-written {work.key}")
            note_progress(work, 1, 2)
            time.sleep(60)
        return ""


class WaitsTooLong(Waits):
    minutes = 0.01


class Resumes(Kind):
    """Waits the first time; the next time it goes through."""

    resumes = True

    def do(self, work: BackgroundWork) -> str:
        trace(work)
        if work.attempts == 1:
            time.sleep(60)
        return "/resumed/"


class LosesTheDatabase(Kind):
    """Its connection breaks; by then the database is there again."""

    def do(self, work: BackgroundWork) -> str:
        if work.attempts == 1:
            raise OperationalError("server closed the connection unexpectedly")
        return "/found again/"


class FindsItAgain(LosesTheDatabase):
    resumes = True


class DiesAlways(Kind):
    resumes = True

    def do(self, work: BackgroundWork) -> str:
        os.kill(os.getpid(), signal.SIGKILL)
        return ""


class DiesWhenDone(Kind):
    """Writes, notes its end in the same transaction, and dies right after it."""

    def do(self, work: BackgroundWork) -> str:
        with transaction.atomic():
            Group.objects.create(name="written")
            finish_work(work, "/written/")
        os.kill(os.getpid(), signal.SIGKILL)
        return ""


class Eats(Kind):
    megabytes = 512

    def do(self, work: BackgroundWork) -> str:
        return "x" * 1024**3


class Mails(Counts):
    is_quick = True


KINDS = (
    Counts,
    Refuses,
    Breaks,
    Waits,
    WaitsTooLong,
    Resumes,
    LosesTheDatabase,
    FindsItAgain,
    DiesAlways,
    DiesWhenDone,
    Eats,
    Mails,
)


class Trials(Module):
    app = "trials"
    background = tuple((kind.__name__.lower(), f"tests.trial_work.{kind.__name__}") for kind in KINDS)


WORKER = """
import django
from django.conf import settings
django.setup()
settings.MODULES = [*settings.MODULES, "tests.trial_work.Trials"]
from django.core.management import call_command
call_command("work")
"""
