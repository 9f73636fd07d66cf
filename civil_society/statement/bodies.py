"""What was counted of advisory bodies and of support given: pages, the report, the API and indicators read it here."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Count, Q

from programs.models import Program

from ..models import AdvisoryBody, BodyDecision, BodySitting, SupportRequest

COUNTED_OF_BODIES = ("sittings", "no_quorum", "decisions", "done", "open", "overdue")


def counted_of_bodies(bodies: Iterable[AdvisoryBody], *, on: date, start: date = date.min) -> dict[int, dict[str, int]]:
    """Of each body: sittings from a day to a day, those without a quorum, and of what they decided how much is done by
    the last day, open, overdue: two queries.
    """
    found: dict[int, dict[str, int]] = {each.pk: dict.fromkeys(COUNTED_OF_BODIES, 0) for each in bodies}
    sat = BodySitting.objects.took_place().filter(body__in=found, date__range=(start, on))
    without = Count("pk", filter=Q(state=BodySitting.State.NO_QUORUM))
    for pk, count, failed in sat.order_by().values_list("body").annotate(count=Count("pk"), failed=without):
        found[pk] |= {"sittings": count, "no_quorum": failed}
    open_ = Q(done_on=None) | Q(done_on__gt=on)
    counts = {
        "count": Count("pk"),
        "done": Count("pk", filter=Q(done_on__lte=on)),
        "open": Count("pk", filter=open_),
        "overdue": Count("pk", filter=open_ & Q(due__lt=on)),
    }
    decided = BodyDecision.objects.filter(item__sitting__in=sat).order_by().values_list("item__sitting__body")
    for pk, *numbers in decided.annotate(**counts):
        found[pk] |= dict(zip(COUNTED_OF_BODIES[2:], numbers, strict=True))
    return found


def bodies_of_program(program: Program, *, start: date, on: date) -> dict[str, int]:
    """The bodies of a programme together, from a day to a day."""
    bodies = AdvisoryBody.objects.published().filter(measure__program=program)
    counted = counted_of_bodies(bodies, start=start, on=on).values()
    return {key: sum(each[key] for each in counted) for key in COUNTED_OF_BODIES}


def support_of_program(program: Program, *, start: date, on: date) -> dict[str, int]:
    """Requests for support from a day to a day by what became of them till then, and under ``asked`` all of them."""
    rows = SupportRequest.objects.counted().filter(measure__program=program, asked_on__range=(start, on))
    answered = Q(done_on__lte=on)
    asked, given, refused = rows.aggregate(
        asked=Count("pk"),
        given=Count("pk", filter=answered & Q(state=SupportRequest.State.GIVEN)),
        refused=Count("pk", filter=answered & Q(state=SupportRequest.State.REFUSED)),
    ).values()
    return {"asked": asked, "given": given, "refused": refused, "open": asked - given - refused}


def facts_of_bodies(program: Program | None, until: date) -> Iterator[tuple[date, str, int]]:
    """What bodies did day by day till a day, of one programme or of all: sittings, those without a quorum, decisions
    on the day of their sitting, decisions done on the day when they were; requests for support, and support refused.
    """
    of_program = Q(measure__program=program) if program else Q()
    bodies = AdvisoryBody.objects.published().filter(of_program)
    sat = BodySitting.objects.took_place().filter(body__in=bodies, date__lte=until)
    for day, state in sat.order_by().values_list("date", "state"):
        yield day, "sittings", 1
        yield day, "no_quorum", int(state == BodySitting.State.NO_QUORUM)
    decided = BodyDecision.objects.filter(item__sitting__in=sat).order_by()
    for day, done_on in decided.values_list("item__sitting__date", "done_on"):
        yield day, "decisions", 1
        if done_on and done_on <= until:
            yield done_on, "decisions_done", 1
    asked = SupportRequest.objects.counted().filter(of_program, asked_on__lte=until).order_by()
    for day, state, done_on in asked.values_list("asked_on", "state", "done_on"):
        yield day, "support_asked", 1
        if state == SupportRequest.State.REFUSED and done_on and done_on <= until:
            yield done_on, "support_refused", 1
