"""A contract's states and actions as one table, what signing asks for, and what stays as it was signed."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoDbBlocker

from media_contracts import services
from media_contracts.models import (
    AgreementCommitment,
    Contract,
    ContractEvent,
    ContractLine,
    LedgerLink,
    LineChange,
    MediaOutlet,
    PurchaseThreshold,
    SupplementaryAgreement,
    WarningOverride,
)
from media_contracts.reports import ContractWarnings
from media_contracts.services.notices import running_out, threshold_notices
from media_contracts.statement import chain_of
from programs.models import BudgetAppropriation, LedgerEntry, LegalAct, total_of
from programs.period import Period
from programs.services import Conflict, adopt_edition, open_draft_edition, save_record
from programs.statement import statement_for
from tests.conftest import account, shared_by_module
from tests.media_contracts.contracting import (
    IBAN,
    customer,
    draft,
    drafted_act,
    in_force,
    money,
    newspaper,
    pay,
    publish,
    site,
)

Person = Callable[[str], User]
DAY = date(2021, 3, 1)

# What becomes of a contract in a state when an action is tried; a dot is a refusal.
TABLE = """
            agree   return  sign    bring_into_force  complete   terminate   cancel
draft       agreed  .       .       .                 .          .           cancelled
agreed      .       draft   signed  .                 .          .           cancelled
signed      .       .       .       in_force          .          terminated  cancelled
in_force    .       .       .       .                 completed  terminated  .
completed   .       .       .       .                 .          .           .
terminated  .       .       .       .                 .          .           .
cancelled   .       .       .       .                 .          .           .
"""
ACTIONS: dict[str, Callable[..., Contract]] = {
    "agree": services.agree_contract,
    "return": services.return_contract,
    "sign": services.sign_contract,
    "bring_into_force": services.bring_into_force,
    "complete": services.complete_contract,
    "terminate": services.terminate_contract,
    "cancel": services.cancel_contract,
}
WITH_REASON = {"return", "terminate", "cancel"}
WAY_TO = {
    "draft": [],
    "agreed": ["agree"],
    "signed": ["agree", "sign"],
    "in_force": ["agree", "sign", "bring_into_force"],
    "completed": ["agree", "sign", "bring_into_force", "complete"],
    "terminated": ["agree", "sign", "terminate"],
    "cancelled": ["cancel"],
}


@pytest.fixture(scope="module")
def parties(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Who buys and who sells; there is no contract yet."""
    with shared_by_module(django_db_blocker):
        by = account("coordinator")
        customer(by)
        newspaper(by)
        yield


@pytest.fixture
def by(parties: None, person: Person) -> User:
    return person("coordinator")


@pytest.fixture
def paper(parties: None, db: None) -> MediaOutlet:
    return MediaOutlet.objects.get()


def take(action: str, contract: Contract, by: User, day: date = DAY) -> Contract:
    reason = {"reason": "Так вирішили сторони"} if action in WITH_REASON else {}
    return ACTIONS[action](contract=contract, date=day, by=by, **reason)


def sentences(refusal: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(refusal.value.messages).replace("\xa0", " ")


@pytest.mark.both_databases("constraints")
def test_every_action_in_every_state_answers_as_the_table_says(paper: MediaOutlet, by: User) -> None:
    header, *rows = [line.split() for line in TABLE.splitlines() if line.strip()]
    drafted, found = draft(paper, by, quantity=money("100")), []
    for state, *_cells in rows:
        contract, start = drafted, transaction.savepoint()
        for step in WAY_TO[state]:
            contract = take(step, contract, by)
        cells = []
        for action in header:
            point = transaction.savepoint()
            try:
                cells.append(str(take(action, contract, by).state))
            except ValidationError as refusal:
                assert refusal.code == "state"
                cells.append(".")
            else:
                transaction.savepoint_rollback(point)
                with pytest.raises(ValidationError, match="Цей день ще не настав"):
                    take(action, contract, by, day=date(9999, 3, 1))
            transaction.savepoint_rollback(point)
        offered = [action for action, cell in zip(header, cells, strict=True) if cell != "."]
        assert [action.value for action in services.actions_of(contract)] == offered
        transaction.savepoint_rollback(start)
        found.append([state, *cells])

    assert found == rows


@pytest.mark.both_databases("triggers")
def test_every_step_says_who_took_it_when_and_why_and_is_never_rewritten(paper: MediaOutlet, by: User) -> None:
    contract = in_force(paper, by)
    services.terminate_contract(contract=contract, date=date(2021, 5, 1), by=by, reason="Редакція закрилася")

    events = ContractEvent.objects.filter(contract=contract)
    assert [(event.action, event.date, event.by, event.reason) for event in events] == [
        ("agree", DAY, by, ""),
        ("sign", DAY, by, ""),
        ("bring_into_force", DAY, by, ""),
        ("terminate", date(2021, 5, 1), by, "Редакція закрилася"),
    ]
    assert [(link.step, link.entry.amount) for link in LedgerLink.objects.order_by("pk")] == [
        ("signing", money("44000.00")),
        ("ending", money("-44000.00")),
    ]
    assert contract.history.first().history_user == by
    for rows in (events, LedgerLink.objects.all()):
        for action in (rows.delete, lambda rows=rows: rows.update(contract=contract), rows[0].delete):
            with pytest.raises(ValidationError):
                action()
    table = ContractEvent._meta.db_table
    for statement in (f"UPDATE {table} SET reason = 'інша'", f"DELETE FROM {table}"):  # noqa: S608
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_is_missing_is_named_before_a_contract_can_be_agreed_or_signed(paper: MediaOutlet, by: User) -> None:
    contract = draft(paper, by)
    for clause in contract.clauses.filter(clause__in=["liability", "term"]):
        services.delete_row(row=clause, by=by)
    settlement = contract.clauses.get(clause="settlement")
    settlement.text = "Ціна {price}"
    services.save_row(row=settlement, by=by)
    line = contract.lines.get()
    line.quantity = money("4300")
    services.save_row(row=line, by=by)

    assert [kind.value for kind in services.missing_clauses(contract)] == ["liability", "term"]
    with pytest.raises(ValidationError) as refusal:
        services.agree_contract(contract=contract, date=DAY, by=by)
    assert [error.code for error in refusal.value.error_list] == [
        "missing_clause",
        "missing_clause",
        "unknown_word",
        "sums_differ",
    ]
    assert "«відповідальність сторін та вирішення спорів»" in sentences(refusal)
    assert "Позиції складають 43 000,00 грн, річні суми – 44 000,00 грн" in sentences(refusal)


def test_the_text_of_a_contract_is_filled_with_its_own_words(paper: MediaOutlet, by: User) -> None:
    contract = draft(paper, by, subject="Висвітлення\vдіяльності міської\x02 ради\ufffe")
    duties = contract.clauses.get(clause="rights_and_duties")
    duties.text = "Замовник\vплатить\x1f."  # as a word processor hands it over
    services.save_row(row=duties, by=by)

    texts = {clause.clause: text for clause, text in services.filled_clauses(contract)}

    assert list(texts) == ["parties", "subject", "rights_and_duties", "settlement", "liability", "term"]
    assert texts["settlement"].splitlines()[0] == (
        "1. Ціна договору становить 44 000,00 грн (сорок чотири тисячі гривень 00 копійок), "
        "Виконавець не є платником ПДВ."
    ).replace(" 000,00", " 000,00")
    assert "друкованому" in texts["subject"]
    assert (contract.subject, texts["rights_and_duties"]) == (
        "Висвітлення діяльності міської ради",
        "Замовник\nплатить.",
    )
    assert not any("{" in text for text in texts.values())


def test_a_signed_contract_is_changed_by_agreements_alone(paper: MediaOutlet, by: User) -> None:
    contract = in_force(paper, by)
    line, clause = contract.lines.get(), contract.clauses.all()[0]
    line.quantity = money("9000")
    contract.subject = "Інший предмет"

    for work in (
        lambda: services.save_document(document=contract, by=by),
        lambda: services.save_row(row=line, by=by),
        lambda: services.delete_row(row=clause, by=by),
        lambda: services.delete_document(document=contract, by=by),
    ):
        with pytest.raises(ValidationError) as refusal:
            work()
        assert sentences(refusal) == "Договір підписано: його змінюють додатковою угодою."
    contract.refresh_from_db()
    contract.purchase_report = "https://example.org/report"
    services.save_document(document=contract, by=by)
    assert Contract.objects.get().purchase_report == "https://example.org/report"


@pytest.mark.both_databases("constraints")
def test_an_agreement_amends_the_contract_from_its_date_and_adds_lines(paper: MediaOutlet, by: User) -> None:
    contract = in_force(paper, by, quantity=money("4000"))
    agreement = SupplementaryAgreement(
        contract=contract,
        number="1",
        reason="Додано шпальту",
        new_subject="Новий предмет",
        new_date_to=date(2022, 1, 31),
    )
    services.save_document(document=agreement, by=by)
    with pytest.raises(ValidationError) as refusal:
        services.complete_contract(contract=contract, date=DAY, by=by)
    assert sentences(refusal) == "У договорі є непідписана угода: спершу підпишіть або видаліть її."
    extra = ContractLine(
        contract=contract,
        agreement=agreement,
        description="Шпальта",
        unit="publication",
        quantity=money("2"),
        unit_price=money("750.5"),
        outlet=paper,
    )
    services.save_row(row=extra, by=by)
    with pytest.raises(ValidationError) as refusal:  # what is not in the contract yet is not changed either
        services.save_row(row=LineChange(agreement=agreement, line=extra, quantity=1, unit_price=1), by=by)
    assert sentences(refusal) == "«Шпальта» належить непідписаній угоді."
    row = contract.commitments.get()
    difference = agreement.commitments.model(
        agreement=agreement, year=row.year, source=row.source, kekv=row.kekv, amount=money("1500.00")
    )
    services.save_row(row=difference, by=by)
    with pytest.raises(ValidationError) as refusal:
        services.sign_agreement(agreement=agreement, date=date(2021, 6, 1), by=by)
    assert sentences(refusal) == "Позиції складають 41 501,00 грн, річні суми – 41 500,00 грн: вони мають бути рівні."
    difference.amount = money("1501.00")
    services.save_row(row=difference, by=by)
    services.sign_agreement(agreement=agreement, date=date(2021, 6, 1), by=by)

    before, after = services.terms_on(contract, date(2021, 5, 31)), services.terms_on(contract, date(2021, 6, 1))
    assert (before.subject, before.date_to, before.amount, len(before.lines)) == (
        "Висвітлення діяльності міської ради",
        date(2021, 12, 31),
        money("40000.00"),
        1,
    )
    assert (after.subject, after.date_to, after.amount, after.committed, len(after.lines)) == (
        "Новий предмет",
        date(2022, 1, 31),
        money("41501.00"),
        money("41501.00"),
        2,
    )
    with pytest.raises(ValidationError):
        services.sign_agreement(agreement=agreement, date=date(2021, 6, 2), by=by)


def test_a_threshold_near_warns_and_a_threshold_over_asks_a_reason(paper: MediaOutlet, by: User) -> None:
    contract = draft(paper, by, quantity=money("4500"))
    assert [notice.code for notice in services.contract_notices(contract, on=DAY)] == ["threshold_near"]
    in_force(paper, by, number="13", quantity=money("1000"))

    services.agree_contract(contract=contract, date=DAY, by=by)
    with pytest.raises(ValidationError) as refusal:
        services.sign_contract(contract=contract, date=DAY, by=by)
    assert refusal.value.error_dict["reason"][0].code == "reason_required"
    assert "55 000,00 грн із 50 000,00 грн" in sentences(refusal)
    contract = services.sign_contract(contract=contract, date=DAY, by=by, reason="Одна газета в місті")

    passed = WarningOverride.objects.get()
    assert (passed.code, passed.reason, passed.by, passed.contract) == (
        "threshold_over",
        "Одна газета в місті",
        by,
        contract,
    )
    longer = SupplementaryAgreement(contract=contract, number="1", reason="Ще місяць", new_date_to=date(2022, 1, 31))
    services.save_document(document=longer, by=by)
    services.sign_agreement(agreement=longer, date=date(2021, 12, 1), by=by, reason="Строк, не сума")
    of_halves = [Period(DAY, date(2021, 6, 30)), Period(date(2021, 7, 1), date(2021, 12, 31))]
    tables = [ContractWarnings().table(statement_for(contract.measure.program, half)) for half in of_halves]
    reasons = [[row.cells["reason"] for row in table.rows if row.cells["reason"]] for table in tables]
    assert reasons == [["Одна газета в місті"], ["Одна газета в місті", "Строк, не сума"]]
    thresholds = PurchaseThreshold.objects.filter(kind="services").values_list("in_force_from", "amount")
    assert list(thresholds) == [
        (date(2021, 1, 1), money("50000.00")),
        (date(2022, 10, 1), money("100000.00")),
    ]


def test_a_purchase_corrected_to_direct_after_signing_asks_what_signing_would_have_asked(
    paper: MediaOutlet, by: User
) -> None:
    contract = in_force(paper, by, quantity=money("6000"), procurement="tender")
    contract.refresh_from_db()
    contract.procurement = "direct"

    with pytest.raises(ValidationError) as refusal:
        services.save_document(document=contract, by=by)
    services.save_document(document=contract, by=by, reason="Через систему не купували")
    contract.note = "Далі без питань"
    services.save_document(document=contract, by=by)

    assert refusal.value.error_dict["reason"][0].code == "reason_required"
    assert "60 000,00 грн із 50 000,00 грн" in sentences(refusal)
    passed = WarningOverride.objects.get()
    assert (passed.code, passed.reason, passed.by) == ("threshold_over", "Через систему не купували", by)
    years = Period(DAY, date(2030, 12, 31))  # the override counts from the day on which it was taken
    rows = ContractWarnings().table(statement_for(contract.measure.program, years)).rows
    assert [row.cells["reason"] for row in rows if row.cells["reason"]] == ["Через систему не купували"]


def test_prices_with_vat_of_a_supplier_who_pays_none_are_doubted(paper: MediaOutlet, by: User) -> None:
    contract = draft(paper, by, vat="included")

    def codes() -> list[str]:
        return [notice.code for notice in services.contract_notices(contract, on=DAY)]

    of_no_payer = codes()
    contract.supplier.is_vat_payer = True
    of_a_payer = codes()
    contract.supplier.is_vat_payer, contract.vat = False, "not_payer"

    assert (of_no_payer, of_a_payer, codes()) == (["vat_without_payer"], [], [])


@pytest.mark.both_databases("aggregates")
def test_signing_stops_at_what_the_measure_has_left(paper: MediaOutlet, by: User) -> None:
    """105 600 UAH are planned for print in 2021."""
    in_force(paper, by, quantity=money("9000"), reason="Одна газета в місті")
    contract = draft(paper, by, number="13", quantity=money("2000"))

    notice = next(row for row in services.contract_notices(contract, on=DAY) if row.code == "beyond_limit")
    assert notice.sentence.replace("\xa0", " ") == (
        "2021, Бюджет громади: договір потребує 20 000,00 грн, це на 4 400,00 грн більше за вільний залишок (план 105 "
        "600,00 грн, "
        "за договорами 90 000,00 грн, без договору 0,00 грн, вільно 15 600,00 грн). Виправте суму або попросіть "
        "керівника надати дозвіл із зазначенням причини."
    )
    with pytest.raises(ValidationError):
        services.agree_contract(contract=contract, date=DAY, by=by)
    assert LedgerEntry.objects.count() == 1

    given: Any = {"measure": contract.measure, "year": 2021, "source": contract.commitments.get().source}
    for fund, amount in (("general", "95600.00"), ("special", "10000.00")):
        BudgetAppropriation.objects.create(**given, fund=fund, amount=money(amount), effective_from=date(2021, 1, 1))
    small = draft(paper, by, number="14", quantity=money("1000"))
    assert [row.sentence.replace("\xa0", " ") for row in services.contract_notices(small, on=DAY)][:1] == [
        "2021, Бюджет громади, загальний фонд: договір потребує 10 000,00 грн, це на 4 400,00 грн більше за вільний "
        "залишок (план "
        "105 600,00 грн, виділено бюджетом 95 600,00 грн, за договорами 90 000,00 грн, без договору 0,00 грн, вільно "
        "5 600,00 грн). Виправте суму або попросіть керівника надати дозвіл із зазначенням причини."
    ]


def test_a_contract_warns_when_money_or_time_run_out(paper: MediaOutlet, by: User) -> None:
    contract = in_force(paper, by, quantity=money("200"), date_to=date(2021, 4, 20))
    codes = {
        day: [notice.code for notice in services.contract_notices(contract, on=day)]
        for day in (date(2021, 3, 20), date(2021, 3, 21), date(2021, 4, 21))
    }
    assert codes == {
        date(2021, 3, 20): ["no_purchase_report"],
        date(2021, 3, 21): ["time_runs_out", "no_purchase_report"],
        date(2021, 4, 21): ["term_is_over", "no_purchase_report"],
    }
    publish(paper, date(2021, 3, 5), by)
    services.sign_act(act=drafted_act(contract, DAY, date(2021, 3, 15), by, number="1"), by=by)
    assert services.contract_notices(contract, on=date(2021, 3, 15))[0].code == "money_runs_out"


@pytest.mark.parametrize(
    ("committed", "accepted", "codes"),
    [
        ("0.00", "0.00", []),
        ("-0.50", "0.00", []),
        ("100.00", "89.99", []),
        ("100.00", "90.00", ["money_runs_out"]),
        ("0.50", "0.45", ["money_runs_out"]),
    ],
)
def test_money_runs_out_from_nine_tenths(committed: str, accepted: str, codes: list[str]) -> None:
    found = running_out(money(committed), money(accepted), date(2022, 12, 31), DAY)
    assert [notice.code for notice in found] == codes


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2021, 11, 30), []),
        (date(2021, 12, 1), ["time_runs_out"]),  # thirty days are left
        (date(2021, 12, 31), ["time_runs_out"]),
        (date(2022, 1, 1), ["term_is_over"]),
    ],
)
def test_time_runs_out_in_the_last_thirty_days(on: date, codes: list[str]) -> None:
    found = running_out(money("100.00"), money("0.00"), date(2021, 12, 31), on)
    assert [notice.code for notice in found] == codes


@pytest.mark.parametrize(
    ("sum_", "codes"),
    [
        ("44999.99", []),
        ("45000.00", ["threshold_near"]),
        ("49999.99", ["threshold_near"]),
        ("50000.00", ["threshold_over"]),
    ],
)
def test_a_threshold_is_near_from_its_share_and_reached_at_its_sum(
    paper: MediaOutlet, by: User, sum_: str, codes: list[str]
) -> None:
    contract = draft(paper, by, quantity=money("1"), unit_price=money(sum_))
    assert [notice.code for notice in threshold_notices(contract, on=DAY)] == codes


def test_a_tender_is_named_by_its_prozorro_number(paper: MediaOutlet, by: User) -> None:
    contract = draft(paper, by, procurement="tender")
    numbers = ("", "UA-2021-02-01-000001-a")
    found = []
    for contract.prozorro_number in numbers:
        found.append([row.code for row in services.contract_notices(contract, on=DAY)])
    assert found == [["no_prozorro_number"], []]


def refused(work: Callable[[], Any]) -> str:
    with pytest.raises(ValidationError) as refusal:
        work()
    return sentences(refusal)


def amending(contract: Contract, by: User, **changes: Any) -> SupplementaryAgreement:
    agreement = SupplementaryAgreement(contract=contract, number="1", reason="Зміни", **changes)
    return services.save_document(document=agreement, by=by)


def test_an_agreement_follows_its_contract_from_the_same_day(paper: MediaOutlet, by: User) -> None:
    contract = in_force(paper, by)
    agreement = amending(contract, by, new_date_to=date(2021, 3, 1))  # the day on which the contract begins
    assert "раніше за 01.03.2021" in refused(
        lambda: services.sign_agreement(agreement=agreement, date=date(2021, 2, 28), by=by)
    )
    assert services.sign_agreement(agreement=agreement, date=DAY, by=by).date_signed == DAY


def test_a_contract_stands_under_the_decision_of_its_signing_and_an_agreement_under_its_own(
    paper: MediaOutlet, by: User, person: Person
) -> None:
    contract = in_force(paper, by)
    program = contract.measure.program
    values = {"role": "amendment", "body": "Рада", "number": "210", "date": date(2021, 5, 12), "title": "Зміни"}
    act = LegalAct.objects.create(program=program, **values)
    edition = open_draft_edition(program=program, by=by)
    adopt_edition(edition=edition, act=act, in_force_from=date(2021, 5, 12), by=person("head"))
    agreement = amending(contract, by, new_date_to=date(2021, 11, 30))
    services.sign_agreement(agreement=agreement, date=date(2021, 6, 1), by=by)

    chain = chain_of(contract, date(2021, 12, 31))

    agreements: Any = chain.agreements
    assert chain.edition is not None
    assert (chain.edition.number, [each.edition.number for each in agreements]) == (1, [2])


def test_an_agreement_leaves_what_acts_took_to_the_last_kopiika(paper: MediaOutlet, by: User) -> None:
    contract = in_force(paper, by, quantity=money("1000"))
    publish(paper, date(2021, 3, 5), by)
    act = drafted_act(contract, DAY, date(2021, 3, 31), by, number="1")
    services.sign_act(act=act, by=by)  # 200 cm², 2 000 UAH
    agreement, line = amending(contract, by), contract.lines.get()
    change = LineChange(agreement=agreement, line=line, quantity=money("200"), unit_price=money("10"))
    services.save_row(row=change, by=by)
    less = contract.commitments.get()
    lower = AgreementCommitment(agreement=agreement, year=2021, source=less.source, kekv=less.kekv)
    lower.amount = money("-8000.01")
    services.save_row(row=lower, by=by)

    def sign() -> SupplementaryAgreement:
        return services.sign_agreement(agreement=agreement, date=date(2021, 4, 1), by=by)

    said = [refused(sign)]
    lower.amount = money("-8000.00")
    services.save_row(row=lower, by=by)
    for quantity, price in (("199", "20"), ("400", "4.9")):
        change.quantity, change.unit_price = money(quantity), money(price)
        services.save_row(row=change, by=by)
        said.append(refused(sign))
    change.quantity, change.unit_price = money("200"), money("10")
    services.save_row(row=change, by=by)

    assert ["прийнято або сплачено" in said[0], *("за актами вже прийнято" in each for each in said[1:])] == [
        True
    ] * 3, said
    assert sign().state == "signed"


def test_a_signed_contract_ends_from_the_day_of_its_signing_and_a_draft_on_any_day(
    paper: MediaOutlet, by: User
) -> None:
    early = date(2021, 2, 20)
    contract = draft(paper, by)
    for step in (services.agree_contract, services.sign_contract):
        contract = step(contract=contract, date=early, by=by)

    def end(day: date) -> Contract:
        return services.cancel_contract(contract=contract, date=day, by=by, reason="За згодою")

    assert "раніше за 20.02.2021" in refused(lambda: end(date(2021, 2, 19)))
    assert end(early).state == "cancelled"  # before the day from which it runs
    other = draft(paper, by, number="14")
    assert services.cancel_contract(contract=other, date=early, by=by, reason="За згодою").state == "cancelled"


def test_a_signed_contract_under_which_something_is_accepted_is_not_cancelled(paper: MediaOutlet, by: User) -> None:
    contract = draft(paper, by)
    for step in (services.agree_contract, services.sign_contract):
        contract = step(contract=contract, date=DAY, by=by)
    publish(paper, date(2021, 3, 5), by)
    accepted_on = date(2021, 3, 31)
    services.sign_act(act=drafted_act(contract, DAY, accepted_on, by, number="1"), by=by)
    assert "розірвіть" in refused(
        lambda: services.cancel_contract(contract=contract, date=accepted_on, by=by, reason="За згодою")
    )


def test_clauses_that_a_draft_has_are_not_begun_again(paper: MediaOutlet, by: User) -> None:
    contract = draft(paper, by)
    count = contract.clauses.count()
    assert (services.begin_clauses(contract=contract, by=by), contract.clauses.count()) == ([], count)


@pytest.mark.both_databases("constraints")
def test_a_termination_keeps_the_debt_and_a_cancellation_needs_an_untouched_contract(
    paper: MediaOutlet, by: User
) -> None:
    contract = in_force(paper, by)
    publish(paper, date(2021, 3, 5), by)
    act = services.sign_act(act=drafted_act(contract, DAY, date(2021, 3, 31), by, number="1"), by=by)
    with pytest.raises(ValidationError) as refusal:
        services.complete_contract(contract=contract, date=date(2021, 4, 1), by=by)
    assert sentences(refusal) == "За актами ще не сплачено 2 000,00 грн: виконаний договір не має заборгованості."

    services.terminate_contract(contract=contract, date=date(2021, 4, 1), by=by, reason="За згодою сторін")
    pay(contract, act, "2000.00", date(2021, 4, 6), "пд № 1", by)

    contract.refresh_from_db()
    assert services.contract_notices(contract, on=date(2021, 4, 6)) == []
    balance = total_of(contract.ledger_links.balances().values())
    assert (balance.committed, balance.accepted, balance.paid) == (money("2000.00"),) * 3
    with pytest.raises(ValidationError) as refusal:
        pay(contract, None, "1.00", date(2021, 4, 7), "пд № 2", by)
    assert sentences(refusal) == "Договір не діє: укажіть акт, який оплачується."


def test_of_two_edits_of_a_contract_the_second_sees_a_conflict(paper: MediaOutlet, by: User) -> None:
    contract = draft(paper, by)
    services.agree_contract(contract=contract, date=DAY, by=by, expected_version=1)

    with pytest.raises(Conflict):
        services.sign_contract(contract=contract, date=DAY, by=by, expected_version=1)


def test_a_party_prints_as_it_was_at_signing(paper: MediaOutlet, by: User) -> None:
    contract = in_force(paper, by)
    supplier = contract.supplier
    supplier.signatory = "Новий ДИРЕКТОР"
    services.save_party(party=supplier, by=by)

    customer, then = services.parties_of(contract)

    assert (customer.name, then.signatory) == ("Міська рада", "Іван РЕДАКТОР")


def test_codes_keep_their_shape_and_a_wrong_check_digit_only_warns(paper: MediaOutlet, by: User) -> None:
    supplier: Any = site(by).supplier
    assert (supplier.public_name, supplier.public_code, services.party_notices(supplier)) == (
        "ФОП Вигадана Марія Іванівна",
        "",
        [],
    )
    supplier.iban = "ua21 3223 1300 0002 6007 2335 66002"
    supplier.rnokpp = "1234567890"
    services.save_party(party=supplier, by=by)
    assert [notice.field for notice in services.party_notices(supplier)] == ["rnokpp", "iban"]
    for changes in ({"iban": IBAN[:-1]}, {"rnokpp": "123"}, {"edrpou": "26510514"}, {"name": "Марія 1234567899"}):
        supplier.refresh_from_db()
        for field, value in changes.items():
            setattr(supplier, field, value)
        with pytest.raises(ValidationError):
            services.save_party(party=supplier, by=by)
    paper.register_number = "R4-02551"
    with pytest.raises(ValidationError):
        save_record(record=paper, by=by)
