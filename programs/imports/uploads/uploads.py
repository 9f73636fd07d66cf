"""The way of a file: brought, looked at, answered about, written or given up; the same for every kind of import."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ... import services
from ...models import BackgroundWork, ImportBatch, ImportedEntry, ImportUpload, Program
from ...models.background import new_key
from ...services.background import enqueue, standing_work
from ...words import date_text
from ..monthly.apply import MonthlyProposal, apply_monthly, propose_monthly
from ..plan.apply import PlanProposal, apply_plan, propose_plan, undo_plan
from ..posting import Progress, reverse_all
from ..reading.document import Document
from ..reading.files import MAX_BYTES, FileProblem
from ..treasury.apply import apply_treasury
from ..treasury.fetching import fetch, joined, questions
from ..treasury.proposal import TreasuryProposal, settle
from ..treasury.reader import TreasuryReading, is_understood, read_treasury, state_of_ledger
from ..treasury.transactions import MAX_FILE, without_personal_data
from .storage import content_of, keys_of_files_before, open_stored, place_of, put, replace, take_away

Proposal = PlanProposal | MonthlyProposal | TreasuryProposal
Kind, Work = ImportBatch.Kind, ImportUpload.Work

AT_ONCE_BYTES = 2 * 1024 * 1024  # a file of transactions up to this size is read within the request
AT_ONCE_ROWS = (
    1_000  # so many ledger entries are written within the request: less than two seconds on an office machine
)
AT_ONCE_MEASURES = 100  # a measure with its history, executors and amounts weighs as much as ten entries
STORED_FOR = timedelta(days=7)


# Bringing -------------------------------------------------------------------------------------------------------------


def bring(
    *,
    kind: str,
    file_name: str,
    size: int,
    pieces: Iterable[bytes],
    by: User,
    program: Program | None = None,
    new_program: Mapping[str, Any] | None = None,
) -> ImportUpload:
    """Keep a file for its import and look into it once; one that cannot be taken is not kept."""
    clear_forgotten(now=timezone.now())
    if size > (MAX_FILE if kind == Kind.TREASURY else MAX_BYTES):
        raise FileProblem(
            _("The file is larger than 500 MB: divide it.")
            if kind == Kind.TREASURY
            else _("The file is larger than 20 MB: leave pictures and other sheets out.")
        )
    key, sha256, real_size = put(pieces)
    upload = ImportUpload(
        kind=kind,
        program=program,
        new_program=dict(new_program or {}),
        file_name=without_personal_data(file_name)[:255],
        sha256=sha256,
        size=real_size,
        key=key,
        uploaded_by=by,
    )
    try:
        services.save_record(record=upload, by=by)
        look_into(upload)
    except Exception:
        take_away(key)
        if upload.pk:
            services.delete_record(record=upload, by=None)
        raise
    return upload


def ask_for(*, payers: Iterable[str], first: date, last: date, by: User) -> ImportUpload:
    """Fetch the payments of own payers for a period, in the background; then it is a file like any other."""
    clear_forgotten(now=timezone.now())
    upload = ImportUpload(
        kind=Kind.TREASURY,
        file_name=_("Є-data, %(first)s – %(last)s") % {"first": date_text(first), "last": date_text(last)},
        sha256="0" * 64,
        size=0,
        key=new_key(),
        asked={"payers": sorted(payers), "first": first.isoformat(), "last": last.isoformat()},
        uploaded_by=by,
    )
    services.save_record(record=upload, by=by)
    hand_over(upload, Work.FETCH, by)
    return upload


def fetch_for(upload: ImportUpload, note: Callable[[int, int], None]) -> None:
    """Fetch what was asked for: what came before something broke is kept and not asked for again."""
    said = upload.asked
    asked = list(questions(said["payers"], date.fromisoformat(said["first"]), date.fromisoformat(said["last"])))
    Path(settings.IMPORT_ROOT).mkdir(mode=0o700, parents=True, exist_ok=True)
    parts = fetch(asked=asked, place=partial(place_of, upload.key), note=note)
    upload.sha256, upload.size = replace(upload.key, joined(parts))
    upload.work = Work.READ
    upload.save(update_fields=["sha256", "size", "work"])
    for part in parts:
        part.unlink()


def look_into(upload: ImportUpload) -> None:
    """Read the file for the first time; a long file of transactions is read in the background."""
    if upload.kind != Kind.TREASURY:
        propose(upload)
    elif upload.size <= AT_ONCE_BYTES:
        read_again(upload)
    else:
        hand_over(upload, Work.READ, upload.uploaded_by)


def read_again(upload: ImportUpload, note: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Read a file of transactions beside the ledger as it stands now, noting how many of its bytes are read."""
    with open_stored(upload) as file:
        reading = read_treasury(file=file, progress=lambda _count: note(file.tell(), upload.size))
    upload.reading = reading.as_data()
    ImportUpload.objects.filter(pk=upload.pk).update(reading=upload.reading)  # it may be given up meanwhile


# Looking --------------------------------------------------------------------------------------------------------------


def program_of(upload: ImportUpload) -> Program | None:
    """The programme that a plan or a sheet is for; a new one is not saved yet."""
    return Program(**upload.new_program) if upload.new_program else upload.program


def propose(upload: ImportUpload) -> Proposal:
    """What the import would do with the answers given so far."""
    if upload.kind == Kind.TREASURY:
        return _propose_treasury(upload)
    document, answers, program = document_of(upload), upload.answers, _program_still(upload)
    if upload.kind == Kind.PLAN:
        return propose_plan(document=document, answers=answers, program=program)
    return propose_monthly(document=document, file_name=upload.file_name, answers=answers, program=program)


def document_of(upload: ImportUpload) -> Document:
    """The tables of the file, taken apart once for all that a request does with it."""
    if not hasattr(upload, "document"):
        upload.document = Document(content_of(upload))  # type: ignore[attr-defined]
    return upload.document  # type: ignore[attr-defined]


def _propose_treasury(upload: ImportUpload) -> TreasuryProposal:
    if upload.reading is None or not is_understood(upload.reading):
        raise FileProblem(_("The file is not read yet."))
    return settle(TreasuryReading.from_data(upload.reading), upload.answers)


def _program_still(upload: ImportUpload) -> Program:
    program = program_of(upload)
    if program is None:
        raise FileProblem(_("The programme of this file is gone: choose the file again."))
    return program


def is_stale(upload: ImportUpload) -> bool:
    """Whether transactions were imported or undone after the file was read beside the ledger."""
    return upload.reading is not None and upload.reading["ledger"] != state_of_ledger()


def written_before(upload: ImportUpload) -> ImportBatch | None:
    """The import that brought this very file before and stands."""
    same = ImportBatch.objects.filter(kind=upload.kind, sha256=upload.sha256, undone_at=None)
    return same.select_related("imported_by").first()


def answer(upload: ImportUpload, answers: Mapping[str, str]) -> None:
    """Keep a person's answers, so that the preview is shown with them again."""
    upload.answers = dict(answers)
    upload.refusal = []
    upload.save(update_fields=["answers", "refusal"])


# Working --------------------------------------------------------------------------------------------------------------


def rows_to_write(proposal: Proposal) -> int:
    """How much work the writing is, counted in ledger entries."""
    if isinstance(proposal, TreasuryProposal):
        return proposal.to_post
    if isinstance(proposal, MonthlyProposal):
        return len(proposal.lines)
    return len(proposal.reading.measures) * (AT_ONCE_ROWS // AT_ONCE_MEASURES)


@transaction.atomic
def hand_over(upload: ImportUpload, work: str, by: User) -> BackgroundWork:
    """Let the work be done in the background; where some is being done with the upload already, it is that."""
    standing = work_of(upload)
    if standing is not None:
        return standing
    upload.work, upload.asked_by, upload.refusal = work, by, []
    upload.save(update_fields=["work", "asked_by", "refusal"])
    arguments = {"upload": upload.pk, "kind": upload.kind, "file": upload.file_name}
    return enqueue(kind="import", for_whom=by, arguments=arguments, subject=str(upload.pk))


def work_of(upload: ImportUpload) -> BackgroundWork | None:
    """The background work that waits or is being done with the upload."""
    return standing_work("import", str(upload.pk))


def last_work_of(upload: ImportUpload) -> BackgroundWork | None:
    """The background work with the upload that was asked for last; none of a portal that had no such queue."""
    return BackgroundWork.objects.filter(kind="import", subject=str(upload.pk)).last()


def write(
    *,
    upload: ImportUpload,
    by: User,
    progress: Progress | None = None,
    and_then: Callable[[], object] = lambda: None,
) -> ImportBatch | None:
    """Write the import with the answers given and what belongs to it, all or nothing, once; then the file is let go.

    None where the file brought nothing new.
    """
    try:
        with transaction.atomic():
            upload.refresh_from_db(from_queryset=ImportUpload.objects.select_for_update())
            if upload.finished_at is not None:
                return upload.batch
            batch = _apply(upload, by, progress)
            upload.batch, upload.finished_at = batch, timezone.now()
            upload.work, upload.refusal, upload.reading = "", [], None
            upload.save(update_fields=["batch", "finished_at", "work", "refusal", "reading"])
            and_then()
    except IntegrityError as error:  # another file with the same was written while this one was
        words = _("Somebody else has just written the same, so nothing of this file was written. Look once more.")
        raise ValidationError(words) from error
    take_away(upload.key)
    return upload.batch


def _apply(upload: ImportUpload, by: User, progress: Progress | None) -> ImportBatch | None:
    """The applying function of the kind."""
    name, answers = upload.file_name, upload.answers
    if upload.kind == Kind.TREASURY:
        proposal = _propose_treasury(upload)
        with open_stored(upload) as file:
            return apply_treasury(file=file, file_name=name, by=by, proposal=proposal, progress=progress)
    document, program = document_of(upload), _program_still(upload)
    if upload.kind == Kind.PLAN:
        weight = AT_ONCE_ROWS // AT_ONCE_MEASURES
        return apply_plan(
            document=document,
            file_name=name,
            answers=answers,
            program=program,
            by=by,
            progress=(lambda count: progress(count * weight)) if progress else None,
        )
    return apply_monthly(document=document, file_name=name, answers=answers, program=program, by=by)


def give_up(upload: ImportUpload) -> None:
    """Let a file go without writing anything."""
    upload.finished_at, upload.work, upload.reading = timezone.now(), "", None
    upload.save(update_fields=["finished_at", "work", "reading"])
    take_away(upload.key)


# Undoing --------------------------------------------------------------------------------------------------------------


def entries_of(batch: ImportBatch) -> int:
    return ImportedEntry.objects.filter(batch=batch, is_undone=False).count()


def _weight_of(batch: ImportBatch) -> int:
    """How much work the undoing is, counted in ledger entries."""
    if batch.kind == Kind.PLAN:
        return int(batch.summary.get("measures", 0)) * (AT_ONCE_ROWS // AT_ONCE_MEASURES)
    return entries_of(batch)


@transaction.atomic
def undo_import(
    *, batch: ImportBatch, by: User, reason: str, on: date | None = None, progress: Progress | None = None
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


def undo(*, batch: ImportBatch, by: User, reason: str, on: date | None) -> ImportUpload | None:
    """Undo an import: a small one at once, a large one in the background by an upload that is given back."""
    if _weight_of(batch) <= AT_ONCE_ROWS:
        undo_import(batch=batch, by=by, reason=reason, on=on)
        return None
    upload = batch.uploads.order_by("pk").last() or ImportUpload(
        kind=batch.kind,
        program=batch.program,
        file_name=batch.file_name,
        sha256=batch.sha256,
        size=0,
        key=new_key(),
        batch=batch,
        uploaded_by=by,
        finished_at=timezone.now(),
    )
    upload.answers = {"reason": reason, "on": on.isoformat() if on else ""}
    services.save_record(record=upload, by=by)
    hand_over(upload, Work.UNDO, by)
    return upload


@contextmanager
def refusal_noted(upload: ImportUpload) -> Iterator[None]:
    """Keep why nothing was written, for the page that is shown next."""
    try:
        yield
    except (FileProblem, services.Conflict) as problem:
        _refuse(upload, [str(problem)])
    except ValidationError as refusal:
        _refuse(upload, refusal.messages)


def _refuse(upload: ImportUpload, sentences: list[str]) -> None:
    """A file of transactions is read anew before it is shown again: what refused it may be asked about then."""
    upload = ImportUpload.objects.get(pk=upload.pk)
    upload.refusal = sentences[:200]
    if upload.reading is not None:
        upload.reading = {**upload.reading, "ledger": ""}
    upload.save(update_fields=["refusal", "reading"])


# Clearing -------------------------------------------------------------------------------------------------------------


def clear_forgotten(*, now: datetime) -> str:
    """Delete files that nobody finished within a week, and the records of uploads a week after they were finished; and
    files of that age whose upload was never recorded.
    """
    deleted = 0
    for upload in ImportUpload.objects.filter(uploaded_at__lt=now - STORED_FOR):
        if work_of(upload) is not None:
            continue
        if upload.finished_at is None or upload.finished_at < now - STORED_FOR:
            take_away(upload.key)
            services.delete_record(record=upload, by=None)
            deleted += 1
    for key in keys_of_files_before(now - STORED_FOR) - {*ImportUpload.objects.values_list("key", flat=True)}:
        take_away(key)
        deleted += 1
    return f"Uploads for imports that nobody finished within {STORED_FOR.days} days: {deleted} deleted"
