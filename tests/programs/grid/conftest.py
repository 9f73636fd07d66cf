"""The draft edition that every sheet is opened on, and those who open it."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoDbBlocker

from programs.models import Edition, LegalAct, Program
from programs.services import (
    open_draft_edition,
)
from tests.conftest import account, shared_by_module


@pytest.fixture
def coordinator(person: Callable[[str], User]) -> User:
    return person("coordinator")


@pytest.fixture
def head(person: Callable[[str], User]) -> User:
    return person("head")


@pytest.fixture(scope="module")
def opened(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    with shared_by_module(django_db_blocker):
        yield open_draft_edition(program=Program.objects.get(), by=account("coordinator")).pk


@pytest.fixture
def draft(opened: int, db: None) -> Edition:
    return Edition.objects.select_related("program").get(pk=opened)


@pytest.fixture
def amendment(program: Program) -> LegalAct:
    return LegalAct.objects.create(
        program=program,
        role="amendment",
        body="Каховська міська рада",
        number="210",
        date=date(2022, 5, 12),
        title="Про зміни",
    )
