"""What a person says was done."""

from datetime import date as Date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..models import DutyDone, Program
from .records import save_record


@transaction.atomic
def mark_done(
    *, program: Program, key: str, title: str, done_on: Date, by: User, today: Date, note: str = ""
) -> DutyDone:
    """Keep a person's word that something due was done on a day that has come."""
    if done_on > today:
        raise ValidationError({"done_on": _("This day has not come yet.")})
    done = DutyDone(program=program, key=key, title=title, done_on=done_on, note=note.strip(), recorded_by=by)
    saved: DutyDone = save_record(record=done, by=by)
    return saved
