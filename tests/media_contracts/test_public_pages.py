"""The public register, the chain of a contract, outlets and publications: figures agree, nothing private is shown."""

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from media_contracts import services
from media_contracts.models import Contract, MediaOutlet, Payment, Publication, Supplier
from media_contracts.reports import Contracts, ContractWarnings, PublicationsByOutlet, Suppliers
from programs.models import LedgerEntry, Program
from programs.period import Period
from programs.services import save_record
from programs.statement import statement_for
from tests.conftest import account, shared_by_module
from tests.media_contracts.contracting import (
    RNOKPP,
    draft,
    drafted_act,
    in_force,
    money,
    newspaper,
    pay,
    publish,
    site,
)
from tests.programs.execution import program_of

Person = Callable[[str], User]
PRIVATE = "таємне-слово"


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[int, int]]:
    """A newspaper with one act, paid in two parts, and a sole trader's site with a piece in no act yet."""
    with shared_by_module(django_db_blocker):
        by, accountant = account("coordinator"), account("accountant")
        paper, web = newspaper(by), site(by)
        printed, online = in_force(paper, by), in_force(web, by, number="13")
        for day in (5, 12):
            publish(paper, date(2021, 3, day), by, kind="council" if day == 5 else "announcement")
        act = services.sign_act(act=drafted_act(printed, date(2021, 3, 1), date(2021, 3, 31), by, number="1"), by=by)
        pay(printed, act, "1500.00", date(2021, 4, 6), "пд № 1", accountant)
        pay(printed, act, "2500.00", date(2021, 4, 16), "пд № 2", accountant)
        publish(web, date(2021, 4, 2), by, headline="Новини з сайту")
        yield printed.pk, online.pk


@pytest.fixture
def story(module_data: tuple[int, int], db: None) -> tuple[Contract, Contract]:
    """The contracts of the newspaper and of the site."""
    printed, online = (Contract.objects.get(pk=pk) for pk in module_data)
    return printed, online


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.getvalue().decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").split())


@pytest.mark.both_databases("aggregates", "search")
def test_the_register_counts_adds_up_and_hands_out_what_is_chosen(
    client: Client, person: Person, story: tuple[Contract, Contract]
) -> None:
    everything = words(page(client, "/contracts/"))
    chosen = words(page(client, "/contracts/?kind=coverage_print&q=газет"))
    nothing = words(page(client, "/contracts/?kind=training&sort=никак&page=99"))
    rows = list(csv.reader(StringIO(page(client, "/contracts/contracts.csv?kind=coverage_print")), delimiter=";"))
    sheet = load_workbook(BytesIO(client.get("/contracts/contracts.xlsx?kind=coverage_print").content)).active

    assert re.findall(r"Усього ([\d ,]+\d)", everything) == ["74 000,00 74 000,00 4 000,00 4 000,00"]
    assert re.findall(r"Усього ([\d ,]+\d)", chosen) == ["44 000,00 44 000,00 4 000,00 4 000,00"]
    assert "Жоден договір не відповідає вибраному." in nothing
    assert [row[0] for row in rows[1:]] == [
        "№ 12 від 01.03.2021",
        "Усього",
        "Без договору на порталі",
        "Разом сплачено",
    ]
    assert rows[2][-5:-1] == ["44000,00", "44000,00", "4000,00", "4000,00"]
    assert "№ 13 від 01.03.2021" not in {cell.value for row in sheet.iter_rows() for cell in row}
    gone = [
        page(client, f"/{address}&q=абракадабра")
        for address in ("contracts/?kind=coverage_print", "publications/?kind=council")
    ]
    assert [re.findall(r"✓ </span>([^<]+)<", found) for found in gone] == [
        ["висвітлення у друкованих медіа"],
        ["Висвітлення діяльності ради"],
    ]
    assert page(client, "/contracts/contracts.pdf", 404)
    assert page(client, f"/contracts/?q={'довго' * 50}", 400)
    online, day = story[1], date(2021, 5, 3)
    services.terminate_contract(contract=online, date=day, by=person("coordinator"), reason="Сайт закрився")
    ended = list(
        csv.DictReader(StringIO(page(client, "/contracts/contracts.csv?q=13").lstrip("\ufeff")), delimiter=";")
    )
    assert [row["Діє до"] for row in ended] == ["03.05.2021", "", "", "", ""]
    before = words(page(client, "/contracts/?on=2021-04-10"))  # one payment had not come, the site's had not ended
    assert re.findall(r"Усього ([\d ,]+\d)", before) == ["74 000,00 74 000,00 4 000,00 1 500,00"]
    assert "розірвано" not in before
    assert page(client, "/contracts/?on=2021-02-30", 400)
    assert "№ 13" not in page(client, "/contracts/contracts.csv?on=2021-02-28")
    assert "Строк договору 01.03.2021 – 31.12.2021 Завершився 03.05.2021" in words(
        page(client, f"/contracts/{online.pk}/")
    )


def test_a_hryvnia_leads_to_the_page_of_the_newspaper_and_back(
    client: Client, program: Program, person: Person, story: tuple[Contract, Contract]
) -> None:
    printed, online = story
    act, piece = printed.acts.get(), Publication.objects.filter(outlet__slug="gazeta").earliest("date")
    first = Payment.objects.earliest("date")
    measure = page(client, f"/programs/{program.slug}/measures/print-media/")
    contract = page(client, f"/contracts/{printed.pk}/")
    outlet = page(client, "/media/gazeta/")
    log = page(client, "/publications/?outlet=gazeta")

    assert f'href="/contracts/{printed.pk}/#payment-{first.pk}"' in measure
    assert f'href="/contracts/{printed.pk}/#act-{act.pk}"' in measure
    for anchor in (f"payment-{first.pk}", f"act-{act.pk}", f"publication-{piece.pk}"):
        assert contract.count(f'id="{anchor}"') == 1, anchor
    assert f'href="/programs/{program.slug}/measures/print-media/"' in contract
    assert f'href="/programs/{program.slug}/passport/?on={printed.date_signed}#acts-title"' in contract
    assert 'href="/media/gazeta/"' in contract
    assert "Сплачено 4 000,00 грн" in words(contract)
    for html in (outlet, log):
        assert f'href="/contracts/{printed.pk}/#publication-{piece.pk}"' in html
    assert "ще не в акті" in page(client, "/media/site/")
    in_2022 = words(page(client, f"/media/?program={program.slug}&year=2022"))
    assert ("не внесено" in in_2022, "ТОВ «Вигадана газета» 0 0,00" in in_2022) == (False, True)
    free = words(page(client, f"/contracts/{online.pk}/")).partition("Опубліковано, ще не прийнято за актом")[2]
    assert "02.04.2021 Новини з сайту Вигаданий сайт , висвітлення діяльності ради, 1 публікація" in free
    paper = MediaOutlet.objects.get(slug="gazeta")
    paper.supplier = Supplier.objects.create(name="ТОВ «Новий власник»", edrpou="37715319")
    save_record(record=paper, by=person("coordinator"))  # sold: what was bought of it stays
    assert "Новий власник" in page(client, "/media/gazeta/")
    piece = Publication.objects.get(pk=piece.pk)
    piece.link = "https://example.org/seen"
    assert services.save_publication(publication=piece, by=person("coordinator")).link == "https://example.org/seen"

    by, end = person("coordinator"), date(2021, 4, 30)
    publish(MediaOutlet.objects.get(slug="site"), date(2021, 4, 3), by)
    advance = pay(online, None, "500.00", date(2021, 4, 1), "пд № 3", by)
    act = services.sign_act(act=drafted_act(online, date(2021, 4, 1), end, by, number="1"), by=by)
    services.cover_advance(payment=advance, act=act, amount=money("500.00"), date=end, by=by)
    covered = words(page(client, f"/contracts/{online.pk}/"))
    assert "2 публікації × 300,00 грн Сплачено 500,00 грн 30.04.2021 : 500,00 грн , авансом Залишилося" in covered


def test_the_report_says_what_the_pages_say(program: Program, story: tuple[Contract, Contract]) -> None:
    statement = statement_for(program, Period.year(2021))

    def rows(section: Any, *keys: str) -> list[tuple[Any, ...]]:
        return [tuple(row.cells.get(key) for key in keys) for row in section().table(statement).rows]

    assert rows(Contracts, "supplier", "state", "value", "accepted", "paid") == [
        ("ТОВ «Вигадана газета»", "діє", money("44000.00"), money("4000.00"), money("4000.00")),
        ("ФОП Вигадана Марія Іванівна", "діє", money("30000.00"), money("0.00"), money("0.00")),
        (None, None, money("74000.00"), money("4000.00"), money("4000.00")),
        (None, None, None, None, money("0.00")),
        (None, None, None, None, money("4000.00")),
    ]
    assert rows(PublicationsByOutlet, "outlet", "council", "publications", "accepted") == [
        ("Вигадана газета", 1, 2, money("4000.00")),
        ("Вигаданий сайт", 1, 1, money("0.00")),
        ("Разом", 2, 3, money("4000.00")),
        ("Без договору на порталі", None, None, money("0.00")),
        ("Разом прийнято", None, None, money("4000.00")),
    ]
    assert rows(Suppliers, "code", "contracts", "committed") == [
        ("26510514", 1, money("44000.00")),
        ("—", 1, money("30000.00")),
        (None, 2, money("74000.00")),
        (None, None, None),
        (None, None, None),
    ]
    assert {row[0] for row in rows(ContractWarnings, "about")} == {"№ 12 від 01.03.2021", "№ 13 від 01.03.2021"}
    early = statement_for(program, Period(date(2021, 1, 1), date(2021, 2, 28)))
    assert [
        section().table(early).rows for section in (Contracts, PublicationsByOutlet, Suppliers, ContractWarnings)
    ] == [
        [],
        [],
        [],
        [],
    ]


def test_a_person_without_consent_is_found_by_no_name(
    client: Client, story: tuple[Contract, Contract], person: Person
) -> None:
    by = person("coordinator")
    owner = Supplier.objects.get(rnokpp=RNOKPP)
    owner.kind = Supplier.Kind.PERSON
    services.save_party(party=owner, by=by)

    texts = [page(client, f"{address}?q=Марія") for address in ("/contracts/", "/search/")]
    texts += [page(client, "/contracts/"), page(client, f"/contracts/{story[1].pk}/"), page(client, "/media/site/")]

    assert ["Вигадана Марія" in text for text in texts] == [False] * 5
    assert "фізична особа" in texts[2]


def test_the_sitemap_names_public_pages_that_all_answer(
    client: Client, story: tuple[Contract, Contract], person: Person
) -> None:
    paper = MediaOutlet.objects.get(slug="gazeta")
    draft(paper, person("coordinator"), number="15")
    program_of(0, status=Program.Status.DRAFT)

    named = re.findall(r"<loc>http://testserver([^<]+)</loc>", page(client, "/sitemap.xml"))

    home = "/programs/information-space-2021-2023/"
    of_plan = [address for address in named if address.startswith(f"{home}measures/")]
    assert len(of_plan) == 17
    assert sorted(set(named) - set(of_plan)) == sorted(
        [
            *("/", "/open-data/", "/payments/", "/contracts/", "/media/", "/publications/", "/civil-society/"),
            *("/consultations/", "/calendar/", "/courses/", "/press/", "/site-publications/", "/monitoring/"),
            *("/printed-materials/", "/budget-projects/", "/civil-society/interaction/"),
            *("/about/", "/advisory-bodies/", "/support/"),
            *("/commission/sittings/", "/reports/"),
            *(f"{home}{part}" for part in ("", "passport/", "editions/", "reports/")),
            *(f"/contracts/{contract.pk}/" for contract in story),
            *("/media/gazeta/", "/media/site/"),
        ]
    )
    assert {client.head(address).status_code for address in {*named} - {*of_plan[1:]}} == {200}


@pytest.mark.parametrize("register", ["contracts", "publications", "payments"])
def test_a_choice_of_a_register_that_nobody_has_offers_what_can_be_chosen(
    client: Client, story: tuple[Contract, Contract], register: str
) -> None:
    facets = set(re.findall(r'href="[^"]*?[?;](\w+)=[^"]*"', page(client, f"/{register}/"))) | {"program", "measure"}

    for name in facets:
        for value in ("1.5", "nobody", "9" * 24):
            assert client.get(f"/{register}/", {name: value}).status_code in {200, 404}, name


def test_drafts_and_future_have_no_page(client: Client, story: tuple[Contract, Contract], person: Person) -> None:
    unsigned = draft(story[0].lines.get().outlet, person("coordinator"), number="99")  # type: ignore[arg-type]

    assert page(client, f"/contracts/{unsigned.pk}/", 404)
    assert "№ 99" not in page(client, "/contracts/")
    assert [page(client, address, 404) != "" for address in ("/media/no-such/", "/media/?year=1999", "/contracts/0/")]
    Contract.objects.update(state=Contract.State.DRAFT, date_signed=None)
    said = {address: words(page(client, address)) for address in ("/contracts/", "/publications/", "/media/")}
    assert {
        address: re.findall(r"(?:Ще не|За договорами ще|Договорів із)[^.]+", said[address])[0] for address in said
    } == {
        "/contracts/": "Ще не підписано жодного договору Договори з’являються тут із дня підписання",
        "/publications/": "За договорами ще нічого не опубліковано Публікації з’являються тут разом із договорами, за "
        "якими їх оплачують",
        "/media/": "Договорів із медіа ще не підписано Медіа з’являться тут із першим підписаним договором",
    }


def test_more_records_ask_no_more_queries(client: Client, story: tuple[Contract, Contract], person: Person) -> None:
    printed = story[0]
    addresses = (
        "/contracts/",
        f"/contracts/{printed.pk}/",
        "/media/",
        "/media/gazeta/",
        "/publications/",
        "/publications/publications.csv",
        "/search/?q=новини",
    )

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                page(client, address)
            counts.append(len(queries))
        return counts

    before, by = asked(), person("coordinator")
    for day in (6, 13, 20):
        publish(printed.lines.get().outlet, date(2021, 4, day), by)  # type: ignore[arg-type]
    act = services.sign_act(act=drafted_act(printed, date(2021, 4, 1), date(2021, 4, 30), by, number="2"), by=by)
    pay(printed, act, "100.00", date(2021, 5, 6), "пд № 3", person("accountant"))

    assert asked() == before
    assert LedgerEntry.objects.count() == 7


def test_a_contract_for_all_outlets_is_found_by_each_of_them(
    client: Client, story: tuple[Contract, Contract], program: Program, person: Person
) -> None:
    by, paper = person("coordinator"), MediaOutlet.objects.get(slug="gazeta")
    weekly = MediaOutlet(slug="weekly", name="Вигаданий тижневик", kind="print", supplier=paper.supplier)
    save_record(record=weekly, by=by)
    for_all = draft(paper, by, number="16", quantity=money("10"))
    line = for_all.lines.get()
    line.outlet = None
    services.save_row(row=line, by=by)
    for_all = services.agree_contract(contract=for_all, date=date(2021, 3, 1), by=by)
    for_all = services.sign_contract(contract=for_all, date=date(2021, 3, 1), by=by, reason="Для всіх видань")

    def contracts(outlet: str) -> list[str]:
        rows = csv.DictReader(
            StringIO(page(client, f"/contracts/contracts.csv?outlet={outlet}").lstrip("\ufeff")), delimiter=";"
        )
        return [row["Договір"] for row in rows if row["Постачальник"]]

    assert contracts("weekly") == ["№ 16 від 01.03.2021"]
    assert contracts("gazeta") == ["№ 16 від 01.03.2021", "№ 12 від 01.03.2021"]
    assert contracts("site") == ["№ 13 від 01.03.2021"]
    found = client.get("/api/v1/contracts/", {"outlet": MediaOutlet.objects.get(slug="weekly").pk}).json()
    assert [each["number"] for each in found["results"]] == ["16"]
    assert "№ 16 від 01.03.2021" in page(client, "/media/weekly/").replace("\xa0", " ")
    assert 'href="/media/weekly/"' in page(client, f"/media/?program={program.slug}")
