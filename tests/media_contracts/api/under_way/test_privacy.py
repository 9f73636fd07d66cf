"""What is never public is in no answer of the API: list, record, file, release, search, order, entity tag."""

from io import BytesIO
from itertools import product
from typing import Any

from django.test import Client as Browser
from openpyxl import load_workbook

from media_contracts.models import Publication, Supplier
from tests.media_contracts.api.conftest import CONTRACTS
from tests.media_contracts.api.under_way.conftest import PERSON, PRIVATE, SECRET, World
from tests.programs.api.conftest import API, Client

FILES = ("contracts.csv", "contracts.xlsx", "additional-documents.csv", "additional-documents.xlsx")


def text_of(answer: Any) -> str:
    """All that an answer says, its headers and a workbook's cells and properties too."""
    assert answer.status_code == 200, answer.content
    headers = str(dict(answer.headers))
    if not answer["Content-Type"].startswith("application/vnd"):
        return headers + answer.content.decode()
    book = load_workbook(BytesIO(answer.content))
    cells = [str(value) for sheet in book for row in sheet.values for value in row]
    return "\n".join([headers, str(book.properties), *cells])


def private_words(text: str) -> list[str]:
    return [word for word in PRIVATE if word in text]


def test_private_words_are_in_no_answer_to_anybody(api: Client, world: World) -> None:
    """Staff too: what they enter of a person is stored and not answered; drafts of theirs they do see."""
    visitor, staff = api(), api("coordinator")
    records = {name: staff.get(f"{API}/{name}/").json()["results"] for name in CONTRACTS}
    public = [f"{API}/{name}/?format={kind}" for name, kind in product(CONTRACTS, ("json", "csv", "xlsx"))]
    public += [f"{API}/contracts/ocds/", *(f"{API}/contracts/{pk}/ocds/" for pk in (world.printed.pk, world.person.pk))]
    public += [f"{API}/contracts/{world.printed.pk}/?format={kind}" for kind in ("csv", "xlsx")]

    leaks = {address: private_words(text_of(visitor.get(address))) for address in public}
    module_data = "".join(staff.get(f"{API}/{name}/?format=csv").content.decode() for name in CONTRACTS)
    codes = {
        f"{name}/{item['id']}/": visitor.get(f"{API}/{name}/{item['id']}/").status_code
        for name, items in records.items()
        for item in items
        if SECRET in str(item)
    }

    assert {address: words for address, words in leaks.items() if words} == {}
    assert [word for word in PRIVATE if word not in (SECRET, SECRET.lower()) and word in module_data] == []
    assert set(codes.values()) == {404}
    assert {address.split("/")[0] for address in codes} == {
        "media-outlets",
        "suppliers",
        "contracts",
        "publications",
        "acts",
    }


def test_files_of_open_data_say_nothing_private(world: World) -> None:
    leaks = {name: private_words(text_of(Browser().get(f"/open-data/{name}"))) for name in FILES}

    assert leaks == {name: [] for name in FILES}


def test_a_person_without_consent_is_neither_found_nor_put_in_order(api: Client, world: World) -> None:
    staff, visitor = api("coordinator"), api()
    questions = ("contracts", "suppliers", "media-outlets")

    found = {name: staff.get(f"{API}/{name}/", {"search": "прихований петро"}).json()["count"] for name in questions}
    order = [item["public_name"] for item in visitor.get(f"{API}/suppliers/").json()["results"]]

    assert found == dict.fromkeys(questions, 0)
    assert order == ["фізична особа", "ФОП Вигадана Марія Іванівна", "ТОВ «Вигадана газета»"]
    assert Supplier.objects.filter(name=PERSON).exists()


def test_an_entity_tag_is_made_of_nothing_private(api: Client, world: World) -> None:
    """Of a number of ten digits all can be tried: a digest of it would tell it."""
    address = f"{API}/suppliers/{world.site.supplier_id}/"
    before = api().get(address)["ETag"]
    Supplier.objects.filter(pk=world.site.supplier_id).update(rnokpp="1234567806"[::-1], iban="")

    assert api().get(address)["ETag"] == before
    assert Publication.objects.filter(note=SECRET).exists()
