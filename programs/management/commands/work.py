"""The worker: does the background work, each piece in a child process of its own.

A child may be killed, run out of memory or never end: the worker sees it, says so in the piece, and goes on. A worker
that is killed takes its children with it, and the next one finds what they were at.
"""

import ctypes
import logging
import os
import resource
import secrets
import signal
import time
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection, connections
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ...background import ask_for_housekeeping, do, is_quick, kinds, out_of_memory, take, take_back, waiting
from ...models import BackgroundWork
from ...services.background import (
    end_work,
    is_alive,
    is_asked_to_stop,
    presence_of,
)

State = BackgroundWork.State
LOOK_EVERY = 0.3  # seconds between two looks at the children and at what waits
RECOVER_EVERY = 2.0
REMIND_EVERY = 600.0
QUICK_AT_ONCE = 1
NICE = 10  # pages go before it
PR_SET_PDEATHSIG = 1
OUT_OF_MEMORY = 3  # how a child ends that could not even say so

logger = logging.getLogger(__name__)


class Child(NamedTuple):
    """A piece of work and its process's last moment."""

    work: BackgroundWork
    until: float


class Worker:
    """Takes what waits, watches its children, and ends the pieces of those that cannot do it themselves."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.children: dict[int, Child] = {}
        self.killed: dict[int, tuple[str, str]] = {}  # state and sentence of those whom the worker killed
        self.dead: dict[int, int] = {}  # how those ended that are not noted yet
        self.is_leaving = False
        # SQLite's writer may be an import: the worker looks again later instead of waiting for it with deaf ears
        self.patience = connection.settings_dict["OPTIONS"].get("timeout")
        self.wait_for_locks(LOOK_EVERY)
        self.next_recovery = self.next_reminder = 0.0

    def leave(self, *_signal: Any) -> None:
        self.is_leaving = True

    def wait_for_locks(self, seconds: float) -> None:
        if self.patience is not None:
            connection.settings_dict["OPTIONS"]["timeout"] = seconds

    def look(self) -> None:
        """One round."""
        self.kill_what_must_end()
        self.reap()
        if time.monotonic() >= self.next_recovery:
            self.take_over()
            self.next_recovery = time.monotonic() + RECOVER_EVERY
        if time.monotonic() >= self.next_reminder:
            ask_for_housekeeping(timezone.now())
            self.next_reminder = time.monotonic() + REMIND_EVERY
        self.begin()

    # Children ------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start what waits, as far as there is room."""
        for work in waiting():
            beside = sum(is_quick(child.work) == is_quick(work) for child in self.children.values())
            if beside < (QUICK_AT_ONCE if is_quick(work) else settings.WORK_AT_ONCE) and take(work, self.name):
                self.start(work)

    def start(self, work: BackgroundWork) -> None:
        kind, worker = kinds().get(work.kind), os.getpid()
        connections.close_all()  # a connection belongs to one process
        pid = os.fork()
        if pid:
            self.children[pid] = Child(work, time.monotonic() + (kind.seconds() if kind else 60))
            return
        try:
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # no child outlives its worker …
            if os.getppid() != worker:
                os._exit(1)  # … which may have died just before
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            self.wait_for_locks(self.patience)
            os.nice(NICE)
            settings.PRINT_APART = False  # this is such a process already
            if kind:
                resource.setrlimit(resource.RLIMIT_AS, (kind.bytes(), kind.bytes()))
            do(work)
            os._exit(0)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except (OperationalError, InterfaceError) as problem:
            logger.warning("Background work %s lost the database: %s", work.pk, problem)
        except BaseException:
            logger.exception("Background work %s could not note its end", work.pk)
        finally:
            os._exit(1)

    def kill_what_must_end(self) -> None:
        for pid, child in self.children.items():
            if pid in self.killed or pid in self.dead:
                continue
            if is_asked_to_stop(child.work):
                self.kill(pid, State.STOPPED, _("Stopped on request."))
            elif time.monotonic() > child.until:
                self.kill(pid, State.FAILED, _("The work took longer than it may: ask for less at once."))

    def kill(self, pid: int, state: str, sentence: str) -> None:
        self.killed[pid] = (state, sentence)
        os.kill(pid, signal.SIGKILL)  # whatever it was at, the database takes it back

    def reap(self) -> None:
        """Note how those children ended that did not note it themselves."""
        for pid in set(self.children) - set(self.dead):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                self.dead[pid] = os.waitstatus_to_exitcode(status)
        for pid, how in list(self.dead.items()):
            work = self.children[pid].work
            if pid in self.killed:
                state, sentence = self.killed[pid]
                end_work(work, state, sentence, worker=self.name)
            elif how == OUT_OF_MEMORY:
                end_work(work, State.FAILED, out_of_memory(), worker=self.name)
            else:
                take_back(work)
            del self.children[pid], self.dead[pid]
            self.killed.pop(pid, None)

    # Other workers -------------------------------------------------------------------------------

    def take_over(self) -> None:
        """Take back what workers were at that died."""
        for work in BackgroundWork.objects.filter(state=State.RUNNING).exclude(worker=self.name):
            if not is_alive(work.worker):
                take_back(work)

    def end_children(self) -> None:
        for pid in self.children:
            os.kill(pid, signal.SIGKILL)
        for pid, child in self.children.items():
            os.waitpid(pid, 0)
            take_back(child.work)


class Command(BaseCommand):
    help = "Does the background work: long reports, imports, mails. Runs until it is told to end (SIGTERM, Ctrl-C)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--beside", type=int, metavar="PID", help="end as well when this process has ended")

    def handle(self, *args: Any, beside: int | None = None, **options: Any) -> None:
        name = secrets.token_hex(16)
        connection.creates = False  # type: ignore[attr-defined]  # an empty SQLite file helps nobody
        worker = Worker(name)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, worker.leave)
        translation.activate(settings.LANGUAGE_CODE)
        with presence_of(name):
            is_away = False
            while not worker.is_leaving and (beside is None or runs(beside)):
                try:
                    close_old_connections()  # one to a file that another one stands for now, or that broke
                    worker.look()
                    is_away = False
                except (DatabaseError, InterfaceError) as problem:
                    if not is_away and "locked" not in str(problem):
                        logger.warning("The database is away, the worker waits for it: %s", problem)
                        is_away = True
                    connections.close_all()
                time.sleep(LOOK_EVERY)
            worker.end_children()


def runs(pid: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
