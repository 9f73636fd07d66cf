"""Progress and activities: every deviation is explained, nothing is public until somebody says so."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from programs.models import Activity, Measure, Program, Progress
from programs.period import Period
from programs.services import save_record
from programs.statement import statement_for, statement_on


def progress(measure: Measure, **changes: Any) -> Progress:
    values = {
        "measure": measure,
        "period_start": date(2022, 1, 1),
        "period_end": date(2022, 6, 30),
        "state": "in_progress",
        "work_percent": 40,
    }
    return Progress(**{**values, **changes})


@pytest.fixture
def measure(program: Program) -> Measure:
    return Measure.objects.get(program=program, code="print-media")


@pytest.mark.parametrize("state", ["not_done", "postponed", "impossible"])
def test_what_was_not_done_in_full_needs_its_reason(measure: Measure, person: Any, state: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        save_record(record=progress(measure, state=state, reason="  "), by=person("coordinator"))
    assert "reason" in refusal.value.message_dict
    saved = save_record(record=progress(measure, state=state, reason="Воєнний стан"), by=person("coordinator"))
    assert saved.get_state_display() != state


@pytest.mark.both_databases("constraints")
def test_the_database_holds_the_same_rule(measure: Measure) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        progress(measure, state="not_done").save()


def test_work_is_judged_in_per_cent_of_at_most_a_hundred(measure: Measure, person: Any) -> None:
    with pytest.raises(ValidationError):
        save_record(record=progress(measure, work_percent=101), by=person("coordinator"))


def test_a_period_does_not_end_before_it_starts(measure: Measure, person: Any) -> None:
    with pytest.raises(ValidationError):
        save_record(record=progress(measure, period_end=date(2021, 12, 31)), by=person("coordinator"))
    with pytest.raises(ValueError, match=r"."):
        Period(date(2022, 1, 1), date(2021, 12, 31))


def test_the_last_judgement_of_the_period_counts(program: Program, measure: Measure, person: Any) -> None:
    by = person("coordinator")
    save_record(record=progress(measure, period_start=date(2021, 1, 1), period_end=date(2021, 12, 31)), by=by)
    save_record(record=progress(measure, work_percent=85), by=by)
    on_page = statement_on(program, date(2022, 12, 31))
    before = statement_on(program, date(2022, 6, 29))
    in_2021 = statement_for(program, Period.year(2021))
    judged = [s.measures[0].progress for s in (on_page, before, in_2021)]
    assert [(p.work_percent, p.period_end.year) for p in judged if p] == [(85, 2022), (40, 2021), (40, 2021)]


@pytest.mark.both_databases("aggregates")
def test_work_money_and_time_are_three_figures(program: Program, measure: Measure, person: Any) -> None:
    save_record(record=progress(measure, work_percent=85), by=person("coordinator"))
    statement = statement_on(program, date(2022, 6, 30))
    assert (str(statement.work_percent), str(statement.time_percent), str(statement.total.paid_percent)) == (
        "5.0",
        "49.9",
        "0.0",
    )


def test_an_activity_is_private_until_somebody_shows_it(measure: Measure, person: Any) -> None:
    hidden = Activity(measure=measure, kind="other", date=date(2021, 5, 1), title="Робочі нотатки")
    save_record(record=hidden, by=person("coordinator"))
    assert list(Activity.objects.published()) == []
    hidden.is_public = True
    save_record(record=hidden, by=person("coordinator"))
    assert list(Activity.objects.published()) == [hidden]
