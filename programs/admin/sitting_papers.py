"""The minutes of a sitting: looked at as a draft, signed, published with what belongs to them."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..default_day import default_day
from ..models import Minutes, MinutesFile, Sitting, SittingPublication
from ..reporting.files import attachment
from ..reports.minutes import FORMATS, minutes_paper, sign_minutes
from ..services import Notice, Severity
from ..staff.sheets import page_of
from ..staff.steps import StepForm
from .sitting_steps import HoldSitting, RecordConclusions, RecordVotes, SittingStepView

What = SittingPublication.What


def draft_addresses(sitting: Sitting) -> list[tuple[str, str]]:
    """The minutes as they stand, to be read before they are signed."""
    name = "admin:programs_sitting_draft"
    return [(extension.upper(), reverse(name, args=[sitting.pk, extension])) for extension in FORMATS]


def draft_view(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """The draft of the minutes as a file."""
    if not request.user.has_perm("programs.view_sitting"):
        raise PermissionDenied
    sittings: Any = Sitting.objects.select_related("chaired_by", "written_by")
    sitting = get_object_or_404(sittings.of(request.user), pk=pk)
    if extension not in FORMATS:
        raise Http404(_("There is no file here."))
    paper = minutes_paper(sitting, number=sitting.number, signers=Minutes.Signers.TWO, draft=True)
    name = f"{paper.name}.{extension}"
    return attachment(FORMATS[extension](paper), name, plain=f"protokol-{sitting.pk}.{extension}")


def file_view(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file of signed minutes as it was kept, for those who may see the sitting."""
    if not request.user.has_perm("programs.view_sitting"):
        raise PermissionDenied
    sittings: Any = Sitting.objects
    sitting = get_object_or_404(sittings.of(request.user), pk=pk)
    kept = get_object_or_404(MinutesFile, minutes__sitting=sitting, pk=file)
    question = f"-{kept.item.number}" if kept.item else ""
    return attachment(bytes(kept.content), f"{kept.name}-{pk}{question}.{kept.extension}")


class SignForm(StepForm):
    """The number under which the minutes are signed, and who signs."""

    number = forms.CharField(label=gettext_lazy("№ of the minutes"), max_length=20)
    signers = forms.ChoiceField(label=gettext_lazy("Signed by"), choices=Minutes.Signers.choices)
    reason = None  # type: ignore[assignment]  # Django's way to leave a field of the heir out
    field_order = ("number", "date", "signers")


class SignMinutes(SittingStepView):
    """Sign the minutes: their files are made once and stay."""

    slug = "sign"
    form_class = SignForm
    permission = "programs.add_minutes"
    title = gettext_lazy("Sign the minutes")
    lead = gettext_lazy(
        "Minutes, extracts, conclusions and votes are made as files now, and everybody gets these from then on. "
        "Nothing of the sitting is corrected afterwards; answers to recommendations go on."
    )
    done = gettext_lazy("The minutes are signed.")
    takes_long = True

    @classmethod
    def offered(cls, record: Sitting) -> bool:
        return record.is_open and record.state in {Sitting.State.HELD, Sitting.State.NO_QUORUM}

    def notices(self) -> list[Notice]:
        try:
            services.check_signable(self.object)
        except ValidationError as refusal:
            return [Notice("missing", sentence, Severity.STOP) for sentence in refusal.messages]
        return []

    def get_initial(self) -> dict[str, Any]:
        day = max(self.object.date, default_day())
        return {**super().get_initial(), "number": self.object.number, "date": day}

    def perform(self, given: dict[str, Any]) -> None:
        names = {name: given[name] for name in ("number", "signers")}
        sign_minutes(sitting=self.object, on=given["date"], by=self.user, **names)


class PublishForm(forms.Form):
    """What is published, all of it unless somebody takes a tick away."""

    what = forms.MultipleChoiceField(
        label=gettext_lazy("What is published"), widget=forms.CheckboxSelectMultiple, choices=What.choices
    )
    link = forms.URLField(
        label=gettext_lazy("Link to the video"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )
    date = forms.DateField(label=gettext_lazy("Date"), widget=AdminDateWidget())


class PublishSitting(SittingStepView):
    """Show everybody what of a sitting is ready."""

    slug = "publish"
    form_class = PublishForm
    permission = "programs.add_sittingpublication"
    title = gettext_lazy("Publish")
    lead = gettext_lazy("Each thing is published once, with its day; the page of the sitting shows what was when.")
    done = gettext_lazy("It is published.")

    @classmethod
    def offered(cls, record: Sitting) -> bool:
        return record.state != Sitting.State.CANCELLED and bool(publishable(record))

    def notices(self) -> list[Notice]:
        return []

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        ready = publishable(self.object)
        form.fields["what"].choices = [(value, label) for value, label in What.choices if value in ready]
        if What.VIDEO not in ready:
            del form.fields["link"]
        return form

    def get_initial(self) -> dict[str, Any]:
        ticked = [value for value in publishable(self.object) if value != What.VIDEO]
        return {"what": ticked, "date": default_day()}

    def perform(self, given: dict[str, Any]) -> None:
        services.publish_several(
            sitting=self.object, what=given["what"], on=given["date"], link=given.get("link", ""), by=self.user
        )

    def get_success_url(self) -> str:
        return self.back


def publishable(sitting: Sitting) -> list[str]:
    """What of a sitting can be published now and is not yet."""
    done = set(sitting.publications.values_list("what", flat=True))
    ready = [What.AGENDA]
    if sitting.state == Sitting.State.HELD:
        ready += [What.VIDEO]
        if sitting.motions.filter(votes__isnull=False).exists():
            ready += [What.VOTES]
    if not sitting.is_open:
        ready += [What.CONCLUSIONS] if sitting.items.filter(conclusions__isnull=False).exists() else []
        ready += [What.RECOMMENDATIONS] if sitting.items.filter(recommendations__isnull=False).exists() else []
        ready += [What.MINUTES]
    return [str(each) for each in What.values if each in ready and each not in done]


def published_page(sitting: Sitting) -> str:
    """The public page of a sitting, where there is one."""
    if not sitting.publications.exists():
        return ""
    return reverse("programs:sitting", args=[sitting.pk])


# ---- the way of a sitting --------------------------------------------------------------------------------------------


def next_step(sitting: Sitting) -> type[SittingStepView] | None:
    """The step that a sitting waits for."""
    S = Sitting.State
    if sitting.state == S.CANCELLED:
        return None
    if sitting.state == S.PLANNED:
        return HoldSitting
    if not sitting.is_open:
        return PublishSitting if PublishSitting.offered(sitting) and not is_published(sitting) else None
    if sitting.state == S.HELD and services.motions_without_votes(sitting):
        return RecordVotes
    return RecordConclusions if sitting.items.filter(conclusions=None).exists() else SignMinutes


def is_published(sitting: Sitting) -> bool:
    """Whether its minutes are; what else of it is published has terms of its own."""
    return sitting.publications.filter(what=SittingPublication.What.MINUTES).exists()


def stage_of(sitting: Sitting) -> int:
    """Where a sitting stands among agenda, held, conclusions, minutes, published."""
    if not sitting.is_open:
        return 4 if is_published(sitting) else 3
    if sitting.state in {Sitting.State.PLANNED, Sitting.State.CANCELLED}:
        return 0
    is_open = sitting.items.filter(conclusions=None).exists() or not sitting.items.exists()
    return 1 if is_open else 2


def next_view(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """On to the step that a sitting waits for, or to its page where this person takes none."""
    if not request.user.has_perm("programs.view_sitting"):
        raise PermissionDenied
    sittings: Any = Sitting.objects.select_related("minutes")
    sitting = get_object_or_404(sittings.of(request.user), pk=pk)
    step = next_step(sitting)
    return HttpResponseRedirect(step.link(sitting)["address"] if step and step.may(request.user) else page_of(sitting))
