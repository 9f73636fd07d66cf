"""The draft edition that every sheet is opened on, and those who open it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User

from programs.models import Edition, LegalAct, Program
from programs.services import (
    open_draft_edition,
)


@pytest.fixture
def coordinator(person: Callable[[str], User]) -> User:
    return person("coordinator")


@pytest.fixture
def head(person: Callable[[str], User]) -> User:
    return person("head")


@pytest.fixture
def draft(program: Program, coordinator: User) -> Edition:
    return open_draft_edition(program=program, by=coordinator)


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
