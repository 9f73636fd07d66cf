"""From a reading to a draft edition, all or nothing, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ... import services
from ...finance import ZERO
from ...models import (
    Edition,
    Executor,
    FundingSource,
    ImportBatch,
    Measure,
    MeasureExecutor,
    MeasureRow,
    PassportTotal,
    Program,
    Task,
)
from ..posting import Progress
from ..reading.cells import Unit, is_amount_answer, read_amount
from ..reading.document import Document
from ..reading.questions import Asker, Place, Question, check_decided
from ..reading.sentences import Topic
from .exported import ExportedReader, find_exported
from .matching import match_plan
from .reader import Known, read_plan
from .state import Change, PlanReading, PlanState, add_years, changes_between, state_of
from .writer import write_plan

EMPTY: PlanState = {"unit": "uah", "printed_unit": "uah", "tasks": [], "measures": []}


@dataclass(frozen=True)
class PlanProposal:
    """What an import would do, shown before anything is written: the reading, all questions, the changes."""

    reading: PlanReading
    base: Edition | None  # the plan that it changes; none where the programme has no plan yet
    target: PlanState
    changes: list[Change]
    questions: list[Question]
    passport: dict[int, Decimal]  # what the passport promises by year: asked for a new programme, else as it stands

    @property
    def fingerprint(self) -> str:
        """Tells whether a file would still do what a person saw."""
        return sha256(repr((self.target, self.changes, sorted(self.passport.items()))).encode()).hexdigest()

    @property
    def totals_by_year(self) -> dict[int, Decimal]:
        """What the plan will add up to: the rows of the file, and those that it leaves as they stand."""
        rows = self.target["measures"]
        return add_years((each["year"], Decimal(each["amount"])) for row in rows for each in row["allocations"])

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if question.open]


def known_to_the_portal(program: Program | None = None) -> Known:
    """The names that a reader may recognise."""
    return Known(
        sources={
            name: FundingSource.Level(level) for name, level in FundingSource.objects.values_list("name", "level")
        },
        executors=list(Executor.objects.values_list("name", flat=True)),
        years=list(program.years) if program else [],
    )


def propose_plan(*, document: Document, answers: Mapping[str, str], program: Program) -> PlanProposal:
    """Read a file for a programme, new (unsaved) or standing; nothing is written."""
    base = _plan_to_change(program)
    current = state_of(base) if base else EMPTY
    known = known_to_the_portal(program)
    exported = find_exported(document.grids)
    if exported:
        reading = ExportedReader(exported, current, known["sources"], Asker(answers)).read()
    else:
        reading = read_plan(document, known=known, answers=answers)
    asker = Asker(answers)
    target = match_plan(reading, current, asker)
    passport = (
        {row.year: row.amount for row in base.passport_totals.all()} if base else _ask_passport(asker, reading, program)
    )
    questions = sorted([*reading.questions, *asker.questions], key=lambda question: (question.place, question.key))
    return PlanProposal(reading, base, target, changes_between(current, target), questions, passport)


def _ask_passport(asker: Asker, reading: PlanReading, program: Program) -> dict[int, Decimal]:
    """The yearly totals of a new programme's passport, which the table of measures does not hold.

    The sums that the file prints are the nearest thing to it; without any the measures' own. A person corrects them by
    the passport, and the self-check then shows the difference.
    """
    found: dict[int, Decimal] = {}
    for year in program.years:
        likely = reading.printed_by_year.get(year, reading.totals_by_year.get(year, ZERO))
        answer = asker.ask(
            Topic.PASSPORT_ASSUMED, Place(), str(year), f"{likely:f}", part=year, accepts=is_amount_answer
        )
        found[year] = read_amount(answer).hryvnias(Unit.UAH) or ZERO
    return found


def _plan_to_change(program: Program) -> Edition | None:
    """The plan that the file is compared with: the draft, or the adopted edition that a draft would copy."""
    if program.pk is None:
        return None
    draft = program.editions.filter(status=Edition.Status.DRAFT).first()
    return draft or program.editions.last_adopted()


@transaction.atomic
def apply_plan(
    *,
    document: Document,
    file_name: str,
    answers: Mapping[str, str],
    program: Program,
    by: User,
    progress: Progress | None = None,
) -> ImportBatch | None:
    """Write the plan of a file into the draft edition of a programme, all or nothing; None where it changes nothing.

    A new programme is created with it, a standing one gets its next draft where it has none. Refused while a question
    waits for its decision.
    """
    if program.pk is not None:
        Program.objects.select_for_update().get(pk=program.pk)
    proposal = propose_plan(document=document, answers=answers, program=program)
    check_decided(proposal.open_questions)
    check_years(proposal.target, program)
    base = proposal.base
    if base is not None and not proposal.changes:
        return None
    edition, before = _draft(program, base, by)
    reason = _("imported from %(file)s") % {"file": file_name}
    levels = proposal.reading.sources
    write_plan(edition=edition, target=proposal.target, by=by, reason=reason, levels=levels, progress=progress)
    if before["created"] == "program":  # the passport's yearly totals come with it
        for year, amount in proposal.passport.items():
            total = PassportTotal(edition=edition, year=year, amount=amount)
            services.save_plan_row(row=total, by=by, reason=reason)
    batch = ImportBatch(
        kind=ImportBatch.Kind.PLAN,
        program=program,
        edition=edition,
        file_name=file_name[:255],
        sha256=document.sha256,
        summary=_summary(proposal),
        before=before,
        after=_whole_state(edition),
        imported_by=by,
    )
    return services.save_record(record=batch, by=by)


def check_years(target: PlanState, program: Program) -> None:
    """Refuse amounts outside the term, all of them at once."""
    wrong = [
        _("Measure %(number)s has an amount for %(year)s; the programme runs %(term)s.")
        % {"number": measure["number"], "year": allocation["year"], "term": program.term}
        for measure in target["measures"]
        for allocation in measure["allocations"]
        if allocation["year"] not in program.years
    ]
    if wrong:
        raise ValidationError(wrong, code="outside_term")


def _draft(program: Program, base: Edition | None, by: User) -> tuple[Edition, dict[str, Any]]:
    """The draft that a plan is written into, with what undoing the import needs to know of before; "created" says what
    came with the import: «program», «edition» or nothing.
    """
    if program.pk is None:
        services.create_program(program=program, by=by)
        edition, created = program.editions.get(), "program"
    elif base is not None and base.is_draft:
        edition, created = base, ""
    else:
        edition, created = services.open_draft_edition(program=program, by=by), "edition"
    return edition, {**state_of(edition), "created": created, "directories": _directories()}


def _directories() -> dict[str, list[str]]:
    """The names that stood before the import, so that undoing it takes only its own away."""
    return {
        "sources": list(FundingSource.objects.values_list("name", flat=True)),
        "executors": list(Executor.objects.values_list("name", flat=True)),
    }


def _summary(proposal: PlanProposal) -> dict[str, Any]:
    reading = proposal.reading
    return {
        "tasks": len(reading.tasks),
        "measures": len(reading.measures),
        "totals": {str(year): f"{amount:.2f}" for year, amount in reading.totals_by_year.items()},
        "unit": reading.unit.value,
        "changes": len(proposal.changes),
        "questions": len(proposal.questions),
    }


def _whole_state(edition: Edition) -> dict[str, Any]:
    """The plan and everything else in the draft that undoing an import could take along."""
    passport = {
        "totals": [[row.year, f"{row.amount:.2f}"] for row in edition.passport_totals.all()],
        "rows": [[row.number, row.label, row.text] for row in edition.passport_rows.all()],
        "aspects": [[row.number, row.name, row.text] for row in edition.aspects.all()],
    }
    return {**state_of(edition), "passport": passport}


# Undoing --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def undo_plan(*, batch: ImportBatch, by: User, reason: str) -> None:
    """Bring the draft back to what it was before the import; refused once it was edited or adopted since."""
    edition = batch.edition
    if edition is None or batch.before is None:
        raise ValidationError(_("The edition that this import wrote is gone already."))
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.is_draft:
        raise ValidationError(_("The edition is adopted: an import of it cannot be undone any more."))
    if not _is_as(_whole_state(edition), batch.after):
        raise ValidationError(
            _("The plan was edited after this import: undoing it would lose the later work. Change it by hand.")
        )
    created, before = batch.before["created"], batch.before
    if created:
        _delete_created(batch, edition, created, by, reason)
    else:
        target: PlanState = {name: before[name] for name in EMPTY}  # type: ignore[assignment]
        write_plan(edition=edition, target=target, by=by, reason=reason)
    _delete_unused(batch, by, reason)


def _is_as(state: dict[str, Any], after: Any) -> bool:
    """Whether a plan is what an import left; one that an older portal wrote says nothing of aspects and short names."""
    rows = {
        kind: [{name: row[name] for name in said} for row, said in zip(state[kind], after[kind], strict=False)]
        for kind in ("tasks", "measures")
    }
    return all(len(state[kind]) == len(after[kind]) for kind in rows) and {**state, **rows} == after


def _delete_created(batch: ImportBatch, edition: Edition, created: str, by: User, reason: str) -> None:
    """Take away the draft, and the programme, that the import brought with it."""
    program = edition.program
    services.delete_edition(edition=edition, by=by, reason=reason)
    batch.edition = None
    if created == "program":
        _delete_identities(program, by)
        services.delete_record(record=program, by=by, reason=reason)
        batch.program = None


def _delete_identities(program: Program, by: User) -> None:
    for measure in Measure.objects.filter(program=program, rows=None):
        services.delete_record(record=measure, by=by)
    for task in Task.objects.filter(program=program, rows=None):
        services.delete_record(record=task, by=by)


def _delete_unused(batch: ImportBatch, by: User, reason: str) -> None:
    """Take away tasks, measures, sources and executors that came with the import and nothing else uses."""
    program, before = batch.program, batch.before or {}
    if program is not None:
        codes = {row["code"] for row in (batch.after or {})["measures"]} - {row["code"] for row in before["measures"]}
        for measure in Measure.objects.filter(program=program, code__in=codes, rows=None, ledger=None):
            services.delete_record(record=measure, by=by, reason=reason)
        codes = {row["code"] for row in (batch.after or {})["tasks"]} - {row["code"] for row in before["tasks"]}
        for task in Task.objects.filter(program=program, code__in=codes, rows=None):
            services.delete_record(record=task, by=by, reason=reason)
    stood = before["directories"]
    named = {e["name"] for m in (batch.after or {})["measures"] for e in m["executors"]} - set(stood["executors"])
    for executor in Executor.objects.filter(name__in=named):
        if not MeasureExecutor.objects.filter(executor=executor).exists():
            services.delete_record(record=executor, by=by, reason=reason)
    paid = {a["source"] for m in (batch.after or {})["measures"] for a in m["allocations"]}
    paid |= {m["source"] for m in (batch.after or {})["measures"] if m["source"]}
    for source in FundingSource.objects.filter(name__in=paid - set(stood["sources"]), allocations=None, ledger=None):
        if not MeasureRow.objects.filter(source=source).exists():
            services.delete_record(record=source, by=by, reason=reason)
