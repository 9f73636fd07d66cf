"""The papers that end a consultation as they were published: from then on everybody gets these bytes."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.models import AppendOnly, KeptFile, LegalAct, unless_restricted
from programs.models.append_only import AppendOnlyQuerySet
from programs.models.personal import no_personal_number
from programs.models.text import CharField, TextField

from .consultations import Consultation


class ConsultationPaperQuerySet(AppendOnlyQuerySet["ConsultationPaper"]):
    def published(self) -> Self:
        """What everybody may have; a file says who came and where, so the restricted mode withholds all of them."""
        return unless_restricted(self.filter(consultation__in=Consultation.objects.announced()))

    def last(self) -> Any:
        return self.order_by("edition").reverse().first()


class ConsultationPaper(AppendOnly):
    """A published paper of a consultation: the report on its results (звіт про результати), or what was decided
    afterwards (інформація про рішення): one is about what people said, the other about what came of it.

    A correction is its next edition; the earlier ones stay.
    """

    class Kind(models.TextChoices):
        RESULT = "result", pgettext_lazy("paper", "result report")
        OUTCOME = "outcome", pgettext_lazy("paper", "decision after the consultation")

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="papers", verbose_name=pgettext_lazy("record", "consultation")
    )
    kind = CharField(_("kind"), max_length=10, choices=Kind)
    edition = models.PositiveSmallIntegerField(pgettext_lazy("of a paper", "edition"), default=1)
    code = CharField(_("check code"), max_length=20, unique=True)
    words = TextField(_("what was decided"), validators=[no_personal_number])
    act = models.ForeignKey(
        LegalAct, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("legal act")
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    changed_because = CharField(_("why a new edition"), max_length=500, blank=True, validators=[no_personal_number])
    published_on = models.DateField(_("published on"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    published_at = models.DateTimeField(_("published at"), auto_now_add=True)

    objects: ClassVar[models.Manager[Any]] = ConsultationPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper of a consultation")
        verbose_name_plural = _("papers of consultations")
        ordering = ["consultation", "kind", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "kind", "edition"],
                name="paper_of_a_consultation_has_its_edition",
                violation_error_message=_("Somebody published this paper meanwhile: look at it first."),
            ),
            models.CheckConstraint(
                condition=Q(edition=1) | ~Q(changed_because=""),
                name="new_edition_of_a_paper_says_why",
                violation_error_message=_("Say what is corrected: it stands in the new edition."),
            ),
            models.CheckConstraint(
                condition=Q(kind="result") | Q(decided_on__isnull=False),
                name="outcome_has_the_day_of_the_decision",
                violation_error_message=_("Say when it was decided."),
            ),
        ]

    def __str__(self) -> str:
        title = f"{self.get_kind_display()} № {self.consultation.address}"
        return (
            _g("%(paper)s, edition %(number)s") % {"paper": title, "number": self.edition}
            if self.edition > 1
            else title
        )

    def get_absolute_url(self) -> str:
        return reverse(f"civil_society:{self.kind}", args=[self.consultation.address, self.edition])


class ConsultationPaperFile(KeptFile):
    """A file of a published paper."""

    paper = models.ForeignKey(ConsultationPaper, models.PROTECT, related_name="files")

    class Meta:
        verbose_name = _("file of a paper of a consultation")
        verbose_name_plural = _("files of papers of consultations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "extension"], name="paper_of_a_consultation_has_one_file_of_a_format"
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper}: {self.extension.upper()}"
