"""What is due about consultations: steps by the rules and the calendar, items of the plan, rules to compare."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.duties import Day, Duty, Page, Step
from programs.models import Program

from ..models import Consultation, ConsultationPlan, PlanItem, Proposal, Regime, Term, last_moment
from ..services import READ_BY_TIMELINE, TimedStep, timeline

CONSULTATION = gettext_lazy("consultation")
AHEAD = timedelta(days=31)  # an item of the plan is spoken of a month before its last one ends
ANNOUNCE = "civil_society.announce_consultation"


def steps_due(day: Day) -> Iterator[Duty]:
    """Each step of a consultation that is not taken, and a term that is shorter than the rules while it still runs."""
    if not day.programs:
        return
    terms = {key: term for (app, key), term in day.terms.items() if app == "civil_society"}
    proposed = Proposal.objects.counted().filter(consultation=OuterRef("pk"))
    standing = Consultation.objects.counted().exclude(state__in=["reported", "decided"])
    standing = standing.annotate(has_proposals=Exists(proposed))
    for each in standing.select_related("program").prefetch_related(*READ_BY_TIMELINE).order_by("pk"):
        for step in timeline(each, calendar=day.calendar, duties=terms):
            if duty := _duty(day, each, step):
                yield duty


def _duty(day: Day, consultation: Consultation, step: TimedStep) -> Duty | None:
    now = last_moment(day.on)
    closes = consultation.closes_at
    runs_on = closes is not None and closes > now
    page, action, title, due = Page("admin:civil_society_consultation_change", [consultation.pk]), "", "", None
    if step.key == "collecting" and step.is_short and runs_on:
        page = Page("admin:civil_society_consultation_do_extend", [consultation.pk])
        title, action = _("The term is shorter than the rules ask for: %s"), _("Extend the term")
        due = consultation.closes_on
    elif step.done is None and step.due and step.key != "collecting":
        due = step.due_on
        if step.key.startswith("counts-") and step.starts and step.starts <= now:
            page = Page("admin:civil_society_consultationevent_change", [int(step.key.removeprefix("counts-"))])
            title, action = f"{step.title[:1].upper()}{step.title[1:]}", _("Enter the head-counts")
        elif not step.key.startswith("counts-") and not runs_on:
            title, action = f"{step.title[:1].upper()}{step.title[1:]}: %s", _("Open the consultation")
    if not title:
        return None
    return Duty(
        key=f"consultation/{consultation.pk}/{step.key}",
        title=title.replace("%s", str(consultation)),
        program=program_of(day, consultation),
        kind=CONSULTATION,
        due=due,
        page=page,
        action=action,
        permission=ANNOUNCE,
        note=step.words,
    )


def program_of(day: Day, consultation: Consultation) -> Program:
    """The programme under which it is held, or the first of the desk: a duty stands under one."""
    own = [program for program in day.programs if program.pk == consultation.program_id]
    return (own or day.programs)[0]


def items_to_begin(day: Day) -> Iterator[Duty]:
    """Items of the plan whose months are near or over, while no consultation was announced for them."""
    if not day.programs:
        return
    told = Q(consultations__state__in=["announced", "answered", "reported", "decided"])
    waiting = PlanItem.objects.published().standing().annotate(told=Count("consultations", filter=told)).filter(told=0)
    in_order = waiting.select_related("plan").order_by("plan__year", "last_month", "number")
    for item in in_order.prefetch_related("consultations"):
        ends = _last_day(item)
        if day.on < ends - AHEAD or item.plan.year < day.on.year - 1:
            continue
        draft = next((each for each in item.consultations.all() if each.state == Consultation.State.DRAFT), None)
        page = Page("admin:civil_society_planitem_do_begin", [item.pk])
        yield Duty(
            key=f"plan-item/{item.pk}",
            title=_("Consultation by the plan: %s") % item,
            program=day.programs[0],
            kind=CONSULTATION,
            due=ends,
            page=Page("admin:civil_society_consultation_change", [draft.pk]) if draft else page,
            action=_("Complete the draft") if draft else _("Begin the consultation"),
            permission=ANNOUNCE,
        )


def _last_day(item: PlanItem) -> date:
    first = date(item.plan.year + item.last_month // 12, item.last_month % 12 + 1, 1)
    return first - timedelta(days=1)


def plan_to_approve(day: Day) -> Iterator[Duty]:
    """The plan of the running year, once somebody consults here at all."""
    if not day.programs or not (Consultation.objects.exists() or ConsultationPlan.objects.exists()):
        return
    due = day.due("consultation_plan", date(day.on.year - 1, 12, 31), app="civil_society")
    plan = ConsultationPlan.objects.filter(year=day.on.year).first()
    if due is None or (plan and plan.act_id):
        return
    new = Page("admin:civil_society_consultationplan_add", given={"year": day.on.year})
    yield Duty(
        key=f"consultation-plan/{day.on.year}",
        title=_("Plan of consultations for %(year)s: its act") % {"year": day.on.year},
        program=day.programs[0],
        kind=CONSULTATION,
        due=due,
        page=Page("admin:civil_society_consultationplan_change", [plan.pk]) if plan else new,
        action=_("Enter the act") if plan else _("Add the plan"),
        permission="civil_society.change_consultationplan",
    )


def terms_to_compare(day: Day) -> Iterator[Duty]:
    """Terms of the rules in use that nobody has compared with their act, once a consultation leans on them."""
    if not day.programs:
        return
    used = Regime.objects.filter(pk__in=Consultation.objects.announced().values("regime"))
    waiting = Term.objects.filter(regime__in=used, confirmed_on=None).order_by("regime", "pk")
    count = waiting.count()
    if count:
        words = ngettext(
            "%(count)s term of consulting is not compared with its act",
            "%(count)s terms of consulting are not compared with their act",
            count,
        )
        page = "admin:civil_society_term_change"
        yield Duty(
            key="terms-to-compare",
            title=words % {"count": count},
            program=day.programs[0],
            kind=CONSULTATION,
            page=Page("admin:civil_society_regime_changelist"),
            action=_("Compare the terms"),
            permission="civil_society.change_term",
            steps=[Step(str(term), Page(page, [term.pk])) for term in waiting[:10]],
        )
