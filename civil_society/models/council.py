"""What the public council had to do with a consultation, as the quarterly form asks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from programs.models.personal import no_personal_number
from programs.models.text import CharField

from .consultations import Consultation
from .institutions import check_come


class CouncilOpinion(models.Model):
    """Whether the public council (громадська рада) was asked about a consultation, considered it and gave proposals.

    Without a record nobody asked it; that is what the quarterly form then says.
    """

    consultation = models.OneToOneField(
        Consultation,
        models.CASCADE,
        related_name="council_opinion",
        verbose_name=pgettext_lazy("record", "consultation"),
    )
    asked_on = models.DateField(_("public council asked on"), null=True, blank=True)
    considered_on = models.DateField(_("considered on"), null=True, blank=True)
    gave_proposals = models.BooleanField(_("gave proposals"), default=False)
    note = CharField(
        _("sitting, document, other events"),
        max_length=300,
        blank=True,
        validators=[no_personal_number],
        help_text=_("For example: sitting № 4 of 12.03.2026, minutes № 4. It stands in the quarterly table."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("opinion of the public council")
        verbose_name_plural = _("opinions of the public council")
        ordering = ["consultation"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gave_proposals=False) | Q(considered_on__isnull=False),
                name="council_gives_proposals_when_it_considers",
                violation_error_message=_("Say when the council considered it."),
            )
        ]

    def __str__(self) -> str:
        return str(self.consultation)

    def clean(self) -> None:
        check_come(self, "asked_on", "considered_on")
