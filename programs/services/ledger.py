"""Money after the plan: lines posted to the ledger, reversed, and what the yearly budget gave."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date as Date
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..finance import ZERO
from ..models import (
    BudgetAppropriation,
    Fund,
    FundingSource,
    ImportedEntry,
    LedgerEntry,
    Measure,
    Program,
    Replacement,
    Stage,
)
from ..words import date_text
from .dates import check_day, check_new_days
from .guards import Standing, check_limit, check_something_to_lower
from .likeness import counted_in, questions_of, with_rests
from .periods import check_period_open
from .prepared import Prepared
from .records import save_record, validate


@transaction.atomic
def post_entry(
    *,
    by: User,
    stage: Stage | str,
    measure: Measure,
    budget_year: int,
    source: FundingSource,
    date: Date,
    amount: Decimal,
    document_number: str,
    fund: Fund | str = Fund.GENERAL,
    kekv: str = "",
    kpkvk: str = "",
    counterparty: str = "",
    note: str = "",
    apart: Collection[int] = (),
    part_of: Collection[int] = (),
) -> LedgerEntry:
    """Write one line into the ledger: money of a measure at a stage, in hryvnias, on a date, by a document.

    Refused in a closed period and beyond what is allotted, unless the head recorded an override; what may stand in the
    ledger already is a Question, unless ``apart`` and ``part_of`` answer it.
    """
    entry = LedgerEntry(
        stage=stage,
        measure=measure,
        budget_year=budget_year,
        source=source,
        fund=fund,
        date=date,
        amount=amount,
        document_number=document_number,
        kekv=kekv,
        kpkvk=kpkvk,
        counterparty=counterparty,
        note=note,
        recorded_by=by,
    )
    if measure.program.term_passed(date) and not note.strip():
        _check_days(measure.program, [date])  # nobody is asked for a word about a day that is refused with any
        words = _("The programme's term %(term)s is over on this day: say in the note why the money moved later.")
        raise ValidationError({"note": ValidationError(words % {"term": measure.program.term}, code="reason_required")})
    post_entries([entry], apart=apart, part_of=part_of)
    return entry


def post_entries(
    entries: Sequence[LedgerEntry],
    *,
    under_contract: bool = False,
    apart: Collection[int] = (),
    part_of: Collection[int] = (),
) -> None:
    """Write lines of one document together, or raise the first refusal; asked inside the document's transaction.

    ``under_contract`` says that a document of the portal stands behind them, as its links will.
    """
    for entry in entries:
        validate(entry)
    queue_at({entry.measure.program_id for entry in entries})
    for entry, question in questions_of(entries, under_contract=under_contract, apart=apart, part_of=part_of):
        check_open(entry)  # nobody is asked about what is refused whatever the answer
        raise question
    released = release(entries, part_of=part_of)
    for _entry, refusal in refusals_of(entries, under_contract=under_contract):
        raise refusal
    LedgerEntry.objects.bulk_create(entries)
    Replacement.objects.bulk_create(released)


def release(entries: Sequence[LedgerEntry], *, part_of: Collection[int]) -> list[Replacement]:
    """Take out of the balances of monthly sheets what they counted of these payments, each on the balance's own day.

    What is left of a balance stands again on the same day and belongs to the same import. Gives what each payment took,
    to be stored with it.
    """
    taken: dict[LedgerEntry, list[tuple[LedgerEntry, Decimal]]] = defaultdict(list)
    for entry, parts in counted_in(entries, among=with_rests(part_of)) if part_of else ():
        for balance, part in parts:
            taken[balance].append((entry, part))
    for balance, parts in taken.items():
        by = parts[0][0].recorded_by
        documents = "; ".join(f"{date_text(entry.date)}, {entry.document_number}" for entry, _part in parts)
        note = _("The payment behind it is recorded: %(documents)s") % {"documents": documents}
        reverse_entry(entry=balance, date=balance.date, by=by, note=note, gives_back=False)
        if rest := balance.amount - sum((part for _entry, part in parts), ZERO):
            keep(balance, rest, date=balance.date, by=by, note=balance.note)
    return [
        Replacement(entry=entry, replaced=balance, amount=part)
        for balance, parts in taken.items()
        for entry, part in parts
    ]


def give_back(entries: Collection[LedgerEntry], *, date: Date, by: User) -> None:
    """Post again what entries that are taken back as mistakes had been recorded instead of, not before its own day.

    What came with an import that was undone since stays away.
    """
    taken = Replacement.objects.filter(entry__in=entries).exclude(replaced__imported_with__is_undone=True)
    for each in taken.select_related("entry", "replaced__measure__program", "replaced__source"):
        note = _("It stands again, for what was recorded in its place is taken back: %s") % each.entry
        post_again(each.replaced, each.amount, date=max(date, each.replaced.date), by=by, note=note)


def keep(entry: LedgerEntry, amount: Decimal, *, date: Date, by: User, note: str) -> LedgerEntry:
    """Post what is left of an entry that was taken back in part: it stood within the limits already."""
    kept = again(entry, amount, date=date, by=by, note=note)
    _write_again(kept, entry)
    return kept


def post_again(entry: LedgerEntry, amount: Decimal, *, date: Date, by: User, note: str) -> None:
    """Post money of an entry that was taken back anew; whatever was true of it is true of the new one."""
    new = again(entry, amount, date=date, by=by, note=note)
    for _entry, refusal in refusals_of([new]):
        raise refusal
    _write_again(new, entry)


def again(entry: LedgerEntry, amount: Decimal, *, date: Date, by: User, note: str) -> LedgerEntry:
    """The entry, not saved yet, that posts money of one that was taken back anew: all of it or what is left of it."""
    new = opposite_of(entry, date=date, by=by, note=note)
    new.reverses, new.amount, new.measure, new.source = None, amount, entry.measure, entry.source
    return new


def _write_again(new: LedgerEntry, entry: LedgerEntry) -> None:
    """Write an entry as one of the import that brought the first, and in the place of whatever that one replaced."""
    LedgerEntry.objects.bulk_create([new])
    for link in ImportedEntry.objects.filter(entry=entry):
        ImportedEntry.objects.create(batch_id=link.batch_id, entry=new)
    left = new.amount
    for each in entry.replacements.all():
        if part := min(each.amount, left):
            Replacement.objects.create(entry=new, replaced_id=each.replaced_id, amount=part)
            left -= part


def refusals_of(
    entries: Sequence[LedgerEntry], *, under_contract: bool = False
) -> list[tuple[LedgerEntry, ValidationError]]:
    """What keeps valid entries from being posted together, each refusal with the first entry that it is about.

    One rule for a single entry and for a portion of an import: period and limit are asked once for each stage,
    measure, year and source, with the sum of its entries.
    """
    groups: dict[tuple[str, int, int, int], list[LedgerEntry]] = {}
    for entry in entries:
        groups.setdefault((entry.stage, entry.measure_id, entry.budget_year, entry.source_id), []).append(entry)
    queue_at({alike[0].measure.program_id for alike in groups.values()})
    found = []
    standing = _standing(entries)
    for alike in groups.values():
        try:
            _check_guards(alike, standing, under_contract=under_contract)
        except ValidationError as refusal:
            found.append((alike[0], refusal))
    return found


def refusals_in_turn(
    entries: Sequence[LedgerEntry], *, freed: Sequence[LedgerEntry] = ()
) -> list[tuple[LedgerEntry, ValidationError]]:
    """What keeps valid entries from being posted one after another: each is asked as if those before it stood.

    ``freed`` are opposites of what they would take out of balances. Asked without a lock it is a preview,
    ``post_in_turn`` asks it again.
    """
    standing, found = _standing(entries), []
    for opposite in freed:
        standing.add(opposite)
    for entry in entries:
        try:
            _check_guards([entry], standing)
        except ValidationError as refusal:
            found.append((entry, refusal))
        else:
            standing.add(entry)
    return found


def post_in_turn(
    entries: Sequence[LedgerEntry],
    *,
    moved: Callable[[], bool],
    counted: Sequence[LedgerEntry] = (),
    balances: Collection[int] = (),
) -> bool:
    """Write valid entries of a file, all of them; none where one is refused or what the file rests on ``moved``.

    The ``counted`` among them are part of these balances of monthly sheets.
    """
    prepared = Prepared(entries)
    with transaction.atomic():
        queue_at({entry.measure.program_id for entry in entries})
        if moved():
            return False
        released = release(counted, part_of=balances)
        if refusals_in_turn(entries):
            transaction.set_rollback(True)
            return False
        for entry, key in zip(entries, prepared.write(), strict=True):
            entry.pk = key
        Replacement.objects.bulk_create(released)
    return True


def _standing(entries: Sequence[LedgerEntry]) -> Standing:
    measures = {entry.measure_id: entry.measure for entry in entries}
    return Standing(measures.values(), {entry.budget_year for entry in entries})


def queue_at(programs: Iterable[int]) -> None:
    """Writers of one programme's money wait here for one another until their transactions end: two of them cannot both
    take the last hryvnia of a limit, and no period is closed between the question and the entry.
    """
    list(Program.objects.select_for_update(no_key=True).filter(pk__in=list(programs)).order_by("pk"))


def check_open(entry: LedgerEntry) -> None:
    """Refuse a day that has not come, lies outside of the programme or is closed."""
    _check_days(entry.measure.program, [entry.date])
    check_period_open(program=entry.measure.program, date=entry.date)


def _check_days(program: Program, dates: Sequence[Date]) -> None:
    """The ledger keeps what is written for good: a slip in a year is met here, not on a page that never shows it."""
    check_day(None, max(dates))
    if min(dates).year < program.start_year - 1:
        words = _("The programme runs %(term)s: this day lies outside of it.")
        raise ValidationError({"date": words % {"term": program.term}})


def _check_guards(alike: Sequence[LedgerEntry], standing: Standing, *, under_contract: bool = False) -> None:
    """Entries of one stage, measure, year and source: none in a closed period, all of them within the limit."""
    first, dates = alike[0], [entry.date for entry in alike]
    _check_days(first.measure.program, dates)
    check_period_open(program=first.measure.program, date=min(dates), standing=standing)
    if first.stage == Stage.COMMITTED and any(entry.amount < 0 for entry in alike):
        check_something_to_lower(alike, standing)
    _check_amounts(alike, standing, under_contract=under_contract)


def _check_amounts(alike: Sequence[LedgerEntry], standing: Standing, *, under_contract: bool) -> None:
    """Entries of one stage, measure, year and source, held against its limit together."""
    first = alike[0]
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for entry in alike:
        amounts[entry.fund] += entry.amount
    check_limit(
        stage=first.stage,
        measure=first.measure,
        year=first.budget_year,
        source=first.source,
        on=max(entry.date for entry in alike),
        amounts=amounts,
        under_contract=under_contract,
        standing=standing,
    )


@transaction.atomic
def reverse_entry(*, entry: LedgerEntry, date: Date, by: User, note: str, gives_back: bool = True) -> LedgerEntry:
    """Correct an entry by its exact opposite on a later date; the reason is required, a second reversal is refused.

    It ``gives_back`` what the entry had been recorded instead of, unless its money really came back or another document
    takes its place.
    """
    queue_at([entry.measure.program_id])  # before the entry: a document that takes its place has come this way too
    entry = LedgerEntry.objects.select_for_update().get(pk=entry.pk)
    if not note.strip():
        raise ValidationError({"note": _("Say why the entry is reversed.")})
    if hasattr(entry, "reversed_by"):
        raise ValidationError(_("This entry is reversed already."))
    if entry.reverses_id:
        raise ValidationError(_("A reversing entry is not reversed: record the right entry anew."))
    if date < entry.date:
        raise ValidationError({"date": _("The reversal cannot be earlier than the entry itself.")})
    reversal = opposite_of(entry, date=date, by=by, note=note)
    validate(reversal)
    check_reversal_day(programs=[entry.measure.program], date=date)
    if reversal.amount > 0:  # what was lowered is raised again, others may have taken that money since
        under_contract = LedgerEntry.objects.under_contract().filter(pk=entry.pk).exists()
        _check_amounts([reversal], _standing([reversal]), under_contract=under_contract)
    reversal.save()
    if gives_back:
        give_back([entry], date=date, by=by)
    return reversal


def check_reversal_day(*, programs: Collection[Program], date: Date) -> None:
    """Refuse to take entries back on a day that has not come or is closed; until this transaction ends it stays open.

    One rule for a single entry and for a whole import.
    """
    queue_at(program.pk for program in programs)
    for program in programs:
        _check_days(program, [date])
        check_period_open(program=program, date=date)


def opposite_of(entry: LedgerEntry, *, date: Date, by: User, note: str) -> LedgerEntry:
    """The entry, not saved yet, that takes another one back: everything alike but the sign, the day and the note."""
    return LedgerEntry(
        stage=entry.stage,
        measure_id=entry.measure_id,
        budget_year=entry.budget_year,
        source_id=entry.source_id,
        fund=entry.fund,
        date=date,
        amount=-entry.amount,
        document_number=entry.document_number,
        kekv=entry.kekv,
        kpkvk=entry.kpkvk,
        counterparty=entry.counterparty,
        note=note.strip()[:500],
        reverses=entry,
        recorded_by=by,
    )


@transaction.atomic
def save_appropriation(
    *, row: BudgetAppropriation, by: User, reason: str = "", expected_version: int | None = None
) -> BudgetAppropriation:
    """Record what the yearly budget gave a measure, within the programme's term; in force from the act's day at the
    earliest, unless a reason says why.
    """
    if row.measure_id and row.year:
        row.measure.program.check_year(row.year)
    if row.measure_id and isinstance(row.effective_from, Date):
        check_new_days(row, row.measure.program, reason=reason, days={"effective_from": row.effective_from})
        if row.act and row.effective_from < row.act.date and not reason.strip():
            words = _("The budget act is of %(date)s: say why its appropriation is in force before it.")
            refusal = words % {"date": date_text(row.act.date)}
            raise ValidationError({"reason": ValidationError(refusal, code="reason_required")})
    return save_record(record=row, by=by, reason=reason, expected_version=expected_version)
