"""Short ways for tests to amend the founding programme by acts, through the portal's own services."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from programs.models import (
    Edition,
    Executor,
    FundingSource,
    LegalAct,
    Measure,
    MeasureExecutor,
    MeasureRow,
    PassportTotal,
    Program,
    TaskRow,
)
from programs.services import (
    adopt_edition,
    delete_plan_row,
    open_draft_edition,
    save_measure,
    save_plan_row,
    save_record,
)


def executors(pairs: Iterable[tuple[Executor, bool]]) -> list[MeasureExecutor]:
    """Executors as a measure is to have them, in this order, with whether each takes part by consent."""
    return [
        MeasureExecutor(executor=executor, by_consent=consent, order=order)
        for order, (executor, consent) in enumerate(pairs, start=1)
    ]


@dataclass
class Amendment:
    """A draft edition while it is worked on; ``adopt`` makes it the plan."""

    edition: Edition
    by: User

    @classmethod
    def open(cls, program: Program, by: User) -> "Amendment":
        return cls(open_draft_edition(program=program, by=by), by)

    @property
    def source(self) -> FundingSource:
        return FundingSource.objects.get(code="community-budget")

    def row(self, code: str) -> MeasureRow:
        return self.edition.measure_rows.get(measure__code=code)

    def plan(self, code: str, year: int, amount: str | None) -> None:
        value = None if amount is None else Decimal(amount)
        save_measure(row=self.row(code), amounts={(self.source, year): value}, by=self.by)

    def promise(self, year: int, amount: str) -> None:
        total = PassportTotal.objects.get(edition=self.edition, year=year)
        total.amount = Decimal(amount)
        save_plan_row(row=total, by=self.by)

    def reword(self, code: str, **words: Any) -> None:
        row = self.row(code)
        for name, value in words.items():
            setattr(row, name, value)
        save_plan_row(row=row, by=self.by)

    def drop(self, code: str) -> None:
        delete_plan_row(row=self.row(code), by=self.by)

    def add(self, code: str, number: str, title: str, *, task: str) -> None:
        row = MeasureRow(
            edition=self.edition,
            measure=Measure.objects.create(program=self.edition.program, code=code),
            task_row=TaskRow.objects.get(edition=self.edition, number=task),
            number=number,
            order=40,
            title=title,
            source=self.source,
        )
        save_plan_row(row=row, by=self.by)

    def adopt(self, number: str, on: str) -> Edition:
        """Adopt it by a decision of the council of that day, in force from the same day."""
        day = date.fromisoformat(on)
        act = LegalAct(
            program=self.edition.program,
            role=LegalAct.Role.AMENDMENT,
            body="Каховська міська рада",
            number=number,
            date=day,
            title="Про внесення змін до Програми",
        )
        save_record(record=act, by=self.by)
        return adopt_edition(edition=self.edition, act=act, in_force_from=day, by=self.by)
