"""Execution reports: the draft that the department prepares, what it still misses, and the steps after that."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..models import BackgroundWork, ExecutionReport, LegalAct, Program, ReportQuestion, ReportStep
from ..period import Period
from ..reporting.addresses import absolute
from ..reporting.files import FORMATS
from ..reports.decision import act_of
from ..reports.long import submit_in_background
from ..reports.prepared import proposed_narrative, proposed_words, tasks_of
from ..reports.submission import gaps, signs_that_print_empty, submit
from ..reports.way import VERIFIER, of_way, signatures_of
from ..services import Notice, Severity
from ..services.reports import CLOSING
from ..staff.base import PortalAdmin
from ..staff.forms import LinesField, RecordForm, date_of_address
from ..staff.lists import ProgramFilter
from ..staff.sheets import page_of
from ..staff.steps import StepForm, StepView
from ..words import shortened
from .report_form import FormOfReport
from .report_way import AddSignature, RecordPublication, SetStageDay

LONG_REPORT = gettext_lazy("The report is long: its files are made in the background, and a letter tells of the end.")


class ReportStepView(StepView):
    """What is done with a report of any state."""

    queryset = ExecutionReport.objects.select_related("program", "submission")
    object: ExecutionReport

    @property
    def subtitle(self) -> str:
        return f"{self.object.program}, {self.object}"


class SubmitReport(ReportStepView):
    """Submit the report to the commission: from then on everybody gets the files that are made now."""

    slug = "submit"
    permission = "programs.submit_executionreport"
    title = gettext_lazy("Submit the report")
    lead = gettext_lazy(
        "The figures are fixed as they are now. PDF, XLSX and JSON are made once, and everybody gets these files from "
        "then on; what is corrected later is the next edition."
    )
    done = gettext_lazy("The report is submitted: the commission has it on its page.")
    takes_long = True

    @classmethod
    def offered(cls, record: ExecutionReport) -> bool:
        return record.is_draft

    def notices(self) -> list[Notice]:
        if not self.object.is_draft:  # somebody comes back from a page that never answered
            words, page = _("This report is submitted already."), page_of(self.object)
            return [Notice("submitted", format_html('{} <a href="{}">{}</a>', words, page, _("Open")), Severity.STOP)]
        missing = gaps(self.object)
        found = [
            Notice(
                "gap",
                format_html('{} <a href="{}">{}</a>', gap.sentence, gap.address, _("Open")),
                Severity.STOP if gap.is_required else Severity.ADVICE,
            )
            for gap in missing
        ]
        named = "".join(gap.sentence for gap in missing)
        if signs := [sign for sign in signs_that_print_empty(self.object) if sign not in named]:
            words = _("Elsewhere in the report these signs would print empty: %(signs)s.") % {"signs": " ".join(signs)}
            found.append(Notice("signs", words, Severity.ADVICE))
        return found

    def facts(self) -> list[tuple[str, Any]]:
        report = self.object
        commission = report.program.commission or _("no commission is recorded for the programme")
        return [
            (_("Report"), str(report)),
            (_("Period"), report.period.dates),
            (_("Commission"), commission),
            (_("What the commission is asked to decide"), report.proposal),
        ]

    def perform(self, given: dict[str, Any]) -> None:
        seen, on, site = given.get("seen_version"), given["date"], absolute("", self.request)
        services.check_submittable(self.object, on, seen)
        self.work: BackgroundWork | None = None
        if not any(gap.is_required for gap in gaps(self.object)):
            self.work = submit_in_background(self.object, by=self.user, on=on, site=site, expected_version=seen)
        if self.work:
            self.done = LONG_REPORT
        else:
            submit(self.object, by=self.user, on=on, site=site, expected_version=seen)

    def get_success_url(self) -> str:
        return reverse("background:work", args=[self.work.key]) if self.work else super().get_success_url()


class RemarksForm(forms.Form):
    """How each remark was met, beside the remark and its line."""

    def __init__(self, *args: Any, report: ExecutionReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        met = {answer.remark_id: answer.text for answer in report.remark_answers.all()}
        numbers = services.numbers_of_measures(report)
        for remark in services.remarks_to_meet(report):
            line = numbers.get(remark.measure_id or 0, _("the line was dropped")) if remark.measure_id else ""
            label = f"{remark.text} ({line})" if line and not remark.text.startswith(line) else remark.text
            area = forms.Textarea(attrs={"rows": 3})
            self.fields[f"remark_{remark.pk}"] = LinesField(
                label=label, max_length=2000, required=False, widget=area, label_suffix=""
            )
            self.initial = {**self.initial, f"remark_{remark.pk}": met.get(remark.pk, "")}


class AnswerRemarks(ReportStepView):
    """Say how the new edition meets the remarks with which the one before was returned."""

    slug = "remarks"
    form_class = RemarksForm
    permission = "programs.add_remarkanswer"
    title = gettext_lazy("Answer the remarks")
    button = gettext_lazy("Save")
    lead = gettext_lazy("The new edition prints each remark and how it was met; it is not submitted before.")
    done = gettext_lazy("The answers stand in the draft.")
    asks_reason = True  # no way forward by itself

    @classmethod
    def offered(cls, record: ExecutionReport) -> bool:
        return record.is_draft and record.edition > 1 and services.remarks_to_meet(record).exists()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "report": self.object}

    def facts(self) -> list[tuple[str, Any]]:
        terms = [remark.conclusion.new_term for remark in services.remarks_to_meet(self.object)]
        return [(_("Submit again by"), f"{term:%d.%m.%Y}") for term in filter(None, set(terms))]

    def perform(self, given: dict[str, Any]) -> None:
        texts = {int(name.removeprefix("remark_")): text for name, text in given.items() if name.startswith("remark_")}
        services.answer_remarks(report=self.object, texts=texts, by=self.user)


class WhyForm(forms.Form):
    """Why a new edition is opened."""

    reason = LinesField(
        label=gettext_lazy("What is corrected or completed"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500
    )


class NextEdition(ReportStepView):
    """Open the next edition of a submitted report, to correct it."""

    slug = "next-edition"
    form_class = WhyForm
    permission = "programs.add_executionreport"
    title = gettext_lazy("Correct in a new edition")
    lead = gettext_lazy(
        "What was submitted stays as it is. The new edition lists what it prints otherwise than the one before."
    )
    done = gettext_lazy("The next edition is open: correct the records, then submit it.")
    asks_reason = True

    @classmethod
    def offered(cls, record: ExecutionReport) -> bool:
        return not record.is_draft and record.edition == last_edition(record)

    def perform(self, given: dict[str, Any]) -> None:
        self.following = services.open_next_edition(report=self.object, why=given["reason"], by=self.user)

    def get_success_url(self) -> str:
        return page_of(self.following)


class HappenedForm(StepForm):
    """What became of a report."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What happened"), choices=[("", gettext_lazy("not chosen")), *ReportStep.Kind.choices]
    )
    document = forms.CharField(
        label=gettext_lazy("Document"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("For example: minutes № 14 of 20.04.2022."),
    )
    act = forms.ModelChoiceField(
        LegalAct.objects.none(),
        label=gettext_lazy("Legal act, where there is one"),
        empty_label=gettext_lazy("not chosen"),
        required=False,
    )
    remarks = LinesField(
        label=gettext_lazy("Remarks or recommendations"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    reason = None  # type: ignore[assignment]  # Django's way to leave a field of the heir out
    field_order = ("kind", "date", "document", "act", "remarks")


class RecordStep(ReportStepView):
    """Record what became of the report: published, noted, returned, approved by the council."""

    slug = "happened"
    form_class = HappenedForm
    permission = "programs.add_reportstep"
    title = gettext_lazy("Record what was decided")
    lead = gettext_lazy(
        "Each step stays as it is recorded. A report that is returned or withdrawn opens at once as its next edition."
    )
    done = gettext_lazy("It is recorded.")

    @classmethod
    def offered(cls, record: ExecutionReport) -> bool:
        return not record.is_draft

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        acts = LegalAct.objects.filter(program=self.object.program) | LegalAct.objects.filter(program=None)
        form.fields["act"].queryset = acts.order_by("-date")
        return form

    def perform(self, given: dict[str, Any]) -> None:
        names = ("kind", "date", "document", "act", "remarks")
        services.record_step(report=self.object, by=self.user, **{name: given[name] for name in names})


class PublishReport(ReportStepView):
    """Show a submitted report to everybody."""

    slug = "publish"
    permission = "programs.add_reportstep"
    title = gettext_lazy("Publish the report")
    lead = gettext_lazy("From now on everybody reads this report and takes its files, which stay as they are.")
    done = gettext_lazy("The report is published.")

    @classmethod
    def offered(cls, record: ExecutionReport) -> bool:
        """One that was returned or withdrawn is not what the department stands by."""
        done = set(record.steps.values_list("kind", flat=True))
        return not record.is_draft and not done & {ReportStep.Kind.PUBLISHED, *CLOSING}

    def perform(self, given: dict[str, Any]) -> None:
        services.record_step(report=self.object, kind=ReportStep.Kind.PUBLISHED, date=given["date"], by=self.user)


class AnswerForm(forms.Form):
    """An answer with a file where one belongs to it."""

    text = LinesField(label=gettext_lazy("Answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("The commission and staff open it; it is never published."),
    )


class AnswerQuestion(StepView):
    """Answer a question of the commission."""

    model = ReportQuestion
    object: ReportQuestion
    slug = "answer"
    opts = ExecutionReport._meta
    template_name = "admin/programs/report_answer.html"
    form_class = AnswerForm
    permission = "programs.add_reportanswer"
    title = gettext_lazy("Answer the commission")
    done = gettext_lazy("The answer stands beside the question.")

    @property
    def record(self) -> ExecutionReport:
        return self.object.report

    def facts(self) -> list[tuple[str, Any]]:
        question = self.object
        place = question.quoted or (question.measure and str(question.measure)) or _("the whole report")
        earlier = [(_("Answered before"), each.text) for each in question.answers.all()]
        lock = services.locked(question.report)
        closed = [(_("Closed"), f"{lock['day']} – {lock['what']}")] if lock else []
        return [(_("Question"), question.text), (_("About"), place), *earlier, *closed]

    def perform(self, given: dict[str, Any]) -> None:
        services.answer(question=self.object, text=given["text"], file=given["file"], by=self.user)


def last_edition(report: ExecutionReport) -> int:
    """The highest edition of a report's number."""
    found = ExecutionReport.objects.filter(program=report.program_id, number=report.number)
    return max(found.values_list("edition", flat=True), default=report.edition)


def state_of(report: ExecutionReport, steps: Sequence[ReportStep]) -> str:
    """The state of a report in words: the last that was decided, published or not."""
    if report.is_draft:
        return _("draft")
    decided = [step for step in steps if step.kind != ReportStep.Kind.PUBLISHED]
    words = [str(decided[-1].get_kind_display()) if decided else _("submitted")]
    if any(step.kind == ReportStep.Kind.PUBLISHED for step in steps):
        words.append(str(ReportStep.Kind.PUBLISHED.label))
    return ", ".join(words)


class ReportForm(RecordForm):
    """The words of a report; its number is proposed."""

    class Meta:
        widgets = {
            "narrative": forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
            "proposal": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "changed_because": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "judgement": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "changed_because" in self.fields:  # a draft may wait for it, the submitting does not
            self.fields["changed_because"].is_conditional = True  # type: ignore[attr-defined]
        self.of_tasks = [name for name in self.fields if name.startswith(OF_TASK)]
        kept = self.instance.task_words
        proposed = proposed_words(self.instance) if self.of_tasks and not self.is_bound else {}
        for name in self.of_tasks:
            task = name.removeprefix(OF_TASK)
            self.initial[name] = kept[task] if task in kept else proposed.get(int(task), "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.of_tasks:
            said = {name.removeprefix(OF_TASK): cleaned.get(name, "") for name in self.of_tasks}
            self.instance.task_words = {**self.instance.task_words, **said}
        return cleaned


OF_TASK = "task_words_"


def word_fields(report: ExecutionReport | None) -> dict[str, forms.Field]:
    """A text for each task of the plan that the report counts by."""
    if report is None:
        return {}
    return {
        f"{OF_TASK}{row.task_id}": LinesField(
            label=f"{row.number} {shortened(row.title, 12)}",
            required=False,
            max_length=10_000,
            widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        )
        for row in tasks_of(report)
    }


@admin.register(ExecutionReport)
class ExecutionReportAdmin(PortalAdmin):
    """Execution reports (звіти про виконання)."""

    form = ReportForm
    change_form_template = "admin/programs/report.html"
    add_title = gettext_lazy("New report")
    add_button = gettext_lazy("New report")
    change_title = gettext_lazy("Execution report")
    list_lead = gettext_lazy("Reports to the commission: prepared here, submitted by the head, kept as submitted.")
    empty_text = gettext_lazy("Begin with the last period that is over: the portal has its figures already.")
    list_display = ("name", "program", "dates", "state")
    list_filter = (ProgramFilter, "kind")
    list_select_related = ("program", "submission")
    ordering = ("-period_end", "-number", "-edition")
    steps = (
        SubmitReport,
        FormOfReport,
        AnswerRemarks,
        RecordStep,
        PublishReport,
        NextEdition,
        SetStageDay,
        RecordPublication,
        AddSignature,
    )

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        services.save_report(report=record, by=by, reason=reason, expected_version=expected_version)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExecutionReport]:
        return super().get_queryset(request).prefetch_related("steps")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        words = ["proposal", "narrative"]
        if obj is None:
            names = ["program", "kind", ("period_start", "period_end"), "number"]
            return [(None, {"fields": names}), (gettext_lazy("Words"), {"fields": words})]
        if obj.edition > 1:
            words.insert(0, "changed_because")
        sheets: list[Any] = [(None, {"fields": [*words, "judgement"]})]
        if of_tasks := list(word_fields(obj) if self.has_change_permission(request, obj) else {}):
            about = gettext_lazy("Begun from the last report or from what was recorded of the period.")
            sheets.append((gettext_lazy("Words about the tasks"), {"fields": of_tasks, "description": about}))
        return sheets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form with a text for each task of this report's plan."""
        fields = word_fields(obj) if self.has_change_permission(request, obj) else {}
        kwargs["form"] = type("ReportForm", (ReportForm,), fields)
        return super().get_form(request, obj, change, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A report begins where the duty that leads here says, with the words that the last one ended with."""
        found: dict[str, Any] = super().get_changeform_initial_data(request)
        given = Program.objects.filter(slug=request.GET.get("program", "").replace("\0", "")).first()
        chosen = given or Program.objects.published().order_by("-start_year", "pk").first()
        found["proposal"] = _("Take the report into account.")
        if chosen:
            last = chosen.execution_reports.order_by("period_end", "edition").last()
            found |= {"program": chosen.pk, "number": services.next_number(chosen)}
            if last:
                found |= {"proposal": last.proposal, "narrative": last.narrative}
        if (kind := request.GET.get("kind", "")) in ExecutionReport.Kind.values:
            found["kind"] = kind
        days = {name: date_of_address(request.GET.get(name, "")) for name in ("period_start", "period_end")}
        start, end = days.values()
        if chosen and not found.get("narrative") and start and end and start <= end:
            found["narrative"] = proposed_narrative(chosen, Period(start, end))
        return found | {name: day for name, day in days.items() if day}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was submitted is looked at; its words are the report's."""
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)

    @admin.display(description=gettext_lazy("report"), ordering="number")
    def name(self, report: ExecutionReport) -> str:
        return str(report)

    @admin.display(description=gettext_lazy("period"), ordering="period_end")
    def dates(self, report: ExecutionReport) -> str:
        return report.period.dates

    @admin.display(description=gettext_lazy("state"))
    def state(self, report: ExecutionReport) -> str:
        words = capfirst(state_of(report, list(report.steps.all())))
        return format_html('<span class="mark{}">{}</span>', " mark-draft" if report.is_draft else "", words)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        report = self.get_object(request, object_id)
        context = extra_context or {}
        if report is not None:
            context = {**self.about(request, report), **context}
        return super().change_view(request, object_id, form_url, context)

    def about(self, request: HttpRequest, report: ExecutionReport) -> dict[str, Any]:
        """What stands above the form: the state, what is missing, files, steps and questions."""
        happened = list(report.steps.all())
        page = reverse("programs:submitted", args=[report.program.slug, report.number, report.edition])
        before = ReportStep.objects.filter(
            report__program=report.program,
            report__number=report.number,
            report__edition=report.edition - 1,
            kind__in=CLOSING,
        )
        return {
            "subtitle": str(report),
            "steps": self.step_links(request, report),
            "state": state_of(report, happened),
            "happened": happened,
            "returned": before.exclude(remarks="").last(),
            "gaps": gaps(report) if report.is_draft else [],
            "working_copy": reverse("programs:working-copy", args=[report.pk]),
            "page": page,
            "files": [] if report.is_draft else [(each, f"{page}report.{each}") for each in FORMATS],
            "questions": report.questions.select_related("measure", "asked_by").prefetch_related("answers"),
            "may_answer": AnswerQuestion.may(request.user),
            **(
                {}
                if report.is_draft
                else {**of_way(report), "signatures": signatures_of(report), "annex_of": act_of(report)}
            ),
            "verifier": VERIFIER,
        }

    def get_urls(self) -> list[Any]:
        answer = path("questions/<int:pk>/answer/", AnswerQuestion.as_view(), name="programs_executionreport_answer")
        return [answer, *super().get_urls()]
