"""What a commission concluded and recommended on the questions of its agenda, and what was answered."""

from datetime import date as Date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from .agenda import AgendaItem, Motion
from .append_only import AppendOnly
from .files import check_paper
from .personal import no_personal_number
from .reports import ExecutionReport, ReportStep
from .sittings import answers_to_recommendations
from .text import CharField, TextField


class ConclusionVerb(models.Model):
    """What a commission can conclude (дієслово висновку), in the words of its documents, and what state that is."""

    class State(models.TextChoices):
        NOTED = "noted", pgettext_lazy("conclusion", "noted")
        APPROVED = "approved", pgettext_lazy("conclusion", "approved")
        SATISFACTORY = "satisfactory", pgettext_lazy("conclusion", "satisfactory")
        RETURNED = "returned", pgettext_lazy("conclusion", "returned")
        POSTPONED = "postponed", pgettext_lazy("conclusion", "postponed")
        WITHDRAWN = "withdrawn", pgettext_lazy("conclusion", "withdrawn")
        NOT_CONSIDERED = "not_considered", pgettext_lazy("conclusion", "not considered")
        NO_QUORUM = "no_quorum", pgettext_lazy("conclusion", "no quorum")

    title = CharField(_("words of the document"), max_length=200, unique=True)
    state = CharField(_("state of the report"), max_length=20, choices=State)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_offered = models.BooleanField(_("offer it"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("words of a conclusion")
        verbose_name_plural = _("words of conclusions")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Conclusion(AppendOnly):
    """What the commission concluded on a question (висновок); what it says of a report is a step of that report.

    A wrong one is corrected by a later one of the same question, which says why. The number of the draft, of the
    decision, of the minutes and of the report are four things.
    """

    item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="conclusions", verbose_name=pgettext_lazy("agenda", "question")
    )
    motion = models.ForeignKey(
        Motion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("motion by which")
    )
    verb = models.ForeignKey(ConclusionVerb, models.PROTECT, related_name="+", verbose_name=_("conclusion"))
    text = TextField(_("decided"), max_length=5000, validators=[no_personal_number])
    remarks = TextField(_("remarks"), blank=True, max_length=5000, validators=[no_personal_number])
    new_term = models.DateField(_("to be submitted again by"), null=True, blank=True)
    draft_number = CharField(_("№ of the draft decision"), max_length=50, blank=True)
    decision_number = CharField(_("№ of the decision"), max_length=50, blank=True)
    because = CharField(_("why it was corrected"), max_length=500, blank=True)
    step = models.OneToOneField(
        ReportStep, models.PROTECT, null=True, blank=True, related_name="conclusion", verbose_name=_("step of a report")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("conclusion")
        verbose_name_plural = _("conclusions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class LineRemark(AppendOnly):
    """A remark with which a report was returned, on the line that it is about; the next edition shows what became of
    it, by the words that answer it.
    """

    conclusion = models.ForeignKey(
        Conclusion, models.PROTECT, related_name="line_remarks", verbose_name=_("conclusion")
    )
    measure = models.ForeignKey(
        "programs.Measure", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("measure")
    )
    quoted = CharField(_("quoted figure or words"), max_length=300, blank=True)
    text = TextField(_("remark"), max_length=2000, validators=[no_personal_number])

    class Meta:
        verbose_name = _("remark on a line of a report")
        verbose_name_plural = _("remarks on lines of reports")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class RemarkAnswer(models.Model):
    """How the next edition of a report met a remark (як ураховано): typed with its draft, fixed with its submission."""

    remark = models.ForeignKey(LineRemark, models.PROTECT, related_name="answers", verbose_name=_("remark"))
    report = models.ForeignKey(
        ExecutionReport, models.CASCADE, related_name="remark_answers", verbose_name=_("execution report")
    )
    text = TextField(_("how it was met"), max_length=2000, validators=[no_personal_number])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("answer to a remark")
        verbose_name_plural = _("answers to remarks")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["remark", "report"], name="remark_is_answered_once")]

    def __str__(self) -> str:
        return self.text


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def open(self) -> Self:
        """Those that nobody answered with done or refused yet."""
        return self.exclude(answers__outcome__in=["done", "refused"])

    def overdue(self, on: Date) -> Self:
        return self.open().filter(due__lt=on)


class Recommendation(models.Model):
    """What the commission recommends on a question (рекомендація): to whom, by when."""

    item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="recommendations", verbose_name=pgettext_lazy("agenda", "question")
    )
    number = models.PositiveSmallIntegerField(_("№"))
    text = TextField(_("recommendation"), max_length=2000, validators=[no_personal_number])
    addressee = CharField(_("addressed to"), max_length=300, validators=[no_personal_number])
    due = models.DateField(_("answer by"), null=True, blank=True)
    repeats = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated_by", verbose_name=_("asks again")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="recommendation_has_its_number")]

    def __str__(self) -> str:
        return self.text


class RecommendationAnswer(AppendOnly):
    """What was answered to a recommendation; the last answer counts, the earlier ones stay."""

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("recommendation", "done")
        PARTLY = "partly", pgettext_lazy("recommendation", "partly done")
        REFUSED = "refused", pgettext_lazy("recommendation", "refused")

    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="answers", verbose_name=_("recommendation")
    )
    outcome = CharField(_("outcome"), max_length=20, choices=Outcome)
    date = models.DateField(_("date"))
    text = TextField(_("what was done, or why not"), max_length=5000, validators=[no_personal_number])
    document = CharField(_("document"), max_length=200, blank=True)
    file = models.FileField(_("file"), blank=True, upload_to=answers_to_recommendations, validators=[check_paper])
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer to a recommendation")
        verbose_name_plural = _("answers to recommendations")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.date:%d.%m.%Y}"
