"""Texts are kept in one form whoever writes them, and compared in one form whoever asks."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs import services
from programs.models import Executor, FundingSource, LedgerEntry, Measure, Program, Stage
from programs.texts import canonical, fold, folded_words
from tests.conftest import account

pytestmark = pytest.mark.both_databases("search")

DIRTY = "Об'єд\u00adнання \u200b«Кахо\u0301вка\ufeff» и\u0306 сі\u0301м'я"
CLEAN = "Об’єднання «Каховка» й сім’я"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (DIRTY, CLEAN),
        ("об`єкт, обʼєкт, об‘єкт, об′єкт, об´єкт", "об’єкт, об’єкт, об’єкт, об’єкт, об’єкт"),
        ("'лапки' та 5' і O'Neil", "'лапки' та 5' і O’Neil"),
        ("перший\r\nдругий\vтретій", "перший\nдругий\nтретій"),
        ("й з двох знаків: и\u0306, ї: і\u0308, é лишається: é", "й з двох знаків: й, ї: ї, é лишається: é"),
        ("нуль\x07овий \ud800знак", "нульовий знак"),
    ],
)
def test_a_text_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert canonical(typed) == kept
    assert canonical(kept) == kept


@given(st.text())
def test_the_kept_form_stays_as_it_is_and_folds_like_what_was_typed(typed: str) -> None:
    assert canonical(canonical(typed)) == canonical(typed)
    assert fold(canonical(typed)) == fold(typed)


@pytest.mark.parametrize(
    "same",
    [
        ("Каховка", "КАХОВКА", "Kaxовкa", "«Каховка»,", "Кахо\u0301вка.", "Кахов\u00adка"),
        ("об'єкт", "об’єкт", "Обʼєкт", '"об`єкт"'),
        ("прес-тур", "прес–тур", "прес‐тур"),
        ("інтернет", "iнтернет", "IНТЕРНЕТ"),
    ],
)
def test_texts_that_people_take_for_the_same_fold_to_the_same(same: tuple[str, ...]) -> None:
    assert len({fold(text) for text in same}) == 1


def test_different_words_and_numbers_stay_different() -> None:
    texts = ["прес-тур", "прес тур", "престур", "захід 1.1.1", "захід 1.1", "№ 46", "46-2021", "ґрунт", "грунт"]

    assert len({fold(text) for text in texts}) == len(texts)


def test_words_to_look_for_are_the_different_ones_without_the_sign_of_a_number() -> None:
    assert folded_words("Рішення № 46 рішення, №46 від") == ["рішення", "46", "від"]


# ---- every door ------------------------------------------------------------------------------------------------------


def test_every_door_keeps_the_same_form(program: Program) -> None:
    by, measure = account("accountant"), Measure.objects.get(code="print-media")
    services.save_record(record=Executor(name=DIRTY), by=by)
    Executor.objects.create(name=f"{DIRTY} 2")
    Executor.objects.bulk_create([Executor(name=f"{DIRTY} 3")])
    other = Executor.objects.create(name="інший")
    Executor.objects.filter(pk=other.pk).update(name=f"{DIRTY} 4")
    entry = services.post_entry(
        by=by,
        stage=Stage.PAID,
        measure=measure,
        budget_year=2021,
        source=FundingSource.objects.get(),
        date=date(2021, 3, 1),
        amount=Decimal("1.00"),
        document_number=DIRTY,
        counterparty=DIRTY,
    )

    names = Executor.objects.filter(name__startswith="Об’єднання").order_by("pk").values_list("name", flat=True)
    assert list(names) == [CLEAN, f"{CLEAN} 2", f"{CLEAN} 3", f"{CLEAN} 4"]
    assert Executor.objects.get(name=DIRTY).name == CLEAN  # and is found by what was typed
    stored = LedgerEntry.objects.get(pk=entry.pk)
    assert (stored.document_number, stored.counterparty) == (CLEAN, CLEAN)
