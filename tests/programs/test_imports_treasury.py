"""Treasury transactions: matched by rules confirmed once, posted whole or not at all, without personal data."""

import gc
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from programs.imports.posting import PORTION
from programs.imports.reading.files import FileProblem
from programs.imports.treasury.apply import apply_treasury
from programs.imports.treasury.proposal import TreasuryProposal, settle
from programs.imports.treasury.reader import read_treasury
from programs.imports.treasury.rules import answer_key
from programs.imports.treasury.transactions import Transaction, read_transactions, without_personal_data
from programs.imports.uploads.uploads import undo_import
from programs.models import (
    FundingSource,
    ImportBatch,
    ImportedEntry,
    LedgerEntry,
    Measure,
    Program,
    SettledTransaction,
    TreasuryPayer,
    TreasuryRule,
)
from programs.services import close_period, reverse_entry, save_record

from .execution import paid_by_hand
from .treasury_files import COUNCIL, NEWSPAPER, as_csv, as_json, transaction


@pytest.fixture
def accountant(person: Any) -> User:
    return person("accountant")


@pytest.fixture
def newspaper_rule(program: Program, accountant: User) -> TreasuryRule:
    return rule(accountant, "print-media", recipient=NEWSPAPER)


def rule(by: User, code: str | None, **fields: str) -> TreasuryRule:
    measure = Measure.objects.get(code=code) if code else None
    source = FundingSource.objects.get() if code else None
    return save_record(record=TreasuryRule(measure=measure, source=source, **fields), by=by)


@pytest.fixture(autouse=True)
def council(db: None) -> TreasuryPayer:
    return TreasuryPayer.objects.create(edrpou=COUNCIL, name="Каховська міська рада")


def propose(file: io.BytesIO, answers: dict[str, str] | None = None) -> TreasuryProposal:
    return settle(read_treasury(file=file), answers or {})


def bring(file: io.BytesIO, by: User, answers: dict[str, str] | None = None, **options: Any) -> ImportBatch | None:
    proposal = propose(file, answers)
    return apply_treasury(file=file, file_name="transactions.json", by=by, proposal=proposal, **options)


def ledger() -> list[tuple[Any, ...]]:
    fields = ("measure__code", "amount", "date", "document_number", "kekv", "kpkvk", "counterparty")
    return [
        (code, f"{amount:.2f}", *rest)
        for code, amount, *rest in LedgerEntry.objects.order_by("pk").values_list(*fields)
    ]


# ---- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file",
    [
        as_json([transaction(1), transaction(2)]),
        as_json([transaction(1), transaction(2)], within="documents"),
        as_csv([transaction(1), transaction(2)]),
        as_csv([transaction(1), transaction(2)], delimiter=","),
        as_csv([transaction(1), transaction(2)], encoding="cp1251"),
    ],
    ids=["json list", "json object", "csv semicolons", "csv commas", "csv windows"],
)
def test_the_same_transactions_are_read_from_every_form_of_file(file: io.BytesIO) -> None:
    found = [each for each in read_transactions(file) if isinstance(each, Transaction)]
    assert [(t.id, t.date, t.amount, t.pattern, t.recipient_name, t.document_number) for t in found] == [
        (
            "1",
            date(2021, 4, 6),
            Decimal("10560.00"),
            (NEWSPAPER, "12", "2240", "0118410"),
            "ТОВ «Редакція газети»",
            "101",
        ),
        (
            "2",
            date(2021, 4, 6),
            Decimal("10560.00"),
            (NEWSPAPER, "12", "2240", "0118410"),
            "ТОВ «Редакція газети»",
            "102",
        ),
    ]


@given(
    st.lists(st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999999.99"), places=2), min_size=1, max_size=5)
)
def test_amounts_written_to_a_file_are_read_back(amounts: list[Decimal]) -> None:
    rows = [transaction(number, amount=float(amount)) for number, amount in enumerate(amounts, start=1)]
    for file in (as_json(rows), as_csv(rows)):
        assert [each.amount for each in read_transactions(file) if isinstance(each, Transaction)] == amounts


def test_what_cannot_be_read_is_listed_with_row_and_field() -> None:
    rows = [
        transaction(1, trans_date="позавчора"),
        transaction(2, amount="багато"),
        transaction(3, amount=0),
        transaction(4, currency="USD"),
        transaction(5, kekv="22"),
        transaction(6, kekv="22400"),
        transaction(7) | {"id": ""},
        transaction(8, kpk=118410),
        transaction(9, kekv="224²"),
    ]
    found = list(read_transactions(as_json(rows)))
    assert [(each.row, getattr(each, "field", "read")) for each in found] == [
        (1, "trans_date"),
        (2, "amount"),
        (3, "amount"),
        (4, "currency"),
        (5, "read"),
        (6, "kekv"),
        (7, "id"),
        (8, "read"),
        (9, "kekv"),
    ]
    assert [each.kpkvk for each in found if isinstance(each, Transaction)] == ["0118410", "0118410"]
    assert found[0].sentence == "Рядок 1, поле trans_date: «позавчора» – не дата."  # type: ignore[union-attr]


def readable(file: io.BytesIO) -> list[Transaction]:
    return [each for each in read_transactions(file) if isinstance(each, Transaction)]


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        # what a spreadsheet makes of codes, and what people do against it
        ({"recipt_edrpou": "4051327", "kekv": "2240.0", "kpk": "118410.0"}, {}),
        ({"recipt_edrpou": "4051327.0", "contractNumber": "12.0", "doc_number": "101,00"}, {}),
        ({"recipt_edrpou": '="04051327"', "kpk": "'0118410", "id": 1.0}, {}),
        ({"recipt_edrpou": 40990012.0}, {"recipient": "40990012"}),
        # of few digits the check digit says whether they are a firm's
        ({"recipt_edrpou": "13481"}, {"recipient": "", "is_person": True, "recipient_name": "", "note": ""}),
        ({"recipt_edrpou": "13480"}, {"recipient": "00013480"}),
        # a moment is one of Kyiv's: New Year's Eve ends there
        ({"trans_date": "2021-12-31T22:30:00Z"}, {"date": date(2022, 1, 1)}),
        ({"trans_date": "2022-01-01T00:30:00+0300"}, {"date": date(2021, 12, 31)}),
        ({"trans_date": "31.12.2021 22:30:00.000 +00"}, {"date": date(2022, 1, 1)}),
        ({"trans_date": "2021-12-31T23:59:59"}, {"date": date(2021, 12, 31)}),
        ({"trans_date": "31.12.2021 0:00"}, {"date": date(2021, 12, 31)}),
    ],
)
def test_what_a_spreadsheet_or_a_clock_changed_is_read_as_it_was_meant(
    damaged: dict[str, Any], meant: dict[str, Any]
) -> None:
    [whole] = readable(as_json([transaction(1)]))
    [found] = readable(as_json([transaction(1, **damaged)]))
    assert found == replace(whole, **meant)


def test_what_was_cut_short_is_refused_by_row() -> None:
    cut: list[dict[str, Any]] = [
        {"id": "1,23E+14"},
        {"id": 1.5e20},
        {"recipt_edrpou": "4,05E+07"},
        {"doc_number": "2E+11"},
    ]
    cut.append({"trans_date": "2021-12-31T25:00:00Z"})
    found = list(read_transactions(as_json([transaction(1) | damage for damage in cut])))
    assert [(each.row, getattr(each, "field", "read")) for each in found] == [
        (1, "id"),
        (2, "id"),
        (3, "recipt_edrpou"),
        (4, "doc_number"),
        (5, "trans_date"),
    ]
    assert found[0].sentence == (  # type: ignore[union-attr]
        "Рядок 1, поле id: електронна таблиця обрізала «1,23E+14»: завантажте файл із сайту наново."
    )


UKRAINIAN = (
    "№ транзакції;Дата платежу;Сума, грн;ЄДРПОУ платника;Код за ЄДРПОУ одержувача;Найменування одержувача;"
    "Призначення;КЕКВ;КПКВК"
)


def test_columns_are_understood_in_ukrainian_or_each_missing_one_is_named() -> None:
    whole = f"{UKRAINIAN}\n7;15.02.2021;8 800,00;26510514;4051327;Редакція;За висвітлення;2240;118410"
    [found] = readable(io.BytesIO(whole.encode()))
    assert (found.id, found.date, found.amount) == ("7", date(2021, 2, 15), Decimal("8800.00"))
    assert (found.pattern, found.recipient_name, found.note) == (
        (NEWSPAPER, "", "2240", "0118410"),
        "Редакція",
        "За висвітлення",
    )
    missing = r"немає колонок: «Сума» \(amount\), «ЄДРПОУ платника» \(payer_edrpou\), «ЄДРПОУ отримувача»"
    with pytest.raises(FileProblem, match=missing):
        readable(io.BytesIO("ID транзакції;Дата;Отримувач\n1;15.02.2021;Редакція".encode()))
    with pytest.raises(FileProblem, match="«Отримувач», «Назва отримувача»"):
        readable(io.BytesIO(f"Отримувач;Назва отримувача;{UKRAINIAN}\n".encode()))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  ",
        b"[",
        b'{"a": 1}',
        b"[]",
        b'["text"]',
        b'[{"id": 1}]',
        b"id;amount\n1;2",
        b"%PDF-1.7",
        b"PK\x03\x04 a workbook",
        json.dumps([transaction(1)]).replace('"id"', '"kekv": "2210", "id"').encode(),  # which one is meant?
        b"id;trans_date;amount;recipt_edrpou;recipt_name;kekv;kpk\n1;2;3;4;5;6;7;8",
    ],
)
def test_a_file_that_is_no_list_of_transactions_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(FileProblem):
        list(read_transactions(io.BytesIO(content)))


# ---- personal data ---------------------------------------------------------------------------------------------------


def test_nothing_personal_gets_into_the_ledger(program: Program, accountant: User) -> None:
    rule(accountant, "mini-grant-contests", kekv="2730")
    rule(accountant, "site-support", kekv="2240")
    number, account = "3184710691", "UA903052992990004149123456789"
    file = as_json(
        [
            transaction(
                1,
                trans_date="2022-05-10",
                amount=500,
                kekv="2730",
                recipt_edrpou=number,
                recipt_name="Петренко Петро Петрович",
                payment_details=f"Премія Петренку П.П., РНОКПП {number}, вул. Миру, 5",
            ),
            transaction(
                2,
                amount=700,
                recipt_edrpou=number,
                recipt_name=f"ФОП Іваненко Іван Іванович {number}",
                payment_details=f"Іваненко І.І. {number}, рахунок {account}",
            ),
            transaction(3, amount=800, payment_details=f"За договором, рахунок {account}, код {number}"),
        ]
    )
    bring(file, accountant)
    entries = LedgerEntry.objects.order_by("pk")
    assert [(entry.counterparty, entry.note) for entry in entries] == [
        ("", ""),
        ("ФОП Іваненко Іван Іванович …", ""),
        ("ТОВ «Редакція газети»", "За договором, рахунок …, код …"),
    ]
    stored = json.dumps(
        [list(model.objects.values()) for model in (LedgerEntry, ImportedEntry, ImportBatch)], default=str
    )
    assert [secret for secret in (number, account, "Петренк", "Миру") if secret in stored] == []


def test_a_rule_cannot_keep_a_persons_number(program: Program, accountant: User) -> None:
    with pytest.raises(ValidationError):
        rule(accountant, "print-media", recipient="3184710691")


@given(st.from_regex(r"[0-9]{10}", fullmatch=True), st.sampled_from(["", " ", "(", "№", "код:"]))
def test_a_number_of_ten_digits_is_blotted_out_wherever_it_stands(number: str, before: str) -> None:
    assert number not in without_personal_data(f"Оплата {before}{number}, згідно з договором")


# ---- matching --------------------------------------------------------------------------------------------------------


def test_what_no_rule_takes_is_asked_about_once_for_all_alike(program: Program, accountant: User) -> None:
    rows = [transaction(n) for n in range(1, 4)] + [
        transaction(4, recipt_edrpou="37715319", recipt_name="КП", amount=50)
    ]
    proposal = propose(as_json(rows))
    assert [(g.pattern[0], g.count, str(g.amount), g.first_row) for g in proposal.undecided] == [
        (NEWSPAPER, 3, "31680.00", 1),
        ("37715319", 1, "50.00", 4),
    ]
    assert proposal.to_post == 0
    with pytest.raises(ValidationError) as refusal:
        bring(as_json(rows), accountant)
    assert len(refusal.value.messages) == 4
    assert (ledger(), ImportBatch.objects.count()) == ([], 0)


@pytest.mark.both_databases("imports")
def test_a_confirmed_rule_is_remembered_and_a_fuller_one_goes_first(program: Program, accountant: User) -> None:
    rule(accountant, "print-media", recipient=NEWSPAPER)
    rule(accountant, "printed-materials", recipient=NEWSPAPER, contract_number="77")
    rule(accountant, None, recipient="37715319")
    rows = [
        transaction(1),
        transaction(2, contractNumber="77", amount=400),
        transaction(3, recipt_edrpou="37715319", recipt_name="КП «Парк»", amount=9_000_000),
    ]
    proposal = propose(as_json(rows))
    assert (proposal.undecided, proposal.to_post, proposal.passed_over, proposal.beyond) == ([], 2, 1, [])
    batch = bring(as_json(rows), accountant)
    assert batch is not None
    assert batch.summary == {"entries": 2, "total": "10960.00", "programs": 1}
    assert (batch.program, batch.sha256) == (program, sha256(as_json(rows).getvalue()).hexdigest())
    day, who = date(2021, 4, 6), "ТОВ «Редакція газети»"
    assert ledger() == [
        ("print-media", "10560.00", day, "101", "2240", "0118410", who),
        ("printed-materials", "400.00", day, "102", "2240", "0118410", who),
    ]


def test_a_rule_for_a_contract_goes_before_one_for_codes(program: Program, accountant: User) -> None:
    first = rule(accountant, "print-media", kekv="2240", kpkvk="0118410")
    rule(accountant, "online-media", kekv="2240", kpkvk="0118420")
    assert propose(as_json([transaction(1)])).groups.popitem()[1].rule == first
    other = rule(accountant, "online-media", contract_number="12")
    assert propose(as_json([transaction(1)])).groups.popitem()[1].rule == other


def test_two_rules_that_say_as_much_leave_the_choice_to_a_person(program: Program) -> None:
    """Answers about two contracts of one recipient, both said of the recipient as a whole."""
    rows = [transaction(1), transaction(2, contractNumber="77")]
    answers: dict[str, str] = {}
    for pattern, code in zip(propose(as_json(rows)).groups, ("print-media", "online-media"), strict=True):
        answers[answer_key(pattern, "measure")] = str(Measure.objects.get(code=code).pk)
        answers[answer_key(pattern, "width")] = "0"
    found = propose(as_json(rows), answers)
    said = [(len(group.rivals), "підходять два правила" in group.sentence) for group in found.undecided]
    assert said == [(2, True)] * 2
    assert found.to_post == 0


def test_an_answer_other_than_what_is_remembered_counts_this_once(program: Program, accountant: User) -> None:
    rule(accountant, "print-media", recipient=NEWSPAPER, contract_number="12")
    [pattern] = propose(as_json([transaction(1)])).groups
    other = {answer_key(pattern, "measure"): str(Measure.objects.get(code="online-media").pk)}
    bring(as_json([transaction(1)]), accountant, other)
    assert [code for code, *_rest in ledger()] == ["online-media"]
    assert [rule.measure.code for rule in TreasuryRule.objects.all() if rule.measure] == ["print-media"]


# ---- whose payments --------------------------------------------------------------------------------------------------


def test_only_payments_of_own_payers_count_and_the_list_begins_with_a_file(
    council: TreasuryPayer, newspaper_rule: TreasuryRule, accountant: User
) -> None:
    """The same contract and codes paid by another city are none of ours, whatever a rule says."""
    council.delete()
    other = {"payer_edrpou": "4383475", "payer_name": "Інша міська рада"}
    rows = [transaction(1), transaction(2, **other), transaction(3, **other, amount="?")]
    asked = propose(as_json(rows))
    assert [(payer.edrpou, payer.name, payer.count, payer.is_own) for payer in asked.payers.values()] == [
        (COUNCIL, "Каховська міська рада", 1, False),
        ("04383475", "Інша міська рада", 1, False),
    ]
    assert (asked.knows_own, asked.to_post, asked.of_others, asked.unreadable_count) == (False, 0, 2, 0)
    assert bring(as_json(rows), accountant) is None

    batch = bring(as_json(rows), accountant, {f"payer:{COUNCIL}": "own"})
    assert batch is not None and batch.summary["total"] == "10560.00"
    assert [(payer.edrpou, payer.name) for payer in TreasuryPayer.objects.all()] == [(COUNCIL, "Каховська міська рада")]
    later = propose(as_json([transaction(4), transaction(5, **other)]))
    assert (later.knows_own, later.to_post, later.of_others) == (True, 1, 1)


def test_own_payments_are_asked_about_behind_however_many_of_others(program: Program, accountant: User) -> None:
    others = [transaction(number, payer_edrpou="37715319", payer_name="Відділ освіти") for number in range(10, 70)]
    paid_by_hand(accountant, date(2021, 4, 6), "10560.00", "101", code="online-media")

    found = propose(as_json([*others, transaction(1)]))

    assert [(group.count, [each.id for each in group.listed]) for group in found.undecided] == [(1, ["1"])]
    assert [double.transaction.id for double in found.doubles] == ["1"]


def test_what_was_recorded_by_hand_after_the_file_was_read_is_asked_about(
    newspaper_rule: TreasuryRule, accountant: User
) -> None:
    reading = read_treasury(file=as_json([transaction(1)]))
    entry = paid_by_hand(accountant, date(2021, 4, 6), "10560.00", "101")

    assert [(each.transaction.id, each.entries) for each in settle(reading, {}).doubles] == [("1", [entry])]


def test_a_transaction_is_left_out_with_a_reason_and_not_asked_about_again(
    newspaper_rule: TreasuryRule, program: Program, accountant: User
) -> None:
    """Also the one of a closed period, which would otherwise keep the whole file out."""
    close_period(program=program, through=date(2021, 3, 31), by=accountant)
    rows = [transaction(1), transaction(2, trans_date="2021-03-30", amount=500)]
    left_out = {"out:2": "Помилковий платіж, повернено готівкою"}
    assert (len(propose(as_json(rows)).beyond), propose(as_json(rows), left_out).beyond) == (1, [])
    batch = bring(as_json(rows), accountant, left_out)
    assert [amount for _code, amount, *_rest in ledger()] == ["10560.00"]
    fields = ("transaction_id", "kind", "reason", "is_undone")
    assert list(SettledTransaction.objects.values_list(*fields)) == [("2", "left_out", left_out["out:2"], False)]
    again = propose(as_json(rows))
    assert (again.known, again.to_post, again.undecided) == (2, 0, [])
    assert batch is not None
    undo_import(batch=batch, by=accountant, reason="Не той файл", on=date(2021, 4, 8))
    assert propose(as_json(rows)).known == 0


# ---- returns ---------------------------------------------------------------------------------------------------------


def returned(number: int = 9, amount: float = -10560.00, **changes: Any) -> dict[str, Any]:
    return transaction(number, amount=amount, trans_date="2021-04-20", payment_details="Повернення", **changes)


def test_a_return_reverses_its_payment_of_the_file_or_of_the_ledger(
    newspaper_rule: TreasuryRule, accountant: User
) -> None:
    first = bring(as_json([transaction(1), transaction(2, amount=700)]), accountant)
    whole, part = LedgerEntry.objects.order_by("pk")
    rows = [transaction(3, amount=300), returned(7), returned(8, -200), returned(9, -300)]
    asked = propose(as_json(rows))
    assert [(each.suggestion, len(each.choices)) for each in asked.returns] == [
        (f"entry:{whole.pk}", 1),
        ("", 3),
        ("file:3", 3),
    ]
    with pytest.raises(ValidationError, match="який платіж повернено"):
        bring(as_json(rows), accountant)
    answers = {"return:7": f"entry:{whole.pk}", "return:8": f"entry:{part.pk}", "return:9": "file:3"}
    twice = propose(as_json(rows), answers | {"return:8": f"entry:{whole.pk}"})
    assert twice.beyond == ["Рядок 3: цей платіж уже повернуто іншим рядком."]
    assert propose(as_json(rows), answers).beyond == []
    second = bring(as_json(rows), accountant, answers)

    on = date(2021, 4, 20)
    assert [(amount, day, number) for _code, amount, day, number, *_rest in ledger()[2:]] == [
        ("300.00", date(2021, 4, 6), "103"),
        ("-10560.00", on, "101"),
        ("-700.00", on, "102"),
        ("500.00", on, "102"),
        ("-300.00", on, "103"),
    ]
    assert [entry.reverses_id for entry in LedgerEntry.objects.order_by("pk")[3:5]] == [whole.pk, part.pk]
    assert LedgerEntry.objects.get(reverses=whole).note == (
        "Повернуто казначейством 20.04.2021, документ № 107. Повернення"
    )
    again = propose(as_json(rows))
    assert (again.known, again.returns, again.to_post) == (4, [], 0)

    assert first is not None and second is not None
    undo_import(batch=second, by=accountant, reason="Не той файл", on=date(2021, 4, 21))
    assert LedgerEntry.objects.totals() == [{"stage": "paid", "sum": Decimal("11260.00")}]
    assert propose(as_json(rows)).to_post == 1


def test_a_return_without_its_payment_is_left_out_with_a_reason(
    newspaper_rule: TreasuryRule, program: Program, accountant: User
) -> None:
    rows = [transaction(1, amount=100), returned(9, -5000, recipt_edrpou="37715319", recipt_name="КП «Парк»")]
    [alone] = propose(as_json(rows)).open_returns
    assert alone.choices == []
    bring(as_json(rows), accountant, {"out:9": "Повернено платіж, якого немає в програмі"})
    assert ([amount for _code, amount, *_rest in ledger()], propose(as_json(rows)).returns) == (["100.00"], [])
    close_period(program=program, through=date(2021, 4, 30), by=accountant)
    entry = LedgerEntry.objects.get()
    closed = propose(as_json([returned(10, -100)]), {"return:10": f"entry:{entry.pk}"})
    assert (len(closed.beyond), closed.beyond[0].startswith("Рядок 1: ")) == (1, True)


# ---- the same money --------------------------------------------------------------------------------------------------


def test_a_payment_that_is_there_under_another_number_or_by_hand_is_asked_about(
    newspaper_rule: TreasuryRule, program: Program, accountant: User
) -> None:
    assert newspaper_rule.measure is not None
    by_hand = paid_by_hand(accountant, date(2021, 4, 7), "10560.00", "пд № 101", payee="ТОВ «РЕДАКЦІЯ ГАЗЕТИ»")
    rows = [transaction(1), transaction(2, trans_date="2021-05-06", amount=50), transaction(3, amount=40)]
    rows.append(transaction(4, doc_number="103", amount=40))  # the third under another number of the treasury
    asked = propose(as_json(rows))
    assert [(each.transaction.id, [choice for choice, _words in each.choices]) for each in asked.doubles] == [
        ("1", [f"same:{by_hand.pk}", "other"]),
        ("4", ["same:", "other"]),
    ]
    assert (asked.waiting, [each.suggestion for each in asked.doubles]) == (2, ["", "same:"])
    with pytest.raises(ValidationError, match="вже є в журналі"):
        bring(as_json(rows), accountant)

    answers = {"double:1": f"same:{by_hand.pk}", "double:4": "same:"}
    assert propose(as_json(rows), answers).waiting == 0
    bring(as_json(rows), accountant, answers)
    assert [amount for _code, amount, *_rest in ledger()] == ["10560.00", "50.00", "40.00"]
    settled = SettledTransaction.objects.values_list("transaction_id", "kind", "entry")
    assert list(settled) == [("1", "same", by_hand.pk), ("4", "same", None)]
    assert propose(as_json(rows)).known == 4

    other = propose(as_json([transaction(5, doc_number="101")]), {"double:5": "other"})
    assert (other.waiting, other.to_post) == (0, 1)
    bring(as_json([transaction(5, doc_number="101")]), accountant, {"double:5": "other"})
    assert len(ledger()) == 4


# ---- writing ---------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases("imports")
def test_a_transaction_is_posted_once_however_often_it_comes(newspaper_rule: TreasuryRule, accountant: User) -> None:
    rows = [transaction(1), transaction(2), transaction(1)]
    bring(as_json(rows), accountant)
    assert [amount for _code, amount, *_rest in ledger()] == ["10560.00", "10560.00"]
    assert bring(as_csv(rows), accountant) is None
    assert (len(ledger()), ImportBatch.objects.count()) == (2, 1)
    changed = propose(as_json([transaction(1, amount=99), transaction(3)]))
    assert (changed.known, changed.to_post, len(changed.changed)) == (1, 1, 1)


@pytest.mark.postgresql
def test_all_programmes_of_a_file_are_held_before_it_writes_anything(
    newspaper_rule: TreasuryRule, accountant: User
) -> None:
    """Two imports that took them one by one, each in its own order, would wait for each other."""
    file = as_json([transaction(1)])
    with CaptureQueriesContext(connection) as captured:
        bring(file, accountant)
    told = [query["sql"] for query in captured.captured_queries]
    held = [number for number, sql in enumerate(told) if "FOR NO KEY UPDATE" in sql]
    written = [number for number, sql in enumerate(told) if sql.startswith(("INSERT", "UPDATE"))]
    assert held[0] < written[0]


@pytest.mark.both_databases("imports")
def test_beyond_the_plan_nothing_at_all_is_posted(newspaper_rule: TreasuryRule, accountant: User) -> None:
    rows = [transaction(n) for n in range(1, 12)]
    assert len(propose(as_json(rows)).beyond) == 1
    with pytest.raises(ValidationError, match="Рядок 1"):
        bring(as_json(rows), accountant)
    assert (ledger(), ImportedEntry.objects.count(), ImportBatch.objects.count()) == ([], 0, 0)


def test_a_closed_period_or_an_unreadable_row_stops_the_whole_file(
    program: Program, newspaper_rule: TreasuryRule, accountant: User
) -> None:
    rows = [transaction(1), transaction(2, amount="?")]
    with pytest.raises(ValidationError):
        bring(as_json(rows), accountant)
    assert ledger() == []
    bring(as_json(rows), accountant, {"unreadable": "skip"})
    assert len(ledger()) == 1
    close_period(program=program, through=date(2021, 6, 30), by=accountant)
    with pytest.raises(ValidationError):
        bring(as_json([transaction(3)]), accountant)
    assert len(ledger()) == 1


@pytest.mark.both_databases("imports")
def test_an_import_is_undone_by_reversing_entries_and_may_come_again(
    newspaper_rule: TreasuryRule, accountant: User
) -> None:
    rows = [transaction(n) for n in range(1, 4)]
    batch = bring(as_json(rows), accountant)
    assert batch is not None
    by_hand = LedgerEntry.objects.order_by("pk")[0]
    reverse_entry(entry=by_hand, date=date(2021, 4, 7), by=accountant, note="Повернення")
    undo_import(batch=batch, by=accountant, reason="Не той файл", on=date(2021, 4, 8))
    assert [(amount, day) for _code, amount, day, *_rest in ledger()[3:]] == [
        ("-10560.00", date(2021, 4, 7)),
        ("-10560.00", date(2021, 4, 8)),
        ("-10560.00", date(2021, 4, 8)),
    ]
    assert LedgerEntry.objects.totals() == [{"stage": "paid", "sum": Decimal("0.00")}]
    bring(as_json(rows), accountant)
    assert len(ledger()) == 9


# ---- many transactions -----------------------------------------------------------------------------------------------


def many(count: int) -> Iterator[dict[str, Any]]:
    return (transaction(n, amount=1, doc_number=f"{n}") for n in range(1, count + 1))


def test_no_more_than_a_portion_is_held_in_memory_and_the_progress_is_told(
    newspaper_rule: TreasuryRule, accountant: User, in_full: bool
) -> None:
    steps = [500, 1_000, 1_100] if in_full else [500, 510]
    file = as_json(many(steps[-1]))
    proposal = propose(file)
    module_data: list[tuple[int, bool]] = []

    def look(count: int) -> None:
        gc.collect()
        held = sum(type(each) in (Transaction, LedgerEntry) for each in gc.get_objects())
        module_data.append((count, held <= 3 * PORTION))

    read_treasury(file=file, progress=look)
    apply_treasury(file=file, file_name="t.json", by=accountant, proposal=proposal, progress=look)
    assert module_data == [(step, True) for step in steps + steps]
    assert LedgerEntry.objects.count() == steps[-1]
