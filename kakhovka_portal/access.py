"""The administrator's panel of the desk: people by role, locked log-ins, second factors."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db.models import Count, Q
from django.urls import reverse

from programs.permissions import ROLE_NAMES

LAST_LOGINS = 5


@dataclass(frozen=True)
class Role:
    """A role with the number of people who may use it."""

    name: str
    what: str
    people: int
    address: str


@dataclass(frozen=True)
class Access:
    """Who can get in, and who cannot just now."""

    roles: list[Role]
    without_role: int
    without_second_factor: int
    locked: list[AccessAttempt]
    last: list[User]


def access_of(user: Any, *, now: datetime) -> Access | None:
    """What whoever keeps people and roles sees; None for everybody else."""
    if not user.has_perm("auth.view_user"):
        return None
    people = User.objects.filter(is_active=True, is_superuser=False)
    staff = people.filter(is_staff=True)
    return Access(
        roles=_roles(),
        without_role=people.filter(groups=None).count(),
        without_second_factor=staff.exclude(pk__in=Authenticator.objects.values("user")).count(),
        locked=_locked(now),
        last=list(people.exclude(last_login=None).order_by("-last_login")[:LAST_LOGINS]),
    )


def _roles() -> list[Role]:
    active = Count("user", filter=Q(user__is_active=True, user__is_superuser=False))
    found = []
    for group in Group.objects.annotate(people=active).order_by("pk"):
        name, _dash, what = str(ROLE_NAMES.get(group.name, group.name)).partition(" – ")
        address = f"{reverse('admin:auth_user_changelist')}?role={group.name}"
        found.append(Role(name, what, group.people, address))
    return found


def _locked(now: datetime) -> list[AccessAttempt]:
    """Log-ins that are refused at this moment, whatever password they bring."""
    since = now - timedelta(hours=settings.AXES_COOLOFF_TIME)
    failed = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gte=since
    )
    return list(failed.order_by("-attempt_time"))
