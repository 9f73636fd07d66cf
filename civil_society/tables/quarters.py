"""The quarterly form on consultations and the public council, in its eight columns."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programs.models import Headcount
from programs.period import Period
from programs.reporting import Column, Kind, Row, Table
from programs.words import date_text

from ..models import Consultation, at_hour, last_moment
from ..statement import Counted, counted_of

PUBLIC = (Headcount.Group.CIVIL_SOCIETY, Headcount.Group.YOUTH, Headcount.Group.RESIDENTS, Headcount.Group.MEDIA)


def quarters_with_consultations(on: date) -> list[Period]:
    """The quarters by a day in which consultations were going on, the newest first."""
    spans = Consultation.objects.published().counted().values_list("opens_at", "closes_at")
    days = {
        (period.start, period.end)
        for opens, closes in spans
        for year in range(timezone.localdate(opens).year, timezone.localdate(closes).year + 1)
        for period in Period.quarters(year)
        if period.start <= min(timezone.localdate(closes), on) and timezone.localdate(opens) <= period.end
    }
    return [Period(*pair) for pair in sorted(days, reverse=True)]


def consultations_in(period: Period) -> list[Consultation]:
    """The council's own that were going on in a period, as everybody may see them."""
    first = at_hour(period.start, time(0, 1))
    rows = Consultation.objects.published().counted()
    rows = rows.filter(opens_at__lte=last_moment(period.end), closes_at__gte=first).select_related("council_opinion")
    return list(rows.prefetch_related("events", "invitations__institution").order_by("opens_at", "pk"))


def quarter_table(period: Period, now: datetime, *, site: str = "") -> Table:
    """The form of a quarter; ``site`` stands before the addresses of a file."""
    found = consultations_in(period)
    counted = counted_of(found, min(now, last_moment(period.end)))
    columns = [
        Column("number", _("№"), Kind.YEAR, width=0.6),
        Column("question", _("Question or draft"), width=4, heads=True),
        Column("events", _("Events with their days"), Kind.LINES, width=3),
        Column("public", _("Representatives of the public"), Kind.LINES, width=2.6),
        Column("asked", _("Public council asked"), width=1.6),
        Column("considered", _("Considered by the council"), width=1.6),
        Column("proposed", _("Council gave proposals"), width=1.4),
        Column("sittings", _("Sittings, other events"), width=2.4),
    ]
    if site:
        columns.append(Column("page", _("Page"), Kind.ADDRESS, width=3))
    return Table(
        key="quarter",
        caption=_("Consultations with the public and the public council, %(period)s.") % {"period": period.label},
        columns=columns,
        rows=[_row(number, each, counted[each.pk], now, site) for number, each in enumerate(found, start=1)],
        empty=_("No consultation was going on in this quarter."),
    )


def _nobody(events: list[str], counted: Counted) -> str:
    """Why no representative is named: what was not held or not counted yet is not said to have been empty."""
    if not events:
        return _("no event was held")
    return _("nobody came") if counted.people else _("not counted yet")


def _row(number: int, each: Consultation, counted: Counted, now: datetime, site: str) -> Row:
    opinion = getattr(each, "council_opinion", None)
    events = [
        f"{event.name}, {date_text(timezone.localdate(event.starts_at))}"
        for event in each.events.all()
        if event.cancelled_on is None and event.starts_at <= now
    ]
    opens, closes = (timezone.localdate(day) if day else None for day in (each.opens_at, each.closes_at))
    collected = _("proposals taken %(start)s – %(end)s") % {"start": date_text(opens), "end": date_text(closes)}
    came = [str(row.institution) for row in each.invitations.all() if row.took_part and row.institution.is_public]
    people = [f"{capfirst(str(group.label))} – {counted.people[group]}" for group in PUBLIC if counted.people[group]]
    cells: dict[str, Any] = {
        "number": number,
        "question": each.subject,
        "events": [*events, collected],
        "public": [*people, *came] or [_nobody(events, counted)],
        "asked": _yes(opinion.asked_on if opinion else None),
        "considered": _yes(opinion.considered_on if opinion else None),
        "proposed": _("yes") if opinion and opinion.gave_proposals else _("no"),
        "sittings": opinion.note if opinion else "",
        "page": f"{site}{each.get_absolute_url()}",
    }
    return Row(cells, link=each.get_absolute_url())


def _yes(day: date | None) -> str:
    """«так, 12.03.2026» or «ні»."""
    return _("yes, %(date)s") % {"date": date_text(day)} if day else _("no")
