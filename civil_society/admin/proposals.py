"""The list of proposals and the page of each, with who made it for those who answer."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import FileResponse, HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.staff.base import WIDGETS, Directed
from programs.staff.exchange import ExchangeAdmin
from programs.staff.forms import RecordForm
from programs.staff.history import Reading
from programs.staff.lists import RecordFilter
from programs.staff.steps import staff_page
from programs.staff.stored_files import stored_response
from programs.texts import number_in

from ..models import Answer, Consultation, Proposal, ProposalAuthor
from ..resources.proposals import ProposalResource
from ..services.moderation import note_opened
from ..staff.answers import AnswerOne
from ..staff.proposals import PublishProposal, RefuseProposal, WithdrawProposal


class ProposalForm(RecordForm):
    """What the office keeps of a proposal; the words of who sent it by the form stay as they were sent."""

    class Meta:
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
            "wording": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "shown_text": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        }


class AuthorInline(Directed, admin.StackedInline):
    """Who made it and how to answer: for the office alone, erased on its day."""

    model = ProposalAuthor
    add_text = ""
    formfield_overrides = WIDGETS
    can_delete = False
    max_num = 1
    extra = 0
    fields = (("name", "agreed_on"), ("email", "phone"), "address", "signers", "erase_on")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        author = getattr(obj, "author", None)
        return super().has_change_permission(request, obj) and not (author and author.erased_at)


class ConsultationFilter(RecordFilter):
    """Proposals of one consultation."""

    title = gettext_lazy("consultation")
    parameter_name = "consultation"
    field = "consultation"
    key = "pk"
    records = Consultation.objects.all()

    def names(self, keys: Any) -> dict[Any, str]:
        return {each.pk: str(each) for each in self.records.filter(pk__in=keys)}


class OutcomeFilter(admin.SimpleListFilter):
    """What was answered and published."""

    title = gettext_lazy("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", _("not answered yet")), *((key, str(words)) for key, words in Answer.Outcome.choices)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "none":
            return queryset.filter(answer=None, state=Proposal.State.PUBLISHED)
        return queryset.filter(answer__outcome=self.value()) if self.value() else queryset


class PileFilter(admin.SimpleListFilter):
    """What lay in one pile; a page leads here, and no facet names piles."""

    title = gettext_lazy("pile")
    parameter_name = "pile"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        asked = number_in(request.GET.get("pile", "")) or 0
        return [(str(asked), _("pile of № %(code)s") % {"code": f"{asked:06d}"})] if asked else []

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        head = number_in(self.value() or "")
        return queryset.filter(Q(pk=head) | Q(alike=head)) if head else queryset


@admin.register(Proposal)
class ProposalAdmin(ExchangeAdmin):
    """Proposals to the consultations of the council (пропозиції)."""

    form = ProposalForm
    resource = ProposalResource
    change_title = gettext_lazy("Proposal")
    list_lead = gettext_lazy(
        "What came by every channel; who made it stands on the page of each, for the office alone."
    )
    empty_text = gettext_lazy("Nobody has sent a proposal yet. One that came by post or telephone is entered by hand.")
    list_display = ("name", "of_which", "channel", "received_on", "state", "outcome", "clause")
    list_display_links = ("name",)
    list_filter = (ConsultationFilter, "state", OutcomeFilter, "channel", "author_kind", "is_late", PileFilter)
    list_select_related = ("consultation", "answer")
    search_fields = ("folded",)
    search_help_text = gettext_lazy("Searches clause, text and wanted wording of published ones, in any case.")
    ordering = ("-consultation__year", "-consultation__number", "-number", "-pk")
    inlines = (AuthorInline,)
    steps = (PublishProposal, AnswerOne, RefuseProposal, WithdrawProposal)
    readonly_fields = ("consultation", "stands", "attached", "answered")
    fieldsets = (
        (None, {"fields": ("consultation", "stands", "answered")}),
        (
            gettext_lazy("How it came"),
            {
                "fields": (
                    ("channel", "received_on", "is_late"),
                    ("author_kind", "signatories"),
                    "institution",
                    "foreign_number",
                )
            },
        ),
        (
            gettext_lazy("What it says"),
            {"fields": ("clause", "text", "wording", "shown_text", "attached", "shows_attachment")},
        ),
        (gettext_lazy("What it changed"), {"fields": (("measure", "task"), "edition")}),
    )

    def get_urls(self) -> list[Any]:
        page = path("<int:pk>/attachment/", staff_page(self.attachment_view), name="civil_society_proposal_attachment")
        return [page, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A proposal is entered on a page of its own, with its author."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A proposal is refused or withdrawn: nothing that was sent vanishes."""
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["civil_society.add_proposal", "civil_society.change_proposal"])

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("author", "opened_by", "entered_by")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What came by the form was written by its author; only the office's own notes can be mended."""
        fixed = super().get_readonly_fields(request, obj)
        if obj is not None and obj.channel == Proposal.Channel.FORM:
            return (
                *fixed,
                "channel",
                "received_on",
                "is_late",
                "author_kind",
                "signatories",
                "clause",
                "text",
                "wording",
                "foreign_number",
            )
        return fixed

    def attachment_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """The attachment; who opens it first is noted, for nobody is shown it before."""
        record = Proposal.objects.filter(pk=pk).first()
        if record is None or not request.user.has_perm("civil_society.moderate_proposal"):
            raise PermissionDenied
        response = stored_response(record.attachment, f"proposal-{pk}")
        note_opened(proposal=record, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        return response

    def readings(self, record: Any) -> list[Reading]:
        return [Reading(Proposal, {"id": record.pk}), Reading(Answer, {"proposal_id": record.pk})]

    @admin.display(description=gettext_lazy("proposal"), ordering="number")
    def name(self, proposal: Proposal) -> str:
        return str(proposal)

    @admin.display(description=gettext_lazy("consultation"), ordering="consultation")
    def of_which(self, proposal: Proposal) -> str:
        return f"№ {proposal.consultation.address}"

    @admin.display(description=gettext_lazy("outcome"))
    def outcome(self, proposal: Proposal) -> str:
        return proposal.outcome_words or "—"

    @admin.display(description=gettext_lazy("state"))
    def stands(self, proposal: Proposal) -> str:
        """Its state with what explains it, and the confirmation code by which an author asks."""
        words = [str(proposal.get_state_display()), proposal.reason]
        said = ": ".join(filter(None, words))
        by = _("entered by %(person)s") % {"person": proposal.entered_by} if proposal.entered_by else ""
        return "; ".join(filter(None, [said, _("confirmation code %(code)s") % {"code": proposal.code}, by]))

    @admin.display(description=gettext_lazy("attachment"))
    def attached(self, proposal: Proposal) -> str:
        if not proposal.attachment:
            return "—"
        kind = (proposal.attachment.name or "").rpartition(".")[2].upper()
        address = reverse("admin:civil_society_proposal_attachment", args=[proposal.pk])
        return format_html('<a href="{}">{}</a>', address, _("file %(kind)s") % {"kind": kind})

    @admin.display(description=gettext_lazy("answer"))
    def answered(self, proposal: Proposal) -> str:
        answer = proposal.answer
        if answer is None:
            return "—"
        told = f"{answer.get_told_by_display()}: " + (f"{answer.told_on:%d.%m.%Y}" if answer.told_on else _("not yet"))
        return format_html("{}. {}<br>{}", answer, answer.ground, told)
