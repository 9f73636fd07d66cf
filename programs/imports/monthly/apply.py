"""The monthly sheet beside the ledger: what differs for each measure, and the entries that would close the gap."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ... import services
from ...finance import ZERO, kopiiky
from ...models import (
    Allocation,
    Fund,
    FundingSource,
    ImportBatch,
    ImportedEntry,
    LedgerEntry,
    Measure,
    MeasureRow,
    Program,
    RowMatch,
    Stage,
)
from ...services.ledger import again, post_entries
from ...services.likeness import counted_in
from ...words import date_text
from ..posting import PaymentSum
from ..reading.document import Document
from ..reading.questions import Asker, Choice, Place, Question, check_decided
from ..reading.sentences import Topic
from .reader import SPREAD, MonthlyReading, read_monthly


@dataclass
class MonthlyLine:
    """A measure in the sheet and in the portal, in hryvnias, at the end of the sheet's last day."""

    row: MeasureRow
    place: Place
    sheet_plan: Decimal | None
    portal_plan: Decimal
    sheet_paid: Decimal
    ledger_paid: Decimal
    key: str  # by which the row is remembered
    source: FundingSource | None = None  # of the missing payment
    source_was_asked: bool = False
    lowers: tuple[LedgerEntry, ...] = ()  # balances of earlier sheets that counted more than this one

    @property
    def plan_difference(self) -> Decimal | None:
        """Sheet minus portal; None where the sheet states no plan."""
        return None if self.sheet_plan is None else kopiiky(self.sheet_plan - self.portal_plan)

    @property
    def difference(self) -> Decimal:
        """What the sheet has paid and the ledger has not."""
        return kopiiky(self.sheet_paid - self.ledger_paid)

    @property
    def proposed(self) -> Decimal | None:
        """The payment to post; None where nothing is missing, or the ledger has more than the sheet."""
        return self.difference if self.difference > 0 else None


@dataclass(frozen=True)
class MonthlyProposal:
    """What a sheet would do, shown before anything is written."""

    reading: MonthlyReading
    lines: list[MonthlyLine]
    missing: list[MeasureRow]
    questions: list[Question]

    @property
    def fingerprint(self) -> str:
        """Tells whether a sheet would still do what a person saw."""
        lines = [
            (line.row.measure_id, str(line.difference), line.source.pk if line.source else None, len(line.lowers))
            for line in self.lines
        ]
        return sha256(repr((self.reading.cut_off, lines)).encode()).hexdigest()

    @property
    def beyond(self) -> list[str]:
        """What stands against the payments at the gates of the ledger."""
        on = self.reading.cut_off
        sums = [
            PaymentSum(line.row.measure, on.year, line.source, on, on, {Fund.GENERAL.value: line.difference})
            for line in self.to_post
            if on and line.source
        ]
        return [sentence for each in sums for sentence in each.sentences()]

    def behind(self) -> dict[int, list[LedgerEntry]]:
        """What the ledger has of the measures whose sums differ, entry by entry; what was taken back is left out."""
        on, differing = self.reading.cut_off, {line.row.measure_id for line in self.lines if line.difference}
        found: dict[int, list[LedgerEntry]] = {measure: [] for measure in differing}
        if on is not None and differing:
            paid = LedgerEntry.objects.up_to(on).filter(measure__in=differing, stage=Stage.PAID, budget_year=on.year)
            standing = paid.filter(reverses=None).exclude(reversed_by__date__lte=on)
            for entry in standing.select_related("imported_with__batch").order_by("date", "pk"):
                found[entry.measure_id].append(entry)
        return found

    @property
    def to_lower(self) -> list[MonthlyLine]:
        return [line for line in self.lines if line.lowers]

    @property
    def to_post(self) -> list[MonthlyLine]:
        return [line for line in self.lines if line.proposed]

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if question.open]


def propose_monthly(
    *, document: Document, file_name: str, answers: Mapping[str, str], program: Program
) -> MonthlyProposal:
    """Read a sheet beside the ledger of a programme; nothing is written.

    ``missing`` are measures that have money in the portal and no row in the sheet.
    """
    asker = Asker(answers)
    remembered = list(RowMatch.objects.filter(program=program).select_related("measure", "source"))
    reading = read_monthly(
        document,
        asker,
        file_name=file_name,
        measures=_rows_in_force(program, None),
        remembered={match.key: _code_of(match) for match in remembered},
    )
    lines: list[MonthlyLine] = []
    missing: list[MeasureRow] = []
    if reading.cut_off is not None:
        sources = {match.key: match.source for match in remembered if match.source}
        comparison = _Comparison(program, reading, reading.cut_off, asker, sources)
        lines, missing = comparison.lines(), comparison.missing()
    return MonthlyProposal(reading, lines, missing, list(asker.questions))


def _code_of(match: RowMatch) -> str | None:
    """The measure of a remembered row, that it is spread over several, or that it is none of the programme's."""
    return SPREAD if match.is_spread else match.measure.code if match.measure else None


def _rows_in_force(program: Program, on: date | None) -> list[MeasureRow]:
    """The measures of the plan in force on a day, or of the latest adopted plan."""
    edition = (program.editions.in_force(on) if on else None) or program.editions.last_adopted()
    return list(MeasureRow.objects.of(edition).with_plan()) if edition else []


class _Comparison:
    def __init__(
        self,
        program: Program,
        reading: MonthlyReading,
        on: date,
        asker: Asker,
        remembered: Mapping[str, FundingSource],
    ) -> None:
        self.reading, self.on, self.asker, self.remembered = reading, on, asker, remembered
        # a row may be about a measure that the plan of that day had and the latest has not, or the reverse
        latest = {row.measure.code: row for row in _rows_in_force(program, None)}
        self.rows = latest | {row.measure.code: row for row in _rows_in_force(program, on)}
        self.paid = self._paid(program)
        self.plans = self._plans()
        self.balances = self._balances()

    def _paid(self, program: Program) -> dict[int, Decimal]:
        entries = LedgerEntry.objects.up_to(self.on).filter(
            measure__program=program, stage=Stage.PAID, budget_year=self.on.year
        )
        return {row["measure_id"]: row["sum"] for row in entries.totals("measure_id")}

    def _balances(self) -> dict[int, list[LedgerEntry]]:
        """What earlier sheets counted and no document explained, the latest first."""
        standing = LedgerEntry.objects.standing().filter(imported_with__batch__kind=ImportBatch.Kind.MONTHLY)
        standing = standing.filter(measure__in=self.paid, budget_year=self.on.year, stage=Stage.PAID, amount__gt=0)
        found: dict[int, list[LedgerEntry]] = {}
        for entry in standing.up_to(self.on).select_related("measure__program", "source").order_by("-date", "-pk"):
            found.setdefault(entry.measure_id, []).append(entry)
        return found

    def _plans(self) -> dict[int, dict[FundingSource, Decimal]]:
        plans: dict[int, dict[FundingSource, Decimal]] = {}
        rows = [row.pk for row in self.rows.values()]
        for allocation in Allocation.objects.filter(measure_row__in=rows, year=self.on.year).select_related(
            "source", "measure_row"
        ):
            plans.setdefault(allocation.measure_row.measure_id, {})[allocation.source] = allocation.amount
        return plans

    def lines(self) -> list[MonthlyLine]:
        """One line for each measure of the sheet, in its order; several rows of one measure are added up."""
        found: dict[str, MonthlyLine] = {}
        for row in self.reading.rows:
            if row.code is None or row.code not in self.rows:
                continue
            if line := found.get(row.code):
                if not row.is_spread:
                    self.asker.ask(Topic.ROWS_ADDED, row.place, row.title[:200])
                line.sheet_paid += row.paid or ZERO
                if row.year_plan is not None:
                    line.sheet_plan = (line.sheet_plan or ZERO) + row.year_plan
                continue
            measure_row = self.rows[row.code]
            found[row.code] = MonthlyLine(
                row=measure_row,
                place=row.place,
                sheet_plan=row.year_plan,
                portal_plan=sum(self.plans.get(measure_row.measure_id, {}).values(), ZERO),
                sheet_paid=row.paid or ZERO,
                ledger_paid=self.paid.get(measure_row.measure_id, ZERO),
                key=row.key,
            )
        lines = list(found.values())
        for line in lines:
            self._find_source(line)
            self._ask_about(line)
        return lines

    def _find_source(self, line: MonthlyLine) -> None:
        """The source of the missing payment: the only one that pays the measure in the year, else as a person says."""
        if line.proposed is None:
            return
        sources = list(self.plans.get(line.row.measure_id, {})) or ([line.row.source] if line.row.source else [])
        sources = sources or list(FundingSource.objects.order_by("pk"))
        source = sources[0]
        if len(sources) > 1:
            before = self.remembered.get(line.key)
            known = before if before in sources else None
            choices = tuple(Choice(each.code, each.name) for each in sources)
            code = self.asker.ask(
                Topic.SOURCE_OF_PAYMENT,
                line.place,
                f"{line.row.number}. {line.row.title[:120]}",
                (known or sources[0]).code,
                must=known is None,
                choices=choices,
                part=line.row.measure.code,
            )
            source = next(each for each in sources if each.code == code)
            line.source_was_asked = True
        line.source = source

    def _ask_about(self, line: MonthlyLine) -> None:
        if line.plan_difference:
            self.asker.ask(
                Topic.PLAN_DIFFERS, line.place, f"{line.sheet_plan:f}", f"{line.portal_plan:f}",
                detail=f"{line.plan_difference:+f}",
            )  # fmt: skip
        if line.difference < 0:
            choices = [Choice("leave", _("leave the ledger as it is, and reverse the wrong entry by hand"))]
            balances = self.balances.get(line.row.measure_id, [])
            if sum((entry.amount for entry in balances), line.difference) >= 0:
                choices.append(Choice("lower", _("earlier sheets counted too much: lower their balances")))
            said = self.asker.ask(
                Topic.LEDGER_HAS_MORE,
                line.place,
                f"{line.sheet_paid:f}",
                "leave",
                must=True,
                choices=choices,
                detail=f"{-line.difference:f}",
            )
            line.lowers = tuple(balances) if said == "lower" else ()

    def missing(self) -> list[MeasureRow]:
        named = {row.code for row in self.reading.rows}
        with_money = {row.measure_id for row in self.rows.values() if self.paid.get(row.measure_id)} | set(self.plans)
        return [row for code, row in self.rows.items() if code not in named and row.measure_id in with_money]


@transaction.atomic
def apply_monthly(
    *, document: Document, file_name: str, answers: Mapping[str, str], program: Program, by: User
) -> ImportBatch | None:
    """Post the payments that the sheet has and the ledger has not, and remember the matches; all or nothing.

    None where no payment is missing.
    """
    Program.objects.select_for_update().get(pk=program.pk)
    proposal = propose_monthly(document=document, file_name=file_name, answers=answers, program=program)
    check_decided(proposal.open_questions)
    on = proposal.reading.cut_off
    if on is None:
        raise ValidationError(_("Say up to which day the sheet counts."))
    _remember(proposal, program, by)
    due, lowered = proposal.to_post, proposal.to_lower
    if not due and not lowered:
        return None
    batch = ImportBatch(
        kind=ImportBatch.Kind.MONTHLY,
        program=program,
        file_name=file_name[:255],
        sha256=document.sha256,
        summary={
            "cut_off": on.isoformat(),
            "entries": len(due),
            "total": f"{sum((line.difference for line in due), ZERO):.2f}",
        },
        imported_by=by,
    )
    services.save_record(record=batch, by=by)
    for line in lowered:
        _lower(line, on, batch, by)
    for line in due:
        _post(line, on, batch, by)
    return batch


def _lower(line: MonthlyLine, on: date, batch: ImportBatch, by: User) -> None:
    """Take what the ledger has beyond the sheet out of earlier balances, on the sheet's day; the rest stands again."""
    left = -line.difference
    for balance in line.lowers:
        if not left:
            break
        part = min(left, balance.amount)
        left -= part
        note = _("The sheet through %(day)s counts less: %(file)s") % {"day": date_text(on), "file": batch.file_name}
        try:
            taken = [services.reverse_entry(entry=balance, date=on, by=by, note=note, gives_back=False)]
        except ValidationError as error:
            raise ValidationError([f"{line.place}: {sentence}" for sentence in error.messages]) from error
        if rest := balance.amount - part:
            taken.append(again(balance, rest, date=on, by=by, note=note))
            LedgerEntry.objects.bulk_create(taken[1:])
        ImportedEntry.objects.bulk_create(ImportedEntry(batch=batch, entry=entry) for entry in taken)


def _post(line: MonthlyLine, on: date, batch: ImportBatch, by: User) -> None:
    try:
        entry = LedgerEntry(
            recorded_by=by,
            stage=Stage.PAID,
            measure=line.row.measure,
            budget_year=on.year,
            source=line.source,
            date=on,
            amount=line.difference,
            document_number=f"Довідка по {on:%d.%m.%Y}",
        )
        # a later sheet, brought before this one, counted this money too
        later = {balance.pk for _entry, parts in counted_in([entry]) for balance, _part in parts}
        post_entries([entry], part_of=later)
    except ValidationError as error:
        lines = [f"{line.place}: {sentence}" for sentence in error.messages]
        raise ValidationError(lines) from error
    services.save_record(record=ImportedEntry(batch=batch, entry=entry), by=by)


def _remember(proposal: MonthlyProposal, program: Program, by: User) -> None:
    """Keep what a person confirmed, so that the same row is not asked about next month."""
    measures = {measure.code: measure for measure in Measure.objects.filter(program=program)}
    matches = {match.key: match for match in RowMatch.objects.filter(program=program)}
    confirmed: dict[str, RowMatch] = {}
    for row in proposal.reading.rows:
        if row.confirmed:
            match = confirmed[row.key] = matches.setdefault(row.key, RowMatch(program=program, key=row.key))
            match.is_spread = row.is_spread
            match.measure = measures.get(row.code) if row.code and not row.is_spread else None
    for line in proposal.lines:
        if line.source_was_asked:
            new = RowMatch(program=program, key=line.key, measure=line.row.measure)
            match = confirmed[line.key] = matches.setdefault(line.key, new)
            match.source = line.source if not match.is_spread else None
    for match in confirmed.values():
        services.save_record(record=match, by=by)
