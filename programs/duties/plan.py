"""What an edition waits for: sums that agree, its adoption, the act behind it and that act's text."""

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from ..models import Edition, LegalAct, Program
from ..services import plan_totals
from ..words import difference_text
from .day import Day
from .duty import PLAN, PUBLICATION, Duty, Page


def drafts_waiting(day: Day) -> Iterator[Duty]:
    """A draft edition whose sums disagree is the coordinator's, one that adds up waits for the head."""
    programs = {program.pk: program for program in [*day.programs, *_first_drafts()]}
    drafts = list(Edition.objects.filter(status=Edition.Status.DRAFT, program__in=programs))
    differences = _differences(drafts)
    for draft in drafts:
        program, wrong = programs[draft.program_id], differences[draft.pk]
        numbered = {"number": draft.number}
        if wrong:
            yield Duty(
                key=f"draft/{draft.number}",
                title=_("Edition %(number)s does not add up yet") % numbered,
                note="; ".join(wrong),
                program=program,
                kind=PLAN,
                due=draft.in_force_from,
                page=Page("admin:programs_edition_change", [draft.pk]),
                action=_("Open the draft"),
                permission="programs.change_measurerow",
            )
        else:
            yield Duty(
                key=f"draft/{draft.number}",
                title=_("Edition %(number)s adds up and waits for adoption") % numbered,
                program=program,
                kind=PLAN,
                due=draft.in_force_from,
                page=Page("admin:programs_edition_adopt", [draft.pk]),
                action=_("Adopt the edition"),
                permission="programs.adopt_edition",
            )


def _first_drafts() -> list[Program]:
    """Programmes that are drafts themselves: their first edition waits like any other."""
    return list(Program.objects.filter(status=Program.Status.DRAFT))


def _differences(drafts: list[Edition]) -> dict[int, list[str]]:
    """«2022: +1 000,00 грн» per draft; an edition without any amounts does not add up either."""
    return {
        pk: [difference_text(row) for row in balance.differences]
        or ([] if balance.measures else [_("it has no amounts yet")])
        for pk, balance in plan_totals(drafts).items()
    }


def acts_to_complete(day: Day) -> Iterator[Duty]:
    """Editions in force whose act has no text here, and programmes whose adoption by the council is not recorded."""
    acts = LegalAct.objects.filter(program=OuterRef("pk"), role__in=[LegalAct.Role.ADOPTION, LegalAct.Role.AMENDMENT])
    rows = Program.objects.filter(pk__in=[program.pk for program in day.running])
    adopted = dict(rows.values_list("pk", Subquery(acts.values("pk")[:1])))
    for program in day.running:
        for edition in day.editions[program.pk]:
            act = edition.act
            due = day.due("act_text", act.date) if act and not act.link and not act.file else None
            if act and due:
                yield Duty(
                    key=f"act-text/{act.pk}",
                    title=_("Text of the %(act)s: link or file") % {"act": act},
                    program=program,
                    kind=PUBLICATION,
                    due=due,
                    page=Page("admin:programs_legalact_change", [act.pk]),
                    action=_("Add the text"),
                    permission="programs.change_legalact",
                    note=_("The open data set gives the address of every act (resolution № 835)."),
                )
        editions = day.editions[program.pk]
        if editions and not adopted[program.pk] and editions[0].act:
            yield Duty(
                key="council-act",
                title=_("Act of the council that adopted the programme"),
                program=program,
                kind=PLAN,
                page=Page("admin:programs_legalact_add", given={"program": program.pk, "role": "adoption"}),
                action=_("Record the act"),
                permission="programs.add_legalact",
                note=_("So far only the %(act)s stands behind the plan.") % {"act": editions[0].act},
            )
