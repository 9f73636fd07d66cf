"""Execution reports as documents: drafted, submitted once, asked about, decided on."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from ..period import Period
from .append_only import AppendOnly, KeptFile
from .commission import Post
from .edition import Edition
from .files import check_paper, unnamed
from .identity import Measure
from .program import LegalAct, Program
from .restricted import unless_restricted
from .text import CharField, TextField


def answers_folder(_answer: Any, file_name: str) -> str:
    return unnamed("answers", file_name)


class ExecutionReportQuerySet(models.QuerySet["ExecutionReport"]):
    def submitted(self) -> Self:
        """Reports that the commission has before it; what they say does not change any more."""
        return self.exclude(submission=None).exclude(program__status=Program.Status.DRAFT)

    def published(self) -> Self:
        """Reports that everybody may read. Their files are withheld in restricted mode, as nothing in them changes."""
        return unless_restricted(self.submitted().filter(steps__kind=ReportStep.Kind.PUBLISHED))

    def last_editions(self, program: Program) -> list[Any]:
        """The published reports of a programme, of each number the last edition; that of the last period first, each
        with the ``kilobytes`` of its PDF.
        """
        files = ReportFile.objects.filter(submission__report=models.OuterRef("pk"), extension="pdf")
        whole = files.annotate(kilobytes=(models.F("size") + 1023) / 1024).values("kilobytes")[:1]
        found = self.published().filter(program=program).select_related("submission").prefetch_related("steps")
        sized = found.annotate(kilobytes=models.Subquery(whole)).distinct().order_by("edition")
        last = {report.number: report for report in sized}
        return sorted(last.values(), key=lambda report: (report.period_end, report.number), reverse=True)


class ExecutionReport(models.Model):
    """A report on the execution of a programme (звіт про виконання) that the department prepares and the head submits.

    A draft is words alone: its figures are the portal's of the day. Submitting keeps everything as it is that day
    (``ReportSubmission``). What is corrected later, or was returned, is the next edition of the same number.
    """

    class Kind(models.TextChoices):
        QUARTER = "quarter", _("quarterly")
        HALF_YEAR = "half_year", _("half-yearly")
        NINE_MONTHS = "nine_months", _("for nine months")
        YEAR = "year", _("annual")
        FINAL = "final", _("final")
        FREE = "free", _("for any two dates")

    program = models.ForeignKey(Program, models.PROTECT, related_name="execution_reports", verbose_name=_("programme"))
    kind = CharField(_("kind"), max_length=20, choices=Kind)
    period_start = models.DateField(_("first day of the period"))
    period_end = models.DateField(_("last day of the period"))
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    edition = models.PositiveSmallIntegerField(_("edition of the report"), default=1, editable=False)
    narrative = TextField(
        _("explanation"),
        blank=True,
        help_text=_("What the commission should know beside the figures. It stands on the report's first pages."),
    )
    proposal = TextField(
        _("what the commission is asked to decide"), help_text=_("For example: to take the report into account.")
    )
    judgement = TextField(
        _("judgement of the effectiveness"),
        blank=True,
        help_text=_("Whether the aim is reached and what the money brought, in words. Empty – not assessed yet."),
    )
    task_words = models.JSONField(_("words about the tasks"), default=dict, blank=True, editable=False)
    form = models.JSONField(_("form of the report"), default=dict, blank=True, editable=False)
    changed_because = TextField(
        _("why a new edition"), blank=True, help_text=_("What was corrected or completed since the edition before.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = ExecutionReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("execution report")
        verbose_name_plural = _("execution reports")
        ordering = ["-period_end", "-number", "-edition"]
        permissions = [("submit_executionreport", _("Can submit an execution report"))]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "number", "edition"],
                name="report_has_its_number_and_edition",
                violation_error_message=_("The programme has a report of this number already."),
            ),
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")),
                name="report_ends_after_it_starts",
                violation_error_message=_("The period cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        title = _("Report № %(number)s for %(period)s") % {"number": self.number, "period": self.period.label}
        return f"{title}, {self.edition_text}" if self.edition > 1 else title

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def edition_text(self) -> str:
        return _("edition %(number)s") % {"number": self.edition}

    @property
    def is_draft(self) -> bool:
        return not hasattr(self, "submission")


class ReportSubmission(AppendOnly):
    """A report as it was submitted: from then on everybody gets these bytes, whatever is recorded or changed later.

    Its JSON file is of the form ``schema``, which is never brought to another; ``code`` leads from a printed page to
    what was issued.
    """

    report = models.OneToOneField(
        ExecutionReport, models.PROTECT, related_name="submission", verbose_name=_("execution report")
    )
    code = CharField(_("check code"), max_length=20, unique=True)
    plan_edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("edition of the plan")
    )
    commission = CharField(_("commission"), max_length=300, blank=True)
    schema = models.PositiveSmallIntegerField(_("form of the data"))
    portal_version = CharField(_("version of the portal"), max_length=40)
    submitted_on = models.DateField(_("submitted on"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    submitted_at = models.DateTimeField(_("submitted at"), auto_now_add=True)

    class Meta:
        verbose_name = _("submission of a report")
        verbose_name_plural = _("submissions of reports")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.report}, {self.submitted_on:%d.%m.%Y}"


class SubmissionMember(AppendOnly):
    """A member of the commission on the day when a report was submitted to it: whoever comes or goes later changes
    nothing of whom it was submitted to.
    """

    submission = models.ForeignKey(ReportSubmission, models.PROTECT, related_name="composition")
    commission = CharField(_("commission"), max_length=300)
    name = CharField(pgettext_lazy("person", "name"), max_length=210)
    post = CharField(_("post in the commission"), max_length=20, choices=Post)

    class Meta:
        verbose_name = _("composition when a report was submitted")
        verbose_name_plural = _("compositions when reports were submitted")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ReportFile(KeptFile):
    """A file of a submitted report."""

    submission = models.ForeignKey(ReportSubmission, models.PROTECT, related_name="files")

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "extension"], name="report_has_one_file_of_a_format")
        ]

    def __str__(self) -> str:
        return f"{self.submission.report}: {self.extension.upper()}"


class ReportMaterial(AppendOnly):
    """What a report's form takes from outside: the template of a working copy, the emblem of a heading.

    Forms name it by its key, also those of submitted reports: so it stays.
    """

    class Kind(models.TextChoices):
        TEMPLATE = "template", _("template of a working copy")
        EMBLEM = "emblem", _("emblem")

    kind = CharField(_("kind"), max_length=10, choices=Kind)
    name = CharField(_("name"), max_length=200)
    content = models.BinaryField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("material of a report’s form")
        verbose_name_plural = _("materials of reports’ forms")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ReportStep(AppendOnly):
    """What became of a submitted report, step by step; each by its document where there is one."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("published")
        NOTED = "noted", _("noted by the commission")
        ENDORSED = "endorsed", _("approved by the commission")
        SATISFACTORY = "satisfactory", _("work found satisfactory by the commission")
        POSTPONED = "postponed", _("postponed by the commission")
        RETURNED = "returned", _("returned for revision")
        WITHDRAWN = "withdrawn", _("withdrawn by the department")
        NOT_CONSIDERED = "not_considered", _("not considered by the commission")
        NO_QUORUM = "no_quorum", _("not considered: no quorum")
        COUNCIL_NOTED = "council_noted", _("noted by the council")
        APPROVED = "approved", _("approved by the council")
        EXECUTIVE = "executive", _("approved by the executive committee")
        ORDER_NOTED = "order_noted", _("noted by an order of the military administration")
        ORDER_APPROVED = "order_approved", _("approved by an order of the military administration")

    report = models.ForeignKey(
        ExecutionReport, models.PROTECT, related_name="steps", verbose_name=_("execution report")
    )
    kind = CharField(_("what happened"), max_length=20, choices=Kind)
    date = models.DateField(_("date"))
    document = CharField(
        _("document"), max_length=200, blank=True, help_text=_("For example: minutes № 14 of 20.04.2022.")
    )
    act = models.ForeignKey(
        LegalAct, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("legal act")
    )
    remarks = TextField(_("remarks or recommendations"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of reports")
        ordering = ["date", "pk"]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_kind_display()}, {self.date:%d.%m.%Y}"


class ReportQuestion(AppendOnly):
    """A question of a commission member about a submitted report, or about one line of it with the figure it quotes."""

    report = models.ForeignKey(
        ExecutionReport, models.PROTECT, related_name="questions", verbose_name=_("execution report")
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("measure")
    )
    quoted = CharField(_("quoted figure or words"), max_length=300, blank=True)
    text = TextField(_("question"), max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)

    class Meta:
        verbose_name = _("question about a report")
        verbose_name_plural = _("questions about reports")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class ReportAnswer(AppendOnly):
    """The department's answer to a question; a later one stands behind it and changes none."""

    question = models.ForeignKey(ReportQuestion, models.PROTECT, related_name="answers", verbose_name=_("question"))
    text = TextField(_("answer"), max_length=5000)
    file = models.FileField(_("file"), blank=True, upload_to=answers_folder, validators=[check_paper])
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer about a report")
        verbose_name_plural = _("answers about reports")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
