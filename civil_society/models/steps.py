"""What was done with a consultation and how the public was told of it: steps, publication notices, documents."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models import AppendOnly
from programs.models.files import check_file
from programs.models.personal import no_personal_number
from programs.models.text import CharField

from .consultations import Consultation
from .files import document_name


class ConsultationStep(AppendOnly):
    """What was done with a consultation: announced, extended, postponed, cancelled, answered, reported, decided."""

    class Kind(models.TextChoices):
        ANNOUNCED = "announced", pgettext_lazy("step", "announced")
        EXTENDED = "extended", pgettext_lazy("step", "extended")
        POSTPONED = "postponed", pgettext_lazy("step", "postponed")
        CANCELLED = "cancelled", pgettext_lazy("step", "cancelled")
        ANSWERED = "answered", pgettext_lazy("step", "answers published")
        REPORTED = "reported", pgettext_lazy("step", "result report published")
        DECIDED = "decided", pgettext_lazy("step", "decision told")

    CHANGES = (Kind.EXTENDED, Kind.POSTPONED, Kind.CANCELLED)

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="steps", verbose_name=pgettext_lazy("record", "consultation")
    )
    kind = CharField(_("step"), max_length=10, choices=Kind)
    date = models.DateField(_("date"))
    reason = CharField(_("reason"), max_length=500, blank=True, validators=[no_personal_number])
    was_opens_at = models.DateTimeField(_("proposals were from"), null=True, blank=True)
    was_closes_at = models.DateTimeField(_("proposals were until"), null=True, blank=True)
    opens_at = models.DateTimeField(_("proposals from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("proposals until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("step of a consultation")
        verbose_name_plural = _("steps of a consultation")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["extended", "postponed", "cancelled"], reason=""),
                name="change_of_a_consultation_has_its_reason",
                violation_error_message=_("Say the reason."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.get_kind_display()}"


class PublicationNotice(models.Model):
    """Where and when the public was told (оприлюднення): the proof that a term began; it runs from the last place."""

    class What(models.TextChoices):
        ANNOUNCEMENT = "announcement", pgettext_lazy("notice", "announcement")
        CHANGE = "change", pgettext_lazy("notice", "change")
        RESULT = "result", pgettext_lazy("notice", "result report")
        OUTCOME = "outcome", pgettext_lazy("notice", "decision")

    class Place(models.TextChoices):
        PORTAL = "portal", _("this portal")
        SITE = "site", pgettext_lazy("place", "site")
        NEWSPAPER = "newspaper", _("newspaper")
        BOARD = "board", _("notice board")
        OTHER = "other", pgettext_lazy("place", "other")

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="notices", verbose_name=pgettext_lazy("record", "consultation")
    )
    what = CharField(_("of what"), max_length=12, choices=What, default=What.ANNOUNCEMENT)
    change = models.ForeignKey(
        ConsultationStep, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("change")
    )
    place = CharField(_("where"), max_length=10, choices=Place)
    name = CharField(_("name of the newspaper or site"), max_length=200, blank=True, validators=[no_personal_number])
    issue = CharField(_("issue №"), max_length=30, blank=True, validators=[no_personal_number])
    published_on = models.DateField(_("published on"))
    link = models.URLField(_("link"), blank=True, max_length=500)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("publication notice")
        verbose_name_plural = _("publication notices")
        ordering = ["consultation", "published_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(place="newspaper", name=""),
                name="newspaper_of_a_notice_is_named",
                violation_error_message=_("Name the newspaper."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.place_text}, {self.published_on:%d.%m.%Y}"

    @property
    def place_text(self) -> str:
        """«Каховська зоря, № 12»."""
        name = self.name or str(self.get_place_display())
        return f"{name}, № {self.issue}" if self.issue else name

    def clean(self) -> None:
        if self.published_on and self.published_on > timezone.localdate():
            raise ValidationError({"published_on": gettext("This day has not come yet.")})


class ConsultationDocumentQuerySet(models.QuerySet["ConsultationDocument"]):
    def published(self) -> Self:
        return self.filter(is_public=True, consultation__in=Consultation.objects.published())


class ConsultationDocument(models.Model):
    """A document of a consultation: the draft that is discussed, an explanation, minutes, the decision."""

    PRIVATE = ("file",)  # where it is kept; a page of its own gives it to everybody

    class Kind(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("document", "draft that is discussed")
        EXPLANATION = "explanation", pgettext_lazy("document", "explanation")
        COMPARISON = "comparison", pgettext_lazy("document", "comparative table")
        MINUTES = "minutes", pgettext_lazy("document", "minutes")
        REPORT = "report", pgettext_lazy("document", "result report")
        DECISION = "decision", pgettext_lazy("document", "decision")
        OTHER = "other", pgettext_lazy("document", "other")

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="documents", verbose_name=pgettext_lazy("record", "consultation")
    )
    kind = CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DRAFT)
    title = CharField(_("title"), max_length=300, validators=[no_personal_number])
    link = models.URLField(_("link"), blank=True, max_length=500)
    file = models.FileField(_("file"), blank=True, max_length=200, upload_to=document_name, validators=[check_file])
    is_public = models.BooleanField(
        _("show to the public"), default=True, help_text=_("Check the text for personal data first.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = ConsultationDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a consultation")
        verbose_name_plural = _("documents of a consultation")
        ordering = ["consultation", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(link="", file=""),
                name="document_of_a_consultation_is_somewhere",
                violation_error_message=_("Give the link or the file."),
            )
        ]

    def __str__(self) -> str:
        return self.title
