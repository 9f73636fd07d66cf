"""Proposals as a table: taken away without who made them, brought in from another platform or a clerk's own list."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from import_export.results import RowResult

from programs.staff.columns import BroughtRow, Choice, Code, Column, Day, Known, PortalResource, Whole
from programs.texts import fold

from ..models import Consultation, Proposal, ProposalAuthor
from ..services.proposals import check_author, enter, erasing_day

OF_AUTHOR = ("name", "address", "phone", "email", "agreed_on")


class Brought(Column):
    """A column about who made a proposal: it comes in by a table and goes out by none."""

    def export(self, instance: Any, **kwargs: Any) -> Any:
        return getattr(instance, self.attribute, "") or ""


class ProposalResource(PortalResource):
    """A row is a proposal that is entered; one that stands already – of the same consultation, day and words – stays.

    Names and contacts come in with a table and never go out with one: it goes further than one thinks.
    """

    title = gettext_lazy("Proposals")
    named_by = ("consultation", "text")

    number = Column(gettext_lazy("№"), "number", Whole(), info=True)
    consultation = Column(
        gettext_lazy("Consultation"), "consultation", Known(Consultation.objects.announced, "address"), needed=True
    )
    received_on = Column(pgettext_lazy("proposal", "Received on"), "received_on", Day(), needed=True)
    channel = Column(gettext_lazy("Came by"), "channel", Choice(Proposal.Channel), needed=True)
    foreign_number = Column(gettext_lazy("Number on the other platform"), "foreign_number", Code())
    author_kind = Column(gettext_lazy("Whose it is"), "author_kind", Choice(Proposal.Author), needed=True)
    signatories = Column(gettext_lazy("Number of signatories"), "signatories", Whole())
    name = Brought(pgettext_lazy("person", "Name"), "brought_name")
    agreed_on = Brought(pgettext_lazy("proposal", "Agreed to be named on"), "brought_agreed_on", Day())
    address = Brought(gettext_lazy("Postal address"), "brought_address")
    phone = Brought(gettext_lazy("Telephone"), "brought_phone", Code())
    email = Brought(gettext_lazy("E-mail"), "brought_email")
    clause = Column(gettext_lazy("To which clause"), "clause")
    text = Column(gettext_lazy("Proposal"), "text", needed=True)
    wording = Column(gettext_lazy("Wanted wording"), "wording")
    state = Column(gettext_lazy("State"), "state", Choice(Proposal.State), info=True)
    outcome = Column(gettext_lazy("Outcome"), "outcome_words", info=True)

    class Meta:
        model = Proposal

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.standing: dict[Any, Proposal] = {}
        self.seen: dict[Any, int] = {}
        self.numbers: dict[int, int] = {}

    @staticmethod
    def key_of(proposal: Proposal) -> Any:
        return (proposal.consultation_id, proposal.received_on, fold(proposal.text), proposal.foreign_number)

    def look_up(self, rows: Sequence[BroughtRow]) -> None:
        """A consultation has some dozens of proposals: all are read once."""
        if not self.standing:
            known = Proposal.objects.counted().select_related("consultation", "answer")
            self.standing = {self.key_of(each): each for each in known}
            last = Proposal.objects.order_by().values_list("consultation").annotate(Max("number"))
            self.numbers = {of: number or 0 for of, number in last}

    def instance_for(self, row: Any) -> tuple[Proposal, bool]:
        consultation = self.value(row, "consultation")
        self.value(row, "text"), self.value(row, "channel"), self.value(row, "author_kind")
        brought = Proposal(
            consultation=consultation,
            received_on=self.value(row, "received_on"),
            text=self.value(row, "text"),
            foreign_number=self.value(row, "foreign_number") or "",
        )
        key = self.key_of(brought)
        twin = self.seen.setdefault(key, self.row_number)
        if twin != self.row_number:
            raise ValidationError({"text": _("The same proposal stands in row %(row)s.") % {"row": twin}})
        if key in self.standing:
            return copy(self.standing[key]), False
        self.numbers[consultation.pk] = brought.number = self.numbers.get(consultation.pk, 0) + 1
        return brought, True

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return bool(instance.pk)

    def check(self, instance: Any, errors: dict[str, Any]) -> None:
        """What the record cannot be, and what its rules ask of an author."""
        author = self.author_of(instance)
        try:
            author.clean_fields(exclude={"proposal"})
            author.clean()
            check_author(instance, author)
        except ValidationError as refusal:
            errors = errors | refusal.update_error_dict({})
        super().check(instance, errors)

    def author_of(self, instance: Any) -> ProposalAuthor:
        given = {name: getattr(instance, f"brought_{name}", None) for name in OF_AUTHOR}
        given |= {name: given[name] or "" for name in OF_AUTHOR if name != "agreed_on"}
        return ProposalAuthor(**given, erase_on=erasing_day(instance))

    @transaction.atomic
    def write(self, results: Sequence[RowResult]) -> bool:
        """All rows or none; each is entered as by hand and waits to be published."""
        for result in self.to_write(results):
            enter(proposal=result.instance, author=self.author_of(result.instance), by=self.by)
        return True
