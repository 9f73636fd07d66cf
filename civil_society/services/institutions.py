"""Writes of institutions that have a rule."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from programs.services import Notice, code_notices, give_body, save_record

from ..models import Institution


@transaction.atomic
def save_institution(
    *, institution: Institution, by: User | None, reason: str = "", expected_version: int | None = None
) -> Institution:
    """Save an institution; a new one gets a body unless the portal knows one like it."""
    give_body(record=institution, by=by)
    return save_record(record=institution, by=by, reason=reason, expected_version=expected_version)


def institution_notices(institution: Institution) -> list[Notice]:
    """What is worth knowing after saving: a check digit that does not fit, another institution of the same code."""
    found = code_notices(institution.edrpou)
    same = Institution.objects.filter(edrpou=institution.edrpou).exclude(pk=institution.pk)
    if institution.edrpou and (other := same.first()):
        words = _("Another institution has this ЄДРПОУ too: %(other)s. A branch may; a second record should not.")
        found.append(Notice("edrpou_shared", words % {"other": other}, field="edrpou"))
    return found
