"""Undoing a whole import, whatever it brought."""

from datetime import date as Date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import services
from ...models import ImportBatch
from ..plan.apply import undo_plan
from ..posting import Progress, reverse_all


@transaction.atomic
def undo_import(
    *, batch: ImportBatch, by: User, reason: str, on: Date | None = None, progress: Progress | None = None
) -> ImportBatch:
    """Undo an import as a whole, with a reason: a plan goes back to what it was, ledger entries are reversed ``on``."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the import is undone.")})
    if batch.is_undone:
        raise ValidationError(_("This import is undone already."))
    if batch.kind == ImportBatch.Kind.PLAN:
        undo_plan(batch=batch, by=by, reason=reason)
    elif on is None:
        raise ValidationError({"date": _("Say on which day the entries are reversed.")})
    else:
        reverse_all(batch=batch, on=on, by=by, reason=reason, progress=progress)
    batch.undone_by, batch.undone_at, batch.undo_reason = by, timezone.now(), reason.strip()[:500]
    return services.save_record(record=batch, by=by)
