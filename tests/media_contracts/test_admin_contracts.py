"""A two-person department walks from «new contract» to «paid» through the staff's pages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from media_contracts.models import Act, Contract, MediaOutlet, WarningOverride
from media_contracts.statement import contract_money
from programs.models import FundingSource, LedgerEntry, Measure, Program
from tests.media_contracts import contracting
from tests.media_contracts.contracting import money
from tests.programs.filling import fields_of, open_form, send

Person = Callable[[str], User]


def address(name: str, *args: Any) -> str:
    return reverse(f"admin:media_contracts_{name}", args=args)


@pytest.fixture
def paper(program: Program, person: Person) -> MediaOutlet:
    contracting.customer(person("coordinator"))
    return contracting.newspaper(person("coordinator"))


def drawn_up(outlet: MediaOutlet, amount: str) -> dict[str, Any]:
    """What a coordinator types into a new contract of 4 400 cm² at 10 UAH."""
    return {
        "kind": "coverage_print",
        "number": "12",
        "supplier": outlet.supplier_id,
        "measure": Measure.objects.get(code="print-media").pk,
        "subject": "Висвітлення діяльності ради",
        "date_from": "01.03.2021",
        "date_to": "31.12.2021",
        "cpv": "79970000-4",
        "lines-0-description": "Публікації",
        "lines-0-outlet": outlet.pk,
        "lines-0-unit": "cm2",
        "lines-0-quantity": "4 400",
        "lines-0-unit_price": "10,00",
        "commitments-0-year": "2021",
        "commitments-0-source": FundingSource.objects.get().pk,
        "commitments-0-kekv": "2240",
        "commitments-0-amount": amount,
    }


def do(client: Client, at: str, **typed: Any) -> Any:
    """Open the page of an action and press its button."""
    return client.post(at, {**open_form(client, at), **typed})


def do_not_reverse(client: Client, entry: LedgerEntry) -> str:
    """What the ledger answers to somebody who takes an entry back by hand."""
    typed = {"date": "06.04.2021", "reason": "Помилка"}
    answer = client.post(reverse("admin:programs_ledgerentry_reverse", args=[entry.pk]), typed)
    return " ".join(answer.context["form"].non_field_errors())


def test_what_stands_in_the_way_of_a_step_is_said_once(client: Client, person: Person, paper: MediaOutlet) -> None:
    contract = contracting.draft(paper, person("coordinator"))
    client.force_login(person("coordinator"))
    form = open_form(client, address("contract_do_agree", contract.pk))
    contract.lines.all().delete()

    page = client.post(address("contract_do_agree", contract.pk), form)

    assert page.content.decode().count("У договорі немає позицій") == 1
    assert page.context["stops"] and not page.context["refusals"]


def test_a_contract_goes_from_the_draft_to_the_last_payment(client: Client, person: Person, paper: MediaOutlet) -> None:
    client.force_login(person("coordinator"))
    new = address("contract_add")
    send(client, new, open_form(client, new), **drawn_up(paper, "44 000,00"))
    contract = Contract.objects.get()
    assert not contracting.services.missing_clauses(contract)

    for slug in ("agree", "sign", "bring-into-force"):
        assert do(client, address(f"contract_do_{slug}", contract.pk), date="01.03.2021").status_code == 302
    empty = {
        sheet.key: sheet for sheet in client.get(address("contract_change", contract.pk)).context["page"]["sheets"]
    }
    contracting.publish(paper, date(2021, 3, 9), person("coordinator"))
    quick = client.get(empty["publications"].links[-1][1]).context["rows"]
    assert empty["publications"].empty == "За цим договором ще не записано жодної публікації."
    assert {form.initial["outlet"] for form in quick} == {paper.pk}
    begin = f"{address('act_add')}?contract={contract.pk}"
    month = open_form(client, begin)
    assert [month[name] for name in ("period_start", "period_end", "date")] == [["01.03.2021"], *[["31.03.2021"]] * 2]
    do(
        client,
        begin,
        number="1",
        date="31.03.2021",
        period_start="01.03.2021",
        period_end="31.03.2021",
        customer_signatory="Петро ЗАСТУПНИК",
        customer_position="заступник міського голови",
    )
    act = Act.objects.get()
    early = do(client, address("act_sign", act.pk), customer_signed_on="01.02.2021")
    signed = client.post(address("act_sign", act.pk), {**fields_of(early), "customer_signed_on": "31.03.2021"})
    correction = open_form(client, f"{begin}&corrects={act.pk}")
    client.force_login(person("accountant"))
    pay = f"{address('payment_add')}?contract={contract.pk}&act={act.pk}"
    offered = open_form(client, pay)
    to_pay = [row[0] for row in client.get(address("payment_add")).context["rows"]]
    paid = do(client, pay, document_number="77", date="05.04.2021")

    accepted, of_payment = LedgerEntry.objects.exclude(stage="committed").order_by("pk")
    entry = client.get(reverse("admin:programs_ledgerentry_change", args=[accepted.pk]))
    by_hand = do_not_reverse(client, of_payment)

    contract.refresh_from_db()
    found = contract_money([contract], date(2021, 4, 30))[contract.pk]
    assert [(link.title, link.address) for link in entry.context["documents"]] == [
        ("акт № 1 від 31.03.2021", address("act_change", act.pk)),
        ("договір № 12 від 01.03.2021", address("contract_change", contract.pk)),
    ]
    assert f'<a href="{address("act_change", act.pk)}">' in entry.content.decode()
    assert (entry.context["may_reverse"], by_hand) == (
        False,
        "Цей запис проведено документом: оплата 05.04.2021, № 77, акт № 1 від 31.03.2021, договір № 12 від 01.03.2021. "
        "Його сторнують там, щоб документ і журнал збігалися.",
    )
    assert [str(error) for error in early.context["form"].non_field_errors()] == [
        "Акт не може бути підписаний раніше за договір."
    ]
    assert (signed.status_code, paid.status_code, contract.state) == (302, 302, Contract.State.IN_FORCE)
    assert Act.objects.get().state == Act.State.SIGNED
    assert [correction[name] for name in ("number", "customer_signatory", "customer_position")] == [
        ["1-1"],
        ["Петро ЗАСТУПНИК"],
        ["заступник міського голови"],
    ]
    assert (act.supplier_signatory, act.supplier_acts_on) == ("Іван РЕДАКТОР", "статуту")
    assert offered["amount"] == ["2\xa0000,00"]
    assert (found.value, found.accepted, found.paid, found.owed) == (
        money("44000"),
        money("2000"),
        money("2000"),
        money("0"),
    )
    assert LedgerEntry.objects.filter(recorded_by=person("accountant")).count() == 1
    # what waits for a payment or may have an advance is offered, a contract that is paid whole is not
    assert [name.split(",")[0] for name in to_pay] == [str(contract)]


def test_the_page_before_signing_names_what_is_missing_and_lets_the_head_pass(
    client: Client, person: Person, paper: MediaOutlet
) -> None:
    client.force_login(person("coordinator"))
    draft = contracting.draft(paper, person("coordinator"), quantity=money("20000"))
    draft.clauses.filter(clause="liability").delete()

    agree = client.get(address("contract_do_agree", draft.pk))
    refused = client.post(address("contract_do_agree", draft.pk), fields_of(agree))
    client.force_login(person("head"))
    of_head = client.get(address("contract_do_agree", draft.pk))

    draft.refresh_from_db()
    assert [notice.code for notice in agree.context["stops"]] == ["missing_clause", "beyond_limit"]
    # the text may be agreed without a reason, which signing asks: a page that asks it here would throw it away
    assert [notice.code for notice in agree.context["advice"]] == ["threshold_over"]
    assert "reason" not in agree.context["form"].fields
    assert (refused.status_code, draft.state, WarningOverride.objects.count()) == (200, "draft", 0)
    assert "amount=94400%2C00" in of_head.context["overrides"][0][1]


def test_the_reason_is_asked_by_the_threshold_of_the_day_of_signing_and_not_before(
    client: Client, person: Person, paper: MediaOutlet
) -> None:
    client.force_login(person("coordinator"))
    draft = contracting.draft(paper, person("coordinator"), quantity=money("6000"))  # 50 000 in 2021, later 100 000
    sign = address("contract_do_sign", draft.pk)
    day, reason = {"date": "01.03.2021"}, {"reason": "Єдина газета громади"}

    agreed = client.post(address("contract_do_agree", draft.pk), day)
    today = client.get(sign)
    asked = client.post(sign, fields_of(today) | day)
    signed = client.post(sign, fields_of(asked) | day | reason)

    assert (agreed.status_code, today.context["asked"]) == (302, [])
    assert [notice.code for notice in asked.context["asked"]] == ["threshold_over"]
    assert (asked.status_code, list(asked.context["form"].errors)) == (200, ["reason"])
    assert (signed.status_code, WarningOverride.objects.get().reason) == (302, "Єдина газета громади")
    change = address("contract_change", draft.pk)
    tender = client.post(change, fields_of(client.get(change)) | {"procurement": "tender"})
    direct = fields_of(client.get(change)) | {"procurement": "direct"}
    answers = [
        tender,
        client.post(change, direct),
        client.post(change, direct | {"reason_": "Системою не скористалися"}),
    ]
    assert [answer.status_code for answer in answers] == [302, 200, 302]
    assert list(answers[1].context["adminform"].form.errors) == ["reason_"]
    assert WarningOverride.objects.count() == 2
