"""Tables whose rows are written once and stay: the ledger, what opens and closes its limits, links, recorded steps."""

import hashlib
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .text import CharField

RowT = TypeVar("RowT", bound=models.Model)


class AppendOnlyQuerySet(models.QuerySet[RowT]):
    """Rows that many statements at once may not change or delete either."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValidationError(self.model.REFUSAL)  # type: ignore[attr-defined]  # the model is an AppendOnly

    update = delete = bulk_update = _refuse


class AppendOnly(models.Model):
    """A row that nobody changes or deletes; what it says wrongly a later row corrects.

    The database refuses it too, by triggers.
    """

    REFUSAL = _("This record is append-only.")

    # named, because mypy meets the heirs before this class in some orders of the files
    objects: ClassVar[models.Manager[Any]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError(self.REFUSAL)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValidationError(self.REFUSAL)


class KeptFile(AppendOnly):
    """A file of an issued paper - a report, minutes - to the byte as it was issued.

    The bytes stand in the database, so that a paper is issued whole or not at all, whatever is killed meanwhile.
    """

    extension = CharField(max_length=10)
    sha256 = CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        abstract = True

    @classmethod
    def keep(cls, content: bytes, **about: Any) -> Self:
        kept = cls(sha256=hashlib.sha256(content).hexdigest(), size=len(content), content=content, **about)
        kept.save()
        return kept
