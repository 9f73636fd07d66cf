"""Proposals at the office: entering what came by other ways, looking through what came, piles of what is held."""

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from programs.services import Conflict, Notice, error_lines
from programs.staff.forms import LinesField
from programs.staff.steps import StepForm, StepView, staff_page
from programs.texts import number_in

from ..models import Consultation, Institution, Proposal, ProposalAuthor
from ..services.attachments import KINDS
from ..services.moderation import let_in_pile, piles, publish, refuse, refuse_pile
from ..services.proposals import enter, may_withdraw, today, withdraw
from ..services.suspicion import Suspicion

MODERATE = "civil_society.moderate_proposal"
SPAM = gettext_lazy("mass mailing: nobody opened the form")
SHOWN = 100  # waiting proposals on one page
WHY = {
    Suspicion.UNOPENED: gettext_lazy("the form was not opened"),
    Suspicion.OLD: gettext_lazy("the form was opened weeks ago"),
    Suspicion.QUICK: gettext_lazy("sent faster than anybody types"),
    Suspicion.TRAP: gettext_lazy("a field was filled in that nobody sees"),
    Suspicion.CROWD: gettext_lazy("very many from one address"),
    Suspicion.AGAIN: gettext_lazy("one form sent with different texts"),
}


# Entering by hand -----------------------------------------------------------------------------------------------------


class EnterForm(forms.Form):
    """What came by post, by word of mouth or from another place, in the order in which a paper is read."""

    consultation = forms.ModelChoiceField(
        Consultation.objects.none(), label=gettext_lazy("Consultation"), empty_label=gettext_lazy("not chosen")
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Came by"),
        choices=[choice for choice in Proposal.Channel.choices if choice[0] != Proposal.Channel.FORM],
        widget=forms.RadioSelect(attrs={"class": "inline"}),
    )
    received_on = forms.DateField(
        label=pgettext_lazy("proposal", "Received on"),
        widget=AdminDateWidget(),
        help_text=gettext_lazy("What came after collecting had ended is marked late by itself."),
    )
    text = LinesField(
        label=gettext_lazy("Proposal"), widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})
    )
    clause = forms.CharField(
        label=gettext_lazy("To which clause"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    wording = LinesField(
        label=gettext_lazy("Wanted wording"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    author_kind = forms.ChoiceField(
        label=gettext_lazy("Whose it is"), choices=Proposal.Author, initial=Proposal.Author.PERSON
    )
    signatories = forms.IntegerField(
        label=gettext_lazy("Number of signatories"), min_value=2, max_value=1_000_000, required=False
    )
    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    agreed_on = forms.DateField(
        label=pgettext_lazy("proposal", "Agreed to be named on"),
        required=False,
        widget=AdminDateWidget(),
        help_text=gettext_lazy("Empty: the public is not told the name."),
    )
    address = forms.CharField(
        label=gettext_lazy("Postal address"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=60, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=200, required=False)
    institution = forms.ModelChoiceField(
        Institution.objects.all(),
        label=gettext_lazy("Institution of the register"),
        required=False,
        empty_label=gettext_lazy("not chosen"),
    )
    foreign_number = forms.CharField(label=gettext_lazy("Number on the other platform"), max_length=60, required=False)
    signers = LinesField(
        label=gettext_lazy("Who signed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    attachment = forms.FileField(label=gettext_lazy("Attachment"), required=False)
    publish = forms.BooleanField(label=gettext_lazy("Show to the public at once"), required=False)

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: Any = self.fields["consultation"]
        found.queryset = Consultation.objects.announced().filter(organiser=Consultation.Organiser.COUNCIL)
        self.fields["attachment"].help_text = ", ".join(KINDS)
        if may_publish:
            self.fields["publish"].initial = True
            self.fields["publish"].help_text = _("You have read it here: it holds nobody’s data.")
        else:
            del self.fields["publish"]


class Enter(StepView):
    """Enter a proposal that came by another way than the form of the site; who enters it is not its author."""

    template_name = "admin/civil_society/enter_proposal.html"
    form_class = EnterForm
    permission = "civil_society.add_proposal"
    opts = Proposal._meta
    title = gettext_lazy("Enter a proposal")
    button = gettext_lazy("Enter the proposal")
    lead = gettext_lazy(
        "Spoken, by telephone, by post, by e-mail, at the event or from another platform: as it was said."
    )

    def get_object(self, queryset: Any = None) -> Any:
        return None

    @property
    def subtitle(self) -> str:
        return str(Proposal._meta.verbose_name_plural)

    @property
    def back(self) -> str:
        return reverse("admin:civil_society_proposal_changelist")

    def get_initial(self) -> dict[str, Any]:
        """The consultation that the page was opened for, else the one that collects, else the last one."""
        own = Consultation.objects.announced().filter(organiser=Consultation.Organiser.COUNCIL)
        asked = number_in(self.request.GET.get("consultation", ""))
        found = own.filter(pk=asked).first() if asked else None
        found = found or own.open(timezone.now()).first() or own.first()
        return {"consultation": found, "received_on": today()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "may_publish": self.user.has_perm(MODERATE)}

    def perform(self, given: dict[str, Any]) -> None:
        of_author = ("name", "email", "phone", "address", "signers", "agreed_on")
        author = ProposalAuthor(**{name: given[name] for name in of_author})
        names = ("consultation", "channel", "received_on", "text", "clause", "wording", "author_kind", "signatories")
        proposal = Proposal(**{name: given[name] for name in (*names, "institution", "foreign_number")})
        self.entered = enter(proposal=proposal, author=author, by=self.user, file=given["attachment"])
        if given.get("publish") and not given["attachment"]:
            publish(proposal=self.entered, by=self.user, at=timezone.now())

    def get_success_url(self) -> str:
        words = _("%(proposal)s is entered; its confirmation code is %(code)s.")
        messages.success(self.request, words % {"proposal": self.entered, "code": self.entered.code})
        if "_another" in self.request.POST:
            return f"{self.request.path}?consultation={self.entered.consultation_id}"
        return reverse("admin:civil_society_proposal_change", args=[self.entered.pk])


# Steps of one proposal ------------------------------------------------------------------------------------------------


class ProposalStep(StepView):
    """A step of one proposal."""

    queryset = Proposal.objects.select_related("consultation__regime", "author", "answer")
    permission = MODERATE
    object: Proposal

    def facts(self) -> list[tuple[str, Any]]:
        proposal = self.object
        facts = [(_("Consultation"), str(proposal.consultation)), (_("Proposal"), Truncator(proposal.text).chars(600))]
        if proposal.wording:
            facts.append((_("Wanted wording"), Truncator(proposal.wording).chars(600)))
        if proposal.shown_text:
            facts.append((_("Text for the public"), Truncator(proposal.shown_text).chars(600)))
        return facts


class NoDateForm(StepForm):
    """A step that is taken now, without a date to choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["date"]


class PublishProposal(ProposalStep):
    slug = "publish"
    form_class = NoDateForm
    title = gettext_lazy("Publish the proposal")
    button = gettext_lazy("Publish")
    lead = gettext_lazy("From now on everybody reads the text and the wanted wording; contacts never.")
    done = gettext_lazy("The proposal is published.")

    @classmethod
    def offered(cls, record: Any) -> bool:
        return record.state in {Proposal.State.RECEIVED, Proposal.State.HELD}

    def notices(self) -> list[Notice]:
        """What looks like somebody's data in what is going to be public."""
        return [Notice("personal", sentence) for sentence in looks_personal(self.object)]

    def perform(self, given: dict[str, Any]) -> None:
        publish(proposal=self.object, by=self.user, at=timezone.now(), expected_version=given["seen_version"])


class RefuseProposal(ProposalStep):
    slug = "refuse"
    form_class = NoDateForm
    title = gettext_lazy("Do not publish the proposal")
    button = gettext_lazy("Do not publish")
    lead = gettext_lazy("The reason is told to the author, if an e-mail was left, and stands on the author’s page.")
    done = gettext_lazy("The proposal is not published.")
    asks_reason = is_danger = True

    @classmethod
    def offered(cls, record: Any) -> bool:
        states = {Proposal.State.RECEIVED, Proposal.State.HELD, Proposal.State.PUBLISHED}
        return record.state in states and record.answer_id is None

    def perform(self, given: dict[str, Any]) -> None:
        seen = given["seen_version"]
        refuse(proposal=self.object, reason=given["reason"], by=self.user, expected_version=seen)


class WithdrawProposal(ProposalStep):
    slug = "withdraw"
    title = gettext_lazy("Record that it was withdrawn")
    lead = gettext_lazy(
        "The author took it back by letter or telephone: it is counted as withdrawn and read by nobody."
    )
    done = gettext_lazy("The proposal is withdrawn.")
    asks_reason = is_danger = True

    @classmethod
    def offered(cls, record: Any) -> bool:
        return record.number is not None and may_withdraw(record)

    def perform(self, given: dict[str, Any]) -> None:
        seen, reason = given["seen_version"], given["reason"]
        withdraw(proposal=self.object, by=self.user, expected_version=seen, on=given["date"], reason=reason)


def looks_personal(proposal: Proposal) -> list[str]:
    """Sentences about what in a text may lead to a person: an address of e-mail, a telephone."""
    texts = (proposal.shown_text or proposal.text, proposal.wording, proposal.clause)
    words = " ".join(texts)
    found = []
    if re.search(r"\S@\S+\.\S", words):
        found.append(_("The text seems to hold an e-mail address: write the text for the public without it."))
    if re.search(r"(?<!\d)(?:\+?38)?[\s(-]*0\d{2}[\s)-]*\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)", words):
        found.append(_("The text seems to hold a telephone number: write the text for the public without it."))
    return found


# What came and what is held -------------------------------------------------------------------------------------------


@staff_page
def work(request: Any) -> HttpResponse:
    """What waits: proposals to look through, and piles of what is held."""
    if not request.user.has_perm(MODERATE):
        raise PermissionDenied
    request.current_app = admin.site.name
    waiting = Proposal.objects.waiting().select_related("consultation__regime", "author").order_by("entered_at", "pk")
    found = [{**pile, "why": [WHY[Suspicion(each)] for each in sorted(pile["why"])]} for pile in piles()]
    shown = list(waiting[:SHOWN])
    for each in shown:
        each.warnings = looks_personal(each)  # type: ignore[attr-defined]
    context = {
        **admin.site.each_context(request),
        "title": _("Proposals to look through"),
        "opts": Proposal._meta,
        "waiting": shown,
        "more": max(waiting.count() - SHOWN, 0),
        "piles": found,
        "spam": SPAM,
    }
    return TemplateResponse(request, "admin/civil_society/proposals_to_look_through.html", context)


def _pressed(request: Any) -> None:
    if not request.user.has_perm(MODERATE):
        raise PermissionDenied


WORK = "civil_society_staff:proposals"


@staff_page
@require_POST
def publish_one(request: Any, pk: int) -> HttpResponse:
    """One press of the page of work: publish what stands there, if nobody changed it meanwhile."""
    _pressed(request)
    proposal = get_object_or_404(Proposal, pk=pk)
    try:
        seen = number_in(request.POST.get("seen_version", "")) or 0
        publish(proposal=proposal, by=request.user, at=timezone.now(), expected_version=seen)
    except Conflict as conflict:
        messages.warning(request, str(conflict))
    except ValidationError as refusal:
        for sentence in error_lines(refusal):
            messages.error(request, sentence)
    else:
        messages.success(request, _("%(proposal)s is published.") % {"proposal": proposal})
    return HttpResponseRedirect(reverse(WORK))


@staff_page
@require_POST
def refuse_one_pile(request: Any, pk: int) -> HttpResponse:
    """One press: the whole pile as it was seen is refused, and stays in the list."""
    _pressed(request)
    last = number_in(request.POST.get("last", "")) or 0
    count = refuse_pile(head=pk, last=last, reason=str(SPAM), by=request.user)
    words = ngettext(
        "%(count)s proposal is refused and kept in the list.",
        "%(count)s proposals are refused and kept in the list.",
        count,
    )
    messages.success(request, words % {"count": count})
    return HttpResponseRedirect(reverse(WORK))


@staff_page
@require_POST
def let_in_one_pile(request: HttpRequest, pk: int) -> HttpResponse:
    """One press: people wrote it after all."""
    _pressed(request)
    last = number_in(request.POST.get("last", "")) or 0
    count = let_in_pile(head=pk, last=last, by=request.user)  # type: ignore[arg-type]
    words = ngettext(
        "%(count)s proposal is numbered and waits to be published.",
        "%(count)s proposals are numbered and wait to be published.",
        count,
    )
    messages.success(request, words % {"count": count})
    return HttpResponseRedirect(reverse(WORK))
