"""The register of payments says who was paid, by contract or without; what is a part of it says what it leaves out."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from media_contracts import services
from media_contracts.models import Contract, Supplier
from media_contracts.reports import Contracts, PublicationsByOutlet, Suppliers
from programs.models import FundingSource, LedgerEntry, Measure, Program
from programs.period import Period
from programs.services import post_entry, reverse_entry
from programs.statement import statement_for, statement_on
from tests.conftest import account, shared_by_module
from tests.media_contracts.contracting import drafted_act, in_force, money, newspaper, pay, publish, site
from tests.portal_of import portal_of
from tests.programs.execution import program_of
from tests.programs.reading import Node, main

pytestmark = pytest.mark.both_databases("aggregates", "search")

HOME = "/programs/information-space-2021-2023/"
LEDGER = "/api/v1/ledger/?stage=paid"


def by_hand(
    code: str, on: date, amount: str, payee: str, number: str, *, year: int | None = None, stage: str = "paid"
) -> LedgerEntry:
    """A payment without a contract."""
    return post_entry(
        by=account("accountant"),
        stage=stage,
        measure=Measure.objects.get(code=code),
        budget_year=year or on.year,
        source=FundingSource.objects.get(),
        date=on,
        amount=Decimal(amount),
        document_number=number,
        counterparty=payee,
    )


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A newspaper is paid by contract, an advance of a sole trader's site too; a printer without one, twice: once
    by a slip that is taken back, and in January for the year that ended.
    """
    with shared_by_module(django_db_blocker):
        by, accountant = account("coordinator"), account("accountant")
        paper, web = newspaper(by), site(by)
        printed, online = in_force(paper, by), in_force(web, by, number="13")
        publish(paper, date(2021, 3, 5), by)
        act = services.sign_act(act=drafted_act(printed, date(2021, 3, 1), date(2021, 3, 31), by, number="1"), by=by)
        pay(printed, act, "1500.00", date(2021, 4, 6), "пд № 1", accountant)
        pay(online, None, "700.00", date(2021, 4, 7), "пд № 2", accountant)
        slip = by_hand("printed-materials", date(2021, 5, 4), "250.50", "ТОВ «Вигадана друкарня»", "пд № 3")
        reverse_entry(entry=slip, date=date(2021, 6, 1), by=accountant, note="Помилка")
        by_hand("printed-materials", date(2022, 1, 12), "900.00", 'ТОВ "Вигадана друкарня"', "пд № 4", year=2021)
        yield


@pytest.fixture
def story(module_data: None, db: None) -> None:
    """Payments of two payees by contract, of one without."""


def shown(client: Client, query: str = "") -> list[list[str]]:
    """The rows of the page."""
    return main(client.get(f"/payments/{query}")).one("table").rows()


def facet(client: Client, query: str, key: str) -> list[str]:
    page = main(client.get(f"/payments/{query}"))
    section = next(each for each in page.all("section") if each.attributes["aria-labelledby"] == f"facet-{key}")
    return [item.text for item in section.all("li")]


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    content = client.get(address).getvalue().decode().lstrip("\ufeff")
    return list(csv.DictReader(StringIO(content), delimiter=";"))


def test_every_payment_stands_there_with_its_contract_or_without_one(
    client: Client, program: Program, story: None
) -> None:
    page = main(client.get("/payments/"))

    assert statement_on(program, timezone.localdate()).total.paid == money("3100.00")

    assert page.one("dl", css="amounts").pairs() == [
        ("Сплачено", "3 100,00 грн 5 записів журналу із них за попередні бюджетні роки: 900,00 грн"),
        ("За договорами", "2 200,00 грн"),
        ("Без договору на порталі", "900,00 грн показати ці оплати"),
    ]
    print_media, online = (
        "1.1.1 Висвітлення у друкованих ЗМІ",
        "1.1.2 Висвітлення в інтернет-виданнях",
    )
    printing = "1.1.4 Друк інформаційних матеріалів"
    assert [[*row[:2], online if row[2].startswith(online) else row[2], *row[3:]] for row in shown(client)] == [
        [
            "12.01.2022",
            'ТОВ "Вигадана друкарня"',
            printing,
            "без договору",
            "пд № 4 за 2021 бюджетний рік",
            "900,00",
        ],
        [
            "01.06.2021",
            "ТОВ «Вигадана друкарня»",
            printing,
            "без договору",
            "пд № 3 сторно оплати від 04.05.2021",
            "−250,50",
        ],
        ["04.05.2021", "ТОВ «Вигадана друкарня»", printing, "без договору", "пд № 3 сторновано 01.06.2021", "250,50"],
        ["07.04.2021", "ФОП Вигадана Марія Іванівна", online, "договір № 13 від 01.03.2021", "пд № 2", "700,00"],
        ["06.04.2021", "ТОВ «Вигадана газета»", print_media, "договір № 12 від 01.03.2021", "пд № 1", "1 500,00"],
        ["", "За договорами", "2 200,00"],
        ["", "Без договору на порталі", "900,00"],
        ["", "Разом сплачено", "3 100,00"],
    ]
    late = "900,00 грн за 2021 бюджетний рік сплачено у 2022 році."
    assert [late in main(client.get(f"{HOME}{part}")).text for part in ("", "measures/printed-materials/")] == [
        True
    ] * 2
    links = {link.attributes["href"] for link in page.one("table").all("a")}
    assert f"{HOME}measures/printed-materials/" in links
    assert any(link.startswith("/contracts/") and "#payment-" in link for link in links)


def test_it_is_shown_as_it_stood_on_a_day(client: Client, story: None) -> None:
    before, after = shown(client, "?on=2021-05-31"), shown(client, "?on=01.06.2021")
    refused = client.get("/payments/?on=31.02.2021")

    assert [(row[-2], row[-1]) for row in before] == [
        ("пд № 3", "250,50"),
        ("пд № 2", "700,00"),
        ("пд № 1", "1 500,00"),
        ("За договорами", "2 200,00"),
        ("Без договору на порталі", "250,50"),
        ("Разом сплачено", "2 450,50"),
    ]
    assert [row[-1] for row in after] == ["−250,50", "250,50", "700,00", "1 500,00", "2 200,00"]
    assert refused.status_code == 400
    assert "Це не дата" in refused.content.decode()
    assert client.get("/payments/payments.csv?on=31.02.2021").status_code == 400
    assert [row["Сплачено, грн"] for row in rows_of(client, "/payments/payments.csv?on=2021-05-31&payee=-")] == []


def test_facets_count_and_add_up_and_the_file_holds_what_is_chosen(client: Client, story: None) -> None:
    printer = "тов вигадана друкарня"
    assert facet(client, "", "payee") == [
        "ТОВ «Вигадана газета» 1 1 500,00 грн",
        "ТОВ «Вигадана друкарня» 3 900,00 грн",
        "ФОП Вигадана Марія Іванівна 1 700,00 грн",
    ]
    assert facet(client, "", "contract") == ["за договорами 2 2 200,00 грн", "без договору 3 900,00 грн"]
    assert facet(client, "?contract=without", "paid") == ["2022 1 900,00 грн", "2021 2 0,00 грн"]
    assert facet(client, f"?payee={quote(printer)}", "paid") == ["2022 1 900,00 грн", "2021 2 0,00 грн"]

    chosen = f"?payee={quote(printer)}&paid=2021&sort=amount"
    assert [row[-1] for row in shown(client, chosen)] == ["−250,50", "250,50", "0,00"]
    files = rows_of(client, f"/payments/payments.csv{chosen}")
    sheet: Any = load_workbook(BytesIO(client.get(f"/payments/payments.xlsx{chosen}").content)).active
    assert [
        (row["Отримувач"], row["Сторнує оплату від"], row["Сторновано"], row["Бюджетний рік"], row["Сплачено, грн"])
        for row in files
    ] == [
        ("ТОВ «Вигадана друкарня»", "04.05.2021", "", "2021", "-250,50"),
        ("ТОВ «Вигадана друкарня»", "", "01.06.2021", "2021", "250,50"),
        ("Разом сплачено", "", "", "", "0,00"),
    ]
    column = next(cell.column for row in sheet.iter_rows() for cell in row if cell.value == "Сплачено, грн")
    amounts = [cell.value for cell in next(sheet.iter_cols(min_col=column, max_col=column)) if cell.value is not None]
    assert amounts == ["Сплачено, грн", -250.5, 250.5, 0]
    nothing = main(client.get("/payments/?payee=ніхто&year=99999&contract=може&program=x&measure=y&source=z&paid=0"))
    assert nothing.one("p", css="table__none").text == "Жодна оплата не відповідає вибраному."
    assert client.get("/payments/payments.pdf").status_code == 404
    assert client.get(f"/payments/?q={'довго' * 50}").status_code == 400


def test_search_finds_everybody_who_was_paid(client: Client, story: None) -> None:
    def found(text: str) -> list[tuple[str, str]]:
        page = main(client.get("/search/", {"q": text}))
        sections = [each for each in page.all("section") if each.attributes["aria-labelledby"] == "payees-title"]
        return [
            (hit.one("a").attributes["href"], hit.text.replace(" »", "»"))
            for each in sections
            for hit in each.all("li")
        ]

    printer = f"/payments/?payee={quote('тов вигадана друкарня').replace('%20', '+')}"
    assert found("ДРУКАРНЯ") == [(printer, "ТОВ «Вигадана друкарня» 3 оплати, 900,00 грн")]
    assert found("вигадана марія")[0][1] == "ФОП Вигадана Марія Іванівна 1 оплата, 700,00 грн"
    assert [row[1] for row in shown(client, "?q=газета")] == ["ТОВ «Вигадана газета»", "Разом сплачено"]
    assert [row[-2] for row in shown(client, "?q=№ 2 марія")] == ["пд № 2", "Разом сплачено"]


def test_a_person_who_agrees_no_more_is_named_by_nothing(client: Client, person: Any, story: None) -> None:
    owner = Supplier.objects.get(kind="sole_trader")
    owner.kind = Supplier.Kind.PERSON
    services.save_party(party=owner, by=person("coordinator"))
    addresses = (
        "/payments/",
        "/payments/payments.csv",
        f"{HOME}",
        f"{HOME}measures/online-media/",
        f"{HOME}measures/online-media/ledger.csv",
        f"{LEDGER}&format=csv",
        LEDGER,
    )

    def said(of: Client, address: str) -> str:
        return of.get(address).getvalue().decode()

    assert {address: "Марія" in said(client, address) for address in addresses} == dict.fromkeys(addresses, False)
    for address in addresses:
        assert "фізична особа" in said(client, address), address
    assert "Жодна оплата" in said(client, "/payments/?q=марія")
    assert 'href="/payments/?payee' not in said(client, "/search/?q=марія")
    asked = [
        client.get(f"{LEDGER}&{name}").json()["count"]
        for name in ("search=марія", "counterparty=ФОП Вигадана Марія Іванівна")
    ]
    assert asked == [0, 0]
    with portal_of(off=["media_contracts"]):
        assert "Марія" not in said(client, "/payments/")
    client.force_login(person("accountant"))
    assert "ФОП Вигадана Марія Іванівна" in said(client, LEDGER)


def test_nobody_sees_payments_of_a_programme_that_is_a_draft(client: Client, story: None, person: Any) -> None:
    before = shown(client)
    hidden = program_of(1)
    entry = LedgerEntry.objects.create(
        stage="paid",
        measure=hidden.measures.get(),
        budget_year=hidden.start_year,
        source=FundingSource.objects.get(),
        date=date(2021, 5, 5),
        amount=Decimal("777.77"),
        document_number="пд № 77",
        counterparty="ТОВ «Таємниця»",
        recorded_by=person("accountant"),
    )
    assert entry.counterparty in client.get("/payments/").content.decode()
    Program.objects.filter(pk=hidden.pk).update(status=Program.Status.DRAFT)

    assert shown(client) == before
    assert "Таємниця" not in client.get("/search/?q=таємниця").content.decode()


def test_programs_read_what_is_paid_under_contracts_and_without(client: Client, story: None) -> None:
    rows = client.get(f"{LEDGER}&under_contract=true&ordering=date").json()["results"]
    without = client.get(f"{LEDGER}&under_contract=false").json()["results"]
    wrong = client.get(f"{LEDGER}&under_contract=може")

    assert [(row["counterparty"], row["contract"], row["amount"]) for row in rows] == [
        ("ТОВ «Вигадана газета»", "договір № 12 від 01.03.2021", "1500.00"),
        ("ФОП Вигадана Марія Іванівна", "договір № 13 від 01.03.2021", "700.00"),
    ]
    assert rows[0]["contract_page"].startswith("http://testserver/contracts/")
    assert [(row["under_contract"], row["contract"], row["contract_page"]) for row in without] == [(False, "", "")] * 3
    assert [(wrong.status_code, list(wrong.json()))[0], "under_contract" in wrong.json()] == [400, True]


def test_a_register_of_contracts_says_what_it_leaves_out(client: Client, story: None) -> None:
    def paid(query: str) -> list[tuple[str, str]]:
        return [(row["Договір"], row["Сплачено, грн"]) for row in rows_of(client, f"/contracts/contracts.csv{query}")]

    page, without = main(client.get("/contracts/")), "/payments/?contract=without"

    def said(page: Node) -> str:
        text = dict(page.one("dl", css="amounts").pairs())["Сплачено"]
        return re.sub(r" (?=[.;)])|(?<=[(]) ", "", text)

    assert said(page) == (
        "2 200 грн прийнято й ще не сплачено: 500 грн без договору на порталі: 900 грн (перелік) разом "
        "сплачено: 3 100 грн"
    )
    assert without in {link.attributes["href"] for link in page.all("a")}
    assert [row[-1] for row in page.one("table").rows()][-3:] == ["2 200,00", "900,00", "3 100,00"]
    assert paid("?q=13") == [
        ("№ 13 від 01.03.2021", "700,00"),
        ("Усього", "700,00"),
        ("Інші договори", "1500,00"),
        ("Без договору на порталі", "900,00"),
        ("Разом сплачено", "3100,00"),
    ]
    assert paid("?measure=information-space-2021-2023.online-media")[1:] == [
        ("Усього", "700,00"),
        ("Без договору на порталі", "0,00"),
        ("Разом сплачено", "700,00"),
    ]
    assert "за іншими договорами: 1 500 грн" in said(main(client.get("/contracts/?q=13")))
    sheet: Any = load_workbook(BytesIO(client.get("/contracts/contracts.xlsx").content)).active
    assert {"Без договору на порталі", "Разом сплачено", 900, 3100} <= {cell.value for row in sheet for cell in row}


def test_the_sections_of_a_report_come_to_all_that_was_paid_and_accepted(program: Program, story: None) -> None:
    def ends(section: Any, period: Period, heads: str, amount: str) -> list[tuple[Any, Any]]:
        rows = list(section().table(statement_for(program, period)).rows)
        return [(row.cells[heads], row.cells[amount]) for row in rows if row.level != "item"]

    year, autumn = Period.year(2021), Period(date(2021, 9, 1), date(2021, 9, 30))
    by_hand("online-media", date(2021, 9, 5), "50.00", "ТОВ «Інше»", "акт № 9", stage="accepted")
    by, contract = account("coordinator"), Contract.objects.get(number="13")
    for day in (2, 3, 4):
        publish(contract.lines.get().outlet, date(2021, 4, day), by)  # type: ignore[arg-type]
    act = services.sign_act(act=drafted_act(contract, date(2021, 4, 1), date(2021, 4, 30), by, number="2"), by=by)
    advance = contract.payments.get()
    services.cover_advance(payment=advance, act=act, amount=money("700.00"), date=date(2021, 4, 30), by=by)
    services.terminate_contract(contract=contract, date=date(2021, 8, 1), by=by, reason="Досить")
    for section, heads in ((Contracts, "contract"), (Suppliers, "supplier")):
        assert ends(section, year, heads, "paid") == [
            ("Разом", money("2200.00")),
            ("Без договору на порталі", money("0.00")),
            ("Разом сплачено від початку програми", money("2200.00")),
        ]
        assert ends(section, autumn, heads, "paid") == [
            ("Разом", money("1500.00")),
            ("Інші договори, що завершилися до періоду", money("700.00")),
            ("Без договору на порталі", money("0.00")),
            ("Разом сплачено від початку програми", money("2200.00")),
        ]
    assert ends(PublicationsByOutlet, year, "outlet", "accepted") == [
        ("Разом", money("2900.00")),
        ("Без договору на порталі", money("50.00")),
        ("Разом прийнято", money("2950.00")),
    ]


def test_more_payments_ask_no_more_queries(client: Client, story: None) -> None:
    addresses = ("/payments/", "/payments/payments.csv", LEDGER, "/search/?q=вигадана", f"{HOME}measures/online-media/")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).getvalue()
            counts.append(len(queries))
        return counts

    before = asked()
    for number in range(5, 9):
        by_hand("site-support", date(2021, 7, number), f"{number}.00", f"ТОВ «{number}»", f"пд № {number}")
        by_hand("online-media", date(2021, 7, number), f"1{number}.00", f"ТОВ «{number}»", f"пд № 1{number}")

    assert asked() == before


def test_a_late_page_asks_for_its_own_payments_alone(client: Client, story: None, monkeypatch: Any) -> None:
    """With what stands beside each: of those on the pages before it, only where they stand."""
    monkeypatch.setattr("programs.views.choice.PER_PAGE", 2)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/payments/?page=2")

    skipping = [query["sql"] for query in queries.captured_queries if "OFFSET" in query["sql"]]
    assert [row.cells["amount"] for row in answer.context["table"].rows[:2]]
    assert [sql.partition(" FROM ")[0].count(",") for sql in skipping] == [0]
