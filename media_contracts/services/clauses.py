"""The text of a contract: begun from templates, filled with the contract's own words, complete before signing."""

from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext, gettext_lazy

from programs.finance import LARGEST
from programs.models import Edition, MeasureRow
from programs.reporting.papers import BLANK, amount_in_words
from programs.services import save_record
from programs.words import date_text, official_amount

from ..finance import vat_within
from ..models import (
    Act,
    ClauseKind,
    Contract,
    ContractClause,
    ContractEvent,
    Customer,
    SupplementaryAgreement,
    Supplier,
    Vat,
)
from .representatives import representative_of, signs_for
from .terms import terms_on

# What may stand in braces in a clause, with what it is replaced by.
PLACEHOLDERS = {
    "customer": gettext_lazy("name of the customer"),
    "customer_represented": gettext_lazy("who signs for the customer, as a preamble introduces"),
    "customer_position": gettext_lazy("position of who signs for the customer"),
    "customer_signatory": gettext_lazy("who signs for the customer"),
    "customer_acts_on": gettext_lazy("on what ground the customer acts"),
    "supplier": gettext_lazy("name of the supplier"),
    "supplier_represented": gettext_lazy("who signs for the supplier, as a preamble introduces"),
    "supplier_position": gettext_lazy("position of who signs for the supplier"),
    "supplier_signatory": gettext_lazy("who signs for the supplier"),
    "supplier_acts_on": gettext_lazy("on what ground the supplier acts"),
    "subject": gettext_lazy("subject of the contract"),
    "cpv": gettext_lazy("ДК 021:2015 code"),
    "amount": gettext_lazy("amount in figures"),
    "amount_in_words": gettext_lazy("amount in words"),
    "vat": gettext_lazy("VAT of the amount"),
    "date_from": gettext_lazy("first day of the term"),
    "date_to": gettext_lazy("last day of the term"),
    "program": gettext_lazy("official name of the programme"),
    "measure": gettext_lazy("number and title of the measure"),
}


def missing_clauses(contract: Contract) -> list[ClauseKind]:
    """The essential clauses of section VII that the contract does not have yet, or has without a text."""
    written = {clause.clause for clause in contract.clauses.all() if clause.text.strip()}
    return [kind for kind in ClauseKind.essential() if kind not in written]


def unknown_words(text: str) -> list[str]:
    """Words in braces that a clause cannot be filled with; unpaired braces count as one."""
    try:
        fields = [name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None]
    except ValueError:
        return ["{"]
    return sorted({name for name in fields if name not in PLACEHOLDERS})


def _amount(amount: Decimal) -> str:
    """An amount in the text of a clause, where a person edits it: «105 600,00» with a plain space."""
    return official_amount(amount).replace("\u00a0", " ")


WITHOUT_VAT = {Vat.EXEMPT: "без ПДВ", Vat.NOT_PAYER: "Виконавець не є платником ПДВ"}


def vat_words(vat: str, amount: Decimal) -> str:
    """How an amount stands to VAT, as the settlement clause and the papers say it."""
    if vat == Vat.INCLUDED:
        return f"у тому числі ПДВ 20 % – {_amount(vat_within(amount))} грн"
    return WITHOUT_VAT[Vat(vat)]


def _measure_words(contract: Contract) -> str:
    """Number and title of the measure by the edition in force when the contract begins."""
    program = contract.measure.program
    on = contract.date_signed or contract.date_from
    edition: Edition | None = program.editions.in_force(on) or program.editions.first_adopted()
    row = MeasureRow.objects.filter(edition=edition, measure=contract.measure).first() if edition else None
    return f"{row.number} «{row.title}»" if row else contract.measure.code


def words_of(contract: Contract) -> dict[str, str]:
    """What each placeholder says for a contract as it was first signed: agreements are documents of their own."""
    terms = terms_on(contract, date.min)
    customer, supplier = parties_of(contract)
    return {
        **_party_words("customer", customer),
        **_party_words("supplier", supplier),
        "subject": contract.subject,
        "cpv": contract.cpv,
        "amount": _amount(terms.amount),
        "amount_in_words": amount_in_words(terms.amount) if terms.amount <= LARGEST else BLANK,
        "vat": vat_words(contract.vat, terms.amount),
        "date_from": date_text(contract.date_from),
        "date_to": date_text(contract.date_to),
        "program": contract.measure.program.title,
        "measure": _measure_words(contract),
    }


def parties_of(document: Contract | SupplementaryAgreement | Act) -> tuple[Customer, Supplier]:
    """Customer and supplier as they were when the document was signed; of an unsigned one as they are."""
    contract = document if isinstance(document, Contract) else document.contract
    signed = signing_of(document)
    if signed is None:
        return contract.customer, contract.supplier
    return contract.customer.history.as_of(signed.at), contract.supplier.history.as_of(signed.at)


def signing_of(document: Contract | SupplementaryAgreement | Act) -> ContractEvent | None:
    """The step by which a contract, an agreement or an act was signed: what it says is what stood then."""
    Action = ContractEvent.Action
    action = {Contract: Action.SIGN, SupplementaryAgreement: Action.SIGN_AGREEMENT, Act: Action.SIGN_ACT}[
        type(document)
    ]
    return document.events.filter(action=action).order_by("pk").last()


def _party_words(role: str, party: Customer | Supplier) -> dict[str, str]:
    who = representative_of(party)
    return {
        role: party.full_name,
        f"{role}_represented": who.introduced,
        f"{role}_position": who.position or BLANK,
        f"{role}_signatory": who.name or BLANK,
        f"{role}_acts_on": who.acts_on or BLANK,
    }


def filled_clauses(contract: Contract) -> list[tuple[ContractClause, str]]:
    """The clauses in the order of the document with their texts filled; a word that is not known stays in braces."""
    words = words_of(contract)
    found = []
    for clause in contract.clauses.all():
        text = clause.text
        for name, word in words.items():
            text = text.replace(f"{{{name}}}", word)
        found.append((clause, text))
    return found


def fix_clauses(*, contract: Contract, by: User) -> None:
    """Write the words into the clauses at signing: a later rename of the programme, the measure or a party changes
    nothing of what was signed.
    """
    for clause, text in filled_clauses(contract):
        if clause.text != text:
            clause.text = text
            save_record(record=clause, by=by, reason=str(contract))


def document_gaps(contract: Contract) -> list[str]:
    """Which requisites the printed documents of a contract still leave blank, a sentence for each party."""
    found = []
    customer, supplier = parties_of(contract)
    for role, party in ((gettext("customer"), customer), (gettext("supplier"), supplier)):
        fields: list[Any] = [party._meta.get_field(name) for name in _requisites(party)]
        empty = [str(field.verbose_name) for field in fields if not _has(party, field.name)]
        if empty:
            sentence = gettext("The printed documents leave blank for the %(party)s: %(fields)s.")
            found.append(sentence % {"party": role, "fields": ", ".join(empty)})
    return found


def _requisites(party: Customer | Supplier) -> list[str]:
    code = "rnokpp" if isinstance(party, Supplier) and party.kind != Supplier.Kind.LEGAL_ENTITY else "edrpou"
    place = ["place"] if isinstance(party, Customer) else []
    return [*place, code, "address", "iban", "bank", "signatory_position", "signatory", "acts_on"]


def _has(party: Customer | Supplier, field: str) -> bool:
    position, signatory = signs_for(party)
    return bool({"signatory_position": position, "signatory": signatory}.get(field, getattr(party, field)))
