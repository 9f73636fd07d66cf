"""Money after the plan: lines posted to the ledger, reversed, and what the yearly budget gave."""

from datetime import date as Date
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..models import BudgetAppropriation, Fund, FundingSource, LedgerEntry, Measure, Stage
from .guards import check_period_open, check_room
from .records import save_record


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
    """Write one line into the ledger: money of a measure at a stage, in hryvnias, on a date, by a document.

    Refused in a closed period and beyond what is allotted, unless the head recorded an override.
    """
    _lock(measure)
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
    check_period_open(program=measure.program, date=date)
    check_room(stage=stage, measure=measure, year=budget_year, source=source, on=date, amount=amount)
    entry.save()
    return entry


def _lock(measure: Measure) -> None:
    """Writers of one measure's money queue here, so that two entries cannot both take the last hryvnia of a limit."""
    Measure.objects.select_for_update().get(pk=measure.pk)


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
    check_period_open(program=entry.measure.program, date=date)
    reversal.save()
    return reversal


@transaction.atomic
def save_appropriation(
    *, row: BudgetAppropriation, by: User, reason: str = "", expected_version: int | None = None
) -> BudgetAppropriation:
    """Record what the yearly budget gave a measure, within the programme's term."""
    if row.measure_id and row.year and row.year not in row.measure.program.years:
        raise ValidationError(
            {"year": _("The programme runs %(term)s: choose a year of its term.") % {"term": row.measure.program.term}}
        )
    return save_record(record=row, by=by, reason=reason, expected_version=expected_version)
