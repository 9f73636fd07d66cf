"""What the accountant owes to the ledger: what the budget gave, and periods to close."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..finance import ZERO
from ..models import BudgetAppropriation, LedgerEntry, MeasureRow, PeriodClosing, Stage
from ..words import date_text, money_text
from .day import Day
from .duty import MONEY, Duty, Page, Step


def appropriations_missing(day: Day) -> Iterator[Duty]:
    """Measures with money in the plan of this year for which nobody recorded what the budget gave."""
    year = day.on.year
    due = day.due("appropriations", date(year - 1, 12, 31))
    if due is None:
        return
    rows = BudgetAppropriation.objects.filter(measure__program__in=day.running, year=year, effective_from__lte=day.on)
    recorded = set(rows.order_by().values_list("measure", flat=True))
    for program in day.running:
        missing = [row for row in day.with_money(program, year) if row.measure_id not in recorded]
        if missing:
            given = {"year": year, "effective_from": date(year, 1, 1).isoformat()}
            add = "admin:programs_budgetappropriation_add"
            steps = [
                Step.of(row, Page(add, given={"measure": row.measure_id, "source": row.source_id or "", **given}))
                for row in missing
            ]
            yield Duty(
                key=f"appropriations/{year}",
                title=ngettext(
                    "What the budget gave in %(year)s: %(count)s measure",
                    "What the budget gave in %(year)s: %(count)s measures",
                    len(missing),
                )
                % {"year": year, "count": len(missing)},
                program=program,
                kind=MONEY,
                due=due,
                page=steps[0].page,
                action=_("Record an appropriation"),
                permission="programs.add_budgetappropriation",
                steps=steps,
            )


def accepted_to_pay(day: Day) -> Iterator[Duty]:
    """Acts that stand in the ledger alone, without a contract in the portal, and are not paid whole."""
    entries = LedgerEntry.objects.without_contract().filter(measure__program__in=day.paying, date__lte=day.on)
    rows = entries.exclude(stage=Stage.COMMITTED).order_by("date", "pk").select_related("measure", "source")
    accepted: dict[tuple[int, int, int], list[LedgerEntry]] = defaultdict(list)
    paid: dict[tuple[int, int, int], Decimal] = defaultdict(Decimal)
    for entry in rows:
        key = entry.measure_id, entry.budget_year, entry.source_id
        if entry.stage == Stage.ACCEPTED:
            accepted[key].append(entry)
        else:
            paid[key] += entry.amount
    names = MeasureRow.objects.names_of(acts[0].measure_id for acts in accepted.values())
    for program in day.paying:
        owed = []
        for key, acts in accepted.items():
            left = sum((entry.amount for entry in acts), ZERO) - paid[key]
            if acts[0].measure.program_id == program.pk and left > 0:
                owed.append((day.due("payment", _first_unpaid(acts, paid[key]).date), acts[-1], left))
        if owed:
            owed.sort(key=lambda each: each[0] or date.max)
            steps = [
                _to_pay(entry, names.get(entry.measure_id, str(entry.measure)), left, last)
                for last, entry, left in owed
            ]
            words = ngettext(
                "%(count)s measure has an accepted act without a payment",
                "%(count)s measures have accepted acts without a payment",
                len(owed),
            )
            yield Duty(
                key="accepted-to-pay",
                title=words % {"count": len(owed)},
                program=program,
                kind=MONEY,
                due=owed[0][0],
                page=steps[0].page,
                action=_("Record a payment"),
                permission="programs.add_ledgerentry",
                note=_("Accepted in the ledger without a contract: %s.")
                % money_text(sum((left for _last, _entry, left in owed), ZERO)),
                steps=steps,
            )


def _first_unpaid(acts: list[LedgerEntry], paid: Decimal) -> LedgerEntry:
    """The earliest act that the payments so far do not cover."""
    covered = ZERO
    for entry in acts:
        covered += entry.amount
        if covered > paid:
            return entry
    return acts[-1]


def _to_pay(entry: LedgerEntry, name: str, left: Decimal, last: date | None) -> Step:
    """The form of the payment, filled in from the last act of its measure, year and source."""
    given = {"stage": Stage.PAID.value, "measure": entry.measure_id, "budget_year": entry.budget_year}
    given |= {"source": entry.source_id, "amount": f"{left:.2f}", "counterparty": entry.counterparty}
    words = f"{name}, {entry.budget_year}: {money_text(left)}"
    if last:
        words = _("%(act)s, to be paid until %(date)s") % {"act": words, "date": date_text(last)}
    return Step(words, Page("admin:programs_ledgerentry_add", given=given))


def periods_to_close(day: Day) -> Iterator[Duty]:
    """Quarters that are over and have entries, while the ledger still takes entries dated in them."""
    steps = PeriodClosing.objects.filter(program__in=day.running).order_by("pk")
    closed = dict(steps.values_list("program", "through"))  # the last step counts
    quarters = {p.pk: found for p in day.running for found in day.open_periods(p, "closing")}
    unclosed = Q(pk=None)
    for pk, (period, _due) in quarters.items():
        still_open = Q(date__gt=closed[pk]) if closed.get(pk) else Q()
        unclosed |= Q(measure__program=pk, date__lte=period.end) & still_open
    entries = LedgerEntry.objects.filter(unclosed).order_by()
    to_close = set(entries.values_list("measure__program", flat=True).distinct())
    for program in day.running:
        if program.pk in to_close:
            period, due = quarters[program.pk]
            given = {"program": program.pk, "through": period.end.isoformat()}
            yield Duty(
                key=f"closing/{period.code}",
                title=_("Close the ledger through %(date)s") % {"date": f"{period.end:%d.%m.%Y}"},
                program=program,
                kind=MONEY,
                due=due,
                page=Page("admin:programs_periodclosing_add", given=given),
                action=_("Close the period"),
                permission="programs.add_periodclosing",
            )
