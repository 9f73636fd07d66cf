"""Limits and indicators in the staff's pages: the head lets money pass, the accountant closes, nobody rubs it out."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from programs.models import FundingSource, Indicator, Measure, Override, PeriodClosing, Program
from programs.services import close_period, grant_override, open_draft_edition, post_entry, save_measure
from tests.programs.filling import open_form, send, sentences

Staff = Callable[[str], Client]


@pytest.fixture
def staff(person: Callable[[str], User]) -> Staff:
    def log_in(role: str) -> Client:
        client = Client()
        client.force_login(person(role))
        return client

    return log_in


def page(model: str, name: str, *args: Any) -> str:
    return reverse(f"admin:programs_{model}_{name}", args=args)


def said(response: Any, text: str) -> bool:
    """Whether a refusal of the page says this."""
    return any(text in sentence.replace("\xa0", " ") for sentence in sentences(response))


def fill(client: Client, address: str, **values: Any) -> Any:
    return send(client, address, open_form(client, address), **values)


def test_a_payment_beyond_the_plan_is_refused_until_the_head_lets_it_pass(staff: Staff, program: Program) -> None:
    measure = Measure.objects.get(program=program, code="site-support")
    payment: dict[str, Any] = {
        "stage": "paid",
        "measure": measure.pk,
        "budget_year": 2021,
        "source": FundingSource.objects.get().pk,
        "date": "06.04.2021",
        "document_number": "пд № 1",
        "amount": "20 500,00",
    }
    accountant, head = staff("accountant"), staff("head")

    refused = fill(accountant, page("ledgerentry", "add"), **payment)
    assert said(refused, "Ліміт 2021 року перевищено на 500,00")
    asked = {"gate": "paid", "measure": measure.pk, "year": 2021, "amount": "500", "reason": "Подорожчання хостингу"}
    fill(head, page("override", "add"), **asked)
    fill(accountant, page("ledgerentry", "add"), **payment)

    assert [(o.gate, o.amount, o.reason, o.granted_by.username) for o in Override.objects.all()] == [
        ("paid", Decimal("500.00"), "Подорожчання хостингу", "head")
    ]
    assert [(e.amount, e.recorded_by.username) for e in measure.ledger.all()] == [(Decimal("20500.00"), "accountant")]


def test_an_override_is_the_heads_alone_and_stays(staff: Staff, program: Program) -> None:
    asked = {"gate": "ceiling", "year": 2022, "amount": "1", "reason": "Субвенція"}
    assert [staff(role).get(page("override", "add")).status_code for role in ("coordinator", "accountant")] == [
        403,
        403,
    ]
    head = staff("head")
    fill(head, page("override", "add"), **asked)
    override = Override.objects.get()
    assert (override.measure, override.source) == (None, None)
    assert str(override) == "план понад паспорт, 2022: 1,00"
    assert head.get(page("override", "change", override.pk)).status_code == 200
    assert head.post(page("override", "change", override.pk), {"reason": "інше"}).status_code == 403
    assert head.post(page("override", "delete", override.pk), {"post": "yes"}).status_code == 403
    assert Override.objects.get().reason == "Субвенція"


def test_an_override_without_its_reason_keeps_what_was_typed(staff: Staff, program: Program) -> None:
    answer = fill(staff("head"), page("override", "add"), gate="paid", year=2021, amount="12,50", reason="")
    assert answer.status_code == 200
    assert "12,50" in answer.content.decode()
    assert not Override.objects.exists()


def test_the_accountant_closes_a_period_and_reopens_it_with_a_reason(
    staff: Staff, program: Program, person: Callable[[str], User]
) -> None:
    accountant = staff("accountant")
    fill(accountant, page("periodclosing", "add"), through="30.06.2021")
    refused = fill(accountant, page("periodclosing", "add"), through="31.03.2021", reason="")
    assert said(refused, "Укажіть, чому період відкривається знову.")
    fill(accountant, page("periodclosing", "add"), through="31.03.2021", reason="Не внесено акт")

    assert [(step.through, step.reason) for step in PeriodClosing.objects.all()] == [
        (date(2021, 3, 31), "Не внесено акт"),
        (date(2021, 6, 30), ""),
    ]
    assert staff("head").get(page("periodclosing", "add")).status_code == 403


def test_a_closed_period_refuses_an_entry_on_its_form(
    staff: Staff, program: Program, person: Callable[[str], User]
) -> None:
    close_period(program=program, through=date(2021, 6, 30), by=person("accountant"))
    measure = Measure.objects.get(program=program, code="site-support")
    answer = fill(
        staff("accountant"),
        page("ledgerentry", "add"),
        stage="paid",
        measure=measure.pk,
        budget_year=2021,
        source=FundingSource.objects.get().pk,
        date="06.04.2021",
        document_number="пд № 1",
        amount="100",
    )
    assert said(answer, "Журнал закрито до 30.06.2021")
    assert not measure.ledger.exists()


def test_an_indicator_is_entered_with_its_years(staff: Staff, program: Program) -> None:
    values = {
        "group": "output",
        "name": "Пресконференції",
        "unit": "заходів",
        "value_type": "integer",
        "values-TOTAL_FORMS": "1",
        "values-0-year": "2021",
        "values-0-plan": "4",
        "values-0-actual": "3",
        "values-0-explanation": "Карантин",
    }
    coordinator = staff("coordinator")
    wrong = fill(coordinator, page("indicator", "add"), **{**values, "values-0-plan": "4,5"})
    assert said(wrong, "Цей показник рахується цілими числами.")
    assert not Indicator.objects.exists()
    fill(coordinator, page("indicator", "add"), **values)
    indicator = Indicator.objects.get()
    assert list(indicator.values.values_list("year", "plan", "actual", "explanation")) == [
        (2021, Decimal(4), Decimal(3), "Карантин")
    ]


def test_progress_that_drifts_asks_for_its_reason_on_the_form(
    staff: Staff, program: Program, person: Callable[[str], User]
) -> None:
    measure = Measure.objects.get(program=program, code="site-support")
    post_entry(
        by=person("accountant"), stage="paid", measure=measure, budget_year=2021, source=FundingSource.objects.get(),
        date=date(2021, 4, 6), amount=Decimal("1000.00"), document_number="пд № 1",
    )  # fmt: skip
    answer = fill(
        staff("coordinator"),
        page("progress", "add"),
        measure=measure.pk,
        period_start="01.01.2021",
        period_end="31.12.2021",
        state="done",
        work_percent="100",
    )
    assert said(answer, "Укажіть причину:")
    assert not measure.progress.exists()


# ---- warned before saving --------------------------------------------------------------------------------------------


class Lines(HTMLParser):
    """The lines, warnings and links of the panel of limits."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        html = response.content.decode()
        self.feed(html[html.index('<dl class="available-lines">') :].split("</section>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(" ".join(data.split()))


def test_the_available_left_is_seen_before_an_entry_is_posted(
    staff: Staff, program: Program, person: Callable[[str], User]
) -> None:
    measure, source = Measure.objects.get(program=program, code="site-support"), FundingSource.objects.get()
    post_entry(
        by=person("accountant"), stage="paid", measure=measure, budget_year=2021, source=source,
        date=date(2021, 4, 6), amount=Decimal("15000.00"), document_number="пд № 1",
    )  # fmt: skip
    close_period(program=program, through=date(2021, 6, 30), by=person("accountant"))
    question: dict[str, Any] = {
        "stage": "paid", "measure": measure.pk, "budget_year": 2021, "source": source.pk, "date": "06.07.2021",
        "amount": "5 000,50", "document_number": "пд № 2",
    }  # fmt: skip
    accountant, add = staff("accountant"), page("ledgerentry", "add")

    asked = Lines(accountant.get(page("ledgerentry", "available"), question))
    checked = Lines(fill(accountant, add, **question, _check="1"))
    head = Lines(staff("head").get(page("ledgerentry", "available"), question))
    closed = Lines(accountant.get(page("ledgerentry", "available"), {**question, "date": "30.06.2021", "amount": "1"}))

    assert asked.texts == [
        "План", "20 000,00 грн",
        "За договорами", "0,00 грн",
        "Без договору", "15 000,00 грн",
        "Вільно", "5 000,00 грн",
        "Залишиться після цього запису", "−0,50 грн",
        "▲",
        "Запис перевищує ліміт на 0,50 грн, тож його не буде прийнято: виправте суму або попросіть керівника про "
        "дозвіл.",
        "Надішліть керівникові посилання:", "додати дозвіл на цю суму",
    ]  # fmt: skip
    assert checked.texts[: len(asked.texts)] == asked.texts
    assert head.texts[-1] == "Додати дозвіл із зазначенням причини"
    assert closed.texts[11].startswith("Журнал закрито до 30.06.2021")
    assert measure.ledger.count() == 1
    form = open_form(staff("head"), head.links[0])
    assert [form[name] for name in ("gate", "measure", "year", "source", "amount")] == [
        ["paid"], [str(measure.pk)], ["2021"], [str(source.pk)], ["0,50"],
    ]  # fmt: skip


def test_a_budget_that_does_not_fit_the_programme_is_asked_once_more(
    staff: Staff, program: Program, person: Callable[[str], User]
) -> None:
    measure, source = Measure.objects.get(program=program, code="site-support"), FundingSource.objects.get()
    post_entry(
        by=person("accountant"), stage="committed", measure=measure, budget_year=2021, source=source,
        date=date(2021, 4, 6), amount=Decimal("15000.00"), document_number="дог. № 1",
    )  # fmt: skip
    accountant, add = staff("accountant"), page("budgetappropriation", "add")
    given: dict[str, Any] = {
        "measure": measure.pk, "year": 2021, "source": source.pk, "fund": "general", "effective_from": "01.05.2021",
    }  # fmt: skip

    low = fill(accountant, add, **given, amount="14 999,00")
    high = fill(accountant, add, **given, amount="20 000,01")
    assert said(low, "Договори й витрати без договору перевищили б бюджетне призначення на 1,00 грн")
    assert said(high, "Бюджетом було б виділено на 0,01 грн більше, ніж передбачає програма")
    assert not measure.appropriations.exists()
    fill(accountant, add, **given, amount="14 999,00", confirmed="on")
    assert [row.amount for row in measure.appropriations.all()] == [Decimal("14999.00")]


def test_a_correction_above_the_passport_waits_for_the_heads_override(
    program: Program, person: Callable[[str], User]
) -> None:
    row = program.editions.get(number=1).measure_rows.get(number="1.1.2")
    amounts = {(FundingSource.objects.get(), 2022): Decimal("49000.01")}
    coordinator = person("coordinator")
    with pytest.raises(ValidationError):
        save_measure(row=row, amounts=amounts, by=coordinator, reason="описка")
    row.refresh_from_db()
    grant_override(
        gate="ceiling", program=program, year=2022, amount=Decimal("0.01"), reason="Субвенція", by=person("head")
    )
    save_measure(row=row, amounts=amounts, by=coordinator, reason="описка")
    assert row.allocations.get(year=2022).amount == Decimal("49000.01")


def test_the_head_is_led_from_a_surplus_to_the_override_and_on_to_the_adoption(
    staff: Staff, program: Program, person: Callable[[str], User]
) -> None:
    draft = open_draft_edition(program=program, by=person("coordinator"))
    save_measure(
        row=draft.measure_rows.get(number="1.1.2"),
        amounts={(FundingSource.objects.get(), 2022): Decimal("49100")},
        by=person("coordinator"),
    )
    head, adopt = staff("head"), page("edition", "adopt", draft.pk)

    [year] = head.get(adopt).context["differences"]
    form = open_form(head, year["override"])
    send(head, page("override", "add"), form, reason="Субвенція")

    assert [form[name] for name in ("gate", "year", "amount")] == [["ceiling"], ["2022"], ["100,00"]]
    [year] = head.get(adopt).context["differences"]
    assert (year["allowed"], year["override"]) == (True, "")
    assert staff("coordinator").get(page("edition", "change", draft.pk)).context["differences"][0]["override"] == ""
