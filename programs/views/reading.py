"""A submitted report read line by line by a member of the commission, with a question at any figure of a line."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import services
from ..models import ExecutionReport, ReportQuestion
from ..permissions import may_follow_programs
from ..reporting.files import FORMATS
from ..reporting.stored import report_of
from ..reports.lines import lines_of, placed, questions_about, quotes_of, snapshot
from ..reports.submission import trace
from ..staff.forms import LinesField, show_refusal
from ..staff.once import sent_once

WHOLE_LINE = gettext_lazy("the whole line")


def report_to_read(request: HttpRequest, pk: int) -> ExecutionReport:
    """A submitted report, for those who decide on it or prepare it."""
    if not may_follow_programs(request.user):
        raise PermissionDenied
    found = ExecutionReport.objects.submitted().select_related("program", "submission")
    return get_object_or_404(found, pk=pk)


@login_required
@never_cache
@require_safe
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines of a submitted report: of each its figures, its state and what was asked about it."""
    report = report_to_read(request, pk)
    data = snapshot(report)
    lines = lines_of(report, data)
    lock = services.locked(report)
    questions = placed(questions_about(report), report, lines, lock)
    for line in lines:
        line["questions"] = [question for question in questions if question.line is line]
    context = {
        "report": report,
        "paper": report_of(data),
        "lines": lines,
        "formats": FORMATS,
        "asked_of_whole": [question for question in questions if question.line is None],
        "lock": lock,
        **trace(report),
    }
    return render(request, "programs/reading.html", context)


class LineQuestionForm(forms.Form):
    """A question about a line, or about a figure of it that is chosen by a press."""

    quoted = forms.ChoiceField(label=gettext_lazy("About"), required=False, widget=forms.RadioSelect)
    text = LinesField(label=gettext_lazy("Question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, line: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quoted: Any = self.fields["quoted"]
        quoted.choices = [("", WHOLE_LINE), *((each[:300], each) for each in quotes_of(line))]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def line(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """One line of a report: plan, paid, deviation, state and reason, what was asked, the way to its neighbours."""
    report = report_to_read(request, pk)
    lines = lines_of(report)
    if not 1 <= place <= len(lines):
        raise Http404(_("The report has no such line."))
    shown = lines[place - 1]
    may_ask = request.user.has_perm("programs.add_reportquestion")
    if request.method == "POST" and not may_ask:
        raise PermissionDenied
    form = LineQuestionForm(request.POST if request.method == "POST" else None, line=shown)
    if form.is_bound and form.is_valid() and isinstance(request.user, User):
        try:
            question = services.ask(report=report, by=request.user, measure=shown["measure"], **form.cleaned_data)
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The question stands beside the line; the department answers here."))
            page = redirect("programs:line", report.pk, place)
            page["Location"] += f"#question-{question.pk}"
            return page
    lock = services.locked(report)
    context = {
        "report": report,
        "line": shown,
        "lines": lines,
        "before": lines[place - 2] if place > 1 else None,
        "after": lines[place] if place < len(lines) else None,
        "questions": [
            question for question in placed(questions_about(report), report, lines, lock) if question.line is shown
        ],
        "form": form if may_ask else None,
        "lock": lock,
    }
    return render(request, "programs/line.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """To a question where it stands: beside its line, in the last edition that was submitted."""
    found = ReportQuestion.objects.filter(report__in=ExecutionReport.objects.submitted())
    question = get_object_or_404(found.select_related("report"), pk=pk)
    editions = ExecutionReport.objects.submitted().filter(
        program=question.report.program_id, number=question.report.number
    )
    last = editions.order_by("edition").last() or question.report
    report = report_to_read(request, last.pk)
    [placed_question] = placed([question], report, lines_of(report), None)
    page = redirect("programs:reading", report.pk)
    if placed_question.line:
        page = redirect("programs:line", report.pk, placed_question.line["place"])
    page["Location"] += f"#question-{question.pk}"
    return page
