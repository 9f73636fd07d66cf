"""Editing what is not signed yet: contracts, agreements and acts with their rows; a signed document stays as it is."""

from collections import defaultdict
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programs.services import delete_record, save_record

from ..models import (
    Act,
    ActLine,
    ActPublication,
    AgreementCommitment,
    ClauseTemplate,
    Contract,
    ContractClause,
    ContractCommitment,
    ContractEvent,
    ContractLine,
    LineChange,
    SupplementaryAgreement,
)
from .notices import pass_notices, threshold_notices
from .posting import lock_contract, lock_purchases
from .quantities import accepted_amount

Document = Contract | SupplementaryAgreement | Act
Row = ContractLine | ContractCommitment | ContractClause | AgreementCommitment | LineChange | ActLine | ActPublication
DocumentT = TypeVar("DocumentT", Contract, SupplementaryAgreement, Act)
RowT = TypeVar("RowT", bound=Row)


def document_of(row: Row) -> Document:
    """The document that a row stands in."""
    if isinstance(row, ActPublication):
        return row.act_line.act
    if isinstance(row, ActLine):
        return row.act
    if isinstance(row, AgreementCommitment | LineChange):
        return row.agreement
    if isinstance(row, ContractLine) and row.agreement:
        return row.agreement
    return row.contract


def contract_of(document: Document) -> Contract:
    return document if isinstance(document, Contract) else document.contract


def check_open(document: Document) -> None:
    """Refuse to edit what both sides agreed on; how it is changed instead depends on the document."""
    stored: Any = type(document)._base_manager.filter(pk=document.pk).first()
    if stored is None or stored.is_open:
        return
    if isinstance(stored, Act):
        sentence = _("A signed act is not edited: correct it by a new act, or annul it.")
    elif isinstance(stored, SupplementaryAgreement):
        sentence = _("A signed agreement is not edited: the next agreement changes what it says.")
    elif stored.state == Contract.State.AGREED:
        sentence = _("The contract is agreed: return it to draft to edit it.")
    else:
        sentence = _("The contract is signed: it is changed by a supplementary agreement.")
    raise ValidationError(sentence, code="not_open")


@transaction.atomic
def save_document(*, document: DocumentT, by: User, reason: str = "", expected_version: int | None = None) -> DocumentT:
    """Save a draft; of what is signed only what is known later (``AFTER_SIGNING`` of its kind) may change."""
    document.full_clean()
    contract = contract_of(document)
    locked = lock_contract(contract) if contract.pk else contract
    if isinstance(document, Contract):
        _check_contract(document, by=by, reason=reason)
    else:
        _check_part(document, locked)
    return save_record(record=document, by=by, reason=reason, expected_version=expected_version)


def _changed(document: Document) -> set[str]:
    """The fields of a stored document that differ from what stands; of a new one none."""
    stored = type(document)._base_manager.filter(pk=document.pk).first()
    if stored is None:
        return set()
    fields = {field.name: field.attname for field in document._meta.concrete_fields}
    return {
        name
        for name, attribute in fields.items()
        if name not in {"version", "id"} and getattr(stored, attribute) != getattr(document, attribute)
    }


def _check_contract(contract: Contract, *, by: User, reason: str) -> None:
    """A signed contract keeps its words; its lines keep to outlets of its supplier.

    Recorded as a direct purchase only after signing, it is asked what signing would have asked.
    """
    changed = _changed(contract)
    if changed - set(Contract.AFTER_SIGNING):
        check_open(contract)
    if "supplier" in changed:
        foreign = contract.lines.exclude(outlet__isnull=True).exclude(outlet__supplier=contract.supplier_id)
        if foreign.exists():
            raise ValidationError({"supplier": _("Lines of the contract name outlets of another supplier.")})
    if "procurement" in changed and contract.date_signed:
        lock_purchases(contract)
        notices = threshold_notices(contract, on=contract.date_signed)
        pass_notices(contract=contract, notices=notices, action=ContractEvent.Action.SIGN, reason=reason, by=by)


def _check_part(document: SupplementaryAgreement | Act, contract: Contract) -> None:
    """A draft belongs to a contract in force; the paper of a signed one may come when the contract is over."""
    changed = _changed(document)
    if changed and changed <= set(document.AFTER_SIGNING) and not document.is_open:
        return
    check_open(document)
    if not contract.is_standing:
        raise ValidationError(
            _("The contract is not in force: it takes neither agreements nor acts."), code="not_standing"
        )
    if isinstance(document, Act) and document.corrects and document.corrects.state != Act.State.SIGNED:
        raise ValidationError({"corrects": _("Only an act that stands is corrected.")})


@transaction.atomic
def save_row(*, row: RowT, by: User | None, reason: str = "", expected_version: int | None = None) -> RowT:
    """Save a row of a draft document."""
    document = document_of(row)
    lock_contract(contract_of(document))
    check_open(document)
    _check_whose(row)
    if isinstance(row, ActPublication):
        row.is_standing = not _stands_in_the_corrected(row)
    if isinstance(row, ActLine) and None not in (row.quantity, row.unit_price):
        row.amount = accepted_amount(row)
    return save_record(record=row, by=by, reason=reason, expected_version=expected_version)


def _check_whose(row: Row) -> None:
    """A row keeps to the document in which it was made, whatever a form says."""
    stored = type(row)._base_manager.filter(pk=row.pk).first() if row.pk else None
    if stored is not None:
        check_open(document_of(stored))


def _stands_in_the_corrected(row: ActPublication) -> bool:
    """Whether the act that this one corrects still holds the publication: it is handed over at signing."""
    corrected = row.act_line.act.corrects_id
    return ActPublication.objects.filter(
        act_line__act=corrected, publication=row.publication_id, is_standing=True
    ).exists()


@transaction.atomic
def begin_clauses(*, contract: Contract, by: User) -> list[ContractClause]:
    """Give a draft contract the clauses that it lacks, from the templates of its kind or else of every kind."""
    contract = lock_contract(contract)  # pressed twice, it begins once
    check_open(contract)
    have = set(contract.clauses.values_list("clause", flat=True))
    templates: dict[str, list[ClauseTemplate]] = defaultdict(list)
    rows = ClauseTemplate.objects.filter(is_used=True, kind__in=["", contract.kind])
    for template in sorted(rows, key=lambda row: (row.kind == "", row.order, row.pk)):
        found = templates[template.clause]
        if not found or found[0].kind == template.kind:
            found.append(template)
    return [
        save_record(
            record=ContractClause(
                contract=contract,
                clause=template.clause,
                order=template.order,
                title=template.title,
                text=template.text,
            ),
            by=by,
        )
        for clause, found in templates.items()
        if clause not in have
        for template in found
    ]


@transaction.atomic
def delete_row(*, row: Row, by: User | None, reason: str = "", expected_version: int | None = None) -> None:
    """Take a row out of a draft document."""
    document = document_of(row)
    lock_contract(contract_of(document))
    check_open(document)
    if isinstance(row, ActLine):
        for listing in row.listings.all():
            delete_record(record=listing, by=by, reason=reason)
    delete_record(record=row, by=by, reason=reason, expected_version=expected_version)


@transaction.atomic
def delete_document(
    *, document: Document, by: User | None, reason: str = "", expected_version: int | None = None
) -> None:
    """Give up a draft with its rows; what took a step of its life already is cancelled instead, and stays."""
    lock_contract(contract_of(document))
    check_open(document)
    for row in _rows(document):
        delete_record(record=row, by=by, reason=reason)
    delete_record(record=document, by=by, reason=reason, expected_version=expected_version)


def _rows(document: Document) -> list[Row]:
    if isinstance(document, Act):
        listings = ActPublication.objects.filter(act_line__act=document)
        return [*listings, *document.lines.all()]
    if isinstance(document, SupplementaryAgreement):
        return [*document.line_changes.all(), *document.commitments.all(), *document.added_lines.all()]
    return [*document.clauses.all(), *document.commitments.all(), *document.lines.all()]
