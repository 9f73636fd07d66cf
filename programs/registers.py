"""What the public registers read: facets of any of them, all that was paid, and what a part of it leaves out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.db.models import Case, CharField, Count, F, Q, TextField, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from . import modules
from .finance import ZERO, whole
from .models import FundingSource, LedgerEntry, Measure, MeasureRow, MoneySum, Stage, is_restricted
from .models.personal import UNNAMED
from .reporting import Level, Row
from .texts import alphabetical, fold, number_in

LineT = TypeVar("LineT")
Labelled = list[tuple[str, str]]
# What a register is narrowed by: key in the address → the values of a line with their words.
Facets = Mapping[str, Callable[[LineT], Labelled]]


class Option(NamedTuple):
    """A value of a facet with what the register would show by it; ``value`` stands in the address."""

    value: str
    label: str
    rows: int  # how many records it would leave
    amount: Decimal | None = None


Options = dict[str, list[Option]]  # of a facet by its key


def narrowed(lines: Iterable[LineT], facets: Facets[LineT], chosen: Mapping[str, str], *, but: str = "") -> list[LineT]:
    """The lines that have every chosen value, one facet left out of account."""
    wanted = {key: value for key, value in chosen.items() if key != but}
    if not wanted:
        return list(lines)
    return [
        line
        for line in lines
        if all(value in (each for each, _label in facets[key](line)) for key, value in wanted.items())
    ]


def facets_of(
    lines: Iterable[LineT],
    facets: Facets[LineT],
    chosen: Mapping[str, str],
    *,
    counted: Callable[[LineT, str, str], tuple[int, Decimal | None]],
) -> Options:
    """The values of every facet with counts and sums, by what the other facets leave: the largest first, years newest.

    ``counted`` says how many records a line is under a value of a facet, and how much money where there is any in it.
    """
    rows = list(lines)
    found: Options = {}
    for key, values in facets.items():
        labels: dict[str, str] = {}
        counts: dict[str, int] = defaultdict(int)
        amounts: dict[str, Decimal] = {}
        for line in narrowed(rows, facets, chosen, but=key):
            for value, label in values(line):
                labels.setdefault(value, label)
                count, amount = counted(line, key, value)
                counts[value] += count
                if amount is not None:
                    amounts[value] = amounts.get(value, ZERO) + amount
        options = [Option(value, label, counts[value], amounts.get(value)) for value, label in labels.items()]
        sizes = amounts or counts
        found[key] = sorted(options, key=lambda option: (-sizes[option.value], alphabetical(option.label)))
    for key in {"year", "paid"} & found.keys():
        found[key].sort(key=lambda option: option.value, reverse=True)
    return found


# What was paid --------------------------------------------------------------------------------------------------------

WITH, WITHOUT = "with", "without"  # a contract in the portal
NOBODY = "-"  # whom the ledger does not name, in an address
# What payments can be sorted by: key in the address → fields.
PAYMENT_SORTS: Mapping[str, tuple[str, ...]] = {
    "-date": ("-date", "-pk"),
    "date": ("date", "pk"),
    "-amount": ("-amount", "-date", "-pk"),
    "amount": ("amount", "-date", "-pk"),
}
# Payments are counted in groups of these values, of which the council has far fewer than payments.
GROUPED_BY = ("measure", "budget_year", "date__year", "source", "payee", "direct")
Group = Mapping[str, Any]


def with_payees(entries: Any, *, on_paper: bool = False) -> Any:
    """Entries with ``payee``, whom the money went to as far as everybody may read it, and ``found_by``, what they are
    found by.

    The ledger keeps the name that a document bore; a person who takes the consent back is named there no more. In the
    restricted mode a name that no contract vouches for is read only where its quotes show a legal entity. A report,
    which is kept for good, names no person at all.
    """
    hidden = ~Q(counterparty=UNNAMED) & modules.payees_unnamed(on_paper=on_paper)
    unnamed = [When(hidden, then=Value(UNNAMED))]
    unfound = [When(hidden, then=Value(""))]
    if is_restricted():
        quoted = reduce(or_, (Q(counterparty__contains=quote) for quote in '«"“„'))
        may_be_a_person = Q(direct=True) & (~quoted | Q(counterparty__istartswith="ФОП"))
        entries = entries.told_apart()
        unnamed.append(When(may_be_a_person, then=Value("")))
        unfound.append(When(may_be_a_person, then=Value("")))
    return entries.annotate(
        payee=Case(*unnamed, default=F("counterparty"), output_field=CharField()),
        found_by=Case(*unfound, default=F("folded"), output_field=TextField()),
    )


def payments_on(on: date) -> Any:
    """Every entry of what was paid by the end of a day that everybody may see: what was taken back later, too."""
    entries = LedgerEntry.objects.published().filter(stage=Stage.PAID, measure__in=Measure.objects.published())
    return with_payees(entries.up_to(on).told_apart())


def payment_groups(payments: Any) -> list[dict[str, Any]]:
    """Payments counted and added up: four queries. The largest groups come first, so that of several spellings of a
    payee the usual one is shown.
    """
    found = payments.order_by().values(*GROUPED_BY).annotate(rows=Count("pk"), sum=MoneySum("amount"))
    groups = sorted(found, key=lambda group: (-group["rows"], group["payee"]))
    measures = Measure.objects.select_related("program").in_bulk({group["measure"] for group in groups})
    titles, sources = MeasureRow.objects.names_of(measures), FundingSource.objects.in_bulk()
    values = {name: fold(name) or NOBODY for name in {group["payee"] for group in groups}}
    for group in groups:
        measure = measures[group["measure"]]
        group |= {
            "program": measure.program,
            "measure_value": f"{measure.program.slug}.{measure.code}",
            "title": titles.get(measure.pk, measure.code),
            "source": sources[group["source"]],
            "payee_value": values[group["payee"]],
        }
    return groups


PAYMENT_FACETS: Facets[Group] = {
    "contract": lambda row: [(WITHOUT, _("without a contract")) if row["direct"] else (WITH, _("under contracts"))],
    "payee": lambda row: [(row["payee_value"], row["payee"] or _("payee not named"))],
    "measure": lambda row: [(row["measure_value"], row["title"])],
    "program": lambda row: [(row["program"].slug, row["program"].short_title)],
    "source": lambda row: [(row["source"].code, row["source"].name)],
    "year": lambda row: [(str(row["budget_year"]), str(row["budget_year"]))],
    "paid": lambda row: [(str(row["date__year"]), str(row["date__year"]))],
}


def facets_of_payments(groups: Iterable[Group], chosen: Mapping[str, str]) -> Options:
    return facets_of(groups, PAYMENT_FACETS, chosen, counted=lambda row, _key, _value: (row["rows"], row["sum"]))


def payees_found(payments: Any) -> list[Option]:
    """Whom payments went to, by the Ukrainian alphabet; what is blank in the ledger names nobody."""
    sums: dict[str, Option] = {}
    rows = payments.order_by().values_list("payee").annotate(Count("pk"), MoneySum("amount"))
    for name, count, amount in sorted(rows, key=lambda row: (-row[1], row[0])):
        value = fold(name)
        before = sums.get(value, Option(value, name, 0, ZERO))
        sums[value] = Option(value, before.label, before.rows + count, (before.amount or ZERO) + amount)
    return sorted((each for key, each in sums.items() if key), key=lambda payee: alphabetical(payee.label))


def chosen_payments(payments: Any, chosen: Mapping[str, str], groups: Iterable[Group] = ()) -> Any:
    """The payments that have every chosen value; ``groups`` are those of all, by which a payee's spellings are told."""
    for key, value in chosen.items():
        payments = payments.filter(_condition(key, value, groups))
    return payments


def _condition(key: str, value: str, groups: Iterable[Group]) -> Q:
    program, _dot, code = value.rpartition(".")
    year = number_in(value, 9999)
    names = {row["payee"] for row in groups if key == "payee" and row["payee_value"] == value}
    conditions = {
        "contract": Q(direct=value == WITHOUT) if value in {WITH, WITHOUT} else Q(pk__in=[]),
        "payee": Q(payee__in=names),
        "measure": Q(measure__program__slug=program, measure__code=code),
        "program": Q(measure__program__slug=value),
        "source": Q(source__code=value),
        "year": Q(budget_year=year),
        "paid": Q(date__year=year or 9999),
    }
    return conditions[key]


# What a part leaves out -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bridge:
    """From the money of a register that knows a part of it to all of it: what stands under other documents, and what
    without a contract in the portal. ``link`` is the list of the latter.
    """

    here: Decimal
    others: Decimal
    without: Decimal
    link: str = ""

    @property
    def together(self) -> Decimal:
        return self.here + self.others + self.without

    @property
    def adds_up_whole(self) -> bool:
        """Whether the parts still come to the whole in whole hryvnias; else the kopiikas are shown."""
        return whole(self.here) + whole(self.others) + whole(self.without) == whole(self.together)

    def rows(self, *, heads: str, amount: str, words: Mapping[str, str]) -> list[Row]:
        """What follows the sums of a register's table; ``words`` name the others and all together."""
        found = [Row({heads: words["others"], amount: self.others}, Level.SUBTOTAL)] if self.others else []
        without = Row({heads: _("Without a contract in the portal"), amount: self.without}, Level.SUBTOTAL, self.link)
        return [*found, without, Row({heads: words["together"], amount: self.together}, Level.TOTAL)]


def bridge(entries: Any, here: Decimal, *, link: str = "") -> Bridge:
    """How the money of a register comes to that of all ``entries`` of a stage: one query."""
    sums = {
        row["direct"]: row["sum"]
        for row in entries.told_apart().order_by().values("direct").annotate(sum=MoneySum("amount"))
    }
    return Bridge(here, sums.get(False, ZERO) - here, sums.get(True, ZERO), link)


def paid_without_contract(**chosen: str) -> str:
    """The list of payments without a contract, of a programme or of a measure."""
    return f"{reverse('programs:payments')}?{urlencode({'contract': WITHOUT, **chosen})}"
