"""Rows of the plan: free in a draft edition, corrected with a reason in an adopted one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..models import (
    Allocation,
    Aspect,
    Edition,
    Funding,
    FundingSource,
    MeasureExecutor,
    MeasureRow,
    PassportRow,
    PassportTotal,
    TaskRow,
)
from .guards import Ceiling
from .records import delete_record, save_record

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
        if row.pk and row.funding != Funding.FUNDED and row.allocations.exists():
            raise ValidationError(
                {"funding": _("The measure has yearly amounts: delete them first, or leave it funded.")}
            )
    if isinstance(row, TaskRow):
        if row.task.program_id != row.edition.program_id:
            raise ValidationError({"task": _("The task must belong to the programme of the edition.")})
        if row.parent and (row.parent == row or row.parent.edition_id != row.edition_id):
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
    ceiling: Ceiling | None = None,
) -> PlanRow:
    """Save a row of the plan: freely in a draft edition, with a reason as a clerical correction in an adopted one.

    Whoever gives the ``ceiling`` corrects many rows together and asks it at the end.
    """
    edition = edition_of(row)
    check_plan_open(edition=edition, reason=reason)
    row.full_clean()
    _check_row(row)
    with _within_ceiling(row, ceiling):
        save_record(record=row, by=by, reason=reason, expected_version=expected_version)
    return row


@transaction.atomic
def delete_plan_row(
    *,
    row: PlanRow,
    by: User | None,
    reason: str = "",
    expected_version: int | None = None,
    ceiling: Ceiling | None = None,
) -> None:
    """Take a row out of the plan, by the same rule as saving it."""
    check_plan_open(edition=edition_of(row), reason=reason)
    with _within_ceiling(row, ceiling):
        delete_record(record=row, by=by, reason=reason, expected_version=expected_version)


@contextmanager
def _within_ceiling(row: PlanRow, shared: Ceiling | None) -> Iterator[None]:
    """A change of one row; where its money stands alone, its ceiling is asked at once."""
    ceiling = shared or Ceiling()
    if isinstance(row, Allocation | PassportTotal):
        ceiling.watch(edition_of(row))
    yield
    if shared is None:
        ceiling.check()


@transaction.atomic
def set_allocation(
    *,
    measure_row: MeasureRow,
    year: int,
    source: FundingSource,
    amount: Decimal | None,
    by: User | None,
    reason: str = "",
    ceiling: Ceiling | None = None,
) -> Allocation | None:
    """Set one yearly amount of a measure; None takes it away («not foreseen»), which is not the same as 0.00."""
    found = Allocation.objects.filter(measure_row=measure_row, year=year, source=source).first()
    if amount is None:
        if found:
            delete_plan_row(row=found, by=by, reason=reason, ceiling=ceiling)
        return None
    row = found or Allocation(measure_row=measure_row, year=year, source=source)
    if found and found.amount == amount:
        return found
    row.amount = amount
    save_plan_row(row=row, by=by, reason=reason, ceiling=ceiling)
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
