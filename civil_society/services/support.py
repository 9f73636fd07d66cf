"""Writes of requests for organisational support: what was given is one activity, in which the institution took part."""

from django.contrib.auth.models import User
from django.db import transaction

from programs.services import delete_with_activity, save_with_activity

from ..models import SupportRequest
from .bodies import set_participants


@transaction.atomic
def save_support(
    *, request: SupportRequest, by: User | None, reason: str = "", expected_version: int | None = None
) -> SupportRequest:
    saved: SupportRequest = save_with_activity(record=request, by=by, reason=reason, expected_version=expected_version)
    set_participants(activity=saved.activity, institutions=[saved.institution_id], by=by)
    return saved


@transaction.atomic
def delete_support(*, request: SupportRequest, by: User | None, reason: str = "") -> None:
    delete_with_activity(record=request, by=by, reason=reason)
