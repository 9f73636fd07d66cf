"""Organisational and technical support of institutions (measure 2.4): what they asked for, what was done."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from programs.models import Activity, LedgerEntry, Measure, OfActivity, Program, unless_restricted
from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField, TextField

from .institutions import Institution, check_come


class SupportRequestQuerySet(models.QuerySet["SupportRequest"]):
    def published(self) -> Self:
        """What everybody may see; in the restricted mode none, for a request tells where people meet."""
        return unless_restricted(self.counted())

    def counted(self) -> Self:
        """What everybody may count, in whatever mode."""
        return self.filter(is_public=True).exclude(measure__program__status=Program.Status.DRAFT)


class SupportRequest(OfActivity):
    """A request of an institution for support (запит на організаційну підтримку): a hall, a stage, equipment, advice.

    It costs the programme nothing, or what an entry of the ledger says.
    """

    PRIVATE = ("note",)

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("support", "being considered")
        GIVEN = "given", pgettext_lazy("support", "given")
        REFUSED = "refused", pgettext_lazy("support", "refused")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="support_requests", verbose_name=_("institution")
    )
    asked_on = models.DateField(_("asked on"), db_index=True)
    asked = TextField(
        _("what was asked for"),
        max_length=2000,
        validators=[no_personal_number],
        help_text=_("For example: hall for a meeting on 12.05. No names."),
    )
    answer_until = models.DateField(_("answer until"), null=True, blank=True)
    state = CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    done_on = models.DateField(_("done or answered on"), null=True, blank=True)
    done = TextField(_("what was done, or why not"), blank=True, max_length=2000, validators=[no_personal_number])
    entry = models.ForeignKey(
        LedgerEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("entry", "paid by"),
        help_text=_("The entry of the ledger. Empty: it cost the programme nothing."),
    )
    note = CharField(_("note"), max_length=500, blank=True, help_text=_("For staff; never shown to the public."))
    is_public = models.BooleanField(
        _("show to the public"), default=True, help_text=_("Check the text for personal data first.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("asked", "done")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = SupportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for support")
        verbose_name_plural = _("requests for support")
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", done_on=None) | ~Q(state="open") & Q(done_on__isnull=False) & ~Q(done=""),
                name="answered_request_says_what_and_when",
                violation_error_message=_("Of an answered request say what was done, or why not, and on which day."),
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_on__gte=models.F("asked_on")),
                name="request_is_answered_after_it_was_asked",
                violation_error_message=_("It cannot be answered before it was asked."),
            ),
            models.CheckConstraint(
                condition=Q(entry=None) | Q(state="given"),
                name="only_given_support_is_paid",
                violation_error_message=_("Only support that was given is paid for."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_on:%d.%m.%Y} {Truncator(self.asked).chars(80)}"

    def clean(self) -> None:
        check_come(self, "asked_on", "done_on")

    @property
    def public_institution(self) -> str:
        return str(self.institution if self.institution.is_public else self.institution.get_type_display())

    def activity_values(self) -> dict[str, Any] | None:
        if self.state != self.State.GIVEN:
            return None
        return {
            "measure": self.measure,
            "kind": Activity.Kind.SUPPORT,
            "date": self.done_on,
            "title": Truncator(" ".join(self.done.split())).chars(300),
            "is_public": self.is_public,
        }
