"""Sittings of commissions: what the secretary records, from the agenda to the published minutes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .. import services
from ..default_day import default_day
from ..models import (
    AgendaItem,
    Commission,
    ConclusionVerb,
    ExecutionReport,
    Invited,
    Motion,
    Outcome,
    Presence,
    Recommendation,
    RecommendationAnswer,
    Sitting,
    Vote,
)
from ..staff.base import PortalAdmin, PortalInline
from ..staff.forms import LinesField, RecordForm
from ..staff.history import Reading
from ..staff.sheets import life_of
from ..staff.steps import StepForm, StepView, staff_page
from ..staff.stored_files import stored_response
from .sitting_papers import (
    PublishSitting,
    SignMinutes,
    draft_addresses,
    draft_view,
    file_view,
    next_step,
    next_view,
    published_page,
    stage_of,
)
from .sitting_steps import (
    AddMotion,
    CancelSitting,
    HoldSitting,
    RecordConclusions,
    RecordVotes,
    totals_words,
)

TIME = {"type": "time"}


class SittingForm(RecordForm):
    """A sitting; a new one takes the reports that wait for its commission."""

    reports: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        queryset=ExecutionReport.objects.none(),
        label=gettext_lazy("Reports that wait for the commission"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Those with a tick are put on the agenda, each with its motion."),
    )

    class Meta:
        widgets = {
            "bodies": forms.CheckboxSelectMultiple,
            "time": forms.TimeInput(format="%H:%M", attrs=TIME),
            "ended": forms.TimeInput(format="%H:%M", attrs=TIME),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = own_bodies(self.request.user)
        if "bodies" in self.fields:
            self.fields["bodies"].queryset = bodies  # type: ignore[attr-defined]
        if "reports" in self.fields:
            waiting = services.waiting_reports(bodies)
            self.fields["reports"].queryset = waiting  # type: ignore[attr-defined]
            self.initial["reports"] = [report.pk for report in waiting]
            if not waiting:
                del self.fields["reports"]


def own_bodies(user: Any) -> QuerySet[Commission]:
    """The commissions whose sittings are this person's matter."""
    active = Commission.objects.filter(is_active=True)
    own = active.filter(members__account=user.pk or 0).distinct()
    return own if own.exists() else active


class AgendaInline(PortalInline):
    model = AgendaItem
    fields = ("number", "question", "report", "speaker", "co_speaker", "draft_number", "materials")
    add_text = gettext_lazy("Add a question")
    verbose_name_plural = gettext_lazy("agenda")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {"question", "materials", "speaker", "co_speaker"}:
            field.widget = forms.Textarea(attrs={"rows": 3})
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "report":
            reports = db_field.related_model.objects.submitted()
            kwargs["queryset"] = reports.filter(program__commission__in=own_bodies(request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class InvitedInline(PortalInline):
    model = Invited
    fields = ("name", "position")
    add_text = gettext_lazy("Add an invited official")


@admin.register(Sitting)
class SittingAdmin(PortalAdmin):
    """Sittings of commissions (засідання)."""

    form = SittingForm
    change_form_template = "admin/programs/sitting.html"
    add_title = gettext_lazy("New sitting")
    add_button = gettext_lazy("New sitting")
    change_title = gettext_lazy("Sitting")
    list_lead = gettext_lazy("From the agenda to the published minutes; quorum, votes and results are counted.")
    empty_text = gettext_lazy("Begin with the next sitting: the reports that wait for the commission are proposed.")
    list_display = ("name", "commissions", "shown_state", "next_one")
    list_filter = ("state", "bodies")
    date_hierarchy = "date"
    ordering = ("-date", "-pk")
    inlines = (AgendaInline, InvitedInline)
    steps = (HoldSitting, RecordVotes, RecordConclusions, SignMinutes, PublishSitting, AddMotion, CancelSitting)

    def get_urls(self) -> list[Any]:
        draft = path("<int:pk>/minutes.<slug:extension>", staff_page(draft_view), name="programs_sitting_draft")
        file = path("<int:pk>/files/<int:file>/", staff_page(file_view), name="programs_sitting_file")
        following = path("<int:pk>/next/", staff_page(next_view), name="programs_sitting_next")
        return [draft, file, following, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sitting]:
        found: Any = super().get_queryset(request)
        return found.of(request.user).select_related("minutes").prefetch_related("bodies")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        where = ["place", "link", "withheld_until"]
        if obj is None:
            asked = ["reports"] if services.waiting_reports(own_bodies(request.user)).exists() else []
            first = ["bodies", "number", ("date", "time"), *asked]
        else:
            first = ["bodies", "number", ("date", "time", "ended")]
        return [(None, {"fields": first}), (gettext_lazy("Place"), {"fields": where})]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A new sitting takes its reports by ticks; what else is on the agenda is typed on its page."""
        return super().get_inlines(request, obj) if obj else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = super().get_changeform_initial_data(request)
        bodies = list(own_bodies(request.user))
        chosen = bodies if len(bodies) == 1 else []
        number = services.next_sitting_number(Sitting.objects.filter(bodies__in=bodies))
        return {"bodies": chosen, "number": number, "date": default_day(), **found}

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        if isinstance(record, Sitting):
            services.save_sitting(sitting=record, by=by, reason=reason, expected_version=expected_version)
        else:
            services.save_record(record=record, by=by, reason=reason)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change and form.cleaned_data.get("reports"):
            services.put_on_agenda(sitting=form.instance, reports=form.cleaned_data["reports"], by=request.user)

    def saved(self, request: HttpRequest, obj: Any) -> Any:
        super().saved(request, obj)
        return HttpResponseRedirect(self.change_address(obj.pk))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        planned = obj is None or obj.state == Sitting.State.PLANNED
        return super().has_delete_permission(request, obj) and planned

    @admin.display(description=gettext_lazy("sitting"), ordering="date")
    def name(self, sitting: Sitting) -> str:
        return str(sitting)

    @admin.display(description=gettext_lazy("commissions"))
    def commissions(self, sitting: Sitting) -> str:
        return "; ".join(str(body) for body in sitting.bodies.all())

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, sitting: Sitting) -> str:
        return capfirst(str(sitting.get_state_display()))

    @admin.display(description=gettext_lazy("next step"))
    def next_one(self, sitting: Sitting) -> str:
        following = next_step(sitting)
        if following is None:
            return "—"
        link = following.link(sitting)
        return format_html('<a href="{}">{}</a>', link["address"], link["label"])

    def readings(self, record: Any) -> list[Reading]:
        """With what was recorded of the sitting on its other pages."""
        ways = {Presence: "sitting_id", Motion: "sitting_id"}
        found = [Reading(model, {key: record.pk}) for model, key in ways.items()]
        motions = list(record.motions.values_list("pk", flat=True))
        items = list(record.items.values_list("pk", flat=True))
        found += [Reading(Vote, {"motion_id__in": motions}), Reading(Recommendation, {"item_id__in": items})]
        return [*super().readings(record), *found]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        sitting = self.get_object(request, object_id)
        context = extra_context or {}
        if sitting is not None:
            context = {**self.about(request, sitting), **context}
        return super().change_view(request, object_id, form_url, context)

    def about(self, request: HttpRequest, sitting: Sitting) -> dict[str, Any]:
        """What stands above the form: where the sitting stands, the quorum, the votes and what was concluded."""
        following = next_step(sitting)
        links = self.step_links(request, sitting)
        if following and following.may(request.user):
            first = following.link(sitting)
            links = [first, *(link | {"kind": ""} for link in links if link["address"] != first["address"])]
        stages = [
            pgettext_lazy("stage of a sitting", "agenda"),
            pgettext_lazy("stage of a sitting", "held"),
            pgettext_lazy("stage of a sitting", "conclusions"),
            pgettext_lazy("stage of a sitting", "minutes signed"),
            pgettext_lazy("stage of a sitting", "published"),
        ]
        presences = list(sitting.presences.select_related("commission"))
        return {
            "subtitle": str(sitting),
            "steps": links,
            "life": life_of(stages, stage_of(sitting)),
            "quorums": services.quorums(presences),
            "absent": [row for row in presences if not row.is_present],
            "motions": motions_of(sitting),
            "conclusions": conclusions_of(sitting),
            "printed": draft_addresses(sitting) if sitting.is_open and presences else [],
            "files": services.files_of(sitting),
            "published": list(sitting.publications.all()),
            "public_page": published_page(sitting),
        }


def motions_of(sitting: Sitting) -> list[dict[str, Any]]:
    """The motions with what they came to."""
    found = []
    for motion in sitting.motions.prefetch_related("votes__commission"):
        votes = list(motion.votes.all())
        outcome = services.outcome_of(motion, votes)
        found.append(
            {
                "motion": motion,
                "totals": totals_words(votes),
                "outcome": Outcome(outcome).label,
                "is_adopted": outcome == Outcome.ADOPTED,
            }
        )
    return found


def conclusions_of(sitting: Sitting) -> list[dict[str, Any]]:
    """The questions with what was concluded and recommended on each."""
    return [
        {
            "item": item,
            "conclusion": services.last_conclusion(item),
            "recommendations": list(item.recommendations.all()),
        }
        for item in sitting.items.select_related("report__program")
    ]


# ---- recommendations -------------------------------------------------------------------------------------------------


class RecommendationAnswerForm(StepForm):
    """What was answered to a recommendation."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("", gettext_lazy("not chosen")), *RecommendationAnswer.Outcome.choices],
    )
    text = LinesField(
        label=gettext_lazy("What was done, or why not"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    document = forms.CharField(
        label=gettext_lazy("Document"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("For example: letter № 12 of 20.04.2022."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("The commission and staff open it; it is never published."),
    )
    reason = None  # type: ignore[assignment]  # Django's way to leave a field of the heir out
    field_order = ("outcome", "date", "text", "document", "file")


class AnswerRecommendation(StepView):
    """Answer a recommendation of the commission."""

    slug = "answer"
    model = Recommendation
    object: Recommendation
    template_name = "admin/programs/report_answer.html"
    form_class = RecommendationAnswerForm
    permission = "programs.add_recommendationanswer"
    title = gettext_lazy("Answer the recommendation")
    done = gettext_lazy("The answer stands beside the recommendation, and in the next report.")

    def facts(self) -> list[tuple[str, Any]]:
        record = self.object
        earlier = [(_("Answered before"), f"{each}: {each.text}") for each in record.answers.all()]
        return [
            (_("Recommendation"), record.text),
            (_("Addressed to"), record.addressee),
            (_("Sitting"), str(record.item.sitting)),
            (_("Answer by"), f"{record.due:%d.%m.%Y}" if record.due else "—"),
            *earlier,
        ]

    def perform(self, given: dict[str, Any]) -> None:
        names = ("outcome", "date", "text", "document", "file")
        services.answer_recommendation(
            recommendation=self.object, by=self.user, **{name: given[name] for name in names}
        )


class OpenFilter(admin.SimpleListFilter):
    """What is not answered yet, and what of that is overdue."""

    title = gettext_lazy("answer")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("not answered")), ("overdue", _("overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: Any = queryset
        if self.value() == "overdue":
            rows = rows.overdue(default_day())
        elif self.value() == "open":
            rows = rows.open()
        return rows


@admin.register(Recommendation)
class RecommendationAdmin(PortalAdmin):
    """Recommendations of commissions with what was answered (рекомендації)."""

    def get_urls(self) -> list[Any]:
        page = path("answers/<int:pk>/file/", staff_page(self.file_view), name="programs_recommendation_answer_file")
        return [page, *super().get_urls()]

    def file_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """The file of an answer, for those who see the recommendation here."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return stored_response(get_object_or_404(RecommendationAnswer, pk=pk).file, f"recommendation-answer-{pk}")

    change_form_template = "admin/programs/recommendation.html"
    change_title = gettext_lazy("Recommendation")
    list_lead = gettext_lazy("What commissions recommended, to whom, and what became of it.")
    empty_text = gettext_lazy("Recommendations come with the conclusions of a sitting.")
    list_display = ("name", "addressee", "due", "answered")
    list_filter = (OpenFilter,)
    list_select_related = ("item__sitting",)
    ordering = ("-pk",)
    fields = ("text", "addressee", "due")
    steps = (AnswerRecommendation,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.item.sitting.is_open)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.item.sitting.is_open)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recommendation]:
        found = super().get_queryset(request).prefetch_related("answers")
        return found.filter(item__sitting__in=Sitting.objects.of(request.user).values("pk"))

    @admin.display(description=gettext_lazy("recommendation"), ordering="pk")
    def name(self, row: Recommendation) -> str:
        return str(row)

    @admin.display(description=gettext_lazy("answer"))
    def answered(self, row: Recommendation) -> str:
        answers = list(row.answers.all())
        if answers:
            return str(answers[-1])
        return _("overdue") if row.due and row.due < default_day() else _("not answered")

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        record = self.get_object(request, object_id)
        context = extra_context or {}
        if record is not None:
            about = {"steps": self.step_links(request, record), "answers": record.answers.all()}
            context = {"subtitle": str(record.item.sitting), **about, **context}
        return super().change_view(request, object_id, form_url, context)


@admin.register(ConclusionVerb)
class ConclusionVerbAdmin(PortalAdmin):
    """The words that a commission concludes with (формулювання висновків)."""

    add_title = gettext_lazy("New words of a conclusion")
    add_button = gettext_lazy("Add words")
    change_title = gettext_lazy("Words of a conclusion")
    list_lead = gettext_lazy("How your council words conclusions, and what each says of a report.")
    empty_text = gettext_lazy("The usual words come with the portal.")
    list_display = ("title", "state", "is_offered")
    ordering = ("order", "pk")
    fields = ("title", "state", "order", "is_offered")
