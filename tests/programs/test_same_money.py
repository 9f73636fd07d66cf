"""What the ledger asks before it takes money that may stand there already, and what becomes of a monthly balance."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from time import process_time
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from programs.imports.uploads.uploads import undo_import
from programs.models import FundingSource, ImportBatch, ImportedEntry, LedgerEntry, Measure, Program
from programs.services import Question, close_period, post_entry, reverse_entry, save_record
from programs.services.ledger import post_entries, post_in_turn
from programs.services.likeness import described, repeated
from tests.conftest import account

Post = Callable[..., LedgerEntry]
GAZETTE = "ТОВ «Вигадана газета»"


@pytest.fixture
def post(program: Program) -> Post:
    """A payment of 2 000 hryvnias on 6 April 2021, changed as the test says."""

    def make(**changes: Any) -> LedgerEntry:
        measure = Measure.objects.get(code=changes.pop("code", "print-media"))
        values = {
            "by": account("accountant"),
            "stage": "paid",
            "measure": measure,
            "budget_year": 2021,
            "source": FundingSource.objects.get(),
            "date": date(2021, 4, 6),
            "amount": Decimal("2000.00"),
            "document_number": "пд № 101",
            "counterparty": GAZETTE,
        }
        return post_entry(**{**values, **changes})

    return make


@pytest.fixture
def balance(post: Post) -> Callable[..., LedgerEntry]:
    """What a sheet through a day counted and the ledger had not."""

    def make(amount: str, day: date) -> LedgerEntry:
        by = account("accountant")
        batch = ImportBatch(kind="monthly", file_name="Довідка.xlsx", sha256="0" * 64, imported_by=by)
        entry = post(amount=Decimal(amount), date=day, document_number=f"Довідка по {day:%d.%m.%Y}", counterparty="")
        save_record(record=ImportedEntry(batch=save_record(record=batch, by=by), entry=entry), by=by)
        return entry

    return make


def standing() -> list[tuple[str, Decimal, str]]:
    found = LedgerEntry.objects.standing().order_by("date", "pk")
    return [(f"{entry.date:%d.%m}", entry.amount, entry.document_number) for entry in found]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"date": date(2021, 4, 9)},
        {"date": date(2021, 4, 3), "document_number": "платіжна інструкція 77"},
        {"counterparty": "", "document_number": "101"},
        {"counterparty": "", "document_number": "Платіжне доручення №0101 від 06.04.2021"},
        {"counterparty": 'ТОВАРИСТВО З ОБМЕЖЕНОЮ ВІДПОВІДАЛЬНІСТЮ "ВИГАДАНА ГАЗЕТА"', "document_number": "б/н"},
        {"counterparty": "тов “вигадана гaзета”", "document_number": "5"},
    ],
)
def test_what_looks_the_same_is_asked_and_taken_when_it_is_another(post: Post, changes: dict[str, Any]) -> None:
    stands = post()

    with pytest.raises(Question) as question:
        post(**changes)
    post(**changes, apart=[stands.pk])

    assert (question.value.code, question.value.entries) == ("alike", [stands])
    assert question.value.message.startswith(f"Такі кошти вже є в журналі: {described(stands)}.")
    assert LedgerEntry.objects.count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Decimal("2000.01")},
        {"date": date(2021, 4, 10)},
        {"stage": "accepted"},
        {"code": "online-media"},
        {"budget_year": 2022},
        {"counterparty": "ТОВ «Інша газета»", "document_number": "102"},
        {"counterparty": "", "document_number": "б/н"},
    ],
)
def test_what_differs_is_taken_without_a_question(post: Post, changes: dict[str, Any]) -> None:
    post()
    post(**changes)

    assert LedgerEntry.objects.count() == 2


def test_names_that_say_nobody_and_what_was_taken_back_are_like_nothing(post: Post) -> None:
    post(counterparty="фізична особа", document_number="1")
    post(counterparty="фізична особа", document_number="2")
    wrong = post()
    reverse_entry(entry=wrong, date=date(2021, 4, 7), by=account("accountant"), note="Не та сума")
    post()

    assert len(standing()) == 3


def lines(*changes: dict[str, Any]) -> list[LedgerEntry]:
    """Lines of one document of 6 April 2021, each changed as the test says."""
    measure, by = Measure.objects.get(code="print-media"), account("accountant")
    what: dict[str, Any] = {"stage": "paid", "measure": measure, "budget_year": 2021, "recorded_by": by}
    what |= {"source": FundingSource.objects.get(), "date": date(2021, 4, 6), "amount": Decimal("2000.00")}
    return [LedgerEntry(**{**what, "document_number": "пд № 101", "counterparty": GAZETTE, **each}) for each in changes]


def test_a_document_of_several_lines_is_the_one_that_stands_whole(post: Post) -> None:
    stands = post()
    one, other = {"amount": Decimal("1500.00")}, {"amount": Decimal("500.00")}

    for second in (other, {**other, "fund": "special"}):
        with pytest.raises(Question) as question:
            post_entries(lines(one, second))
        assert question.value.entries == [stands]
    post_entries(lines(one, {**other, "document_number": "8"}))  # two documents are two sums

    assert LedgerEntry.objects.count() == 3


def test_one_payment_is_like_the_document_whose_lines_come_to_it(post: Post) -> None:
    post_entries(lines({"amount": Decimal("1500.00")}, {"amount": Decimal("500.00")}))
    post_entries(
        lines(
            {"amount": Decimal("900.00"), "document_number": "8"},
            {"amount": Decimal("1200.00"), "document_number": "8"},
        )
    )

    with pytest.raises(Question) as question:
        post()

    assert question.value.entries == list(LedgerEntry.objects.order_by("pk")[:2])


def test_lines_of_far_days_are_not_like_what_stands_between_them(post: Post) -> None:
    post(date=date(2021, 4, 12))

    post_entries(lines({}, {"date": date(2021, 4, 20)}))

    assert LedgerEntry.objects.count() == 3


def test_a_balance_has_counted_the_money_of_its_own_place_through_its_own_day(post: Post, balance: Any) -> None:
    march = balance("5000.00", date(2021, 3, 31))

    with pytest.raises(Question) as question:
        post(date=date(2021, 3, 31))
    post(date=date(2021, 3, 31), fund="special")
    post(date=date(2021, 3, 31), stage="accepted")  # the sheet counts what is paid

    assert question.value.entries == [march]
    assert "враховано довідкою" in question.value.message
    assert described(march).startswith(f"№ {march.pk}: 31.03.2021, ")
    assert described(question.value.new).startswith("31.03.2021, ")  # it has no number yet
    assert LedgerEntry.objects.count() == 3


def test_a_payment_leaves_the_balance_that_counted_it_on_the_balances_own_day(post: Post, balance: Any) -> None:
    march = balance("5000.00", date(2021, 3, 31))

    with pytest.raises(Question) as question:
        post(date=date(2021, 3, 10))
    post(date=date(2021, 3, 10), part_of=[march.pk])
    rest = LedgerEntry.objects.standing().get(document_number="Довідка по 31.03.2021")
    # the answer was given for the balance, and holds for what is left of it
    post(date=date(2021, 3, 12), amount=Decimal("3000.00"), document_number="7", counterparty="", part_of=[march.pk])

    assert (question.value.code, question.value.entries) == ("balance", [march])
    assert (rest.amount, rest.imported_with.batch) == (Decimal("3000.00"), march.imported_with.batch)
    assert LedgerEntry.objects.get(reverses=march).date == march.date
    assert standing() == [("10.03", Decimal("2000.00"), "пд № 101"), ("12.03", Decimal("3000.00"), "7")]


def test_what_one_sheet_does_not_hold_is_taken_from_the_next(post: Post, balance: Any) -> None:
    sheets = [balance("1500.00", date(2021, 3, 31)), balance("4000.00", date(2021, 6, 30))]

    post(date=date(2021, 3, 10), part_of=[sheet.pk for sheet in sheets])

    assert standing() == [
        ("10.03", Decimal("2000.00"), "пд № 101"),
        ("30.06", Decimal("3500.00"), "Довідка по 30.06.2021"),
    ]


def test_a_balance_that_a_person_said_did_not_count_a_payment_is_left_alone(post: Post, balance: Any) -> None:
    march, june = balance("1500.00", date(2021, 3, 31)), balance("4000.00", date(2021, 6, 30))

    post(date=date(2021, 3, 10), part_of=[march.pk], apart=[june.pk])
    post(date=date(2021, 4, 6), document_number="9", counterparty="", apart=[june.pk])

    assert [row for row in standing() if row[2].startswith("Довідка")] == [
        ("30.06", Decimal("4000.00"), "Довідка по 30.06.2021")
    ]


def test_a_payment_that_no_sheet_counted_stands_beside_the_balance(post: Post, balance: Any) -> None:
    march = balance("5000.00", date(2021, 3, 31))

    post(date=date(2021, 3, 10), apart=[march.pk])
    post(date=date(2021, 4, 1), document_number="8", counterparty="")
    post(date=date(2021, 3, 10), code="online-media", document_number="9", counterparty="")

    assert sum(amount for _day, amount, _number in standing()) == Decimal("11000.00")


def test_a_file_with_one_refused_payment_takes_nothing_out_of_a_balance(post: Post, balance: Any) -> None:
    march = balance("5000.00", date(2021, 3, 31))
    day = {"date": date(2021, 3, 31)}
    new = lines(day, {**day, "document_number": "8", "amount": Decimal("900000.00")})

    assert post_in_turn(new, moved=lambda: False, counted=new, balances=[march.pk]) is False

    assert LedgerEntry.objects.get() == march


def test_in_a_closed_period_a_payment_is_refused_with_both_ways_out(post: Post, balance: Any, program: Program) -> None:
    march = balance("5000.00", date(2021, 3, 31))
    close_period(program=program, through=date(2021, 3, 31), by=account("accountant"))

    for answers in ({}, {"part_of": [march.pk]}):
        with pytest.raises(ValidationError) as refusal:
            post(date=date(2021, 3, 10), **answers)
        assert "закрито" in " ".join(refusal.value.messages)
        assert not isinstance(refusal.value, Question)
    post(date=date(2021, 4, 1))

    assert standing()[-1] == ("01.04", Decimal("2000.00"), "пд № 101")


@pytest.mark.both_databases("aggregates")
def test_what_a_payment_took_out_of_balances_stands_again_when_it_is_taken_back(post: Post, balance: Any) -> None:
    """Each of two payments its own part, on the day of its reversal or the balance's own; the import's as before."""
    march, june = balance("1500.00", date(2021, 3, 31)), balance("4000.00", date(2021, 6, 30))
    first = post(date=date(2021, 3, 10), part_of=[march.pk, june.pk])
    post(date=date(2021, 3, 12), amount=Decimal("700.00"), document_number="7", counterparty="", part_of=[june.pk])

    reverse_entry(entry=first, date=date(2021, 4, 8), by=account("accountant"), note="Хибний рахунок")

    assert standing() == [
        ("12.03", Decimal("700.00"), "7"),
        ("08.04", Decimal("1500.00"), "Довідка по 31.03.2021"),
        ("30.06", Decimal("2800.00"), "Довідка по 30.06.2021"),
        ("30.06", Decimal("500.00"), "Довідка по 30.06.2021"),
    ]
    again = LedgerEntry.objects.standing().filter(document_number__startswith="Довідка").order_by("pk")
    batches = [march.imported_with.batch, june.imported_with.batch]
    assert {entry.imported_with.batch for entry in again} == {*batches}
    with pytest.raises(Question) as question:  # it is a balance as before
        post(date=date(2021, 3, 10))
    assert question.value.code == "balance"


def test_a_payment_takes_nothing_back_from_the_sheet_after_the_one_that_counted_it(post: Post, balance: Any) -> None:
    """The sheet of March came before that of February, whose balance took its own out of it."""
    march = balance("500.00", date(2021, 3, 31))
    by = account("accountant")
    batch = save_record(record=ImportBatch(kind="monthly", file_name="Лютий.xlsx", sha256="1", imported_by=by), by=by)
    february = post(
        amount=Decimal(300), date=date(2021, 2, 28), document_number="Лютий", counterparty="", part_of=[march.pk]
    )
    save_record(record=ImportedEntry(batch=batch, entry=february), by=by)
    rest = LedgerEntry.objects.standing().get(amount=Decimal(200))

    paid = post(amount=Decimal(100), date=date(2021, 2, 10), part_of=[february.pk], apart=[rest.pk])
    assert [amount for _day, amount, _number in standing()] == [Decimal(100), Decimal(200), Decimal(200)]
    reverse_entry(entry=paid, date=date(2021, 2, 10), by=by, note="Хибний рахунок")
    assert [amount for _day, amount, _number in standing()] == [Decimal(200), Decimal(100), Decimal(200)]


def test_the_balance_of_a_sheet_that_was_undone_stays_away(post: Post, balance: Any) -> None:
    march = balance("2000.00", date(2021, 3, 31))
    paid = post(date=date(2021, 3, 10), part_of=[march.pk])
    undo_import(batch=march.imported_with.batch, by=account("accountant"), reason="Не та", on=date(2021, 4, 1))

    reverse_entry(entry=paid, date=date(2021, 4, 8), by=account("accountant"), note="Хибний рахунок")

    assert standing() == []


def test_of_thousands_of_one_amount_only_what_is_alike_is_compared() -> None:
    """A table of payments of one amount is held against as many that stand; comparing each pair took minutes."""

    def payments(count: int, payee: str = "") -> list[LedgerEntry]:
        facts: dict[str, Any] = {"stage": "paid", "measure_id": 1, "budget_year": 2021, "date": date(2021, 4, 6)}
        facts |= {"amount": Decimal("0.01"), "counterparty": payee}
        return [LedgerEntry(**facts, document_number=f"№ {number}") for number in range(1, count + 1)]

    before = process_time()
    found = repeated(payments(3_000), payments(3_000))
    of_one_payee = repeated(payments(500, GAZETTE), payments(500, GAZETTE))

    assert {(new.document_number, *(each.document_number for each in stand)) for new, stand in found} == {
        (f"№ {number}", f"№ {number}") for number in range(1, 3_001)
    }
    assert {len(stand) for _new, stand in of_one_payee} == {20}  # nobody reads more in one question
    assert [entry.document_number for entry in of_one_payee[-1][1]][
        -1
    ] == "№ 500"  # the number says more than the payee
    assert process_time() - before < 5
