"""The state of execution as a sheet: how all measures of a period stand, judged on one page and saved together.

Complete without scripts. A row whose state nobody chose is left out; what one row cannot take, or what somebody else
saved meanwhile, is told of all rows at once, and then nothing is written.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import modules
from ..default_day import default_day
from ..models import Program, Progress
from ..period import Period, presets
from ..services import Pace, paces, reason_required, save_progress
from ..statement import MeasureLine, statement_on
from .forms import SEEN_VERSION, LinesField
from .rows import RowForm, RowsTogether
from .steps import staff_page

JUDGED = ("state", "work_percent", "result", "reason")


class StateSelect(forms.RadioSelect):
    """The states of a judgement; those that ask for a reason, or for no per cent, are marked for the page to say so."""

    explained: Collection[Any] = Progress.EXPLAINED_STATES

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        marks = {"explained": self.explained, "unmeasured": Progress.UNMEASURED_STATES}
        option["attrs"]["class"] = " ".join(mark for mark, states in marks.items() if value in states)
        return option


def reason_is_required() -> str:
    """When a judgement says its reason, as the pages tell it; ``services.reason_required`` decides."""
    states = ", ".join(f"«{state.label}»" for state in Progress.EXPLAINED_STATES)
    return _(
        "Required for the states %(states)s, at the end of a year whose plan was not kept, and where money, "
        "work and time drift apart."
    ) % {"states": states}


class JudgementForm(RowForm):
    """How one measure stands in the period. Each field brings along what it showed when the page was opened."""

    class Meta:
        model = Progress
        fields = JUDGED
        field_classes = {"result": LinesField, "reason": LinesField}
        widgets = {
            "state": StateSelect,
            "result": forms.Textarea(attrs={"rows": 2}),
            "reason": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(
        self, sent: QueryDict | None, *, pace: Pace, spare_reason: str, may_change: bool, **kwargs: Any
    ) -> None:
        super().__init__(sent, **kwargs)
        self.pace, self.spare_reason = pace, spare_reason
        state: Any = self.fields["state"]
        state.choices = Progress.State.choices
        state.widget.explained = [each for each in Progress.State if reason_required(pace, state=each)]
        state.error_messages["required"] = _("Choose how the measure stands.")
        self.fields["work_percent"].widget.attrs |= {"inputmode": "numeric", "max": 100}
        for name in JUDGED:
            self.fields[name].show_hidden_initial = True
            self.fields[name].disabled = bool(self.instance.pk) and not may_change

    @property
    def seen(self) -> Iterator[str]:
        """What the row showed when the page was opened, as hidden fields."""
        return (self[name].as_hidden(only_initial=True) for name in JUDGED)

    def clean(self) -> dict[str, Any]:
        """A reason that the service asks for is the common one if there is one, or asked for with all the rest."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        state, reason = cleaned.get("state", ""), cleaned.get("reason", "").strip()
        why = reason_required(self.pace, state=state, work=cleaned.get("work_percent")) if state and not reason else ""
        if why and self.spare_reason:
            cleaned["reason"] = self.spare_reason
        elif why and state not in Progress.EXPLAINED_STATES:  # of those the model says it
            self.add_error("reason", why)
        return cleaned


def _left_alone(sent: QueryDict, name: str) -> bool:
    """Whether a field came back as the page had shown it; browsers send other line ends."""
    return sent.get(name, "").split() == sent.get(f"initial-{name}", "").split()


class TogetherForm(forms.Form):
    """What several measures have in common: it goes into their rows wherever nobody wrote anything else."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, widget=StateSelect, choices=Progress.State.choices
    )
    work_percent = forms.IntegerField(
        label=Progress._meta.get_field("work_percent").verbose_name, required=False, min_value=0, max_value=100
    )
    reason = LinesField(
        label=Progress._meta.get_field("reason").verbose_name,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    rest = forms.BooleanField(label=gettext_lazy("and into all whose state is not chosen yet"), required=False)


class Sheet(RowsTogether):
    """The rows of a programme and a period, each with what is known beside it."""

    def __init__(self, program: Program, period: Period, *, user: Any, sent: QueryDict | None = None) -> None:
        self.program, self.period = program, period
        self.statement = statement_on(program, period.end)
        self.lines = [line for line in self.statement.measures if line.in_plan]
        of_program = Progress.objects.filter(measure__program=program)
        span = {"period_start": period.start, "period_end": period.end}
        self.stored = {row.measure_id: row for row in of_program.filter(**span)}
        before = of_program.filter(period_end__lte=period.end).exclude(**span).order_by("period_end", "period_start")
        self.last = {row.measure_id: row for row in before}
        with translation.override("uk"):  # a record says it, whatever language its writer reads
            self.results = modules.results(program, period)
        edition, quarters = self.statement.edition, self.statement.quarters
        self.paces = paces(program=program, period=period, edition=edition, quarters=quarters)
        self.sent, self.may_change = sent, user.has_perm("programs.change_progress")
        self.together = TogetherForm(sent, prefix="together")
        filled = self.filled(sent) if sent is not None else None
        self.rows = [self.row(line, filled) for line in self.lines]

    def row(self, line: MeasureLine, sent: QueryDict | None) -> dict[str, Any]:
        key, last = line.row.measure_id, self.last.get(line.row.measure_id)
        stored, result = self.stored.get(key), self.results.get(key, "")
        pace = self.paces.get(key, Pace(self.program, self.period))
        spare = self.sent.get("together-reason", "").strip() if self.sent and self.is_of_rest(line) else ""
        line.row.measure.program = self.program
        instance = stored or Progress(
            measure=line.row.measure, period_start=self.period.start, period_end=self.period.end
        )
        initial = {} if stored else {"result": result, "work_percent": last.work_percent if last else None}
        form = JudgementForm(
            sent,
            instance=instance,
            initial=initial,
            prefix=f"m{key}",
            pace=pace,
            spare_reason=spare,
            may_change=self.may_change,
        )
        return {
            "line": line,
            "name": line.row.number,
            "last": last,
            "result": result if stored and stored.result != result else "",
            "pace": pace,
            "why": "" if stored and stored.reason else reason_required(pace),
            "is_ticked": f"m{key}-together" in (self.sent or {}),
            "form": form,
            # what is judged already waits folded; what was typed or refused stands open
            "is_open": stored is None or (sent is not None and (form.has_changed() or not form.is_valid())),
        }

    def is_of_rest(self, line: MeasureLine) -> bool:
        """Whether the common words go into a row because nobody chose a state there."""
        key = line.row.measure_id
        return (
            bool(self.sent and self.sent.get("together-rest"))
            and key not in self.stored
            and not (self.sent and self.sent.get(f"m{key}-state"))
        )

    @property
    def judged(self) -> int:
        return len(self.stored.keys() & {line.row.measure_id for line in self.lines})

    def filled(self, sent: QueryDict) -> QueryDict:
        """What was sent, with the common words in the rows that they are for: wherever a row was left as it was.

        A field of a stored judgement that this person left alone takes what somebody else wrote there meanwhile.
        """
        data = sent.copy()
        common = {name: sent.get(f"together-{name}", "").strip() for name in ("state", "work_percent", "reason")}
        for line in self.lines:
            prefix, stored = f"m{line.row.measure_id}", self.stored.get(line.row.measure_id)
            left = [name for name in JUDGED if _left_alone(sent, f"{prefix}-{name}")]
            for name in left if stored else []:
                value = getattr(stored, name)
                data[f"{prefix}-{name}"] = data[f"initial-{prefix}-{name}"] = "" if value is None else str(value)
            is_ticked = f"{prefix}-together" in sent
            for name in ("state", "work_percent", "reason") if is_ticked else ("state", "work_percent"):
                if common[name] and name in left and (is_ticked or self.is_of_rest(line)):
                    data[f"{prefix}-{name}"] = common[name]
        return data

    def write(self, form: Any, by: Any) -> None:
        progress, seen = form.instance, form.cleaned_data[SEEN_VERSION]
        # a judgement that was not there when the page was opened has no version that could have been seen
        save_progress(progress=progress, by=by, expected_version=(seen or 0) if progress.pk else None)

    @property
    def parts(self) -> list[tuple[Any, str]]:
        return [*super().parts, (self.together, _("For several measures at once"))]

    def as_sent(self) -> None:
        """As it was before the common words went into the rows: those can still be put right in one place. A row that
        wants a reason is ticked for it.
        """
        super().as_sent()
        for row in self.rows:
            row["is_ticked"] = row["is_ticked"] or "reason" in row["form"].errors


@staff_page
def sheet(request: Any, slug: str, code: str) -> HttpResponse:
    """All measures of a period on one page."""
    _check_right(request)
    program = get_object_or_404(Program.objects.published(), slug=slug)
    try:
        period = Period.parse(code)
    except ValueError as error:
        raise Http404(str(error)) from error
    if period.end > default_day(program) or not {period.start.year, period.end.year} <= {*program.years}:
        messages.warning(request, _("A period is judged once it is over, within the term of the programme."))
        return HttpResponseRedirect(reverse("progress:choose"))
    judged = Sheet(program, period, user=request.user, sent=request.POST if request.method == "POST" else None)
    if judged.sent is None:
        return _sheet_page(request, judged)
    try:
        saved = judged.save(request.user)
    except IntegrityError:  # somebody judged a measure in this very moment: the second look finds it
        judged = Sheet(program, period, user=request.user, sent=request.POST)
        saved = judged.save(request.user)
    if saved is None:
        return _sheet_page(request, judged)
    if saved:
        words = ngettext("%(count)s judgement is saved.", "%(count)s judgements are saved.", saved)
        messages.success(request, words % {"count": saved})
    else:
        messages.info(request, _("Nothing was changed, so nothing was written."))
    return HttpResponseRedirect(request.path)


@staff_page
def choose(request: HttpRequest) -> HttpResponse:
    """The programmes, each leading to its last quarter; one that is alone needs no choice."""
    _check_right(request)
    found = []
    for program in Program.objects.published().order_by("-start_year", "pk"):
        on = default_day(program)
        ended = [period for _year, periods in presets(program.years) for period in periods if period.end <= on]
        if ended:
            found.append((program, _last(ended).label, _address(program, _last(ended))))
    if len(found) == 1:
        return HttpResponseRedirect(found[0][2])
    return _page(request, "choose", {"title": _("State of execution"), "programs": found})


def _check_right(request: HttpRequest) -> None:
    if not request.user.has_perm("programs.add_progress"):
        raise PermissionDenied


def _last(ended: list[Period]) -> Period:
    """The period that ended last, of one end the shortest: the quarter that is to be judged."""
    return max(ended, key=lambda period: (period.end, period.start))


def _address(program: Program, period: Period) -> str:
    return reverse("progress:sheet", args=[program.slug, period.code])


def _sheet_page(request: HttpRequest, judged: Sheet) -> HttpResponse:
    program, period, on = judged.program, judged.period, default_day(judged.program)
    conflict, refused, when_reason = judged.conflict, judged.refused, reason_is_required()
    judged.as_sent()
    periods = {year: [each for each in found if each.end <= on] for year, found in presets(program.years)}
    context = {
        "title": _("State of execution: %(period)s") % {"period": period.label},
        "program": program,
        "period": period,
        "periods": [(each.label, _address(program, each), each == period) for each in periods[period.end.year]],
        "years": [(year, _address(program, _last(found))) for year, found in periods.items() if found],
        "sheet": judged,
        "refused": refused,
        "conflict": conflict,
        "when_reason": when_reason[0].lower() + when_reason[1:],
    }
    status = 409 if conflict else 422 if refused else 200
    return _page(request, "sheet", context, status=status)


def _page(request: Any, name: str, content: dict[str, Any], status: int = 200) -> HttpResponse:
    request.current_app = admin.site.name
    context = {**admin.site.each_context(request), "opts": Progress._meta, **content}
    return TemplateResponse(request, f"admin/programs/progress/{name}.html", context, status=status)
