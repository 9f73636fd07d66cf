"""Contracts in the open: releases of OCDS 1.1, and the data set of resolution № 835."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client as Browser
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from media_contracts import services
from media_contracts.models import Contract, Supplier
from tests.conftest import account, shared_by_module
from tests.media_contracts.contracting import cut, drafted_act, in_force, newspaper, pay, publish, site
from tests.programs.api.conftest import API, Client

PAGE = "http://testserver/contracts/"
# What the standard closes, of the lists that a release of ours draws from.
CLOSED = {
    "tag": {"planning", "tender", "award", "contract", "contractAmendment", "implementation", "contractTermination"},
    "contract": {"pending", "active", "cancelled", "terminated"},
    "method": {"open", "selective", "limited", "direct"},
    "category": {"goods", "works", "services"},
    "roles": {"buyer", "procuringEntity", "supplier", "payer", "payee"},
}


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[int, int]]:
    """A newspaper that is paid and amended, and a site that is terminated."""
    with shared_by_module(django_db_blocker):
        by = account("coordinator")
        paper, web = newspaper(by), site(by)
        printed, online = in_force(paper, by), in_force(web, by, number="13")
        publish(paper, date(2021, 3, 5), by, link="https://example.org/gazeta/10")
        act = services.sign_act(act=drafted_act(printed, date(2021, 3, 1), date(2021, 3, 31), by, number="1"), by=by)
        pay(printed, act, "1500.50", date(2021, 4, 6), "пд № 1", account("accountant"))
        cut(printed, date(2021, 4, 15), by)
        services.terminate_contract(contract=online, date=date(2021, 4, 1), by=by, reason="Сайт закрито")
        yield printed.pk, online.pk


@pytest.fixture
def printed(module_data: tuple[int, int], db: None) -> Contract:
    return Contract.objects.get(pk=module_data[0])


@pytest.fixture
def online(module_data: tuple[int, int], db: None) -> Contract:
    return Contract.objects.get(pk=module_data[1])


@pytest.fixture
def package(api: Client, printed: Contract) -> dict[str, Any]:
    found: dict[str, Any] = api().get(f"{API}/contracts/ocds/").json()
    return found


def moments(value: Any) -> list[str]:
    """Every date-time of a release."""
    if isinstance(value, dict):
        return [found for part in value.values() for found in moments(part)]
    if isinstance(value, list):
        return [found for part in value for found in moments(part)]
    return [value] if isinstance(value, str) and value[4:5] == "-" and "T" in value[:11] else []


def test_a_package_says_who_publishes_it_and_when_it_changed_last(package: dict[str, Any]) -> None:
    assert {name: package[name] for name in ("uri", "version", "publishedDate", "publisher")} == {
        "uri": f"http://testserver{API}/contracts/ocds/",
        "version": "1.1",
        "publishedDate": max(release["date"] for release in package["releases"]),
        "publisher": {"name": "Міська рада", "uri": "http://testserver", "scheme": "UA-EDR", "uid": "04051327"},
    }


def test_a_release_says_how_far_its_contract_has_come(package: dict[str, Any]) -> None:
    first, second = package["releases"]

    assert first["tag"] == ["planning", "tender", "award", "contract", "contractAmendment", "implementation"]
    assert (first["initiationType"], first["language"], first["ocid"].startswith("unregistered-04051327-")) == (
        "tender",
        "uk",
        True,
    )
    assert first["buyer"] == {"id": "UA-EDR-04051327", "name": "Міська рада"}
    assert second["contracts"][0]["status"] == "terminated"


def test_a_release_says_of_a_sole_trader_the_name_alone(package: dict[str, Any], online: Contract) -> None:
    assert package["releases"][1]["parties"][1] == {
        "id": f"supplier-{online.supplier_id}",
        "name": "ФОП Вигадана Марія Іванівна",
        "roles": ["supplier", "payee"],
    }


def test_open_data_name_the_parties_as_they_stood_at_signing(api: Client, printed: Contract, online: Contract) -> None:
    by, customer, supplier = account("coordinator"), printed.customer, printed.supplier
    customer.name, customer.address = "Військова адміністрація", "вул. Нова, 1"
    supplier.name = "ТОВ «Газета за новою назвою»"
    for party in (customer, supplier):
        services.save_party(party=party, by=by)

    [release, _other] = api().get(f"{API}/contracts/ocds/").json()["releases"]

    parties = [(party["name"], party["id"], party.get("address")) for party in release["parties"]]
    assert parties == [
        ("Міська рада", "UA-EDR-04051327", None),
        ("ТОВ «Вигадана газета»", "UA-EDR-26510514", None),
    ]
    row = file_rows("/open-data/contracts.csv")[0]
    assert (row["disposerName"], row["supplierName"]) == ("Міська рада", "ТОВ «Вигадана газета»")


def test_a_person_who_took_back_the_consent_is_named_nowhere(api: Client, online: Contract) -> None:
    then = online.supplier.history.latest()
    type(then).objects.filter(pk=then.pk).update(kind="person", name_is_public=True)
    Supplier.objects.filter(pk=online.supplier_id).update(kind="person", name_is_public=False)

    module_data = [api().get(f"{API}/contracts/ocds/").json()["releases"][1], file_rows("/open-data/contracts.csv")[1]]

    assert (module_data[0]["parties"][1]["name"], module_data[1]["supplierName"]) == ("фізична особа", "фізична особа")
    assert "Вигадана" not in json.dumps(module_data, ensure_ascii=False)
    founded = {"kind": "legal_entity", "name": "ТОВ «Сайт»", "rnokpp": "", "edrpou": "00000000"}
    Supplier.objects.filter(pk=online.supplier_id).update(**founded)
    module_data = [api().get(f"{API}/contracts/ocds/").json()["releases"][1], file_rows("/open-data/contracts.csv")[1]]
    assert (module_data[0]["parties"][1]["name"], module_data[1]["supplierName"]) == ("ТОВ «Сайт»", "ТОВ «Сайт»")


def test_a_release_has_the_contract_as_amended_with_what_became_of_it(
    package: dict[str, Any], printed: Contract
) -> None:
    release = package["releases"][0]
    found = dict(release["contracts"][0])
    award = release["awards"][0]
    assert (found.pop("awardID"), award["value"]) == (award["id"], {"amount": 44000, "currency": "UAH"})
    parts = found.pop("implementation")
    assert found == {
        "id": "2021-12",
        "title": "Договір № 12 від 01.03.2021",
        "description": "Висвітлення діяльності міської ради",
        "status": "active",
        "period": {"startDate": "2021-03-01T00:00:00+02:00", "endDate": "2022-01-31T23:59:59+02:00"},
        "value": {"amount": 40000, "currency": "UAH"},
        "items": [
            {
                "id": str(printed.lines.get().pk),
                "description": "Публікації в газеті",
                "classification": {"scheme": "ДК021", "id": "79970000-4"},
                "quantity": 4000,
                "unit": {"name": "см²", "value": {"amount": 10, "currency": "UAH"}},
            }
        ],
        "dateSigned": "2021-03-01T00:00:00+02:00",
        "amendments": [
            {
                "id": f"agreement-{printed.agreements.get().pk}",
                "date": "2021-04-15T00:00:00+03:00",
                "rationale": "Менше матеріалів",
                "description": "Додаткова угода № 1; сума договору змінюється на -4000,00 грн; "
                "строк дії – до 31.01.2022",
            }
        ],
    }
    payment, act = printed.payments.get(), printed.acts.get()
    assert parts["transactions"] == [
        {
            "id": str(payment.pk),
            "date": "2021-04-06T00:00:00+03:00",
            "value": {"amount": 1500.5, "currency": "UAH"},
            "payer": release["buyer"],
            "payee": award["suppliers"][0],
            "uri": f"http://testserver{API}/payments/{payment.pk}/",
        }
    ]
    assert [(row["id"], row["type"], row["status"], row["dateMet"]) for row in parts["milestones"]] == [
        (f"act-{act.pk}", "delivery", "met", "2021-03-31T00:00:00+03:00")
    ]
    assert [row["url"] for row in parts["documents"]] == ["https://example.org/gazeta/10"]


def test_releases_keep_to_the_lists_that_the_standard_closes(package: dict[str, Any]) -> None:
    assert len(package["releases"]) == 2
    for release in package["releases"]:
        parties = {party["id"] for party in release["parties"]}
        assert {"ocid", "id", "date", "tag", "initiationType"} <= set(release)
        assert set(release["tag"]) <= CLOSED["tag"]
        assert {contract["status"] for contract in release["contracts"]} <= CLOSED["contract"]
        assert release["tender"]["procurementMethod"] in CLOSED["method"]
        assert release["tender"]["mainProcurementCategory"] in CLOSED["category"]
        assert {role for party in release["parties"] for role in party["roles"]} <= CLOSED["roles"]
        assert {release["buyer"]["id"], *(one["id"] for one in release["awards"][0]["suppliers"])} <= parties
        assert [text for text in moments(release) if datetime.fromisoformat(text).tzinfo is None] == []


def test_releases_have_addresses_and_tags_of_their_own_and_drafts_have_none(
    api: Client, package: dict[str, Any], printed: Contract, online: Contract
) -> None:
    answer = api().get(f"{API}/contracts/ocds/")

    assert json.loads(api().get(f"{API}/contracts/{printed.pk}/ocds/").content) == package["releases"][0]
    assert api().get(f"{API}/contracts/ocds/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    Contract.objects.filter(pk=online.pk).update(date_signed=None, state="draft", ended_on=None)
    codes = [api("head").get(f"{API}/contracts/{pk}/ocds/").status_code for pk in (online.pk, 123456)]
    assert codes == [404, 404]
    Contract.objects.update(date_signed=None, state="draft", ended_on=None)
    none = api().get(f"{API}/contracts/ocds/")
    assert (none.status_code, none.json()["detail"]) == (
        404,
        "Ще не підписано жодного договору, а пакет має щонайменше один реліз.",
    )
    assert "ocds" not in Browser().get("/open-data/").content.decode()


def test_the_data_set_has_signed_contracts_as_amended_without_the_codes_of_people(printed: Contract) -> None:
    contracts = file_rows("/open-data/contracts.csv")

    assert contracts == [
        {
            "id": "2021-12",
            "number": "12",
            "dateSigned": "2021-03-01",
            "supplierName": "ТОВ «Вигадана газета»",
            "supplierID": "26510514",
            "disposerName": "Міська рада",
            "disposerID": "04051327",
            "description": "Висвітлення діяльності міської ради",
            "periodStartDate": "2021-03-01",
            "periodEndDate": "2022-01-31",
            "valueAmount": "40000.00",
            "valueCurrency": "UAH",
            "status": "Чинний",
            "url": f"{PAGE}{printed.pk}/",
        },
        {
            **contracts[1],
            "id": "2021-13",
            "supplierName": "ФОП Вигадана Марія Іванівна",
            "supplierID": "знеособлено",
            "status": "Розірваний",
        },
    ]


def test_the_data_set_has_agreements_and_acts_in_the_order_of_signing(printed: Contract) -> None:
    assert [list(row.values()) for row in file_rows("/open-data/additional-documents.csv")] == [
        [
            "2021-12-Акт-1",
            "2021-12",
            "1",
            "2021-03-31",
            "Акт",
            "Акт № 1 до Договору № 12",
            "Прийнято за 01.03.2021–31.03.2021 на 2000,00 грн",
            f"{PAGE}{printed.pk}/#act-{printed.acts.get().pk}",
        ],
        [
            "2021-12-ДУ-1",
            "2021-12",
            "1",
            "2021-04-15",
            "Додаткова угода",
            "Додаткова угода № 1 до Договору № 12",
            "Менше матеріалів; сума змінюється на -4000,00 грн; строк дії – до 31.01.2022",
            f"{PAGE}{printed.pk}/#agreement-{printed.agreements.get().pk}",
        ],
    ]


def test_the_workbooks_of_the_data_set_say_what_its_csv_says(printed: Contract) -> None:
    for name in ("contracts", "additional-documents"):
        rows = file_rows(f"/open-data/{name}.csv")
        sheet = load_workbook(BytesIO(Browser().get(f"/open-data/{name}.xlsx").content)).active
        assert sheet is not None
        head, *cells = sheet.values
        assert rows and [dict(zip(map(str, head), (str(cell) for cell in row), strict=True)) for row in cells] == [
            {key: value.removesuffix(".00") if key == "valueAmount" else value for key, value in row.items()}
            for row in rows
        ]
    assert [Browser().get(f"/open-data/{name}").status_code for name in ("contracts.pdf", "people.csv")] == [404, 404]


def file_rows(address: str) -> list[dict[str, str]]:
    text = Browser().get(address).content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
