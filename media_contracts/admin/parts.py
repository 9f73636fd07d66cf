"""How an amount is spread over years and sources, asked where a contract has several."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from programs.finance import ZERO
from programs.staff.forms import MoneyField
from programs.words import money_text

from ..models import BudgetKey, Contract
from ..services import Balance, contract_balances
from .life import place


class PartsForm:
    """A form with an amount for each place of the contract's money; all empty lets the portal spread it in order."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def add_parts(self, contract: Contract, left: str) -> None:
        """``left`` names what of a place may be taken: left_to_accept or left_to_pay."""
        found: Mapping[BudgetKey, Balance] = contract_balances(contract)
        self.keys = list(found) if len(found) > 1 else []
        for number, key in enumerate(self.keys):
            room = max(getattr(found[key], left), ZERO)
            self.fields[f"part_{number}"] = MoneyField(
                label=place(key),
                required=False,
                min_value=ZERO,
                help_text=_("Left: %s. All empty: the portal spreads the amount in this order.") % money_text(room),
            )

    @property
    def parts(self) -> dict[BudgetKey, Decimal] | None:
        given = {key: self.cleaned_data.get(f"part_{number}") for number, key in enumerate(self.keys)}
        return {key: amount for key, amount in given.items() if amount} or None


class SpreadForm(PartsForm, forms.Form):
    """Only the parts: what an act's signing asks of a contract with several years or sources."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, contract: Contract, left: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_parts(contract, left)

    def show(self, refusal: Any) -> None:
        for sentence in refusal.messages:
            self.add_error(None, sentence)
