"""Two contracts of 2021 under way, with everything of theirs that nobody may read marked by a word.

Every test of this folder begins from them: they are told once for all its modules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import FileField
from pytest_django import DjangoDbBlocker

from media_contracts import services
from media_contracts.models import Act, Contract, MediaOutlet, Payment, Publication, Supplier
from programs.services import save_record
from tests.conftest import account, shared_by_module
from tests.media_contracts.contracting import IBAN, RNOKPP, draft, drafted_act, in_force, newspaper, pay, publish, site

SECRET = "ПРИХОВАНО"
PERSON = "Прихований Петро Петрович"
PRIVATE = (
    SECRET,
    SECRET.lower(),
    PERSON,
    "Прихован",
    RNOKPP,
    "1234567806",
    IBAN,
    "Іван РЕДАКТОР",
    "Ольга ГОЛОВА",
    "private/",
)


@dataclass(frozen=True)
class World:
    """A newspaper and a site under contract, a person who agreed to nothing, drafts of everything."""

    paper: MediaOutlet
    site: MediaOutlet
    printed: Contract
    online: Contract
    person: Contract
    unsigned: Contract
    act: Act
    act_draft: Act
    payment: Payment
    publication: Publication
    unbought: Publication


SCAN = f"private/contracts/{SECRET}.pdf"


def veil(record: Any) -> None:
    """Fill everything of a record that is never public with the marks that are looked for."""
    fields = [record._meta.get_field(name) for name in record.PRIVATE if name not in {"rnokpp", "iban"}]
    marks = {field.name: SCAN if isinstance(field, FileField) else SECRET for field in fields}
    type(record)._base_manager.filter(pk=record.pk).update(**marks)


def nobody(by: User) -> Contract:
    """A trainer who is a natural person and did not agree to be named."""
    owner = Supplier(kind="person", name=PERSON, rnokpp="1234567806", iban=IBAN)
    services.save_party(party=owner, by=by)
    outlet = MediaOutlet(slug="blog", name="Блог", kind="online", supplier=owner)
    return in_force(save_record(record=outlet, by=by), by, number="15", quantity=10)


@pytest.fixture(scope="package", autouse=True)
def module_data(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with shared_by_module(django_db_blocker):
        by, accountant = account("coordinator"), account("accountant")
        paper, web = newspaper(by), site(by)
        printed, online, trainer = in_force(paper, by), in_force(web, by, number="13"), nobody(by)
        pieces = [publish(paper, date(2021, 3, 5 + day), by) for day in range(3)]
        publish(web, date(2021, 3, 9), by)
        act = services.sign_act(act=drafted_act(printed, date(2021, 3, 1), date(2021, 3, 6), by, number="1"), by=by)
        payment = pay(printed, act, "1000.00", date(2021, 3, 31), "пд № 1", accountant)
        lonely = MediaOutlet(
            slug="lonely", name=f"{SECRET}: без договору", kind="radio", supplier=Supplier.objects.create(name=SECRET)
        )
        unbought = publish(save_record(record=lonely, by=by), date(2021, 3, 20), by, headline=SECRET)
        act_draft = drafted_act(printed, date(2021, 3, 7), date(2021, 3, 31), by, number=f"{SECRET}-2")
        unsigned = draft(web, by, number=f"{SECRET}-14", subject=SECRET)
        for record in (
            *Supplier.objects.all(),
            *Publication.objects.all(),
            *Payment.objects.all(),
            printed,
            online,
            trainer,
            act,
        ):
            veil(record)
        yield World(
            paper=paper,
            site=web,
            printed=printed,
            online=online,
            person=trainer,
            unsigned=unsigned,
            act=act,
            act_draft=act_draft,
            payment=payment,
            publication=pieces[0],
            unbought=unbought,
        )


@pytest.fixture
def world(module_data: World, db: None) -> World:
    default_storage.save(SCAN, ContentFile(b"%PDF"))
    return replace(
        module_data, **{name: type(record).objects.get(pk=record.pk) for name, record in vars(module_data).items()}
    )
