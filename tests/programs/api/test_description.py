"""The API describes itself, and behaves as it says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import time_machine
import yaml
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client as Browser
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from kakhovka_portal.letters import only_utf_8
from programs.models import LedgerEntry, Program
from programs.rest.limits import AnonymousRate
from tests.media_contracts.api.conftest import CONTRACTS
from tests.programs.api.conftest import API, COLLECTIONS, Client
from tests.sampling import examples

EVERY_COLLECTION = (
    *COLLECTIONS, "reports", "sittings", "votes", *CONTRACTS, "institutions", "proposals",
    "advisory-bodies", "body-sittings", "body-decisions", "support-requests", "events",
    "courses", "site-publications", "monitoring-notes", "printed-materials", "budget-projects", "consultations",
)  # fmt: skip


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    answer = Browser().get(f"{API}/schema/", {"format": "json"})
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_the_description_is_valid_and_complete(description: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "schema.yml"

    call_command("spectacular", "--fail-on-warn", "--file", str(file))

    written = yaml.load(file.read_text(), Loader=yaml.CSafeLoader)  # half a megabyte
    assert (written["openapi"], written["paths"].keys()) == ("3.1.0", description["paths"].keys())


def test_it_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []


def test_every_collection_is_described_with_its_refusals(description: dict[str, Any]) -> None:
    methods = {
        path.removeprefix(API): sorted(set(item) - {"parameters"})
        for path, item in description["paths"].items()
        if path.split("/")[3] in COLLECTIONS
    }

    lists, records = ["get", "post"], ["delete", "get", "patch"]
    expected = {f"/{name}/": lists for name in COLLECTIONS}
    expected |= {f"/{name}/{{{'slug' if name == 'programs' else 'id'}}}/": records for name in COLLECTIONS}
    expected |= {"/ledger/{id}/": ["get"], "/ledger/{id}/reverse/": ["post"], "/editions/{id}/adopt/": ["post"]}
    assert methods == expected
    assert {path.split("/")[3] for path in description["paths"]} == set(EVERY_COLLECTION)
    change = description["paths"][f"{API}/measures/{{id}}/"]["patch"]
    codes = "200 400 401 403 404 406 409 412 415 428 429 503"
    assert sorted(change["responses"]) == codes.split()
    assert {p["name"] for p in change["parameters"]} == {"id", "edition", "If-Match"}
    assert change["summary"] == "Заходи: змінити"


def test_parameters_formats_and_tokens_are_described(description: dict[str, Any]) -> None:
    measures = description["paths"][f"{API}/measures/"]["get"]
    record = description["paths"][f"{API}/measures/{{id}}/"]["get"]
    allocation = description["components"]["schemas"]["AllocationRequest"]

    assert {p["name"]: p["schema"]["type"] for p in measures["parameters"]} == {
        "code": "string",
        "edition": "integer",
        "format": "string",
        "funding": "string",
        "label": "string",
        "number": "string",
        "on": "string",
        "ordering": "array",
        "page": "integer",
        "page_size": "integer",
        "program": "string",
        "search": "string",
        "source": "string",
        "task": "integer",
        "year": "integer",
    }
    assert sorted(measures["responses"]["200"]["content"]) == [
        "application/json",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/csv",
    ]
    assert "ETag" in record["responses"]["200"]["headers"]
    assert allocation["properties"]["reason"]["type"] == "string"
    assert sorted(description["components"]["securitySchemes"]) == ["cookieAuth", "tokenAuth"]


def nameless(description: dict[str, Any]) -> list[str]:
    """The fields and parameters of the description that no Ukrainian word explains."""
    ukrainian = re.compile("[а-яіїєґ]", re.IGNORECASE)
    fields = [
        (f"{name}.{key}", f"{field.get('title', '')} {field.get('description', '')}")
        for name, schema in description["components"]["schemas"].items()
        for key, field in schema.get("properties", {}).items()
    ]
    parameters = [
        (f"{path} {parameter['name']}", parameter.get("description", ""))
        for path, methods in description["paths"].items()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
    ]
    return [name for name, words in [*fields, *parameters] if not ukrainian.search(words)]


def test_every_field_and_parameter_says_what_it_is(description: dict[str, Any]) -> None:
    assert nameless(description) == []


def test_the_documentation_has_every_operation_with_its_parameters(
    description: dict[str, Any], program: Program
) -> None:
    described = {
        (method.upper(), path): (
            {parameter["name"] for parameter in operation.get("parameters", [])},
            [*operation["responses"]],
        )
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }

    page = Browser().get(f"{API}/docs/").context
    operations = [operation for collection in page["collections"] for operation in collection["operations"]]
    written = {
        (operation["method"], operation["path"]): (
            {field["name"] for field in operation["parameters"]},
            [code for code, _text in operation["answers"]],
        )
        for operation in operations
    }
    add = next(operation for operation in operations if operation["key"] == "measures-create")

    assert [collection["key"] for collection in page["collections"]] == [*EVERY_COLLECTION]
    assert written == described
    assert add["example"] == '{"edition": 1, "task": 1, "number": "…", "title": "…"}'
    assert [field["name"] for field in add["body"] if field["required"]] == [
        "edition",
        "task",
        "number",
        "title",
        "executors[].name",
    ]


def test_the_description_speaks_the_language_of_the_reader() -> None:
    titles = [
        json.loads(Browser().get(f"{API}/schema/?format=json", headers={"Accept-Language": language}).content)["info"][
            "title"
        ]
        for language in ("uk", "en")
    ]

    assert titles == ["API порталу програм", "API of the programme portal"]


def test_the_root_leads_everywhere(api: Client, program: Program) -> None:
    answer = api().get(f"{API}/").json()

    assert list(answer) == [*EVERY_COLLECTION, "schema", "docs"]
    assert {api().get(address).status_code for address in answer.values()} == {200}


def test_a_browser_gets_pages(program: Program) -> None:
    pages = {
        address: Browser().get(f"{API}/{address}", headers={"Accept": "text/html,*/*;q=0.8"})
        for address in ("", "docs/")
    }

    assert {page["Content-Type"] for page in pages.values()} == {"text/html; charset=utf-8"}
    assert f"{API}/measures/?format=csv" in pages[""].content.decode()
    assert "<h1>Документація API</h1>" in pages["docs/"].content.decode()
    assert "<style" not in pages["docs/"].content.decode()


@time_machine.travel("2026-11-29T12:00:20Z")
def test_a_visitor_who_asks_too_often_waits(api: Client, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnonymousRate, "rate", "3/min", raising=False)
    address = {"REMOTE_ADDR": "192.0.2.7"}

    pages = [api().get(f"{API}/programs/", **address) for _ in range(4)]
    staff = [api("accountant").get(f"{API}/programs/", **address).status_code for _ in range(4)]

    assert [page.status_code for page in pages] == [200] * 3 + [429]
    assert staff == [200] * 4
    assert pages[3].json()["detail"].startswith("Забагато запитів: спробуйте за ")
    assert 35 <= int(pages[3]["Retry-After"]) <= 40, "the minute ends"


def test_every_address_of_the_api_answers_in_json(program: Program) -> None:
    assert get_resolver().resolve(f"{API}/anything/at/all/").func is not None
    assert Browser().get(f"{API}/anything/at/all/")["Content-Type"] == "application/problem+json"


# ---- what is sent by the description's rules, and against them -------------------------------------------------------

EXAMPLES = settings(
    examples(3),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def wsgi(entry: LedgerEntry) -> Iterator[Any]:
    """The portal as a server calls it, which closes what it has sent, so that a file gives its place back; but inside
    the transaction of the test, whose connection must stay open.
    """
    portal: Any = only_utf_8(WSGIHandler())

    def served(environ: Any, start_response: Any) -> list[bytes]:
        answer = portal(environ, start_response)
        pieces = [*answer]
        if hasattr(answer, "close"):
            answer.close()
        return pieces

    closing = (request_started, request_finished)
    for signal in closing:
        signal.disconnect(close_old_connections)
    yield served
    for signal in closing:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_reading_keeps_to_the_description(wsgi: Any, mode: GenerationMode) -> None:
    described: Any = schemathesis.openapi.from_wsgi(f"{API}/schema/?format=json", wsgi)
    operations = [found.ok() for found in described.include(method="GET").get_all_operations()]

    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not [*operation.iter_parameters()]:
            continue  # nothing that could be sent against the description

        @EXAMPLES
        @given(case=operation.as_strategy(generation_mode=mode))
        def sent(case: schemathesis.Case) -> None:
            # a programme that does not exist is a text like any other to the description, and yet refused
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        sent()

    assert len(operations) == 2 * len(EVERY_COLLECTION) + len({"a release", "all releases"})
