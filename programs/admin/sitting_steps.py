"""What a sitting goes through: who was there, the votes, the conclusions; each a page that leads on to the next."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..models import (
    AgendaItem,
    CommissionMember,
    ConclusionVerb,
    Motion,
    Post,
    Presence,
    Sitting,
    Vote,
    totals_of,
)
from ..models.agenda import TOTALS
from ..services import Notice, Severity
from ..services.agenda import RECUSED_SINCE
from ..staff.forms import LinesField
from ..staff.sheets import page_of
from ..staff.sittings import CancelsSitting
from ..staff.steps import StepView

State = ConclusionVerb.State
TIME = {"type": "time"}
ANNOUNCED = "+"  # a vote of whoever announced a conflict of interest and voted all the same, as was lawful before


def clock() -> forms.TimeField:
    return forms.TimeField(required=False, widget=forms.TimeInput(format="%H:%M", attrs=TIME))


def members_of(sitting: Sitting) -> QuerySet[CommissionMember]:
    return services.composition(sitting.bodies.all(), sitting.date)


class SittingStepView(StepView):
    """What is done with a sitting; people who sit in a commission have the sittings of their own."""

    queryset = Sitting.objects.select_related("minutes", "chaired_by", "written_by")
    permission = "programs.change_sitting"
    object: Sitting

    def get_queryset(self) -> QuerySet[Sitting]:
        found: Any = super().get_queryset()
        return found.of(self.user)

    def notices(self) -> list[Notice]:
        """What is recorded after the presence asks for it first, as that day's composition is by now."""
        try:
            services.check_recorded(self.object)
        except ValidationError as refusal:
            address = HoldSitting.link(self.object)["address"]
            link = format_html('{} <a href="{}">{}</a>', refusal.messages[0], address, HoldSitting.title)
            return [Notice("presence", link, Severity.STOP)]
        return []

    def get_success_url(self) -> str:
        """On to the next step, so that a sitting is recorded without searching for the way."""
        return reverse("admin:programs_sitting_next", args=[self.object.pk])


# ---- who was there ---------------------------------------------------------------------------------------------------


class PresenceForm(forms.Form):
    """Everybody is there unless somebody says otherwise."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(members_of(sitting))
        known = {row.member_id: row for row in sitting.presences.all()}
        for member in self.members:
            row = known.get(member.pk) or Presence()
            self.fields[f"present_{member.pk}"] = forms.BooleanField(required=False)
            self.fields[f"came_{member.pk}"] = clock()
            self.fields[f"left_{member.pk}"] = clock()
            self.fields[f"reason_{member.pk}"] = forms.CharField(required=False, max_length=300)
            self.initial = {
                **self.initial,
                f"present_{member.pk}": row.is_present,
                f"came_{member.pk}": row.came,
                f"left_{member.pk}": row.left,
                f"reason_{member.pk}": row.reason,
            }
            for name, column in self.COLUMNS:
                field = self.fields[f"{name}_{member.pk}"]
                field.widget.attrs["aria-label"] = f"{member}: {column}"
        for name, label, post in (
            ("chaired_by", _("In the chair"), Post.HEAD),
            ("written_by", _("Secretary of the sitting"), Post.SECRETARY),
        ):
            usual = next((member.pk for member in self.members if member.post == post), None)
            choices = members_of(sitting)
            self.fields[name] = forms.ModelChoiceField(choices, label=label, empty_label=_("not chosen"))
            self.initial[name] = getattr(sitting, f"{name}_id") or usual
        self.fields["began"] = clock()
        self.fields["began"].label = _("Began at")
        self.fields["ended"] = clock()
        self.fields["ended"].label = _("Ended at")
        self.initial = {**self.initial, "began": sitting.time, "ended": sitting.ended}

    COLUMNS = (
        ("present", gettext_lazy("present")),
        ("came", gettext_lazy("came at")),
        ("left", gettext_lazy("left at")),
        ("reason", gettext_lazy("reason of absence")),
    )

    def rows(self) -> list[dict[str, Any]]:
        """The table of the page: a member with what is said of him."""
        return [
            {
                "member": member,
                "post": member.get_post_display(),
                "commission": member.commission,
                "cells": [(label, self[f"{name}_{member.pk}"]) for name, label in self.COLUMNS],
                "errors": [text for name, _label in self.COLUMNS for text in self[f"{name}_{member.pk}"].errors],
            }
            for member in self.members
        ]

    @property
    def about(self) -> list[Any]:
        return [self[name] for name in ("chaired_by", "written_by", "began", "ended")]


class HoldSitting(SittingStepView):
    """Record who was at the sitting; whether there was a quorum follows."""

    slug = "presence"
    template_name = "admin/programs/sitting_presence.html"
    form_class = PresenceForm
    title = gettext_lazy("Record who is present")
    button = gettext_lazy("Save and go on")
    lead = gettext_lazy("Everybody is present unless you take the tick away; times are needed by whoever came or went.")
    done = gettext_lazy("Who was present is recorded.")

    @classmethod
    def offered(cls, record: Sitting) -> bool:
        return record.is_open and record.state != Sitting.State.CANCELLED

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "sitting": self.object}

    def notices(self) -> list[Notice]:
        if members_of(self.object).exists():
            return []
        words = _("The commission has no members on that day.")
        links = [(page_of(body), _("Record the composition")) for body in self.object.bodies.all()]
        sentence = format_html('{} <a href="{}">{}</a>', words, *links[0])
        return [Notice("composition", sentence, Severity.STOP)]

    def perform(self, given: dict[str, Any]) -> None:
        said = {
            member.pk: {
                "is_present": given[f"present_{member.pk}"],
                "came": given[f"came_{member.pk}"],
                "left": given[f"left_{member.pk}"],
                "reason": "" if given[f"present_{member.pk}"] else given[f"reason_{member.pk}"],
            }
            for member in members_of(self.object)
        }
        services.hold_sitting(
            sitting=self.object,
            presences=said,
            chaired_by=given["chaired_by"],
            written_by=given["written_by"],
            began=given["began"],
            ended=given["ended"],
            by=self.user,
            expected_version=given["seen_version"],
        )


# ---- votes -----------------------------------------------------------------------------------------------------------


class VotesForm(forms.Form):
    """The whole roll on one page: of each motion the vote of each member, for unless somebody chooses otherwise."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presences = list(sitting.presences.select_related("commission"))
        self.motions = list(sitting.motions.select_related("item").prefetch_related("votes"))
        choices: list[tuple[str, Any]] = [*Vote.Value.choices]
        if sitting.date < RECUSED_SINCE:
            of_voters = (Vote.Value.FOR, Vote.Value.AGAINST, Vote.Value.ABSTAINED)
            words = _("%(vote)s, announced a conflict of interest")
            choices += [(f"{value}{ANNOUNCED}", words % {"vote": value.label}) for value in of_voters]
        for motion in self.motions:
            self._add(motion, choices)

    def _add(self, motion: Motion, choices: list[tuple[str, Any]]) -> None:
        key, votes = motion.pk, {vote.member_id: vote for vote in motion.votes.all()}
        about = _("Motion %(number)s") % {"number": motion.number}
        self.fields[f"title_{key}"] = LinesField(max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
        self.fields[f"considered_{key}"] = forms.BooleanField(required=False)
        self.fields[f"began_{key}"] = clock()
        self.fields[f"ended_{key}"] = clock()
        self.fields[f"conflict_{key}"] = forms.CharField(required=False, max_length=300)
        labels = {
            "title": _("What is put to the vote"),
            "considered": _("is considered"),
            "began": _("Vote began at"),
            "ended": _("Vote ended at"),
            "conflict": _("Conflict of interest that was announced"),
        }
        for name, label in labels.items():
            self.fields[f"{name}_{key}"].label = label
        self.initial = {
            **self.initial,
            f"title_{key}": motion.title,
            f"considered_{key}": motion.is_considered,
            f"began_{key}": motion.began,
            f"ended_{key}": motion.ended,
            f"conflict_{key}": next((vote.conflict for vote in votes.values() if vote.conflict), ""),
        }
        for presence in self.presences:
            name, vote = f"vote_{key}_{presence.member_id}", votes.get(presence.member_id)
            field = forms.ChoiceField(choices=choices)
            field.widget.attrs["aria-label"] = f"{about}: {presence.name}"
            self.fields[name] = field
            self.initial[name] = self._begins_with(vote, presence, motion)

    @staticmethod
    def _begins_with(vote: Vote | None, presence: Presence, motion: Motion) -> str:
        if vote is None:
            return str(services.usual_value(presence, motion))
        announced = vote.conflict and vote.value != Vote.Value.RECUSED
        return f"{vote.value}{ANNOUNCED}" if announced else vote.value

    def heads(self) -> list[dict[str, Any]]:
        """The motions with what is typed of each."""
        names = ("title", "considered", "began", "ended", "conflict")
        return [
            {
                "motion": motion,
                **{name: self[f"{name}_{motion.pk}"] for name in names},
                "fields": [self[f"{name}_{motion.pk}"] for name in names],
            }
            for motion in self.motions
        ]

    def rows(self) -> list[dict[str, Any]]:
        """The roll: a member with the vote on each motion."""
        return [
            {
                "member": presence,
                "post": presence.get_post_display(),
                "cells": [(motion, self[f"vote_{motion.pk}_{presence.member_id}"]) for motion in self.motions],
            }
            for presence in self.presences
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for motion in self.motions:
            began, ended = given.get(f"began_{motion.pk}"), given.get(f"ended_{motion.pk}")
            if began and ended and ended < began:
                self.add_error(f"ended_{motion.pk}", _("The vote cannot end before it begins."))
        return given

    def rolls(self) -> Iterator[services.Roll]:
        given = self.cleaned_data
        for motion in self.motions:
            values, conflict = {}, given[f"conflict_{motion.pk}"]
            for presence in self.presences:
                value = given[f"vote_{motion.pk}_{presence.member_id}"]
                has_conflict = value == Vote.Value.RECUSED or value.endswith(ANNOUNCED)
                values[presence.member_id] = (value.removesuffix(ANNOUNCED), conflict if has_conflict else "")
            yield services.Roll(
                motion,
                given[f"title_{motion.pk}"],
                given[f"considered_{motion.pk}"],
                given[f"began_{motion.pk}"],
                given[f"ended_{motion.pk}"],
                values,
            )


class RecordVotes(SittingStepView):
    """Record how each member voted on each motion."""

    slug = "votes"
    template_name = "admin/programs/sitting_votes.html"
    form_class = VotesForm
    title = gettext_lazy("Record the votes")
    button = gettext_lazy("Save and go on")
    lead = gettext_lazy(
        "Whoever is present votes for, unless you choose otherwise. Totals and results are counted of the names."
    )
    done = gettext_lazy("The votes are recorded.")

    @classmethod
    def offered(cls, record: Sitting) -> bool:
        return record.is_open and record.state == Sitting.State.HELD

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "sitting": self.object}

    def form_valid(self, form: Any) -> Any:
        self.form = form
        return super().form_valid(form)

    def perform(self, given: dict[str, Any]) -> None:
        services.record_roll(
            sitting=self.object, rolls=self.form.rolls(), by=self.user, expected_version=given["seen_version"]
        )


class MotionForm(forms.Form):
    """Something more that is put to the vote."""

    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label=gettext_lazy("Question of the agenda"),
        required=False,
        empty_label=gettext_lazy("about the sitting itself"),
    )
    title = LinesField(
        label=gettext_lazy("What is put to the vote"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    draft_number = forms.CharField(label=gettext_lazy("№ of the draft decision"), required=False, max_length=50)


class AddMotion(SittingStepView):
    """Put one more motion to the vote: of a question there may be several."""

    slug = "motion"
    form_class = MotionForm
    title = gettext_lazy("Add a motion")
    lead = gettext_lazy("Each motion has a vote of its own; the last one adopted is what the question is concluded by.")
    asks_reason = True  # no way forward by itself

    @classmethod
    def offered(cls, record: Sitting) -> bool:
        return record.is_open and record.state == Sitting.State.HELD

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["item"].queryset = self.object.items.all()
        return form

    def perform(self, given: dict[str, Any]) -> None:
        services.add_motion(sitting=self.object, by=self.user, **given)

    def get_success_url(self) -> str:
        return RecordVotes.link(self.object)["address"]


# ---- conclusions -----------------------------------------------------------------------------------------------------

RECOMMENDATIONS = 2  # empty rows that a question has for them


class ConclusionsForm(forms.Form):
    """What was said and concluded on each question, on one page."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sitting = sitting
        self.items = list(sitting.items.select_related("report__program"))
        self.concluded = {item.pk: services.last_conclusion(item) for item in self.items}
        self.motions = {item.pk: services.adopted_motion(item) for item in self.items}
        has_quorum = sitting.state == Sitting.State.HELD
        verbs = ConclusionVerb.objects.filter(is_offered=True)
        self.verbs = verbs.exclude(state=State.NO_QUORUM) if has_quorum else verbs.filter(state=State.NO_QUORUM)
        for item in self.items:
            self._add(item)

    def _add(self, item: AgendaItem) -> None:
        key, done, motion = item.pk, self.concluded[item.pk], self.motions[item.pk]
        area = forms.Textarea(attrs={"rows": 3})
        fields: dict[str, forms.Field] = {
            "verb": forms.ModelChoiceField(
                self.verbs, label=_("Conclusion"), empty_label=_("not chosen"), required=False
            ),
            "text": LinesField(label=_("Decided"), max_length=5000, required=False, widget=area),
            "heard": LinesField(label=_("Heard"), max_length=5000, required=False, widget=area),
            "spoke": LinesField(
                label=_("Spoke"), max_length=10000, required=False, widget=area, help_text=_("One per line.")
            ),
            "draft_number": forms.CharField(label=_("№ of the draft decision"), required=False, max_length=50),
            "decision_number": forms.CharField(
                label=_("№ of the decision"), required=False, max_length=50, help_text=_("Where it is known already.")
            ),
            "remarks": LinesField(
                label=_("Remarks, if the report is returned"),
                max_length=5000,
                required=False,
                widget=area,
                help_text=_(
                    "One per line. A line that begins with the number of a measure, «1.1.2 …», stands by that line of "
                    "the report; a figure that it quotes is put in «…»."
                ),
            ),
            "new_term": forms.DateField(
                label=_("Submit again by"),
                required=False,
                widget=AdminDateWidget(),
                help_text=_("Of a returned report."),
            ),
            "because": forms.CharField(label=_("Why the conclusion is corrected"), required=False, max_length=500),
        }
        for number in range(1, RECOMMENDATIONS + 1):
            fields |= {
                f"recommendation{number}": LinesField(
                    label=_("Recommendation"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
                ),
                f"addressee{number}": forms.CharField(label=_("Addressed to"), max_length=300, required=False),
                f"due{number}": forms.DateField(label=_("Answer by"), required=False, widget=AdminDateWidget()),
            }
        for name, field in fields.items():
            self.fields[f"{name}_{key}"] = field
        verb = None if done else self._usual(motion)
        text = "" if done else motion.title if motion else str(verb).capitalize() if verb else ""
        self.initial = {
            **self.initial,
            f"verb_{key}": verb and verb.pk,
            f"text_{key}": text,
            f"heard_{key}": item.heard,
            f"spoke_{key}": item.spoke,
            f"draft_number_{key}": item.draft_number,
            f"addressee1_{key}": "",
        }

    def _usual(self, motion: Motion | None) -> ConclusionVerb | None:
        """The verb that the adopted motion begins with, or the first of the list; none where nothing was adopted."""
        verbs = list(self.verbs)
        if self.sitting.state == Sitting.State.NO_QUORUM:
            return verbs[0] if verbs else None
        if motion is None:
            return None
        said = motion.title.lower().replace("узят", "взят")
        return next((verb for verb in verbs if _last_words(verb) in said), verbs[0] if verbs else None)

    def sections(self) -> list[dict[str, Any]]:
        """The questions with what is typed of each."""
        found = []
        for item in self.items:
            motion = self.motions[item.pk]
            found.append(
                {
                    "item": item,
                    "motion": motion,
                    "totals": totals_words(list(motion.votes.all())) if motion else "",
                    "done": self.concluded[item.pk],
                    "main": [self[f"{name}_{item.pk}"] for name in ("verb", "text")],
                    "said": [self[f"{name}_{item.pk}"] for name in ("heard", "spoke")],
                    "numbers": [self[f"{name}_{item.pk}"] for name in ("draft_number", "decision_number")],
                    "returning": [self[f"{name}_{item.pk}"] for name in ("remarks", "new_term")],
                    "why": [self[f"because_{item.pk}"]],
                    "has_errors": any(name.endswith(f"_{item.pk}") for name in self.errors),
                    "recommendations": [
                        [self[f"{name}{number}_{item.pk}"] for name in ("recommendation", "addressee", "due")]
                        for number in range(1, RECOMMENDATIONS + 1)
                    ],
                    "recommended": list(item.recommendations.all()),
                }
            )
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for item in self.items:
            key = item.pk
            if given.get(f"verb_{key}") and not given.get(f"text_{key}"):
                self.add_error(f"text_{key}", _("Say in words what was decided."))
            for number in range(1, RECOMMENDATIONS + 1):
                text, whom = given.get(f"recommendation{number}_{key}"), given.get(f"addressee{number}_{key}")
                if bool(text) != bool(whom):
                    missing = "addressee" if text else "recommendation"
                    self.add_error(f"{missing}{number}_{key}", _("Say what is recommended, and to whom."))
        return given

    def decided(self) -> Iterator[services.Decided]:
        given = self.cleaned_data
        for item in self.items:
            key, conclusion = item.pk, None
            if given[f"verb_{key}"]:
                names = ("verb", "text", "remarks", "new_term", "draft_number", "decision_number", "because")
                conclusion = {name: given[f"{name}_{key}"] for name in names}
            recommendations = [
                {
                    "text": given[f"recommendation{number}_{key}"],
                    "addressee": given[f"addressee{number}_{key}"],
                    "due": given[f"due{number}_{key}"],
                }
                for number in range(1, RECOMMENDATIONS + 1)
                if given[f"recommendation{number}_{key}"]
            ]
            yield services.Decided(item, given[f"heard_{key}"], given[f"spoke_{key}"], conclusion, recommendations)


def _last_words(verb: ConclusionVerb) -> str:
    """What tells a verb in a motion: «до відома» of «взяти до відома»."""
    return " ".join(verb.title.lower().split()[:3])


class RecordConclusions(SittingStepView):
    """Record what was concluded on each question."""

    slug = "conclusions"
    template_name = "admin/programs/sitting_conclusions.html"
    form_class = ConclusionsForm
    permission = "programs.add_conclusion"
    title = gettext_lazy("Record the conclusions")
    button = gettext_lazy("Save and go on")
    lead = gettext_lazy(
        "The conclusion is proposed from the motion that was adopted. What it says of a report becomes the report's "
        "state at once; a returned report is open as its next edition."
    )
    done = gettext_lazy("The conclusions are recorded.")

    @classmethod
    def offered(cls, record: Sitting) -> bool:
        held = record.state in {Sitting.State.HELD, Sitting.State.NO_QUORUM}
        return record.is_open and held and record.items.exists()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "sitting": self.object}

    def notices(self) -> list[Notice]:
        if found := super().notices():
            return found
        if not services.motions_without_votes(self.object):
            return []
        words = _("Some motions have no vote yet.")
        address = RecordVotes.link(self.object)["address"]
        sentence = format_html('{} <a href="{}">{}</a>', words, address, _("Record the votes"))
        return [Notice("votes", sentence, Severity.ADVICE)]

    def form_valid(self, form: Any) -> Any:
        self.form = form
        return super().form_valid(form)

    def perform(self, given: dict[str, Any]) -> None:
        services.record_conclusions(
            sitting=self.object, decided=self.form.decided(), by=self.user, expected_version=given["seen_version"]
        )


# ---- cancelled -------------------------------------------------------------------------------------------------------


class CancelSitting(CancelsSitting, SittingStepView):
    """Cancel a planned sitting."""

    def notices(self) -> list[Notice]:
        return []

    def perform(self, given: dict[str, Any]) -> None:
        services.cancel_sitting(sitting=self.object, reason=given["reason"], by=self.user)

    def get_success_url(self) -> str:
        return self.back


def totals_words(votes: list[Vote]) -> str:
    """«за – 7, проти – 1»: who voted how, values that nobody has left out."""
    return ", ".join(f"{TOTALS[value]} – {count}" for value, count in totals_of(votes).items() if count)
