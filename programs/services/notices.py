"""What a person should know before saving or signing: warnings as data, each a sentence of its own."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Severity(StrEnum):
    """What a notice asks: to be read, to be passed with a reason, or to be put right first."""

    ADVICE = "advice"
    REASON = "reason"
    STOP = "stop"


class Notice(NamedTuple):
    """One warning: a code for programs, a sentence for people, the field of the form that it is about."""

    code: str
    sentence: str
    severity: Severity = Severity.ADVICE
    field: str = ""


def passed(notices: Iterable[Notice], *, reason: str) -> list[Notice]:
    """The notices that this reason passes, for the record; stops at what has to be put right or wants a reason."""
    found = list(notices)
    if stops := [notice for notice in found if notice.severity == Severity.STOP]:
        raise ValidationError([ValidationError(notice.sentence, code=notice.code) for notice in stops])
    asking = [notice for notice in found if notice.severity == Severity.REASON]
    if asking and not reason.strip():
        sentence = _("%(warning)s To go on all the same, say the reason.")
        sentences = [sentence % {"warning": notice.sentence} for notice in asking]
        raise ValidationError({"reason": [ValidationError(text, code="reason_required") for text in sentences]})
    return asking
