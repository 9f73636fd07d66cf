"""Pages of several steps: who gets to them, and what a step answers that is refused or comes second."""

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from pytest_django import Settings

from kakhovka_portal.urls import urlpatterns
from programs import services
from programs.models import Program
from programs.staff.steps import StepForm, StepView, staff_page
from tests.programs.filling import fields_of
from tests.staff_addresses import staff_addresses, unguarded, without_token

Person = Callable[[str], User]


class RenameForm(StepForm):
    short_title = forms.CharField()


class Rename(StepView):
    """A step such as every app may have: it asks for a date, a reason and a name, and saves a programme."""

    model = Program
    form_class = RenameForm
    permission = "programs.change_program"
    title = "Перейменувати"
    done = "Перейменовано."
    asks_reason = True

    def facts(self) -> list[tuple[str, str]]:
        return [("Коротка назва", self.object.short_title)]

    def perform(self, given: dict[str, Any]) -> None:
        if given["short_title"] == self.object.short_title:
            raise ValidationError({"short_title": "Назва та сама.", "slug": "Адреса теж."})
        self.object.short_title = given["short_title"]
        services.save_record(record=self.object, by=self.user, expected_version=given["seen_version"])


def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("усередині")


class Urls:
    """The portal's addresses with pages of an app."""

    pages = [
        path("programs/<int:pk>/rename/", Rename.as_view()),
        path("guarded/", staff_page(guarded)),
    ]
    urlpatterns = [path("staff/", include(pages)), *urlpatterns]


class CarelessUrls:
    urlpatterns = [path("staff/", include([*Urls.pages, path("open/", guarded)])), *urlpatterns]


@pytest.fixture
def rename(program: Program, settings: Settings) -> str:
    """The address of the step."""
    settings.ROOT_URLCONF = Urls
    return f"/staff/programs/{program.pk}/rename/"


@pytest.fixture
def of_commission(person: Person) -> Client:
    client = Client()
    client.force_login(person("commission"))
    return client


@pytest.fixture
def coordinator(person: Person) -> Client:
    client = Client()
    client.force_login(person("coordinator"))
    return client


# ---- who gets in -----------------------------------------------------------------------------------------------------


def test_every_staff_address_of_the_portal_asks_for_the_log_in_and_stores_nothing(of_commission: Client) -> None:
    assert [fault for address in staff_addresses() for fault in unguarded(address, of_commission)] == []


def test_the_walk_finds_a_staff_page_that_was_mounted_without_the_decorator(
    settings: Settings, of_commission: Client, program: Program
) -> None:
    of_the_portal = staff_addresses()
    settings.ROOT_URLCONF = CarelessUrls

    addresses = [address for address in staff_addresses() if address not in of_the_portal]

    assert {*addresses} >= {"/staff/guarded/", "/staff/open/", "/staff/programs/1/rename/"}
    assert [fault for address in addresses for fault in unguarded(address, of_commission)] == [
        "/staff/open/ lets a visitor in",
        "/staff/open/ lets somebody without a desk in",
    ]


def test_a_step_is_for_staff_who_may_take_it_and_comes_with_the_forms_token(
    rename: str, coordinator: Client, person: Person
) -> None:
    accountant = Client()
    accountant.force_login(person("accountant"))
    visitor = Client().get(rename)

    page = coordinator.get(rename)

    assert (visitor.status_code, visitor["Location"]) == (302, f"{reverse('admin:login')}?next={rename}")
    assert (accountant.get(rename).status_code, page.status_code) == (403, 200)
    assert "no-store" in page["Cache-Control"]
    assert without_token(rename, coordinator) == 403


# ---- what a step answers ---------------------------------------------------------------------------------------------


def test_a_step_is_taken_and_leads_back_to_its_record(rename: str, coordinator: Client, program: Program) -> None:
    typed = {**fields_of(coordinator.get(rename)), "reason": "Рішення", "short_title": "Нова назва"}

    answer = coordinator.post(rename, typed, follow=True)

    program.refresh_from_db()
    assert program.short_title == "Нова назва"
    assert answer.redirect_chain == [(reverse("admin:programs_program_change", args=[program.pk]), 302)]
    assert [str(message) for message in answer.context["messages"]] == ["Перейменовано."]


def test_a_refused_step_comes_back_with_everything_typed_and_each_sentence_in_its_place(
    rename: str, coordinator: Client, program: Program
) -> None:
    typed = {**fields_of(coordinator.get(rename)), "reason": "Рішення", "short_title": program.short_title}

    answer = coordinator.post(rename, typed)

    form = answer.context["form"]
    assert (answer.status_code, form.errors) == (200, {"short_title": ["Назва та сама."], "__all__": ["Адреса теж."]})
    assert (form["reason"].value(), form["short_title"].value()) == ("Рішення", program.short_title)


def test_whoever_comes_second_sees_both_versions_and_loses_nothing(
    rename: str, coordinator: Client, person: Person, program: Program
) -> None:
    old = program.short_title
    typed = {**fields_of(coordinator.get(rename)), "reason": "Рішення", "short_title": "Назва координатора"}
    program.short_title = "Назва керівника"
    services.save_record(record=program, by=person("head"))

    second = coordinator.post(rename, typed)
    program.refresh_from_db()
    stands = program.short_title
    again = coordinator.post(rename, fields_of(second))

    program.refresh_from_db()
    conflict = second.context["conflict"]
    assert conflict["rows"] == [{"label": "Коротка назва", "stored": "Назва керівника", "seen": old}]
    assert conflict["last"].history_user == person("head")
    assert second.context["facts"] == [("Коротка назва", "Назва керівника")]
    assert (stands, program.short_title) == ("Назва керівника", "Назва координатора")
    assert second.context["form"]["reason"].value() == "Рішення"
    assert (second.status_code, again.status_code) == (200, 302)
