"""What is done with a supplementary agreement: it is signed, and its differences go to the ledger."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.words import money_text

from .. import services
from ..models import SupplementaryAgreement
from ..permissions import may_sign
from ..services import Notice
from .base import day, page_of
from .facts import amount_and_end, contract_facts
from .life import place
from .steps import ActionForm, Question, RecordStep


def agreement_facts(agreement: SupplementaryAgreement) -> list[tuple[str, str]]:
    """Why an agreement changes its contract, and what it changes beside lines and amounts."""
    found = [
        (gettext("Reason"), agreement.reason),
        (capfirst(gettext("new end of the term")), day(agreement.new_date_to)),
        (capfirst(gettext("new subject")), agreement.new_subject),
        (capfirst(gettext("text")), agreement.text),
    ]
    return [(label, words) for label, words in found if words]


class SignAgreement(RecordStep):
    """Sign an agreement, after its page said what the contract becomes and what is posted."""

    slug = "sign"
    record: SupplementaryAgreement
    done = _("The agreement is signed, its differences stand in the ledger.")

    @classmethod
    def records(cls) -> QuerySet[SupplementaryAgreement]:
        return SupplementaryAgreement.objects.select_related("contract__supplier", "contract__measure__program")

    @classmethod
    def may(cls, user: Any) -> bool:
        return may_sign(user)

    @cached_property
    def form(self) -> ActionForm:
        """The reason is asked where a warning is passed; why the contract changes stands in the agreement."""
        form = ActionForm(self.typed, initial={"seen_version": self.record.version})
        if not self.question.asked:
            form.without_reason()
        return form

    @cached_property
    def question(self) -> Question:
        agreement = self.record
        return Question(
            title=gettext("Sign the agreement"),
            button=gettext("Sign the agreement"),
            lead=gettext("From the date of signing the contract is as the agreement makes it."),
            facts=[
                *contract_facts(agreement.contract),
                (gettext("Becomes"), amount_and_end(services.terms_on(agreement.contract, with_draft=self.draft))),
                *agreement_facts(agreement),
            ],
            notices=self.notices,
            postings=[(place(row.key), money_text(row.amount)) for row in agreement.commitments.all()],
        )

    @property
    def draft(self) -> SupplementaryAgreement | None:
        """The agreement while it is one still: a signed one is part of the contract's terms already."""
        return self.record if self.record.is_open else None

    @property
    def notices(self) -> list[Notice]:
        contract, today = self.record.contract, timezone.localdate()
        return services.contract_notices(contract, on=today, with_draft=self.draft) if self.draft else []

    def perform(self) -> None:
        given = self.given
        services.sign_agreement(
            agreement=self.record,
            date=given["date"],
            by=self.user,
            reason=given.get("reason", ""),
            expected_version=given["seen_version"],
        )

    @property
    def address(self) -> str:
        return page_of(self.record.contract)
