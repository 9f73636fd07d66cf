"""The administrator's panel of the desk: people by role, locked log-ins, second factors."""

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db.models import Count, Q

from programs.permissions import ROLE_NAMES


def access_of(user: Any, *, now: datetime) -> dict[str, Any] | None:
    """Who can get in and who cannot just now, for whoever keeps people and roles; None for everybody else."""
    if not user.has_perm("auth.view_user"):
        return None
    people = User.objects.filter(is_active=True, is_superuser=False)
    active = Count("user", filter=Q(user__is_active=True, user__is_superuser=False))
    roles = []
    for group in Group.objects.annotate(people=active).order_by("pk"):
        name, _dash, what = str(ROLE_NAMES.get(group.name, group.name)).partition(" – ")
        roles.append({"group": group.name, "name": name, "what": what, "people": group.people})
    # Log-ins that are refused at this moment, whatever password they bring.
    locked = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gte=now - timedelta(hours=settings.AXES_COOLOFF_TIME),
    )
    with_second_factor = Authenticator.objects.values("user")
    return {
        "roles": roles,
        "without_role": people.filter(groups=None).count(),
        "without_second_factor": people.filter(is_staff=True).exclude(pk__in=with_second_factor).count(),
        "locked": list(locked.order_by("-attempt_time")),
        "last": list(people.exclude(last_login=None).order_by("-last_login")[:5]),
    }
