"""The way of a report to a decision: its stages, what is published on it and by when, what ends it."""

import hashlib
from datetime import date as Date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .append_only import AppendOnly
from .personal import no_personal_number
from .program import Commission, LegalAct, Program
from .reports import ExecutionReport, ReportFile, ReportStep
from .text import UKRAINIAN, CharField


class WayStage(models.Model):
    """A body that a programme's reports go to (етап шляху), in its place of the way; each keeps a record of its own.

    Every stage is optional. The council is not bound by what a commission says; where a military administration has
    the council's powers, its order takes the place of both.
    """

    class Kind(models.TextChoices):
        EXECUTIVE = "executive", _("executive committee")
        COMMISSION = "commission", _("commission of the council")
        COUNCIL = "council", _("council")
        ADMINISTRATION = "administration", _("military administration")

    program = models.ForeignKey(Program, models.PROTECT, related_name="way", verbose_name=_("programme"))
    order = models.PositiveSmallIntegerField(_("order"), default=1, validators=[MinValueValidator(1)])
    kind = CharField(_("body"), max_length=20, choices=Kind)
    name = CharField(
        _("its official name"),
        max_length=300,
        blank=True,
        db_collation=UKRAINIAN,
        validators=[no_personal_number],
        help_text=_("As documents call it; of commissions their own names stand."),
    )
    commissions: "models.ManyToManyField[Commission, Any]" = models.ManyToManyField(
        Commission,
        blank=True,
        related_name="+",
        verbose_name=_("commissions"),
        help_text=_("Several where they sit together; leave it empty for other bodies."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("stage of the way")
        verbose_name_plural = _("stages of the way")
        ordering = ["program", "order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The body as people read it: its own name, those of its commissions, or what kind it is."""
        names = [str(each) for each in self.commissions.all()] if self.pk else []
        return self.name or "; ".join(names) or capfirst(str(self.get_kind_display()))


# Which steps of a report are the record of which body.
RECORDS: dict[str, tuple[str, ...]] = {
    WayStage.Kind.EXECUTIVE: (ReportStep.Kind.EXECUTIVE,),
    WayStage.Kind.COMMISSION: (
        ReportStep.Kind.NOTED,
        ReportStep.Kind.ENDORSED,
        ReportStep.Kind.SATISFACTORY,
        ReportStep.Kind.POSTPONED,
        ReportStep.Kind.RETURNED,
        ReportStep.Kind.NOT_CONSIDERED,
        ReportStep.Kind.NO_QUORUM,
    ),
    WayStage.Kind.COUNCIL: (ReportStep.Kind.COUNCIL_NOTED, ReportStep.Kind.APPROVED),
    WayStage.Kind.ADMINISTRATION: (ReportStep.Kind.ORDER_NOTED, ReportStep.Kind.ORDER_APPROVED),
}


class StageDay(models.Model):
    """The day on which a body is to consider a report: terms before it are counted back from here."""

    report = models.ForeignKey(
        ExecutionReport, models.PROTECT, related_name="stage_days", verbose_name=_("execution report")
    )
    kind = CharField(_("body"), max_length=20, choices=WayStage.Kind)
    date = models.DateField(_("to be considered on"))
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("day of a stage")
        verbose_name_plural = _("days of stages")
        ordering = ["date", "pk"]
        default_permissions = ("add", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind"],
                name="report_has_one_day_of_a_stage",
                violation_error_message=_("The report has a day for this body already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_kind_display()}, {self.date:%d.%m.%Y}"


# ---- what is published, and by when ----------------------------------------------------------------------------------


class PublicationTerm(models.Model):
    """By when something of a report's way is to be published (строк оприлюднення): data of the council.

    Laws ask for most of it without a number of days: then the number stays empty and nobody is reminded of a day.
    """

    class Artefact(models.TextChoices):
        AGENDA = "agenda", _("agenda of a sitting")
        VIDEO = "video", _("video of a sitting")
        VOTES = "votes", _("votes by name of a commission")
        CONCLUSIONS = "conclusions", _("conclusions of a commission")
        RECOMMENDATIONS = "recommendations", _("recommendations of a commission")
        MINUTES = "minutes", _("minutes of a sitting")
        DRAFT_DECISION = "draft_decision", _("draft decision with its note")
        COUNCIL_VOTES = "council_votes", _("votes by name of the council")
        REPORT = "report", _("the report itself")

    class From(models.TextChoices):
        BEFORE_SITTING = "before_sitting", _("before the sitting of the commission")
        AFTER_SITTING = "after_sitting", _("after the sitting of the commission")
        BEFORE_COUNCIL = "before_council", _("before the council considers it")
        AFTER_COUNCIL = "after_council", _("after the council decided")
        AFTER_SUBMISSION = "after_submission", _("after the report was submitted")

    artefact = CharField(_("what"), max_length=20, choices=Artefact, unique=True, editable=False)
    days = models.PositiveSmallIntegerField(
        _("days"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(366)],
        help_text=_("Empty where no act names a number; 0 is the day itself."),
    )
    working_days = models.BooleanField(_("these are working days"), default=False)
    counted_from = CharField(_("counted from"), max_length=20, choices=From)
    ground = CharField(_("ground"), max_length=300, blank=True, help_text=_("The act that sets it."))
    is_asked = models.BooleanField(_("remind of it"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("term of publication")
        verbose_name_plural = _("terms of publication")
        ordering = ["pk"]
        default_permissions = ("view", "change")

    def __str__(self) -> str:
        return str(self.get_artefact_display())

    @property
    def counts_back(self) -> bool:
        return self.counted_from in {self.From.BEFORE_SITTING, self.From.BEFORE_COUNCIL}


class ReportPublication(AppendOnly):
    """What of a report's way was published, when and where."""

    class What(models.TextChoices):
        DRAFT_DECISION = "draft_decision", _("draft decision with its note")
        COUNCIL_VOTES = "council_votes", _("votes by name of the council")

    report = models.ForeignKey(
        ExecutionReport, models.PROTECT, related_name="publications", verbose_name=_("execution report")
    )
    what = CharField(_("what"), max_length=20, choices=What)
    published_on = models.DateField(_("published on"))
    link = models.URLField(_("link"), blank=True, max_length=500)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("publication on the way of a report")
        verbose_name_plural = _("publications on the way of reports")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "what"],
                name="artefact_of_a_report_is_published_once",
                violation_error_message=_("This is published already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_what_display()}"


# ---- signatures, and the end of control ------------------------------------------------------------------------------


class ReportSignature(AppendOnly):
    """A signature of a submitted report as it was received (.p7s, .asice): the container to the byte, under its name.

    A certificate in it bears the signer's own number, so the file is for those alone who decide on the report or
    prepare it. Whether it holds, the state's service says: the portal checks nothing.
    """

    file = models.ForeignKey(ReportFile, models.PROTECT, related_name="signatures", verbose_name=_("what it covers"))
    name = CharField(_("name of the file"), max_length=200)
    signer = CharField(
        _("who signed"),
        max_length=300,
        validators=[no_personal_number],
        help_text=_("Position and name of the official, as the paper has them."),
    )
    received_on = models.DateField(_("received on"))
    sha256 = CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("signature of a report")
        verbose_name_plural = _("signatures of reports")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["file", "sha256"], name="report_has_a_signature_once")]

    def __str__(self) -> str:
        return f"{self.signer}: {self.name}"

    @classmethod
    def of(cls, content: bytes) -> dict[str, Any]:
        """What is kept of a container."""
        return {"content": content, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


class ControlStep(AppendOnly):
    """An act by which a programme's decision is taken off control, or put back: the last one counts.

    Off control the programme is completed and its ledger is closed through its last day; only an act opens both again.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="control_steps", verbose_name=_("programme"))
    is_off = models.BooleanField(
        _("control"), choices=[(True, _("taken off control")), (False, _("put back under control"))]
    )
    act = models.ForeignKey(LegalAct, models.PROTECT, related_name="+", verbose_name=_("legal act"))
    report = models.ForeignKey(
        ExecutionReport, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("final report")
    )
    reason = CharField(_("reason"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("step of control")
        verbose_name_plural = _("steps of control")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_is_off_display()}: {self.act}"

    @property
    def date(self) -> Date:
        return self.act.date
