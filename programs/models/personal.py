"""What keeps a person's number out of texts that everybody may read."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.ua import rntrc

UNNAMED = "фізична особа"  # instead of the name of a person who has not agreed to be named; always in Ukrainian
_TEN_DIGITS = re.compile(r"(?<![0-9])[0-9]{10}(?![0-9])")


def personal_numbers(text: str) -> list[str]:
    """The ten-digit numbers of a text that are taxpayers' numbers (РНОКПП) by their check digit."""
    return [number for number in _TEN_DIGITS.findall(text) if rntrc.is_valid(number)]


def no_personal_number(text: str) -> None:
    """Stop a text to be published that holds a РНОКПП: birth date and sex of a person can be read from it.

    The number is not repeated in the refusal, which may be logged.
    """
    if personal_numbers(text):
        raise ValidationError(
            _(
                "This text is public and holds a ten-digit number that is a РНОКПП by its check digit – personal data. "
                "Take it out; if it is a telephone number, write it with spaces."
            ),
            code="personal_number",
        )


def check_public_texts(record: Any, *names: str) -> None:
    """The same for fields of a record that are public at times, asked from its ``clean``."""
    wrong: dict[str, ValidationError] = {}
    for name in names:
        try:
            no_personal_number(getattr(record, name))
        except ValidationError as refusal:
            wrong[name] = refusal
    if wrong:
        raise ValidationError(wrong)
