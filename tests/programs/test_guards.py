"""Limits: money stops at what is allotted unless the head let it pass, and a closed period stays closed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from programs.finance import ZERO
from programs.models import (
    Allocation,
    BudgetAppropriation,
    FundingSource,
    LedgerEntry,
    LegalAct,
    Measure,
    MeasureRow,
    Override,
    PassportTotal,
    Program,
)
from programs.services import (
    Available,
    Notice,
    Severity,
    adopt_edition,
    available,
    close_period,
    grant_override,
    open_draft_edition,
    passed,
    plan_differences,
    post_entry,
    reopen_period,
    reverse_entry,
    save_appropriation,
    save_measure,
    shortage,
)
from programs.services.balance import not_allowed
from tests.sampling import examples

from .amending import Amendment

money = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999999.99"), places=2)


@pytest.fixture
def accountant(person: Any) -> User:
    return person("accountant")


@pytest.fixture
def head(person: Any) -> User:
    return person("head")


@pytest.fixture
def measure(program: Program) -> Measure:
    """Site support: 20 000 UAH are planned for 2021."""
    return Measure.objects.get(program=program, code="site-support")


@pytest.fixture
def source(db: None) -> FundingSource:
    return FundingSource.objects.get()


@pytest.fixture
def pay(measure: Measure, source: FundingSource, accountant: User) -> Any:
    def make(amount: str, **changes: Any) -> LedgerEntry:
        values: dict[str, Any] = {
            "by": accountant,
            "stage": "paid",
            "measure": measure,
            "budget_year": 2021,
            "source": source,
            "date": date(2021, 4, 6),
            "amount": Decimal(amount),
            "document_number": "пд № 141",
        }
        return post_entry(**{**values, **changes})

    return make


@pytest.mark.both_databases("aggregates")
@pytest.mark.parametrize("stage", ["committed", "accepted", "paid"])
def test_money_stops_at_what_the_plan_allots_at_every_stage(pay: Any, stage: str) -> None:
    pay("19999.99", stage=stage)
    with pytest.raises(ValidationError) as refusal:
        pay("0.02", stage=stage)
    assert refusal.value.error_dict["amount"][0].code == "beyond_limit"
    assert "0,01\xa0грн" in refusal.value.message_dict["amount"][0].replace(" грн", "\xa0грн")
    pay("0.01", stage=stage)
    assert [row["sum"] for row in LedgerEntry.objects.totals()] == [Decimal("20000.00")]


def allotted_on(day: date, measure: Measure, source: FundingSource) -> Decimal:
    found = available(stage="paid", measure=measure, year=2021, source=source, on=day, under_contract=False)
    return found.allotted


def test_where_the_budget_gave_less_than_the_plan_its_figure_is_the_limit(
    pay: Any, measure: Measure, source: FundingSource, accountant: User
) -> None:
    for amount, day in (("15000.00", date(2021, 2, 16)), ("12000.00", date(2021, 7, 1))):
        row = BudgetAppropriation(measure=measure, year=2021, source=source, amount=Decimal(amount), effective_from=day)
        save_appropriation(row=row, by=accountant)
    days = [date(2021, *day) for day in ((1, 1), (2, 15), (2, 16), (6, 30), (7, 1))]
    found = [allotted_on(day, measure, source) for day in days]
    assert found == [Decimal(amount) for amount in (20000, 20000, 15000, 15000, 12000)]
    with pytest.raises(ValidationError):
        pay("15000.01")


def test_the_limit_of_a_day_is_that_of_the_edition_in_force_then(
    program: Program, measure: Measure, source: FundingSource, head: User
) -> None:
    amendment = Amendment.open(program, head)
    amendment.plan("site-support", 2021, "15000")
    amendment.plan("print-media", 2021, "110600")
    amendment.adopt("51", "2021-06-01")
    Amendment.open(program, head).plan("site-support", 2021, "9000")  # nobody has adopted that

    # the day before the founding edition knows no other
    days = (date(2020, 1, 2), date(2021, 5, 31), date(2021, 6, 1))
    found = [allotted_on(day, measure, source) for day in days]
    assert found == [Decimal(20000), Decimal(20000), Decimal(15000)]


@pytest.mark.both_databases("aggregates")
def test_the_money_of_one_fund_pays_nothing_for_the_other(
    pay: Any, measure: Measure, source: FundingSource, accountant: User, head: User, program: Program
) -> None:
    pay("100.00", fund="special")  # the budget is not recorded yet: the plan knows no funds
    where: dict[str, Any] = {"measure": measure, "year": 2021, "source": source}
    for fund, amount in (("general", "12000.00"), ("special", "3000.00")):
        row = BudgetAppropriation(**where, fund=fund, amount=Decimal(amount), effective_from=date(2021, 1, 1))
        save_appropriation(row=row, by=accountant)

    with pytest.raises(ValidationError) as refusal:
        pay("12000.01")
    pay("11000.00")
    left = [
        available(stage="paid", **where, on=date(2021, 5, 1), fund=fund, under_contract=False).left
        for fund in ("", "general", "special")
    ]
    with pytest.raises(ValidationError, match="Спеціальний фонд"):
        pay("2900.01", fund="special")
    grant_override(gate="paid", program=program, **where, amount=Decimal("0.01"), reason="Рішення комісії", by=head)
    pay("2900.01", fund="special")
    gate: dict[str, Any] = {"stage": "paid", **where, "on": date(2021, 5, 1), "under_contract": False}
    moved = {"general": Decimal("1000.01"), "special": Decimal("-500.00")}  # 1000.00 are left of both together
    fits, over = shortage(**gate, amounts=moved), shortage(**gate, amounts={**moved, "general": Decimal("1000.02")})

    assert (fits, over and (over[0].fund, over[1])) == (None, ("general", Decimal("0.01")))
    assert " ".join(refusal.value.message_dict["amount"][0].split()).startswith(
        "Загальний фонд: ліміт 2021 року перевищено на 0,01 грн: план 20 000,00 грн, виділено бюджетом 12 000,00 грн, "
        "за договорами 0,00 грн, без договору 0,00 грн, вільно 12 000,00 грн."
    )
    assert left == [Decimal("3900.00"), Decimal("1000.00"), Decimal("2900.00")]


@pytest.mark.both_databases("aggregates")
def test_the_head_lets_an_amount_pass_and_no_more(
    pay: Any, measure: Measure, source: FundingSource, head: User, program: Program
) -> None:
    pay("20000.00")
    grant_override(
        gate="paid", program=program, measure=measure, year=2021, source=source, amount=Decimal("500.00"),
        reason="Подорожчання послуг хостингу", by=head,
    )  # fmt: skip
    pay("500.00")
    with pytest.raises(ValidationError):
        pay("0.01")
    with pytest.raises(ValidationError):
        pay("20000.01", stage="accepted")
    override = Override.objects.get()
    assert (override.reason, override.granted_by) == ("Подорожчання послуг хостингу", head)


def test_an_override_needs_its_reason_and_what_it_is_for(
    measure: Measure, source: FundingSource, head: User, program: Program
) -> None:
    whole: dict[str, Any] = {"gate": "paid", "program": program, "year": 2021, "by": head, "amount": Decimal("1.00")}
    for wrong in (
        {"reason": " ", "measure": measure, "source": source},
        {"reason": "Так треба"},
        {"reason": "Так треба", "measure": measure, "source": source, "amount": Decimal("0.00")},
    ):
        with pytest.raises(ValidationError):
            grant_override(**{**whole, **wrong})
    assert not Override.objects.exists()


def test_a_measure_without_money_in_the_plan_pays_nothing(pay: Any, program: Program) -> None:
    for code in ("site-publication", "community-development-budget", "security-seminars"):
        with pytest.raises(ValidationError):
            pay("0.01", measure=Measure.objects.get(program=program, code=code))


def test_a_slip_in_a_year_never_gets_into_the_ledger(pay: Any, program: Program, head: User, accountant: User) -> None:
    """Entries stay for good, and a ledger closed through the year 9999 would take none any more."""
    override: dict[str, Any] = {"gate": "ceiling", "program": program, "amount": Decimal(1), "reason": "Субвенція"}
    for words, slip in (
        ("цей день поза її строком", lambda: pay("1.00", date=date(221, 4, 6))),
        ("ще не настав", lambda: pay("1.00", date=date(9999, 4, 6))),
        ("ще не настав", lambda: close_period(program=program, through=date(9999, 12, 31), by=accountant)),
        ("виберіть рік", lambda: grant_override(year=1800, by=head, **override)),
    ):
        with pytest.raises(ValidationError, match=words):
            slip()


@time_machine.travel(datetime(2021, 6, 30, 23, 30, tzinfo=ZoneInfo("Europe/Kyiv")), tick=False)
def test_the_ledger_takes_entries_and_closes_through_today_and_no_further(
    pay: Any, program: Program, accountant: User
) -> None:
    today, tomorrow = date(2021, 6, 30), date(2021, 7, 1)
    entry = pay("1.00", date=today)
    reverse_entry(entry=entry, date=today, by=accountant, note="Помилка")
    for early in (
        lambda: pay("1.00", date=tomorrow),
        lambda: reverse_entry(entry=pay("1.00", date=today), date=tomorrow, by=accountant, note="Помилка"),
        lambda: close_period(program=program, through=tomorrow, by=accountant),
    ):
        with pytest.raises(ValidationError, match="ще не настав"):
            early()
    assert close_period(program=program, through=today, by=accountant).through == today


def test_a_ledger_is_closed_and_reopened_by_whole_days(program: Program, accountant: User) -> None:
    day, eve, next_day = date(2021, 6, 30), date(2021, 6, 29), date(2021, 7, 1)
    close_period(program=program, through=day, by=accountant)
    with pytest.raises(ValidationError, match="уже закрито"):
        close_period(program=program, through=day, by=accountant)
    close_period(program=program, through=next_day, by=accountant)
    reopen_period(program=program, through=day, reason="Не внесено акт", by=accountant)
    reopen_period(program=program, through=eve, reason="Не внесено акт", by=accountant)
    reopen_period(program=program, through=None, reason="Не внесено акт", by=accountant)
    with pytest.raises(ValidationError, match="нічого"):
        reopen_period(program=program, through=None, reason="Ще раз", by=accountant)


def test_the_ledger_begins_a_year_before_the_programme(pay: Any) -> None:
    """Money is committed at the end of the year in which the programme was adopted."""
    assert pay("1.00", date=date(2020, 1, 1)).pk
    with pytest.raises(ValidationError, match="поза її строком"):
        pay("1.00", date=date(2019, 12, 31))


def test_lowering_a_commitment_is_always_possible_and_makes_room(
    pay: Any, measure: Measure, source: FundingSource
) -> None:
    pay("20000.00", stage="committed")
    pay("-5000.00", stage="committed")
    found = available(
        stage="committed", measure=measure, year=2021, source=source, on=date(2021, 12, 31), under_contract=True
    )
    assert (found.used, found.left) == (Decimal("15000.00"), Decimal("5000.00"))


@examples(200)
@given(allotted_=money, beyond=st.one_of(st.just(ZERO), money), used=money, amount=money)
def test_what_fits_and_what_is_beyond_make_up_the_amount(
    allotted_: Decimal, beyond: Decimal, used: Decimal, amount: Decimal
) -> None:
    found = Available(allotted_, None, beyond, used, ZERO)
    over = found.beyond(amount)
    assert over >= 0
    assert (over == 0) == (used + amount <= allotted_ + beyond)
    if over:
        assert amount - over == found.left


def test_a_limit_that_is_overdrawn_refuses_nothing_that_takes_no_money() -> None:
    overdrawn = Available(Decimal("100.00"), None, ZERO, Decimal("105.00"), ZERO)
    found = [overdrawn.beyond(Decimal(amount)) for amount in ("-0.50", "0.00", "0.01")]
    assert found == [ZERO, ZERO, Decimal("5.01")]


def test_an_appropriation_is_of_a_year_of_the_term_and_says_what_it_lacks(
    measure: Measure, source: FundingSource, accountant: User
) -> None:
    def save(**changes: Any) -> BudgetAppropriation:
        values = {"measure": measure, "year": 2023, "source": source, "effective_from": date(2021, 1, 1)}
        return save_appropriation(row=BudgetAppropriation(**values | {"amount": Decimal(1)} | changes), by=accountant)

    refused = []
    for wrong in ({"year": 2024}, {"measure": None}, {"year": None}):
        with pytest.raises(ValidationError) as refusal:
            save(**wrong)
        refused.append(list(refusal.value.message_dict))
    assert refused == [["year"], ["measure"], ["year"]]
    assert save().pk


def test_a_closed_period_takes_no_entry_and_a_later_date_corrects_it(
    pay: Any, program: Program, accountant: User
) -> None:
    entry = pay("2000.00")
    close_period(program=program, through=date(2021, 6, 30), by=accountant)
    with pytest.raises(ValidationError) as refusal:
        pay("1.00", date=date(2021, 6, 30))
    assert list(refusal.value.message_dict) == ["date"]
    with pytest.raises(ValidationError):
        reverse_entry(entry=entry, date=date(2021, 6, 30), by=accountant, note="Помилка")
    reverse_entry(entry=entry, date=date(2021, 7, 1), by=accountant, note="Помилка")
    pay("1.00", date=date(2021, 7, 1))
    assert LedgerEntry.objects.count() == 3


@pytest.mark.both_databases("aggregates")
def test_reopening_needs_a_reason_and_leaves_its_trace(pay: Any, program: Program, accountant: User) -> None:
    with pytest.raises(ValidationError):
        reopen_period(program=program, through=None, reason="рано", by=accountant)
    close_period(program=program, through=date(2021, 6, 30), by=accountant)
    with pytest.raises(ValidationError):
        close_period(program=program, through=date(2021, 3, 31), by=accountant)
    with pytest.raises(ValidationError):
        reopen_period(program=program, through=None, reason="", by=accountant)
    with pytest.raises(ValidationError):
        reopen_period(program=program, through=date(2021, 6, 30), reason="так", by=accountant)
    reopen_period(program=program, through=date(2021, 3, 31), reason="Не внесено квітневий акт", by=accountant)
    pay("1.00", date=date(2021, 4, 6))
    assert [(step.through, step.reason) for step in program.closings.all()] == [
        (date(2021, 3, 31), "Не внесено квітневий акт"),
        (date(2021, 6, 30), ""),
    ]


def test_a_warning_is_read_or_passed_with_a_reason_or_put_right_first() -> None:
    advice = Notice("near", "Межа близько.")
    asking = Notice("over", "Межу досягнуто.", Severity.REASON)
    stop = Notice("beyond", "Грошей немає.", Severity.STOP)

    assert [passed(found, reason="") for found in ([], [advice])] == [[], []]
    assert passed([advice, asking], reason="Іншого немає") == [asking]
    with pytest.raises(ValidationError) as without_reason:
        passed([advice, asking], reason=" ")
    with pytest.raises(ValidationError) as stopped:
        passed([advice, asking, stop], reason="Іншого немає")

    [error] = without_reason.value.error_dict["reason"]
    assert (error.code, error.message.startswith("Межу досягнуто. ")) == ("reason_required", True)
    assert [(error.code, error.message) for error in stopped.value.error_list] == [("beyond", "Грошей немає.")]


@pytest.mark.both_databases("aggregates")
def test_a_plan_above_its_passport_is_adopted_only_with_the_heads_override(
    program: Program, head: User, person: Any, source: FundingSource
) -> None:
    draft = open_draft_edition(program=program, by=person("coordinator"))
    row = draft.measure_rows.get(measure__code="print-media")
    save_measure(row=row, amounts={(source, 2022): Decimal("188100.00")}, by=head)
    act = LegalAct.objects.create(
        program=program,
        role="amendment",
        body="Каховська міська рада",
        number="210",
        date=date(2022, 5, 12),
        title="Зміни",
    )
    adoption: dict[str, Any] = {"edition": draft, "act": act, "in_force_from": date(2022, 6, 1), "by": head}
    override: dict[str, Any] = {"gate": "ceiling", "program": program, "year": 2022, "reason": "Субвенція", "by": head}
    grant_override(amount=Decimal("99.99"), **override)
    with pytest.raises(ValidationError):
        adopt_edition(**adoption)
    grant_override(amount=Decimal("0.01"), **override)
    assert not adopt_edition(**adoption).is_draft


def test_an_override_of_a_kopiika_lets_a_kopiika_stand_above_the_passport(
    program: Program, head: User, person: Any, source: FundingSource
) -> None:
    draft = open_draft_edition(program=program, by=person("coordinator"))
    row = draft.measure_rows.get(measure__code="print-media")
    save_measure(row=row, amounts={(source, 2022): Decimal("188000.01")}, by=head)
    override: dict[str, Any] = {"gate": "ceiling", "program": program, "year": 2022, "reason": "Округлення", "by": head}
    assert [row.amount for row in not_allowed(draft)] == [Decimal("0.01")]
    grant_override(amount=Decimal("0.01"), **override)
    assert not_allowed(draft) == []


def test_a_zero_in_a_year_that_the_passport_does_not_name_keeps_a_plan_from_being_adopted(
    program: Program, head: User, person: Any, source: FundingSource
) -> None:
    draft = open_draft_edition(program=program, by=person("coordinator"))
    PassportTotal.objects.filter(edition=draft, year=2023).delete()
    Allocation.objects.filter(measure_row__edition=draft, year=2023).update(amount=ZERO)
    assert [(row.year, row.amount, row.passport) for row in plan_differences(draft)] == [(2023, ZERO, None)]
    act = LegalAct.objects.filter(program=program)[0]
    with pytest.raises(ValidationError, match="2023"):
        adopt_edition(edition=draft, act=act, in_force_from=date(2022, 6, 1), by=head)


def test_a_correction_may_bring_an_adopted_plan_nearer_to_its_passport_and_never_further_beyond_it(
    program: Program, head: User, source: FundingSource
) -> None:
    def row(code: str) -> MeasureRow:
        return program.editions.get().measure_rows.get(measure__code=code)

    year, planned = 2022, row("print-media").allocations.get(year=2022).amount
    said: dict[str, Any] = {"by": head, "reason": "описка в Додатку 1"}

    def correct(by_how_much: str) -> None:
        save_measure(row=row("print-media"), amounts={(source, year): planned + Decimal(by_how_much)}, **said)

    for nearer in ("-0.50", "-0.20", "0.00"):
        correct(nearer)
    with pytest.raises(ValidationError):
        correct("0.01")
    # as an older portal may have left it
    Allocation.objects.filter(measure_row=row("print-media"), year=year).update(amount=planned + 5)
    with pytest.raises(ValidationError) as refusal:
        correct("5.01")
    assert refusal.value.error_list[0].code == "beyond_limit"
    save_measure(row=row("site-support"), amounts={(source, 2021): Decimal("19000.00")}, **said)
    correct("4.99")


def test_the_department_may_leave_a_year_as_far_from_its_passport_as_it_was(
    program: Program, person: Any, source: FundingSource
) -> None:
    row = program.editions.get().measure_rows.get(measure__code="print-media")
    planned = row.allocations.get(year=2022).amount
    row.allocations.filter(year=2022).update(amount=planned + 5)  # as an older portal may have left it
    said: dict[str, Any] = {"row": row, "by": person("coordinator"), "reason": "описка в Додатку 1"}

    save_measure(amounts={(source, 2022): planned - 5}, **said)
    with pytest.raises(ValidationError) as refusal:
        save_measure(amounts={(source, 2022): planned - Decimal("5.01")}, **said)

    assert refusal.value.error_list[0].code == "out_of_balance"
