"""Short ways for tests to record what happened to the founding programme, through the portal's own services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from simple_history.utils import bulk_create_with_history

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
    available,
    delete_plan_row,
    grant_override,
    open_draft_edition,
    post_entry,
    save_plan_row,
    save_record,
)


def paid_by_hand(
    by: User,
    on: date,
    amount: str,
    number: str,
    *,
    code: str = "print-media",
    payee: str = "",
    part_of: Sequence[int] = (),
) -> LedgerEntry:
    """A payment of the founding plan's 2021 without a contract, as the accountant types it into the ledger."""
    return post_entry(
        by=by,
        stage="paid",
        measure=Measure.objects.get(code=code),
        budget_year=2021,
        source=FundingSource.objects.get(),
        date=on,
        amount=Decimal(amount),
        document_number=number,
        counterparty=payee,
        part_of=part_of,
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
        entry: dict[str, Any] = {
            "by": self.by,
            "stage": stage,
            "measure": self.measure(code),
            "budget_year": year or day.year,
            "source": self.source,
            "date": day,
            "amount": Decimal(amount),
            "document_number": "пд № 7",
        }
        # what a test pays one after another is other money each time, however alike
        standing = LedgerEntry.objects.filter(measure=entry["measure"], amount=entry["amount"])
        entry["apart"] = list(standing.values_list("pk", flat=True))
        try:
            return post_entry(**entry)
        except ValidationError:
            self.allow_more(entry)
            return post_entry(**entry)

    def allow_more(self, entry: dict[str, Any]) -> None:
        """Have the head allow what the plan does not, by exactly as much as the entry needs."""
        where = {"measure": entry["measure"], "year": entry["budget_year"], "source": entry["source"]}
        beyond = available(stage=entry["stage"], on=entry["date"], **where, under_contract=False).beyond(
            entry["amount"]
        )
        if beyond:
            grant_override(
                gate=entry["stage"],
                program=self.program,
                amount=beyond,
                reason="Рішення керівника",
                by=self.by,
                **where,
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
    numbers = range(1, measures + 1)
    made = Measure.objects.bulk_create(Measure(program=program, code=f"measure-{number}") for number in numbers)
    rows = bulk_create_with_history(
        [
            MeasureRow(
                edition=edition,
                measure=measure,
                task_row=task_row,
                number=f"1.{number}",
                order=number,
                title=f"Захід {number}",
                source=source,
            )
            for number, measure in zip(numbers, made, strict=True)
        ],
        MeasureRow,
    )
    amount = Decimal("100.00")
    bulk_create_with_history(
        [Allocation(measure_row=row, year=2022, source=source, amount=amount) for row in rows], Allocation
    )
    return program
