"""Writes of printed materials."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from programs.services import save_with_activity

from ..models import PrintedMaterial
from .attachments import cleaned


@transaction.atomic
def save_printed_material(
    *, material: PrintedMaterial, by: User | None, reason: str = "", expected_version: int | None = None
) -> PrintedMaterial:
    """Save a printed material; a picture that comes with it is kept without what it says of its maker."""
    if material.picture and not material.picture._committed:  # type: ignore[attr-defined]  # Django's own mark
        material.full_clean(exclude=["activity"])
        try:
            material.picture = cleaned(material.picture.file)
        except ValidationError as refusal:
            raise ValidationError({"picture": refusal}) from refusal
    saved: PrintedMaterial = save_with_activity(
        record=material, by=by, reason=reason, expected_version=expected_version
    )
    return saved
