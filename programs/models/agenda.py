"""The agenda of a sitting: its questions, what was put to the vote, and who voted how."""

from collections import Counter
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from .personal import no_personal_number
from .reports import ExecutionReport
from .sittings import Seat, Sitting
from .text import CharField, TextField


class AgendaItem(models.Model):
    """A question of a sitting's agenda (питання порядку денного): often a submitted report.

    Taken off, it takes with it what was only proposed to be voted on; votes and conclusions keep it.
    """

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="items", verbose_name=_("sitting"))
    number = models.PositiveSmallIntegerField(_("№"), validators=[MinValueValidator(1), MaxValueValidator(999)])
    question = TextField(pgettext_lazy("agenda", "question"), max_length=1000, validators=[no_personal_number])
    report = models.ForeignKey(
        ExecutionReport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("submitted report"),
    )
    speaker = CharField(pgettext_lazy("agenda", "speaker"), max_length=300, blank=True, validators=[no_personal_number])
    co_speaker = CharField(
        pgettext_lazy("agenda", "co-speaker"), max_length=300, blank=True, validators=[no_personal_number]
    )
    draft_number = CharField(_("№ of the draft decision"), max_length=50, blank=True)
    materials = TextField(_("materials"), blank=True, max_length=2000, help_text=_("One per line."))
    heard = TextField(
        _("heard"),
        blank=True,
        max_length=5000,
        validators=[no_personal_number],
        help_text=_("Whom the commission heard and about what; of a report it is proposed."),
    )
    spoke = TextField(
        _("spoke"), blank=True, max_length=10000, validators=[no_personal_number], help_text=_("One per line.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("question of an agenda")
        verbose_name_plural = _("questions of agendas")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "number"],
                name="agenda_item_has_its_number",
                violation_error_message=_("The agenda has a question of this number already."),
            ),
            models.UniqueConstraint(
                fields=["sitting", "report"],
                name="report_is_on_an_agenda_once",
                violation_error_message=_("This report is on the agenda already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.question}"


class Outcome(models.TextChoices):
    """The result of a motion, as the official structure of votes by name words it."""

    ADOPTED = "adopted", pgettext_lazy("motion", "adopted")
    NOT_ADOPTED = "not_adopted", pgettext_lazy("motion", "not adopted")
    NOT_VOTED = "not_voted", pgettext_lazy("motion", "not voted on")
    NOT_CONSIDERED = "not_considered", pgettext_lazy("motion", "not considered")


class Motion(models.Model):
    """What was put to a vote (пропозиція, поставлена на голосування): of one question there may be several.

    One without a question is about the sitting itself, first of all its agenda.
    """

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="motions", verbose_name=_("sitting"))
    item = models.ForeignKey(
        AgendaItem,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="motions",
        verbose_name=pgettext_lazy("agenda", "question"),
    )
    number = models.PositiveSmallIntegerField(_("№"))
    title = TextField(_("what was put to the vote"), max_length=1000, validators=[no_personal_number])
    draft_number = CharField(_("№ of the draft decision"), max_length=50, blank=True)
    is_considered = models.BooleanField(_("was considered"), default=True)
    began = models.TimeField(_("vote began at"), null=True, blank=True)
    ended = models.TimeField(_("vote ended at"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("motion")
        verbose_name_plural = _("motions")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="motion_has_its_number"),
            models.CheckConstraint(
                condition=models.Q(ended=None) | models.Q(began=None) | models.Q(ended__gte=models.F("began")),
                name="vote_ends_after_it_begins",
                violation_error_message=_("The vote cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Vote(Seat):
    """How one member voted on one motion (поіменне голосування), under the name and post of that day.

    Recused is whoever announced a conflict of interest and took no part: since 18.03.2021 the law asks that of members
    of commissions too. Before, a member could announce it and vote.
    """

    class Value(models.TextChoices):
        FOR = "for", pgettext_lazy("vote", "for")
        AGAINST = "against", pgettext_lazy("vote", "against")
        ABSTAINED = "abstained", pgettext_lazy("vote", "abstained")
        NOT_VOTED = "not_voted", pgettext_lazy("vote", "did not vote")
        ABSENT = "absent", pgettext_lazy("vote", "absent")
        RECUSED = "recused", _("took no part: conflict of interest")

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="votes", verbose_name=_("motion"))
    value = CharField(_("vote"), max_length=20, choices=Value)
    conflict = CharField(
        _("conflict of interest"),
        max_length=300,
        blank=True,
        validators=[no_personal_number],
        help_text=_("What the member announced."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["motion", "member"], name="member_votes_on_a_motion_once"),
            models.CheckConstraint(
                condition=~models.Q(value="recused") | ~models.Q(conflict=""),
                name="recused_member_said_why",
                violation_error_message=_("Say which conflict of interest the member announced."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_value_display()}"


# How a total is named: several voted so.
TOTALS: dict[str, Any] = {
    Vote.Value.FOR: pgettext_lazy("votes", "for"),
    Vote.Value.AGAINST: pgettext_lazy("votes", "against"),
    Vote.Value.ABSTAINED: pgettext_lazy("votes", "abstained"),
    Vote.Value.NOT_VOTED: pgettext_lazy("votes", "did not vote"),
    Vote.Value.ABSENT: pgettext_lazy("votes", "absent"),
    Vote.Value.RECUSED: pgettext_lazy("votes", "took no part: conflict of interest"),
}


def totals_of(votes: Any) -> dict[str, int]:
    """How many voted how, every value said: they are counted of the names and typed nowhere."""
    counted = Counter(vote.value for vote in votes)
    return {value: counted[value] for value in Vote.Value.values}
