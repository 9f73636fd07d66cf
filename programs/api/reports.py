"""Submitted execution reports with their files and what became of them."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ..models import ExecutionReport, ReportFile, ReportStep, SittingPublication
from ..permissions import may_follow_programs
from ..reporting.addresses import absolute
from ..rest.collection import ReadCollection
from ..rest.fields import ModelRecordSerializer, ProgramSlug, Strict
from ..rest.filters import by_choice, by_date, by_number, by_program


class ReportFileSerializer(Strict):
    """A file as it was submitted: the same bytes for everybody."""

    format = serializers.CharField(source="extension", label=gettext_lazy("format"))
    size = serializers.IntegerField(label=gettext_lazy("bytes"))
    sha256 = serializers.CharField(label=gettext_lazy("check sum (SHA-256)"))
    url = serializers.SerializerMethodField(label=gettext_lazy("address"))

    as_text = "{format}: {sha256}".format_map

    @extend_schema_field(serializers.URLField)
    def get_url(self, file: Any) -> str:
        report = file.submission.report
        about = [report.program.slug, report.number, report.edition, file.extension]
        return absolute(reverse("programs:submitted-file", args=about), self.context["request"])


class ReportStepSerializer(Strict):
    """What became of the report."""

    kind = serializers.CharField(label=gettext_lazy("what happened"))
    date = serializers.DateField(label=gettext_lazy("date"))
    document = serializers.CharField(label=gettext_lazy("document"))
    act = serializers.IntegerField(source="act_id", label=gettext_lazy("id of the act"))
    remarks = serializers.CharField(label=gettext_lazy("remarks or recommendations"))

    as_text = "{date}: {kind}".format_map


class AnswerSerializer(Strict):
    """An answer of the department; its file is the commission's alone."""

    text = serializers.CharField(label=gettext_lazy("answer"))
    answered_at = serializers.DateTimeField(label=gettext_lazy("answered at"))

    as_text = "{text}".format_map


class QuestionSerializer(Strict):
    """A question of the commission; who asked stays with it."""

    measure = serializers.IntegerField(source="measure_id", label=gettext_lazy("id of the measure"), allow_null=True)
    quoted = serializers.CharField(label=gettext_lazy("quoted figure or words"))
    text = serializers.CharField(label=gettext_lazy("question"))
    asked_at = serializers.DateTimeField(label=gettext_lazy("asked at"))
    answers = AnswerSerializer(many=True, label=gettext_lazy("answers"))

    as_text = "{text}".format_map


class ExecutionReportSerializer(ModelRecordSerializer):
    program = ProgramSlug()
    submitted_on = serializers.DateField(source="submission.submitted_on", label=gettext_lazy("submitted on"))
    code = serializers.CharField(source="submission.code", label=gettext_lazy("check code"))
    plan_edition = serializers.IntegerField(
        source="submission.plan_edition_id", label=gettext_lazy("edition of the plan")
    )
    files = ReportFileSerializer(source="submission.files", many=True, label=gettext_lazy("files"))
    steps = ReportStepSerializer(many=True, label=gettext_lazy("what became of the report"))
    state = serializers.SerializerMethodField(label=gettext_lazy("state"))
    questions = QuestionSerializer(many=True, label=gettext_lazy("questions of the commission"))
    conclusions = serializers.SerializerMethodField(label=gettext_lazy("conclusions of commissions"))

    class Meta:
        model = ExecutionReport
        fields = [
            "id",
            "program",
            "number",
            "edition",
            "kind",
            "period_start",
            "period_end",
            "narrative",
            "proposal",
            "changed_because",
            "submitted_on",
            "code",
            "plan_edition",
            "files",
            "state",
            "steps",
            "questions",
            "conclusions",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField)
    def get_state(self, report: ExecutionReport) -> str:
        """The last step but publication, «submitted» before any."""
        decided = [step.kind for step in report.steps.all() if step.kind != ReportStep.Kind.PUBLISHED]
        return str(decided[-1]) if decided else "submitted"

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_conclusions(self, report: ExecutionReport) -> list[str]:
        """Words of conclusions whose sitting had them published."""
        may, found = may_follow_programs(self.context["request"].user), []
        for step in report.steps.all():
            conclusion = getattr(step, "conclusion", None)
            if conclusion is None:
                continue
            published = {each.what for each in conclusion.item.sitting.publications.all()}
            if may or SittingPublication.What.CONCLUSIONS in published:
                found.append(conclusion.text)
        return found


class ReportFilters(django_filters.FilterSet):
    program = by_program("program")
    kind = by_choice("kind", ExecutionReport.Kind, gettext_lazy("kind"))
    number = by_number("number", gettext_lazy("number"))
    period_end = by_date("period_end", gettext_lazy("last day of the period"))


class Reports(ReadCollection):
    title = gettext_lazy("Reports")
    about = gettext_lazy(
        "Execution reports as they were submitted: their files never change, and each has its SHA-256. What was "
        "corrected later is another edition of the same number."
    )
    http_method_names = ["get", "head"]
    writes = ExecutionReport
    serializer_class = ExecutionReportSerializer
    filterset_class = ReportFilters
    orderings = {"id": "pk", "period_end": "period_end", "number": "number", "edition": "edition"}
    default_ordering = ("-period_end", "-number", "-edition")

    def get_queryset(self) -> QuerySet[Any]:
        everybody, submitted = ExecutionReport.objects.published(), ExecutionReport.objects.submitted()
        found = submitted if may_follow_programs(self.request.user) else everybody
        files = ReportFile.objects.defer("content").select_related("submission__report__program")
        prepared = found.select_related("program", "submission").distinct()
        return prepared.prefetch_related(
            Prefetch("submission__files", files),
            "steps__conclusion__item__sitting__publications",
            "questions__answers",
        )
