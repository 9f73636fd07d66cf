"""What an application says of itself in its module is whole; what the council does not use is not shown."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from types import ModuleType

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from civil_society.models import (
    BudgetProject,
    Course,
    Institution,
    MonitoringNote,
    PressEvent,
    PrintedMaterial,
    SitePublication,
)
from civil_society.services import save_course, save_institution
from kakhovka_portal.admin_site import menu_groups
from kakhovka_portal.roles import rights_of_roles
from media_contracts import services
from media_contracts.models import Contract
from programs.duties import duties_on
from programs.models import LedgerEntry, Measure, Program
from programs.modules import Module, all_modules, check_made_by_hand, modules, posted_by, public_addresses
from programs.period import Period
from programs.reports import build_report
from programs.services import save_with_activity
from tests.civil_society.proposing import proposed
from tests.civil_society.sitting import one_of_each_kind as sitting_of_a_body
from tests.conftest import account, shared_by_module
from tests.media_contracts.contracting import drafted_act, in_force, newspaper, pay, publish
from tests.portal_of import portal_of
from tests.sources import APPS

OWN = [module for module in all_modules() if module.app in APPS]
each_module = pytest.mark.parametrize("module", OWN, ids=lambda module: module.app)


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A contract with a newspaper that was published in, accepted and paid; an institution."""
    with shared_by_module(django_db_blocker):
        by = account("coordinator")
        paper = newspaper(by)
        save_institution(institution=Institution(type="association", name="ГО «Вигадана дія»"), by=by)
        measure = Measure.objects.get(code="press-events")
        heard = PressEvent(measure=measure, kind="briefing", date=date(2021, 3, 5), heading="Брифінг")
        on_the_site = SitePublication(measure=measure, date=heard.date, heading="Сесія", link="https://rada.example/1")
        noted = MonitoringNote(measure=measure, sample="Канали", channel="К", date=heard.date, heading="З", topic="з")
        printed = PrintedMaterial(measure=measure, kind="booklet", title="Буклет", date=heard.date, run=100)
        project = BudgetProject(measure=measure, year=2021, title="Проєкт", date=heard.date)
        for record in (heard, on_the_site, noted, printed, project):
            save_with_activity(record=record, by=by)
        save_course(course=Course(measure=measure, kind="training", title="Тренінг", season="2021"), by=by)
        sitting_of_a_body(by)
        proposed(by)
        contract = in_force(paper, by)
        publish(paper, date(2021, 3, 5), by)
        act = services.sign_act(act=drafted_act(contract, date(2021, 3, 1), date(2021, 3, 31), by, number="1"), by=by)
        pay(contract, act, "100.00", date(2021, 4, 6), "пд № 1", account("accountant"))
        yield


@pytest.fixture
def contract(module_data: None, db: None) -> Contract:
    return Contract.objects.get()


# ---- what a new application forgets ----------------------------------------------------------------------------------


def test_every_application_with_records_is_a_module() -> None:
    with_records = {
        config.label for config in apps.get_app_configs() if config.label in APPS and list(config.get_models())
    }

    assert with_records == {module.app for module in OWN}


@each_module
def test_every_public_address_stands_in_the_address_book(module: Module, contract: Contract) -> None:
    written = {resolve(address.path).url_name for address in module.addresses()}
    urls: ModuleType = import_module(module.urls)
    named = {pattern.name for pattern in urls.urlpatterns} - {*module.not_public}
    needing_records = {"act-file", "activity-file", "comparison", "comparison-file"}  # the story has no such records
    needing_records |= {"sitting", "sitting-file", "sitting-item-file"}
    needing_records |= {"proposal-attachment", "submitted", "submitted-file", "submitted-latest", "verify"}
    needing_records |= {"consultation-document", "plan", "plan-file"}
    needing_records |= {"digest", "printed-picture", "report-paper", "since"}
    needing_records |= {"body-minutes"}
    needing_records |= {f"{paper}{part}" for paper in ("result", "outcome") for part in ("", "-file", "-latest")}

    assert named - written <= needing_records
    assert written - {"contracts-releases"} <= named  # the package of releases is an address of the API


@each_module
def test_every_page_of_records_stands_in_a_group_of_the_menu(module: Module) -> None:
    in_the_menu = {label for _key, _title, labels in menu_groups() for label in labels}
    with_pages = {model._meta.label for model in admin.site._registry if model._meta.app_label == module.app}

    assert with_pages - {f"{module.app}.{name}" for name in module.without_menu} <= in_the_menu


@each_module
def test_every_record_with_a_page_is_open_to_some_role(module: Module) -> None:
    seen = {(app, model) for rights in rights_of_roles().values() for app, model, _codename in rights}
    with_pages = {
        (m._meta.app_label, str(m._meta.model_name)) for m in admin.site._registry if m._meta.app_label == module.app
    }

    assert with_pages - seen == set()


def test_what_a_search_finds_stands_in_the_address_book(client: Client, contract: Contract) -> None:
    book = {address.path for address in public_addresses()}
    hits = [found for module in modules() for found in module.found(everything, 50)]

    assert [hit.address for found in hits for hit in found.items if re.split("[?#]", hit.address)[0] not in book] == []
    kinds = {"payees", "contracts", "outlets", "publications", "institutions", "press", "site-publications"}
    kinds |= {"consultations", "courses", "printed-materials", "budget-projects"}
    kinds |= {"advisory-bodies", "body-decisions"}
    assert {found.key: found.count for found in hits} == {**dict.fromkeys(kinds, 1), "proposals": 2}


def everything(*fields: str, **kinds: object) -> Q:
    return Q()


# ---- a module that is switched off -----------------------------------------------------------------------------------


def test_a_module_that_is_switched_off_shows_nothing_any_more(client: Client, contract: Contract) -> None:
    program = Program.objects.get()
    on = timezone.localdate() + timedelta(days=1)
    year = Period.year(2021)
    public = [address.path for address in public_addresses() if resolve(address.path).app_name == "media_contracts"]
    staff = reverse("admin:media_contracts_contract_change", args=[contract.pk])
    head = account("head")

    with portal_of(off=["media_contracts"]):
        gone = [client.get(path).status_code for path in public]
        endpoints = [client.get(f"/api/v1/{name}/").status_code for name in ("contracts", "payments", "publications")]
        home, search = client.get("/").content.decode(), client.get("/search/", {"q": "газета"}).content.decode()
        sections = {table.key for _title, table in build_report(program, year).tables}
        reminders = {duty.kind for duty in duties_on([program], on)}
        sitemap = client.get("/sitemap.xml").content.decode()
        client.force_login(head)
        desk = client.get(reverse("admin:index")).content.decode()
        page_of_staff = client.get(staff).status_code

    assert "contracts" in {table.key for _title, table in build_report(program, year).tables}
    assert {*gone, *endpoints, page_of_staff} == {404}
    for page in (home, search, sitemap, desk):
        assert "/contracts/" not in page
        assert "media_contracts" not in page
    assert sections == {
        *("attention", "basic-data", "measures", "activities", "indicators", "financing", "institutions"),
        *("advisory-bodies", "interaction", "ledger"),
    }
    assert "договір" not in {str(kind) for kind in reminders}
    assert client.get(public[0]).status_code == 200  # and everything is back when it is switched on


def test_money_of_a_module_that_is_switched_off_stays_and_is_guarded(client: Client, contract: Contract) -> None:
    entry = LedgerEntry.objects.filter(stage="paid").get()
    figures = client.get("/api/v1/programs/information-space-2021-2023/").json()

    with portal_of(off=["media_contracts"]):
        same = client.get("/api/v1/programs/information-space-2021-2023/").json()
        links = posted_by(entry, account("accountant"))
        with pytest.raises(ValidationError, match="документ"):
            check_made_by_hand(entry)
        with pytest.raises(NoReverseMatch):
            reverse("media_contracts:contracts")

    assert same == figures
    assert [(link.title.split(",")[0], link.address) for link in links] == [
        ("оплата 06.04.2021", ""),
        ("акт № 1 від 31.03.2021", ""),
        ("договір № 12 від 01.03.2021", ""),
    ]
