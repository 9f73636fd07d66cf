"""Days of what is done, held against today and the programme's term."""

from collections.abc import Mapping
from datetime import date as Date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Program
from ..words import date_text


def check_day(program: Program | None, day: Date, *, reason: str = "", field: str = "date") -> None:
    """Refuse a day that has not come; one outside of the programme's term stands only with a reason.

    What belongs to no programme yet is held against today alone.
    """
    if day > timezone.localdate():
        raise ValidationError({field: _("This day has not come yet.")})
    if program is not None and day.year not in program.years and not reason.strip():
        words = _("%(day)s lies outside of the programme's term %(term)s: correct the day, or say the reason.")
        refusal = words % {"day": date_text(day), "term": program.term}
        raise ValidationError({"reason": ValidationError(refusal, code="reason_required")})


def check_new_days(record: Any, program: Program | None, *, reason: str, days: Mapping[str, Date]) -> None:
    """The same of the named days of a record that it did not have before: an old one is not asked about again."""
    stored = type(record)._base_manager.filter(pk=record.pk).values(*days).first() if record.pk else None
    for field, day in days.items():
        if stored is None or stored[field] != day:
            check_day(program, day, reason=reason, field=field)
