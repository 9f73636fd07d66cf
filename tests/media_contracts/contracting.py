"""Parties, outlets and contracts that the tests begin from; all invented."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from media_contracts import services
from media_contracts.models import (
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
from programs.models import FundingSource, Measure
from programs.services import save_record

# РНОКПП with a right check digit, of a birth date that nobody has.
RNOKPP = "1234567899"
IBAN = "UA213223130000026007233566001"


def money(text: str) -> Decimal:
    return Decimal(text)


def customer(by: User) -> Customer:
    found = Customer.objects.filter(edrpou="04051327").first()
    if found is None:
        found = Customer(name="Міська рада", edrpou="04051327", signatory="Ольга ГОЛОВА", acts_on="закону")
        found.signatory_position = "міський голова"
        services.save_party(party=found, by=by)
    return found


def newspaper(by: User, **changes: Any) -> MediaOutlet:
    """A weekly of a limited company; a column of it is 4 cm wide."""
    owner = Supplier(name="ТОВ «Вигадана газета»", edrpou="26510514", signatory="Іван РЕДАКТОР", acts_on="статуту")
    services.save_party(party=owner, by=by)
    values: dict[str, Any] = {
        "slug": "gazeta",
        "name": "Вигадана газета",
        "kind": "print",
        "column_width": money("4.00"),
    }
    return save_record(record=MediaOutlet(supplier=owner, **(values | changes)), by=by)


def site(by: User) -> MediaOutlet:
    """A news site of a sole trader."""
    owner = Supplier(kind="sole_trader", name="Вигадана Марія Іванівна", rnokpp=RNOKPP, iban=IBAN)
    services.save_party(party=owner, by=by)
    return save_record(record=MediaOutlet(slug="site", name="Вигаданий сайт", kind="online", supplier=owner), by=by)


def draft(outlet: MediaOutlet, by: User, *, number: str = "12", **changes: Any) -> Contract:
    """A complete draft: print is bought by cm² at 10 UAH, online by the publication at 300 UAH."""
    printed = outlet.kind == "print"
    values: dict[str, Any] = {
        "kind": "coverage_print" if printed else "coverage_online",
        "number": number,
        "customer": customer(by),
        "supplier": outlet.supplier,
        "measure": Measure.objects.get(code="print-media" if printed else "online-media"),
        "subject": "Висвітлення діяльності міської ради",
        "date_from": date(2021, 3, 1),
        "date_to": date(2021, 12, 31),
        "cpv": "79970000-4" if printed else "92400000-5",
    }
    quantity, price = (money("4400"), money("10")) if printed else (money("100"), money("300"))
    quantity, price = changes.pop("quantity", quantity), changes.pop("unit_price", price)
    contract = services.save_document(document=Contract(**(values | changes)), by=by)
    line = ContractLine(
        contract=contract,
        description="Публікації в газеті" if printed else "Публікації на сайті",
        outlet=outlet,
        unit="cm2" if printed else "publication",
        quantity=quantity,
        unit_price=price,
    )
    services.save_row(row=line, by=by)
    row = ContractCommitment(
        contract=contract, year=2021, source=FundingSource.objects.get(), amount=quantity * price, kekv="2240"
    )
    services.save_row(row=row, by=by)
    services.begin_clauses(contract=contract, by=by)
    return contract


def in_force(outlet: MediaOutlet, by: User, *, reason: str = "", **changes: Any) -> Contract:
    """A contract that was agreed, signed and came into force on 1 March 2021."""
    contract = draft(outlet, by, **changes)
    day = date(2021, 3, 1)
    contract = services.agree_contract(contract=contract, date=day, by=by)
    contract = services.sign_contract(contract=contract, date=day, by=by, reason=reason)
    return services.bring_into_force(contract=contract, date=day, by=by)


def cut(contract: Contract, day: date, by: User) -> SupplementaryAgreement:
    """An agreement that cuts print from 4 400 to 4 000 cm² and prolongs the term by a month, signed on a day."""
    agreement = SupplementaryAgreement(
        contract=contract, number="1", reason="Менше матеріалів", new_date_to=date(2022, 1, 31)
    )
    services.save_document(document=agreement, by=by)
    line = contract.lines.get()
    less = LineChange(agreement=agreement, line=line, quantity=money("4000"), unit_price=line.unit_price)
    services.save_row(row=less, by=by)
    lower = AgreementCommitment(
        agreement=agreement, year=2021, source=FundingSource.objects.get(), amount=money("-4000.00"), kekv="2240"
    )
    services.save_row(row=lower, by=by)
    return services.sign_agreement(agreement=agreement, date=day, by=by)


def publish(outlet: MediaOutlet, day: date, by: User, **changes: Any) -> Publication:
    """A printed piece of 200 cm² (5 columns of 4 cm, 10 cm high), or one online text."""
    printed = outlet.kind == "print"
    values: dict[str, Any] = {
        "kind": "council",
        "headline": f"Новини ради за {day:%d.%m}",
        "link": "" if printed else f"https://example.org/{day:%m%d}",
        "issue": "10" if printed else "",
    }
    values |= {"columns": 5, "height": money("10.00")} if printed else {}
    piece = Publication(outlet=outlet, date=day, **(values | changes))
    return services.save_publication(publication=piece, by=by)


def signatures(day: date) -> dict[str, Any]:
    return {
        "customer_signatory": "Ольга ГОЛОВА",
        "customer_signed_on": day,
        "supplier_signatory": "Іван РЕДАКТОР",
        "supplier_signed_on": day,
    }


def drafted_act(contract: Contract, start: date, end: date, by: User, *, number: str, **changes: Any) -> Act:
    """A draft act of a period with everything that was proposed for it, signed on its last day."""
    act = Act(
        contract=contract,
        number=number,
        date=end,
        period_start=start,
        period_end=end,
        **(signatures(end) | changes),
    )
    return services.draft_act(
        act=act, proposals=services.propose_act(contract, start, end, corrects=act.corrects), by=by
    )


def pay(
    contract: Contract, act: Act | None, amount: str, day: date, number: str, by: User, *, another: bool = False
) -> Payment:
    """A payment of the treasury; ``another`` says that it is none of those which look the same."""
    payment = Payment(contract=contract, act=act, amount=money(amount), date=day, document_number=number)
    apart = list(contract.ledger_links.values_list("entry", flat=True)) if another else []
    return services.record_payment(payment=payment, by=by, answers={"apart": apart})
