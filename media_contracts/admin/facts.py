"""What the pages of a document say of its contract."""

from django.utils.translation import gettext

from programs.words import money_text

from .. import services
from ..models import Contract
from .base import day


def contract_facts(contract: Contract) -> list[tuple[str, str]]:
    """The contract that a document belongs to, in three lines."""
    return [
        (gettext("Contract"), str(contract)),
        (gettext("Supplier"), contract.supplier.full_name),
        (gettext("As it is now"), amount_and_end(services.terms_on(contract))),
    ]


def amount_and_end(terms: services.Terms) -> str:
    return gettext("%(amount)s until %(date)s") % {"amount": money_text(terms.amount), "date": day(terms.date_to)}
