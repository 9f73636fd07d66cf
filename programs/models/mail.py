"""Letters of the portal to its people: what is to be written to whom, and what became of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .text import CharField


class LetterQuerySet(models.QuerySet["Letter"]):
    def standing(self) -> Self:
        """What is still to be sent."""
        return self.exclude(state__in=[Letter.State.SENT, Letter.State.GIVEN_UP])


class Letter(models.Model):
    """A letter (лист): written in the transaction of what it speaks of, sent after it, kept as a line of what was sent.

    It holds no text and of somebody without an account no address either: both are found when it is sent, so that no
    link for a password ever stands here, and nothing has to be erased.
    """

    class Kind(models.TextChoices):
        DIGEST = "digest", _("what is due, once a week")
        URGENT = "urgent", _("what is overdue or due today or tomorrow")
        READY = "ready", _("an import or a long report that is ready")
        REPORT = "report", _("a report that waits for your commission")
        ANSWER = "answer", _("an answer to your question")
        QUESTION = "question", _("a question of the commission")
        ROLE = "role", _("a new or changed role")
        WAITS = "waits", _("access that waits for your decision")
        PASSWORD = "password", _("link for a new password")
        ADDRESS = "address", _("another e-mail address")
        FACTOR = "factor", pgettext_lazy("letter", "second factor removed")
        OUTSIDE = "outside", _("to somebody without an account")  # a module finds address and words

    OPTIONAL = (Kind.DIGEST, Kind.URGENT, Kind.READY, Kind.REPORT, Kind.ANSWER, Kind.QUESTION)

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for its turn")
        SENDING = "sending", _("is being sent")
        AGAIN = "again", _("is being sent once more")  # after a first sending of which nobody knows the end
        SENT = "sent", _("was sent")
        GIVEN_UP = "given_up", _("was not sent")

    kind = CharField(_("kind"), max_length=10, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name=_("to whom")
    )
    cause = CharField(max_length=100)  # of which a person hears once
    about = models.JSONField(default=dict, blank=True)
    state = CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = CharField(_("what went wrong"), max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["person", "cause"], name="letter_of_a_cause_once"),
            models.UniqueConstraint(
                fields=["cause"], condition=models.Q(person__isnull=True), name="letter_outside_of_a_cause_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="outside", person__isnull=True)
                | (~models.Q(kind="outside") & models.Q(person__isnull=False)),
                name="letter_outside_has_no_account",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class UnwantedLetter(models.Model):
    """A kind of letter that a person does not want."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unwanted_letters")
    kind = models.CharField(max_length=10, choices=Letter.Kind)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="letter_is_unwanted_once")]

    def __str__(self) -> str:
        return str(self.get_kind_display())
