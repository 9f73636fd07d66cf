"""The actions of a contract's life as pages: what is missing, what is warned of, what goes to the ledger."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from programs.finance import ZERO
from programs.models import FundingSource
from programs.words import money_text

from .. import services
from ..models import BudgetKey, Contract, ContractEvent
from ..permissions import may_sign
from ..services import Notice, Severity
from .base import date_of
from .contract_money import asked_of, leaves, money_panel
from .steps import ActionForm, Question, Step, StepPages

Action = ContractEvent.Action


@dataclass(frozen=True)
class Deed:
    """An action as its button and page word it."""

    slug: str
    perform: Callable[..., Contract]
    button: Any
    lead: Any
    done: Any
    asks_reason: bool = False
    takes_reason: bool = False
    is_danger: bool = False

    @property
    def hears_reason(self) -> bool:
        return self.asks_reason or self.takes_reason


DEEDS = {
    Action.AGREE: Deed(
        "agree",
        services.agree_contract,
        gettext_lazy("Agree the text"),
        gettext_lazy("Both sides agree on the text: from now on it is not edited. It can be returned with a reason."),
        gettext_lazy("The text is agreed. Next: print it, sign it."),
    ),
    Action.SIGN: Deed(
        "sign",
        services.sign_contract,
        gettext_lazy("Sign the contract"),
        gettext_lazy("The yearly amounts become commitments of the measure on the date of signing."),
        gettext_lazy("The contract is signed, its money is committed in the ledger."),
        takes_reason=True,
    ),
    Action.BRING_INTO_FORCE: Deed(
        "bring-into-force",
        services.bring_into_force,
        gettext_lazy("Bring into force"),
        gettext_lazy("From its first day the contract is carried out: publications, acts, payments."),
        gettext_lazy("The contract is in force."),
    ),
    Action.COMPLETE: Deed(
        "complete",
        services.complete_contract,
        gettext_lazy("Complete"),
        gettext_lazy("Everything accepted is paid. What was not used is released to the measure."),
        gettext_lazy("The contract is completed."),
        takes_reason=True,
    ),
    Action.RETURN: Deed(
        "return",
        services.return_contract,
        gettext_lazy("Return to draft"),
        gettext_lazy("The text opens for editing again."),
        gettext_lazy("The contract is a draft again."),
        asks_reason=True,
    ),
    Action.TERMINATE: Deed(
        "terminate",
        services.terminate_contract,
        gettext_lazy("Terminate early"),
        gettext_lazy("What was not accepted is released to the measure; what acts accepted may still be paid."),
        gettext_lazy("The contract is terminated."),
        asks_reason=True,
        is_danger=True,
    ),
    Action.CANCEL: Deed(
        "cancel",
        services.cancel_contract,
        gettext_lazy("Cancel the contract"),
        gettext_lazy("For a contract under which nothing was accepted or paid; it stays on record as cancelled."),
        gettext_lazy("The contract is cancelled."),
        asks_reason=True,
        is_danger=True,
    ),
}
BY_SLUG = {deed.slug: action for action, deed in DEEDS.items()}
ENDINGS = {Action.COMPLETE, Action.TERMINATE, Action.CANCEL}


@dataclass(frozen=True)
class Button:
    label: str
    address: str
    kind: str = ""  # primary, danger


def life_buttons(contract: Contract, user: Any) -> list[Button]:
    """What may be done with a contract now, the step forward first."""
    if not may_sign(user):
        return []
    open_now = services.actions_of(contract)
    found: list[Button] = []
    for action, deed in DEEDS.items():
        if action in open_now:
            address = reverse("admin:media_contracts_contract_do", args=[contract.pk, deed.slug])
            kind = "danger" if deed.is_danger else "" if found or deed.asks_reason else "primary"
            found.append(Button(str(deed.button), address, kind))
    return found


def question_of(contract: Contract, action: Action, on: date) -> Question:
    """What the page before an action says of taking it on a day."""
    deed = DEEDS[action]
    before_signing = action in {Action.AGREE, Action.SIGN}
    postings: list[tuple[str, str]] = []
    ways: list[tuple[str, str]] = []
    if before_signing:
        panel = money_panel(asked_of(contract), on)
        ways = leaves(panel)
    if action == Action.SIGN:
        for key, amount in services.terms_on(contract).commitments.items():
            postings.append((place(key), money_text(amount)))
    if action in ENDINGS and contract.date_signed:
        for key, balance in services.contract_balances(contract).items():
            if balance.left_to_accept > ZERO:
                postings.append((place(key), money_text(-balance.left_to_accept)))
    terms = services.terms_on(contract)
    facts = [
        (_("Supplier"), contract.supplier.full_name),
        (_("Subject"), terms.subject),
        (_("Amount"), money_text(terms.amount)),
        (pgettext("contract", "Term"), f"{contract.date_from:%d.%m.%Y} – {terms.date_to:%d.%m.%Y}"),
    ]
    return Question(
        title=str(deed.button),
        button=str(deed.button),
        lead=str(deed.lead),
        is_danger=deed.is_danger,
        facts=facts,
        notices=_notices(contract, action, on) if before_signing else [],
        postings=postings,
        leaves=ways,
    )


def _notices(contract: Contract, action: Action, on: date) -> list[Notice]:
    """What stands in the way of the step; the text is agreed without the reasons that only signing asks for."""
    found = services.contract_notices(contract, on=on)
    if action == Action.SIGN:
        return found
    return [replace(row, severity=Severity.ADVICE) if row.severity == Severity.REASON else row for row in found]


def place(key: BudgetKey) -> str:
    """Where in the budget an amount stands, for a line of what will be posted."""
    source = FundingSource.objects.get(pk=key.source_id)
    codes = ", ".join(words % code for words, code in ((_("КЕКВ %s"), key.kekv), (_("КПКВК %s"), key.kpkvk)) if code)
    return ", ".join(part for part in (str(key.year), str(source), codes) if part)


class LifeStep(Step):
    """An action of the contract's life as its page asks for it."""

    record: Contract

    def __init__(self, request: Any, contract: Contract, action: Action) -> None:
        super().__init__(request, contract)
        self.action, self.deed = action, DEEDS[action]
        self.done, self.asks_reason = self.deed.done, self.deed.asks_reason

    @cached_property
    def question(self) -> Question:
        """Of the day that is typed: thresholds and plans are those of that day, and so are the reasons asked."""
        return question_of(self.record, self.action, date_of(self.request.POST.get("date")) or timezone.localdate())

    @cached_property
    def form(self) -> ActionForm:
        seen = {"seen_version": self.record.version}
        form = ActionForm(self.typed, initial=seen, asks_reason=self.asks_reason)
        if self.question.asked:
            words = _("To go on in spite of the warning, say why: it stands in the report.")
            form.fields["reason"].help_text = words
        elif self.action == Action.SIGN or not self.deed.hears_reason:
            form.without_reason()
        return form

    def perform(self) -> None:
        given = self.given
        reason = {"reason": given["reason"]} if self.deed.hears_reason and "reason" in given else {}
        self.deed.perform(
            contract=self.record, date=given["date"], by=self.user, expected_version=given["seen_version"], **reason
        )


class LifePages(StepPages):
    """An admin of contracts with a page for every action."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.do_view)
        return [path("<int:pk>/do/<slug:slug>/", view, name="media_contracts_contract_do"), *super().get_urls()]

    def do_view(self, request: HttpRequest, pk: int, slug: str) -> HttpResponse:
        """Take a step of the contract's life, after its page said what that means."""
        if not may_sign(request.user) or slug not in BY_SLUG:
            raise PermissionDenied
        contracts = Contract.objects.select_related("customer", "supplier", "measure__program")
        return self.take(request, LifeStep(request, get_object_or_404(contracts, pk=pk), BY_SLUG[slug]))
