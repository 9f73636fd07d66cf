"""Writes of institutions that have a rule."""

from collections.abc import Collection

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programs.models import Activity
from programs.services import Notice, code_notices, delete_record, give_body, save_record

from ..models import Institution, Participation


@transaction.atomic
def save_institution(
    *, institution: Institution, by: User | None, reason: str = "", expected_version: int | None = None
) -> Institution:
    """Save an institution; a new one gets a body unless the portal knows one like it."""
    give_body(record=institution, by=by)
    return save_record(record=institution, by=by, reason=reason, expected_version=expected_version)


@transaction.atomic
def set_taking_part(
    *, institution: Institution, activities: Collection[int], by: User | None, reason: str = ""
) -> None:
    """Make these the activities in which an institution took part; what stands already is left alone."""
    unknown = {*activities} - {*Activity.objects.filter(pk__in=activities).values_list("pk", flat=True)}
    if unknown:
        words = _("There is no activity № %(numbers)s.")
        refusal = words % {"numbers": ", ".join(map(str, sorted(unknown)))}
        raise ValidationError({"took_part": refusal})
    rows = {row.activity_id: row for row in Participation.objects.filter(institution=institution)}
    for pk in sorted(rows.keys() - {*activities}):
        delete_record(record=rows[pk], by=by, reason=reason)
    for pk in sorted({*activities} - rows.keys()):
        save_record(record=Participation(institution=institution, activity_id=pk), by=by, reason=reason)


def institution_notices(institution: Institution) -> list[Notice]:
    """What is worth knowing after saving: a check digit that does not fit, another institution of the same code."""
    found = code_notices(institution.edrpou)
    same = Institution.objects.filter(edrpou=institution.edrpou).exclude(pk=institution.pk)
    if institution.edrpou and (other := same.first()):
        words = _("Another institution has this ЄДРПОУ too: %(other)s. A branch may; a second record should not.")
        found.append(Notice("edrpou_shared", words % {"other": other}, field="edrpou"))
    return found
