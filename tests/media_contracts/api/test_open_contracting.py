"""Contracts in the open: releases of OCDS 1.1, and the data set of resolution № 835."""

import csv
import json
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser
from openpyxl import load_workbook

from media_contracts import services
from media_contracts.models import AgreementCommitment, Contract, LineChange, SupplementaryAgreement
from programs.models import FundingSource, Program
from tests.media_contracts.contracting import drafted_act, in_force, money, newspaper, pay, publish, site
from tests.programs.api.conftest import API, Client

Person = Callable[[str], User]
# What the standard closes, of the lists that a release of ours draws from.
CLOSED = {
    "tag": {"planning", "tender", "award", "contract", "contractAmendment", "implementation", "contractTermination"},
    "contract": {"pending", "active", "cancelled", "terminated"},
    "method": {"open", "selective", "limited", "direct"},
    "category": {"goods", "works", "services"},
    "roles": {"buyer", "procuringEntity", "supplier", "payer", "payee"},
}


def amend(contract: Contract, by: User) -> None:
    """In April print is cut by 400 cm² and prolonged by a month."""
    agreement = SupplementaryAgreement(
        contract=contract, number="1", reason="Менше матеріалів", new_date_to=date(2022, 1, 31)
    )
    services.save_document(document=agreement, by=by)
    line = contract.lines.get()
    services.save_row(
        row=LineChange(agreement=agreement, line=line, quantity=money("4000"), unit_price=line.unit_price), by=by
    )
    difference = AgreementCommitment(
        agreement=agreement, year=2021, source=FundingSource.objects.get(), amount=money("-4000.00"), kekv="2240"
    )
    services.save_row(row=difference, by=by)
    services.sign_agreement(agreement=agreement, date=date(2021, 4, 15), by=by)


@pytest.fixture
def contracts(program: Program, person: Person) -> tuple[Contract, Contract]:
    by = person("coordinator")
    paper, web = newspaper(by), site(by)
    printed, online = in_force(paper, by), in_force(web, by, number="13")
    publish(paper, date(2021, 3, 5), by, link="https://example.org/gazeta/10")
    act = services.sign_act(act=drafted_act(printed, date(2021, 3, 1), date(2021, 3, 31), by, number="1"), by=by)
    pay(printed, act, "1500.50", date(2021, 4, 6), "пд № 1", person("accountant"))
    amend(printed, by)
    services.terminate_contract(contract=online, date=date(2021, 4, 1), by=by, reason="Сайт закрито")
    return printed, Contract.objects.get(pk=online.pk)


def moments(value: Any) -> list[str]:
    """Every date-time of a release."""
    if isinstance(value, dict):
        return [found for part in value.values() for found in moments(part)]
    if isinstance(value, list):
        return [found for part in value for found in moments(part)]
    return [value] if isinstance(value, str) and value[4:5] == "-" and "T" in value[:11] else []


def test_contracts_in_both_open_standards(api: Client, contracts: tuple[Contract, Contract]) -> None:
    """The releases by OCDS and the data set of resolution № 835, of one story that takes a second to play."""
    check_data_set(contracts[0])
    check_releases(api, *contracts)


def check_releases(api: Client, printed: Contract, online: Contract) -> None:
    answer = api().get(f"{API}/contracts/ocds/")
    package = answer.json()
    first, second = package["releases"]

    check_package(package, first)
    check_contract(first, printed)
    check_codes([first, second])
    assert second["contracts"][0]["status"] == "terminated"
    assert second["parties"][1] == {
        "id": f"supplier-{online.supplier_id}",
        "name": "ФОП Вигадана Марія Іванівна",
        "roles": ["supplier", "payee"],
    }
    assert json.loads(api().get(f"{API}/contracts/{printed.pk}/ocds/").content) == first
    assert api().get(f"{API}/contracts/ocds/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    Contract.objects.filter(pk=online.pk).update(date_signed=None, state="draft", ended_on=None)
    codes = [api("head").get(f"{API}/contracts/{pk}/ocds/").status_code for pk in (online.pk, 123456)]
    assert codes == [404, 404]


def check_package(package: dict[str, Any], first: dict[str, Any]) -> None:
    assert {name: package[name] for name in ("uri", "version", "publishedDate", "publisher")} == {
        "uri": f"http://testserver{API}/contracts/ocds/",
        "version": "1.1",
        "publishedDate": max(release["date"] for release in package["releases"]),
        "publisher": {"name": "Міська рада", "uri": "http://testserver", "scheme": "UA-EDR", "uid": "04051327"},
    }
    assert first["tag"] == ["planning", "tender", "award", "contract", "contractAmendment", "implementation"]
    assert (first["initiationType"], first["language"], first["ocid"].startswith("unregistered-04051327-")) == (
        "tender",
        "uk",
        True,
    )
    assert first["buyer"] == {"id": "UA-EDR-04051327", "name": "Міська рада"}


def check_contract(release: dict[str, Any], printed: Contract) -> None:
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


def check_codes(releases: list[dict[str, Any]]) -> None:
    for release in releases:
        parties = {party["id"] for party in release["parties"]}
        assert {"ocid", "id", "date", "tag", "initiationType"} <= set(release)
        assert set(release["tag"]) <= CLOSED["tag"]
        assert {contract["status"] for contract in release["contracts"]} <= CLOSED["contract"]
        assert release["tender"]["procurementMethod"] in CLOSED["method"]
        assert release["tender"]["mainProcurementCategory"] in CLOSED["category"]
        assert {role for party in release["parties"] for role in party["roles"]} <= CLOSED["roles"]
        assert {release["buyer"]["id"], *(one["id"] for one in release["awards"][0]["suppliers"])} <= parties
        assert [text for text in moments(release) if datetime.fromisoformat(text).tzinfo is None] == []


def check_data_set(printed: Contract) -> None:
    tables = {name: file_rows(f"/open-data/{name}.csv") for name in ("contracts", "additional-documents")}
    page = "http://testserver/contracts/"

    assert tables["contracts"] == [
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
            "url": f"{page}{printed.pk}/",
        },
        {
            **tables["contracts"][1],
            "id": "2021-13",
            "supplierName": "ФОП Вигадана Марія Іванівна",
            "supplierID": "знеособлено",
            "status": "Розірваний",
        },
    ]
    assert [list(row.values()) for row in tables["additional-documents"]] == [
        [
            "2021-12-Акт-1",
            "2021-12",
            "1",
            "2021-03-31",
            "Акт",
            "Акт № 1 до Договору № 12",
            "Прийнято за 01.03.2021–31.03.2021 на 2000,00 грн",
            f"{page}{printed.pk}/#act-{printed.acts.get().pk}",
        ],
        [
            "2021-12-ДУ-1",
            "2021-12",
            "1",
            "2021-04-15",
            "Додаткова угода",
            "Додаткова угода № 1 до Договору № 12",
            "Менше матеріалів; сума змінюється на -4000,00 грн; строк дії – до 31.01.2022",
            f"{page}{printed.pk}/#agreement-{printed.agreements.get().pk}",
        ],
    ]
    for name, rows in tables.items():
        sheet = load_workbook(BytesIO(Browser().get(f"/open-data/{name}.xlsx").content)).active
        assert sheet is not None
        head, *cells = sheet.values
        assert [dict(zip(map(str, head), (str(cell) for cell in row), strict=True)) for row in cells] == [
            {key: value.removesuffix(".00") if key == "valueAmount" else value for key, value in row.items()}
            for row in rows
        ]
    assert [Browser().get(f"/open-data/{name}").status_code for name in ("contracts.pdf", "people.csv")] == [404, 404]


def file_rows(address: str) -> list[dict[str, str]]:
    text = Browser().get(address).content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
