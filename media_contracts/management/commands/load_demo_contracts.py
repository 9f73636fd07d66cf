"""Load the invented contracts of 2021–2023, after the demonstration data of the programme."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from programs.management.commands.load_demo import demonstration
from programs.models import FundingSource, LedgerEntry, Measure, Program, Stage
from programs.services import save_record

from ... import services
from ...models import (
    Act,
    AgreementCommitment,
    Contract,
    ContractCommitment,
    ContractLine,
    Customer,
    LineChange,
    MediaOutlet,
    Payment,
    Publication,
    SupplementaryAgreement,
    Supplier,
)

DATA = settings.BASE_DIR / "fixtures" / "demonstration_contracts.json"
Data = dict[str, Any]


def typed(row: Data) -> Data:
    """Values as the models want them: JSON has neither dates nor decimals."""
    dates = {"date", "date_from", "date_to", "link_seen_on", "certified_on", "returned_on"}
    decimals = {"quantity", "unit_price", "height", "column_width", "amount"}
    made: dict[str, Any] = {key: date.fromisoformat(row[key]) for key in dates & row.keys()}
    return {**row, **made, **{key: Decimal(row[key]) for key in decimals & row.keys()}}


class Command(BaseCommand):
    help = "Loads invented contracts, publications, acts and payments into the demonstration programme."

    def handle(self, *args: Any, **options: Any) -> None:
        data = json.loads(DATA.read_text(encoding="utf-8"))
        program = demonstration(data["program"])
        if Contract.objects.exists():
            self.stdout.write("Contracts stand already, nothing changed")
            return
        if LedgerEntry.objects.filter(measure__program=program, stage=Stage.COMMITTED).exists():
            raise CommandError("The ledger has commitments of this programme: contracts would count them twice.")
        with transaction.atomic():
            self.load(program, data)
        self.stdout.write(f"{Contract.objects.count()} contracts, {Publication.objects.count()} publications")

    def load(self, program: Program, data: Data) -> None:
        self.program, self.kpkvk = program, data["kpkvk"]
        self.source = FundingSource.objects.get_by_natural_key(data["source"])
        self.coordinator = User.objects.get(username="coordinator")
        self.accountant = User.objects.get(username="accountant")
        self.customers: dict[str, Customer] = {}
        self.suppliers: dict[str, Supplier] = {}
        self.outlets: dict[str, MediaOutlet] = {}
        for row in data["customers"]:
            key, customer = row.pop("key"), Customer(**{"name": program.council, **row})
            services.save_party(party=customer, by=self.coordinator)
            self.customers[key] = customer
        for row in data["suppliers"]:
            self.load_supplier(row.pop("key"), row)
        for row in data["contracts"]:
            self.load_contract(row)

    def load_supplier(self, key: str, row: Data) -> None:
        outlet = row.pop("outlet", None)
        supplier = self.suppliers[key] = Supplier(**row)
        services.save_party(party=supplier, by=self.coordinator)
        if outlet:
            made = MediaOutlet(supplier=supplier, **typed(outlet))
            self.outlets[key] = save_record(record=made, by=self.coordinator)

    def load_contract(self, row: Data) -> None:
        by = self.coordinator
        contract = self.sign(self.draft(row), row)
        outlet = self.outlets.get(row["supplier"])
        for paid in row["advances"]:
            services.record_payment(payment=Payment(contract=contract, **typed(paid)), by=self.accountant)
        for step in sorted([*row["acts"], *row["agreements"]], key=lambda step: step["date"]):
            if "period" in step:
                self.load_act(contract, outlet, step)
            else:
                self.load_agreement(contract, row["kekv"], step)
        day = date.fromisoformat(row["ending"]["date"])
        if row["ending"]["action"] == "complete":
            services.complete_contract(contract=contract, date=day, by=by)
        else:
            services.terminate_contract(contract=contract, date=day, by=by, reason=row["ending"]["reason"])

    def draft(self, row: Data) -> Contract:
        by, supplier = self.coordinator, self.suppliers[row["supplier"]]
        values = typed(row["contract"])
        values["measure"] = Measure.objects.get(program=self.program, code=values["measure"])
        contract = Contract(customer=self.customers[row["customer"]], supplier=supplier, **values)
        services.save_document(document=contract, by=by)
        lines = []
        for place, bought in enumerate(row["lines"], start=1):
            outlet = self.outlets.get(row["supplier"])
            lines.append(ContractLine(contract=contract, outlet=outlet, order=place, **typed(bought)))
            services.save_row(row=lines[-1], by=by)
        amount, year = sum(line.amount for line in lines), contract.date_from.year
        commitment = ContractCommitment(contract=contract, year=year, amount=amount, **self.codes(row["kekv"]))
        services.save_row(row=commitment, by=by)
        services.begin_clauses(contract=contract, by=by)
        return contract

    def codes(self, kekv: str) -> Data:
        return {"source": self.source, "kekv": kekv, "kpkvk": self.kpkvk}

    def sign(self, contract: Contract, row: Data) -> Contract:
        day, by = date.fromisoformat(row["signed_on"]), self.coordinator
        contract = services.agree_contract(contract=contract, date=day, by=by)
        contract = services.sign_contract(contract=contract, date=day, by=by, reason=row["reason"])
        return services.bring_into_force(contract=contract, date=day, by=by)

    def load_act(self, contract: Contract, outlet: MediaOutlet | None, row: Data) -> None:
        by, day = self.coordinator, date.fromisoformat(row["date"])
        for piece in row.get("publications", ()):
            services.save_publication(publication=Publication(outlet=outlet, **typed(piece)), by=by)
        start, end = (date.fromisoformat(text) for text in row["period"])
        act = Act(
            contract=contract,
            number=row["number"],
            date=day,
            period_start=start,
            period_end=end,
            customer_signatory=contract.customer.signatory,
            customer_signed_on=day,
            supplier_signatory=contract.supplier.signatory,
            supplier_signed_on=day,
        )
        proposals = services.propose_act(contract, start, end)
        if "quantities" in row:  # of copies and services nothing is proposed: the person says how many
            terms = services.terms_on(contract, end).lines.values()
            taken = zip(terms, map(Decimal, row["quantities"]), strict=True)
            proposals = [services.Proposal(line, [], quantity, quantity) for line, quantity in taken]
        services.draft_act(act=act, proposals=proposals, by=by)
        act = services.sign_act(act=act, by=by)
        for number, amount in row.get("covers", ()):
            advance = contract.payments.get(document_number=number)
            services.cover_advance(payment=advance, act=act, amount=Decimal(amount), date=day, by=by)
        for paid in row["payments"]:
            self.pay(contract, act, typed(paid))

    def pay(self, contract: Contract, act: Act, row: Data) -> None:
        """A payment for an act, and its return where it came back."""
        returned, why = row.pop("returned_on", None), row.pop("why", "")
        payment = Payment(contract=contract, act=act, **row)
        services.record_payment(payment=payment, by=self.accountant)
        if returned:
            services.reverse_payment(payment=payment, date=returned, by=self.accountant, reason=why)

    def load_agreement(self, contract: Contract, kekv: str, row: Data) -> None:
        by = self.coordinator
        agreement = SupplementaryAgreement(contract=contract, number=row["number"], reason=row["reason"])
        services.save_document(document=agreement, by=by)
        if "quantity" in row:
            line = contract.lines.get()
            change = LineChange(agreement=agreement, line=line, unit_price=line.unit_price)
            change.quantity = Decimal(row["quantity"])
            services.save_row(row=change, by=by)
        for added in row.get("added", ()):
            place = contract.lines.count() + 1
            services.save_row(
                row=ContractLine(contract=contract, agreement=agreement, order=place, **typed(added)), by=by
            )
        difference = AgreementCommitment(
            agreement=agreement, year=contract.date_from.year, amount=Decimal(row["difference"]), **self.codes(kekv)
        )
        services.save_row(row=difference, by=by)
        day = date.fromisoformat(row["date"])
        services.sign_agreement(agreement=agreement, date=day, by=by, reason=row["passing"])
