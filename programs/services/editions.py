"""Life of a programme's editions: begun as a copy, adopted by an act."""

from collections.abc import Iterable, Mapping
from datetime import date as Date
from itertools import count
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from ..models import (
    Allocation,
    Edition,
    LegalAct,
    Measure,
    MeasureExecutor,
    MeasureRow,
    Program,
    Task,
    TaskRow,
)
from ..texts import address_of
from ..words import date_text, difference_text, short_name_of
from .balance import not_allowed
from .records import delete_record, save_record, store, validate

Row = TypeVar("Row", bound=models.Model)
LONGEST_CODE = 55  # of a new task or measure: what tells it from others of its name is added


@transaction.atomic
def create_program(*, program: Program, by: User | None) -> Program:
    """Record a new programme with its first, still empty draft edition."""
    save_record(record=program, by=by)
    save_record(record=Edition(program=program, number=1), by=by)
    return program


def new_identity(
    *,
    kind: type[Task] | type[Measure],
    program: Program,
    wording: str,
    by: User | None,
    short_name: str = "",
    code: str = "",
    reason: str = "",
    taken: set[str] | None = None,
) -> Any:
    """A new task or measure with its short name, made of the wording where nobody gave one, and its address for good,
    made of that name; whoever makes many has all codes of the programme at hand.
    """
    name = short_name or short_name_of(wording)
    if taken is None:
        taken = set(kind.objects.filter(program=program).values_list("code", flat=True))
    named = kind(program=program, code=code or _free_code(kind, name, taken), short_name=name)
    taken.add(named.code)
    if code or short_name:  # what is made here is right of itself
        validate(named)
    return store(named, by=by, reason=reason)


def _free_code(kind: type[Task] | type[Measure], name: str, taken: set[str]) -> str:
    """«drukovani-zmi», or «drukovani-zmi-2» where that is another's: an address does not repeat changeable numbers."""
    code = address_of(name, LONGEST_CODE) or ("task" if kind is Task else "measure")
    return next(each for n in count(1) if (each := code if n == 1 else f"{code}-{n}") not in taken)


@transaction.atomic
def rename(*, named: Task | Measure, short_name: str, by: User | None, reason: str = "") -> None:
    """Give a task or measure another short name; an empty one is made of the last wording."""
    name = short_name
    if not name:
        rows = named.rows.order_by("edition__status", "-edition__in_force_from", "-edition__number")
        name = short_name_of(rows.values_list("title", flat=True).first() or "")
    if name != named.short_name:
        named.short_name = name
        save_record(record=named, by=by, reason=reason)


def _copy(row: Any, **changes: Any) -> Any:
    """A new, unsaved copy of a plan row with the given fields changed."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in changes and field.name != "version"
    }
    return type(row)(**values, **changes)


def _check_running(program: Program) -> None:
    """A programme that is over is not amended: its plan is what the final report was written about."""
    if program.status in (Program.Status.COMPLETED, Program.Status.CANCELLED):
        raise ValidationError(
            _("The programme is %(status)s: its plan is not changed any more. If it goes on, set its status first.")
            % {"status": program.get_status_display().lower()}
        )


def _check_moment(edition: Edition, in_force_from: Date) -> None:
    """Editions follow one another: one that began before the last would be no law on any day, or pass for the first."""
    program = edition.program
    last = program.editions.last_adopted()
    if last is not None and last.in_force_from and in_force_from < last.in_force_from:
        words = _("%(edition)s is in force from %(date)s: the next one begins on this day or later.")
        begun = {"edition": capfirst(str(last)), "date": f"{last.in_force_from:%d.%m.%Y}"}
        raise ValidationError({"in_force_from": words % begun})
    if not program.start_year - 1 <= in_force_from.year <= program.end_year:
        words = _("The programme runs %(term)s: this day lies outside of it.")
        raise ValidationError({"in_force_from": words % {"term": program.term}})


@transaction.atomic
def open_draft_edition(*, program: Program, by: User | None) -> Edition:
    """Begin the next edition as a copy of the last adopted one; everybody else still sees the edition in force."""
    program = Program.objects.select_for_update().get(pk=program.pk)
    _check_running(program)
    base = program.editions.last_adopted()
    number = (program.editions.aggregate(last=models.Max("number"))["last"] or 0) + 1
    if base is None:
        return save_record(record=Edition(program=program, number=number), by=by)
    draft = Edition(program=program, number=number, unit=base.unit, printed_unit=base.printed_unit)
    save_record(record=draft, by=by)
    _copy_rows(base, draft, by)
    return draft


def _copy_rows(base: Edition, draft: Edition, by: User | None) -> None:
    """Every row of an edition into another, a statement per table: the rows are valid, so only their history is new."""

    def copy(rows: Iterable[Row], **parents: Mapping[int, Any]) -> dict[int, Row]:
        """Copies by the key of the row each was made from; ``parents`` are the copies that their references lead to."""
        old = list(rows)
        new = [
            _copy(row, **{name: found.get(getattr(row, f"{name}_id")) for name, found in parents.items()})
            for row in old
        ]
        if new:
            bulk_create_with_history(new, type(new[0]), default_user=by)
        return {row.pk: made for row, made in zip(old, new, strict=True)}

    editions = {base.pk: draft}
    copy(base.passport_rows.all(), edition=editions)
    copy(base.passport_totals.all(), edition=editions)
    aspects = copy(base.aspects.all(), edition=editions)
    task_rows = list(TaskRow.objects.of(base).prefetch_related("aspects"))
    tasks = copy(task_rows, edition=editions, parent=dict.fromkeys(row.parent_id for row in task_rows if row.parent_id))
    for row in task_rows:
        tasks[row.pk].aspects.set(aspects[aspect.pk] for aspect in row.aspects.all())
        if row.parent_id:
            tasks[row.pk].parent = tasks[row.parent_id]
            save_record(record=tasks[row.pk], by=by)
    measures = copy(MeasureRow.objects.of(base), edition=editions, task_row=tasks)
    copy(MeasureExecutor.objects.filter(measure_row__edition=base), measure_row=measures)
    copy(Allocation.objects.of(base), measure_row=measures)
    for split in MeasureRow.objects.of(base).exclude(predecessors=None).prefetch_related("predecessors"):
        measures[split.pk].predecessors.set(split.predecessors.all())


@transaction.atomic
def delete_edition(*, edition: Edition, by: User | None, reason: str = "") -> None:
    """Give up a draft edition with all its rows; what an act set stays for good."""
    if not Edition.objects.select_for_update().get(pk=edition.pk).is_draft:
        raise ValidationError(_("An adopted edition is not deleted: what an act set is changed by the next act."))
    for measure_row in MeasureRow.objects.of(edition):
        delete_record(record=measure_row, by=by, reason=reason)
    while leaves := list(TaskRow.objects.of(edition).filter(children=None)):
        for row in leaves:
            delete_record(record=row, by=by, reason=reason)
    delete_record(record=edition, by=by, reason=reason)


@transaction.atomic
def save_legal_act(
    *, act: LegalAct, by: User | None, reason: str = "", expected_version: int | None = None
) -> LegalAct:
    """Save an act; one that an edition was adopted by is corrected with a reason, like the edition itself. Its text, by
    address or file, is added without one.
    """
    stored = LegalAct.objects.select_for_update().filter(pk=act.pk).first()
    if stored and not reason.strip() and Edition.objects.filter(act=stored).exists():
        names = [field.attname for field in LegalAct._meta.concrete_fields if field.name not in {"version", "folded"}]
        added = {name for name in ("link", "file") if not getattr(stored, name)}
        if any(getattr(act, name) != getattr(stored, name) for name in names if name not in added):
            raise ValidationError(
                _("An edition rests on this act: its correction needs a reason, for example «slip in the number»."),
                code="reason_required",
            )
    save_record(record=act, by=by, reason=reason, expected_version=expected_version)
    return act


@transaction.atomic
def adopt_edition(
    *, edition: Edition, act: LegalAct, in_force_from: Date | None = None, by: User | None, reason: str = ""
) -> Edition:
    """Freeze a draft edition as the plan that an act set, in force from the act's day or another one.

    It has to add up to its passport. A day before the act needs a reason, which everybody sees beside it.
    """
    in_force_from = in_force_from or act.date
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    if not locked.is_draft:
        raise ValidationError(_("This edition is adopted already."))
    if not locked.measure_rows.exists():
        raise ValidationError(_("The edition has no measures yet: there is nothing to adopt."))
    differences = not_allowed(locked)
    if differences:
        years = "; ".join(difference_text(row) for row in differences)
        raise ValidationError(_("The measures do not add up to the passport (measures minus passport): %s") % years)
    if act.program_id not in (None, locked.program_id):
        raise ValidationError({"act": _("This act belongs to another programme.")})
    _check_running(locked.program)
    _check_moment(locked, in_force_from)
    if in_force_from < act.date and not reason.strip():
        words = _("The act is of %(date)s: say why the edition is in force before it.") % {"date": date_text(act.date)}
        raise ValidationError({"reason": ValidationError(words, code="reason_required")})
    locked.act, locked.in_force_from = act, in_force_from
    locked.earlier_reason = reason.strip() if in_force_from < act.date else ""
    locked.status, locked.adopted_at, locked.adopted_by = Edition.Status.ADOPTED, timezone.now(), by
    save_record(record=locked, by=by)
    program = locked.program
    if program.status == Program.Status.DRAFT:
        program.status = Program.Status.IN_FORCE
        save_record(record=program, by=by)
    return locked
