"""The variables of the environment, read strictly: what cannot be understood stops the start with a sentence."""

from importlib.util import find_spec, module_from_spec
from traceback import format_exception
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured


def settings_read() -> dict[str, Any]:
    """The settings as a start reads them with the variables of this moment."""
    spec = find_spec("kakhovka_portal.settings")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)


@pytest.mark.parametrize("name", ["PROXY_COUNT", "CONN_MAX_AGE", "WORK_AT_ONCE", "RENDERED_MEGABYTES", "BACKUP_KEEP"])
@pytest.mark.parametrize("sign", ["²", "٣", "-1", "1.5", "many", ""])
def test_a_number_that_is_none_in_plain_digits_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, sign: str
) -> None:
    monkeypatch.setenv(name, f"7,{sign},12" if name == "BACKUP_KEEP" else sign)

    with pytest.raises(ImproperlyConfigured, match=f"{name}=.* is not understood"):
        settings_read()


def test_numbers_are_read_with_the_spaces_that_people_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"BACKUP_KEEP": "7, 0,12", "PROXY_COUNT": "0", "WORK_AT_ONCE": " 4 "}.items():
        monkeypatch.setenv(name, value)

    read = settings_read()

    assert (read["BACKUP_KEEP"], read["PROXY_COUNT"], read["WORK_AT_ONCE"]) == ((7, 0, 12), 0, 4)


def test_a_list_is_read_with_spaces_and_every_other_text_to_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "ALLOWED_HOSTS": "portal.example.org, www.example.org,",
        "BACKUP_RECIPIENTS": " age1one , age1two ",
        "SECRET_KEY": "$ecret of fifty signs",
        "BACKUP_PASSPHRASE": "$even words and a dollar",
        "VAR_DIR": "/srv/portal #1? 100%41+",
        "MEDIA_ROOT": "",
        "DATABASE_URL": "",
        "CACHE_URL": "",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    read = settings_read()

    assert read["ALLOWED_HOSTS"] == ["portal.example.org", "www.example.org"]
    assert read["BACKUP_RECIPIENTS"] == ["age1one", "age1two"]
    assert [read[name] for name in ("SECRET_KEY", "BACKUP_PASSPHRASE")] == [
        given["SECRET_KEY"],
        given["BACKUP_PASSPHRASE"],
    ]
    assert str(read["MEDIA_ROOT"]) == "/srv/portal #1? 100%41+/media"
    assert read["DATABASES"]["default"]["NAME"] == "/srv/portal #1? 100%41+/portal.sqlite3"
    assert read["DATABASES"]["cache"]["NAME"] == "/srv/portal #1? 100%41+/cache.sqlite3"


@pytest.mark.parametrize("url", ["postgres://portal:se/cret@host", "postgres://portal:secret@host"])
def test_an_address_of_a_database_that_names_none_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL is not understood: .*%40") as refusal:
        settings_read()

    assert "cret" not in "".join(format_exception(refusal.value))
