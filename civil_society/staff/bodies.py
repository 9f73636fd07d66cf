"""What a sitting of an advisory body goes through: recorded on one page, its minutes approved, or cancelled."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from programs.costly import room
from programs.default_day import default_day
from programs.reporting.files import attachment
from programs.services import Notice, Severity
from programs.staff.forms import LinesField
from programs.staff.sittings import CancelsSitting
from programs.staff.steps import StepForm, StepView, staff_page

from ..documents.minutes import FORMATS, approve_minutes, body_minutes_paper, minutes_file_name
from ..models import BodyItem, BodyMember, BodyMinutesFile, BodyPost, BodyPresence, BodySitting
from ..services import cancel_body_sitting, check_approvable, record_sitting

DECISIONS = 2  # rows that a question has for them; more come when these are filled
TIME = {"type": "time"}
VOTES = {
    "for": gettext_lazy("For"),
    "against": gettext_lazy("Against"),
    "abstained": gettext_lazy("Abstained"),
}


def clock(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs=TIME))


def area(label: Any, rows: int = 2, longest: int = 5000, **about: Any) -> LinesField:
    return LinesField(
        label=label, required=False, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **about
    )


class RecordForm(forms.Form):
    """Everybody is there, and everybody who is there votes for, unless somebody says otherwise."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sitting: BodySitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members: list[BodyMember] = list(sitting.body.members.on(sitting.date))
        self.items: list[BodyItem] = list(sitting.items.prefetch_related("decisions"))
        begins: dict[str, Any] = {"began": sitting.time, "ended": sitting.ended}
        known = {row.member_id: row.how for row in sitting.presences.all()}
        self.came = sum(how != BodyPresence.How.ABSENT for how in known.values())
        for member in self.members:
            ways = [each for each in BodyPresence.How.choices if member.deputy or each[0] not in BodyPresence.BY_DEPUTY]
            self.fields[f"how_{member.pk}"] = forms.ChoiceField(
                choices=ways, label=str(member), widget=forms.Select(attrs={"aria-label": str(member)})
            )
            begins[f"how_{member.pk}"] = known.get(member.pk, BodyPresence.How.PRESENT)
        for name, label, post in (
            ("chaired_by", _("In the chair"), BodyPost.HEAD),
            ("written_by", _("Secretary of the sitting"), BodyPost.SECRETARY),
        ):
            usual = next((member.pk for member in self.members if member.post == post), None)
            self.fields[name] = forms.ModelChoiceField(
                sitting.body.members.on(sitting.date), label=label, required=False, empty_label=_("not chosen")
            )
            begins[name] = getattr(sitting, f"{name}_id") or usual
        self.fields |= {"began": clock(_("Began at")), "ended": clock(_("Ended at"))}
        begins |= self._add_votes("", sitting)
        for item in self.items:
            begins |= self._add(item)
        self.initial = {**begins, **self.initial}

    def _add_votes(self, key: str, record: Any) -> dict[str, Any]:
        for name, label in VOTES.items():
            self.fields[f"{name}{key}"] = forms.IntegerField(label=label, required=False, min_value=0, max_value=999)
        begins = {f"{name}{key}": getattr(record, f"votes_{name}") for name in VOTES}
        if record.votes and sum(record.votes) == self.came:  # follows from the others, also when somebody was not there
            begins[f"for{key}"] = None
        return begins

    def _add(self, item: BodyItem) -> dict[str, Any]:
        key = f"_{item.pk}"
        self.fields[f"heard{key}"] = area(_("Heard"))
        self.fields[f"spoke{key}"] = area(_("Spoke"), longest=10000, help_text=_("One per line."))
        begins = {f"heard{key}": item.heard, f"spoke{key}": item.spoke, **self._add_votes(key, item)}
        standing = list(item.decisions.all())
        for place in range(max(DECISIONS, len(standing) + 1)):
            self.fields[f"text{place}{key}"] = area(_("Decided"))
            self.fields[f"unit{place}{key}"] = forms.CharField(
                label=_("Responsible unit"),
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"class": "vTextField"}),
            )
            self.fields[f"due{place}{key}"] = forms.DateField(
                label=_("To be done by"), required=False, widget=AdminDateWidget()
            )
            if place < len(standing):
                begins |= {f"{name}{place}{key}": getattr(standing[place], name) for name in ("text", "unit", "due")}
        return begins

    def places(self, key: str) -> list[int]:
        return [place for place in range(len(self.fields)) if f"text{place}{key}" in self.fields]

    # What the page prints ------------------------------------------------------------------------

    def rows(self) -> list[tuple[BodyMember, Any]]:
        return [(member, self[f"how_{member.pk}"]) for member in self.members]

    @property
    def about(self) -> list[Any]:
        return [self[name] for name in ("chaired_by", "written_by", "began", "ended")]

    @property
    def agenda_vote(self) -> list[Any]:
        return [self[name] for name in VOTES]

    def sections(self) -> list[dict[str, Any]]:
        """The questions with what is typed of each."""
        found = []
        for item in self.items:
            key = f"_{item.pk}"
            decisions = [
                [self[f"{name}{place}{key}"] for name in ("text", "unit", "due")] for place in self.places(key)
            ]
            found.append(
                {
                    "item": item,
                    "said": [self[f"{name}{key}"] for name in ("heard", "spoke")],
                    "first": decisions[0],
                    "further": decisions[1:],
                    "has_further": any(fields[0].value() for fields in decisions[1:]),
                    "votes": [self[f"{name}{key}"] for name in VOTES],
                }
            )
        return found

    # What was typed ------------------------------------------------------------------------------

    def votes(self, key: str) -> tuple[int | None, ...]:
        return tuple(self.cleaned_data[f"{name}{key}"] for name in VOTES)

    def said(self) -> dict[int, dict[str, Any]]:
        given, found = self.cleaned_data, {}
        for item in self.items:
            key = f"_{item.pk}"
            found[item.pk] = {
                "heard": given[f"heard{key}"],
                "spoke": given[f"spoke{key}"],
                "votes": self.votes(key),
                "decisions": [
                    {name: given[f"{name}{place}{key}"] for name in ("text", "unit", "due")}
                    for place in self.places(key)
                ],
            }
        return found


class BodySittingStep(StepView):
    queryset = BodySitting.objects.select_related("body__measure__program", "minutes")
    permission = "civil_society.change_bodysitting"
    object: BodySitting


class RecordSitting(BodySittingStep):
    """The whole sitting on one page: who was there, what was said, decided and voted on each question."""

    slug = "record"
    template_name = "admin/civil_society/record_sitting.html"
    form_class = RecordForm
    title = gettext_lazy("Record the sitting")
    button = gettext_lazy("Save the sitting")
    lead = gettext_lazy(
        "Everybody is present and votes for, unless you say otherwise: of a vote type only those against and abstained."
    )
    done = gettext_lazy("The sitting is recorded.")

    @classmethod
    def offered(cls, record: BodySitting) -> bool:
        return record.is_open and record.state != record.State.CANCELLED

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "sitting": self.object}

    def notices(self) -> list[Notice]:
        if self.object.body.members.on(self.object.date).exists():
            return []
        words = _("The body has no members on that day: write its composition on its page first.")
        return [Notice("composition", words, Severity.STOP)]

    def form_valid(self, form: Any) -> Any:
        self.form = form
        return super().form_valid(form)

    def perform(self, given: dict[str, Any]) -> None:
        about = {name: given[name] for name in ("chaired_by", "written_by", "began", "ended")}
        record_sitting(
            sitting=self.object,
            presences={member.pk: given[f"how_{member.pk}"] for member in self.form.members},
            items=self.form.said(),
            about={**about, "votes": self.form.votes("")},
            by=self.user,
            expected_version=given["seen_version"],
        )


class ApproveForm(StepForm):
    number = forms.CharField(label=gettext_lazy("№ of the minutes"), max_length=20)
    reason = None  # type: ignore[assignment]  # Django's way to leave a field of the heir out
    field_order = ("number", "date")


class ApproveMinutes(BodySittingStep):
    """Approve the minutes: their files are made once and stay."""

    slug = "approve"
    form_class = ApproveForm
    permission = "civil_society.add_bodyminutes"
    title = gettext_lazy("Approve the minutes")
    lead = gettext_lazy(
        "Files are made now and stay: with all names for staff, and without those of representatives for everybody. "
        "Nothing of the sitting is corrected afterwards; its decisions go on."
    )
    done = gettext_lazy("The minutes are approved.")
    takes_long = True

    @classmethod
    def offered(cls, record: BodySitting) -> bool:
        return record.is_open and record.took_place

    def notices(self) -> list[Notice]:
        try:
            check_approvable(self.object)
        except ValidationError as refusal:
            return [Notice("missing", sentence, Severity.STOP) for sentence in refusal.messages]
        return []

    def get_initial(self) -> dict[str, Any]:
        day = max(self.object.date, default_day(self.object.body.measure.program))
        return {**super().get_initial(), "number": self.object.number, "date": day}

    def perform(self, given: dict[str, Any]) -> None:
        approve_minutes(sitting=self.object, number=given["number"], on=given["date"], by=self.user)


class CancelBodySitting(CancelsSitting, BodySittingStep):
    def perform(self, given: dict[str, Any]) -> None:
        cancel_body_sitting(sitting=self.object, reason=given["reason"], by=self.user)


STEPS = (RecordSitting, ApproveMinutes, CancelBodySitting)


def printed(sitting: BodySitting) -> list[tuple[str, str]]:
    """The minutes as they stand, to be read before they are approved."""
    if not (sitting.is_open and sitting.took_place):
        return []
    name = "civil_society_staff:body-minutes-draft"
    return [(extension.upper(), reverse(name, args=[sitting.pk, extension])) for extension in FORMATS]


def _seen(request: HttpRequest, pk: int) -> BodySitting:
    if not request.user.has_perm("civil_society.view_bodysitting"):
        raise PermissionDenied
    return get_object_or_404(BodySittingStep.queryset.all(), pk=pk)


@staff_page
@require_safe
def draft(request: HttpRequest, pk: int, extension: str) -> HttpResponseBase:
    """The draft of the minutes as a file."""
    sitting = _seen(request, pk)
    if extension not in FORMATS:
        raise Http404(_("There is no file here."))
    paper = body_minutes_paper(sitting, number=sitting.number, with_names=True, draft=True)
    with room():
        content = FORMATS[extension](paper)
    return attachment(content, f"{paper.name}.{extension}", plain=f"{minutes_file_name(sitting)}.{extension}")


@staff_page
@require_safe
def kept_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file of approved minutes as it was kept."""
    sitting = _seen(request, pk)
    kept = get_object_or_404(BodyMinutesFile, minutes__sitting=sitting, pk=file)
    title = BodyMinutesFile.TITLES[kept.name]
    return attachment(bytes(kept.content), f"{title}-{pk}.{kept.extension}")
