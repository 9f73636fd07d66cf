"""Publishing the result report of a consultation and what was decided afterwards; both to be read as drafts first."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from programs.costly import room
from programs.default_day import default_day
from programs.models import LegalAct
from programs.reporting.addresses import absolute
from programs.reporting.files import attachment
from programs.services import Notice
from programs.staff.steps import StepForm, StepView, staff_page

from ..documents.publishing import FORMATS, draft_paper, publish_paper
from ..models import Consultation, ConsultationPaper, Stage
from ..registers.consultations import moment_of
from ..services import paper_notices
from ..statement import OUTCOMES, counted_of

PERMISSION = "civil_society.announce_consultation"


def _now(consultation: Consultation) -> datetime:
    return moment_of(default_day(consultation.program))


class WordsForm(StepForm):
    words = forms.CharField(
        label=gettext_lazy("What was decided by the discussion"),
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Everything else of the paper is counted by the portal."),
        error_messages={"required": gettext_lazy("Say what was decided, if only that the draft stays as it was.")},
    )
    field_order = ["date", "words", "reason"]


class DecisionForm(WordsForm):
    words = forms.CharField(
        label=gettext_lazy("What was decided"),
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        help_text=gettext_lazy("Where each proposal went into the decision, the portal says by itself."),
    )
    decided_on = forms.DateField(label=gettext_lazy("Date of the decision"), widget=AdminDateWidget())
    act = forms.ModelChoiceField(
        LegalAct.objects.none(), label=gettext_lazy("Legal act"), required=False, empty_label=gettext_lazy("not chosen")
    )
    field_order = ["date", "decided_on", "act", "words", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].queryset = LegalAct.objects.order_by("-date", "-pk")  # type: ignore[attr-defined]


class PublishPaper(StepView):
    """What is counted stands above, what a person says is typed below; the drafts are one press away."""

    model = Consultation
    permission = PERMISSION
    form_class = WordsForm
    template_name = "admin/civil_society/publish_paper.html"
    kind = ConsultationPaper.Kind.RESULT
    takes_long = True
    takes_reason = True

    @classmethod
    def offered(cls, record: Consultation) -> bool:
        told = record.state not in {Consultation.State.DRAFT, Consultation.State.CANCELLED}
        return told and record.is_own and record.stage(_now(record)) not in {Stage.AHEAD, Stage.OPEN}

    @property
    def last(self) -> Any:
        return ConsultationPaper.objects.filter(consultation=self.record, kind=self.kind).last()

    def get_queryset(self) -> QuerySet[Any]:
        return Consultation.objects.announced().select_related("regime", "program", "plan_item__plan")

    def get_initial(self) -> dict[str, Any]:
        last = self.last
        said = {name: getattr(last, name) for name in ("words", "act", "decided_on")} if last else {}
        return {**super().get_initial(), "date": default_day(self.record.program), **said}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.last is None:
            form.fields.pop("reason", None)
        else:
            form.fields["reason"].required = True
            form.fields["reason"].help_text = _("What is corrected: it stands in the new edition.")
        return form

    def notices(self) -> list[Notice]:
        found = paper_notices(self.record, self.kind, _now(self.record))
        if last := self.last:
            words = _("Edition %(number)s is published; what you publish now is the next one, and that stays.")
            found.append(Notice("new_edition", words % {"number": last.edition}))
        return found

    def facts(self) -> list[tuple[str, Any]]:
        counted = counted_of([self.record], _now(self.record))[self.record.pk]
        outcomes = [f"{words} – {counted.outcomes[key]}" for key, words in OUTCOMES.items() if counted.outcomes[key]]
        return [
            (_("Events"), counted.events),
            (_("People who came"), counted.came),
            (_("Proposals"), f"{counted.proposals}{': ' if outcomes else ''}{', '.join(map(str, outcomes))}"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drafts = [
            (extension.upper(), reverse("civil_society_staff:paper-draft", args=[self.record.pk, self.kind, extension]))
            for extension in ("pdf", "docx")
        ]
        return super().get_context_data(**{"drafts": drafts, **kwargs})

    def perform(self, given: dict[str, Any]) -> None:
        said = {name: given[name] for name in ("act", "decided_on") if name in given}
        publish_paper(
            self.record,
            self.kind,
            on=given["date"],
            now=_now(self.record),
            by=self.user,
            words=given["words"],
            site=absolute("", self.request),
            reason=given.get("reason", ""),
            expected_version=given["seen_version"],
            **said,
        )


class PublishResult(PublishPaper):
    slug = "do/result"
    title = gettext_lazy("Publish the result report")
    lead = gettext_lazy(
        "The report is published with the figures of this moment and stays as it is. Without a single proposal it is "
        "published all the same."
    )
    done = gettext_lazy("The result report is published.")


class PublishOutcome(PublishPaper):
    slug = "do/outcome"
    form_class = DecisionForm
    kind = ConsultationPaper.Kind.OUTCOME
    title = gettext_lazy("Tell of the decision")
    lead = gettext_lazy(
        "A paper of its own: what was decided after the consultation, and what of the proposals is in it."
    )
    done = gettext_lazy("The decision is published.")


@staff_page
@never_cache
@require_safe
def paper_draft(request: HttpRequest, pk: int, kind: str, extension: str) -> HttpResponseBase:
    """A paper as it would be published now, to be read before; as DOCX a working copy."""
    if not request.user.has_perm(PERMISSION) or kind not in ConsultationPaper.Kind or extension not in FORMATS:
        raise Http404(_("There is no file here."))
    consultation = get_object_or_404(Consultation.objects.announced(), pk=pk)
    now = _now(consultation)
    last = ConsultationPaper.objects.filter(consultation=consultation, kind=kind).last()
    words = last.words if last else ""
    on = default_day(consultation.program)
    paper = draft_paper(consultation, kind, on=on, now=now, words=words)
    with room():
        content = FORMATS[extension](paper)
    return attachment(content, f"{paper.name}.{extension}", plain=f"{paper.file_stem}.{extension}")
