"""The pages of the commission: submitted reports and questions about them, execution figures, what calls for attention
and why.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import services
from ..default_day import default_day
from ..duties import ended_reports
from ..models import AgendaItem, ExecutionReport, Measure, Program, ReportQuestion, Sitting
from ..overview import standings
from ..period import Period
from ..permissions import may_follow_programs
from ..reporting.files import FORMATS
from ..reports import Attention
from ..services.reports import DECIDING
from ..staff.forms import LinesField, MeasureField, show_refusal
from ..staff.once import sent_once
from ..statement import statement_for, statement_on

LAST_REPORTS = 6


@login_required
@never_cache
@require_safe
def commission(request: HttpRequest) -> HttpResponse:
    """Everything that a member of the commission reads before a sitting, for every programme that is public."""
    if not may_follow_programs(request.user):
        raise PermissionDenied
    programs = list(Program.objects.published().select_related("commission").order_by("-start_year", "pk"))
    shown = next((p for p in programs if p.slug == request.GET.get("program")), programs[0] if programs else None)
    on = default_day(shown)
    context: dict[str, Any] = {"programs": programs, "shown": shown, "on": on, **queue_of(request.user)}
    if shown:
        year = Period.year(shown.year_nearest(on))
        # a year that is not over is judged so far as it has run
        period = Period(year.start, min(max(on, year.start), year.end))
        context |= {
            "standing": standings([shown], on)[shown.pk],
            "statement": statement_on(shown, on),
            "submitted": submitted_reports(shown),
            "reports": ended_reports(shown, on)[:LAST_REPORTS],
            "formats": FORMATS,
            "period": period,
            "attention": Attention().table(statement_for(shown, period)),
        }
    return render(request, "programs/commission.html", context)


LAST_ANSWERS = 5


def queue_of(user: Any) -> dict[str, Any]:
    """What waits for a member: reports that no body decided on yet, those of the next sitting first, and the last
    answers to this person's questions, with what still has none.
    """
    waiting = ExecutionReport.objects.submitted().exclude(steps__kind__in=DECIDING)
    superseded = ExecutionReport.objects.submitted().filter(
        program=OuterRef("program"), number=OuterRef("number"), edition__gt=OuterRef("edition")
    )
    waiting = waiting.exclude(Exists(superseded)).select_related("program", "submission")
    asked = ReportQuestion.objects.filter(asked_by=user).select_related("report__program", "measure")
    answered = asked.exclude(answers=None).annotate(answered_at=Max("answers__answered_at"))
    planned = AgendaItem.objects.filter(report=OuterRef("pk"), sitting__state=Sitting.State.PLANNED)
    waiting = waiting.annotate(sits_on=Subquery(planned.order_by("sitting__date").values("sitting__date")[:1]))
    return {
        "waiting": waiting.order_by(F("sits_on").asc(nulls_last=True), "submission__submitted_on", "pk"),
        "answered": answered.order_by("-answered_at", "-pk")[:LAST_ANSWERS],
        "unanswered": asked.filter(answers=None).order_by("pk"),
    }


def submitted_reports(program: Program) -> QuerySet[ExecutionReport]:
    """The submitted reports of a programme, the last submitted first, with how many questions wait for an answer."""
    found = program.execution_reports.submitted().select_related("submission").prefetch_related("steps")
    found = found.annotate(waiting=Count("questions", filter=Q(questions__answers=None)))
    return found.order_by("-submission__submitted_on", "-submission__pk")


class QuestionForm(forms.Form):
    """A question about a report or one of its lines."""

    text = LinesField(label=gettext_lazy("Question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    measure = MeasureField(label=gettext_lazy("About the measure"), required=False)
    quoted = forms.CharField(label=gettext_lazy("Figure or words that you ask about"), required=False, max_length=300)

    def __init__(self, *args: Any, report: ExecutionReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measures: Any = self.fields["measure"]
        measures.queryset = measures.queryset.filter(program=report.program_id)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A commission member asks about a submitted report; the department answers beside the question."""
    if not request.user.has_perm("programs.add_reportquestion") or not isinstance(request.user, User):
        raise PermissionDenied
    report = get_object_or_404(ExecutionReport.objects.submitted().select_related("program", "submission"), pk=pk)
    code = request.GET.get("measure", "").replace("\0", "")
    chosen = Measure.objects.filter(program=report.program_id, code=code).first()
    given = {"measure": chosen.pk if chosen else None, "quoted": request.GET.get("quoted", "")}
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=given, report=report)
    if form.is_bound and form.is_valid():
        try:
            question = services.ask(report=report, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The question stands beside the report; the department answers here."))
            page = redirect("programs:submitted", report.program.slug, report.number, report.edition)
            page["Location"] += f"#question-{question.pk}"
            return page
    status = 400 if form.errors else 200
    context = {"form": form, "report": report, "lock": services.locked(report)}
    return render(request, "programs/ask.html", context, status=status)
