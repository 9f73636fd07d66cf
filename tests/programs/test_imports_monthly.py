"""The finance department's monthly sheet: read beside the ledger, and only what is missing posted."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from programs.admin.imports.questions import suggested
from programs.imports.monthly.apply import MonthlyProposal, apply_monthly, propose_monthly
from programs.imports.monthly.reader import SKIP, SPREAD, find_cut_off, find_impossible_day
from programs.imports.reading.document import Document
from programs.imports.reading.files import FileProblem
from programs.imports.uploads.uploads import undo_import
from programs.models import FundingSource, ImportBatch, LedgerEntry, Program, RowMatch
from programs.services import close_period, grant_override, save_measure

from .execution import paid_by_hand
from .office_files import LEFT, docx, xlsx, xlsx_sheets

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
    """A person's answers: the suggestions, but for rows whose title begins as a keyword says; else no measure."""
    found = {}
    for question in propose(program, content).open_questions:
        by_title = [value for start, value in choices.items() if question.read.startswith(start)]
        found[question.key] = by_title[0] if by_title else question.suggestion or SKIP
    return found


def post(accountant: User, code: str, amount: str, day: date = date(2021, 6, 1)) -> LedgerEntry:
    return paid_by_hand(accountant, day, amount, "пд № 1", code=code)


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
        ("above_period_plan", 5, "35150.95", "18500.50"),
        ("percent_in_times", 5, "в 1,9 р.б.", "190"),
        ("row_unmatched", 6, SUPPORT[:30], "site-support"),
        ("row_unknown", 7, "Утримання парку", ""),
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


@pytest.mark.both_databases("imports")
def test_the_next_month_posts_only_the_growth(program: Program, accountant: User) -> None:
    apply_monthly(document=Document(sheet()), file_name=NAME, answers=decided(program), program=program, by=accountant)
    later = sheet(paid="70\u202f000,50")
    apply_monthly(
        document=Document(later), file_name="на 1 листопада 2021 року.xlsx", answers={}, program=program, by=accountant
    )
    assert ledger()[2:] == [("print-media", "4528.50", date(2021, 10, 31))]


def test_a_sheet_that_counts_less_than_an_earlier_one_lowers_its_balance(program: Program, accountant: User) -> None:
    """On its own day, when a person says so; undone, the balance stands as before."""
    first = apply_monthly(
        document=Document(sheet()), file_name=NAME, answers=decided(program), program=program, by=accountant
    )
    less, name = sheet(paid="60\u202f000,00"), "на 1 листопада 2021 року.xlsx"
    [asked] = propose(program, less, name, {}).open_questions
    assert [choice.value for choice in asked.choices] == ["leave", "lower"]
    given: dict[str, Any] = {"document": Document(less), "file_name": name, "program": program, "by": accountant}

    assert apply_monthly(answers={asked.key: "leave"}, **given) is None
    done = apply_monthly(answers={asked.key: "lower"}, **given)
    assert done is not None
    assert ledger()[2:] == [
        ("print-media", "-65472.00", date(2021, 10, 31)),
        ("print-media", "60000.00", date(2021, 10, 31)),
    ]
    assert propose(program, less, name, {}).open_questions == []
    assert first is not None
    with pytest.raises(ValidationError, match="спершу скасуйте"):  # its rest would stay without it
        undo_import(batch=first, by=accountant, reason="Не та довідка", on=date(2021, 11, 4))
    undo_import(batch=done, by=accountant, reason="Не та довідка", on=date(2021, 11, 4))
    paid = LedgerEntry.objects.filter(measure__code="print-media").totals()
    assert paid == [{"stage": "paid", "sum": Decimal("65472.00")}]


@pytest.mark.both_databases("imports")
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
        ("above_period_plan", False),
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


PARK = ["5", "Утримання парку", "700,00", "700,00", "700,00", "100"]


def titled(program: Program, code: str) -> str:
    return program.editions.get().measure_rows.get(measure__code=code).title


def kinds(proposal: MonthlyProposal, *wanted: str) -> list[tuple[str, int, str, str, bool]]:
    found = [question for question in proposal.questions if question.kind.value in wanted]
    return [(q.kind.value, q.place.row, q.read, q.suggestion, q.open) for q in found]


def test_every_sheet_of_the_file_is_named_and_the_one_of_the_files_day_is_offered(program: Program) -> None:
    title = titled(program, "print-media")
    content = xlsx_sheets(
        {
            "на 01.10.2021": [["грн"], HEADING, ["", title, "105 600,00", "", "200,00", ""]],
            "на 01.11.2021": [["грн"], HEADING, ["", title, "105 600,00", "", "300,00", ""]],
            "Примітки": [["Дані казначейства"]],
        }
    )
    september = propose(program, content)
    assert kinds(september, "sheet_chosen", "sheet_left_out") == [
        ("sheet_chosen", 0, "на 01.10.2021, на 01.11.2021", "1", True),
        ("sheet_left_out", 0, "Примітки", "", False),
    ]
    assert [line.sheet_paid for line in september.lines] == [Decimal("200.00")]
    unnamed = propose(program, content, "довідка.xlsx")
    assert kinds(unnamed, "sheet_chosen") == [("sheet_chosen", 0, "на 01.10.2021, на 01.11.2021", "2", True)]
    assert (unnamed.reading.cut_off, unnamed.lines[0].sheet_paid) == (date(2021, 10, 31), Decimal("300.00"))
    [asked] = [question for question in unnamed.questions if question.kind.value == "sheet_chosen"]
    other = propose(program, content, "довідка.xlsx", {asked.key: "1"})
    assert (other.reading.cut_off, other.lines[0].sheet_paid) == (date(2021, 9, 30), Decimal("200.00"))


@pytest.mark.parametrize(
    ("answer", "paid"), [("first", "250.00"), ("second", "350.00"), ("both", "550.00"), (None, "250.00")]
)
def test_a_block_that_names_the_same_rows_again_counts_as_a_person_says(
    program: Program, answer: str | None, paid: str
) -> None:
    title, online = titled(program, "print-media"), titled(program, "online-media")
    content = xlsx(
        [
            HEADING,
            ["", title, "105 600,00", "", "200,00", ""],
            ["Разом", None, "105 600,00", None, "200,00", None],
            ["Спеціальний фонд", None, None, None, None, None],
            HEADING,
            ["", title, "105 600,00", "", "300,00", ""],
            ["", online, "36 000,00", "", "50,00", ""],
            ["Разом", None, None, None, "350,00", None],
        ],
        above=["грн"],
    )
    first = propose(program, content)
    [asked] = [question for question in first.questions if question.kind.value == "block_repeated"]
    assert (asked.place.row, asked.detail, asked.suggestion, asked.open) == (6, "1", "", True)
    assert asked.read.startswith("Спеціальний фонд | № з/п")
    assert not kinds(first, "amount_unreadable", "row_unmatched", "row_unknown", "total_differs")
    chosen = propose(program, content, answers={asked.key: answer} if answer else {})
    assert str(sum((line.sheet_paid for line in chosen.lines), Decimal(0))) == paid


def test_the_same_table_printed_twice_is_offered_as_one(program: Program) -> None:
    rows = [HEADING, ["", titled(program, "print-media"), "105 600,00", "", "200,00", ""]]
    twice = propose(program, xlsx([*rows, *rows], above=["грн"]))
    assert [(kind, suggestion) for kind, _row, _read, suggestion, _open in kinds(twice, "block_repeated")] == [
        ("block_repeated", "first")
    ]
    assert [line.sheet_paid for line in twice.lines] == [Decimal("200.00")]


def test_a_row_that_stands_twice_with_the_same_amounts_counts_once_unless_a_person_adds_it(program: Program) -> None:
    row = ["", titled(program, "print-media"), "105 600,00", "", "200,00", ""]
    content = xlsx([HEADING, row, row], above=["грн"])
    first = propose(program, content)
    [asked] = first.open_questions
    assert (asked.kind.value, asked.detail, asked.suggestion) == ("row_twice", "3", "once")
    assert [line.sheet_paid for line in first.lines] == [Decimal("200.00")]
    added = propose(program, content, answers={asked.key: "add"})
    assert [line.sheet_paid for line in added.lines] == [Decimal("400.00")]


@pytest.mark.parametrize(
    ("name", "above", "found"),
    [
        ("Довідка станом на 31.11.2021.xlsx", "", ("31.11.2021", date(2021, 11, 30))),
        ("на 31_06_21", "", ("31_06_21", date(2021, 6, 30))),
        ("2021-02-30", "", ("2021-02-30", date(2021, 2, 28))),
        ("довідка 29.02.2023", "", ("29.02.2023", date(2023, 2, 28))),
        ("Довідка 31.11", "за 2021 рік", ("31.11", date(2021, 11, 30))),
        ("Довідка 31.11", "", ("31.11", None)),
        ("Довідка 29.02", "2024", None),
        ("Довідка 30.11.2021", "", None),
        ("Довідка 12.31.2021", "", None),
        ("за 9 місяців 2021 року", "", None),
    ],
)
def test_a_day_that_no_calendar_has_is_noticed_with_the_last_of_its_month(
    name: str, above: str, found: tuple[str, date | None] | None
) -> None:
    assert find_impossible_day(name, above) == found


def test_an_impossible_day_in_the_files_name_is_asked_about(program: Program) -> None:
    proposal = propose(program, name="Довідка станом на 31.11.2021.xlsx")
    [asked] = [question for question in proposal.questions if question.kind.value == "cut_off_impossible"]
    assert (asked.read, asked.suggestion, asked.open) == ("31.11.2021", "30.11.2021", True)
    assert "Дня «31.11.2021» у календарі немає" in asked.words
    corrected = propose(program, name="Довідка станом на 31.11.2021.xlsx", answers={asked.key: "31.10.2021"})
    assert corrected.reading.cut_off == date(2021, 10, 31)


def test_negative_cash_and_spending_above_the_plan_are_pointed_out(program: Program) -> None:
    print_media, online, support = (titled(program, code) for code in ("print-media", "online-media", "site-support"))
    content = xlsx(
        [
            HEADING,
            ["", print_media, "105 600,00", "79 200,00", "-500,00", ""],
            ["", online, "36 000,00", "18 500,00", "36 000,50", "в 1,9 р.б."],
            ["", support, "20 000,00", "15 000,00", "15 000,01", ""],
        ],
        above=["грн"],
    )
    first = propose(program, content)
    wanted = ("cash_negative", "above_year_plan", "above_period_plan", "percent_in_times")
    assert kinds(first, *wanted) == [
        ("cash_negative", 3, "-500.00", "", True),
        ("above_year_plan", 4, "36000.50", "36000.00", False),
        ("percent_in_times", 4, "в 1,9 р.б.", "190", False),
        ("above_period_plan", 5, "15000.01", "15000.00", False),
    ]
    [asked] = [question for question in first.open_questions if question.kind.value == "cash_negative"]
    paid = {
        answer: propose(program, content, answers={asked.key: answer}).lines[0].sheet_paid
        for answer in ("keep", "none")
    }
    assert paid == {"keep": Decimal("-500.00"), "none": Decimal("0.00")}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Друк інформаційних матеріалів", "printed-materials"),
        ("друк інформаційного матеріалу", "printed-materials"),
        ("Школа молодого журналіста", "young-journalist-school"),
        ("Утримання парку", ""),
        ("Послуги", ""),
    ],
)
def test_a_shortened_name_suggests_its_measure_and_no_row_is_ever_suggested_to_be_none(
    program: Program, written: str, code: str
) -> None:
    content = xlsx([HEADING, ["", written, "700,00", "700,00", "44 834,00", ""]], above=["грн"])
    [asked] = propose(program, content).open_questions
    assert (asked.kind.value, asked.suggestion) == ("row_unmatched" if code else "row_unknown", code)
    assert SKIP in {choice.value for choice in asked.choices}
    assert (asked.key in suggested([asked])) == bool(code)


def test_a_row_of_a_budget_code_is_spread_over_several_measures_until_its_parts_make_it_up(
    program: Program, accountant: User
) -> None:
    content = xlsx([HEADING, ["", "0118420 Інші заходи у сфері ЗМІ", "105 600,00", "", "1 000,00", ""]], above=["грн"])
    [whose] = propose(program, content).open_questions
    answers = {whose.key: SPREAD}
    shares = {q.key.rpartition(":")[2]: q for q in propose(program, content, answers=answers).open_questions}
    assert {question.detail for question in shares.values()} == {"1000.00"}
    assert {"print-media", "online-media", "site-support"} <= shares.keys()
    assert "official-site" not in shares  # needs no funding
    answers |= {shares["print-media"].key: "700,00"}
    with pytest.raises(ValidationError, match="300,00"):
        apply_monthly(document=Document(content), file_name=NAME, answers=answers, program=program, by=accountant)
    answers |= {shares["online-media"].key: "300"}
    assert propose(program, content, answers=answers).open_questions == []
    apply_monthly(document=Document(content), file_name=NAME, answers=answers, program=program, by=accountant)
    day = date(2021, 9, 30)
    assert ledger() == [("print-media", "700.00", day), ("online-media", "300.00", day)]
    next_month = propose(program, content, "станом на 01.11.2021.xlsx").questions
    assert {q.kind.value for q in next_month if q.open} == {"row_share"}  # whose it is, nobody is asked again


def test_once_a_file_was_read_the_same_names_need_no_answer_next_month(program: Program, accountant: User) -> None:
    beyond: dict[str, Any] = {"program": program, "year": 2021, "amount": Decimal("500.00"), "reason": "Субвенція"}
    grant_override(gate="ceiling", by=accountant, **beyond)
    oblast = FundingSource.objects.create(code="oblast-budget", name="Обласний бюджет", level="oblast")
    row = program.editions.get().measure_rows.get(measure__code="print-media")
    save_measure(row=row, amounts={(oblast, 2021): Decimal("500.00")}, by=accountant, reason="описка")

    def months(paid: str) -> bytes:
        return xlsx([HEADING, ["", PRINT, "106 100,00", "", paid, ""], PARK], above=["грн"])

    answers = decided(program, months("200,00"), Всебічне="print-media")
    assert [question.kind.value for question in propose(program, months("200,00")).open_questions] == [
        "row_unmatched",
        "source_of_payment",
        "row_unknown",
    ]
    apply_monthly(document=Document(months("200,00")), file_name=NAME, answers=answers, program=program, by=accountant)
    november = propose(program, months("300,00"), "на 01.11.2021.xlsx")
    assert (november.open_questions, [line.proposed for line in november.lines]) == ([], [Decimal("100.00")])
