"""Writes that cross models or need a rule: one keyword-only, atomic function each, with ``by`` saying who.

Admin, API, imports and commands all come through here. A refusal is a ``ValidationError`` with a sentence for the
person; a record that somebody else changed meanwhile is a ``Conflict``.
"""

from collections.abc import Iterable
from datetime import date as Date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import finance
from .models import (
    Allocation,
    Aspect,
    BudgetAppropriation,
    Edition,
    Fund,
    Funding,
    FundingSource,
    LedgerEntry,
    LegalAct,
    Measure,
    MeasureExecutor,
    MeasureRow,
    PassportRow,
    PassportTotal,
    Program,
    Stage,
    Task,
    TaskRow,
)

PlanRow = TaskRow | MeasureRow | MeasureExecutor | Allocation | PassportRow | PassportTotal | Aspect


class Conflict(Exception):
    """Somebody changed the record after this person opened it; ``current`` is the record as it stands now."""

    message = gettext_lazy("Somebody changed this record after you opened it. Compare both versions and save again.")

    def __init__(self, current: models.Model) -> None:
        super().__init__(str(self.message))
        self.current = current


def _claim_version(record: Any, expected: int | None) -> None:
    """Move the record to its next version, or raise Conflict when it is not at the expected one any more.

    One conditional UPDATE, so that of two writers at once exactly one passes; the history row is written by the save
    that follows.
    """
    expected = record.version if expected is None else expected
    manager = type(record)._base_manager
    if not manager.filter(pk=record.pk, version=expected).update(version=F("version") + 1):
        raise Conflict(manager.get(pk=record.pk))
    record.version = expected + 1


@transaction.atomic
def save_record(*, record: Any, by: User | None, reason: str = "", expected_version: int | None = None) -> Any:
    """Validate and save one record with who and why in its history; returns it.

    ``expected_version`` is the version that the person saw; records without a version are simply saved.
    """
    record.full_clean()
    if record.pk and hasattr(record, "version"):
        _claim_version(record, expected_version)
    record._history_user = by
    record._change_reason = reason or None
    record.save()
    return record


@transaction.atomic
def delete_record(*, record: Any, by: User | None, reason: str = "", expected_version: int | None = None) -> None:
    """Delete one record, leaving its last state, who and why in the history."""
    if hasattr(record, "version"):
        _claim_version(record, expected_version)
    record._history_user = by
    record._change_reason = reason or None
    try:
        record.delete()
    except (models.ProtectedError, models.RestrictedError) as error:
        found = error.protected_objects if isinstance(error, models.ProtectedError) else error.restricted_objects
        blockers = ", ".join(sorted({str(blocker._meta.verbose_name_plural) for blocker in found}))
        raise ValidationError(
            _("This cannot be deleted: other records lean on it (%(what)s).") % {"what": blockers}
        ) from error


# The plan -------------------------------------------------------------------------------------------------------------


def edition_of(row: PlanRow) -> Edition:
    """The edition that a row of the plan belongs to."""
    return row.measure_row.edition if isinstance(row, Allocation | MeasureExecutor) else row.edition


def check_plan_open(*, edition: Edition, reason: str) -> None:
    """Refuse to touch an adopted edition without a reason: what an act set is only corrected, and the correction
    shows.
    """
    if not edition.is_draft and not reason.strip():
        raise ValidationError(
            _("This edition is adopted: a clerical correction needs a reason, for example «typing slip in Annex 1»."),
            code="reason_required",
        )


def _check_row(row: PlanRow) -> None:
    """Rules between rows of one edition, which no constraint of a single table can hold."""
    if isinstance(row, MeasureRow):
        if row.task_row.edition_id != row.edition_id or row.measure.program_id != row.edition.program_id:
            raise ValidationError({"task_row": _("The task and the measure must belong to the same edition.")})
        if row.pk and row.funding != Funding.FUNDED and row.allocations.exists():
            raise ValidationError(
                {"funding": _("The measure has yearly amounts: delete them first, or leave it funded.")}
            )
    if isinstance(row, TaskRow):
        if row.task.program_id != row.edition.program_id:
            raise ValidationError({"task": _("The task must belong to the programme of the edition.")})
        if row.parent_id and (row.parent_id == row.pk or row.parent.edition_id != row.edition_id):
            raise ValidationError({"parent": _("The parent must be another task of the same edition.")})
    if isinstance(row, Allocation):
        measure_row = row.measure_row
        if measure_row.funding != Funding.FUNDED:
            raise ValidationError(
                _("A measure that is not funded cannot have yearly amounts: change its funding first.")
            )
        if row.year not in measure_row.edition.program.years:
            raise ValidationError(
                {
                    "year": _("The programme runs %(term)s: choose a year of its term.")
                    % {"term": measure_row.edition.program.term}
                }
            )
    if isinstance(row, PassportTotal) and row.year not in row.edition.program.years:
        raise ValidationError(
            {"year": _("The programme runs %(term)s: choose a year of its term.") % {"term": row.edition.program.term}}
        )


@transaction.atomic
def save_plan_row(*, row: PlanRow, by: User | None, reason: str = "", expected_version: int | None = None) -> PlanRow:
    """Save a row of the plan: freely in a draft edition, with a reason as a clerical correction in an adopted one."""
    check_plan_open(edition=edition_of(row), reason=reason)
    row.full_clean()
    _check_row(row)
    return save_record(record=row, by=by, reason=reason, expected_version=expected_version)


@transaction.atomic
def delete_plan_row(*, row: PlanRow, by: User | None, reason: str = "", expected_version: int | None = None) -> None:
    """Take a row out of the plan, by the same rule as saving it."""
    check_plan_open(edition=edition_of(row), reason=reason)
    delete_record(record=row, by=by, reason=reason, expected_version=expected_version)


@transaction.atomic
def set_allocation(
    *,
    measure_row: MeasureRow,
    year: int,
    source: FundingSource,
    amount: Decimal | None,
    by: User | None,
    reason: str = "",
) -> Allocation | None:
    """Set one yearly amount of a measure; None takes it away («not foreseen»), which is not the same as 0.00."""
    found = Allocation.objects.filter(measure_row=measure_row, year=year, source=source).first()
    if amount is None:
        if found:
            delete_plan_row(row=found, by=by, reason=reason)
        return None
    row = found or Allocation(measure_row=measure_row, year=year, source=source)
    if found and found.amount == amount:
        return found
    row.amount = amount
    save_plan_row(row=row, by=by, reason=reason)
    return row


@transaction.atomic
def set_executors(
    *, measure_row: MeasureRow, executors: Iterable[tuple[Any, bool]], by: User | None, reason: str = ""
) -> None:
    """Make (executor, by consent) pairs the executors of a measure, in this order; an unchanged list changes
    nothing.
    """
    wanted = list(executors)
    links = list(measure_row.executor_links.select_related("executor"))
    if [(link.executor, link.by_consent) for link in links] == wanted:
        return
    kept = {executor for executor, _consent in wanted}
    if len(kept) != len(wanted):
        raise ValidationError({"executors": _("An executor stands in the list twice.")})
    for link in links:
        if link.executor not in kept:
            delete_plan_row(row=link, by=by, reason=reason)
    by_executor = {link.executor: link for link in links}
    for order, (executor, by_consent) in enumerate(wanted, start=1):
        link = by_executor.get(executor) or MeasureExecutor(measure_row=measure_row, executor=executor)
        if link.pk is None or (link.order, link.by_consent) != (order, by_consent):
            link.order, link.by_consent = order, by_consent
            save_plan_row(row=link, by=by, reason=reason)


@transaction.atomic
def create_program(*, program: Program, by: User | None) -> Program:
    """Record a new programme with its first, still empty draft edition."""
    save_record(record=program, by=by)
    save_record(record=Edition(program=program, number=1), by=by)
    return program


def next_code(*, program: Program, kind: type[Task] | type[Measure]) -> str:
    """A free code for a new task or measure: its address stays for good, so it does not repeat the changeable
    number.
    """
    prefix = "task" if kind is Task else "measure"
    taken = set(kind.objects.filter(program=program).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := f"{prefix}-{n}") not in taken)


def _copy(row: Any, **changes: Any) -> Any:
    """A new, unsaved copy of a plan row with the given fields changed."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in changes and field.name != "version"
    }
    return type(row)(**values, **changes)


@transaction.atomic
def open_draft_edition(*, program: Program, by: User | None) -> Edition:
    """Begin the next edition as a copy of the last adopted one; everybody else still sees the edition in force."""
    Program.objects.select_for_update().get(pk=program.pk)
    base = program.editions.adopted().order_by("-in_force_from", "-number").first()
    number = (program.editions.aggregate(last=models.Max("number"))["last"] or 0) + 1
    if base is None:
        return save_record(record=Edition(program=program, number=number), by=by)
    draft = Edition(program=program, number=number, unit=base.unit, printed_unit=base.printed_unit)
    save_record(record=draft, by=by)
    for row in [*base.passport_rows.all(), *base.passport_totals.all()]:
        save_record(record=_copy(row, edition=draft), by=by)
    aspects = {row.pk: save_record(record=_copy(row, edition=draft), by=by) for row in base.aspects.all()}
    tasks: dict[int, TaskRow] = {}
    for row in TaskRow.objects.of(base).prefetch_related("aspects"):
        tasks[row.pk] = save_record(record=_copy(row, edition=draft, parent=None), by=by)
        tasks[row.pk].aspects.set(aspects[aspect.pk] for aspect in row.aspects.all())
    for row in TaskRow.objects.of(base).exclude(parent=None):
        tasks[row.pk].parent = tasks[row.parent_id]
        save_record(record=tasks[row.pk], by=by)
    for row in MeasureRow.objects.of(base).with_plan():
        copy = save_record(record=_copy(row, edition=draft, task_row=tasks[row.task_row_id]), by=by)
        for child in [*row.executor_links.all(), *row.allocations.all()]:
            save_record(record=_copy(child, measure_row=copy), by=by)
    return draft


def plan_differences(edition: Edition) -> list[finance.Difference]:
    """Years in which the measures of the edition do not add up to its passport; empty is «План зведено»."""
    passport = dict(edition.passport_totals.values_list("year", "amount"))
    rows = Allocation.objects.of(edition).order_by().values_list("year").annotate(models.Sum("amount"))
    return finance.compare_with_passport(passport, dict(rows))


@transaction.atomic
def adopt_edition(*, edition: Edition, act: LegalAct, in_force_from: Date, by: User | None) -> Edition:
    """Freeze a draft edition as the plan that an act set, in force from a date; it has to add up to its passport."""
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    if not locked.is_draft:
        raise ValidationError(_("This edition is adopted already."))
    if not locked.measure_rows.exists():
        raise ValidationError(_("The edition has no measures yet: there is nothing to adopt."))
    differences = plan_differences(locked)
    if differences:
        years = "; ".join(
            _("%(year)s: %(amount)s UAH") % {"year": row.year, "amount": f"{row.amount:+}"} for row in differences
        )
        raise ValidationError(_("The measures do not add up to the passport (measures minus passport): %s") % years)
    if act.program_id not in (None, locked.program_id):
        raise ValidationError({"act": _("This act belongs to another programme.")})
    locked.act, locked.in_force_from = act, in_force_from
    locked.status, locked.adopted_at, locked.adopted_by = Edition.Status.ADOPTED, timezone.now(), by
    save_record(record=locked, by=by)
    program = locked.program
    if program.status == Program.Status.DRAFT:
        program.status = Program.Status.IN_FORCE
        save_record(record=program, by=by)
    return locked


# The ledger -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def post_entry(
    *,
    by: User,
    stage: Stage | str,
    measure: Measure,
    budget_year: int,
    source: FundingSource,
    date: Date,
    amount: Decimal,
    document_number: str,
    fund: Fund | str = Fund.GENERAL,
    kekv: str = "",
    kpkvk: str = "",
    counterparty: str = "",
    note: str = "",
) -> LedgerEntry:
    """Write one line into the ledger: money of a measure at a stage, in hryvnias, on a date, by a document."""
    entry = LedgerEntry(
        stage=stage,
        measure=measure,
        budget_year=budget_year,
        source=source,
        fund=fund,
        date=date,
        amount=amount,
        document_number=document_number,
        kekv=kekv,
        kpkvk=kpkvk,
        counterparty=counterparty,
        note=note,
        recorded_by=by,
    )
    entry.full_clean(exclude=["reverses"])
    entry.save()
    return entry


@transaction.atomic
def reverse_entry(*, entry: LedgerEntry, date: Date, by: User, note: str) -> LedgerEntry:
    """Correct an entry by its exact opposite on a later date; the reason is required, a second reversal is refused."""
    entry = LedgerEntry.objects.select_for_update().get(pk=entry.pk)
    if not note.strip():
        raise ValidationError({"note": _("Say why the entry is reversed.")})
    if hasattr(entry, "reversed_by"):
        raise ValidationError(_("This entry is reversed already."))
    if entry.reverses_id:
        raise ValidationError(_("A reversing entry is not reversed: record the right entry anew."))
    if date < entry.date:
        raise ValidationError({"date": _("The reversal cannot be earlier than the entry itself.")})
    reversal = LedgerEntry(
        stage=entry.stage,
        measure=entry.measure,
        budget_year=entry.budget_year,
        source=entry.source,
        fund=entry.fund,
        date=date,
        amount=-entry.amount,
        document_number=entry.document_number,
        kekv=entry.kekv,
        kpkvk=entry.kpkvk,
        counterparty=entry.counterparty,
        note=note.strip(),
        reverses=entry,
        recorded_by=by,
    )
    reversal.full_clean()
    reversal.save()
    return reversal


@transaction.atomic
def save_appropriation(
    *, row: BudgetAppropriation, by: User, expected_version: int | None = None
) -> BudgetAppropriation:
    """Record what the yearly budget gave a measure, within the programme's term."""
    if row.measure_id and row.year and row.year not in row.measure.program.years:
        raise ValidationError(
            {"year": _("The programme runs %(term)s: choose a year of its term.") % {"term": row.measure.program.term}}
        )
    return save_record(record=row, by=by, expected_version=expected_version)


def error_lines(error: ValidationError) -> list[str]:
    """The sentences of a refusal, each with the field it is about where there is one."""
    if not hasattr(error, "error_dict"):
        return [str(message) for message in error.messages]
    return [
        str(message) if field == NON_FIELD_ERRORS else f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    ]
