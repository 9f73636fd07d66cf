"""What the desk says of access: the administrator's panel, and what was done about the access of whoever looks."""

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db.models import Count, Q
from django.utils.timezone import localdate

from .granting import CONFIRM
from .models import AccessEvent, ApiKey, Proposal
from .role_words import role_words


def access_of(user: Any, *, now: datetime) -> dict[str, Any] | None:
    """Who can get in and who cannot just now, for whoever keeps people and roles; None for everybody else."""
    if not user.has_perm("auth.view_user"):
        return None
    people = User.objects.filter(is_active=True, is_superuser=False)
    active = Count("user", filter=Q(user__is_active=True, user__is_superuser=False))
    roles = []
    for group in Group.objects.annotate(people=active).order_by("pk"):
        name, _dash, what = role_words(group.name).partition(" – ")
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


TOLD_FOR = timedelta(days=14)
WARNED_BEFORE = timedelta(days=30)


def told_to(user: Any, *, now: datetime) -> dict[str, Any]:
    """What others did lately about this person's access or roles, and which keys end soon."""
    What = AccessEvent.What
    about = Q(person=user) & ~Q(what__in=[What.LINK, What.PASSWORD, What.KEY_MADE])
    of_a_version = Q(what__in=[What.RIGHT_WITHDRAWN, What.RIGHT_BROUGHT])
    about |= of_a_version if user.has_perm("auth.view_group") else of_a_version & Q(role__in=user.groups.values("name"))
    soon = localdate(now) + WARNED_BEFORE
    may_confirm, may_propose = user.has_perm(CONFIRM), user.has_perm("auth.change_user")
    if may_confirm:
        about |= Q(what__in=[What.FACTOR, What.RIGHT_BROUGHT])
    events = AccessEvent.objects.filter(about, at__gte=now - TOLD_FOR).exclude(by=user)
    waiting = Proposal.objects.select_related("person", "role", "right__content_type", "by")
    return {
        "waiting": list(waiting) if may_confirm or may_propose else [],
        "may_confirm": may_confirm,
        "may_propose": may_propose,
        "events": list(events.select_related("by", "person")[:10]),
        "keys": list(ApiKey.objects.filter(owner=user, ends_on__range=(localdate(now), soon))),
    }
