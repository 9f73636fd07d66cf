"""Answering proposals: a sheet of drafts, one answer to several, publishing them together, telling the authors."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.staff.base import NOTHING_CHOSEN
from programs.staff.forms import SEEN_VERSION, LinesField, SeveralField
from programs.staff.rows import RowForm, RowsTogether
from programs.staff.steps import StepView, staff_page

from ..models import Answer, Consultation, Proposal
from ..services.answers import answer_together, draft_answer, note_told, publish_answers

ANSWER = "civil_society.answer_proposal"
SAID = ("outcome", "ground", "forwarded_to", "forwarded_until")
PER_PAGE = 50  # proposals of one sheet: those first that nobody answered


class AnswerForm(RowForm):
    """The answer to one proposal."""

    class Meta:
        model = Answer
        fields = SAID
        field_classes = {"ground": LinesField}
        widgets = {
            "ground": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "forwarded_to": forms.TextInput(attrs={"class": "vTextField"}),
            "forwarded_until": AdminDateWidget(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        outcome.choices = [("", _("not answered yet")), *Answer.Outcome.choices]


def _choose(form: Any) -> None:
    """An outcome is chosen by somebody; nothing is chosen for them."""
    form.fields["outcome"].choices = [("", NOTHING_CHOSEN), *Answer.Outcome.choices]


class AnswerSheet(RowsTogether):
    """The published proposals of a consultation that wait for an answer, each with its draft."""

    def __init__(self, consultation: Consultation, sent: QueryDict | None = None) -> None:
        self.consultation, self.sent = consultation, sent
        waiting = (
            Proposal.objects.to_answer().filter(consultation=consultation).select_related("author", "measure", "task")
        )
        self.count = waiting.count()
        drafts = {each.proposal_id: each for each in Answer.objects.drafts().filter(proposal__in=waiting)}
        self.drafts = len(drafts)
        shown = sorted(waiting, key=lambda each: (each.pk in drafts, each.number))[:PER_PAGE]
        self.rows = []
        for proposal in sorted(shown, key=lambda each: each.number or 0):
            draft = drafts.get(proposal.pk) or Answer(proposal=proposal)
            form = AnswerForm(sent, instance=draft, prefix=f"p{proposal.pk}")
            self.rows.append({"proposal": proposal, "name": str(proposal), "form": form, "is_drafted": bool(draft.pk)})

    def write(self, form: Any, by: Any) -> None:
        said = {name: form.cleaned_data[name] for name in SAID}
        proposal = Proposal.objects.select_related("author").get(pk=form.instance.proposal_id)
        draft_answer(proposal=proposal, by=by, expected_version=form.cleaned_data[SEEN_VERSION] or 0, **said)


def _consultation(pk: int) -> Consultation:
    return get_object_or_404(Consultation.objects.announced(), pk=pk)


@staff_page
def sheet(request: Any, pk: int) -> HttpResponse:
    """All proposals of a consultation that wait for an answer, on one page."""
    if not request.user.has_perm(ANSWER):
        raise PermissionDenied
    consultation = _consultation(pk)
    answers = AnswerSheet(consultation, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        saved = answers.save(request.user)
        if saved is not None:
            words = ngettext(
                "%(count)s draft answer is saved; nobody sees it before it is published.",
                "%(count)s draft answers are saved; nobody sees them before they are published.",
                saved,
            )
            messages.success(request, words % {"count": saved})
            return HttpResponseRedirect(request.path)
    request.current_app = admin.site.name
    conflict, refused = answers.conflict, answers.refused
    answers.as_sent()
    context = {
        **admin.site.each_context(request),
        "title": _("Answers to proposals"),
        "opts": Proposal._meta,
        "consultation": consultation,
        "sheet": answers,
        "conflict": conflict,
        "refused": refused,
        "untold": Answer.objects.untold().filter(proposal__consultation=consultation).count(),
        "media": AnswerForm().media,
    }
    status = 409 if conflict else 422 if refused else 200
    return TemplateResponse(request, "admin/civil_society/answers.html", context, status=status)


class OfConsultation(StepView):
    """A step taken with the proposals of a consultation."""

    queryset = Consultation.objects.announced()
    permission = ANSWER
    opts = Proposal._meta
    object: Consultation

    @property
    def back(self) -> str:
        return reverse("civil_society_staff:answers", args=[self.object.pk])


class ProposalsField(SeveralField):
    """Proposals to tick, each with its first words."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}: {Truncator(obj.text).chars(110)}"


class TogetherForm(forms.ModelForm):
    """One answer to the ticked ones."""

    proposals = ProposalsField(Proposal.objects.none(), label=gettext_lazy("Proposals"))

    class Meta:
        model = Answer
        fields = SAID
        field_classes = {"ground": LinesField}
        widgets = AnswerForm.Meta.widgets

    field_order = ("proposals", *SAID)

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self)
        drafted = Answer.objects.drafts().values("proposal")
        found: Any = self.fields["proposals"]
        found.queryset = Proposal.objects.to_answer().filter(consultation=consultation).exclude(pk__in=drafted)

    def _post_clean(self) -> None:
        """The answers are made of this one by the service, which says what is wrong with them."""


class AnswerTogether(OfConsultation):
    """The same answer to several proposals, as drafts."""

    form_class = TogetherForm
    title = gettext_lazy("Answer several proposals together")
    button = gettext_lazy("Save the answers as drafts")
    lead = gettext_lazy(
        "Each keeps its own text and gets this answer; those that have a draft already are not offered."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)
        initial = {name: value for name, value in kwargs["initial"].items() if name not in {"date", "seen_version"}}
        return {**kwargs, "initial": initial, "consultation": self.object}

    def perform(self, given: dict[str, Any]) -> None:
        said = {name: given[name] for name in SAID}
        with transaction.atomic():
            made = answer_together(proposals=list(given["proposals"]), by=self.user, **said)
        words = ngettext("%(count)s draft answer is saved.", "%(count)s draft answers are saved.", len(made))
        messages.success(self.request, words % {"count": len(made)})


class SeenForm(forms.Form):
    """Which drafts the page showed, each at its version."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> list[tuple[int, int]]:
        parts = [part.split(".") for part in self.cleaned_data["seen"].split(",") if part]
        try:
            return [(int(pk), int(version)) for pk, version in parts]
        except ValueError as error:
            raise ValidationError(_("Open the page anew.")) from error


class PublishAnswers(OfConsultation):
    """Publish all drafts of a consultation; authors with an e-mail are written to, of the others there is a list."""

    form_class = SeenForm
    title = gettext_lazy("Publish the answers")
    lead = gettext_lazy(
        "From now on everybody reads them, all at once; a later change is a new answer that is told again."
    )

    def drafts(self) -> Any:
        rows = Answer.objects.drafts().filter(
            proposal__consultation=self.object, proposal__state=Proposal.State.PUBLISHED
        )
        return rows.select_related("proposal").order_by("proposal__number")

    def get_initial(self) -> dict[str, Any]:
        return {"seen": ",".join(f"{each.pk}.{each.version}" for each in self.drafts())}

    def facts(self) -> list[tuple[str, Any]]:
        return [
            (str(each.proposal), f"{each.get_outcome_display()}. {Truncator(each.ground).chars(200)}")
            for each in self.drafts()
        ]

    @property
    def subtitle(self) -> str:
        return str(self.object)

    def perform(self, given: dict[str, Any]) -> None:
        told = publish_answers(consultation=self.object, seen=given["seen"], by=self.user, at=timezone.now())
        messages.success(self.request, told.words)

    def refused(self, form: Any, **context: Any) -> HttpResponse:
        form.data = form.data.copy()
        form.data["seen"] = self.get_initial()["seen"]  # what the page shows now is what is pressed next
        return super().refused(form, **context)


class AnswersField(SeveralField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """How to reach the author: the only place where contacts stand beside each other."""
        author = getattr(obj.proposal, "author", None)
        contacts = [getattr(author, name) for name in ("name", "phone", "address")] if author else []
        return ": ".join([f"{obj.proposal}, {obj.get_told_by_display()}", ", ".join(filter(None, contacts))])


class ToldForm(forms.Form):
    answers = AnswersField(Answer.objects.none(), label=gettext_lazy("Who was told"))
    date = forms.DateField(label=gettext_lazy("Date"), widget=AdminDateWidget())

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: Any = self.fields["answers"]
        untold = Answer.objects.untold().filter(proposal__consultation=consultation)
        found.queryset = untold.select_related("proposal__author").order_by("proposal__number")


class NoteTold(OfConsultation):
    """Note who was told by post, by telephone or in person."""

    form_class = ToldForm
    title = gettext_lazy("Tell the authors")
    button = gettext_lazy("They were told")
    lead = gettext_lazy("These authors left no e-mail: send letters, call, then tick whom you have reached.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "consultation": self.object}

    def perform(self, given: dict[str, Any]) -> None:
        count = note_told(answers=list(given["answers"]), on=given["date"], by=self.user)
        words = ngettext("%(count)s author was told.", "%(count)s authors were told.", count)
        messages.success(self.request, words % {"count": count})


class CorrectAnswerForm(forms.ModelForm):
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Answer
        fields = SAID
        field_classes = {"ground": LinesField}
        widgets = AnswerForm.Meta.widgets

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self)

    def _post_clean(self) -> None:
        """The service makes the answer, and says what is wrong with it."""


class AnswerOne(StepView):
    """Answer one proposal, or write a new version of its answer: a draft until it is published with the others."""

    slug = "answer"
    queryset = Proposal.objects.select_related("consultation", "author", "answer")
    form_class = CorrectAnswerForm
    permission = ANSWER
    title = gettext_lazy("Answer the proposal")
    button = gettext_lazy("Save the answer as a draft")
    lead = gettext_lazy("Nobody sees it before it is published; of what is published a new version is told again.")
    done = gettext_lazy("The draft answer is saved.")
    object: Proposal

    @classmethod
    def offered(cls, record: Any) -> bool:
        return record.state == Proposal.State.PUBLISHED

    def draft(self) -> Answer | None:
        return self.object.answers.drafts().first()

    def get_initial(self) -> dict[str, Any]:
        draft = self.draft()
        stands = draft or self.object.answer
        said = {name: getattr(stands, name) for name in SAID} if stands else {}
        return {**said, "seen_version": draft.version if draft else 0}

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)
        return kwargs

    def facts(self) -> list[tuple[str, Any]]:
        proposal = self.object
        return [(_("Consultation"), str(proposal.consultation)), (_("Proposal"), Truncator(proposal.text).chars(1500))]

    def perform(self, given: dict[str, Any]) -> None:
        said = {name: given[name] for name in SAID}
        draft_answer(proposal=self.object, by=self.user, expected_version=given["seen_version"] or 0, **said)
