"""Switching the restricted mode of the public side on and off."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..costly import forget_rendered
from ..models.restricted import RestrictedMode, switched_on


@transaction.atomic
def switch_restricted_mode(*, is_on: bool, reason: str, by: User) -> RestrictedMode:
    """Hide people, institutions, venues and days to come from the public at once, or show them again."""
    if is_on == switched_on():
        raise ValidationError(
            _("The restricted mode is switched on already.") if is_on else _("The restricted mode is off already.")
        )
    switching = RestrictedMode(is_on=is_on, reason=reason.strip(), switched_by=by)
    switching.full_clean()
    switching.save()
    transaction.on_commit(forget_rendered)
    return switching
