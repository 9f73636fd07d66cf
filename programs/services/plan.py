"""Rows of the plan: free in a draft edition, corrected with a reason in an adopted one."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from ..models import (
    Allocation,
    Aspect,
    Edition,
    Funding,
    FundingSource,
    Measure,
    MeasureExecutor,
    MeasureRow,
    PassportRow,
    PassportTotal,
    TaskRow,
)
from .balance import PassportLimit
from .records import delete_record, store, validate, validate_fields

Amounts = Mapping[tuple[FundingSource, int], Decimal | None]  # by source and year
EXECUTOR_WORDING = ("by_consent", "wording", "order")
PlanRow = TaskRow | MeasureRow | MeasureExecutor | Allocation | PassportRow | PassportTotal | Aspect


def edition_of(row: PlanRow) -> Edition:
    """The edition that a row of the plan belongs to."""
    return row.measure_row.edition if isinstance(row, Allocation | MeasureExecutor) else row.edition


def check_plan_open(*, edition: Edition, reason: str) -> None:
    """Refuse to touch an adopted edition without a reason: what an act set is only corrected, and the correction
    shows.

    Writers of one plan queue at its edition until their transaction ends: nobody changes a row while it is adopted.
    """
    found = Edition.objects.select_for_update().filter(pk=edition.pk).values_list("status", flat=True)
    status = next(iter(found), None)
    if status is None:
        raise ValidationError(_("The draft of this plan was given up meanwhile."))
    if status != Edition.Status.DRAFT and not reason.strip():
        raise ValidationError(
            _("This edition is adopted: a clerical correction needs a reason, for example «typing slip in Annex 1»."),
            code="reason_required",
        )


def _check_row(row: PlanRow) -> None:
    """Rules between rows of one edition, which no constraint of a single table can hold."""
    if isinstance(row, MeasureRow):
        if row.task_row.edition_id != row.edition_id or row.measure.program_id != row.edition.program_id:
            raise ValidationError({"task_row": _("The task and the measure must belong to the same edition.")})
        if row.pk and row.funding != Funding.FUNDED and Allocation.objects.filter(measure_row=row).exists():
            raise ValidationError(
                {"funding": _("The measure has yearly amounts: delete them first, or leave it funded.")}
            )
    if isinstance(row, TaskRow):
        if row.task.program_id != row.edition.program_id:
            raise ValidationError({"task": _("The task must belong to the programme of the edition.")})
        if row.parent and row.parent.edition_id != row.edition_id:
            raise ValidationError({"parent": _("The parent must be another task of the same edition.")})
    if isinstance(row, Allocation):
        measure_row = row.measure_row
        if measure_row.funding != Funding.FUNDED:
            raise ValidationError(
                _("A measure that is not funded cannot have yearly amounts: change its funding first.")
            )
    if isinstance(row, Allocation | PassportTotal):
        edition_of(row).program.check_year(row.year)


@transaction.atomic
def save_plan_row(
    *,
    row: PlanRow,
    by: User | None,
    reason: str = "",
    expected_version: int | None = None,
    limit: PassportLimit | None = None,
) -> PlanRow:
    """Save a row of the plan: freely in a draft edition, with a reason as a clerical correction in an adopted one.

    Whoever gives the ``limit`` corrects many rows together and asks it at the end.
    """
    edition = edition_of(row)
    check_plan_open(edition=edition, reason=reason)
    validate(row)
    _check_row(row)
    with _within_limit(row, limit, by):
        store(row, by=by, reason=reason, expected_version=expected_version)
    return row


@transaction.atomic
def delete_plan_row(
    *,
    row: PlanRow,
    by: User | None,
    reason: str = "",
    expected_version: int | None = None,
    limit: PassportLimit | None = None,
) -> None:
    """Take a row out of the plan, by the same rule as saving it."""
    check_plan_open(edition=edition_of(row), reason=reason)
    with _within_limit(row, limit, by):
        delete_record(record=row, by=by, reason=reason, expected_version=expected_version)


@contextmanager
def _within_limit(row: PlanRow, shared: PassportLimit | None, by: User | None) -> Iterator[None]:
    """A change of one row; where its money stands alone, its limit is asked at once."""
    limit = shared or PassportLimit(by=by)
    if isinstance(row, Allocation | PassportTotal):
        limit.watch(edition_of(row))
    yield
    if shared is None:
        limit.check()


# A measure with its parts --------------------------------------------------------------------------------------------


@transaction.atomic
def save_measure(
    *,
    row: MeasureRow,
    executors: Iterable[MeasureExecutor] | None = None,
    amounts: Amounts | None = None,
    predecessors: Iterable[Measure] | None = None,
    by: User | None,
    reason: str = "",
    version: int | None = None,
) -> MeasureRow:
    """Save a measure of an edition with its executors and yearly amounts, all of it or nothing.

    ``executors`` are those that the measure is to have; ``amounts`` are the ones to be set, None takes a year away
    («not foreseen», which is not the same as 0.00). What is not given stays as it is. The version of the row moves with
    its parts, so that whoever has the measure open learns of it.
    """
    check_plan_open(edition=row.edition, reason=reason)
    is_new, is_reworded = row.pk is None, _is_reworded(row)
    if is_reworded:
        validate(row)
    limit = PassportLimit(by=by)
    if amounts:
        limit.watch(row.edition)
    found = Allocation.objects.filter(measure_row=row) if amounts and row.pk else []
    standing = {(allocation.source_id, allocation.year): allocation for allocation in found}
    for (source, year), amount in (amounts or {}).items():
        if amount is None and (source.pk, year) in standing:
            delete_record(record=standing.pop((source.pk, year)), by=by, reason=reason)
    if is_reworded:  # asked now that the emptied years are gone: a measure without funding may not hold amounts
        _check_row(row)
    store(row, by=by, reason=reason, expected_version=version)
    _set_amounts(row, amounts or {}, standing, by, reason)
    if executors is not None:
        standing_links = [] if is_new else MeasureExecutor.objects.filter(measure_row=row)
        _set_executors(row, list(executors), standing_links, by, reason)
    if predecessors is not None:
        continued = list(predecessors)
        if row.measure in continued:
            raise ValidationError({"predecessors": _("A measure does not continue itself.")})
        row.predecessors.set(continued)
    limit.check()  # once, at the end: money may move between the years
    return row


def _is_reworded(row: MeasureRow) -> bool:
    """Whether the row differs from what is stored, which was valid when it was saved."""
    stored = MeasureRow.objects.filter(pk=row.pk).first() if row.pk else None
    return stored is None or any(
        getattr(stored, field.attname) != getattr(row, field.attname) for field in row._meta.concrete_fields
    )


def _set_amounts(
    row: MeasureRow, amounts: Amounts, standing: dict[tuple[int, int], Allocation], by: User | None, reason: str
) -> None:
    changed = []
    for (source, year), amount in amounts.items():
        allocation = standing.get((source.pk, year)) or Allocation(year=year)
        if amount is not None and (allocation.pk is None or allocation.amount != amount):
            allocation.measure_row, allocation.source, allocation.amount = row, source, amount
            validate_fields(allocation)
            _check_row(allocation)
            changed.append(allocation)
    _write_parts(Allocation, changed, ["amount"], by, reason)


def _set_executors(
    row: MeasureRow,
    executors: list[MeasureExecutor],
    links: Iterable[MeasureExecutor],
    by: User | None,
    reason: str,
) -> None:
    standing = {link.executor_id: link for link in links}
    wanted = {link.executor_id for link in executors}
    if len(wanted) != len(executors):
        raise ValidationError({"executors": _("An executor stands in the list twice.")})
    for executor, link in standing.items():
        if executor not in wanted:
            delete_record(record=link, by=by, reason=reason)
    changed = []
    for said in executors:
        link = standing.get(said.executor_id) or MeasureExecutor(measure_row=row, executor=said.executor)
        values = {name: getattr(said, name) for name in EXECUTOR_WORDING}
        if link.pk is None or any(getattr(link, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(link, name, value)
            validate_fields(link)
            changed.append(link)
    _write_parts(MeasureExecutor, changed, list(EXECUTOR_WORDING), by, reason)


def _write_parts(model: Any, rows: list[Any], fields: list[str], by: User | None, reason: str) -> None:
    """Rows of one measure with their history, in a statement or two for all that are new and all that changed."""
    said = {"default_user": by, "default_change_reason": reason or None}
    if new := [row for row in rows if row.pk is None]:
        bulk_create_with_history(new, model, **said)
    if changed := [row for row in rows if row not in new]:
        bulk_update_with_history(changed, model, fields, **said)
