"""What `deploy/` puts on a server fits the portal: settings, sizes, services – and what other sites may read of it.

That the guide itself leads to a portal, `tests/machine/follow` proves on a machine of its own.
"""

import re
from pathlib import Path

import pytest
from django.test import Client

from programs.imports.reading.files import MAX_BYTES

from .test_settings import settings_read

DEPLOY = Path(__file__).parent.parent / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def test_the_settings_of_the_server_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    given = dict(re.findall(r"^([A-Z_]+)=(.*)$", (DEPLOY / "portal.env").read_text(), re.M))
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    read = settings_read()

    assert read["ALLOWED_HOSTS"] == ["programs.example.org"]
    assert read["DATABASES"]["default"]["NAME"] == "portal"  # through the socket, as the system's user
    assert read["STORAGES"]["staticfiles"]["BACKEND"].endswith("CompressedManifestStaticFilesStorage")
    assert (read["SECURE_SSL_REDIRECT"], read["PROXY_COUNT"]) == (True, 1)
    kept = [read["SECURE_HSTS_SECONDS"], read["SECURE_HSTS_INCLUDE_SUBDOMAINS"], read["SECURE_HSTS_PRELOAD"]]
    assert kept == [86400, False, False]  # a lapsed certificate locks nobody out for longer than a day


def test_a_council_may_ask_browsers_for_more_of_https(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"HTTPS": "1", "HSTS_SECONDS": "31536000", "HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    read = settings_read()

    kept = [read["SECURE_HSTS_SECONDS"], read["SECURE_HSTS_INCLUDE_SUBDOMAINS"], read["SECURE_HSTS_PRELOAD"]]
    assert kept == [31536000, True, True]


def test_nginx_lets_in_what_the_portal_takes_and_every_file_that_it_names_is_there() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text()

    megabytes = re.search(r"client_max_body_size (\d+)m;", nginx)
    assert megabytes and int(megabytes[1]) * 1024 * 1024 > MAX_BYTES
    assert (DEPLOY / re.search(r"location = /(starting\.html)", nginx)[1]).is_file()  # type: ignore[index]
    guide = (DEPLOY / "README.md").read_text()
    named = set(re.findall(r"/srv/portal/deploy/([\w.-]+)", guide)) | set(re.findall(r"`deploy/([\w.-]+)`", guide))
    assert named >= {"database.sql", "portal.env", "nginx.conf", "portal", "Containerfile"}
    assert [name for name in named if not (DEPLOY / name).is_file()] == []


def test_every_service_runs_as_the_portal_with_its_settings_and_may_write_only_its_data() -> None:
    assert len(UNITS) == 4
    for unit in UNITS:
        lines = unit.read_text().splitlines()
        needed = [
            "User=portal",
            "EnvironmentFile=/etc/portal/portal.env",
            "ProtectSystem=strict",
            "NoNewPrivileges=yes",
        ]
        assert [line for line in needed if line not in lines] == [], unit.name
    # the worker stands by itself: an import goes on while the pages are restarted
    assert not re.search(r"^(PartOf|BindsTo|Requires)=", (DEPLOY / "portal-worker.service").read_text(), re.M)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/programs/", "/calendar.ics", "/open-data/"])
def test_pages_of_other_sites_may_read_what_everybody_may(client: Client, path: str) -> None:
    answer = client.get(path, HTTP_ORIGIN="https://journalist.example.org")

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer  # as nobody: no cookie of the reader goes along


def test_no_other_site_may_write_or_read_the_pages_of_staff(client: Client) -> None:
    asked = {"HTTP_ORIGIN": "https://elsewhere.example.org", "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST"}

    before = client.options("/api/v1/payments/", **asked)  # type: ignore[arg-type]

    assert before["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in client.get("/admin/", HTTP_ORIGIN="https://elsewhere.example.org")
