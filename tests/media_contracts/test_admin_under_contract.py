"""What the staff's pages do under a contract in force: its agreements, publications, acts, advances and money."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoDbBlocker

from media_contracts.models import Act, Contract, MediaOutlet, Payment, Publication, SupplementaryAgreement
from media_contracts.statement import contract_money
from programs.models import BudgetAppropriation, FundingSource, Measure
from tests.conftest import account, shared_by_module
from tests.media_contracts import contracting
from tests.media_contracts.contracting import money
from tests.media_contracts.test_admin_contracts import address, do, drawn_up
from tests.programs.filling import fields_of, open_form, send

Person = Callable[[str], User]


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """A newspaper and its contract of 4 400 cm² at 10 UAH."""
    with shared_by_module(django_db_blocker):
        by = account("coordinator")
        yield contracting.in_force(contracting.newspaper(by), by).pk


@pytest.fixture
def contract(module_data: int, db: None) -> Contract:
    return Contract.objects.get(pk=module_data)


@pytest.fixture
def paper(module_data: int, db: None) -> MediaOutlet:
    return MediaOutlet.objects.get()


def test_the_money_left_stands_beside_the_fields_before_anything_is_saved(
    client: Client, person: Person, contract: Contract, paper: MediaOutlet
) -> None:
    client.force_login(person("coordinator"))
    typed = drawn_up(paper, "70 000,00") | {"customer": contract.customer_id, "lines-TOTAL_FORMS": 1}

    panel = client.get(address("contract_money"), typed | {"commitments-TOTAL_FORMS": 1}).context["money_panel"]

    assert [tuple(row[name] for name in ("year", "allotted", "left", "after")) for row in panel["rows"]] == [
        (2021, money("105600"), money("61600"), money("-8400"))
    ]
    assert (panel["lines"], panel["years"]) == (money("44000"), money("70000"))
    assert [(row["year"], row["state"]) for row in panel["codes"]] == [(2021, "over")]
    assert {prefix: tuple(row.values()) for prefix, row in panel["beside"].items()} == {
        "lines-0": ("44\xa0000,00", "лишається розподілити: 26\xa0000,00", False),
        "commitments-0": ("", "−8\xa0400,00", True),
    }
    given: dict[str, Any] = {"measure": Measure.objects.get(code="print-media"), "year": 2021}
    given |= {"source": FundingSource.objects.get(), "effective_from": date(2021, 1, 1)}
    for fund, amount in (("general", "80600"), ("special", "25000")):
        BudgetAppropriation.objects.create(**given, fund=fund, amount=money(amount))
    two = {"commitments-TOTAL_FORMS": 2, "commitments-0-fund": "general"}
    two |= {"commitments-1-fund": "special", "commitments-1-amount": "20 000"}
    two |= {f"commitments-1-{name}": typed[f"commitments-0-{name}"] for name in ("year", "source")}
    by_fund = client.get(address("contract_money"), typed | two).context["money_panel"]["rows"]
    assert [(row["source"], row["left"], row["after"]) for row in by_fund] == [
        ("Бюджет громади, загальний фонд", money("36600"), money("-33400")),
        ("Бюджет громади, спеціальний фонд", money("25000"), money("5000")),
    ]
    slip = typed | {"commitments-TOTAL_FORMS": 1, "commitments-0-amount": "9" * 30}
    assert client.get(address("contract_money"), slip).context["money_panel"]["years"] == 0


def test_an_agreement_changes_a_line_and_is_signed_with_its_difference(
    client: Client, person: Person, contract: Contract
) -> None:
    client.force_login(person("coordinator"))
    begin = f"{address('supplementaryagreement_add')}?contract={contract.pk}"
    typed = {"reason": "Менше потреби", "line_changes-0-quantity": "4000", "commitments-0-amount": "-4 000,00"}

    send(client, begin, open_form(client, begin), **typed)
    agreement = contract.agreements.get()
    page = client.get(address("supplementaryagreement_change", agreement.pk))
    saved = page.context["money_panel"]
    dearer = fields_of(page) | {"line_changes-0-unit_price": "12", "commitments-0-amount": "100 000"}
    typed = client.get(address("supplementaryagreement_money"), dearer).context["money_panel"]
    checked = client.post(page.request["PATH_INFO"], dearer | {"_check": "1"})
    assert (agreement.commitments.get().amount, "▲" in checked.content.decode()) == (money("-4000.00"), True)
    assert [(panel["lines"], panel["years"]) for panel in (saved, typed)] == [
        (money("40000"), money("40000")),
        (money("48000"), money("144000")),
    ]
    beside = [(panel["beside"]["line_changes-0"]["left"], panel["beside"]["commitments-0"]) for panel in (saved, typed)]
    assert beside == [
        ("−4\xa0000,00", {"sum": "", "left": "65\xa0600,00", "is_over": False}),
        ("+4\xa0000,00", {"sum": "", "left": "−38\xa0400,00", "is_over": True}),
    ]
    done = do(client, address("supplementaryagreement_sign", agreement.pk), date="01.10.2021")

    assert done.status_code == 302
    assert contract_money([contract], date(2021, 10, 1))[contract.pk].value == money("40000")
    changed = client.post(address("contract_change", contract.pk), {"subject": "Інше", "procurement": "direct"})
    contract.refresh_from_db()
    assert (changed.status_code, contract.subject) == (200, "Висвітлення діяльності міської ради")


def test_of_two_agreements_of_a_day_each_shows_what_it_changed_itself(
    client: Client, person: Person, contract: Contract
) -> None:
    by = person("coordinator")
    day = date(2021, 7, 15)
    first = contracting.cut(contract, day, by)
    second = SupplementaryAgreement(contract=contract, number="2", reason="Довше", new_date_to=date(2022, 2, 28))
    contracting.services.save_document(document=second, by=by)
    contracting.services.sign_agreement(agreement=second, date=day, by=by)
    client.force_login(by)

    pages = [client.get(address("supplementaryagreement_change", row.pk)) for row in (first, second)]

    amounts = [[cell.text for cell in page.context["sheets"][0].foot[-2:]] for page in pages]
    assert [[text.replace("\xa0", " ") for text in row] for row in amounts] == [
        ["44 000,00", "40 000,00"],
        ["40 000,00", "40 000,00"],
    ]


def test_the_amount_to_cover_is_that_of_the_act_proposed_first(
    client: Client, person: Person, contract: Contract, paper: MediaOutlet
) -> None:
    by = person("coordinator")
    advance = contracting.pay(contract, None, "3000.00", date(2021, 3, 2), "1", by)
    for month, last in ((3, 31), (4, 30)):
        contracting.publish(paper, date(2021, month, 9), by)
        drafted = contracting.drafted_act(
            contract, date(2021, month, 1), date(2021, month, last), by, number=str(month)
        )
        contracting.services.sign_act(act=drafted, by=by)
    contracting.pay(contract, contract.acts.get(number="3"), "1500.00", date(2021, 4, 1), "2", by)
    client.force_login(person("accountant"))

    form = client.get(address("payment_cover", advance.pk)).context["form"]

    assert [row.number for row in form["act"].field.queryset] == ["3", "4"]
    assert form["amount"].value() == "500,00"


def test_publications_are_typed_down_and_a_doubtful_one_asks_once(
    client: Client, person: Person, paper: MediaOutlet
) -> None:
    client.force_login(person("coordinator"))
    sheet = address("publication_sheet")
    row = {"outlet": paper.pk, "date": "09.03.2021", "kind": "council", "issue": "10"}

    def typed(number: int, headline: str) -> dict[str, Any]:
        cells = {**row, "headline": headline, "columns": "5", "height": "10,5"}
        return {f"rows-{number}-{name}": value for name, value in cells.items()}

    first = do(client, sheet, **typed(0, "Сесія ради"), **typed(1, "Бюджет громади"))
    again = do(client, sheet, **typed(0, "сесія РАДИ"))
    meant = do(client, sheet, **typed(0, "сесія РАДИ"), **{"rows-0-confirmed": "on"})
    twice = do(client, sheet, **typed(0, "Оголошення"), **typed(3, "оголошення"))

    assert (first.status_code, again.status_code, meant.status_code) == (302, 200, 302)
    assert [bool(form.questions) for form in twice.context["rows"]] == [False, False, False, True, False]
    assert [
        (piece.headline, piece.quantity, piece.contract_line is not None)
        for piece in Publication.objects.order_by("pk")
    ] == [
        ("Сесія ради", money("210"), True),
        ("Бюджет громади", money("210"), True),
        ("сесія РАДИ", money("210"), True),
    ]


def test_a_months_list_is_imported_once_and_comes_back_as_it_was_exported(
    client: Client, person: Person, paper: MediaOutlet
) -> None:
    client.force_login(person("coordinator"))
    head = "Медіа;Дата;Тема;Заголовок;Колонок;Висота, см\n"
    good = "Вигадана газета;09.03.2021;висвітлення діяльності ради;Сесія;5;10,5\ngazeta;16.03.2021;council;Бюджет;;\n"
    bad = "Невідома;32.03.2021;council;Сесія;;\n"

    def bring(text: str) -> Any:
        file = SimpleUploadedFile("березень.csv", (head + text).encode("utf-8-sig"))
        return client.post(address("publication_import"), {"file": file})

    wrong = bring(good + bad)
    bring(good)
    client.post(address("publication_import_confirm"))
    twice = bring(good)
    exported = client.get(address("publication_export", "csv") + "?q=СЕСІЯ").content.decode("utf-8-sig")
    same = bring(good)

    assert [(row.number, column) for row in wrong.context["preview"].erroneous for column, _text in row.errors] == [
        (4, "Медіа")
    ]
    assert list(Publication.objects.order_by("date").values_list("headline", "quantity")) == [
        ("Сесія", money("210")),
        ("Бюджет", money("1")),
    ]
    assert (twice.context["preview"].changing, same.context["preview"].skipped) == ([], 2)
    assert [line.split(";")[4] for line in exported.splitlines()[1:]] == ["Сесія"]
    head = head.replace("\n", ";Обсяг;Публікація №\n")
    number, row = Publication.objects.latest("date").pk, "gazeta;17.03.2021;council"
    slips = [
        f"{row};Перша;;;0;",
        f"{row};Друга;5;1e30;;",
        f"{row};Третя;;;;{number}",
        f"{row};Четверта;;;;{number}",
    ]
    assert [(row.number, row.errors) for row in bring("\n".join(slips)).context["preview"].erroneous] == [
        (2, [("Обсяг", "Значення має бути не меншим за 0.001.")]),
        (3, [("Висота, см", "«1e30» – не обсяг: напишіть 12,5.")]),
        (5, [("Публікація №", "Ця сама публікація є в рядку 4.")]),
    ]


def test_an_advance_is_covered_and_a_payment_reversed(
    client: Client, person: Person, contract: Contract, paper: MediaOutlet
) -> None:
    by = person("coordinator")
    client.force_login(person("accountant"))
    do(
        client,
        f"{address('payment_add')}?contract={contract.pk}",
        act="",
        amount="500",
        document_number="1",
        date="10.03.2021",
    )
    advance = Payment.objects.get()
    contracting.publish(paper, date(2021, 3, 9), by)
    act = contracting.drafted_act(contract, date(2021, 3, 1), date(2021, 3, 31), by, number="1")
    contracting.services.sign_act(act=act, by=by)

    covered = do(client, address("payment_cover", advance.pk), act=act.pk, amount="500", date="31.03.2021")
    reversal = address("payment_reverse", advance.pk)
    unsaid = client.post(reversal, {**open_form(client, reversal), "reason": ""})
    beyond = client.post(reversal, {**open_form(client, reversal), "reason": "Повернення", "returned": "500,01"})
    part = do(client, reversal, date="01.04.2021", reason="Повернення", returned="200")
    rest = Payment.objects.standing().get()
    of_rest = (rest.kind, rest.amount, [(cover.act, cover.amount) for cover in rest.covers.all()])
    said = do(client, address("payment_reverse", rest.pk), date="02.04.2021", reason="Помилковий платіж")

    assert (advance.kind, covered.status_code, unsaid.status_code, said.status_code) == ("advance", 302, 200, 302)
    assert "не більше 500,00\xa0грн" in beyond.context["form"].errors["returned"][0]
    assert (part.status_code, *of_rest) == (302, "advance", Decimal("300.00"), [(act, Decimal("300.00"))])
    reversals = Payment.objects.order_by("pk").values_list("amount", "reversed_on")
    assert list(reversals) == [(Decimal(500), date(2021, 4, 1)), (Decimal(300), date(2021, 4, 2))]
    Act.objects.update(period_end=date.max)  # a slip in its year, after which no month comes
    client.force_login(by)
    assert client.get(f"{address('act_add')}?contract={contract.pk}").status_code == 200
