"""What is done outside of a request: long reports, imports, mails."""

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .text import CharField


def new_key() -> str:
    return secrets.token_hex(16)


class BackgroundWorkQuerySet(models.QuerySet["BackgroundWork"]):
    def standing(self) -> Self:
        """What waits for its turn or is under way."""
        return self.filter(state__in=BackgroundWork.STANDING)


class BackgroundWork(models.Model):
    """A piece of background work (фонова робота): what is to be done, for whom, and how it ended.

    The row is written in the transaction of whoever asks for the work, so that nothing begins before that is over. How
    far the work is, and that somebody wants it stopped, stands in files (services/background.py): SQLite has one
    writer, and an import is that writer.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for its turn")
        RUNNING = "running", _("is under way")
        DONE = "done", _("is done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("was stopped")
        INTERRUPTED = "interrupted", _("was interrupted")

    STANDING = (State.WAITING, State.RUNNING)

    key = CharField(max_length=32, unique=True, default=new_key, editable=False)
    kind = CharField(_("kind of work"), max_length=50)
    subject = CharField(_("what it is about"), max_length=200, blank=True)
    arguments = models.JSONField(_("what it needs to know"), default=dict, blank=True)
    for_whom = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("for whom")
    )
    state = CharField(_("state"), max_length=11, choices=State, default=State.WAITING)
    sentence = models.TextField(_("how it ended"), blank=True)
    result = CharField(_("where the result is"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    start_after = models.DateTimeField(_("not before"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    worker = CharField(_("who is at it"), max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    objects = BackgroundWorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("background work")
        verbose_name_plural = _("background work")
        ordering = ["asked_at", "pk"]
        default_permissions = ()
        permissions = [("oversee_background_work", _("Can see and stop the background work of others"))]
        indexes = [models.Index(fields=["state", "asked_at"], name="background_work_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(state__in=["waiting", "running"]) & ~models.Q(subject=""),
                name="background_work_stands_once",
                violation_error_message=_("This work waits for its turn or is under way already."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running"], ended_at__isnull=True)
                | models.Q(ended_at__isnull=False) & ~models.Q(state__in=["waiting", "running"]),
                name="background_work_ended_at_some_time",
                violation_error_message=_("Work that ended did so at some time; other work did not."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".strip()

    @property
    def is_standing(self) -> bool:
        return self.state in self.STANDING
