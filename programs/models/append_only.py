"""Tables whose rows are written once and stay: the ledger, what opens and closes its limits, links, recorded steps."""

from typing import Any, ClassVar, NoReturn, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

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
