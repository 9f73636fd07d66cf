"""The actions of a contract's life as pages: what is missing, what is warned of, what goes to the ledger."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from programs.default_day import default_day
from programs.finance import ZERO
from programs.models import Balance, BudgetKey, FundingSource
from programs.services import Notice, Severity
from programs.staff.forms import MoneyField
from programs.staff.sheets import date_of
from programs.staff.steps import StepView
from programs.words import date_text, money_text

from .. import services
from ..models import Contract, ContractEvent
from ..permissions import may_sign
from .contract_money import overrides, saved_draft

Action = ContractEvent.Action


def place(key: BudgetKey) -> str:
    """Where in the budget an amount stands, for a line of what will be posted."""
    source = FundingSource.objects.get(pk=key.source_id)
    codes = ", ".join(words % code for words, code in ((_("КЕКВ %s"), key.kekv), (_("КПКВК %s"), key.kpkvk)) if code)
    return ", ".join(part for part in (str(key.year), str(source), codes) if part)


def contract_facts(contract: Contract) -> list[tuple[str, str]]:
    """The contract that a document belongs to, in three lines."""
    return [
        (_("Contract"), str(contract)),
        (_("Supplier"), contract.supplier.full_name),
        (_("As it is now"), amount_and_end(services.terms_on(contract))),
    ]


def amount_and_end(terms: services.Terms) -> str:
    return _("%(amount)s until %(date)s") % {"amount": money_text(terms.amount), "date": date_text(terms.date_to)}


class PartsForm(forms.Form):
    """A form with an amount for each place of the contract's money; all empty lets the portal spread it in order."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def add_parts(self, contract: Contract, left: str) -> None:
        """``left`` names what of a place may be taken: left_to_accept or left_to_pay."""
        found: Mapping[BudgetKey, Balance] = contract.ledger_links.balances()
        self.keys = list(found) if len(found) > 1 else []
        for number, key in enumerate(self.keys):
            available = max(getattr(found[key], left), ZERO)
            self.fields[f"part_{number}"] = MoneyField(
                label=place(key),
                required=False,
                min_value=ZERO,
                help_text=_("Left: %s. All empty: the portal spreads the amount in this order.")
                % money_text(available),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = {key: cleaned.get(f"part_{number}") for number, key in enumerate(self.keys)}
        return {**cleaned, "parts": {key: amount for key, amount in given.items() if amount} or None}


class ContractStep(StepView):
    """An action of a contract's life."""

    queryset = Contract.objects.select_related("customer", "supplier", "measure__program")
    object: Contract
    action: Action
    service: Callable[..., Contract]

    @classmethod
    def may(cls, user: Any) -> bool:
        return may_sign(user)

    @classmethod
    def offered(cls, record: Contract) -> bool:
        return cls.action in services.actions_of(record)

    @property
    def on(self) -> date:
        """The day that is typed: thresholds and plans are those of that day, and so are the reasons asked."""
        return date_of(self.request.POST.get("date")) or default_day(self.object.measure.program)

    def facts(self) -> list[tuple[str, str]]:
        contract, terms = self.object, services.terms_on(self.object)
        return [
            (_("Supplier"), contract.supplier.full_name),
            (_("Subject"), terms.subject),
            (_("Amount"), money_text(terms.amount)),
            (pgettext("contract", "Term"), f"{date_text(contract.date_from)} – {date_text(terms.date_to)}"),
        ]

    def perform(self, given: dict[str, Any]) -> None:
        reason = {"reason": given["reason"]} if "reason" in given else {}
        seen = given["seen_version"]
        answers = {"answers": self.answers} if self.takes_over else {}
        self.service(contract=self.object, date=given["date"], by=self.user, expected_version=seen, **reason, **answers)


class AgreeContract(ContractStep):
    slug, action, service = "do/agree", Action.AGREE, staticmethod(services.agree_contract)
    title = gettext_lazy("Agree the text")
    lead = gettext_lazy("Both sides agree on the text: from now on it is not edited. It can be returned with a reason.")
    done = gettext_lazy("The text is agreed. Next: print it, sign it.")

    def notices(self) -> list[Notice]:
        """The text is agreed without the reasons that only signing asks for."""
        found = services.contract_notices(self.object, on=self.on)
        return [row._replace(severity=Severity.ADVICE) if row.severity == Severity.REASON else row for row in found]

    def overrides(self) -> list[tuple[str, str]]:
        return overrides(saved_draft(self.object), self.on)


class SignContract(ContractStep):
    slug, action, service = "do/sign", Action.SIGN, staticmethod(services.sign_contract)
    takes_over = True
    title = gettext_lazy("Sign the contract")
    lead = gettext_lazy("The yearly amounts become commitments of the measure on the date of signing.")
    done = gettext_lazy("The contract is signed, its money is committed in the ledger.")

    def notices(self) -> list[Notice]:
        return services.contract_notices(self.object, on=self.on)

    def overrides(self) -> list[tuple[str, str]]:
        return overrides(saved_draft(self.object), self.on)

    def postings(self) -> list[tuple[str, str]]:
        commitments = services.terms_on(self.object).commitments
        return [(place(key), money_text(amount)) for key, amount in commitments.items()]


class BringIntoForce(ContractStep):
    slug, action, service = "do/bring-into-force", Action.BRING_INTO_FORCE, staticmethod(services.bring_into_force)
    title = gettext_lazy("Bring into force")
    lead = gettext_lazy("From its first day the contract is carried out: publications, acts, payments.")
    done = gettext_lazy("The contract is in force.")


class EndingStep(ContractStep):
    """The end of a contract releases to the measure what no act accepted."""

    def postings(self) -> list[tuple[str, str]]:
        balances = self.object.ledger_links.balances() if self.object.date_signed else {}
        left = {key: balance.left_to_accept for key, balance in balances.items() if balance.left_to_accept > ZERO}
        return [(place(key), money_text(-amount)) for key, amount in left.items()]


class CompleteContract(EndingStep):
    slug, action, service = "do/complete", Action.COMPLETE, staticmethod(services.complete_contract)
    title = gettext_lazy("Complete")
    lead = gettext_lazy("Everything accepted is paid. What was not used is released to the measure.")
    done = gettext_lazy("The contract is completed.")
    takes_reason = True


class ReturnContract(ContractStep):
    slug, action, service = "do/return", Action.RETURN, staticmethod(services.return_contract)
    title = gettext_lazy("Return to draft")
    lead = gettext_lazy("The text opens for editing again.")
    done = gettext_lazy("The contract is a draft again.")
    asks_reason = True


class TerminateContract(EndingStep):
    slug, action, service = "do/terminate", Action.TERMINATE, staticmethod(services.terminate_contract)
    title = gettext_lazy("Terminate early")
    lead = gettext_lazy("What was not accepted is released to the measure; what acts accepted may still be paid.")
    done = gettext_lazy("The contract is terminated.")
    asks_reason = is_danger = True


class CancelContract(EndingStep):
    slug, action, service = "do/cancel", Action.CANCEL, staticmethod(services.cancel_contract)
    title = gettext_lazy("Cancel the contract")
    lead = gettext_lazy("For a contract under which nothing was accepted or paid; it stays on record as cancelled.")
    done = gettext_lazy("The contract is cancelled.")
    asks_reason = is_danger = True


CONTRACT_STEPS = (
    AgreeContract,
    SignContract,
    BringIntoForce,
    CompleteContract,
    ReturnContract,
    TerminateContract,
    CancelContract,
)
