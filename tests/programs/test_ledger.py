"""The ledger: append-only in code and in the database, corrected by reversal, complete by stage."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.models import FundingSource, LedgerEntry, Measure, Program
from programs.services import post_entry, reverse_entry
from programs.services.ledger import refusals_of

pytestmark = pytest.mark.both_databases("constraints", "triggers", "aggregates")


@pytest.fixture
def accountant(person: Any) -> User:
    return person("accountant")


@pytest.fixture
def post(program: Program, accountant: User) -> Any:
    """Post a payment of measure 1.1.1 for 2021, changed as the test says."""

    def make(**changes: Any) -> LedgerEntry:
        values: dict[str, Any] = {
            "by": accountant,
            "stage": "paid",
            "measure": Measure.objects.get(program=program, code="print-media"),
            "budget_year": 2021,
            "source": FundingSource.objects.get(code="community-budget"),
            "date": date(2021, 4, 6),
            "amount": Decimal("10560.00"),
            "document_number": "пд № 101",
            "kekv": "2240",
            "kpkvk": "0118410",
        }
        return post_entry(**{**values, **changes})

    return make


def test_an_entry_keeps_who_recorded_it(post: Any, accountant: User) -> None:
    entry = post()
    assert entry.recorded_by == accountant
    assert entry.recorded_at is not None


def test_a_recorded_entry_cannot_be_saved_again_nor_deleted(post: Any) -> None:
    entry = post()
    entry.amount = Decimal("1.00")
    with pytest.raises(ValidationError):
        entry.save()
    with pytest.raises(ValidationError):
        entry.delete()
    with pytest.raises(ValidationError):
        LedgerEntry.objects.filter(pk=entry.pk).update(amount=1)
    with pytest.raises(ValidationError):
        LedgerEntry.objects.all().delete()
    with pytest.raises(ValidationError):
        LedgerEntry.objects.bulk_update([entry], ["amount"])
    assert LedgerEntry.objects.get().amount == Decimal("10560.00")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE programs_ledgerentry SET amount = 1", "DELETE FROM programs_ledgerentry"],
    ids=["update", "delete"],
)
def test_the_database_itself_refuses_to_change_the_ledger(post: Any, statement: str) -> None:
    post()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert LedgerEntry.objects.get().amount == Decimal("10560.00")


def test_a_reversal_is_the_exact_opposite_and_names_the_entry(post: Any, accountant: User) -> None:
    entry = post()
    reversal = reverse_entry(entry=entry, date=date(2021, 4, 7), by=accountant, note="Записано двічі")
    same = (
        "stage",
        "measure_id",
        "budget_year",
        "source_id",
        "fund",
        "document_number",
        "kekv",
        "kpkvk",
        "counterparty",
    )
    assert [getattr(reversal, name) for name in same] == [getattr(entry, name) for name in same]
    assert (reversal.amount, reversal.reverses, reversal.date) == (Decimal("-10560.00"), entry, date(2021, 4, 7))
    assert [(row["stage"], row["sum"]) for row in LedgerEntry.objects.totals()] == [("paid", Decimal("0.00"))]


def test_a_reversal_needs_a_reason_a_later_date_and_happens_once(post: Any, accountant: User) -> None:
    entry = post()
    with pytest.raises(ValidationError):
        reverse_entry(entry=entry, date=date(2021, 4, 7), by=accountant, note="  ")
    with pytest.raises(ValidationError):
        reverse_entry(entry=entry, date=date(2021, 4, 5), by=accountant, note="Помилка")
    with pytest.raises(ValidationError, match="ще не настав"):  # a slip in its year would stand there for good
        reverse_entry(entry=entry, date=date(9999, 4, 7), by=accountant, note="Помилка")
    reversal = reverse_entry(entry=entry, date=date(2021, 4, 7), by=accountant, note="Помилка")
    with pytest.raises(ValidationError):
        reverse_entry(entry=entry, date=date(2021, 4, 8), by=accountant, note="Ще раз")
    with pytest.raises(ValidationError):
        reverse_entry(entry=reversal, date=date(2021, 4, 8), by=accountant, note="Назад")
    assert LedgerEntry.objects.count() == 2


def test_a_long_reason_of_a_reversal_is_kept_as_far_as_a_note_goes(post: Any, accountant: User) -> None:
    reversal = reverse_entry(entry=post(), date=date(2021, 4, 6), by=accountant, note=f" {'п' * 501} ")
    assert reversal.note == "п" * 500


def test_lines_of_one_document_are_refused_together_beside_the_first_of_them(post: Any) -> None:
    paid = post(amount=Decimal("105600.00"))
    more = [LedgerEntry(**written(paid), amount=Decimal(amount)) for amount in ("0.01", "0.02")]
    [(about, refusal)] = refusals_of(more)
    assert (about is more[0], list(refusal.message_dict)) == (True, ["amount"])
    assert "на 0,03" in refusal.messages[0]


def written(entry: LedgerEntry) -> dict[str, Any]:
    names = ("stage", "measure", "budget_year", "source", "fund", "date", "document_number", "recorded_by")
    return {name: getattr(entry, name) for name in names}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": Decimal("0.00")}, "__all__"),
        ({"amount": Decimal("-5.00")}, "amount"),
        ({"amount": Decimal("1.001")}, "amount"),
        ({"budget_year": 2024}, "budget_year"),
        ({"kekv": "224"}, "kekv"),
        ({"kpkvk": "118410"}, "kpkvk"),
        ({"stage": "promised"}, "stage"),
        ({"document_number": ""}, "document_number"),
    ],
)
def test_a_wrong_entry_is_refused_and_nothing_is_written(post: Any, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        post(**changes)
    assert list(refusal.value.message_dict) == [field]
    assert not LedgerEntry.objects.exists()


def test_a_supplementary_agreement_lowers_what_is_committed(post: Any) -> None:
    post(stage="committed", amount=Decimal("105600.00"), document_number="договір № 12")
    post(stage="committed", amount=Decimal("-6100.00"), document_number="додаткова угода № 1")
    assert LedgerEntry.objects.totals("budget_year") == [
        {"stage": "committed", "budget_year": 2021, "sum": Decimal("99500.00")}
    ]


def test_the_database_refuses_an_entry_of_nothing(post: Any) -> None:
    entry = post()
    entry.pk, entry.amount, entry._state.adding = None, Decimal("0.00"), True
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()


def test_a_user_who_recorded_money_cannot_be_deleted(post: Any, accountant: User) -> None:
    post()
    with pytest.raises(IntegrityError):
        accountant.delete()


@settings(max_examples=15)
@given(st.lists(st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99.99"), places=2), min_size=1, max_size=12))
def test_the_database_adds_up_to_the_kopiika(post: Any, amounts: list[Decimal]) -> None:
    with transaction.atomic():
        for amount in amounts:
            post(amount=amount)
        assert [str(row["sum"]) for row in LedgerEntry.objects.totals("measure_id")] == [str(sum(amounts))]
        transaction.set_rollback(True)


def test_an_exact_payment_of_what_is_left_is_not_refused_for_a_tail(post: Any) -> None:
    for amount in ("0.10", "0.20", "105599.70"):
        post(amount=Decimal(amount))
    with pytest.raises(ValidationError):
        post(amount=Decimal("0.01"))
