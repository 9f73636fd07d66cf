"""The essential clauses of a contract (section VII of the founding document) and the texts they begin from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from programs.models.text import CharField, FoldedField, TextField

from .contract import Contract, ContractKind


class ClauseKind(models.TextChoices):
    """What section VII, point 2, wants in every contract, in its order; the parties themselves are records."""

    PARTIES = "parties", _("parties of the contract")
    SUBJECT = "subject", _("subject of the contract")
    RIGHTS_AND_DUTIES = "rights_and_duties", _("rights and duties of the parties")
    SETTLEMENT = "settlement", _("order of settlement for the services")
    LIABILITY = "liability", _("liability of the parties and disputes")
    TERM = "term", _("term of the contract and other conditions")
    OTHER = "other", _("additional clause")

    @classmethod
    def essential(cls) -> "list[ClauseKind]":
        """The clauses without which a contract is not signed."""
        return [kind for kind in cls if kind != cls.OTHER]


class Clause(models.Model):
    """A titled text in the order of the document."""

    clause = CharField(_("clause"), max_length=20, choices=ClauseKind)
    order = models.PositiveSmallIntegerField(_("place in the contract"), default=1)
    title = CharField(_("title"), max_length=200)
    text = TextField(_("text"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class ClauseTemplate(Clause):
    """The editable beginning of a clause: for one kind of contract, or for every kind that has none of its own.

    Words in braces stand for the contract's own; ``services.clauses.PLACEHOLDERS`` says which there are.
    """

    kind = CharField(
        _("kind of contract"), max_length=20, choices=ContractKind, blank=True, help_text=_("Empty: for every kind.")
    )
    is_used = models.BooleanField(_("used for new contracts"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("title", "text")

    history = HistoricalRecords(excluded_fields=["folded"])

    class Meta:
        verbose_name = _("clause template")
        verbose_name_plural = _("clause templates")
        ordering = ["kind", "order", "pk"]


class ContractClause(Clause):
    """A clause of one contract, begun from a template and edited until the contract is agreed.

    The text may name signatories and accounts: it is printed for the parties and not shown to the public.
    """

    PRIVATE = ("title", "text")

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="clauses", verbose_name=_("contract"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("clause of the contract")
        verbose_name_plural = _("clauses of the contract")
        ordering = ["contract", "order", "pk"]
