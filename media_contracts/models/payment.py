"""Payments of the treasury under a contract: against an act, or in advance of one."""

from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models.personal import no_personal_number
from programs.models.text import CharField, FoldedField

from .act import Act
from .contract import Contract
from .supplier import public_contract


class PaymentQuerySet(models.QuerySet["Payment"]):
    def standing(self) -> Self:
        """Payments that were not reversed."""
        return self.filter(reversed_on__isnull=True)

    def published(self) -> Self:
        return self.standing().filter(public_contract("contract__"))


class Payment(models.Model):
    """What the treasury paid under a contract (касові видатки): the whole of an act, a part, or an advance.

    An advance names no act; later acts cover it. A mistyped payment is reversed and recorded anew.
    """

    PRIVATE = ("note",)

    class Kind(models.TextChoices):
        WHOLE = "whole", _("whole payment")
        PARTIAL = "partial", _("payment in part")
        ADVANCE = "advance", _("advance")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments", verbose_name=_("contract"))
    act = models.ForeignKey(Act, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("act"))
    kind = CharField(_("kind"), max_length=10, choices=Kind, editable=False)
    document_number = CharField(_("treasury document №"), max_length=100, validators=[no_personal_number])
    date = models.DateField(_("date"))
    amount = models.DecimalField(
        _("amount, UAH"), max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    note = CharField(_("note"), max_length=500, blank=True, help_text=_("For staff; never shown to the public."))
    reversed_on = models.DateField(_("reversed on"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("document_number")
    folded_note = FoldedField("note")

    history = HistoricalRecords(excluded_fields=["folded", "folded_note"])
    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "document_number", "date"],
                condition=models.Q(reversed_on__isnull=True),
                name="payment_is_recorded_once",
                violation_error_message=_("This document of the treasury is recorded already."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="payment_is_above_zero",
                violation_error_message=_("The amount is above zero."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="advance", act__isnull=True)
                | (~models.Q(kind="advance") & models.Q(act__isnull=False)),
                name="payment_names_its_act_or_is_an_advance",
                violation_error_message=_("A payment names its act; without one it is an advance."),
            ),
        ]

    def __str__(self) -> str:
        number = self.document_number
        return f"{self.date:%d.%m.%Y}, {number if '№' in number else f'№ {number}'}"

    @property
    def title_in_ledger(self) -> str:
        """A payment's own name is a day and a number; beside other documents it needs its kind."""
        return f"{self._meta.verbose_name} {self}"

    def clean(self) -> None:
        if self.act_id and self.act and self.act.contract_id != self.contract_id:
            raise ValidationError({"act": _("The act belongs to another contract.")})


class AdvanceCover(models.Model):
    """How much of an advance an act covers: from then on the money is paid for something accepted."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="covers", verbose_name=_("advance"))
    act = models.ForeignKey(Act, models.PROTECT, related_name="covers", verbose_name=_("act"))
    amount = models.DecimalField(
        _("amount, UAH"), max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    date = models.DateField(_("date"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("cover of an advance")
        verbose_name_plural = _("covers of advances")
        ordering = ["payment", "act"]
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "act"],
                name="act_covers_an_advance_once",
                violation_error_message=_("The act covers this advance already."),
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0),
                name="cover_is_above_zero",
                violation_error_message=_("The amount is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment} → {self.act}"

    def clean(self) -> None:
        if self.payment_id and self.payment.kind != Payment.Kind.ADVANCE:
            raise ValidationError({"payment": _("Only an advance is covered by an act.")})
        if self.payment_id and self.act_id and self.payment.contract_id != self.act.contract_id:
            raise ValidationError({"act": _("The act belongs to another contract.")})
