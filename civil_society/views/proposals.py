"""Proposals on public pages: the form, the page behind an author's private link, the list and each of them.

Whoever sends a proposal gets no cookie and leaves no address: the form carries its own mark (services/suspicion.py),
and the page behind the link is found by its secret, of which no log, no referrer and no search engine learns.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from programs.default_day import default_day
from programs.models import Measure, Program, is_restricted
from programs.registers import narrowed
from programs.reporting.addresses import absolute
from programs.rest.public import public
from programs.services import Conflict, by_field
from programs.statement import statement_on
from programs.texts import number_in
from programs.views.choice import Choice, table_file
from programs.views.downloads import stored
from programs.visitors import address_of

from ..models import Consultation, Proposal, ProposalAuthor
from ..models.proposals import LONGEST
from ..registers.proposals import FACETS, SORTS, facets_of_proposals, proposals_of, proposals_table
from ..services.attachments import KINDS, MEGABYTES
from ..services.proposals import (
    correct,
    erasing_day,
    link_key,
    may_correct,
    may_withdraw,
    of_link,
    receive,
    today,
    withdraw,
)
from ..services.suspicion import form_mark, read_mark, seed_of, suspicions
from .consultations import consultation_at

TITLES = {
    "outcome": gettext_lazy("Outcome"),
    "author": gettext_lazy("Whose"),
    "channel": gettext_lazy("Came by"),
}
ORDERS = {"number": gettext_lazy("by number"), "-answered": gettext_lazy("answered last first")}


def secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page of one person alone: kept by nobody, told to no other site, and found by no search engine."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    decorated: Any = answer
    for decorator in (never_cache, csrf_exempt, require_http_methods(["GET", "HEAD", "POST"])):
        decorated = decorator(decorated)
    wrapped: Callable[..., HttpResponseBase] = decorated
    return wrapped


# The form -------------------------------------------------------------------------------------------------------------


def _long(label: Any, help_text: Any, *, rows: int, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "data-text": "", "maxlength": None})
    return forms.CharField(label=label, help_text=help_text, widget=widget, required=required, max_length=LONGEST)


class ProposalForm(forms.Form):
    """What somebody proposes, who it is, and how to answer; what is asked of an author is what the rules ask."""

    text = _long(
        gettext_lazy("Your proposal"), gettext_lazy("What to change and why. Leave out other people’s data."), rows=8
    )
    clause = forms.CharField(
        label=gettext_lazy("To which clause"),
        help_text=gettext_lazy("Section, clause or line of the document, if you mean one."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"data-text": ""}),
    )
    wording = _long(
        gettext_lazy("Wanted wording"),
        gettext_lazy("How the clause should read, if you have it."),
        rows=4,
        required=False,
    )
    attachment = forms.FileField(label=gettext_lazy("Attachment"), required=False)
    author_kind = forms.ChoiceField(
        label=gettext_lazy("Whose proposal it is"),
        choices=[
            (Proposal.Author.PERSON, gettext_lazy("mine")),
            (Proposal.Author.COLLECTIVE, gettext_lazy("of several people")),
            (Proposal.Author.INSTITUTION, gettext_lazy("of an organisation")),
            (Proposal.Author.BODY, gettext_lazy("of a public body")),
        ],
        initial=Proposal.Author.PERSON,
        widget=forms.RadioSelect,
    )
    signatories = forms.IntegerField(
        label=gettext_lazy("How many people"),
        help_text=gettext_lazy("Only of a proposal of several people."),
        required=False,
        min_value=2,
        max_value=1_000_000,
        localize=False,
    )
    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        help_text=gettext_lazy("Given name and SURNAME; of an organisation its name and who writes for it."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("I agree that this name is shown with the proposal"),
        help_text=gettext_lazy("Without it the site says «a person» or «an organisation» and nothing else."),
        required=False,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("The confirmation and the answer come here."),
        max_length=200,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=gettext_lazy("Postal address"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    # what no person sees: a machine fills in everything, and so does a password manager
    subject_again = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "data-not": "", "autocomplete": "off"})
    )
    mark = forms.CharField(required=False, widget=forms.HiddenInput)
    found = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    own = ("subject_again", "mark", "found", "seen_version")
    blocks = (
        (gettext_lazy("What you propose"), ("text", "clause", "wording", "attachment")),
        (gettext_lazy("Who proposes"), ("author_kind", "signatories", "name", "agreed")),
        (gettext_lazy("How to answer you"), ("email", "phone", "address")),
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regime = consultation.regime
        kinds = ", ".join(kind.upper() for kind in KINDS if kind != "jpeg")
        words = _("One file: %(kinds)s, up to %(size)s MB. Who made it and where is taken out of it.")
        self.fields["attachment"].help_text = words % {"kinds": kinds, "size": MEGABYTES}
        self.fields["attachment"].widget.attrs["accept"] = ",".join(f".{kind}" for kind in KINDS)
        # the service says what the rules ask: the attribute would stop a form that a person wants to send again
        self.asked = {"text", *(["name"] if regime.asks_name else []), *(["address"] if regime.asks_address else [])}
        self.use_required_attribute = False

    @property
    def sections(self) -> list[tuple[Any, list[Any]]]:
        """The blocks of the page with their fields, in the order in which they are read."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.blocks]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        kind, count = given.get("author_kind"), given.get("signatories")
        if kind != Proposal.Author.COLLECTIVE:
            given["signatories"] = None
        elif not count and "signatories" not in self.errors:
            self.add_error("signatories", _("Say how many people propose it together."))
        if given.get("agreed") and not given.get("name"):
            self.add_error("name", _("Write the name that may be shown, or take the tick away."))
        return given

    def said(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What goes to the proposal, and what to its author."""
        given = self.cleaned_data
        proposal = {name: given[name] for name in ("author_kind", "signatories", "clause", "text", "wording")}
        author = {name: given[name] for name in ("name", "email", "phone", "address")}
        return proposal, author | {"agreed_on": today() if given["agreed"] else None}

    def refuse(self, refusal: ValidationError) -> None:
        """Say what the service refused at the field that it is about."""
        names = {"agreed_on": "agreed"}
        for field, sentences in by_field(refusal).items():
            name = names.get(field, field)
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)

    def ask_for_the_file_again(self) -> None:
        """A browser keeps what was typed, but no file: without this word it would be lost unseen."""
        if self.files.get("attachment") and "attachment" not in self.errors:
            self.add_error("attachment", _("Choose the file again: the browser did not keep it."))


def why_not(consultation: Consultation, *, sent_from: Any = None) -> str:
    """Why no proposal is taken here now, in a sentence; nothing where one is. A form that was opened before collecting
    ended may be sent after it: nobody loses what was typed at the last minute.
    """
    now = timezone.now()
    if is_restricted():
        return _("In the restricted mode the site takes no proposals. Send yours by post, e-mail or telephone.")
    if not consultation.is_own:
        return _("Another body collects these proposals: send yours there.")
    if not consultation.takes_online:
        return _("Proposals to this consultation are not taken through the site: send yours by post or e-mail.")
    if consultation.state == Consultation.State.CANCELLED:
        return _("This consultation was cancelled.")
    if consultation.opens_at and now < consultation.opens_at:
        return _("Proposals are not taken yet.")
    in_time = sent_from is not None and consultation.closes_at and sent_from.at < consultation.closes_at
    if not consultation.is_open(now) and not (in_time and sent_from.consultation == consultation.pk):
        return _("Collecting has ended. Send yours by post or e-mail: it is entered as late.")
    return ""


@secret
def new_proposal(request: HttpRequest, address: str) -> HttpResponse:
    """The form of a consultation; what is sent is stored once and answered with the author's own page."""
    consultation = consultation_at(address, Consultation.objects.announced())
    opened = read_mark(request.POST.get("mark", "")) if request.method == "POST" else None
    refusal = why_not(consultation, sent_from=opened)
    context: dict[str, Any] = {"consultation": consultation, "refusal": refusal}
    if refusal:
        typed = [request.POST.get(name, "").strip() for name in ("clause", "text", "wording")]
        context["typed"] = "\n\n".join(filter(None, typed))
        return render(request, "civil_society/proposal_refused.html", context, status=409 if request.POST else 200)
    if request.method == "POST":
        form = ProposalForm(request.POST, request.FILES, consultation=consultation)
        if form.is_valid() and (sent := _sent(request, form, consultation, opened)):
            return HttpResponseRedirect(f"{reverse('civil_society:own-proposal', args=[link_key(sent)])}?sent=1")
        form.ask_for_the_file_again()
    else:
        mark, _seed = form_mark(consultation.pk, now=timezone.now())
        form = ProposalForm(initial={"mark": mark}, consultation=consultation)
        opened = read_mark(mark)
    if opened is None:  # what came without the mark of a form goes on with one
        mark, _seed = form_mark(consultation.pk, now=timezone.now())
        form.data = {**form.data.dict(), "mark": mark}  # type: ignore[attr-defined]
        opened = read_mark(mark)
    context |= {
        "form": form,
        "seed": seed_of(opened.nonce) if opened else 0,
        "erase_on": erasing_day(Proposal(consultation=consultation)),
    }
    return render(request, "civil_society/proposal_form.html", context, status=400 if form.errors else 200)


def _sent(request: HttpRequest, form: ProposalForm, consultation: Consultation, opened: Any) -> Proposal | None:
    """The proposal as it was stored; nothing where something of it was refused, which the form says."""
    of_proposal, of_author = form.said()
    now = timezone.now()
    found = suspicions(
        opened=opened,
        consultation=consultation.pk,
        found=form.cleaned_data["found"],
        trap=form.cleaned_data["subject_again"],
        address=str(address_of(request)),
        now=now,
    )
    try:
        return receive(
            proposal=Proposal(consultation=consultation, **of_proposal),
            author=ProposalAuthor(**of_author),
            opened=opened,
            suspicions=found,
            file=form.cleaned_data["attachment"],
            now=now,
        )
    except ValidationError as refusal:
        form.refuse(refusal)
        return None


# The author's own page ------------------------------------------------------------------------------------------------


def own(key: str) -> ProposalAuthor:
    """Whose page it is; a link that was erased leads nowhere, and so does a wrong one."""
    author = of_link(key) if re.fullmatch("[0-9a-f]{48}", key) else None
    if author is None:
        raise Http404(_("This link leads nowhere: it is not whole, or what it led to was erased on its day."))
    return author


def _own_page(request: HttpRequest, key: str, author: ProposalAuthor, **more: Any) -> HttpResponse:
    proposal, now = author.proposal, timezone.now()
    context = {
        "key": key,
        "author": author,
        "proposal": proposal,
        "consultation": proposal.consultation,
        "answer": proposal.answer,
        "link": absolute(reverse("civil_society:own-proposal", args=[key]), request),
        "is_sent": "sent" in request.GET,
        "is_corrected": "corrected" in request.GET,
        "may_correct": may_correct(proposal, now),
        "may_withdraw": may_withdraw(proposal),
        "is_public": proposal.state == Proposal.State.PUBLISHED and not is_restricted(),
        **more,
    }
    return render(request, "civil_society/own_proposal.html", context, status=400 if more.get("refusal") else 200)


@secret
def own_proposal(request: HttpRequest, key: str) -> HttpResponse:
    """What became of a proposal, for who sent it."""
    author = own(key)
    if is_restricted():
        return render(request, "civil_society/proposal_refused.html", {"consultation": None, "refusal": _IN_RESTRICTED})
    return _own_page(request, key, author)


_IN_RESTRICTED = gettext_lazy(
    "In the restricted mode this page is closed. The proposal stays and is answered; ask the office by telephone."
)


@secret
def correct_proposal(request: HttpRequest, key: str) -> HttpResponse:
    """The author changes the proposal while proposals are collected."""
    author = own(key)
    proposal, now = author.proposal, timezone.now()
    if is_restricted() or not may_correct(proposal, now):
        return HttpResponseRedirect(reverse("civil_society:own-proposal", args=[key]))
    names = ("author_kind", "signatories", "clause", "text", "wording")
    stands = {name: getattr(proposal, name) for name in names}
    stands |= {name: getattr(author, name) for name in ("name", "email", "phone", "address")}
    stands |= {"agreed": bool(author.agreed_on), "seen_version": proposal.version}
    form = ProposalForm(consultation=proposal.consultation, initial=stands)
    if request.method == "POST":
        form = ProposalForm(request.POST, request.FILES, consultation=proposal.consultation, initial=stands)
        if form.is_valid() and _corrected(form, author):
            return HttpResponseRedirect(f"{reverse('civil_society:own-proposal', args=[key])}?corrected=1")
        form.ask_for_the_file_again()
    context = {
        "consultation": proposal.consultation,
        "proposal": proposal,
        "form": form,
        "key": key,
        "erase_on": author.erase_on,
    }
    return render(request, "civil_society/proposal_form.html", context, status=400 if form.errors else 200)


def _corrected(form: ProposalForm, author: ProposalAuthor) -> bool:
    of_proposal, of_author = form.said()
    try:
        correct(
            author=author,
            values=of_proposal | of_author,
            expected_version=form.cleaned_data["seen_version"] or 0,
            file=form.cleaned_data["attachment"],
            now=timezone.now(),
        )
    except Conflict as conflict:
        form.data = {**form.data.dict(), "seen_version": conflict.seen}  # type: ignore[attr-defined]
        form.add_error(
            None, _("The council was at work with this proposal meanwhile. Look through it and send it again.")
        )
        return False
    except ValidationError as refusal:
        form.refuse(refusal)
        return False
    return True


@secret
def withdraw_proposal(request: HttpRequest, key: str) -> HttpResponse:
    """The author takes the proposal back, once it is asked and once it is said."""
    author = own(key)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("civil_society:own-proposal", args=[key]))
    try:
        seen = number_in(request.POST.get("seen_version", "")) or 0
        withdraw(proposal=author.proposal, by=None, expected_version=seen, on=today())
    except (Conflict, ValidationError) as refusal:
        author = own(key)
        words = str(refusal) if isinstance(refusal, Conflict) else " ".join(refusal.messages)
        return _own_page(request, key, author, refusal=words)
    return HttpResponseRedirect(reverse("civil_society:own-proposal", args=[key]))


# What everybody reads -------------------------------------------------------------------------------------------------


def _asked(request: HttpRequest, consultation: Consultation) -> tuple[Choice, list[Any], list[Any]]:
    """What was chosen, the proposals that the words leave, and those that are shown."""
    choice = Choice(request, FACETS, SORTS, "number")
    rows = Proposal.objects.published().filter(choice.match("folded"), consultation=consultation)
    found = proposals_of(rows.order_by(*SORTS[choice.sort]))
    return choice, found, narrowed(found, FACETS, choice.chosen)


@public
def proposals(request: HttpRequest, address: str) -> HttpResponse:
    """The published proposals of a consultation with their answers."""
    consultation = consultation_at(address)
    choice, found, shown = _asked(request, consultation)

    def everything() -> Any:
        rows = Proposal.objects.published().filter(consultation=consultation)
        return facets_of_proposals(proposals_of(rows), {})

    paged = choice.paged(shown)
    context = {
        "consultation": consultation,
        "choice": choice,
        "facets": choice.facets(TITLES, facets_of_proposals(found, choice.chosen), everything),
        "orders": ORDERS,
        "count": len(shown),
        "proposals": paged["page"].object_list,
        **paged,
    }
    return render(request, "civil_society/proposals.html", context, status=choice.status)


@public
def proposals_file(request: HttpRequest, address: str, extension: str) -> HttpResponseBase:
    """The list as a file."""
    consultation = consultation_at(address)
    choice, _found, shown = _asked(request, consultation)
    site, title = absolute("", request), _("Proposals to consultation № %(number)s") % {"number": consultation.address}
    stem = f"proposals-{consultation.address}"
    return table_file(choice, extension, lambda: proposals_table(shown, site=site), stem=stem, title=title)


def _published(address: str, number: int) -> Proposal:
    rows = proposals_of(Proposal.objects.published().filter(consultation=consultation_at(address), number=number))
    if not rows:
        raise Http404(_("There is no such proposal, or it is not public."))
    found: Proposal = rows[0]
    return found


@public
def proposal(request: HttpRequest, address: str, number: int) -> HttpResponse:
    """A proposal with its answer, and what it changed."""
    found = _published(address, number)
    context = {"proposal": found, "consultation": found.consultation, "changes": changed_by(found)}
    return render(request, "civil_society/proposal.html", context)


def changed_by(found: Proposal) -> list[dict[str, Any]]:
    """What a proposal changed, with what the plan gives it now; what the public does not know of yet is left out."""
    changes: list[dict[str, Any]] = []
    for of, record in (("measure", found.measure), ("task", found.task)):
        if record is None or not Program.objects.published().filter(pk=record.program_id).exists():
            continue
        statement = statement_on(record.program, default_day(record.program))
        lines = [line for line in statement.measures if line.in_plan and _is_of(line.row, record)]
        if not lines:
            continue
        row = lines[0].row if of == "measure" else lines[0].row.task_row
        words = _("measure %(number)s %(name)s") if of == "measure" else _("task %(number)s %(name)s")
        page = reverse("programs:program", args=[record.program.slug])
        if of == "measure":
            page = reverse("programs:measure", args=[record.program.slug, record.code])
        amounts = [line.total.amended for line in lines]
        known = [amount for amount in amounts if isinstance(amount, Decimal)]
        title = words % {"number": row.number, "name": row.name}
        changes.append({"title": title, "address": page, "amount": sum(known) if known else amounts[0]})
    edition = found.edition
    if edition is not None and not edition.is_draft and edition.program in Program.objects.published():
        page = reverse("programs:editions", args=[edition.program.slug])
        changes.append({"title": str(edition), "address": f"{page}#edition-{edition.number}", "amount": None})
    return changes


def _is_of(row: Any, record: Any) -> bool:
    return record.pk == (row.measure_id if isinstance(record, Measure) else row.task_row.task_id)


@public
def attachment(request: HttpRequest, address: str, number: int) -> FileResponse:
    """An attachment that an official opened and let be shown."""
    found = _published(address, number)
    if not found.shows_attachment:
        raise Http404(_("There is no file here."))
    return stored(found.attachment, f"proposal-{address}-{number}")
