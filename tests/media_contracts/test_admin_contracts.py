"""A two-person department walks from «new contract» to «paid» through the staff's pages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from media_contracts.models import (
    Act,
    Contract,
    MediaOutlet,
    Payment,
    Publication,
    SupplementaryAgreement,
    WarningOverride,
)
from media_contracts.statement import contract_money
from programs.models import BudgetAppropriation, FundingSource, LedgerEntry, Measure, Program
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
    typed = {"date": "06.04.2021", "note": "Помилка"}
    answer = client.post(reverse("admin:programs_ledgerentry_reverse", args=[entry.pk]), typed, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_contract_goes_from_the_draft_to_the_last_payment(client: Client, person: Person, paper: MediaOutlet) -> None:
    client.force_login(person("coordinator"))
    new = address("contract_add")
    send(client, new, open_form(client, new), **drawn_up(paper, "44 000,00"))
    contract = Contract.objects.get()
    assert not contracting.services.missing_clauses(contract)

    for slug in ("agree", "sign", "bring-into-force"):
        assert do(client, address("contract_do", contract.pk, slug), date="01.03.2021").status_code == 302
    empty = {sheet.key: sheet for sheet in client.get(address("contract_change", contract.pk)).context["page"].sheets}
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
        "Цей запис проведено документом: оплата 05.04.2021, № 77, договір № 12 від 01.03.2021. Його сторнують там, щоб "
        "документ і журнал збігалися.",
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


def test_the_page_before_signing_names_what_is_missing_and_lets_the_head_pass(
    client: Client, person: Person, paper: MediaOutlet
) -> None:
    client.force_login(person("coordinator"))
    draft = contracting.draft(paper, person("coordinator"), quantity=money("20000"))
    draft.clauses.filter(clause="liability").delete()

    agree = client.get(address("contract_do", draft.pk, "agree"))
    refused = client.post(address("contract_do", draft.pk, "agree"), fields_of(agree))
    client.force_login(person("head"))
    of_head = client.get(address("contract_do", draft.pk, "agree"))

    draft.refresh_from_db()
    assert [notice.code for notice in agree.context["question"].stops] == ["missing_clause", "beyond_limit"]
    # the text may be agreed without a reason, which signing asks: a page that asks it here would throw it away
    assert [notice.code for notice in agree.context["question"].advice] == ["threshold_over"]
    assert "reason" not in agree.context["form"].fields
    assert (refused.status_code, draft.state, WarningOverride.objects.count()) == (200, "draft", 0)
    assert "amount=94400%2C00" in of_head.context["question"].leaves[0][1]


def test_the_reason_is_asked_by_the_threshold_of_the_day_of_signing_and_not_before(
    client: Client, person: Person, paper: MediaOutlet
) -> None:
    client.force_login(person("coordinator"))
    draft = contracting.draft(paper, person("coordinator"), quantity=money("6000"))  # 50 000 in 2021, later 100 000
    sign = address("contract_do", draft.pk, "sign")
    day, reason = {"date": "01.03.2021"}, {"reason": "Єдина газета громади"}

    agreed = client.post(address("contract_do", draft.pk, "agree"), day)
    today = client.get(sign)
    asked = client.post(sign, fields_of(today) | day)
    signed = client.post(sign, fields_of(asked) | day | reason)

    assert (agreed.status_code, today.context["question"].notices) == (302, [])
    assert [notice.code for notice in asked.context["question"].asked] == ["threshold_over"]
    assert (asked.status_code, list(asked.context["form"].errors)) == (200, ["reason"])
    assert (signed.status_code, WarningOverride.objects.get().reason) == (302, "Єдина газета громади")
    change = address("contract_change", draft.pk)
    tender = client.post(change, fields_of(client.get(change)) | {"procurement": "tender"})
    direct = fields_of(client.get(change)) | {"procurement": "direct"}
    answers = [
        tender,
        client.post(change, direct),
        client.post(change, direct | {"reason": "Системою не скористалися"}),
    ]
    assert [answer.status_code for answer in answers] == [302, 200, 302]
    assert list(answers[1].context["adminform"].form.errors) == ["reason"]
    assert WarningOverride.objects.count() == 2


def test_the_money_left_stands_beside_the_fields_before_anything_is_saved(
    client: Client, person: Person, paper: MediaOutlet
) -> None:
    client.force_login(person("coordinator"))
    by = person("coordinator")
    contracting.in_force(paper, by)
    typed = drawn_up(paper, "70 000,00") | {"customer": contracting.customer(by).pk, "lines-TOTAL_FORMS": 1}

    panel = client.get(address("contract_money"), typed | {"commitments-TOTAL_FORMS": 1}).context["money_panel"]

    assert [(row.year, row.allotted, row.left, row.after) for row in panel.rows] == [
        (2021, money("105600"), money("61600"), money("-8400"))
    ]
    assert (panel.lines, panel.years, panel.differs) == (money("44000"), money("70000"), True)
    assert [(row.year, row.state) for row in panel.codes] == [(2021, "over")]
    assert {prefix: (row.sum, row.left, row.is_over) for prefix, row in panel.beside.items()} == {
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
    by_fund = client.get(address("contract_money"), typed | two).context["money_panel"].rows
    assert [(row.source, row.left, row.after) for row in by_fund] == [
        ("Бюджет громади, загальний фонд", money("36600"), money("-33400")),
        ("Бюджет громади, спеціальний фонд", money("25000"), money("5000")),
    ]
    slip = typed | {"commitments-TOTAL_FORMS": 1, "commitments-0-amount": "9" * 30}
    assert client.get(address("contract_money"), slip).context["money_panel"].years == 0


def test_an_agreement_changes_a_line_and_is_signed_with_its_difference(
    client: Client, person: Person, paper: MediaOutlet
) -> None:
    client.force_login(person("coordinator"))
    contract = contracting.in_force(paper, person("coordinator"))
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
    assert [(row.lines, row.years, row.differs) for row in (saved, typed)] == [
        (money("40000"), money("40000"), False),
        (money("48000"), money("144000"), True),
    ]
    assert [
        (panel.beside["line_changes-0"].left, panel.beside["commitments-0"].left, panel.beside["commitments-0"].is_over)
        for panel in (saved, typed)
    ] == [("−4\xa0000,00", "65\xa0600,00", False), ("+4\xa0000,00", "−38\xa0400,00", True)]
    done = do(client, address("supplementaryagreement_sign", agreement.pk), date="01.10.2021")

    assert done.status_code == 302
    assert contract_money([contract], date(2021, 10, 1))[contract.pk].value == money("40000")
    changed = client.post(address("contract_change", contract.pk), {"subject": "Інше", "procurement": "direct"})
    contract.refresh_from_db()
    assert (changed.status_code, contract.subject) == (200, "Висвітлення діяльності міської ради")


def test_of_two_agreements_of_a_day_each_shows_what_it_changed_itself(
    client: Client, person: Person, paper: MediaOutlet
) -> None:
    by = person("coordinator")
    contract = contracting.in_force(paper, by)
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
    client: Client, person: Person, paper: MediaOutlet
) -> None:
    by = person("coordinator")
    contract = contracting.in_force(paper, by)
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
    contracting.in_force(paper, person("coordinator"))
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
    assert [bool(form.doubts) for form in twice.context["rows"]] == [False, False, False, True, False]
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
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(person("coordinator"))
    contracting.in_force(paper, person("coordinator"))
    head = "ЗМІ;Дата;Тема;Заголовок;Колонок;Висота, см\n"
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
        (4, "ЗМІ")
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
        (2, [("Обсяг", "Переконайтеся, що це значення більше чи дорівнює 0.001.")]),
        (3, [("Висота, см", "«1e30» – не обсяг: напишіть 12,5.")]),
        (5, [("Публікація №", "Ця сама публікація стоїть у рядку 4.")]),
    ]


def test_an_advance_is_covered_and_a_payment_reversed(client: Client, person: Person, paper: MediaOutlet) -> None:
    by = person("coordinator")
    contract = contracting.in_force(paper, by)
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
    said = do(client, reversal, date="01.04.2021", reason="Помилковий платіж")

    advance.refresh_from_db()
    assert (advance.kind, covered.status_code, unsaid.status_code, said.status_code) == ("advance", 302, 200, 302)
    assert advance.reversed_on == date(2021, 4, 1)
    Act.objects.update(period_end=date.max)  # a slip in its year, after which no month comes
    client.force_login(by)
    assert client.get(f"{address('act_add')}?contract={contract.pk}").status_code == 200
