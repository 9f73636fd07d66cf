"""What is done with an act: drawn up for a period, its publications chosen, signed by two, annulled."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from programs.staff.lists import key_in
from programs.words import money_text

from .. import services
from ..models import Act, ActLine, Contract
from ..permissions import may_sign
from .act_forms import ChooseForm, DraftActForm, SignActForm, beginning
from .act_tables import proposal_table, proposed_shares
from .base import day, page_of
from .facts import contract_facts
from .steps import Question, RecordStep, Step


def corrected_by(request: Any, contract: Contract) -> Act | None:
    """The act of the contract that the new one is to correct."""
    key = key_in(request.POST.get("corrects", "") or request.GET.get("corrects", ""))
    return contract.acts.filter(pk=key).first() if key else None


def act_facts(act: Act) -> list[tuple[str, str]]:
    """What an act accepts, and which act it corrects or is corrected by."""
    found = [
        *contract_facts(act.contract),
        (capfirst(gettext("period")), f"{day(act.period_start)} – {day(act.period_end)}"),
        (gettext("Accepted by this act"), money_text(services.act_amount(act))),
    ]
    if act.corrects:
        found.append((gettext("Corrects"), str(act.corrects)))
    later = Act.objects.filter(corrects=act).first()
    if later:
        found.append((gettext("Corrected by"), str(later)))
    return found


def act_signatures(act: Act) -> list[tuple[str, str]]:
    """Who signs an act for either party, or signed it, and when."""
    customer, supplier = services.signed_by(act, *services.parties_of(act))
    return [
        (gettext("For the customer"), _signature(customer, act.customer_signed_on)),
        (gettext("For the supplier"), _signature(supplier, act.supplier_signed_on)),
    ]


def _signature(who: services.Representative, on: date | None) -> str:
    ground = gettext("on the ground of: %s") % who.acts_on if who.acts_on else ""
    return ", ".join(part for part in (who.name or "—", who.position, ground, day(on)) if part)


class DrawUpAct(Step):
    """Draft an act of a contract for a period, with everything that is proposed for it; the record is the contract."""

    record: Contract
    done = _("The draft of the act is ready: look it through and sign it.")

    @cached_property
    def form(self) -> DraftActForm:
        old = corrected_by(self.request, self.record)
        return DraftActForm(self.typed, initial=beginning(self.record, old))

    @property
    def act(self) -> Act:
        return self.form.instance

    @cached_property
    def question(self) -> Question:
        return Question(
            title=gettext("New act"),
            button=gettext("Draw up the act"),
            lead=gettext("Choose the period: the publications that no act lists yet are proposed with their prices."),
            facts=contract_facts(self.record),
        )

    def content(self) -> dict[str, Any]:
        period = (self.form["period_start"].value(), self.form["period_end"].value())
        address = f"{reverse('admin:media_contracts_act_proposal')}?contract={self.record.pk}"
        if self.act.corrects_id:
            address += f"&corrects={self.act.corrects_id}"
        proposal = proposal_table(self.record, *period, corrects=self.act.corrects)
        return {"proposal": proposal, "proposal_address": address}

    def perform(self) -> None:
        act = self.act
        found = services.propose_act(self.record, act.period_start, act.period_end, corrects=act.corrects)
        services.draft_act(act=act, proposals=found, by=self.user)

    @property
    def address(self) -> str:
        return page_of(self.act)


class SignAct(RecordStep):
    """Take an act into effect by its two signatures."""

    slug = "sign"
    record: Act
    done = _("The act is signed, its amount is accepted in the ledger.")

    @classmethod
    def records(cls) -> QuerySet[Act]:
        return Act.objects.select_related("contract__supplier", "contract__measure__program", "corrects")

    @classmethod
    def may(cls, user: Any) -> bool:
        return may_sign(user)

    @cached_property
    def form(self) -> SignActForm:
        act = self.record
        initial = {
            "seen_version": act.version,
            "customer_signed_on": act.customer_signed_on or act.date,
            "supplier_signed_on": act.supplier_signed_on or act.date,
        }
        return SignActForm(self.typed, contract=act.contract, left="left_to_accept", initial=initial)

    @cached_property
    def question(self) -> Question:
        act = self.record
        return Question(
            title=gettext("Sign the act"),
            button=gettext("Sign the act"),
            lead=gettext("With both signatures the act is accepted on the later of their dates."),
            facts=[*act_facts(act), *act_signatures(act)],
            notices=services.act_notices(act) if act.is_open else [],
            postings=proposed_shares(act, services.act_amount(act)) if act.is_open else [],
        )

    def perform(self) -> None:
        given = self.given
        days = services.Signatures(customer=given["customer_signed_on"], supplier=given["supplier_signed_on"])
        services.sign_act(
            act=self.record,
            by=self.user,
            signed_on=days,
            parts=self.form.parts,
            expected_version=given["seen_version"],
        )


class AnnulAct(RecordStep):
    """Take back an act that should never have been signed."""

    slug = "annul"
    record: Act
    asks_reason = True
    done = _("The act is annulled.")

    @classmethod
    def records(cls) -> QuerySet[Act]:
        return Act.objects.select_related("contract__supplier")

    @classmethod
    def may(cls, user: Any) -> bool:
        return may_sign(user)

    @cached_property
    def question(self) -> Question:
        return Question(
            title=gettext("Annul the act"),
            button=gettext("Annul the act"),
            lead=gettext("The opposite entries go to the ledger, its publications are free for another act."),
            is_danger=True,
            facts=act_facts(self.record),
        )

    def perform(self) -> None:
        given = self.given
        services.annul_act(
            act=self.record,
            date=given["date"],
            by=self.user,
            reason=given["reason"],
            expected_version=given["seen_version"],
        )


class ChoosePublications(Step):
    """Choose the publications behind a line of a draft act."""

    record: Act
    done = _("The publications of the line are chosen.")

    def __init__(self, request: Any, record: Act, line: ActLine) -> None:
        super().__init__(request, record)
        self.line = line

    @cached_property
    def form(self) -> ChooseForm:
        return ChooseForm(self.typed, line=self.line)

    @cached_property
    def question(self) -> Question:
        return Question(
            title=gettext("Publications of a line"),
            button=gettext("Save the choice"),
            lead=gettext("The sizes of what is chosen make up the quantity of the line."),
            facts=[(gettext("Line"), str(self.line.line)), (pgettext("services", "Act"), str(self.record))],
        )

    def perform(self) -> None:
        services.list_publications(line=self.line, publications=self.given["publications"], by=self.user)
