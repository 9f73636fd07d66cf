"""The published proposals in the API, with their answers; staff enter through it what came by other ways."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from programs.permissions import Person
from programs.reporting.addresses import absolute
from programs.rest.collection import ReadCollection
from programs.rest.fields import ModelRecordSerializer, Visible
from programs.rest.filters import YesNo, by_choice, by_date, by_record

from ..models import Answer, Consultation, Institution, Proposal, ProposalAuthor
from ..registers.proposals import public_changes
from ..services.moderation import publish
from ..services.proposals import enter

OF_AUTHOR = ("name", "email", "phone", "address", "agreed_on")


def visible_consultations(user: Person) -> QuerySet[Consultation]:
    """Whoever may enter a proposal knows of every consultation that was announced."""
    may_enter = user.is_authenticated and user.has_perm("civil_society.add_proposal")
    return Consultation.objects.announced() if may_enter else Consultation.objects.published()


def visible_institutions(user: Person) -> QuerySet[Institution]:
    return Institution.objects.published()


class AuthorField(serializers.CharField):
    """What is stored about an author and never answered."""

    def __init__(self, label: Any, longest: int) -> None:
        super().__init__(
            label=label,
            required=False,
            allow_blank=True,
            max_length=longest,
            write_only=True,
            help_text=gettext_lazy("Stored and never answered."),
        )


class ProposalSerializer(ModelRecordSerializer):
    """A published proposal. `author` is the name of who agreed to be named, or the kind alone."""

    consultation = Visible(visible_consultations, label=gettext_lazy("consultation"))
    institution = Visible(
        visible_institutions, required=False, allow_null=True, label=gettext_lazy("institution of the register")
    )
    author = serializers.CharField(source="public_author", read_only=True, label=gettext_lazy("author"))
    text = serializers.CharField(label=gettext_lazy("proposal"), max_length=20_000)
    outcome = serializers.CharField(read_only=True, label=gettext_lazy("outcome"))
    ground = serializers.CharField(
        source="answer.ground", read_only=True, default="", label=pgettext_lazy("proposal", "ground")
    )
    forwarded_to = serializers.CharField(
        source="answer.forwarded_to", read_only=True, default="", label=gettext_lazy("forwarded to")
    )
    forwarded_until = serializers.DateField(
        source="answer.forwarded_until", read_only=True, default=None, label=gettext_lazy("answers until")
    )
    answered_at = serializers.DateTimeField(
        source="answer.published_at", read_only=True, default=None, label=gettext_lazy("answered at")
    )
    measure: Any = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True, label=gettext_lazy("measure that it changed")
    )
    task: Any = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True, label=gettext_lazy("task that it changed")
    )
    page = serializers.SerializerMethodField(label=gettext_lazy("page"))
    name = AuthorField(gettext_lazy("name"), 200)
    email = serializers.EmailField(
        label=gettext_lazy("e-mail"),
        required=False,
        allow_blank=True,
        max_length=200,
        write_only=True,
        help_text=gettext_lazy("Stored and never answered."),
    )
    phone = AuthorField(gettext_lazy("telephone"), 60)
    address = AuthorField(gettext_lazy("postal address"), 300)
    agreed_on = serializers.DateField(
        label=pgettext_lazy("proposal", "agreed to be named on"),
        required=False,
        allow_null=True,
        write_only=True,
        help_text=gettext_lazy("Without it the public is not told the name."),
    )

    class Meta:
        model = Proposal
        fields = [
            "id",
            "consultation",
            "number",
            "channel",
            "received_on",
            "is_late",
            "foreign_number",
            "author_kind",
            "signatories",
            "institution",
            "author",
            "clause",
            "text",
            "wording",
            "outcome",
            "ground",
            "forwarded_to",
            "forwarded_until",
            "answered_at",
            "measure",
            "task",
            "page",
            *OF_AUTHOR,
        ]
        read_only_fields = ["number"]

    def get_page(self, proposal: Proposal) -> str:
        return absolute(proposal.get_absolute_url(), self.context["request"])

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """The text as the public reads it; an institution only of who agreed to be named."""
        shown = super().to_representation(instance)
        author = getattr(instance, "author", None)
        is_named = author is not None and author.agreed_on is not None
        shown["institution"] = shown["institution"] if is_named and shown["institution"] in self.institutions else None
        known = public_changes(instance)
        shown |= {name: shown[name] if getattr(instance, name) in known else None for name in ("measure", "task")}
        return shown | {"text": instance.public_text}

    @property
    def institutions(self) -> set[int]:
        """Those of the public register; asked once for a list."""
        root: Any = self.root
        if not hasattr(root, "known_institutions"):
            root.known_institutions = {*Institution.objects.published().values_list("pk", flat=True)}
        known: set[int] = root.known_institutions
        return known


class ProposalFilters(django_filters.FilterSet):
    consultation = by_record(visible_consultations, "consultation", gettext_lazy("id of the consultation"))
    channel = by_choice("channel", Proposal.Channel, gettext_lazy("came by"))
    author_kind = by_choice("author_kind", Proposal.Author, gettext_lazy("whose it is"))
    outcome = by_choice("answer__outcome", Answer.Outcome, gettext_lazy("outcome"))
    is_late = YesNo(field_name="is_late", label=gettext_lazy("late"))
    received_on = by_date("received_on", pgettext_lazy("proposal", "received on"))


class Proposals(ReadCollection):
    title = gettext_lazy("Proposals to consultations")
    about = gettext_lazy(
        "What people and organisations proposed and what was answered, as far as it is published. Of an author nothing "
        "is answered but the name of who agreed. A POST enters a proposal that came by another way than the form; "
        "everybody reads it once it is published."
    )
    http_method_names = ["get", "head", "post"]
    writes = Proposal
    serializer_class = ProposalSerializer
    filterset_class = ProposalFilters
    search_fields = ["folded"]
    orderings = {
        "id": "pk",
        "consultation": "consultation",
        "number": "number",
        "received_on": "received_on",
        "answered_at": "answer__published_at",
    }
    default_ordering = ("consultation", "number")
    method_hint = gettext_lazy("Proposals are published, refused and answered on the staff’s pages.")

    def get_queryset(self) -> QuerySet[Any]:
        return Proposal.objects.published().select_related(
            "consultation", "answer", "author", "institution", "measure__program", "task__program", "edition"
        )

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.checked()
        author = ProposalAuthor(**{name: values.pop(name) for name in OF_AUTHOR if name in values})
        proposal = enter(proposal=Proposal(**values), author=author, by=self.person)
        if self.person.has_perm("civil_society.moderate_proposal"):
            publish(proposal=proposal, by=self.person, at=timezone.now())
            return self.made(proposal)
        return self.answer(proposal, 201)
