"""A commission of nine, a second of five, and submitted reports that wait for them."""

from datetime import date

from programs import services
from programs.models import Commission, CommissionMember, ExecutionReport, Post, Program
from tests.conftest import account

NINE = (
    ("Оксана", "Вербицька", Post.HEAD),
    ("Богдан", "Гайовий", Post.DEPUTY),
    ("Ірина", "Дубова", Post.SECRETARY),
    ("Андрій", "Житник", Post.MEMBER),
    ("Євген", "Заруба", Post.MEMBER),
    ("Лариса", "Калинова", Post.MEMBER),
    ("Микола", "Ліщина", Post.MEMBER),
    ("Наталія", "Орлик", Post.MEMBER),
    ("Юрій", "Яворський", Post.MEMBER),
)
FIVE = (
    ("Павло", "Берест", Post.HEAD),
    ("Софія", "Липа", Post.SECRETARY),
    ("Тарас", "Осика", Post.MEMBER),
    ("Ганна", "Тополя", Post.MEMBER),
    ("Роман", "Ясен", Post.MEMBER),
)
PERIODS = (("quarter", 3, 31), ("half_year", 6, 30), ("year", 12, 31))
SUBMITTED = date(2022, 1, 20)


def seat(commission: Commission, people: tuple[tuple[str, str, Post], ...]) -> list[CommissionMember]:
    """The members of a commission since the beginning of the programme."""
    return [
        CommissionMember.objects.create(
            commission=commission, name=name, surname=surname, post=post, since=date(2020, 11, 25)
        )
        for name, surname, post in people
    ]


def two_commissions() -> tuple[Commission, Commission]:
    """The one that controls the programme, and the one for the budget."""
    first = Program.objects.get(slug="information-space-2021-2023").commission
    assert first is not None
    second = Commission.objects.create(name="Постійна комісія з питань бюджету")
    seat(first, NINE)
    seat(second, FIVE)
    return first, second


def submitted_reports() -> list[ExecutionReport]:
    """For a quarter, a half-year and the year 2021; what they print does not matter to what the commission does."""
    program = Program.objects.get(slug="information-space-2021-2023")
    found = []
    for kind, month, day in PERIODS:
        report = ExecutionReport(
            program=program,
            kind=kind,
            period_start=date(2021, 1, 1),
            period_end=date(2021, month, day),
            proposal="Узяти звіт до відома.",
        )
        services.save_report(report=report, by=account("coordinator"))
        keep(report, SUBMITTED)
        found.append(report)
    return found


def keep(report: ExecutionReport, on: date) -> None:
    services.keep_submission(
        report=report,
        files={"pdf": b"%PDF-1.7", "xlsx": b"PK", "json": b"{}"},
        code=services.new_code(),
        schema=1,
        plan_edition=report.program.editions.get(),
        on=on,
        by=account("head"),
    )
