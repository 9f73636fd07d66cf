"""The long work of an import – reading, writing, undoing – as background work."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...background import Kind as KindOfWork
from ...models import BackgroundWork, ImportBatch, ImportUpload
from ...services.background import finish_work, note_progress
from .uploads import entries_of, fetch_for, propose, read_again, refusal_noted, rows_to_write, undo_import, write

Kind, Work = ImportBatch.Kind, ImportUpload.Work
PERMISSIONS = {
    Kind.PLAN: "programs.import_plan",
    Kind.MONTHLY: "programs.import_money",
    Kind.TREASURY: "programs.import_money",
}


def may_import(user: Any, kind: str) -> bool:
    """Whether the person may bring files of a kind, answer about them, write and undo them."""
    return bool(user.has_perm(PERMISSIONS[Kind(kind)]))


class ImportWork(KindOfWork):
    """What an upload waits for; a refusal is kept with the upload, for the page that shows it."""

    title = gettext_lazy("Import")

    def do(self, work: BackgroundWork) -> str:
        found = ImportUpload.objects.select_related("batch", "program", "asked_by", "uploaded_by")
        upload = found.filter(pk=work.arguments["upload"]).first()
        if upload is None:
            raise ValidationError(_("The file is not kept any more: choose it again."))
        with refusal_noted(upload):
            _do(upload, work, and_then=lambda: finish_work(work, self.page(work)))
        # what broke while it was fetched can go on from there
        ImportUpload.objects.filter(pk=upload.pk).exclude(work=Work.FETCH).update(work="")
        return self.page(work)

    def about(self, work: BackgroundWork) -> str:
        return str(work.arguments["file"])

    def page(self, work: BackgroundWork) -> str:
        return reverse("admin:programs_importbatch_preview", args=[work.arguments["upload"]])

    def may_see(self, work: BackgroundWork, user: Any) -> bool:
        return may_import(user, work.arguments["kind"])


def _do(upload: ImportUpload, work: BackgroundWork, *, and_then: Callable[[], object]) -> None:
    by, note = upload.asked_by, partial(note_progress, work)
    if upload.work == Work.FETCH:
        fetch_for(upload, note)
    if upload.work == Work.READ:
        read_again(upload, note)
    elif upload.work == Work.WRITE and by is not None:
        total = rows_to_write(propose(upload))
        write(upload=upload, by=by, progress=lambda count: note(count, total), and_then=and_then)
    elif upload.work == Work.UNDO and by is not None and upload.batch is not None:
        said, total = upload.answers, entries_of(upload.batch)
        with transaction.atomic():
            undo_import(
                batch=upload.batch,
                by=by,
                reason=said["reason"],
                on=date.fromisoformat(said["on"]) if said["on"] else None,
                progress=lambda count: note(count, total),
            )
            ImportUpload.objects.filter(pk=upload.pk).update(work="")
            and_then()
