"""What civil society adds to an execution report: consultations with what came of them, institutions by type."""

from dataclasses import replace
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from programs.models import is_restricted
from programs.reporting import Column, Kind, Level, Row, Table
from programs.statement import Statement
from programs.words import date_text

from .models import AdvisoryBody, Consultation, Institution, Participation, last_moment
from .services import READ_BY_TIMELINE
from .statement import (
    COUNTED_OF_BODIES,
    OUTCOMES,
    Counted,
    InteractionFigures,
    counted_of,
    counted_of_bodies,
    interaction_table,
    missed_steps,
    planned_of,
    sentences,
    support_of_program,
    together,
)


def outcome_columns() -> list[Column]:
    """What became of the proposals, a column for each."""
    return [
        Column(outcome or "waiting", capfirst(str(words)), Kind.NUMBER, _("Proposals by outcome"), width=1.2)
        for outcome, words in OUTCOMES.items()
    ]


def counted_cells(counted: Counted) -> dict[str, Any]:
    """What was counted of one consultation or of several, by the keys of the columns."""
    outcomes = {outcome or "waiting": counted.outcomes[outcome] for outcome in OUTCOMES}
    return {"events": counted.events, "people": counted.came, "proposals": counted.proposals, **outcomes}


class Consultations:
    """The consultations that were held in the period, by their activities; those of other bodies are only named."""

    key = "consultations"
    title = gettext_lazy("Consultations with the public")

    def table(self, statement: Statement) -> Table:
        period, moment = statement.period, last_moment(statement.period.end)
        rows = Consultation.objects.counted().filter(
            activity__measure__program=statement.program, activity__date__range=(period.start, period.end)
        )
        held = list(
            rows.select_related("activity", "regime")
            .prefetch_related(*READ_BY_TIMELINE)
            .order_by("activity__date", "pk")
        )
        counted = counted_of(held, moment)
        found = []
        for each in held:
            missed = [step.words or step.title for step in missed_steps(each, counted[each.pk], moment)]
            cells: dict[str, Any] = {
                "consultation": str(each),
                "form": capfirst(each.get_form_display()),
                "held": each.activity.date if each.activity else None,
                **counted_cells(counted[each.pk]),
                "missed": [capfirst(words) for words in missed] or _("kept"),
            }
            found.append(Row(cells, link=each.get_absolute_url()))
        if found:
            total = {"consultation": _("Grand total"), **counted_cells(together(counted.values()))}
            found.append(Row(total, Level.TOTAL))
        return Table(
            key=self.key,
            caption=_("Consultations with the public held in the period, %(dates)s.") % {"dates": period.dates},
            columns=[
                Column("consultation", _("Consultation"), width=4, heads=True),
                Column("form", _("Form"), width=1.8),
                Column("held", _("Held on"), Kind.DATE, width=1.5),
                Column("events", _("Events"), Kind.NUMBER, width=1),
                Column("people", _("People"), Kind.NUMBER, width=1),
                Column("proposals", _("Proposals"), Kind.NUMBER, width=1.1),
                *outcome_columns(),
                Column("missed", _("Terms"), width=2.6),
            ],
            rows=found,
            notes=self.notes(statement),
        )

    @staticmethod
    def notes(statement: Statement) -> list[str]:
        """How each year of the period went against its plan; what was held for the programme, but under no measure."""
        found, moment = [], last_moment(statement.period.end)
        for year in range(statement.period.start.year, statement.period.end.year + 1):
            of_year = planned_of(year, moment)
            if any((of_year.planned, of_year.unplanned, of_year.other_bodies)):
                words = _(
                    "%(year)s, as of %(date)s: planned – %(planned)s, of them held – %(held)s, held beside the plan – "
                    "%(unplanned)s; of other bodies announced – %(others)s."
                )
                values = {"planned": of_year.planned, "held": of_year.held, "unplanned": of_year.unplanned}
                on = date_text(min(statement.period.end, statement.period.end.replace(year=year, month=12, day=31)))
                found.append(words % {"year": year, "date": on, "others": of_year.other_bodies, **values})
        ended = Consultation.objects.counted().filter(program=statement.program, measure=None, closes_at__lte=moment)
        beside = [each for each in ended.order_by("pk") if each.closes_on and each.closes_on >= statement.period.start]
        if beside:
            names = "; ".join(map(str, beside))
            found.append(_("Held for the programme under none of its measures, so not counted here: %s.") % names)
        return found


def counted_columns(*, grouped: bool = False) -> list[Column]:
    """What was counted of a body, a column for each."""
    group = _("Decisions") if grouped else ""
    return [
        Column("sittings", _("Sittings"), Kind.NUMBER, width=1.2),
        Column("no_quorum", _("Without a quorum"), Kind.NUMBER, width=1.3),
        Column("decisions", _("Decided") if grouped else _("Decisions"), Kind.NUMBER, group, width=1.2),
        Column("done", _("Done"), Kind.NUMBER, group, width=1.2),
        Column("open", pgettext("decisions", "Open"), Kind.NUMBER, group, width=1.2),
        Column("overdue", _("Overdue"), Kind.NUMBER, group, width=1.3),
    ]


class AdvisoryBodies:
    """Advisory bodies with their sittings of the period and what became of the decisions; support that was given."""

    key = "advisory-bodies"
    title = gettext_lazy("Advisory bodies and support of institutions")

    def table(self, statement: Statement) -> Table:
        period = statement.period
        bodies = list(
            AdvisoryBody.objects.published().filter(measure__program=statement.program).order_by("name", "pk")
        )
        counted = counted_of_bodies(bodies, start=period.start, on=period.end)
        worked = [each for each in bodies if each.since <= period.end and (each.until or period.end) >= period.start]
        rows = [
            Row(
                {"body": each.name, "kind": capfirst(each.get_kind_display()), **counted[each.pk]},
                link=each.get_absolute_url(),
            )
            for each in worked
        ]
        if rows:
            sums = {key: sum(counted[each.pk][key] for each in worked) for key in COUNTED_OF_BODIES}
            rows.append(Row({"body": _("Grand total"), **sums}, Level.TOTAL))
        return Table(
            key=self.key,
            caption=_("Advisory bodies: sittings held in the period, and what of their decisions is done, %(dates)s.")
            % {"dates": period.dates},
            columns=[
                Column("body", _("Advisory body"), width=4, heads=True),
                Column("kind", _("Kind"), width=2),
                *counted_columns(grouped=True),
            ],
            rows=rows,
            notes=self.notes(statement),
        )

    @staticmethod
    def notes(statement: Statement) -> list[str]:
        """How many institutions asked for support in the period, and what became of it."""
        support = support_of_program(statement.program, start=statement.period.start, on=statement.period.end)
        if not support["asked"]:
            return []
        words = _("Requests for organisational support: %(asked)s, given: %(given)s, refused: %(refused)s.")
        return [words % support]


class Institutions:
    """Institutions of civil society by type: how many the register has, how many of them took part in the period."""

    key = "institutions"
    title = gettext_lazy("Institutions of civil society")
    yearly = True

    def table(self, statement: Statement) -> Table:
        period = statement.period
        took_part = Participation.objects.counted().filter(
            activity__measure__program=statement.program, activity__date__range=(period.start, period.end)
        )
        times: dict[int, int] = {}
        for pk in took_part.order_by().values_list("institution", flat=True):
            times[pk] = times.get(pk, 0) + 1
        rows: list[Row] = []
        known = [] if is_restricted() else list(Institution.objects.order_by("pk").values_list("pk", "type", "state"))
        sums = {"known": 0, "registered": 0, "active": 0, "times": 0}
        for kind in Institution.Type:
            of_kind = [(pk, state) for pk, of, state in known if of == kind]
            counts = {
                "known": len(of_kind),
                "registered": sum(state == Institution.State.REGISTERED for _pk, state in of_kind),
                "active": sum(pk in times for pk, _state in of_kind),
                "times": sum(times.get(pk, 0) for pk, _state in of_kind),
            }
            if of_kind:
                rows.append(Row({"type": capfirst(str(kind.label)), **counts}))
            sums = {key: sums[key] + counts[key] for key in sums}
        if rows:
            rows.append(Row({"type": _("Grand total"), **sums}, Level.TOTAL))
        return Table(
            key=self.key,
            caption=_(
                "Institutions of civil society by type; active are those that took part in activities, %(dates)s."
            )
            % {"dates": period.dates},
            columns=[
                Column("type", _("Type"), width=3.6, heads=True),
                Column("known", _("In the register of the portal"), Kind.NUMBER, width=1.8),
                Column("registered", _("Registered by the last check"), Kind.NUMBER, width=2.2),
                Column("active", _("Active in the period"), Kind.NUMBER, width=1.8),
                Column("times", _("Times they took part"), Kind.NUMBER, width=1.8),
            ],
            rows=rows,
            notes=[_("Registered is not active: an institution is active by taking part in something.")]
            if rows
            else [],
        )


class Interaction:
    """The systematic monitoring of interaction (section IV.4) in the period, with its quarters or years."""

    key = "interaction"
    title = gettext_lazy("Monitoring of interaction")
    on_paper = False  # the form that is asked for each quarter is a paper of its own

    def table(self, statement: Statement) -> Table:
        found = InteractionFigures(statement.period, statement.program)
        table = interaction_table(found)
        said = sentences(found.of(statement.period)) if table.rows else []
        return replace(table, notes=[*said, *table.notes], empty="")
