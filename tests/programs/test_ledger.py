"""The ledger: append-only in code and in the database, corrected by reversal, complete by stage."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from programs.models import FundingSource, LedgerEntry, Measure, Program
from programs.services import post_entry, reverse_entry
from programs.services.ledger import post_in_turn, refusals_of
from tests.sampling import examples

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


@examples(15)
@given(st.lists(st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99.99"), places=2), min_size=1, max_size=12))
def test_the_database_adds_up_to_the_kopiika(post: Any, amounts: list[Decimal]) -> None:
    with transaction.atomic():
        for number, amount in enumerate(amounts):
            post(amount=amount, document_number=f"пд № {number}")
        assert [str(row["sum"]) for row in LedgerEntry.objects.totals("measure_id")] == [str(sum(amounts))]
        transaction.set_rollback(True)


def test_an_exact_payment_of_what_is_left_is_not_refused_for_a_tail(post: Any) -> None:
    for amount in ("0.10", "0.20", "105599.70"):
        post(amount=Decimal(amount))
    with pytest.raises(ValidationError):
        post(amount=Decimal("0.01"))


# ---- commitments that are lowered -----------------------------------------------------------------------------

LESS_THAN_NOTHING = "Знімається більше, ніж було взято зобов’язань на цей день, – на "


@pytest.mark.parametrize(
    ("standing", "day", "lowered", "missing"),
    [
        ([], 6, "-0.01", "0,01"),  # out of nothing
        ([("100.00", 6)], 6, "-100.00", None),
        ([("100.00", 6)], 6, "-100.01", "0,01"),
        ([("100.00", 7)], 6, "-50.00", "50,00"),  # what is committed tomorrow is nothing yet
        ([("100.00", 6), ("-60.00", 8)], 7, "-50.00", "10,00"),  # what was lowered later stands too
        ([("100.00", 6), ("50.00", 7), ("-60.00", 8)], 7, "-90.00", None),
    ],
)
def test_a_commitment_is_lowered_by_no_more_than_stands(
    post: Any, standing: list[tuple[str, int]], day: int, lowered: str, missing: str | None
) -> None:
    for amount, at in standing:
        post(stage="committed", amount=Decimal(amount), date=date(2021, 4, at))

    try:
        post(stage="committed", amount=Decimal(lowered), date=date(2021, 4, day))
        refusal = None
    except ValidationError as error:
        refusal = error.message_dict["amount"][0]

    words = f"{LESS_THAN_NOTHING}{missing}\N{NO-BREAK SPACE}грн. Перевірте суму й день або сторнуйте помилковий запис."
    assert refusal == (missing and words)


def test_entries_of_a_file_are_written_all_or_none(program: Program, accountant: User) -> None:
    """None where what the file rests on has moved, or where together they are beyond the plan."""

    def entries(*amounts: str) -> list[LedgerEntry]:
        what: dict[str, Any] = {"stage": "paid", "measure": Measure.objects.get(program=program, code="print-media")}
        what |= {"budget_year": 2021, "date": date(2021, 4, 6)}
        what |= {"source": FundingSource.objects.get(), "recorded_by": accountant}
        return [LedgerEntry(**what, amount=Decimal(amount), document_number=amount) for amount in amounts]

    written = [
        post_in_turn(entries("1.00"), moved=lambda: True),
        post_in_turn(entries("105600.00", "0.01"), moved=lambda: False),
    ]
    before = LedgerEntry.objects.count()
    written.append(post_in_turn(entries("105599.99", "0.01"), moved=lambda: False))

    assert (written, before, LedgerEntry.objects.count()) == ([False, False, True], 0, 2)


def test_another_year_source_or_fund_lends_nothing(post: Any) -> None:
    post(stage="committed", amount=Decimal("100.00"))

    for other in ({"budget_year": 2022}, {"fund": "special"}, {"measure": Measure.objects.get(code="online-media")}):
        with pytest.raises(ValidationError, match=LESS_THAN_NOTHING):
            post(stage="committed", amount=Decimal("-100.00"), **other)
    assert LedgerEntry.objects.count() == 1


def test_one_document_may_move_a_commitment_and_a_reversal_remains(post: Any, accountant: User) -> None:
    first = post(stage="committed", amount=Decimal("100.00"))
    post(stage="committed", amount=Decimal("-100.00"))

    reverse_entry(entry=first, date=first.date, by=accountant, note="Записано двічі")

    assert LedgerEntry.objects.count() == 3


def test_every_door_refuses_it(client: Client, post: Any, accountant: User) -> None:
    """Form, API and file of the ledger; contracts, sheets and the treasury post through the same service."""
    client.force_login(accountant)
    measure, source = Measure.objects.get(code="print-media"), FundingSource.objects.get()
    typed = {"stage": "committed", "measure": measure.pk, "budget_year": 2021, "source": source.pk, "fund": "general"}
    typed |= {"date": "06.04.2021", "amount": "-5,00", "document_number": "1"}
    sent = {
        "stage": "committed",
        "measure": measure.pk,
        "budget_year": 2021,
        "source": source.code,
        "date": "2021-04-06",
    }
    entry = LedgerEntry(
        stage="committed",
        measure=measure,
        budget_year=2021,
        source=source,
        date=date(2021, 4, 6),
        recorded_by=accountant,
    )
    entry.amount, entry.document_number = Decimal("-5.00"), "1"

    form = client.post(reverse("admin:programs_ledgerentry_add"), typed)
    api = client.post(
        "/api/v1/ledger/", {**sent, "amount": "-5.00", "document_number": "1"}, content_type="application/json"
    )
    file = [refusal for _entry, refusal in refusals_of([entry])]

    assert LESS_THAN_NOTHING in form.content.decode()
    assert (api.status_code, api.json()["amount"][0].startswith(LESS_THAN_NOTHING)) == (400, True)
    assert [LESS_THAN_NOTHING in str(refusal) for refusal in file] == [True]
    assert LedgerEntry.objects.count() == 0
