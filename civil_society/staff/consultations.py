"""Steps of a consultation: announced, extended, postponed, cancelled; an event cancelled; an item of the plan begun."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from programs.default_day import default_day
from programs.services import Notice, Severity, passed
from programs.staff.sheets import date_of, page_of
from programs.staff.steps import StepForm, StepView
from programs.words import date_text

from .. import services
from ..models import Consultation, ConsultationEvent, ConsultationStep, PlanItem, Proposal, PublicationNotice
from ..registers.consultations import moment_of

Kind = ConsultationStep.Kind
ANNOUNCE = "civil_society.announce_consultation"
# What is read of a consultation wherever its term is spoken of.
READ = Consultation.objects.select_related("regime", "program").prefetch_related(*services.READ_BY_TIMELINE)


class MomentField(forms.SplitDateTimeField):
    """A day and an hour of Kyiv's clock."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=AdminSplitDateTime(), **kwargs)


class ToldForm(StepForm):
    """When a step was taken, and the notice that proves it."""

    place = forms.ChoiceField(label=gettext_lazy("Where it was published"), choices=PublicationNotice.Place)
    name = forms.CharField(
        label=gettext_lazy("Name of the newspaper or site"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    issue = forms.CharField(label=gettext_lazy("Issue №"), max_length=30, required=False)
    link = forms.URLField(
        label=gettext_lazy("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )
    field_order = ("date", "opens_at", "closes_at", "place", "name", "issue", "link", "reason")

    def notice(self) -> PublicationNotice:
        return PublicationNotice(**{name: self.cleaned_data[name] for name in ("place", "name", "issue", "link")})


class ExtendForm(ToldForm):
    closes_at = MomentField(label=gettext_lazy("Proposals until"))


class PostponeForm(ExtendForm):
    opens_at = MomentField(label=gettext_lazy("Proposals from"))


class ConsultationStepView(StepView):
    """One step of a consultation that the public is told of."""

    queryset = READ
    form_class: Any = ToldForm
    permission = ANNOUNCE
    object: Consultation

    @property
    def on(self) -> date:
        return date_of(self.request.POST.get("date")) or default_day(self.object.program)

    def get_initial(self) -> dict[str, Any]:
        told = {name: getattr(self.object, name) for name in ("opens_at", "closes_at")}
        return {**super().get_initial(), **told, "date": default_day(self.object.program)}

    def facts(self) -> list[tuple[str, Any]]:
        consultation = self.object
        found = [
            (pgettext("consultation", "Subject"), consultation.subject),
            (_("Form"), capfirst(str(consultation.get_form_display()))),
        ]
        if consultation.opens_at and consultation.closes_at:
            term = [services.moment_text(each) for each in (consultation.opens_at, consultation.closes_at)]
            found.append((_("Proposals are taken"), " – ".join(term)))
        return [*found, (_("Rules"), str(consultation.regime))]

    def told(self, given: dict[str, Any]) -> dict[str, Any]:
        """What every step says."""
        form: Any = self.get_form()
        form.is_valid()
        return {
            "consultation": self.object,
            "on": given["date"],
            "notice": form.notice(),
            "by": self.user,
            "now": moment_of(default_day(self.object.program)),
            "reason": given.get("reason", ""),
            "expected_version": given["seen_version"],
        }


class Announce(ConsultationStepView):
    slug = "do/announce"
    title = gettext_lazy("Announce the consultation")
    lead = gettext_lazy("Everybody reads it from now on; the term runs from the last place of publication.")
    done = gettext_lazy("The consultation is announced. Add the other places where it was published.")

    @classmethod
    def offered(cls, record: Consultation) -> bool:
        return record.state == Consultation.State.DRAFT

    def notices(self) -> list[Notice]:
        return services.announcement_notices(self.object, self.on)

    def perform(self, given: dict[str, Any]) -> None:
        services.announce(**self.told(given))


class Extend(ConsultationStepView):
    slug = "do/extend"
    form_class = ExtendForm
    asks_reason = True
    title = gettext_lazy("Extend the term")
    lead = gettext_lazy("The new day is shown beside the first one, with the reason.")
    done = gettext_lazy("The term is extended.")

    @classmethod
    def offered(cls, record: Consultation) -> bool:
        day = moment_of(default_day(record.program))  # its notices are dated by the same day
        return record.state == Consultation.State.ANNOUNCED and not _is_over(record, day)

    def perform(self, given: dict[str, Any]) -> None:
        services.move_term(**self.told(given), kind=Kind.EXTENDED, closes_at=given["closes_at"])


class Postpone(ConsultationStepView):
    slug = "do/postpone"
    form_class = PostponeForm
    asks_reason = True
    title = gettext_lazy("Postpone the consultation")
    lead = gettext_lazy("Both days move; the first ones stay readable, with the reason.")
    done = gettext_lazy("The consultation is postponed.")

    @classmethod
    def offered(cls, record: Consultation) -> bool:
        return Extend.offered(record)

    def perform(self, given: dict[str, Any]) -> None:
        moments = {"opens_at": given["opens_at"], "closes_at": given["closes_at"]}
        services.move_term(**{**self.told(given), **moments}, kind=Kind.POSTPONED)


class Cancel(ConsultationStepView):
    slug = "do/cancel"
    asks_reason = is_danger = True
    title = gettext_lazy("Cancel the consultation")
    lead = gettext_lazy("It stays readable with the reason, its events to come are cancelled, and it is not counted.")
    done = gettext_lazy("The consultation is cancelled.")

    @classmethod
    def offered(cls, record: Consultation) -> bool:
        return record.state == Consultation.State.ANNOUNCED

    def perform(self, given: dict[str, Any]) -> None:
        services.cancel(**self.told(given))


class AnswersPublished(ConsultationStepView):
    """The end of answering: what was published stands there, and whoever sent nothing is told so as well."""

    slug = "do/answered"
    form_class = StepForm
    title = gettext_lazy("Close the answering")
    lead = gettext_lazy("All answers are published, or there was no proposal; the result report comes next.")
    done = gettext_lazy("The answers are published. Next: the result report.")

    @classmethod
    def offered(cls, record: Consultation) -> bool:
        return record.is_own and record.state == Consultation.State.ANNOUNCED and _is_over(record)

    def facts(self) -> list[tuple[str, Any]]:
        counted = Proposal.objects.counted().filter(consultation=self.object)
        return [*super().facts(), (_("Proposals"), str(counted.count()))]

    def notices(self) -> list[Notice]:
        open_ones = Proposal.objects.filter(
            consultation=self.object, state=Proposal.State.PUBLISHED, answer=None
        ).count()
        unread = Proposal.objects.filter(consultation=self.object).waiting().count()
        found = []
        if unread:
            words = ngettext(
                "%(count)s proposal was not looked at yet.", "%(count)s proposals were not looked at yet.", unread
            )
            found.append(Notice("not_read", words % {"count": unread}, Severity.STOP))
        if open_ones:
            words = ngettext("%(count)s proposal has no answer.", "%(count)s proposals have no answer.", open_ones)
            found.append(Notice("not_answered", words % {"count": open_ones}, Severity.STOP))
        return found

    def perform(self, given: dict[str, Any]) -> None:
        passed(self.notices(), reason="")
        services.take_step(
            consultation=self.object,
            kind=Kind.ANSWERED,
            on=given["date"],
            by=self.user,
            expected_version=given["seen_version"],
        )


def _is_over(record: Consultation, at: datetime | None = None) -> bool:
    return record.closes_at is not None and record.closes_at <= (at or timezone.now())


class CancelEvent(StepView):
    slug = "do/cancel"
    queryset = ConsultationEvent.objects.select_related("consultation")
    permission = ANNOUNCE
    asks_reason = is_danger = True
    title = gettext_lazy("Cancel the event")
    lead = gettext_lazy("Calendars that took it in show it as cancelled; the consultation goes on.")
    done = gettext_lazy("The event is cancelled.")

    @classmethod
    def offered(cls, record: ConsultationEvent) -> bool:
        return record.cancelled_on is None

    def facts(self) -> list[tuple[str, Any]]:
        event: ConsultationEvent = self.object
        return [(_("Event"), str(event)), (_("Place"), event.place or event.link)]

    def perform(self, given: dict[str, Any]) -> None:
        services.cancel_event(event=self.object, reason=given["reason"], on=given["date"], by=self.user)


class Begin(StepView):
    """Turn an item of the plan into a draft: one press in the plan, everything that the plan says is filled in."""

    slug = "do/begin"
    queryset = PlanItem.objects.select_related("plan")
    form_class = forms.Form
    permission = "civil_society.add_consultation"
    title = pgettext_lazy("plan", "Begin the consultation")
    lead = gettext_lazy("A draft is made of what the plan says: subject, form, matter, unit.")
    done = gettext_lazy("The draft is made of the item of the plan. Complete the announcement.")
    made: Consultation | None = None

    @classmethod
    def offered(cls, record: PlanItem) -> bool:
        standing = record.consultations.exclude(state=Consultation.State.CANCELLED)
        return record.removed_by_id is None and not standing.exists()

    def facts(self) -> list[tuple[str, Any]]:
        item: PlanItem = self.object
        return [
            (pgettext("consultation", "Subject"), item.subject),
            (_("Form"), item.forms),
            (_("Months"), f"{item.months} {item.plan.year}"),
        ]

    def get_initial(self) -> dict[str, Any]:
        return {}

    def perform(self, given: dict[str, Any]) -> None:
        self.made = services.turn_into_consultation(item=self.object, by=self.user)

    def get_success_url(self) -> str:
        return page_of(self.made) if self.made else self.back


CONSULTATION_STEPS = (Announce, AnswersPublished, Extend, Postpone, Cancel)


def term_words(consultation: Consultation) -> str:
    """«01.03.2022 – 16.03.2022, 17:00», or a dash while nobody said it."""
    if consultation.opens_at is None or consultation.closes_at is None:
        return "—"
    opens = timezone.localtime(consultation.opens_at).date()
    return f"{date_text(opens)} – {services.moment_text(consultation.closes_at)}"
