"""Short ways for tests to record what happened to the founding programme, through the portal's own services."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from programs.models import (
    Allocation,
    Edition,
    FundingSource,
    LedgerEntry,
    LegalAct,
    Measure,
    MeasureRow,
    PassportTotal,
    Program,
    Progress,
    Task,
    TaskRow,
)
from programs.services import (
    adopt_edition,
    delete_plan_row,
    grant_override,
    open_draft_edition,
    post_entry,
    room,
    save_plan_row,
    save_record,
)


@dataclass(frozen=True)
class Execution:
    """Records money and progress of a programme in the name of one person."""

    program: Program
    by: User

    def measure(self, code: str) -> Measure:
        return Measure.objects.get(program=self.program, code=code)

    @property
    def source(self) -> FundingSource:
        return FundingSource.objects.get(code="community-budget")

    def pay(self, code: str, on: str, amount: str, *, year: int | None = None, stage: str = "paid") -> LedgerEntry:
        day = date.fromisoformat(on)
        self.make_room(code, stage, year or day.year, day, Decimal(amount))
        return post_entry(
            by=self.by,
            stage=stage,
            measure=self.measure(code),
            budget_year=year or day.year,
            source=self.source,
            date=day,
            amount=Decimal(amount),
            document_number="пд № 7",
        )

    def make_room(self, code: str, stage: str, year: int, on: date, amount: Decimal) -> None:
        """Have the head allow what the plan does not, by exactly as much as the entry needs."""
        measure = self.measure(code)
        beyond = room(stage=stage, measure=measure, year=year, source=self.source, on=on).beyond(amount)
        if beyond:
            grant_override(
                gate=stage,
                program=self.program,
                measure=measure,
                year=year,
                source=self.source,
                amount=beyond,
                reason="Рішення керівника",
                by=self.by,
            )

    def judge(
        self, code: str, state: str, *, year: int = 2022, result: str = "", reason: str = "", work: int = 50
    ) -> None:
        progress = Progress(
            measure=self.measure(code),
            period_start=date(year, 1, 1),
            period_end=date(year, 12, 31),
            state=state,
            result=result,
            reason=reason,
            work_percent=work,
        )
        save_record(record=progress, by=self.by)

    def drop(self, code: str, on: str) -> Edition:
        """Amend the programme by an act that takes a measure out of the plan, its money out of the passport."""
        draft = open_draft_edition(program=self.program, by=self.by)
        row = draft.measure_rows.get(measure__code=code)
        for allocation in row.allocations.all():
            total = PassportTotal.objects.get(edition=draft, year=allocation.year)
            total.amount -= allocation.amount
            save_plan_row(row=total, by=self.by)
        delete_plan_row(row=row, by=self.by)
        act = LegalAct(
            program=self.program,
            role=LegalAct.Role.AMENDMENT,
            body="Каховська міська рада",
            number="17",
            date=date.fromisoformat(on),
            title="Про зміни до Програми",
        )
        save_record(record=act, by=self.by)
        return adopt_edition(edition=draft, act=act, in_force_from=date.fromisoformat(on), by=self.by)


def program_of(measures: int, **changes: Any) -> Program:
    """An adopted programme of one task with as many measures as a test wants."""
    fields = {
        "slug": f"of-{measures}-measures",
        "title": f"Програма на {measures} заходів",
        "short_title": f"Програма на {measures} заходів",
        "council": "Каховська міська рада",
        "responsible_unit": "Відділ",
        "chief_spending_unit": "Каховська міська рада",
        "start_year": 2021,
        "end_year": 2023,
        "status": Program.Status.IN_FORCE,
    }
    program = Program.objects.create(**{**fields, **changes})
    act = LegalAct.objects.create(
        program=program, role="adoption", body="Рада", number=program.slug, date=date(2021, 1, 5), title="Про програму"
    )
    edition = Edition.objects.create(
        program=program,
        number=1,
        act=act,
        in_force_from=act.date,
        status=Edition.Status.ADOPTED,
        adopted_at="2021-01-05T10:00:00+02:00",
    )
    task = Task.objects.create(program=program, code="task-1")
    task_row = TaskRow.objects.create(edition=edition, task=task, number="1", order=1, title="Завдання")
    source = FundingSource.objects.get(code="community-budget")
    for number in range(1, measures + 1):
        row = MeasureRow.objects.create(
            edition=edition,
            measure=Measure.objects.create(program=program, code=f"measure-{number}"),
            task_row=task_row,
            number=f"1.{number}",
            order=number,
            title=f"Захід {number}",
            source=source,
        )
        Allocation.objects.create(measure_row=row, year=2022, source=source, amount=Decimal("100.00"))
    return program
