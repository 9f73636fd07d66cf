"""Contracts in the Open Contracting Data Standard 1.1: one release per contract, as it stands now, its parties as they
stood at signing. A council signs some hundred contracts in the life of a programme: a package has all of them.

A release is made of what is public alone. Its parts that the standard wants and the portal does not lead, the tender
and the award, say what the contract itself says of them. Words are Ukrainian: these are official data.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from programs.finance import ZERO
from programs.words import date_text

from ..models import (
    Act,
    Contract,
    ContractEvent,
    Payment,
    Publication,
    PurchaseKind,
    SupplementaryAgreement,
    Unit,
)
from ..services import Terms, terms_of
from ..statement import ActMoney, act_money
from .parties import Parties, acceptance_of, changes_of, parties_at_signing

VERSION = "1.1"
STATUSES = {"signed": "pending", "in_force": "active", "completed": "terminated", "terminated": "terminated"}
METHODS = {
    Contract.Procurement.DIRECT: "Закупівля без використання електронної системи закупівель",
    Contract.Procurement.TENDER: "Закупівля через електронну систему закупівель",
}
UNITS = {
    Unit.CM2: "см²",
    Unit.PUBLICATION: "публікація",
    Unit.MINUTE: "хвилина ефіру",
    Unit.COPY: "примірник",
    Unit.SERVICE: "послуга",
    Unit.MONTH: "місяць",
}


@dataclass(frozen=True)
class Story:
    """What is public of a contract, and when it last changed."""

    contract: Contract
    parties: Parties
    terms: Terms
    acts: list[Act]
    act_money: dict[int, ActMoney]
    payments: list[Payment]
    publications: list[Publication]
    changed: datetime
    site: str

    def address(self, collection: str, key: Any) -> str:
        return self.site + reverse(f"api:{collection}-detail", args=[key])

    @property
    def ocid(self) -> str:
        return f"{settings.OCDS_PREFIX}-{self.contract.customer.edrpou or 'contract'}-{self.contract.pk}"

    @property
    def customer(self) -> dict[str, Any]:
        customer, roles = self.contract.customer, ["buyer", "procuringEntity", "payer"]
        party = organization(f"customer-{customer.pk}", self.parties.customer, customer.edrpou, roles)
        return {**party, "address": {"streetAddress": self.parties.address}} if self.parties.address else party

    @property
    def supplier(self) -> dict[str, Any]:
        """A supplier as everybody may know of it: no code, no address of a person."""
        supplier = self.contract.supplier
        key = f"supplier-{supplier.pk}"
        return organization(key, self.parties.supplier, supplier.public_code, ["supplier", "payee"])


def package_of(contracts: Iterable[Contract], on: date, site: str) -> dict[str, Any]:
    """All releases, of which the standard wants at least one, with who publishes them and when the last one changed."""
    rows = list(contracts)
    releases = releases_of(rows, on, site)
    customer = rows[-1].customer
    publisher = {"name": customer.name, "uri": site}
    if customer.edrpou:
        publisher |= {"scheme": "UA-EDR", "uid": customer.edrpou}
    return {
        "uri": site + reverse("api:contracts-releases"),
        "version": VERSION,
        "publishedDate": max(release["date"] for release in releases),
        "publisher": publisher,
        "releases": releases,
    }


def releases_of(contracts: Iterable[Contract], on: date, site: str) -> list[dict[str, Any]]:
    """A release for each contract, in a number of queries that does not grow with them."""
    return [release_of(story) for story in stories_of(list(contracts), on, site)]


def stories_of(contracts: list[Contract], on: date, site: str) -> list[Story]:
    keys = [contract.pk for contract in contracts]
    acts = list(Act.objects.published().filter(contract__in=keys).order_by("accepted_on", "pk"))
    payments = Payment.objects.published().filter(contract__in=keys).order_by("date", "pk")
    pieces = Publication.objects.published().filter(contract_line__contract__in=keys).exclude(link="")
    by_act, by_payment, by_piece = (defaultdict[int, list[Any]](list) for _ in range(3))
    for act in acts:
        by_act[act.contract_id].append(act)
    for payment in payments:
        by_payment[payment.contract_id].append(payment)
    for piece in pieces.select_related("outlet", "contract_line").order_by("date", "pk"):
        by_piece[piece.contract_line.contract_id].append(piece)  # type: ignore[union-attr]  # published: has a line
    terms, money, changed = terms_of(contracts, on), act_money(acts), last_changes(keys)
    parties = parties_at_signing(contracts)
    return [
        Story(
            contract=contract,
            parties=parties[contract.pk],
            terms=terms[contract.pk],
            acts=by_act[contract.pk],
            act_money=money,
            payments=by_payment[contract.pk],
            publications=by_piece[contract.pk],
            changed=changed[contract.pk],
            site=site,
        )
        for contract in contracts
    ]


def last_changes(contracts: list[int]) -> dict[int, datetime]:
    """When anything of each contract was last recorded: its own fields, a step of its life, a publication."""
    records: Any = Contract
    pieces: Any = Publication
    own = records.history.filter(id__in=contracts).order_by().values_list("id").annotate(Max("history_date"))
    steps = ContractEvent.objects.filter(contract__in=contracts).order_by().values_list("contract").annotate(Max("at"))
    way = "contract_line__contract"
    logged = pieces.history.filter(**{f"{way}__in": contracts}).order_by().values_list(way)
    found: dict[int, datetime] = {}
    for rows in (own, steps, logged.annotate(Max("history_date"))):
        for pk, at in rows:
            found[pk] = max(at, found.get(pk, at))
    return found


# The parts of a release ----------------------------------------------------------------------------------------------


def release_of(story: Story) -> dict[str, Any]:
    contract, program = story.contract, story.contract.measure.program
    return {
        "ocid": story.ocid,
        "id": f"{story.ocid}-{story.changed:%Y%m%dT%H%M%S%f}",
        "date": timezone.localtime(story.changed).isoformat(timespec="seconds"),
        "tag": tags(story),
        "initiationType": "tender",
        "language": "uk",
        "parties": [story.customer, story.supplier],
        "buyer": reference(story.customer),
        "planning": {
            "budget": {
                "description": f"{program.title}, захід {contract.measure.code}",
                "project": program.title,
                "projectID": program.slug,
                "uri": story.address("programs", program.slug),
            }
        },
        "tender": tender(story),
        "awards": [award(story)],
        "contracts": [contract_of(story)],
    }


def tags(story: Story) -> list[str]:
    found = ["planning", "tender", "award", "contract"]
    if story.terms.agreements:
        found.append("contractAmendment")
    if story.acts or story.payments:
        found.append("implementation")
    if story.contract.ended_on:
        found.append("contractTermination")
    return found


def organization(key: str, name: str, edrpou: str, roles: list[str]) -> dict[str, Any]:
    if not edrpou:
        return {"id": key, "name": name, "roles": roles}
    identifier = {"scheme": "UA-EDR", "id": edrpou, "legalName": name}
    return {"id": f"UA-EDR-{edrpou}", "name": name, "identifier": identifier, "roles": roles}


def reference(party: dict[str, Any]) -> dict[str, Any]:
    return {"id": party["id"], "name": party["name"]}


def tender(story: Story) -> dict[str, Any]:
    """How the contract was bought; the method of a purchase through the system stands in the system."""
    contract = story.contract
    direct = contract.procurement == Contract.Procurement.DIRECT
    found = {
        "id": contract.prozorro_number or f"{story.ocid}-tender",
        "title": contract.subject,
        "status": "complete",
        "procuringEntity": reference(story.customer),
        "procurementMethodDetails": METHODS[Contract.Procurement(contract.procurement)],
    }
    if direct:
        found["procurementMethod"] = "direct"
    if category := PurchaseKind.of_code(contract.cpv):
        found["mainProcurementCategory"] = str(category.value)
    return found


def award(story: Story) -> dict[str, Any]:
    contract = story.contract
    first = sum((line.line.amount for line in story.terms.lines.values() if line.line.agreement_id is None), ZERO)
    found = {
        "id": f"{story.ocid}-award",
        "title": contract.subject,
        "status": "active",
        "date": moment(contract.date_signed),
        "value": value(first),
        "suppliers": [reference(story.supplier)],
    }
    if contract.purchase_report:
        report = {"id": "purchase-report", "documentType": "awardNotice", "url": contract.purchase_report}
        found["documents"] = [{**report, "title": "Звіт про закупівлю", "language": "uk"}]
    return found


def contract_of(story: Story) -> dict[str, Any]:
    contract, terms = story.contract, story.terms
    found = {
        "id": contract.identifier,
        "awardID": f"{story.ocid}-award",
        "title": f"Договір № {contract.number} від {date_text(contract.date_signed)}",
        "description": terms.subject,
        "status": STATUSES.get(contract.state, "cancelled"),
        "period": {"startDate": moment(contract.date_from), "endDate": moment(terms.date_to, end=True)},
        "value": value(terms.amount),
        "items": items(story),
        "dateSigned": moment(contract.date_signed),
        "implementation": implementation(story),
    }
    if terms.agreements:
        found["amendments"] = [amendment(agreement) for agreement in terms.agreements]
    return found


def items(story: Story) -> list[dict[str, Any]]:
    code: dict[str, Any] = {"scheme": "ДК021", "id": story.contract.cpv}
    if story.contract.cpv_name:
        code["description"] = story.contract.cpv_name
    return [
        {
            "id": str(line.line.pk),
            "description": line.line.description,
            "classification": code,
            "quantity": number(line.quantity),
            "unit": {"name": UNITS[Unit(line.line.unit)], "value": value(line.unit_price)},
        }
        for line in story.terms.lines.values()
    ]


def amendment(agreement: SupplementaryAgreement) -> dict[str, Any]:
    return {
        "id": f"agreement-{agreement.pk}",
        "date": moment(agreement.date_signed),
        "rationale": agreement.reason,
        "description": "; ".join([f"Додаткова угода № {agreement.number}", *changes_of(agreement, "сума договору")]),
    }


def implementation(story: Story) -> dict[str, Any]:
    """Acts as milestones that were met, payments as transactions, publications as the evidence that links to them."""
    parts = {
        "transactions": [transaction(story, payment) for payment in story.payments],
        "milestones": [milestone(story, act) for act in story.acts],
        "documents": [document(piece) for piece in story.publications],
    }
    return {name: rows for name, rows in parts.items() if rows}


def transaction(story: Story, payment: Payment) -> dict[str, Any]:
    return {
        "id": str(payment.pk),
        "date": moment(payment.date),
        "value": value(payment.amount),
        "payer": reference(story.customer),
        "payee": reference(story.supplier),
        "uri": story.address("payments", payment.pk),
    }


def milestone(story: Story, act: Act) -> dict[str, Any]:
    return {
        "id": f"act-{act.pk}",
        "title": f"Акт № {act.number} від {date_text(act.date)}",
        "type": "delivery",
        "description": acceptance_of(act, story.act_money[act.pk].amount),
        "dateMet": moment(act.accepted_on),
        "status": "met",
    }


def document(piece: Publication) -> dict[str, Any]:
    """A published text is no document that the standard's list knows; the type says so by its beginning."""
    return {
        "id": f"publication-{piece.pk}",
        "documentType": "x_publication",
        "title": piece.headline,
        "description": piece.outlet.name,
        "url": piece.link,
        "datePublished": moment(piece.date),
        "language": "uk",
    }


def value(amount: Decimal) -> dict[str, Any]:
    return {"amount": number(amount), "currency": "UAH"}


def number(amount: Decimal) -> float | int:
    """The standard wants numbers where the API has strings; fourteen digits survive the way there and back."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def moment(day: date | None, *, end: bool = False) -> str | None:
    """A day as the standard's date-time: its first second here, or its last."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59) if end else time.min)).isoformat()
