"""A table of the ledger is tried without writing, at a cost that does not grow by the row, and written in one go."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs import services
from programs.models import Executor, FundingSource, ImportBatch, ImportedEntry, LedgerEntry, Measure, Program
from programs.services.prepared import Prepared
from programs.staff.exchange import ExchangeAdmin

HEAD = "stage;date;program;code;budget_year;source;amount;document_number\n"
WRITES = re.compile(r"^(INSERT|UPDATE|DELETE|BEGIN|SAVEPOINT|SELECT .* FOR )", re.DOTALL)
Person = Callable[[str], User]


@pytest.fixture
def accountant(client: Client, person: Person, program: Program) -> Client:
    client.force_login(person("accountant"))
    return client


def row(number: int, amount: str = "1,00", stage: str = "paid", day: str = "01.03.2021") -> str:
    return f"{stage};{day};information-space-2021-2023;online-media;2021;community-budget;{amount};{number}"


def bring(client: Client, *rows: str) -> Any:
    file = SimpleUploadedFile("table.csv", (HEAD + "\n".join(rows)).encode())
    return client.post(reverse("admin:programs_ledgerentry_import"), {"file": file})


def confirm(client: Client, **answers: str) -> Any:
    return client.post(reverse("admin:programs_ledgerentry_import_confirm"), answers)


def asked(client: Client, rows: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What trying so many rows asks of the database."""
    statements: list[str] = []
    try_out = ExchangeAdmin.try_out

    def counted(*arguments: Any) -> Any:
        with CaptureQueriesContext(connection) as captured:
            preview = try_out(*arguments)
        statements.extend(query["sql"] for query in captured.captured_queries)
        return preview

    with monkeypatch.context() as patch:
        patch.setattr(ExchangeAdmin, "try_out", counted)
        assert len(bring(client, *(row(number) for number in range(rows))).context["preview"].changing) == rows
    return statements


def test_a_preview_writes_nothing_and_asks_as_much_for_many_rows_as_for_few(
    accountant: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = (asked(accountant, rows, monkeypatch) for rows in (100, 200))

    assert [sql for sql in [*few, *many] if WRITES.match(sql)] == []
    assert len(few) == len(many)
    assert LedgerEntry.objects.count() == 0


@pytest.mark.both_databases("imports")
def test_a_file_is_written_at_once_and_not_row_by_row(accountant: Client) -> None:
    counts = []
    for start, rows in ((1000, 20), (2000, 40)):
        bring(accountant, *(row(number) for number in range(start, start + rows)))
        with CaptureQueriesContext(connection) as captured:
            confirm(accountant)
        counts.append(len([each for each in captured.captured_queries if "programs_" in each["sql"]]))

    assert counts[0] == counts[1]
    assert LedgerEntry.objects.count() == 60


def test_each_row_is_asked_as_if_those_before_it_were_posted(accountant: Client, person: Person) -> None:
    """What passes the limit is named by its own row, a closed day and a lowering of nothing too."""
    measure, source = Measure.objects.get(code="online-media"), FundingSource.objects.get()
    left = services.available(
        stage="paid", measure=measure, year=2021, source=source, on=date(2021, 3, 1), under_contract=False
    ).left
    services.close_period(program=measure.program, through=date(2021, 1, 31), by=person("accountant"))

    rows = [
        row(1, str(left - 1)),
        row(2, "2,00"),
        row(3, "1,00"),
        row(4, "0,01"),
        row(5, "1,00", day="15.01.2021"),
        row(6, "10,00", stage="committed"),
        row(7, "-11,00", stage="committed"),
        row(8, "-10,00", stage="committed"),
        row(9, "0"),
        row(10, "1,00", day="01.03.2031"),
    ]
    preview = bring(accountant, *rows).context["preview"]
    confirm(accountant)

    assert [(each.number, each.errors[0][0]) for each in preview.erroneous] == [
        (3, "Сума, грн"),
        (5, "Сума, грн"),
        (6, "Дата"),
        (8, "Сума, грн"),
        (10, ""),
        (11, "Дата"),
    ]
    assert LedgerEntry.objects.count() == 0


@pytest.mark.both_databases("imports")
def test_a_limit_that_was_used_up_since_the_preview_keeps_the_whole_file_out(
    accountant: Client, person: Person
) -> None:
    measure, source = Measure.objects.get(code="online-media"), FundingSource.objects.get()
    left = services.available(
        stage="paid", measure=measure, year=2021, source=source, on=date(2021, 3, 1), under_contract=False
    ).left
    bring(accountant, row(1, "1,00"), row(2, "2,00"))
    services.post_entry(
        by=person("accountant"),
        stage="paid",
        measure=measure,
        budget_year=2021,
        source=source,
        date=date(2021, 3, 1),
        amount=left - Decimal("2.00"),
        document_number="each in its turn",
    )

    response = confirm(accountant)

    assert [each.number for each in response.context["preview"].erroneous] == [3]
    assert LedgerEntry.objects.count() == 1


def test_a_payment_that_stands_already_is_asked_about_before_any_limit(accountant: Client) -> None:
    whole = "36000,00"  # all that the plan of the year has
    bring(accountant, row(7, whole))
    confirm(accountant)

    asked = bring(accountant, row(7, whole, day="02.03.2021"), row(8, whole, stage="accepted"))
    beyond = confirm(accountant, alike_2="other")
    bring(accountant, row(7, whole, day="02.03.2021"), row(8, whole, stage="accepted"))
    same = confirm(accountant, alike_2="same")

    assert [each["key"] for each in asked.context["preview"].questions] == ["alike_2"]
    assert not asked.context["preview"].has_errors
    assert beyond.context["preview"].erroneous[0].number == 2
    assert same.status_code == 302
    assert list(LedgerEntry.objects.order_by("pk").values_list("stage", "document_number")) == [
        ("paid", "7"),
        ("accepted", "8"),
    ]


def test_a_row_that_is_recorded_nowhere_leaves_the_balance_for_the_rows_after_it(
    accountant: Client, person: Person
) -> None:
    bring(accountant, row(7, "1000,00"), row(1, "1000,00", day="31.03.2021"))
    confirm(accountant)
    balance = LedgerEntry.objects.get(document_number="1")
    sheet = ImportBatch.objects.create(
        kind="monthly", file_name="Довідка", sha256="0", imported_by=person("accountant")
    )
    ImportedEntry.objects.create(batch=sheet, entry=balance)
    rows = (row(7, "1000,00", day="02.03.2021"), row(9, "1000,00"))

    first = bring(accountant, *rows).context["preview"]
    second = confirm(accountant, alike_2="same", balance_2="other").context["preview"]
    done = confirm(accountant, alike_2="same", balance_2="other", balance_3="part")

    assert [each["key"] for each in first.questions] == ["alike_2", "balance_2"]
    assert [each["key"] for each in second.questions] == ["alike_2", "balance_2", "balance_3"]
    assert done.status_code == 302
    standing = LedgerEntry.objects.standing().order_by("document_number")
    assert list(standing.values_list("document_number", "amount")) == [("7", Decimal(1000)), ("9", Decimal(1000))]


def test_what_is_written_together_stands_in_the_history_with_who_and_how(person: Person) -> None:
    by = person("coordinator")

    Prepared([Executor(name="Архів"), Executor(name="Бібліотека")]).write_with_history(by=by)
    archive, library = Executor.objects.filter(name__in=["Архів", "Бібліотека"])
    archive.name = "Міський архів"
    Prepared([archive]).write_with_history(by=None)
    Prepared([]).write_with_history(by=by)

    assert [str(each) for each in Executor.objects.filter(pk__in=[archive.pk, library.pk])] == [
        "Бібліотека",
        "Міський архів",
    ]
    history = Executor.history.filter(id__in=[archive.pk, library.pk]).order_by("history_id")
    assert [(said.name, said.history_type, said.history_user) for said in history] == [
        ("Архів", "+", by),
        ("Бібліотека", "+", by),
        ("Міський архів", "~", None),
    ]
