"""A second satellite of under 130 lines has all that an application has; without one line of its registration a place
of the portal is missing, and a test here says which.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import NoReverseMatch
from django.utils import timezone

from kakhovka_portal.roles import load_roles
from programs.background import do_waiting
from programs.duties import duties_on
from programs.models import BudgetKey, FundingSource, LedgerEntry, Measure, Program
from programs.modules import Module, check_made_by_hand, modules, pay, public_addresses
from programs.period import Period
from programs.reports import build_report
from programs.services import available, grant_override, post_entry, reverse_entry
from programs.services.background import enqueue
from tests.conftest import account
from tests.grants.models import Grant, sign_grant, withdraw_grant
from tests.grants.registration import GrantsModule
from tests.portal_of import portal_of
from tests.sources import python_files

REGISTRATION = "tests.grants.registration.GrantsModule"
Place = Callable[[Client, SimpleNamespace], Any]


@pytest.fixture
def grants(program: Program) -> SimpleNamespace:
    """A grant of two years that is signed, and one that waits."""
    measure = Measure.objects.get(code="mini-grant-contests")
    signed, waiting = (Grant.objects.create(measure=measure, project=name) for name in ("Стіннівка", "Подкаст"))
    source = FundingSource.objects.get()
    places = [BudgetKey(year, source.pk, "general", "2610", "") for year in (2022, 2023)]
    parts = dict(zip(places, (Decimal("4000.00"), Decimal("9000.00")), strict=True))
    sign_grant(grant=signed, parts=parts, date=date(2022, 3, 1), by=account("head"))
    return SimpleNamespace(program=program, measure=measure, signed=signed, waiting=waiting, places=places)


@pytest.fixture
def registered(grants: SimpleNamespace) -> Iterator[SimpleNamespace]:
    with portal_of(more=[REGISTRATION], records={Grant: admin.ModelAdmin}):
        yield grants


# ---- its money -------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases("triggers")
def test_a_grant_posts_over_two_years_and_is_taken_back(grants: SimpleNamespace) -> None:
    committed = grants.signed.links.balances()
    withdraw_grant(grant=grants.signed, date=date(2022, 6, 1), by=account("head"), reason="Відмовилися")

    assert {key: balance.committed for key, balance in committed.items()} == {
        grants.places[0]: Decimal("4000.00"),
        grants.places[1]: Decimal("9000.00"),
    }
    assert {balance.committed for balance in grants.signed.links.balances().values()} == {Decimal("0.00")}
    assert [str(link) for link in grants.signed.links.order_by("pk")][2].startswith("сторно")
    assert not grants.signed.links.standing().exists()


@pytest.mark.both_databases("aggregates")
def test_the_ledger_tells_its_money_from_that_without_a_document(grants: SimpleNamespace) -> None:
    by_hand = post_entry(
        by=account("accountant"),
        stage="committed",
        measure=grants.measure,
        budget_year=2022,
        source=FundingSource.objects.get(),
        date=date(2022, 4, 1),
        amount=Decimal("500.00"),
        document_number="рахунок № 7",
    )
    reverse_entry(entry=by_hand, date=date(2022, 5, 1), by=account("accountant"), note="Помилка")
    withdraw_grant(grant=grants.signed, date=date(2022, 6, 1), by=account("head"), reason="Відмовилися")

    def amounts(entries: Any) -> list[str]:
        return [str(entry.amount) for entry in entries.order_by("pk")]

    assert amounts(LedgerEntry.objects.under_contract()) == ["4000.00", "9000.00", "-4000.00", "-9000.00"]
    assert amounts(LedgerEntry.objects.without_contract()) == ["500.00", "-500.00"]
    assert [
        (row["direct"], row["budget_year"], row["sum"])
        for row in sorted(LedgerEntry.objects.told_apart().totals("direct", "budget_year"), key=str)
    ] == [(False, 2022, Decimal("0.00")), (False, 2023, Decimal("0.00")), (True, 2022, Decimal("0.00"))]


@pytest.mark.parametrize("key", ["grants/grant/1", "an application that is gone/grant/1"])
def test_what_takes_no_payments_refuses_one_in_a_sentence(registered: SimpleNamespace, key: str) -> None:
    with pytest.raises(ValidationError, match="Такого документа вже немає"):
        pay(key, by=account("accountant"), amount=Decimal("1.00"))


def test_contracts_and_money_without_one_share_one_limit(registered: SimpleNamespace) -> None:
    """4 000 UAH of a plan of 10 000 are under a grant; the stages of what was entered by hand are the same money."""
    place: dict[str, Any] = {"measure": registered.measure, "source": FundingSource.objects.get()}

    def by_hand(stage: str, amount: str) -> LedgerEntry:
        day = date(2022, 4, 1)
        entry: dict[str, Any] = {"by": account("accountant"), "date": day, "document_number": "рахунок № 7"}
        return post_entry(**place, **entry, budget_year=2022, stage=stage, amount=Decimal(amount))

    def sign(amount: str) -> None:
        parts = {registered.places[0]: Decimal(amount)}
        sign_grant(grant=registered.waiting, parts=parts, date=date(2022, 4, 2), by=account("head"))

    def left(*, stage: str = "committed", under_contract: bool = True) -> str:
        found = available(stage=stage, **place, year=2022, on=date(2022, 12, 31), under_contract=under_contract)
        return str(found.left)

    begun = left()
    for stage in ("committed", "accepted", "paid"):
        by_hand(stage, "3000.00")
    by_hand("paid", "500.00")  # without a commitment

    assert (begun, left()) == ("6000.00", "2500.00")
    assert [left(stage=stage, under_contract=False) for stage in ("committed", "accepted", "paid")] == [
        "3000.00",
        "3000.00",
        "2500.00",
    ]
    with pytest.raises(ValidationError, match="Ліміт 2022 року перевищено на 0,01"):
        sign("2500.01")
    sign("2500.00")
    with pytest.raises(ValidationError, match="Ліміт 2022 року перевищено на 0,01"):
        by_hand("paid", "0.01")
    grant_override(
        gate="paid",
        program=registered.program,
        **place,
        year=2022,
        amount=Decimal("0.01"),
        reason="Аванс",
        by=account("head"),
    )
    by_hand("paid", "0.01")
    assert left() == "-0.01"


def test_what_was_lowered_is_not_raised_again_over_the_money_of_others(registered: SimpleNamespace) -> None:
    entry: dict[str, Any] = {
        "measure": registered.measure, "source": FundingSource.objects.get(), "budget_year": 2022, "stage": "committed",
        "date": date(2022, 4, 1), "document_number": "дог. № 7", "by": account("accountant"),
    }  # fmt: skip
    post_entry(**entry, amount=Decimal("6000.00"))
    lowered = post_entry(**entry, amount=Decimal("-2000.00"))
    parts = {registered.places[0]: Decimal("1500.00")}
    sign_grant(grant=registered.waiting, parts=parts, date=date(2022, 4, 2), by=account("head"))

    with pytest.raises(ValidationError, match="Ліміт 2022 року перевищено на 1"):
        reverse_entry(entry=lowered, date=date(2022, 5, 1), by=account("accountant"), note="Помилка")


@pytest.mark.both_databases("triggers")
def test_its_links_are_append_only_without_a_word_about_it(grants: SimpleNamespace) -> None:
    with pytest.raises(ValidationError):
        grants.signed.links.all().update(step="reversal")
    with pytest.raises(ValidationError):
        grants.signed.links.first().delete()


@pytest.mark.both_databases("aggregates")
def test_a_limit_of_the_plan_stops_the_grant_whole(grants: SimpleNamespace) -> None:
    before = LedgerEntry.objects.count()

    with pytest.raises(ValidationError):
        sign_grant(
            grant=grants.waiting,
            parts={grants.places[0]: Decimal("1.00"), grants.places[1]: Decimal("99000.00")},
            date=date(2022, 3, 1),
            by=account("head"),
        )

    assert LedgerEntry.objects.count() == before


# ---- its places ------------------------------------------------------------------------------------------------------


def public_page(client: Client, grants: SimpleNamespace) -> int:
    return client.get(f"/grants/{grants.signed.pk}/").status_code


def page_of_staff(client: Client, grants: SimpleNamespace) -> list[int]:
    """The step is taken by its button, and by nobody who may not."""
    address = f"/staff/grants/{grants.waiting.pk}/sign/"
    answers = []
    for role in ("accountant", "coordinator"):
        client.force_login(account(role))
        answers.append(client.get(address).status_code)
    client.post(address, {"date": "01.04.2022"})
    return [*answers, LedgerEntry.objects.filter(grants_link__grant=grants.waiting).count()]


def endpoint(client: Client, grants: SimpleNamespace) -> tuple[list[str], bool]:
    rows = client.get("/api/v1/grants/").json()["results"]
    return [row["project"] for row in rows], "grants" in client.get("/api/v1/").json()


def group_of_the_staffs_menu(client: Client, grants: SimpleNamespace) -> list[str]:
    client.force_login(account("coordinator"))
    groups = [group["name"] for group in admin.site.get_app_list(client.get("/admin/").wsgi_request)]
    return groups[groups.index("Кошти") + 1 : groups.index("Кошти") + 2]


def rights_of_a_role(client: Client, grants: SimpleNamespace) -> set[str]:
    load_roles()
    named = Group.objects.get(name="coordinator").permissions.filter(content_type__app_label="grants")
    return set(named.values_list("codename", flat=True))


def section_of_the_report(client: Client, grants: SimpleNamespace) -> list[Any]:
    tables = {table.key: list(table.rows) for _title, table in build_report(grants.program, Period.year(2022)).tables}
    return [row.cells["project"] for row in tables["grants"]]


def reminder(client: Client, grants: SimpleNamespace) -> bool:
    due = {duty.title for duty in duties_on([grants.program], timezone.localdate())}
    return "грант «Подкаст»" in due


def background_work(client: Client, grants: SimpleNamespace) -> tuple[str, bool]:
    work = enqueue(kind="grant-letter", for_whom=None, arguments={"grant": grants.signed.pk})
    do_waiting()
    work.refresh_from_db()
    return work.state, work.result == f"/grants/{grants.signed.pk}/"


def item_of_the_menu(client: Client, grants: SimpleNamespace) -> bool:
    return 'href="/grants/"' in client.get("/").content.decode()


def shortcut_on_the_desk(client: Client, grants: SimpleNamespace) -> bool:
    client.force_login(account("coordinator"))
    return "Новий грант" in client.get("/admin/").content.decode()


def link_on_the_programmes_page(client: Client, grants: SimpleNamespace) -> bool:
    return "Гранти програми" in client.get(f"/programs/{grants.program.slug}/").content.decode()


def what_was_reached_on_the_measures_page(client: Client, grants: SimpleNamespace) -> bool:
    page = client.get(f"/programs/{grants.program.slug}/measures/{grants.measure.code}/").content.decode()
    return "грант на проєкт" in page


def link_and_guard_of_an_entry_of_the_ledger(client: Client, grants: SimpleNamespace) -> list[bool]:
    page = client.get(f"/programs/{grants.program.slug}/measures/{grants.measure.code}/").content.decode()
    refusal = ""
    try:
        check_made_by_hand(LedgerEntry.objects.filter(grants_link__grant=grants.signed)[0])
    except ValidationError as error:
        refusal = str(error)
    return [f'href="/grants/{grants.signed.pk}/"' in page, "грант «Стіннівка»" in refusal]


def hit_of_the_search(client: Client, grants: SimpleNamespace) -> bool:
    return f'href="/grants/{grants.signed.pk}/"' in client.get("/search/", {"q": "СТІННІВКА"}).content.decode()


def file_of_the_open_data(client: Client, grants: SimpleNamespace) -> bool:
    return "Усі гранти" in client.get("/open-data/").content.decode()


def address_in_the_book(client: Client, grants: SimpleNamespace) -> list[bool]:
    address = f"/grants/{grants.signed.pk}/"
    books = [address.path for address in public_addresses()], client.get("/sitemap.xml").content.decode()
    return [address in book for book in books]


# Where to look for what a line of the registration says, and what is seen there.
PLACES: dict[str, tuple[Place, Any]] = {
    "urls": (public_page, 200),
    "staff_urls": (page_of_staff, [403, 200, 2]),
    "endpoints": (endpoint, (["Стіннівка"], True)),
    "staff_menu": (group_of_the_staffs_menu, ["Гранти"]),
    "rights": (rights_of_a_role, {"view_grant", "add_grant", "change_grant"}),
    "report_sections": (section_of_the_report, ["Стіннівка"]),
    "duties": (reminder, True),
    "background": (background_work, ("done", True)),
    "menu": (item_of_the_menu, True),
    "shortcuts": (shortcut_on_the_desk, True),
    "of_program": (link_on_the_programmes_page, True),
    "reached": (what_was_reached_on_the_measures_page, True),
    "documents": (link_and_guard_of_an_entry_of_the_ledger, [True, True]),
    "found": (hit_of_the_search, True),
    "files": (file_of_the_open_data, True),
    "addresses": (address_in_the_book, [True, True]),
}


def test_the_application_is_small() -> None:
    """What both satellites need stands in the core, so that little is left to write."""
    sources = [source for source in python_files("tests/grants") if "migrations" not in source.path]

    assert sum(len([line for line in source.text.splitlines() if line.strip()]) for source in sources) < 130


def test_every_line_of_the_registration_has_its_place() -> None:
    said = {name for name in vars(GrantsModule) if not name.startswith("_")}

    assert said == {"app", *PLACES}
    assert said <= set(vars(Module)) | set(Module.__annotations__)


@pytest.mark.parametrize("line", PLACES)
def test_what_a_new_application_says_is_seen_in_its_place(
    client: Client, registered: SimpleNamespace, line: str
) -> None:
    load_roles()
    place, expected = PLACES[line]

    assert place(client, registered) == expected


@pytest.mark.parametrize("line", PLACES)
def test_without_a_line_of_its_registration_a_place_is_missing(
    client: Client, grants: SimpleNamespace, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GrantsModule, line, getattr(Module, line))

    with portal_of(more=[REGISTRATION], records={Grant: admin.ModelAdmin}):
        if line != "rights":
            load_roles()
        place, expected = PLACES[line]
        seen = None
        with suppress(LookupError, NoReverseMatch):  # how some places say that nothing is there
            seen = place(client, grants)
    assert seen != expected


def test_an_application_that_is_not_registered_is_nowhere(client: Client, grants: SimpleNamespace) -> None:
    assert "grants" not in {module.app for module in modules()}
    assert client.get(f"/grants/{grants.signed.pk}/").status_code == 404
