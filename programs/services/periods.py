"""Periods of the ledger: closed by the accountant, reopened with a reason; no entry is dated in a closed one."""

from datetime import date as Date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..models import PeriodClosing, Program
from .dates import check_day
from .guards import Standing


def check_period_open(*, program: Program, date: Date, standing: Standing | None = None) -> None:
    """Refuse a date in the closed part of a programme's ledger."""
    through = (standing or PeriodClosing.objects).closed_through(program)
    if through and date <= through:
        raise ValidationError(
            {
                "date": _(
                    "The ledger is closed through %(date)s: record a correction with a later date, or have the period "
                    "reopened with a reason."
                )
                % {"date": f"{through:%d.%m.%Y}"}
            }
        )


@transaction.atomic
def close_period(*, program: Program, through: Date, by: User) -> PeriodClosing:
    """Close the ledger through a day; a day that is closed already needs no closing and is refused."""
    check_day(None, through, field="through")
    Program.objects.select_for_update().get(pk=program.pk)
    closed = PeriodClosing.objects.closed_through(program)
    if closed and through <= closed:
        raise ValidationError(
            {"through": _("The ledger is closed through %(date)s already.") % {"date": f"{closed:%d.%m.%Y}"}}
        )
    step = PeriodClosing(program=program, through=through, recorded_by=by)
    step.full_clean()
    step.save()
    return step


@transaction.atomic
def reopen_period(*, program: Program, through: Date | None, reason: str, by: User) -> PeriodClosing:
    """Move the closing back to an earlier day, or open the ledger wholly (None); the reason is part of the record."""
    Program.objects.select_for_update().get(pk=program.pk)
    closed = PeriodClosing.objects.closed_through(program)
    if closed is None:
        raise ValidationError(_("The ledger is open: there is nothing to reopen."))
    if through and through >= closed:
        raise ValidationError({"through": _("Choose a day before %(date)s.") % {"date": f"{closed:%d.%m.%Y}"}})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the period is reopened.")})
    last = program.control_steps.order_by("pk").last()
    if last and last.is_off:
        raise ValidationError(_("The programme is off control: its ledger opens with an act that puts it back."))
    step = PeriodClosing(program=program, through=through, reason=reason.strip(), recorded_by=by)
    step.full_clean()
    step.save()
    return step
