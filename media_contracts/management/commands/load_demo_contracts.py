"""Load an invented year of contracts with two media outlets, after the demonstration data of the programme."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from programs.models import FundingSource, LedgerEntry, Measure, Program
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
    dates = {"date", "date_from", "date_to", "link_seen_on", "certified_on"}
    decimals = {"quantity", "unit_price", "height", "column_width", "amount"}
    made: dict[str, Any] = {key: date.fromisoformat(row[key]) for key in dates & row.keys()}
    return {**row, **made, **{key: Decimal(row[key]) for key in decimals & row.keys()}}


class Command(BaseCommand):
    help = "Loads a year of invented contracts, publications, acts and payments into the demonstration programme."

    def handle(self, *args: Any, **options: Any) -> None:
        data = json.loads(DATA.read_text(encoding="utf-8"))
        program = Program.objects.filter(slug=data["program"], is_demonstration=True).first()
        if program is None:
            raise CommandError(f"Load the demonstration data of the programme first: manage.py load_demo ({DATA.name})")
        if Contract.objects.exists():
            self.stdout.write("Contracts stand already, nothing changed")
            return
        measures = [row["contract"]["measure"] for row in data["contracts"]]
        if LedgerEntry.objects.filter(measure__program=program, measure__code__in=measures, budget_year=2021).exists():
            raise CommandError("The ledger has money of these measures already: contracts would count it twice.")
        with transaction.atomic():
            self.load(program, data)
        self.stdout.write(f"{Contract.objects.count()} contracts, {Publication.objects.count()} publications")

    def load(self, program: Program, data: Data) -> None:
        self.program, self.data = program, data
        self.source = FundingSource.objects.get_by_natural_key(data["source"])
        self.coordinator = User.objects.get(username="coordinator")
        self.accountant = User.objects.get(username="accountant")
        customer = Customer(name=program.council, **data["customer"])
        services.save_party(party=customer, by=self.coordinator)
        for row in data["contracts"]:
            self.load_contract(row, customer)

    def load_contract(self, row: Data, customer: Customer) -> None:
        by = self.coordinator
        supplier = Supplier(**row["supplier"])
        services.save_party(party=supplier, by=by)
        outlet = save_record(record=MediaOutlet(supplier=supplier, **typed(row["outlet"])), by=by)
        contract = self.sign(self.draft(row, customer, outlet), row)
        for act in row["acts"]:
            self.load_act(contract, outlet, act)
        if agreement := row.get("agreement"):
            self.load_agreement(contract, agreement)
        day = date.fromisoformat(row["ending"]["date"])
        if row["ending"]["action"] == "complete":
            services.complete_contract(contract=contract, date=day, by=by)
        else:
            services.terminate_contract(contract=contract, date=day, by=by, reason=row["ending"]["reason"])

    def draft(self, row: Data, customer: Customer, outlet: MediaOutlet) -> Contract:
        by = self.coordinator
        values = typed(row["contract"])
        values["measure"] = Measure.objects.get(program=self.program, code=values["measure"])
        contract = Contract(customer=customer, supplier=outlet.supplier, **values)
        services.save_document(document=contract, by=by)
        line = ContractLine(contract=contract, outlet=outlet, **typed(row["line"]))
        services.save_row(row=line, by=by)
        commitment = ContractCommitment(contract=contract, year=2021, amount=line.amount, **self.codes)
        services.save_row(row=commitment, by=by)
        services.begin_clauses(contract=contract, by=by)
        return contract

    @property
    def codes(self) -> Data:
        return {"source": self.source, "kekv": self.data["kekv"], "kpkvk": self.data["kpkvk"]}

    def sign(self, contract: Contract, row: Data) -> Contract:
        day, by = date.fromisoformat(row["signed_on"]), self.coordinator
        contract = services.agree_contract(contract=contract, date=day, by=by)
        contract = services.sign_contract(contract=contract, date=day, by=by, reason=row["reason"])
        return services.bring_into_force(contract=contract, date=day, by=by)

    def load_act(self, contract: Contract, outlet: MediaOutlet, row: Data) -> None:
        by, day = self.coordinator, date.fromisoformat(row["date"])
        for piece in row["publications"]:
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
        services.draft_act(act=act, proposals=services.propose_act(contract, start, end), by=by)
        act = services.sign_act(act=act, by=by)
        for paid in row["payments"]:
            payment = Payment(contract=contract, act=act, **typed(paid))
            services.record_payment(payment=payment, by=self.accountant)

    def load_agreement(self, contract: Contract, row: Data) -> None:
        by, line = self.coordinator, contract.lines.get()
        agreement = SupplementaryAgreement(contract=contract, number=row["number"], reason=row["reason"])
        services.save_document(document=agreement, by=by)
        change = LineChange(
            agreement=agreement, line=line, quantity=Decimal(row["quantity"]), unit_price=line.unit_price
        )
        services.save_row(row=change, by=by)
        difference = AgreementCommitment(
            agreement=agreement, year=2021, amount=Decimal(row["difference"]), **self.codes
        )
        services.save_row(row=difference, by=by)
        day = date.fromisoformat(row["date"])
        services.sign_agreement(agreement=agreement, date=day, by=by, reason=row["passing"])
