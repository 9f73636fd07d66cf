"""Directories that the plan names: where money comes from, who is responsible."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .text import UKRAINIAN, CharField, FoldedField


class FundingSourceManager(models.Manager["FundingSource"]):
    def get_by_natural_key(self, code: str) -> "FundingSource":
        return self.get(code=code)

    def sole(self) -> "FundingSource | None":
        """The source of a portal that knows just one, which nobody has to choose then."""
        found = list(self.all()[:2])
        return found[0] if len(found) == 1 else None


class FundingSource(models.Model):
    """Where money comes from (джерело фінансування); Annex 1 calls it «Джерела виконання» (sic)."""

    class Level(models.TextChoices):
        STATE = "state", _("state budget")
        OBLAST = "oblast", _("oblast budget")
        COMMUNITY = "community", _("community budget")
        OTHER = "other", _("other sources")

    code = models.SlugField(_("code"), max_length=50, unique=True)
    name = CharField(_("name"), max_length=200, unique=True, db_collation=UKRAINIAN)
    level = CharField(_("level"), max_length=20, choices=Level)
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("name", "code")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = FundingSourceManager()

    class Meta:
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class ExecutorManager(models.Manager["Executor"]):
    def get_by_natural_key(self, name: str) -> "Executor":
        return self.get(name=name)


class Executor(models.Model):
    """Who is responsible for a measure (відповідальні за виконання): a unit of the council or a partner of it."""

    name = CharField(_("name"), max_length=300, unique=True, db_collation=UKRAINIAN)
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("name")

    history = HistoricalRecords(excluded_fields=["folded"])
    objects = ExecutorManager()

    class Meta:
        verbose_name = _("executor")
        verbose_name_plural = _("executors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)
