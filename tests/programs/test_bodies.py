"""One body, several records: the portal offers those of one ЄДРПОУ or name, a person confirms and undoes it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from media_contracts.models import MediaOutlet, Supplier
from media_contracts.services import save_party
from programs.models import Body
from programs.modules import of_body
from programs.services import bodies_alike, save_record
from tests.conftest import account
from tests.media_contracts.contracting import in_force, newspaper, site


@pytest.fixture
def coordinator(person: Callable[[str], User]) -> User:
    return person("coordinator")


def form_of(client: Client, record: Any) -> tuple[str, dict[str, Any]]:
    """The address of a record's page and what its form would send."""
    address = f"/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/change/"
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return address, {name: "" if value is None else value for name, value in values.items()}


def test_a_new_legal_entity_gets_a_body_and_one_alike_is_only_offered(coordinator: User) -> None:
    newspaper(coordinator)
    save_party(party=Supplier(name="тов Вигадана  газета"), by=coordinator)
    save_party(party=Supplier(kind="sole_trader", name="Марія"), by=coordinator)

    body = Body.objects.get()
    assert str(body) == "ТОВ «Вигадана газета», 26510514"
    assert [supplier.body for supplier in Supplier.objects.order_by("pk")] == [body, None, None]
    assert bodies_alike("Інша назва", "26510514") == bodies_alike("ТОВ “ВИГАДАНА ГАЗЕТА”", "") == [body]
    assert bodies_alike("Газета", "") == []


def test_a_person_confirms_what_is_offered_and_undoes_it_by_emptying(client: Client, coordinator: User) -> None:
    outlet, body = newspaper(coordinator), Body.objects.get()
    client.force_login(coordinator)
    address, values = form_of(client, outlet)
    offered = client.get(address).content.decode()
    client.post(address, values | {"body": body.pk})
    linked = MediaOutlet.objects.get(pk=outlet.pk).body
    address, values = form_of(client, MediaOutlet.objects.get(pk=outlet.pk))
    page = client.get(address).content.decode()
    client.post(address, values | {"body": ""})

    assert "ТОВ «Вигадана газета», 26510514</option>" in offered
    assert (linked, MediaOutlet.objects.get(pk=outlet.pk).body) == (body, None)
    assert "ТОВ «Вигадана газета»</a> (постачальник)" in page


def test_only_what_is_offered_can_be_chosen(client: Client, coordinator: User) -> None:
    outlet = newspaper(coordinator)
    other = save_record(record=Body(name="Зовсім інша", edrpou="04383475"), by=coordinator)
    client.force_login(coordinator)
    address, values = form_of(client, outlet)

    refused = client.post(address, values | {"body": other.pk})

    assert (refused.status_code, MediaOutlet.objects.get().body) == (200, None)


def test_a_new_supplier_like_another_asks_whether_it_is_the_same(client: Client, coordinator: User) -> None:
    newspaper(coordinator)
    client.force_login(coordinator)
    values = {"kind": "legal_entity", "name": "ТОВ «Вигадана газета»", "edrpou": ""}
    answer = client.post("/admin/media_contracts/supplier/add/", values, follow=True).content.decode()

    assert "Портал уже знає таку особу: ТОВ «Вигадана газета», 26510514" in answer
    assert Body.objects.count() == 1


def test_public_pages_of_one_body_lead_to_each_other(client: Client, coordinator: User) -> None:
    outlet, head = newspaper(coordinator), account("head")
    in_force(outlet, head)
    again = save_record(record=Body(name="Редакція"), by=coordinator)
    other = site(coordinator)
    other.supplier = outlet.supplier
    save_record(record=other, by=coordinator)
    outlet.body = again
    save_record(record=outlet, by=coordinator)
    apart = [link.title for link in of_body(outlet, "/media/gazeta/")]
    again.alias_of = outlet.supplier.body
    save_record(record=again, by=coordinator)
    outlet = MediaOutlet.objects.get(slug="gazeta")
    page = client.get("/media/gazeta/").content.decode()

    together = ["Вигаданий сайт", "Договори: ТОВ «Вигадана газета»"]
    assert (apart, [link.title for link in of_body(outlet, "/media/gazeta/")]) == ([], together)
    assert 'href="/media/site/">Вигаданий сайт</a>' in page
    again.alias_of = None
    save_record(record=again, by=coordinator)
    assert [link.title for link in of_body(MediaOutlet.objects.get(slug="gazeta"), "/media/gazeta/")] == []


@pytest.mark.both_databases("constraints")
def test_aliases_make_no_chain_and_a_person_is_no_body(coordinator: User) -> None:
    one, two, three = (save_record(record=Body(name=name), by=coordinator) for name in ("Перша", "Друга", "Третя"))
    two.alias_of = one
    save_record(record=two, by=coordinator)
    for alias, of in ((three, two), (one, three), (three, three)):
        alias.alias_of = of
        with pytest.raises(ValidationError):
            save_record(record=alias, by=coordinator)

    with pytest.raises(ValidationError, match="лише юридичну особу"):
        save_record(record=Supplier(kind="person", name="Людина", body=one), by=coordinator)


def test_an_outlet_of_no_body_is_offered_to_a_new_institution_of_its_name(client: Client, coordinator: User) -> None:
    """A newspaper may be an institution too: whoever records it is led to the outlet."""
    outlet = newspaper(coordinator)
    client.force_login(coordinator)
    values = {"type": "media", "name": outlet.name.upper(), "state": "not_checked", "has_personality": "on"}
    answer = client.post("/admin/civil_society/institution/add/", values, follow=True).content.decode()
    address, values = form_of(client, outlet)
    body = Body.objects.get(name=outlet.name.upper())
    client.post(address, values | {"body": body.pk})

    assert f'<a href="{address}">«{outlet.name}» (' in answer
    assert MediaOutlet.objects.get().body == body
