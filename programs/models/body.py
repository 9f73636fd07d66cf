"""Legal persons and groups as the whole portal knows them, whichever applications have records of them."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .personal import no_personal_number
from .text import UKRAINIAN, CharField, FoldedField

EDRPOU = RegexValidator(r"^[0-9]{8}\Z", _("ЄДРПОУ has eight digits, for example 04051327."))


class Body(models.Model):
    """One legal person or group (особа): a newspaper may be supplier, outlet and institution at once.

    Records of applications point at it and find each other by it. ЄДРПОУ is no key: branches and primary unions share
    one, groups without personality have none. Of two records of one body one becomes an alias of the other.
    """

    name = CharField(_("public name"), max_length=300, db_collation=UKRAINIAN, validators=[no_personal_number])
    edrpou = CharField(_("ЄДРПОУ"), max_length=8, blank=True, validators=[EDRPOU])
    alias_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name=_("the same as"),
        help_text=_("Where a body was recorded twice; emptied, the two are apart again."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    folded = FoldedField("name", "edrpou")

    history = HistoricalRecords(excluded_fields=["folded"])

    class Meta:
        verbose_name = _("person or group")
        verbose_name_plural = _("persons and groups")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(alias_of__isnull=True) | ~models.Q(alias_of=models.F("id")),
                name="body_is_no_alias_of_itself",
                violation_error_message=_("A body is not an alias of itself."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.edrpou}" if self.edrpou else self.name

    def clean(self) -> None:
        words = ""
        if self.alias_of and self.alias_of.alias_of_id:
            words = gettext("This one is an alias itself: choose the body that it is the same as.")
        elif self.alias_of and self.pk and self.aliases.exists():
            words = gettext("Others are aliases of this one: make them aliases of that body first.")
        if words:
            raise ValidationError({"alias_of": words})

    @property
    def same(self) -> list[int]:
        """The keys of all records of this body: of itself and its aliases."""
        head = self.alias_of_id or self.pk
        return list(Body.objects.filter(models.Q(pk=head) | models.Q(alias_of=head)).values_list("pk", flat=True))


class OfBody(models.Model):
    """A record of an application that may be of a body; it has a ``name`` and is found by ``folded``."""

    body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("body in the whole portal"),
    )

    CODE: ClassVar[str] = "edrpou"  # the way to its ЄДРПОУ
    name: Any

    class Meta:
        abstract = True

    @property
    def code_of_body(self) -> str:
        found: Any = self
        for part in self.CODE.split("__"):
            found = getattr(found, part)
        return str(found)


def records_of(bodies: list[int]) -> Iterator[OfBody]:
    """The records of bodies in all applications."""
    for model in apps.get_models():
        if issubclass(model, OfBody):
            yield from model._default_manager.filter(body__in=bodies).order_by("pk")
