"""The restricted mode: under martial law institutions, people, venues and days to come are hidden from the public."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly
from .text import CharField

RowsT = TypeVar("RowsT", bound=models.QuerySet[Any])

NOBODY = Q(pk__in=[])


class RestrictedMode(AppendOnly):
    """A switching of the restricted mode (обмежений режим): the last one counts, the earlier ones stay."""

    is_on = models.BooleanField(_("restricted mode"), choices=[(True, _("switched on")), (False, _("switched off"))])
    reason = CharField(_("reason"), max_length=500)
    switched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("switched by")
    )
    switched_at = models.DateTimeField(_("switched at"), auto_now_add=True)

    class Meta:
        verbose_name = _("switching of the restricted mode")
        verbose_name_plural = _("restricted mode")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.get_is_on_display())


def switched_on() -> bool:
    """Whether the last switching says so."""
    return bool(RestrictedMode.objects.order_by("-pk").values_list("is_on", flat=True).first())


_answer: ContextVar[list[bool] | None] = ContextVar("restricted", default=None)


@contextmanager
def asked_once(answer: list[bool] | None = None) -> Iterator[None]:
    """All that is asked within gets one answer, so that no page is half of this and half of that."""
    token = _answer.set([] if answer is None else answer)
    try:
        yield
    finally:
        _answer.reset(token)


def is_restricted() -> bool:
    """Whether what is being answered is for the public while the restricted mode is on."""
    answer = _answer.get()
    if answer is None:
        return switched_on()
    if not answer:
        answer.append(switched_on())
    return answer[0]


def unless_restricted(rows: RowsT, *, but: Q = NOBODY) -> RowsT:
    """The one filter of every public queryset of people, institutions, venues and events: in the restricted mode none
    of the rows is public, ``but`` those that hide nothing.
    """
    return rows.filter(but) if is_restricted() else rows
