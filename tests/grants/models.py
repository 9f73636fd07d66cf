"""A grant and its links to the ledger."""

from collections.abc import Mapping
from datetime import date as Date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse

from programs.models import BudgetKey, EntryLink, Measure, Stage
from programs.models.text import CharField, FoldedField
from programs.services.posting import post_parts, reverse_links


class Grant(models.Model):
    """Money for a project of an institution."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+")
    project = CharField(max_length=200)
    signed_on = models.DateField(null=True)
    folded = FoldedField("project")

    def __str__(self) -> str:
        return f"грант «{self.project}»"

    def get_absolute_url(self) -> str:
        return reverse("grants:grant", args=[self.pk])


class GrantLink(EntryLink):
    """Which step of a grant posted an entry."""

    step = CharField(max_length=10, choices={"signing": "підписання", EntryLink.REVERSAL: "сторно"})
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="links")


def sign_grant(*, grant: Grant, parts: Mapping[BudgetKey, Decimal], date: Date, by: User) -> None:
    """Commit the grant's money, each year's part at its own place in the budget."""
    document: dict[str, Any] = {"date": date, "document_number": str(grant), "counterparty": "ГО «Вигадана»"}
    link = GrantLink(grant=grant, step="signing")
    post_parts(parts, link=link, stage=Stage.COMMITTED, by=by, measure=grant.measure, **document)
    grant.signed_on = date
    grant.save()


def withdraw_grant(*, grant: Grant, date: Date, by: User, reason: str) -> None:
    reverse_links(grant.links.standing(), date=date, by=by, reason=reason)
