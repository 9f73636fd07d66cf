"""Undoing a whole import, whatever it brought."""

from datetime import date as Date

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import services
from ..models import ImportBatch
from .apply_plan import undo_plan


@transaction.atomic
def undo_import(*, batch: ImportBatch, by: User, reason: str, on: Date | None = None) -> ImportBatch:
    """Undo an import as a whole, with a reason: a plan goes back to what it was, ledger entries are reversed."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the import is undone.")})
    if batch.is_undone:
        raise ValidationError(_("This import is undone already."))
    undo_plan(batch=batch, by=by, reason=reason)
    batch.undone_by, batch.undone_at, batch.undo_reason = by, timezone.now(), reason.strip()[:500]
    return services.save_record(record=batch, by=by)
