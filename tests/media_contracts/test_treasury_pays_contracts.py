"""Payments of the treasury under contracts: proposed before any rule, recorded there and taken back there."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from media_contracts import services
from media_contracts.models import ContractCommitment, MediaOutlet, Payment
from programs.imports.treasury.apply import apply_treasury
from programs.imports.treasury.proposal import TreasuryProposal, settle
from programs.imports.treasury.reader import read_treasury
from programs.imports.treasury.rules import answer_key
from programs.imports.uploads.uploads import undo_import
from programs.models import FundingSource, ImportBatch, ImportedEntry, LedgerEntry, Measure, TreasuryPayer, TreasuryRule
from programs.services import post_entry, reverse_entry
from tests.programs.execution import paid_by_hand
from tests.programs.filling import fields_of
from tests.programs.treasury_files import COUNCIL, as_json, transaction

from .contracting import draft, drafted_act, in_force, money, newspaper, publish

PAPER = "26510514"
pytestmark = pytest.mark.django_db


@pytest.fixture
def accountant(person: Any) -> User:
    """Of a council whose newspaper waits for the payment of an act of 2 000 hryvnias; a rule knows it too."""
    by = person("coordinator")
    paper = newspaper(by)
    contract = in_force(paper, by, quantity=money("1000"))
    publish(paper, date(2021, 3, 5), by)
    services.sign_act(act=drafted_act(contract, date(2021, 3, 1), date(2021, 3, 31), by, number="1"), by=by)
    TreasuryPayer.objects.create(edrpou=COUNCIL, name="Рада")
    TreasuryRule.objects.create(measure=contract.measure, source=FundingSource.objects.get(), recipient=PAPER)
    return person("accountant")


def paid(number: int = 1, amount: float = 2000, **changes: Any) -> dict[str, Any]:
    return transaction(number, amount=amount, recipt_edrpou=PAPER, recipt_name="ТОВ «Вигадана газета»", **changes)


def propose(rows: list[dict[str, Any]], answers: dict[str, str] | None = None) -> TreasuryProposal:
    return settle(read_treasury(file=as_json(rows)), answers or {})


def bring(rows: list[dict[str, Any]], by: User, answers: dict[str, str]) -> ImportBatch | None:
    return apply_treasury(file=as_json(rows), file_name="t.json", by=by, proposal=propose(rows, answers))


def under_contract(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {answer_key(pattern, "measure"): "contract:12" for pattern in propose(rows).groups}


def test_a_payment_of_an_act_goes_through_its_contract_and_back(accountant: User) -> None:
    rows = [paid(1)]
    [group] = propose(rows).undecided
    assert (group.suggested_contract, group.rule) == ("12", None)

    answers = under_contract(rows)
    chosen = propose(rows, answers)
    assert [(each.id, payable.title, payable.is_advance) for each, payable in chosen.groups[group.pattern].paid] == [
        ("1", chosen.through["1"].title, False)
    ]
    assert (chosen.waiting, chosen.to_post, chosen.beyond) == (0, 1, [])
    batch = bring(rows, accountant, answers)

    payment = Payment.objects.get()
    assert (payment.amount, payment.act is not None, payment.document_number) == (Decimal("2000.00"), True, "101")
    again = propose([paid(1), paid(2, doc_number="101")])
    assert (again.known, [double.transaction.id for double in again.doubles]) == (1, ["2"])

    assert batch is not None and batch.summary["total"] == "2000.00"
    undo_import(batch=batch, by=accountant, reason="Не той файл", on=date(2021, 4, 8))
    payment.refresh_from_db()
    assert payment.reversed_on == date(2021, 4, 8)
    assert [group.suggested_contract for group in propose(rows).undecided] == ["12"]


def test_the_page_proposes_the_contract_and_what_may_be_there_already(accountant: User, client: Client) -> None:
    """Two presses: what is preselected is taken, then written."""
    bring([paid(7, 2000)], accountant, under_contract([paid(7, 2000)]))
    client.force_login(accountant)
    rows = [paid(8, 2000, doc_number="107"), paid(9, 500, trans_date="2021-04-20")]
    rows += [
        paid(10, -500, trans_date="2021-04-21"),
        transaction(11, amount=30, recipt_edrpou="37715319", recipt_name="КП"),
    ]
    file = SimpleUploadedFile("t.json", as_json(rows).getvalue())
    page = client.post(reverse("admin:programs_importbatch_new", args=["treasury"]), {"file": file}, follow=True)
    address, asked = page.redirect_chain[-1][0], page.context["preview"]
    assert [chosen for row in asked["doubles"] for value, _words, chosen in row["choices"] if value != "other"] == [
        True
    ]
    assert [value for _of, options in asked["rules"][0]["measures"] for value, _words, chosen in options if chosen] == [
        "contract:12"
    ]
    page = client.post(f"{address}answers/", fields_of(page) | {"rest": "1"}, follow=True)
    assert (page.context["preview"]["waits"], "авансом" in page.content.decode()) == (0, True)
    page = client.post(f"{address}write/", fields_of(page), follow=True)
    assert list(Payment.objects.values_list("amount", "reversed_on").order_by("pk")) == [
        (Decimal("2000.00"), None),
        (Decimal("500.00"), date(2021, 4, 21)),
    ]
    assert "уже є в журналі: " in page.content.decode()


def test_what_was_recorded_without_the_contract_gives_way_to_it(accountant: User) -> None:
    bare = paid_by_hand(accountant, date(2021, 4, 6), "2000.00", "101", payee="ТОВ «Вигадана газета»")
    rows = [paid(1)]
    answers = under_contract(rows) | {"double:1": f"instead:{bare.pk}"}
    assert propose(rows, answers).waiting == 0
    bring(rows, accountant, answers)
    standing = LedgerEntry.objects.standing().filter(stage="paid")
    assert [entry.amount for entry in standing.under_contract()] == [Decimal("2000.00")]
    assert list(standing.without_contract()) == []


@pytest.mark.both_databases("aggregates")
@pytest.mark.parametrize("door", ["contract", "rule"])
def test_a_payment_by_hand_from_two_funds_is_asked_about_whole(accountant: User, door: str) -> None:
    values: dict[str, Any] = {"stage": "paid", "measure": Measure.objects.get(code="print-media"), "budget_year": 2021}
    values |= {"source": FundingSource.objects.get(), "date": date(2021, 4, 6), "document_number": "101"}
    funds = {"general": Decimal("1500.00"), "special": Decimal("500.00")}
    hand = [post_entry(by=accountant, **values, fund=fund, amount=amount) for fund, amount in funds.items()]
    rows = [paid(1)]
    [pattern] = propose(rows).groups
    answers = under_contract(rows)
    if door == "rule":
        answers = {answer_key(pattern, "measure"): str(hand[0].measure_id), answer_key(pattern, "source"): "1"}
    word = "instead" if door == "contract" else "same"

    [double] = propose(rows, answers).doubles
    assert [value for value, _words in double.choices] == [f"{word}:{hand[0].pk}", "other"]
    assert f"№ {hand[0].pk}, № {hand[1].pk}" in double.choices[0][1]
    bring(rows, accountant, answers | {"double:1": f"{word}:{hand[0].pk}"})

    standing = LedgerEntry.objects.standing().filter(stage="paid").order_by("-amount")
    whole = [Decimal("2000.00")] if door == "contract" else [*funds.values()]
    assert [entry.amount for entry in standing] == whole


def test_a_contract_does_not_take_the_place_of_money_of_another_measure(accountant: User) -> None:
    elsewhere = paid_by_hand(
        accountant, date(2021, 4, 6), "2000.00", "101", code="online-media", payee="ТОВ «Вигадана газета»"
    )

    [double] = propose([paid(1)], under_contract([paid(1)])).doubles

    assert [value for value, _words in double.choices] == [f"same:{elsewhere.pk}", "other"]


def test_a_return_of_a_payment_under_a_contract_is_taken_back_there(accountant: User) -> None:
    """First a part of it, then the rest, which stood as a payment of the day of the return."""
    bring([paid(1)], accountant, under_contract([paid(1)]))
    for row in (paid(8, -50, trans_date="2021-04-20"), paid(9, -1950, trans_date="2021-04-22")):
        entry = LedgerEntry.objects.standing().get(stage="paid")
        bring([row], accountant, {f"return:{row['id']}": f"entry:{entry.pk}"})
    assert list(Payment.objects.values_list("amount", "date", "reversed_on").order_by("pk")) == [
        (Decimal("2000.00"), date(2021, 4, 6), date(2021, 4, 20)),
        (Decimal("1950.00"), date(2021, 4, 20), date(2021, 4, 22)),
    ]
    assert LedgerEntry.objects.filter(stage="paid").totals() == [{"stage": "paid", "sum": Decimal("0.00")}]


@pytest.mark.parametrize(("returned", "left"), [(-600, [(2022, "400.00")]), (-700, [(2022, "300.00")]), (-1000, [])])
def test_a_return_of_one_part_of_a_payment_does_not_take_the_others_back(
    accountant: User, person: Any, returned: int, left: list[tuple[int, str]]
) -> None:
    by, paper = person("coordinator"), MediaOutlet.objects.get()
    contract = draft(paper, by, number="14", quantity=money("100"), date_to=date(2022, 12, 31))
    for year, amount in ((2021, money("600.00")), (2022, money("400.00"))):
        ContractCommitment.objects.update_or_create(
            contract=contract,
            year=year,
            source=FundingSource.objects.get(),
            defaults={"amount": amount, "kekv": "2240"},
        )
    services.agree_contract(contract=contract, date=date(2021, 3, 1), by=by)
    services.sign_contract(contract=contract, date=date(2021, 3, 1), by=by, reason="Одна газета в місті")
    contract = services.bring_into_force(contract=contract, date=date(2021, 3, 1), by=by)
    both = contract.ledger_links.balances()
    services.record_payment(
        payment=Payment(contract=contract, amount=money("1000.00"), date=date(2021, 4, 6), document_number="201"),
        by=accountant,
        parts={key: each.committed for key, each in both.items()},
    )
    back = [paid(8, returned, trans_date="2021-04-20")]
    first = LedgerEntry.objects.get(stage="paid", amount=money("600.00"))

    assert [value for value, _words in propose(back).returns[0].choices] == [f"entry:{first.pk}"]
    bring(back, accountant, {"return:8": f"entry:{first.pk}"})

    standing = LedgerEntry.objects.standing().filter(stage="paid")
    assert [(entry.budget_year, str(entry.amount)) for entry in standing] == left
    assert propose(back).known == 1


@pytest.mark.parametrize(("said", "left"), [("part", "300.00"), ("apart", "2300.00")])
def test_what_a_monthly_sheet_counted_already_is_taken_out_of_its_balance(
    accountant: User, said: str, left: str
) -> None:
    sheet = ImportBatch.objects.create(kind="monthly", file_name="Довідка", sha256="0", imported_by=accountant)
    balance = paid_by_hand(accountant, date(2021, 4, 30), "2300.00", "Довідка по 30.04.2021")
    ImportedEntry.objects.create(batch=sheet, entry=balance)
    answers = under_contract([paid(1)])
    assert propose([paid(1)], answers).waiting == 1
    with pytest.raises(ValidationError, match="Рядок 1"):
        bring([paid(1)], accountant, answers)
    bring([paid(1)], accountant, answers | {f"balance:{balance.pk}": said})
    standing = LedgerEntry.objects.standing().filter(stage="paid")
    assert [str(entry.amount) for entry in standing.without_contract()] == [left]
    assert [str(entry.amount) for entry in standing.under_contract()] == ["2000.00"]


@pytest.mark.both_databases("imports")
@pytest.mark.parametrize("way", ["contract", "rule"])
def test_an_undone_import_leaves_what_the_sheet_had_counted_and_what_was_entered_by_hand(
    accountant: User, way: str
) -> None:
    """All of 2 300 hryvnias is paid before the file, with it and after it was undone."""
    rule = TreasuryRule.objects.get()
    assert rule.measure is not None and rule.source is not None
    sheet = ImportBatch.objects.create(kind="monthly", file_name="Довідка", sha256="0", imported_by=accountant)
    balance = paid_by_hand(accountant, date(2021, 4, 30), "2300.00", "Довідка по 30.04.2021")
    ImportedEntry.objects.create(batch=sheet, entry=balance)
    rows = [paid(1)]
    answers = under_contract(rows)
    if way == "contract":  # takes the place of an entry by hand, which had taken the balance's
        payee, counted = "ТОВ «Вигадана газета»", [balance.pk]
        bare = paid_by_hand(accountant, date(2021, 4, 6), "2000.00", "101", payee=payee, part_of=counted)
        rest = LedgerEntry.objects.standing().get(amount=Decimal("300.00"))
        answers |= {"double:1": f"instead:{bare.pk}", f"balance:{rest.pk}": "apart"}
    else:
        [pattern] = propose(rows).groups
        answers = {answer_key(pattern, "measure"): str(rule.measure.pk), f"balance:{balance.pk}": "part"}
        answers[answer_key(pattern, "source")] = str(rule.source.pk)

    def all_paid() -> list[str]:
        standing = LedgerEntry.objects.standing().filter(stage="paid").order_by("amount")
        return [f"{entry.amount} {'' if entry.direct else 'за договором'}".strip() for entry in standing.told_apart()]

    batch = bring(rows, accountant, answers)
    assert batch is not None
    assert all_paid() == ["300.00", "2000.00 за договором" if way == "contract" else "2000.00"]
    undo_import(batch=batch, by=accountant, reason="Не той файл", on=date(2021, 5, 3))
    assert all_paid() == ["300.00", "2000.00"]
    if way == "contract":  # and what was entered by hand still knows what it had taken
        again = LedgerEntry.objects.standing().get(document_number="101", stage="paid")
        reverse_entry(entry=again, date=date(2021, 5, 4), by=accountant, note="Помилка")
        assert [each.document_number for each in LedgerEntry.objects.standing().filter(stage="paid")] == [
            "Довідка по 30.04.2021",
            "Довідка по 30.04.2021",
        ]


@pytest.mark.parametrize("returned_in_the_file", [True, False])
def test_money_that_came_back_is_no_part_of_the_balance_any_more(accountant: User, returned_in_the_file: bool) -> None:
    sheet = ImportBatch.objects.create(kind="monthly", file_name="Довідка", sha256="0", imported_by=accountant)
    balance = paid_by_hand(accountant, date(2021, 4, 30), "2300.00", "Довідка по 30.04.2021")
    ImportedEntry.objects.create(batch=sheet, entry=balance)
    rows, back = [paid(1)], [paid(8, -2000, trans_date="2021-05-03")]
    answers = under_contract(rows) | {f"balance:{balance.pk}": "part", "return:8": "file:1"}

    if returned_in_the_file:
        batch = bring([*rows, *back], accountant, answers)
    else:
        bring(rows, accountant, answers)
        entry = LedgerEntry.objects.under_contract().get(stage="paid")
        batch = bring(back, accountant, {"return:8": f"entry:{entry.pk}"})
    paid_now = LedgerEntry.objects.filter(stage="paid").totals()
    assert paid_now == [{"stage": "paid", "sum": Decimal("300.00")}]
    if returned_in_the_file:
        assert batch is not None
        undo_import(batch=batch, by=accountant, reason="Не той файл", on=date(2021, 5, 4))
        assert LedgerEntry.objects.filter(stage="paid").totals() == [{"stage": "paid", "sum": Decimal("2300.00")}]


def test_a_payment_of_two_codes_that_came_back_in_its_own_file_is_taken_back_whole(
    accountant: User, person: Any
) -> None:
    by, paper = person("coordinator"), MediaOutlet.objects.get()
    contract = draft(paper, by, number="14", quantity=money("100"))
    values: dict[str, Any] = {"contract": contract, "year": 2021, "source": FundingSource.objects.get()}
    contract.commitments.all().delete()
    for kekv, amount in (("2240", money("600.00")), ("2210", money("400.00"))):
        ContractCommitment.objects.create(**values, kekv=kekv, amount=amount)
    services.agree_contract(contract=contract, date=date(2021, 3, 1), by=by)
    services.sign_contract(contract=contract, date=date(2021, 3, 1), by=by, reason="Одна газета в місті")
    services.bring_into_force(contract=contract, date=date(2021, 3, 1), by=by)
    rows = [paid(1, 1000, contractNumber="14", doc_number="201")]
    rows.append(paid(8, -1000, contractNumber="14", trans_date="2021-04-20"))
    answers = {answer_key(pattern, "measure"): "contract:14" for pattern in propose(rows).groups}

    bring(rows, accountant, answers | {"return:8": "file:1"})

    assert Payment.objects.get().reversed_on == date(2021, 4, 20)
    assert LedgerEntry.objects.filter(stage="paid").count() == 4
    assert propose(rows).known == 2


def test_a_sum_that_nothing_under_the_contract_waits_for_is_refused(accountant: User) -> None:
    rows = [paid(1, 90_000)]
    [group] = propose(rows).undecided
    assert (group.suggested_contract, list(group.contracts)) == ("", ["12"])
    assert propose(rows, under_contract(rows)).beyond == [
        "Рядок 1: за договором № 12 немає неоплаченого акта на цю суму: спершу внесіть акт."
    ]
