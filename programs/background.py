"""What kinds of background work there are, how a piece is done, and what becomes of one whose worker died.

Modules name their kinds (``Module.background``). `manage.py work` does the pieces, each in a process of its own.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import BackgroundWork
from .modules import Condition, all_modules, clear_up
from .services.background import (
    KEPT_FOR,
    clear_left_behind,
    end_work,
    enqueue,
    finish_work,
    is_asked_to_stop,
    worker_is_alive,
)

State = BackgroundWork.State
ATTEMPTS = 3  # so often a piece is begun whose worker dies before it is taken for what kills it
OVERSEE = "programs.oversee_background_work"

logger = logging.getLogger(__name__)


class Kind(ABC):
    """A kind of background work: what it is called, what it does, how much it may take."""

    title: ClassVar[Any] = ""
    minutes: ClassVar[float | None] = None  # less than settings.WORK_MINUTES
    megabytes: ClassVar[int | None] = None  # less than settings.WORK_MEMORY
    is_quick = False  # seconds at most: goes first, beside the long ones
    resumes = False  # may be begun anew by itself after its worker died: doing it twice does no harm

    @abstractmethod
    def do(self, work: BackgroundWork) -> str:
        """Do it; gives the address of the result, if there is one.

        A refusal is a ValidationError with sentences for the person. Whoever writes in a transaction of its own calls
        ``services.background.finish_work`` in it, so that a kill at the last moment tells no lie.
        """

    def about(self, work: BackgroundWork) -> str:
        """What tells this piece from others of its kind, beside the title: a file, a period."""
        return ""

    def page(self, work: BackgroundWork) -> str:
        """The page that shows how far it is and how it ended."""
        return reverse("background:work", args=[work.key])

    def may_see(self, work: BackgroundWork, user: Any) -> bool:
        """Who sees and stops it, besides the person whom it is done for and who oversees the background work."""
        return False

    @classmethod
    def seconds(cls) -> float:
        return 60 * min(cls.minutes or settings.WORK_MINUTES, settings.WORK_MINUTES)

    @classmethod
    def bytes(cls) -> int:
        return 1024 * 1024 * min(cls.megabytes or settings.WORK_MEMORY, settings.WORK_MEMORY)


@cache
def _kind(path: str) -> Kind:
    kind: Kind = import_string(path)()
    return kind


def kinds() -> dict[str, Kind]:
    """Every kind by its key; also those of a module that is switched off, whose work may still stand."""
    return {key: _kind(path) for module in all_modules() for key, path in module.background}


def may_see(work: BackgroundWork, user: Any) -> bool:
    """Whether a person may see a piece of work, take its result and stop it."""
    if not user.is_active:
        return False
    kind = kinds().get(work.kind)
    is_own = work.for_whom_id is not None and work.for_whom_id == user.pk
    return is_own or user.has_perm(OVERSEE) or (kind is not None and kind.may_see(work, user))


# Taking and doing -----------------------------------------------------------------------------------------------------


def waiting() -> Iterable[BackgroundWork]:
    """What may begin now, in the order of asking; the quick kinds first."""
    ready = Q(start_after=None) | Q(start_after__lte=timezone.now())
    found = BackgroundWork.objects.filter(ready, state=State.WAITING).select_related("for_whom")[:100]
    return sorted(found, key=is_quick, reverse=True)


def is_quick(work: BackgroundWork) -> bool:
    kind = kinds().get(work.kind)
    return kind is not None and kind.is_quick


def take(work: BackgroundWork, worker: str) -> bool:
    """Take a piece for a worker; False where another one was quicker, or where it is not wanted any more."""
    if is_asked_to_stop(work):
        end_work(work, State.STOPPED, _("Stopped before it began."), worker="")
        return False
    now = timezone.now()
    taken = BackgroundWork.objects.filter(pk=work.pk, state=State.WAITING).update(
        state=State.RUNNING, worker=worker, started_at=now, attempts=F("attempts") + 1
    )
    if not taken:
        return False
    work.state, work.worker, work.started_at, work.attempts = State.RUNNING, worker, now, work.attempts + 1
    return True


def do(work: BackgroundWork) -> None:
    """Do a piece that was taken, and note how it ended; what it says is shown on the department's pages.

    A piece whose database went away, or was in the way, has not ended: its worker takes it back as if it had died.
    """

    def fail(sentence: str) -> None:
        end_work(work, State.FAILED, sentence, worker=work.worker)

    with translation.override(settings.LANGUAGE_CODE):
        kind = kinds().get(work.kind)
        if kind is None:
            fail(_("This version of the portal does not know such work."))
            return
        try:
            finish_work(work, kind.do(work) or "")
        except ValidationError as refusal:
            fail("\n".join(refusal.messages))
        except MemoryError:
            fail(out_of_memory())
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("Background work %s (%s) failed", work.pk, work.kind)
            fail(_("Something went wrong; the server's log says what. Tell the administrator."))


def out_of_memory() -> str:
    return _("The work took more memory than it may: ask for less at once.")


def do_waiting() -> int:
    """Do all that waits in this process, without limits: for tests and for a command that waits; gives how many."""
    count = 0
    while taken := [work for work in waiting() if take(work, "here")]:
        for work in taken:
            do(work)
        count += len(taken)
    return count


# What the worker owes to the house ------------------------------------------------------------------------------------


class Housekeeping(Kind):
    """Clearing up, which the worker asks for once a day."""

    title = gettext_lazy("Clearing up")
    resumes = True

    def do(self, work: BackgroundWork) -> str:
        for _said in clear_up():
            pass
        return ""


def ask_for_housekeeping(now: datetime) -> None:
    """Once a day, whichever of the workers thinks of it first."""
    lately = BackgroundWork.objects.filter(kind="housekeeping", asked_at__gt=now - timedelta(days=1))
    if not lately.exists():
        enqueue(kind="housekeeping", for_whom=None, arguments={}, subject="of the day")


def clear_ended(*, now: datetime) -> str:
    """Forget what ended long ago, and what workers left behind that did not end by themselves."""
    clear_left_behind(now=now)
    ended = BackgroundWork.objects.filter(ended_at__lt=now - KEPT_FOR).delete()[0]
    return f"Background work that ended more than {KEPT_FOR.days} days ago: {ended} deleted"


def worker(*, now: datetime) -> Condition:
    """For a monitor."""
    return Condition("is there") if worker_is_alive() else Condition("none is there: run manage.py work", is_met=False)


# Ends that the work itself cannot note --------------------------------------------------------------------------------


def take_back(work: BackgroundWork) -> bool:
    """What becomes of a piece whose process died: begun anew where that does no harm, else interrupted."""
    with translation.override(settings.LANGUAGE_CODE):
        kind = kinds().get(work.kind)
        if is_asked_to_stop(work):
            return end_work(work, State.STOPPED, _("Stopped on request."), worker=work.worker)
        if kind is None or not kind.resumes:
            sentence = _("The work was interrupted; nothing of it was written.")
            return end_work(work, State.INTERRUPTED, sentence, worker=work.worker)
        if work.attempts >= ATTEMPTS:
            words = _("Begun %(count)s times and interrupted each time. Tell the administrator.")
            return end_work(work, State.INTERRUPTED, words % {"count": work.attempts}, worker=work.worker)
    again = BackgroundWork.objects.filter(pk=work.pk, state=State.RUNNING, worker=work.worker).update(
        state=State.WAITING, worker="", started_at=None
    )
    return bool(again)
