"""Two people at once, on PostgreSQL: no update is lost, no limit overrun, nothing done twice that is done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier, Event
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from programs import services
from programs.imports.uploads.uploads import undo_import
from programs.models import (
    BudgetAppropriation,
    CommissionMember,
    ConclusionVerb,
    Edition,
    ExecutionReport,
    FundingSource,
    ImportBatch,
    ImportedEntry,
    LedgerEntry,
    LegalAct,
    Measure,
    MeasureRow,
    Minutes,
    Program,
    Progress,
    QuarterPlan,
    ReportFile,
    Sitting,
    Vote,
)
from programs.services import (
    Conflict,
    adopt_edition,
    close_period,
    grant_override,
    open_draft_edition,
    post_entry,
    reverse_entry,
    save_measure,
    save_plan_row,
    save_report,
)
from tests.conftest import account
from tests.programs.execution import paid_by_hand
from tests.programs.filling import open_form, send
from tests.programs.submitting import keep_next

pytestmark = pytest.mark.postgresql


@pytest.fixture
def accountant(shared_portal: None) -> User:
    return User.objects.create_user("accountant")


def at_once(*works: Callable[[], Any]) -> list[str]:
    """Run the works in threads of their own, started together; what came of each, sorted by name."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> str:
        start.wait()
        try:
            work()
        except (Conflict, ValidationError) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


def test_of_two_corrections_of_a_measure_one_wins_and_the_other_is_told(accountant: User) -> None:
    first, second = (MeasureRow.objects.select_related("edition").get(number="3.1") for _ in range(2))
    first.title, second.title = "Перший", "Другий"

    results = at_once(
        *(lambda row=row: save_plan_row(row=row, by=accountant, reason="описка") for row in (first, second))
    )

    assert results == ["Conflict", "done"]
    row = MeasureRow.objects.get(number="3.1")
    assert (row.version, row.history.count()) == (2, 2)


def test_an_entry_is_reversed_once_however_many_press_the_button(accountant: User) -> None:
    entry = paid_by_hand(accountant, date(2021, 4, 6), "10560.00", "пд № 101")

    def press() -> None:
        reverse_entry(entry=entry, date=date(2021, 4, 7), by=accountant, note="Двічі")

    assert at_once(press, press, press) == ["ValidationError", "ValidationError", "done"]
    assert [row["sum"] for row in LedgerEntry.objects.totals()] == [Decimal("0.00")]


def test_two_people_open_one_draft(accountant: User) -> None:
    program = Program.objects.get()

    results = at_once(*[lambda: open_draft_edition(program=program, by=accountant)] * 2)

    assert results == ["ValidationError", "done"]
    assert Edition.objects.filter(status="draft").count() == 1
    assert MeasureRow.objects.count() == 34


def test_two_entries_cannot_both_take_the_last_hryvnia_of_a_limit(accountant: User) -> None:
    def pay(number: str) -> None:
        paid_by_hand(accountant, date(2021, 4, 6), "12000.00", number, code="site-support")

    assert at_once(lambda: pay("пд № 1"), lambda: pay("пд № 2")) == ["ValidationError", "done"]
    assert [row["sum"] for row in LedgerEntry.objects.totals()] == [Decimal("12000.00")]


def test_of_two_forms_of_one_record_the_second_is_shown_both_versions(accountant: User) -> None:
    """A measure with its amounts, a passport row, an appropriation, a judgement: each sent twice as it was opened."""
    User.objects.create_superuser("root")
    draft = open_draft_edition(program=Program.objects.get(), by=accountant)
    measure, source, day = Measure.objects.get(code="print-media"), FundingSource.objects.get(), date(2021, 4, 6)
    row = draft.measure_rows.get(measure=measure)
    given = BudgetAppropriation.objects.create(
        measure=measure, year=2021, source=source, amount=Decimal(1), effective_from=day
    )
    judged = Progress.objects.create(
        measure=measure, period_start=day, period_end=day, state="done", work_percent=5, reason="Причина"
    )
    typed: dict[Any, list[dict[str, str]]] = {
        row: [{f"amount_{source.pk}_2022": amount} for amount in ("180000", "190000")],
        draft: [{"passport_rows-0-text": text} for text in ("Перший", "Другий")],
        given: [{"amount": amount, "reason_": "описка"} for amount in ("2", "3")],
        judged: [{"result": text} for text in ("Перший", "Другий")],
    }
    found = {record._meta.model_name: sent_at_once(record, both) for record, both in typed.items()}

    assert found == dict.fromkeys(("measurerow", "edition", "budgetappropriation", "progress"), ([200, 302], 2))


def test_of_two_who_split_one_year_over_quarters_the_second_is_told(accountant: User) -> None:
    """Where nobody had split it, and where both change what stands."""
    row = MeasureRow.objects.get(measure__code="print-media")
    address = reverse("admin:programs_measurerow_quarters", args=[row.pk])
    User.objects.create_superuser("root")
    first, second = logged_in(), logged_in()
    form = first.get(address).context["form"]
    [planned] = [planned for planned in form.years if planned.year == 2021]
    codes: list[int] = []

    def split(client: Client, quarter: int, seen: str) -> None:
        typed = dict.fromkeys(form.names(planned), "0")
        typed |= {form.names(planned)[quarter]: str(planned.amount), "seen": seen}
        codes.append(client.post(address, typed).status_code)

    at_once(lambda: split(first, 0, ""), lambda: split(second, 1, ""))
    seen = first.get(address).context["form"].initial["seen"]
    at_once(lambda: split(first, 2, seen), lambda: split(second, 3, seen))

    assert (sorted(codes[:2]), sorted(codes[2:])) == ([200, 302], [200, 302])
    assert QuarterPlan.objects.get().version == 2


def sent_at_once(record: Any, both: list[dict[str, str]]) -> tuple[list[int], int]:
    """What became of two forms that were opened together, and the version that the record has then."""
    address = reverse(f"admin:programs_{record._meta.model_name}_change", args=[record.pk])
    form = open_form(logged_in(), address)
    codes: list[int] = []
    at_once(
        *(lambda typed=typed: codes.append(send(logged_in(), address, form, **typed).status_code) for typed in both)
    )
    record.refresh_from_db()
    return sorted(codes), record.version


def logged_in() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="root"))
    return client


def test_a_row_changed_while_its_edition_is_adopted_is_in_the_plan_or_refused(accountant: User) -> None:
    program = Program.objects.get()
    draft = open_draft_edition(program=program, by=accountant)
    act = LegalAct.objects.create(
        program=program, role="amendment", body="Рада", number="210", date=date(2022, 5, 12), title="Зміни"
    )
    rows = draft.measure_rows.select_related("edition")
    row = rows.get(measure__code="print-media")

    results = at_once(
        lambda: adopt_edition(edition=draft, act=act, in_force_from=date(2022, 6, 1), by=accountant),
        lambda: save_measure(row=row, amounts={(FundingSource.objects.get(), 2022): Decimal("1.00")}, by=accountant),
    )

    draft.refresh_from_db()
    amount = row.allocations.get(year=2022).amount
    # whoever comes first: the adoption meets a plan that does not add up, or the row meets an adopted plan
    assert results == ["ValidationError", "done"]
    assert (draft.is_draft, amount) in [(True, Decimal("1.00")), (False, Decimal("188000.00"))]


def test_a_report_is_submitted_returned_voted_on_and_signed_once(accountant: User) -> None:
    """Each time two people press at once, having seen the same."""
    program, day = Program.objects.get(), date(2022, 1, 27)
    assert program.commission
    head = CommissionMember.objects.create(commission=program.commission, name="Оксана", surname="Вербицька")
    days = {"period_start": date(2021, 1, 1), "period_end": date(2021, 12, 31)}
    draft = ExecutionReport(program=program, kind="year", proposal="Узяти до відома", **days)
    report = save_report(report=draft, by=accountant)
    account("head")
    seen = [ExecutionReport.objects.get(pk=report.pk) for _ in range(2)]
    results = {"submitted": at_once(*(lambda each=each: keep_next(each, date(2022, 1, 20)) for each in seen))}
    sitting = Sitting.objects.create(number="3", date=day)
    sitting.bodies.add(program.commission)
    [item] = services.put_on_agenda(sitting=sitting, reports=seen[:1], by=accountant)
    given: dict[str, Any] = {"sitting": sitting, "presences": {}, "chaired_by": head, "by": accountant}
    given |= {"written_by": None, "began": None, "ended": None, "expected_version": sitting.version}
    results["held"] = at_once(*[lambda: services.hold_sitting(**given)] * 2)
    sitting.refresh_from_db()
    rolls = [services.Roll(motion, motion.title, True, None, None, {}) for motion in sitting.motions.all()]
    roll: dict[str, Any] = {"sitting": sitting, "rolls": rolls, "by": accountant, "expected_version": sitting.version}
    results["voted on"] = at_once(*[lambda: services.record_roll(**roll)] * 2)
    words: dict[str, Any] = {
        "item": item,
        "verb": ConclusionVerb.objects.get(state="returned"),
        "text": "Повернути",
        "remarks": "Ні",
    }
    results["returned"] = at_once(*[lambda: services.conclude(**words, by=accountant)] * 2)
    Sitting.objects.update(written_by=head)
    sitting.refresh_from_db()
    minutes: dict[str, Any] = {
        "sitting": sitting,
        "number": "3",
        "signers": "two",
        "on": day,
        "files": [],
        "by": accountant,
    }
    results["signed"] = at_once(*[lambda: services.keep_minutes(**minutes, is_unchanged=lambda: True)] * 2)

    assert results == {
        "submitted": ["ValidationError", "done"],
        "held": ["Conflict", "done"],
        "voted on": ["Conflict", "done"],
        "returned": ["ValidationError", "done"],
        "signed": ["ValidationError", "done"],
    }
    assert [ReportFile.objects.count(), Vote.objects.count(), Minutes.objects.count()] == [3, 2, 1]
    assert list(ExecutionReport.objects.order_by("edition").values_list("edition", flat=True)) == [1, 2]


def test_an_override_of_a_limit_is_used_once(accountant: User) -> None:
    measure, source = Measure.objects.get(code="site-support"), FundingSource.objects.get()
    entry: dict[str, Any] = {
        "by": accountant,
        "stage": "paid",
        "measure": measure,
        "budget_year": 2021,
        "source": source,
    }
    post_entry(**entry, date=date(2021, 4, 6), amount=Decimal("20000.00"), document_number="пд № 1")
    grant_override(
        gate="paid", program=measure.program, measure=measure, year=2021, source=source, amount=Decimal("500.00"),
        reason="Подорожчання", by=accountant,
    )  # fmt: skip

    def pay(number: str) -> None:
        post_entry(**entry, date=date(2021, 4, 7), amount=Decimal("500.00"), document_number=number)

    assert at_once(lambda: pay("пд № 2"), lambda: pay("пд № 3")) == ["ValidationError", "done"]
    assert [row["sum"] for row in LedgerEntry.objects.totals()] == [Decimal("20500.00")]


def test_nothing_is_posted_into_a_period_after_its_closing(accountant: User) -> None:
    """An entry, then the undoing of the import that it came with, each while somebody closes the period of its day."""
    program, measure = Program.objects.get(), Measure.objects.get(code="site-support")
    batch = ImportBatch.objects.create(
        kind="treasury", program=program, file_name="x.json", sha256="0" * 64, imported_by=accountant
    )

    def post() -> None:
        entry = post_entry(
            by=accountant, stage="paid", measure=measure, budget_year=2021, source=FundingSource.objects.get(),
            date=date(2021, 4, 6), amount=Decimal("1.00"), document_number="пд № 1",
        )  # fmt: skip
        ImportedEntry.objects.create(batch=batch, entry=entry)

    def undo() -> None:
        undo_import(batch=batch, by=accountant, reason="Не той файл", on=date(2021, 7, 5))

    assert while_closing(post, program, date(2021, 6, 30), accountant) == ["done", "done"]
    assert while_closing(undo, program, date(2021, 9, 30), accountant) == ["done", "done"]
    assert (LedgerEntry.objects.count(), program.closings.count()) == (2, 2)


def while_closing(write: Callable[[], None], program: Program, through: date, by: User) -> list[str]:
    """A closing that is asked for after something was written and before that is in the ledger for good."""
    looked, closed = Event(), Event()

    def first() -> None:
        with transaction.atomic():
            write()
            looked.set()
            assert not closed.wait(0.3)  # the closing stands in the queue until this is in the ledger

    def close() -> None:
        looked.wait(5)
        close_period(program=program, through=through, by=by)
        closed.set()

    return at_once(first, close)
