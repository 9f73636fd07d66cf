"""Every field of every form of the staff's site: what is changed alone and answered with «Збережено» stands stored.

Forms, records and values come from the site itself, so that a new form is walked with the rest.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.forms.models import model_to_dict
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from programs.models import Program
from programs.services import open_draft_edition
from programs.staff.forms import OWN_FIELDS, REASON
from tests import sampling
from tests.conftest import account, shared_by_module
from tests.kinds_of_records import one_of_each_kind
from tests.programs.filling import fields_of, send, sentences

ROLES = ("secretary", "coordinator", "accountant", "head", "administrator")
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OTHER_WORDS = (
    "00131587", "2234567899", "UA903052992990004149123456789", "79342200-5", "UA-2021-03-01-000123-a",
    "2021-04", "50.12", "example.org", "moie", "7", "2210", "3132",
)  # fmt: skip

Changed = tuple[str, Any]  # a field's name on the page and what is sent for it


@pytest.fixture(scope="module")
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A record of every kind, and the plan as an act set it beside a draft of the next edition."""
    with shared_by_module(django_db_blocker):
        one_of_each_kind()
        open_draft_edition(program=Program.objects.get(), by=account("coordinator"))
        for role in ROLES:
            account(role)
        yield


def test_a_field_changed_alone_is_stored_or_refused(module_data: None, db: None, in_full: bool) -> None:
    found: dict[str, list[str]] = {"stored": [], "lost": [], "refused": [], "refused without a word": [], "alone": []}
    asked = Counter[str]()
    for client, address, sent, form, name in sampling.first_of_each(fields_to_change(asked), kind_of, in_full):
        asked[name] += 1
        found[change(client, address, sent, form, name)].append(f"{type(form.instance).__name__}.{name}")
    # The line left empty is found again by outlet and date, as the form says.
    assert found["lost"] == ["Publication.contract_line"]
    assert found["refused without a word"] == []
    assert len(found["stored"]) > (150 if in_full else 80)


Field = tuple[Client, str, dict[str, list[str]], Any, str]  # who changes it where, what the page sends, form and name


def fields_to_change(asked: Counter[str]) -> Iterator[Field]:
    """Of each form those come first whose names were asked least: a sample asks many names, not the first ones."""
    for client, address, page in pages_to_change():
        sent = fields_of(page)
        if REASON in page.context["adminform"].form.fields:
            sent[REASON] = ["описка"]
        for form in forms_of(page):
            for name in sorted(form.fields, key=lambda name: asked[name]):
                if name not in {*OWN_FIELDS, "DELETE"} and not (form[name].is_hidden or form.fields[name].disabled):
                    yield client, address, sent, form, name


def kind_of(found: Field) -> Any:
    """Fields of a class go one way in a form; those that the record does not have go a way of their own."""
    *_page, form, name = found
    own = {each.name for each in form.instance._meta.get_fields()}
    return type(form.instance), type(form.fields[name]), name in own


def may_change(role: str, model: Any) -> bool:
    request = RequestFactory().get("/")
    request.user = account(role)
    return bool(admin.site._registry[model].has_change_permission(request))


def pages_to_change() -> Iterator[tuple[Client, str, Any]]:
    """The page of the last record of each kind, and of the first where it asks for something else; opened by somebody
    whose role may change it.
    """
    clients = {role: logged_in(role) for role in ROLES}
    for model in admin.site._registry:
        asked: list[set[str]] = []
        records = model._base_manager.order_by("pk")
        for record in filter(None, (records.last(), records.first())):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[record.pk])
            for client in (client for role, client in clients.items() if may_change(role, model)):
                page = client.get(address)
                if page.status_code == 200 and page.context["has_change_permission"]:
                    fields = set(page.context["adminform"].form.fields) - OWN_FIELDS
                    if fields not in asked:
                        asked.append(fields)
                        yield client, address, page
                    break


def logged_in(role: str) -> Client:
    client = Client()
    client.force_login(account(role))
    return client


def forms_of(page: Any) -> list[Any]:
    """The record's form and the first row of each of its tables."""
    tables = [wrapper.formset for wrapper in page.context["inline_admin_formsets"]]
    rows = [next(iter(table.initial_forms), None) for table in tables]
    return [page.context["adminform"].form, *(row for row in rows if row is not None)]


def change(client: Client, address: str, sent: dict[str, list[str]], form: Any, name: str) -> str:
    """Change one field and read it back; a field that has no other value to choose stands alone."""
    became = "alone"
    for value in filter(partial(fits, form, name), others(form, name)):
        with transaction.atomic():
            answer = send(client, address, {**sent, **typed(form, name, value)})
            stored = answer.status_code == 302 and reads_back(client, address, form, name, value)
            transaction.set_rollback(True)
        if answer.status_code == 302:
            return "stored" if stored else "lost"
        became = "refused" if sentences(answer) else "refused without a word"
    return became


def typed(form: Any, name: str, value: Any) -> dict[str, Any]:
    """What the page sends for the value: a moment is a day and an hour, each in a box of its own."""
    place = form.add_prefix(name)
    if isinstance(form.fields[name], forms.SplitDateTimeField):
        return {f"{place}_{part}": each for part, each in enumerate(value)}
    return {place: value}


def others(form: Any, name: str) -> Iterator[Any]:
    """Values of the field's type that differ from the one that stands."""
    field, stands = form.fields[name], form[name].value()
    if isinstance(field, forms.BooleanField):
        yield [] if stands else "on"
    elif isinstance(field, forms.FileField):
        yield SimpleUploadedFile("moie.pdf", PDF, "application/pdf")
    elif isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        keys, chosen = choices_of(field), {str(getattr(one, "pk", one)) for one in stands or []}
        yield from (sorted(chosen ^ {key}) for key in keys)
    elif isinstance(field, forms.ChoiceField):
        yield from (key for key in [*choices_of(field), ""] if key != str(stands if stands is not None else ""))
    elif isinstance(field, forms.SplitDateTimeField):
        moment = timezone.localtime(stands) if isinstance(stands, datetime) else datetime(2021, 3, 1, 9)
        moved = [moment + timedelta(days=days) for days in (1, -1, 40)]
        yield from ([f"{each:%d.%m.%Y}", f"{each:%H:%M}"] for each in moved)
    elif isinstance(field, forms.DateField):
        day = field.to_python(stands) or date(2021, 3, 1)
        yield from (f"{day + timedelta(days=days):%d.%m.%Y}" for days in (1, -1, 40))
    elif isinstance(field, forms.DecimalField | forms.IntegerField):
        number = field.to_python(stands)
        yield from (str((number or 0) + step) for step in (1, -1, Decimal("0.01"), 7))
        yield ""
    else:
        words = str(stands or "")
        yield from (f"{words}я", f"{words}z", "https://example.org/moie", *OTHER_WORDS, "")


def fits(form: Any, name: str, value: Any) -> bool:
    """Whether the field itself takes the value: only what the record's own rules may refuse is worth sending."""
    try:
        cleaned = form.fields[name].clean(value)
        if name in {field.name for field in form.instance._meta.concrete_fields} and not isinstance(value, list):
            form.instance._meta.get_field(name).run_validators(plain(cleaned))
    except ValidationError:
        return False
    return True


def choices_of(field: Any) -> list[str]:
    """The keys to choose from, groups opened."""
    found = []
    for key, label in field.choices:
        inner = label if isinstance(label, list | tuple) else [(key, label)]
        found += [str(one) for one, _words in inner if str(one)]
    return found


def reads_back(client: Client, address: str, form: Any, name: str, value: Any) -> bool:
    """Whether the value that was sent stands in the database; of a field beside the model, on the page."""
    if isinstance(form.fields[name], forms.FileField):
        return bool(getattr(type(form.instance)._base_manager.get(pk=form.instance.pk), name))
    record = type(form.instance)._base_manager.filter(pk=form.instance.pk).first()
    if record is not None and name in {field.name for field in form.instance._meta.get_fields()}:
        return plain(model_to_dict(record, [name])[name]) == plain(form.fields[name].clean(value))
    # another executor is another row in the place of the one before
    again = next(one for one in forms_of(client.get(address)) if one.prefix == form.prefix)
    return plain(again.initial.get(name)) == plain(form.fields[name].clean(value))


def plain(value: Any) -> Any:
    """A stored or typed value by which the two can be compared: records by their keys, nothing as nothing."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, list | models.QuerySet):
        return sorted(plain(one) for one in value)
    return None if value == "" else value


def test_no_model_has_a_field_of_the_name_of_a_forms_own() -> None:
    taken = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name in OWN_FIELDS
    }
    assert taken == set()


def test_a_declared_field_of_a_registered_form_is_the_records_or_has_a_name_of_its_own(db: None) -> None:
    """A field that is declared under a model's name is bound to it, never to something else that the form asks."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True, is_staff=True)
    strange = []
    for model, pages in admin.site._registry.items():
        names = {field.name for field in model._meta.get_fields()}
        bound = set(pages.get_form(request)._meta.fields or ())
        declared: dict[str, Any] = pages.form.declared_fields
        own = {name for name, field in declared.items() if name not in bound and not field.disabled}
        strange += [f"{model.__name__}.{name}" for name in own & names]
    assert strange == []
