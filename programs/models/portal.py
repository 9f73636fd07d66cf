"""Whose portal this is, and what it tells everybody about itself."""

import re

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .text import CharField, TextField

PHONE = RegexValidator(r"^\+?[0-9 ()\-]{5,25}\Z", _("Write a telephone number, for example +380 5536 2 12 34."))


class Portal(models.Model):
    """The one record of the portal itself (портал): the council it belongs to, how that is reached, and what it says of
    personal data and of accessibility. Where a text is empty, the page says what holds for every portal.
    """

    council = CharField(
        _("whose portal it is"),
        max_length=200,
        blank=True,
        help_text=_("The council's full name, as its documents write it. Pages of one programme show its own council."),
    )
    address = CharField(_("postal address"), max_length=300, blank=True)
    phone = CharField(_("telephone"), max_length=25, blank=True, validators=[PHONE])
    email = models.EmailField(_("e-mail"), blank=True)
    site = models.URLField(_("official site"), blank=True)
    privacy = TextField(
        _("personal data"),
        blank=True,
        max_length=10_000,
        help_text=_("Stands after what the portal says of itself: who answers for personal data, on what ground."),
    )
    accessibility = TextField(
        _("accessibility"),
        blank=True,
        max_length=10_000,
        help_text=_("Stands after what the portal says of itself: where to turn, what is not accessible yet."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("portal")
        verbose_name_plural = _("portal")
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="one_portal",
                violation_error_message=_("There is one portal, and its record stands already."),
            )
        ]

    def __str__(self) -> str:
        return self.council or str(_("Programme portal"))

    @property
    def dialled(self) -> str:
        """The telephone as a phone dials it."""
        return re.sub(r"[^+0-9]", "", self.phone)

    @classmethod
    def this(cls) -> "Portal":
        """The record; one with nothing in it before somebody fills it in."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
