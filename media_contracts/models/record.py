"""What is written once and stays: links to the ledger, steps of a contract's life, warnings that were passed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.models import AppendOnly, EntryLink
from programs.models.personal import no_personal_number
from programs.models.text import CharField, TextField

from .act import Act
from .agreement import SupplementaryAgreement
from .contract import Contract
from .payment import Payment


class LedgerLink(EntryLink):
    """Which step of a contract posted an entry of the ledger: from here it is followed back to the act and to the
    publications that it bought.
    """

    class Step(models.TextChoices):
        SIGNING = "signing", _("signing of the contract")
        AGREEMENT = "agreement", _("supplementary agreement")
        ENDING = "ending", _("release of what was not used")
        ACCEPTANCE = "acceptance", _("act")
        PAYMENT = "payment", _("payment")
        REVERSAL = "reversal", _("reversal")

    step = CharField(_("step"), max_length=10, choices=Step)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="ledger_links", verbose_name=_("contract"))
    agreement = models.ForeignKey(
        SupplementaryAgreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_links",
        verbose_name=_("supplementary agreement"),
    )
    act = models.ForeignKey(
        Act, models.PROTECT, null=True, blank=True, related_name="ledger_links", verbose_name=_("act")
    )
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="ledger_links", verbose_name=_("payment")
    )

    class Meta:
        verbose_name = _("link to the ledger")
        verbose_name_plural = _("links to the ledger")
        ordering = ["contract", "entry"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    step__in=["signing", "ending"], agreement__isnull=True, act__isnull=True, payment__isnull=True
                )
                | models.Q(step="agreement", agreement__isnull=False, act__isnull=True, payment__isnull=True)
                | models.Q(step="acceptance", agreement__isnull=True, act__isnull=False, payment__isnull=True)
                | models.Q(step="payment", agreement__isnull=True, act__isnull=True, payment__isnull=False)
                | models.Q(step="reversal", agreement__isnull=True, act__isnull=False, payment__isnull=True)
                | models.Q(step="reversal", agreement__isnull=True, act__isnull=True, payment__isnull=False),
                name="ledger_link_names_the_document_of_its_step",
            ),
        ]


class ContractEvent(AppendOnly):
    """A step in the life of a contract, an agreement, an act or a payment: who took it, when, with which effect."""

    class Action(models.TextChoices):
        AGREE = "agree", pgettext_lazy("step", "agreed")
        RETURN = "return", _("returned to draft")
        SIGN = "sign", pgettext_lazy("step", "signed")
        BRING_INTO_FORCE = "bring_into_force", _("came into force")
        COMPLETE = "complete", pgettext_lazy("step", "completed")
        TERMINATE = "terminate", pgettext_lazy("step", "terminated")
        CANCEL = "cancel", pgettext_lazy("step", "cancelled")
        SIGN_AGREEMENT = "sign_agreement", _("supplementary agreement signed")
        SIGN_ACT = "sign_act", _("act signed")
        CORRECT_ACT = "correct_act", _("act corrected")
        ANNUL_ACT = "annul_act", _("act annulled")
        PAY = "pay", _("payment recorded")
        COVER_ADVANCE = "cover_advance", _("advance covered by an act")
        REVERSE_PAYMENT = "reverse_payment", _("payment reversed")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="events", verbose_name=_("contract"))
    agreement = models.ForeignKey(
        SupplementaryAgreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("agreement"),
    )
    act = models.ForeignKey(Act, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("act"))
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("payment")
    )
    action = CharField(_("action"), max_length=20, choices=Action)
    date = models.DateField(_("date"), help_text=_("The date of the document, from which the step counts."))
    reason = CharField(_("reason"), max_length=500, blank=True, validators=[no_personal_number])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("step of the contract")
        verbose_name_plural = _("steps of the contract")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} {self.get_action_display()}"


class WarningOverride(AppendOnly):
    """A warning that a person passed with a reason, as the portal worded it then; listed in the report."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="warning_overrides", verbose_name=_("contract"))
    action = CharField(_("action"), max_length=20, choices=ContractEvent.Action)
    code = CharField(_("warning"), max_length=40)
    sentence = TextField(_("what the portal warned of"))
    reason = CharField(_("reason"), max_length=500, validators=[no_personal_number])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("passed by"))
    at = models.DateTimeField(_("passed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("passed warning")
        verbose_name_plural = _("passed warnings")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.sentence
