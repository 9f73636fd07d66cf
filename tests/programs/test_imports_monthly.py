"""The finance department's monthly sheet: read beside the ledger, and only what is missing posted."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from programs.imports.monthly.apply import MonthlyProposal, apply_monthly, propose_monthly
from programs.imports.monthly.reader import find_cut_off
from programs.imports.reading.document import Document
from programs.imports.reading.files import FileProblem
from programs.imports.uploads.uploads import undo_import
from programs.models import FundingSource, ImportBatch, LedgerEntry, Measure, Program, RowMatch
from programs.services import close_period, grant_override, post_entry, save_measure

from .office_files import LEFT, docx, xlsx

pytestmark = pytest.mark.both_databases("imports")

NAME = "Довідка про використання коштів станом на 01.10.2021.xlsx"
HEADING = [
    "№ з/п",
    "Найменування заходу",
    "План на рік з урахуванням змін",
    "План за вказаний період",
    "Касові видатки за вказаний період",
    "% виконання",
]
PRINT = "Всебічне висвітлення діяльності міської ради у друкованих ЗМІ"
ONLINE = (
    "Висвітлення діяльності Каховської міської ради та її виконавчих органів (громадсько-політичне, економічне, "
    "культурне, спортивне життя, розміщення відповідних нормативно-правових актів, оголошень тощо) на "
    "інтернет-виданнях, інтернет-версіях друкованих ЗМІ"
)
SUPPORT = "Технічний супровід сайту"


def sheet(*, paid: str = "65\u00a0472,00", **options: Any) -> bytes:
    return xlsx(
        [
            HEADING,
            ["1", "2", "3", "4", "5", "6"],
            ["1.1.1", PRINT, "105\u00a0600,00", "79\u00a0200,00", paid, "82,7%"],
            ["1.1.2", ONLINE, 36000, 18500.5, 35150.95, "в 1,9 р.б."],
            ["1.2.2", SUPPORT, "20 000,00", "15 000,00", "-", ""],
            ["5", "Утримання парку", "700,00", "700,00", "700,00", "100"],
            ["Разом", None, "162 300,00", None, None, None],
        ],
        above=["грн"],
        **options,
    )


@pytest.fixture
def accountant(person: Any) -> User:
    return person("accountant")


def propose(
    program: Program, content: bytes | None = None, name: str = NAME, answers: dict[str, str] | None = None
) -> MonthlyProposal:
    return propose_monthly(
        document=Document(content or sheet()), file_name=name, answers=answers or {}, program=program
    )


def decided(program: Program, content: bytes | None = None, **choices: str) -> dict[str, str]:
    """A person's answers: the suggestions, but for rows whose title begins as a keyword says."""
    found = {}
    for question in propose(program, content).open_questions:
        by_title = [value for start, value in choices.items() if question.read.startswith(start)]
        found[question.key] = by_title[0] if by_title else question.suggestion
    return found


def post(accountant: User, code: str, amount: str, day: date = date(2021, 6, 1)) -> LedgerEntry:
    return post_entry(
        by=accountant,
        stage="paid",
        measure=Measure.objects.get(code=code),
        budget_year=2021,
        source=FundingSource.objects.get(),
        date=day,
        amount=Decimal(amount),
        document_number="пд № 1",
    )


def ledger() -> list[tuple[str, str, date]]:
    rows = LedgerEntry.objects.order_by("pk").values_list("measure__code", "amount", "date")
    return [(code, str(amount), day) for code, amount, day in rows]


def test_a_sheet_is_understood_with_every_question_before_anything_is_written(program: Program) -> None:
    proposal = propose(program)
    assert (proposal.reading.cut_off, proposal.reading.unit) == (date(2021, 9, 30), "uah")
    assert [(d.kind.value, d.place.row, d.read[:30], d.suggestion) for d in proposal.questions] == [
        ("cut_off_as_of", 0, NAME[:30], "30.09.2021"),
        ("unit_assumed", 0, "гривні", "uah"),
        ("row_unmatched", 4, PRINT[:30], "print-media"),
        ("row_unmatched", 6, SUPPORT[:30], "site-support"),
        ("row_unmatched", 7, "Утримання парку", "-"),
    ]
    assert [d.place.row for d in proposal.open_questions] == [4, 6, 7]
    assert not LedgerEntry.objects.exists()


def test_the_sheet_is_compared_with_the_ledger_of_that_day(program: Program, accountant: User) -> None:
    post(accountant, "print-media", "10560.00")
    post(accountant, "print-media", "5000.00", date(2021, 10, 5))
    post(accountant, "site-support", "1500.00")
    lines = propose(program, answers=decided(program)).lines
    assert [
        (x.row.measure.code, str(x.portal_plan), str(x.plan_difference), str(x.ledger_paid), str(x.difference))
        for x in lines
    ] == [
        ("print-media", "105600.00", "0.00", "10560.00", "54912.00"),
        ("online-media", "36000.00", "0.00", "0.00", "35150.95"),
        ("site-support", "20000.00", "0.00", "1500.00", "-1500.00"),
    ]
    assert [line.proposed for line in lines] == [Decimal("54912.00"), Decimal("35150.95"), None]


def test_what_is_missing_is_posted_once_and_the_matches_are_remembered(program: Program, accountant: User) -> None:
    post(accountant, "print-media", "10560.00")
    done = apply_monthly(
        document=Document(sheet()), file_name=NAME, answers=decided(program), program=program, by=accountant
    )
    day = date(2021, 9, 30)
    assert ledger()[1:] == [("print-media", "54912.00", day), ("online-media", "35150.95", day)]
    assert done is not None
    assert done.summary == {"cut_off": "2021-09-30", "entries": 2, "total": "90062.95"}
    assert RowMatch.objects.count() == 3

    again = propose(program)
    assert (again.open_questions, [line.proposed for line in again.lines]) == ([], [None, None, None])
    second = apply_monthly(document=Document(sheet()), file_name=NAME, answers={}, program=program, by=accountant)
    assert (second, len(ledger()), ImportBatch.objects.count()) == (None, 3, 1)


def test_the_next_month_posts_only_the_growth(program: Program, accountant: User) -> None:
    apply_monthly(document=Document(sheet()), file_name=NAME, answers=decided(program), program=program, by=accountant)
    later = sheet(paid="70\u202f000,50")
    apply_monthly(
        document=Document(later), file_name="на 1 листопада 2021 року.xlsx", answers={}, program=program, by=accountant
    )
    assert ledger()[2:] == [("print-media", "4528.50", date(2021, 10, 31))]


def test_a_sheet_is_undone_by_reversing_its_entries(program: Program, accountant: User) -> None:
    done = apply_monthly(
        document=Document(sheet()), file_name=NAME, answers=decided(program), program=program, by=accountant
    )
    assert done is not None
    with pytest.raises(ValidationError):
        undo_import(batch=done, by=accountant, reason="Не той місяць", on=date(2021, 9, 29))
    with pytest.raises(ValidationError):
        undo_import(batch=done, by=accountant, reason="Не той місяць")
    with pytest.raises(ValidationError, match="ще не настав"):
        undo_import(batch=done, by=accountant, reason="Не той місяць", on=date(9999, 10, 4))
    undo_import(batch=done, by=accountant, reason="Не той місяць", on=date(2021, 10, 4))
    assert [(amount, day) for _code, amount, day in ledger()[2:]] == [
        ("-65472.00", date(2021, 10, 4)),
        ("-35150.95", date(2021, 10, 4)),
    ]


def test_beyond_the_plan_or_in_a_closed_period_nothing_is_posted(program: Program, accountant: User) -> None:
    greedy = sheet(paid="105 600,01")
    with pytest.raises(ValidationError, match="рядок 4"):
        apply_monthly(
            document=Document(greedy), file_name=NAME, answers=decided(program, greedy), program=program, by=accountant
        )
    close_period(program=program, through=date(2021, 12, 31), by=accountant)
    with pytest.raises(ValidationError):
        apply_monthly(
            document=Document(sheet()), file_name=NAME, answers=decided(program), program=program, by=accountant
        )
    assert (ledger(), ImportBatch.objects.count(), RowMatch.objects.count()) == ([], 0, 0)


def test_a_wrong_total_a_wrong_percentage_and_a_text_amount_are_questions(program: Program) -> None:
    content = docx(
        [
            [*HEADING[1:]],
            [ONLINE, "36 000", "18 500", "20 00", "10%"],
            [PRINT, "105,6 тис. грн", "багато", "0,0", "н/д"],
            ["Усього", "999", LEFT, LEFT, LEFT],
        ],
        before=["Довідка за III квартал 2021 року, грн"],
    )
    found = propose(program, content, "довідка.docx")
    assert found.reading.cut_off == date(2021, 9, 30)
    assert [(d.kind.value, d.place.row, d.read[:12], d.open) for d in found.questions if d.place.row] == [
        ("amount_grouped_oddly", 2, "20 00", True),
        ("percent_differs", 2, "10%", False),
        ("row_unmatched", 3, PRINT[:12], True),
        ("amount_unreadable", 3, "багато", True),
        ("percent_unreadable", 3, "н/д", False),
        ("total_differs", 4, "999.00", True),
    ]


@pytest.mark.parametrize(("row", "column", "named"), [(0, 4, "E2"), (1, 1, "B3"), (1, 4, "E3")])
def test_a_sheet_with_a_formula_that_was_never_computed_is_refused(
    program: Program, row: int, column: int, named: str
) -> None:
    rows: list[list[Any]] = [list(HEADING), ["1.1.1", PRINT, 105_600, 79_200, 65_472, ""]]
    rows[row][column] = f'="{rows[row][column]}"'

    with pytest.raises(FileProblem, match=f"клітинках {named} не мають обчислених значень"):
        propose(program, xlsx(rows, above=["грн"]))


def test_rows_of_one_measure_are_added_up_and_a_second_source_is_asked_for(program: Program, accountant: User) -> None:
    beyond: dict[str, Any] = {"program": program, "year": 2021, "amount": Decimal("500.00"), "reason": "Субвенція"}
    grant_override(gate="ceiling", by=accountant, **beyond)
    oblast = FundingSource.objects.create(code="oblast-budget", name="Обласний бюджет", level="oblast")
    row = program.editions.get().measure_rows.get(measure__code="print-media")
    save_measure(row=row, amounts={(oblast, 2021): Decimal("500.00")}, by=accountant, reason="описка")
    content = xlsx(
        [HEADING, ["", row.title, 106_100, 0, 300, ""], ["", row.title, None, None, "200,00", ""]], above=["грн"]
    )
    first = propose(program, content)
    assert [(d.kind.value, d.open) for d in first.questions if d.place.row] == [
        ("source_of_payment", True),
        ("rows_added", False),
    ]
    [asked] = first.open_questions
    apply_monthly(
        document=Document(content), file_name=NAME, answers={asked.key: "oblast-budget"}, program=program, by=accountant
    )
    assert [(str(e.amount), e.source) for e in LedgerEntry.objects.all()] == [("500.00", oblast)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Довідка станом на 01.10.2021.xlsx", date(2021, 9, 30)),
        ("dovidka_na_01_10_21.xlsx", date(2021, 9, 30)),
        ("Звіт на 1 жовтня 2021 року", date(2021, 9, 30)),
        ("станом на 01.01.2022", date(2021, 12, 31)),
        ("30.09.2021.xlsx", date(2021, 9, 30)),
        ("2021-09-30.xlsx", date(2021, 9, 30)),
        ("видатки 30092021", date(2021, 9, 30)),
        ("Січень-вересень 2021.xlsx", date(2021, 9, 30)),
        ("за 9 місяців 2021 року", date(2021, 9, 30)),
        ("за лютий 2024", date(2024, 2, 29)),
        ("ІІІ квартал 2021", date(2021, 9, 30)),
        ("3 кв. 2021", date(2021, 9, 30)),
        ("І півріччя 2021", date(2021, 6, 30)),
        ("Звіт за 2021 рік", date(2021, 12, 31)),
        ("довідка.xlsx", None),
    ],
)
def test_the_last_day_of_a_sheet_is_found_in_its_spellings(text: str, day: date | None) -> None:
    found, _is_morning_after = find_cut_off(text)
    assert found == day
