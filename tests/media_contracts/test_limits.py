"""Stages limit each other, whichever door the money comes through; what stands beyond is said with its entries."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from media_contracts import services as contracts
from media_contracts.models import (
    Act,
    ActLine,
    AgreementCommitment,
    Contract,
    LineChange,
    Payment,
    SupplementaryAgreement,
    Supplier,
)
from programs import services
from programs.finance import ZERO, kopiiky
from programs.models import (
    Allocation,
    FundingSource,
    ImportBatch,
    LedgerEntry,
    Measure,
    PassportTotal,
    Stage,
    TreasuryPayer,
)
from programs.period import Period
from programs.reports import build_report
from programs.statement import statement_on
from tests.conftest import account, shared_by_module
from tests.doors_of_files import Choices, bring_sheet, bring_table, bring_treasury
from tests.media_contracts.contracting import in_force, money, newspaper, pay, signatures
from tests.programs.reading import main
from tests.programs.treasury_files import COUNCIL
from tests.sampling import examples

PLAN = money("26000.00")
DAY, SHEET = date(2021, 6, 1), date(2021, 6, 30)
PAGE = "/programs/information-space-2021-2023/measures/print-media/"


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """26 000 UAH are planned for print in 2021; 10 000 of them are under each of two contracts of 1 000 cm²."""
    with shared_by_module(django_db_blocker):
        rows = Allocation.objects.filter(measure_row__measure__code="print-media", year=2021)
        rows.update(amount=PLAN)
        PassportTotal.objects.filter(year=2021).update(amount=money("120400.00"))
        by = account("coordinator")
        paper = newspaper(by)
        for number in ("12", "13"):
            in_force(paper, by, number=number, quantity=money("1000"), reason="Одна газета в місті")
        TreasuryPayer.objects.create(edrpou=COUNCIL, name="Рада")
        yield


@pytest.fixture
def measure(module_data: None, db: None) -> Measure:
    return Measure.objects.select_related("program").get(code="print-media")


def by_hand(measure: Measure, stage: str, amount: Decimal, **answers: Any) -> LedgerEntry:
    apart = list(LedgerEntry.objects.values_list("pk", flat=True))
    return services.post_entry(
        by=account("accountant"), stage=stage, measure=measure, budget_year=2021, source=FundingSource.objects.get(),
        date=DAY, amount=amount, document_number="пд № 7", **{"apart": apart, **answers},
    )  # fmt: skip


def signed_act(contract: Contract, quantity: Decimal, number: str, *, corrects: Act | None = None) -> Act:
    by = account("coordinator")
    act = Act(
        contract=contract, number=number, date=DAY, period_start=date(2021, 3, 1), period_end=DAY, corrects=corrects,
        **signatures(DAY),
    )  # fmt: skip
    contracts.save_document(document=act, by=by)
    line = contract.lines.get()
    contracts.save_row(row=ActLine(act=act, line=line, quantity=quantity, unit_price=line.unit_price), by=by)
    return contracts.sign_act(act=act, by=by)


# ---- the self-check --------------------------------------------------------------------------------------------------


def test_the_self_check_names_no_person_who_did_not_agree(measure: Measure, client: Client) -> None:
    contract = Contract.objects.select_related("supplier").get(number="12")
    person = {"kind": Supplier.Kind.PERSON, "edrpou": "", "name_is_public": False, "body": None}
    Supplier.objects.filter(pk=contract.supplier_id).update(**person)
    Allocation.objects.filter(measure_row__measure=measure, year=2021).update(amount=money("1000.00"))

    page = main(client.get(PAGE.partition("measures/")[0])).all(css="check-bad")[-1].text

    assert ("Понад план" in page, contract.supplier.full_name in page) == (True, False)


def test_the_same_act_paid_through_two_doors_is_said_with_its_entries(measure: Measure, client: Client) -> None:
    """The second payment was said to be another one; nothing was accepted for it."""
    accountant = account("accountant")
    contract = Contract.objects.get(number="12")
    act = signed_act(contract, money("132"), "1")
    pay(contract, act, "1320.00", DAY, "пд № 7", accountant)
    desk = Client()
    desk.force_login(accountant)
    typed: dict[str, Any] = {
        "stage": "paid", "measure": measure.pk, "budget_year": 2021, "source": FundingSource.objects.get().pk,
        "fund": "general", "date": "01.06.2021", "amount": "1 320,00",
    }  # fmt: skip
    warned = desk.get("/admin/programs/ledgerentry/available/", typed).context["available"]
    twin = by_hand(measure, "paid", money("1320.00"))

    [beyond] = statement_on(measure.program, date(2021, 12, 31)).beyond
    page = main(client.get(PAGE.partition("measures/")[0])).all(css="check-bad")[-1].text
    checked = desk.get("/admin/").context["desk"]["statement"].beyond
    api = client.get("/api/v1/programs/information-space-2021-2023/").json()["self_check"]["beyond"]
    report = build_report(measure.program, Period.year(2021))

    assert [(label, figure.replace("\xa0", " ")) for label, figure in warned["lines"]] == [
        ("План", "26 000,00 грн"),
        ("За договорами", "20 000,00 грн"),
        ("з них прийнято", "1 320,00 грн"),
        ("з них сплачено", "1 320,00 грн"),
        ("Без договору", "0,00 грн"),
        ("Вільно", "6 000,00 грн"),
        ("Залишиться після цього запису", "4 680,00 грн"),
    ]
    assert [warning.replace("\xa0", " ") for warning in warned["warnings"]] == [
        "Із цим записом сплачено буде на 1 320,00 грн більше, ніж прийнято: чи не записано цю оплату за договором?"
    ]
    assert (beyond["kind"], beyond["amount"], beyond["entries"]) == ("paid", money("1320.00"), [twin])
    assert page == (
        "✕ Понад ліміти Сплачено понад прийняте: 1 320,00 грн – захід 1.1.1, 2021 рік. Це оплата без договору, акта до "
        "неї на портал не внесено. 01.06.2021, пд № 7 , 1 320,00 грн"
    )
    assert [(row["kind"], row["amount"]) for row in checked] == [("paid", money("1320.00"))]
    assert api == [
        {
            "kind": "paid", "measure": "print-media", "year": 2021, "source": "community-budget", "amount": "1320.00",
            "allowed": "0.00", "entries": [twin.pk],
        }
    ]  # fmt: skip
    table = dict(report.tables)["Понад ліміти"]
    assert [(row.cells["rule"], row.cells["amount"]) for row in table.rows] == [
        ("Сплачено понад прийняте", money("1320.00"))
    ]
    services.reverse_entry(entry=twin, date=DAY, by=accountant, note="Той самий платіж")
    assert statement_on(measure.program, date(2021, 12, 31)).beyond == []


# ---- any sequence through any door -----------------------------------------------------------------------------------

AMOUNTS = st.sampled_from(["0.01", "900.00", "2500.00", "4000.00", "6000.01", "10000.00"]).map(Decimal)
AREAS = st.sampled_from(["50", "250", "400", "1000"]).map(Decimal)  # cm² at 10 UAH
PICK = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["enter", "fill_in", "send"]), st.sampled_from(Stage.values), AMOUNTS),
    st.tuples(st.just("lower"), AMOUNTS),
    st.tuples(st.just("reverse"), PICK),
    st.tuples(st.just("table"), st.sampled_from(Stage.values), AMOUNTS, st.booleans()),
    st.tuples(st.just("treasury"), PICK, AMOUNTS, st.booleans()),
    st.tuples(st.just("returned"), PICK, AMOUNTS),
    st.tuples(st.just("sheet"), AMOUNTS.flatmap(lambda amount: st.sampled_from([amount, amount, -amount]))),
    st.tuples(st.just("counted"), PICK, AMOUNTS),
    st.tuples(st.just("act"), PICK, AREAS),
    st.tuples(st.just("correct"), PICK, AREAS),
    st.tuples(st.just("annul"), PICK),
    st.tuples(st.sampled_from(["pay", "send_payment"]), PICK, AMOUNTS),
    st.tuples(st.just("advance"), PICK, AMOUNTS),
    st.tuples(st.just("cover"), PICK, AMOUNTS),
    st.tuples(st.just("take_back"), PICK, st.one_of(st.none(), AMOUNTS)),
    st.tuples(st.just("agree"), PICK, AREAS.flatmap(lambda area: st.sampled_from([area, -area]))),
    st.tuples(st.just("end"), PICK),
    st.tuples(st.just("allow"), st.sampled_from(Stage.values), AMOUNTS),
)

BY_FILES: list[tuple[Any, ...]] = [  # each door of files within a limit and beyond it
    ("sheet", money("4000.00")),
    ("table", "paid", money("6000.01"), False),
    ("table", "paid", money("2500.00"), True),
    ("act", 0, money("400")),
    ("treasury", 0, money("4000.00"), False),
    ("returned", 0, money("4000.00")),
    ("treasury", 3, money("900.00"), True),
    ("treasury", 3, money("10000.00"), False),
    ("sheet", money("10000.00")),
    ("sheet", money("-0.01")),
]


class Office:
    """Takes the steps of a drawn story; what a service refuses is not done."""

    def __init__(self, measure: Measure) -> None:
        self.measure, self.by, self.number = measure, account("coordinator"), 0
        self.desk = Client()
        self.desk.force_login(account("accountant"))
        self.payee = Supplier.objects.get()

    def take(self, step: tuple[Any, ...]) -> bool:
        self.number += 1
        try:
            with transaction.atomic():
                getattr(self, step[0])(*step[1:])
        except ValidationError:
            return False
        return True

    @staticmethod
    def one(rows: Any, pick: int) -> Any:
        found = list(rows.order_by("pk"))
        if not found:
            raise ValidationError("Немає")
        return found[pick % len(found)]

    def contract(self, pick: int) -> Contract:
        return self.one(Contract.objects.all(), pick)

    def act_of(self, pick: int) -> Act:
        return self.one(Act.objects.filter(state=Act.State.SIGNED), pick)

    def enter(self, stage: str, amount: Decimal) -> None:
        by_hand(self.measure, stage, amount)

    def typed(self, stage: str, amount: Decimal) -> dict[str, Any]:
        """The same through the form or the API, by somebody who says of everything alike that it is other money."""
        line = {"stage": stage, "measure": self.measure.pk, "budget_year": 2021, "fund": "general"}
        line |= {"date": f"{DAY}", "amount": f"{amount}", "document_number": "пд № 7", "without_contract": "true"}
        return line | {"apart": list(LedgerEntry.objects.values_list("pk", flat=True))}

    def fill_in(self, stage: str, amount: Decimal) -> None:
        line = self.typed(stage, amount) | {"source": FundingSource.objects.get().pk}
        self.answered(self.desk.post("/admin/programs/ledgerentry/add/", line), 302)

    def send(self, stage: str, amount: Decimal) -> None:
        line = self.typed(stage, amount) | {"source": "community-budget"}
        self.answered(self.desk.post("/api/v1/ledger/", line, content_type="application/json"), 201)

    def send_payment(self, pick: int, amount: Decimal) -> None:
        act = self.act_of(pick)
        line = {"contract": act.contract_id, "act": act.pk, "amount": f"{amount}", "date": f"{DAY}"}
        line |= {"document_number": f"пд № {self.number}"}
        line |= {"apart": list(LedgerEntry.objects.values_list("pk", flat=True))}
        self.answered(self.desk.post("/api/v1/payments/", line, content_type="application/json"), 201)

    @staticmethod
    def answered(response: Any, done: int) -> None:
        """A door takes what a service takes; what it refuses is refused in words."""
        assert response.status_code in {done, 200, 400, 409}, response.content
        if response.status_code != done:
            raise ValidationError("Відмовлено")

    def lower(self, amount: Decimal) -> None:
        by_hand(self.measure, "committed", -amount)

    def reverse(self, pick: int) -> None:
        entry = self.one(LedgerEntry.objects.standing().without_contract(), pick)
        services.reverse_entry(entry=entry, date=DAY, by=self.by, note="Помилка")

    def table(self, stage: str, amount: Decimal, counted: bool) -> None:
        """A row of the ledger's table, other money than all that stands but for what a sheet counted."""

        def said(key: str, choices: Choices) -> str:
            return choices[0][0] if counted and key.startswith("balance") else choices[-1][0]

        row = {"stage": stage, "date": f"{DAY:%d.%m.%Y}", "budget_year": 2021, "amount": amount}
        self.some(bring_table(self.desk, row | {"document_number": f"пд № {self.number}"}, self.measure, said))

    def treasury(self, pick: int, amount: Decimal, counted: bool) -> None:
        """A payment of the treasury's file, under the contract that it names if something waits there."""

        def said(key: str, choices: Choices) -> str:
            return choices[0][0] if counted and key.startswith("balance") else choices[-1][0]

        self.by_treasury(amount, said, contractNumber=("12", "13", "", "40")[pick])

    def returned(self, pick: int, amount: Decimal) -> None:
        self.by_treasury(-amount, lambda key, choices: choices[pick % len(choices)][0])

    def by_treasury(self, amount: Decimal, said: Callable[[str, Choices], str], **more: Any) -> None:
        day = f"{DAY}"
        payment = {"amount": float(amount), "doc_number": f"{self.number}", "doc_date": day, "trans_date": day}
        payment |= {"recipt_name": self.payee.full_name, "recipt_edrpou": self.payee.edrpou, **more}
        self.some(bring_treasury(account("accountant"), payment, self.measure, said))

    def sheet(self, more: Decimal) -> None:
        """A monthly sheet that says more was paid than the ledger has, or less."""
        found = sums(self.measure)
        paid = found["paid", False] + found["paid", True] + more
        self.some(bring_sheet(account("accountant"), self.measure, through=SHEET, paid=paid))

    @staticmethod
    def some(written: Any) -> None:
        if not written:
            raise ValidationError("Нічого нового")

    def counted(self, pick: int, amount: Decimal) -> None:
        """A payment that a balance counted already."""
        balance = self.one(
            LedgerEntry.objects.standing().filter(imported_with__batch__kind=ImportBatch.Kind.MONTHLY), pick
        )
        by_hand(self.measure, "paid", amount, part_of=[balance.pk])

    def act(self, pick: int, area: Decimal) -> None:
        signed_act(self.contract(pick), area, str(self.number))

    def correct(self, pick: int, area: Decimal) -> None:
        act = self.act_of(pick)
        signed_act(act.contract, area, str(self.number), corrects=act)

    def annul(self, pick: int) -> None:
        contracts.annul_act(act=self.act_of(pick), date=DAY, by=self.by, reason="Помилка")

    def pay(self, pick: int, amount: Decimal) -> None:
        act = self.act_of(pick)
        self.record(Payment(contract=act.contract, act=act, amount=amount))

    def advance(self, pick: int, amount: Decimal) -> None:
        self.record(Payment(contract=self.contract(pick), amount=amount))

    def record(self, payment: Payment) -> None:
        payment.date, payment.document_number = DAY, f"пд № {self.number}"
        apart = list(LedgerEntry.objects.values_list("pk", flat=True))
        contracts.record_payment(payment=payment, by=self.by, answers={"apart": apart})

    def cover(self, pick: int, amount: Decimal) -> None:
        payment = self.one(Payment.objects.standing().filter(kind=Payment.Kind.ADVANCE), pick)
        act = self.one(payment.contract.acts.filter(state=Act.State.SIGNED), pick)
        contracts.cover_advance(payment=payment, act=act, amount=amount, date=DAY, by=self.by)

    def take_back(self, pick: int, returned: Decimal | None) -> None:
        payment = self.one(Payment.objects.standing(), pick)
        contracts.reverse_payment(payment=payment, date=DAY, by=self.by, reason="Повернуто", returned=returned)

    def agree(self, pick: int, area: Decimal) -> None:
        contract = self.contract(pick)
        terms = contracts.terms_on(contract)
        agreement = SupplementaryAgreement(contract=contract, number=str(self.number), reason="Обсяг")
        contracts.save_document(document=agreement, by=self.by)
        [(_pk, line)] = terms.lines.items()
        changed = LineChange(
            agreement=agreement, line=line.line, quantity=line.quantity + area, unit_price=line.unit_price
        )
        contracts.save_row(row=changed, by=self.by)
        row = AgreementCommitment(
            agreement=agreement, year=2021, source=FundingSource.objects.get(), amount=area * 10, kekv="2240"
        )
        contracts.save_row(row=row, by=self.by)
        contracts.sign_agreement(agreement=agreement, date=DAY, by=self.by, reason="Одна газета в місті")

    def end(self, pick: int) -> None:
        contracts.terminate_contract(contract=self.contract(pick), date=DAY, by=self.by, reason="За згодою")

    def allow(self, stage: str, amount: Decimal) -> None:
        services.grant_override(
            gate=stage, program=self.measure.program, measure=self.measure, year=2021,
            source=FundingSource.objects.get(), amount=amount, reason="Подорожчання", by=account("head"),
        )  # fmt: skip


def asked(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def sums(measure: Measure) -> dict[tuple[str, bool], Decimal]:
    """The ledger of print in 2021 by stage and whether it is without a contract, by SQL of the test's own."""
    rows = asked(
        "SELECT e.stage, l.id IS NULL, SUM(e.amount) FROM programs_ledgerentry e "
        "LEFT JOIN media_contracts_ledgerlink l ON l.entry_id = e.id "
        "WHERE e.measure_id = %s AND e.budget_year = 2021 GROUP BY 1, 2",
        measure.pk,
    )
    found = dict.fromkeys(((stage, direct) for stage in Stage.values for direct in (False, True)), ZERO)
    return found | {(stage, bool(direct)): kopiiky(Decimal(str(amount))) for stage, direct, amount in rows}


def allowed(measure: Measure) -> dict[str, Decimal]:
    rows = asked("SELECT gate, SUM(amount) FROM programs_override WHERE measure_id = %s GROUP BY 1", measure.pk)
    return dict.fromkeys(Stage.values, ZERO) | {gate: kopiiky(Decimal(str(amount))) for gate, amount in rows}


def beyond_limits(measure: Measure) -> list[str]:
    """What stands beyond a limit by the tables themselves."""
    found, more = sums(measure), allowed(measure)
    furthest = max(found[stage, True] for stage in Stage.values)
    beyond = [stage for stage in Stage.values if found[stage, False] + found[stage, True] > PLAN + more[stage]]
    if found["committed", False] + furthest > PLAN + max(more.values()):
        beyond.append("contracts and what has none")
    for contract in Contract.objects.all():
        of_contract = dict.fromkeys(Stage.values, ZERO) | {
            stage: kopiiky(Decimal(str(amount)))
            for stage, amount in asked(
                "SELECT e.stage, SUM(e.amount) FROM programs_ledgerentry e JOIN media_contracts_ledgerlink l ON "
                "l.entry_id = e.id WHERE l.contract_id = %s GROUP BY 1",
                contract.pk,
            )
        }
        [(advances, covered)] = asked(
            "SELECT COALESCE(SUM(p.amount), 0), COALESCE(SUM((SELECT SUM(c.amount) FROM media_contracts_advancecover c "
            "WHERE c.payment_id = p.id)), 0) FROM media_contracts_payment p WHERE p.contract_id = %s AND "
            "p.kind = 'advance' AND p.reversed_on IS NULL",
            contract.pk,
        )
        advance = kopiiky(Decimal(str(advances)) - Decimal(str(covered)))
        if of_contract["accepted"] > of_contract["committed"]:
            beyond.append(f"{contract}: accepted")
        if of_contract["paid"] > of_contract["accepted"] + advance:
            beyond.append(f"{contract}: paid")
    return beyond


def figures_of_the_tables(measure: Measure) -> dict[str, Decimal]:
    found, more = sums(measure), allowed(measure)
    furthest = max(found[stage, True] for stage in Stage.values)
    figures = {stage: found[stage, False] + found[stage, True] for stage in Stage.values}
    return figures | {
        "paid_without_contract": found["paid", True],
        "remainder": PLAN - figures["paid"],
        "available": max(PLAN + more["committed"] - found["committed", False] - furthest, ZERO),
    }


NAMES = ("committed", "accepted", "paid", "paid_without_contract", "remainder", "available")


def figures_of_the_api(measure: Measure) -> dict[str, Decimal]:
    year = Client().get(f"/api/v1/measures/{measure.pk}/").json()["years"][0]
    return {name: Decimal(year[name]) for name in NAMES}


def figures_of_the_page() -> dict[str, Decimal]:
    row = main(Client().get(PAGE)).one(css="years-table").one("table").rows()[0]
    cells = [Decimal(row[at].replace(" ", "").replace(",", ".").replace("−", "-")) for at in (7, 8, 2, 3, 4, 9)]
    return dict(zip(NAMES, cells, strict=True))


def figures_of_the_registers() -> dict[str, Decimal]:
    """What is paid as the public registers of payments and of contracts tell it."""
    payments = Client().get("/payments/").context["totals"]
    across = Client().get("/contracts/").context["bridge"]
    return {
        "payments": payments["together"],
        "payments, without a contract": payments["without"],
        "contracts": across.here,
        "contracts, without a contract": across.without,
    }


def left_by_the_limit(measure: Measure) -> Decimal:
    found = services.available(
        stage="committed", measure=measure, year=2021, source=FundingSource.objects.get(), on=DAY, under_contract=True
    )
    return max(found.left, ZERO)


@pytest.mark.both_databases("aggregates")
@settings(examples(14), derandomize=True)
@example(story=BY_FILES)
@given(story=st.lists(STEPS, min_size=4, max_size=14))
def test_whatever_happens_through_any_door_the_limits_hold_and_all_figures_agree(
    measure: Measure, story: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        office = Office(measure)
        for step in story:
            if office.take(step):
                assert beyond_limits(measure) == [], step
        figures = figures_of_the_tables(measure)
        assert figures_of_the_api(measure) == figures
        assert figures_of_the_page() == figures
        assert figures_of_the_registers() == {
            "payments": figures["paid"],
            "payments, without a contract": figures["paid_without_contract"],
            "contracts": figures["paid"] - figures["paid_without_contract"],
            "contracts, without a contract": figures["paid_without_contract"],
        }
        assert left_by_the_limit(measure) == figures["available"]
        transaction.set_rollback(True)
