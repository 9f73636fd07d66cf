"""The figures of interaction as a table, with the parts of its period beside it, and as sentences that add up."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from programs.models import Headcount
from programs.period import Period
from programs.reporting import Column, Kind, Level, Row, Table
from programs.words import quantity_text, whole_text

from ..models import Proposal
from .figures import OUTCOMES
from .interaction import InteractionFigures

ROMAN = ("I", "II", "III", "IV")
# The lines of the table under their headings; of a heading with any figure those that are not ``parts`` stand also
# where nothing was counted, for that too is worth knowing.
LINES: tuple[tuple[Any, tuple[tuple[str, Any], ...]], ...] = (
    (
        gettext_lazy("Consultations with the public"),
        (
            ("planned", gettext_lazy("planned by the yearly plans")),
            ("plan_held", gettext_lazy("of the plan held")),
            ("held", gettext_lazy("held in all")),
            ("unplanned", gettext_lazy("of them beside the plan")),
            ("reported", gettext_lazy("result reports published")),
            ("reported_share", gettext_lazy("result reports in term, %")),
        ),
    ),
    (
        gettext_lazy("Proposals"),
        (
            ("proposals", pgettext_lazy("interaction", "received")),
            *((f"outcome_{key or 'waiting'}", words) for key, words in OUTCOMES.items()),
            *((f"channel_{key}", gettext_lazy("came: %s") % words) for key, words in Proposal.Channel.choices),
            ("days", gettext_lazy("days to the answer, on average")),
            ("answered_share", gettext_lazy("answered in term, %")),
        ),
    ),
    (
        gettext_lazy("Events and people"),
        (
            ("events", gettext_lazy("events that people came to")),
            ("people", gettext_lazy("people who came")),
            *((f"people_{key}", words) for key, words in Headcount.Group.choices),
        ),
    ),
    (
        gettext_lazy("Advisory bodies"),
        (
            ("sittings", gettext_lazy("sittings")),
            ("no_quorum", gettext_lazy("of them without a quorum")),
            ("decisions", gettext_lazy("decisions taken")),
            ("decisions_done", gettext_lazy("decisions done")),
        ),
    ),
    (
        gettext_lazy("Institutions of civil society"),
        (
            ("institutions", gettext_lazy("took part, each counted once")),
            ("support_asked", gettext_lazy("requests for support")),
            ("support", gettext_lazy("support given, times")),
            ("support_refused", gettext_lazy("requests refused")),
        ),
    ),
)
PARTS = ("outcome_", "channel_", "people_")
NOT_ADDED = {"days", "reported_share", "answered_share"}  # an average or a share: empty where there is nothing


def interaction_table(found: InteractionFigures) -> Table:
    """The figures of a period, and of its quarters or years before them."""
    whole, parts = found.of(found.period), found.parts
    of_parts = {f"part{number}": found.of(part) for number, part in enumerate(parts)}
    rows: list[Row] = []
    for heading, lines in LINES:
        keys = [key for key, _words in lines]
        if not any(figures.get(key) for figures in (whole, *of_parts.values()) for key in keys):
            continue
        rows.append(Row({"what": str(heading)}, Level.GROUP))
        for key, words in lines:
            if key.startswith(PARTS) and not whole.get(key):
                continue
            cells: dict[str, Any] = {"what": capfirst(str(words))}
            for column, figures in (*of_parts.items(), ("whole", whole)):
                if key in figures or key not in NOT_ADDED:
                    cells[column] = Decimal(figures.get(key, 0))
            rows.append(Row(cells))
    within = found.period.start.year == found.period.end.year
    return Table(
        key="interaction",
        caption=_("Interaction with institutions and the public, %(dates)s.") % {"dates": found.period.dates},
        columns=[
            Column("what", _("What is counted"), width=4, heads=True),
            *(
                Column(f"part{number}", _part(part, within=within), Kind.QUANTITY, width=1)
                for number, part in enumerate(parts)
            ),
            Column("whole", _("The whole period") if parts else _("In all"), Kind.QUANTITY, width=1.2),
        ],
        rows=rows,
        notes=[
            _(
                "A proposal counts on the day when it came, with what became of it since; an institution that took "
                "part several times counts once, so that parts may come to more than the whole."
            )
        ]
        if rows
        else [],
        empty=_("Nothing was recorded in this period."),
    )


def _part(part: Period, *, within: bool) -> str:
    quarter = ROMAN[(part.start.month - 1) // 3]
    return _("Q %(number)s") % {"number": quarter} if within else str(part.start.year)


def sentences(figures: Mapping[str, int | Decimal]) -> list[str]:
    """What the figures say, in words: each sentence adds up by itself."""
    counts = {key: int(value) for key, value in figures.items() if key not in NOT_ADDED}
    number = lambda key: counts.get(key, 0)  # noqa: E731
    found = []
    if number("held") or number("planned"):
        held = number("held")
        words = ngettext("%(count)s consultation was held", "%(count)s consultations were held", held)
        said = [words % {"count": whole_text(held)}]
        if number("planned"):
            planned = _("of %(planned)s planned – %(held)s")
            said.append(planned % {"planned": whole_text(number("planned")), "held": whole_text(number("plan_held"))})
        if number("unplanned"):
            said.append(_("beside the plan – %(count)s") % {"count": whole_text(number("unplanned"))})
        found.append(f"{'; '.join(said)}.")
    if proposals := number("proposals"):
        words = ngettext("%(count)s proposal came", "%(count)s proposals came", proposals)
        became = {label: number(f"outcome_{key or 'waiting'}") for key, label in OUTCOMES.items()}
        outcomes = [f"{label} – {whole_text(count)}" for label, count in became.items() if count]
        found.append(f"{words % {'count': whole_text(proposals)}}: {', '.join(outcomes)}.")
    if "days" in figures:
        said = [_("An answer took %(days)s days on average") % {"days": quantity_text(Decimal(figures["days"]))}]
        if "answered_share" in figures:
            share = f"{quantity_text(Decimal(figures['answered_share']))}\u00a0%"
            said.append(_("in term – %(share)s of those that were due") % {"share": share})
        found.append(f"{'; '.join(said)}.")
    if number("events") or number("institutions"):
        words = _("Events with people – %(events)s, who came – %(people)s, institutions that took part – %(took)s.")
        values = {"events": number("events"), "people": number("people"), "took": number("institutions")}
        found.append(words % {key: whole_text(value) for key, value in values.items()})
    if number("sittings"):
        words = _(
            "Sittings of advisory bodies – %(sittings)s, of them without a quorum – %(failed)s; "
            "decisions taken – %(decisions)s, done – %(done)s."
        )
        values = {"sittings": number("sittings"), "failed": number("no_quorum")}
        values |= {"decisions": number("decisions"), "done": number("decisions_done")}
        found.append(words % {key: whole_text(value) for key, value in values.items()})
    return found


COMPARED = (
    ("held", pgettext_lazy("interaction", "consultations")),
    ("proposals", pgettext_lazy("interaction", "proposals")),
    ("people", pgettext_lazy("interaction", "people at events")),
    ("institutions", pgettext_lazy("interaction", "institutions")),
)


def against(figures: Mapping[str, Any], before: Mapping[str, Any], label: str) -> str:
    """What grew and what fell against an earlier period; nothing where that one has no figure."""
    said = []
    for key, words in COMPARED:
        now, then = int(figures.get(key, 0)), int(before.get(key, 0))
        if now or then:
            said.append(f"{words} – {whole_text(now)} ({whole_text(then)})")
    if not any(before.get(key) for key, _words in COMPARED):
        return ""
    return _("In brackets, %(period)s: %(figures)s.") % {"period": label, "figures": ", ".join(said)}
