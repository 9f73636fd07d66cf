"""Work with the press and publications of the site as registers, and the digest of the monitoring."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programs.period import Period
from programs.registers import Facets, Option, Options, facets_of
from programs.reporting import Column, Kind, Level, Row, Table
from programs.texts import number_in

from ..models import MonitoringNote, PressEvent, SitePublication

SORTS = {"-date": ("-date", "-pk"), "date": ("date", "pk")}

PRESS_FACETS: Facets[Any] = {
    "kind": lambda each: [(each.kind, capfirst(each.get_kind_display()))],
    "state": lambda each: [(each.state, capfirst(each.get_state_display()))],
    "year": lambda each: [(str(each.date.year), str(each.date.year))],
}


def facets_of_press(rows: Iterable[Any], chosen: Any) -> Options:
    return facets_of(rows, PRESS_FACETS, chosen, counted=lambda _each, _key, _value: (1, None))


def press_table(rows: Iterable[PressEvent], *, site: str = "") -> Table:
    """The work with the press; a file has every public column, with addresses on ``site``."""
    of_page = {"date", "kind", "heading", "office", "people"}
    columns = [
        Column("date", _("Date"), Kind.DATE, width=1.3),
        Column("time", _("Time"), width=0.9),
        Column("kind", _("Kind"), width=1.7),
        Column("heading", _("Heading"), width=5, heads=True),
        Column("place", _("Place"), width=2.4),
        Column("office", _("Who speaks"), width=2.2),
        Column("state", _("State"), width=1.5),
        Column("people", _("Representatives of the media"), Kind.NUMBER, width=1.4),
        *(
            [Column("link", _("Link"), Kind.ADDRESS, width=2), Column("page", _("Page"), Kind.ADDRESS, width=3)]
            if site
            else []
        ),
    ]
    return Table(
        key="press",
        caption=_("Work with the press: releases, announcements and events, the newest first."),
        columns=[column for column in columns if site or column.key in of_page],
        rows=[_press_row(each, site) for each in rows],
        empty=_("Nothing fits what was chosen."),
    )


def _press_row(each: PressEvent, site: str) -> Row:
    told = each.told_place
    cells: dict[str, Any] = {
        "date": each.date,
        "time": f"{each.time:%H:%M}" if each.time and told else "",
        "kind": capfirst(each.get_kind_display()),
        "heading": each.heading,
        "place": each.place if told else "",
        "office": each.office,
        "state": capfirst(each.get_state_display()),
        "link": each.link,
        "page": f"{site}{each.get_absolute_url()}",
    }
    if each.people is not None:
        cells["people"] = each.people
    if each.state != PressEvent.State.HELD and not site:
        cells["kind"] = f"{cells['kind']}, {each.get_state_display()}"
    return Row(cells, link=each.get_absolute_url())


# Publications of the site: there are thousands, so facets are counted by the database ---------------------------------

SITE_FACETS = ("year", "month", "section")


def chosen_publications(rows: Any, chosen: Mapping[str, str], but: str = "") -> Any:
    """The publications that have every chosen value, one facet left out of account; a date that is none finds none."""
    for key, value in chosen.items():
        conditions = {
            "year": Q(date__year=number_in(value, 9999) or 9999),
            "month": Q(date__month=number_in(value, 12) or 13),
            "section": Q(section="" if value == "-" else value),
        }
        if key != but:
            rows = rows.filter(conditions[key])
    return rows


def facets_of_publications(rows: Any, chosen: Mapping[str, str]) -> Options:
    """The values of each facet with how many publications they leave, by what the others leave."""
    found: Options = {}
    by = {"year": ExtractYear("date"), "month": ExtractMonth("date")}
    for key in SITE_FACETS:
        left = chosen_publications(rows, chosen, but=key).order_by()
        if key in by:
            counts = left.annotate(value=by[key]).values_list("value").annotate(Count("pk"))
        else:
            counts = left.values_list("section").annotate(Count("pk"))
        options = [Option(str(value) or "-", _label(key, value), count) for value, count in counts]
        found[key] = sorted(options, key=lambda option: (-option.rows, option.label))
    found["year"].sort(key=lambda option: option.value, reverse=True)
    found["month"].sort(key=lambda option: int(option.value))
    return found


def _label(key: str, value: Any) -> str:
    if key == "month":
        return capfirst(str(MONTHS[value]))
    return str(value) or _("without a section")


def site_publications_table(rows: QuerySet[SitePublication], *, of_page: bool = False) -> Table:
    """The publications of the site; on the page the heading leads to the publication, a file has its address."""
    return Table(
        key="site-publications",
        caption=_("Publications on the official site, the newest first."),
        columns=[
            Column("date", _("Date"), Kind.DATE, width=1.3),
            Column("section", _("Section of the site"), width=2),
            Column("heading", _("Heading"), width=6, heads=True),
            *([] if of_page else [Column("link", _("Link"), Kind.ADDRESS, width=4)]),
        ],
        rows=[
            Row(
                {"date": each.date, "section": each.section, "heading": each.heading, "link": each.link},
                link=each.link if of_page else "",
            )
            for each in rows
        ],
        empty=_("Nothing fits what was chosen."),
    )


def by_month_and_section(rows: Any) -> Table:
    """How many publications each month had, by section of the site."""
    counts = rows.order_by().annotate(y=ExtractYear("date"), m=ExtractMonth("date")).values_list("y", "m", "section")
    found: dict[tuple[int, int], Counter[str]] = {}
    for year, month, section, count in counts.annotate(Count("pk")):
        found.setdefault((year, month), Counter())[section] += count
    sections = [each for each, _count in sum(found.values(), Counter()).most_common()]
    lines = []
    for (year, month), of_month in sorted(found.items(), reverse=True):
        cells: dict[str, Any] = {f"s{number}": of_month[name] or "" for number, name in enumerate(sections)}
        lines.append(Row({"month": f"{capfirst(str(MONTHS[month]))} {year}", **cells, "all": of_month.total()}))
    if len(lines) > 1:
        whole = sum(found.values(), Counter())
        cells = {f"s{number}": whole[name] for number, name in enumerate(sections)}
        lines.append(Row({"month": _("Total"), **cells, "all": whole.total()}, Level.TOTAL))
    return Table(
        key="site-months",
        caption=_("Publications by month and section of the site."),
        columns=[
            Column("month", _("Month"), width=2, heads=True),
            *(
                Column(f"s{number}", name or _("without a section"), Kind.NUMBER, width=1.5)
                for number, name in enumerate(sections)
            ),
            Column("all", _("In all"), Kind.NUMBER, width=1.2),
        ],
        rows=lines,
    )


# The digest of the monitoring ----------------------------------------------------------------------------------------


class Digest:
    """What was written and said in a period: topics with their shares, tone, answers; by the notes of ``rows``."""

    def __init__(self, period: Period, rows: QuerySet[MonitoringNote]) -> None:
        self.period = period
        self.notes = list(rows.filter(date__range=(period.start, period.end)).select_related("outlet"))

    @property
    def count(self) -> int:
        return len(self.notes)

    @property
    def samples(self) -> list[str]:
        return sorted({each.sample for each in self.notes})

    @property
    def outlets(self) -> int:
        return len({each.where for each in self.notes})

    @property
    def needed(self) -> list[MonitoringNote]:
        return [each for each in self.notes if each.needs_answer]

    @property
    def open(self) -> list[MonitoringNote]:
        return [each for each in self.needed if each.answered_on is None]

    @property
    def one_sided(self) -> int:
        return sum(not each.has_both_sides for each in self.notes)

    def tables(self) -> list[Table]:
        return [
            self._shares("topics", _("What they were about."), _("Topic"), Counter(each.topic for each in self.notes)),
            self._shares("tones", _("How they spoke of the community."), _("Tone"), self._labels("tone")),
            self._shares("genres", _("Where the texts came from."), _("Genre"), self._labels("genre")),
        ]

    def _labels(self, field: str) -> Counter[str]:
        return Counter(capfirst(str(getattr(each, f"get_{field}_display")())) for each in self.notes)

    def _shares(self, key: str, caption: str, heading: str, counts: Counter[str]) -> Table:
        rows = [
            Row(
                {
                    "what": name,
                    "count": count,
                    "share": (Decimal(100 * count) / self.count).quantize(Decimal("0.1"), ROUND_HALF_UP),
                }
            )
            for name, count in counts.most_common()
        ]
        return Table(
            key=key,
            caption=caption,
            columns=[
                Column("what", heading, width=4, heads=True),
                Column("count", _("Notes"), Kind.NUMBER, width=1),
                Column("share", _("Share, %"), Kind.PERCENT, width=1),
            ],
            rows=rows,
        )

    def answers_table(self, shown: Iterable[MonitoringNote]) -> Table:
        """The notes that everybody may read one by one, with what was answered."""
        rows = []
        for each in shown:
            state = ""
            if each.needs_answer:
                state = each.answer if each.answered_on else _("waits for an answer")
            rows.append(
                Row(
                    {
                        "date": each.date,
                        "where": each.where,
                        "heading": each.heading,
                        "topic": each.topic,
                        "tone": capfirst(each.get_tone_display()),
                        "answer": state,
                        "link": each.link,
                    }
                )
            )
        return Table(
            key="notes",
            caption=_("Notes that are shown, with what was answered."),
            columns=[
                Column("date", _("Date"), Kind.DATE, width=1.3),
                Column("where", _("Outlet or channel"), width=2.2),
                Column("heading", _("Heading"), width=4, heads=True),
                Column("topic", _("Topic"), width=1.8),
                Column("tone", _("Tone"), width=1.3),
                Column("answer", _("Answer"), width=3),
                *([Column("link", _("Link"), Kind.ADDRESS, width=2)] if any(row.cells["link"] for row in rows) else []),
            ],
            rows=rows,
            empty=_("No note of this period is shown one by one."),
        )


def months_of(rows: Any) -> list[date]:
    """The first days of the months that have notes, the newest first."""
    return list(rows.dates("date", "month", order="DESC"))


def month_of(day: date) -> Period:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return Period(day.replace(day=1), following - timedelta(days=1))
