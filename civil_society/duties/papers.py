"""What is due after collecting ended and everybody was answered: the report on the results."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from programs.duties import Day, Duty, Page

from ..models import Consultation, ConsultationPaper, Proposal, last_moment
from .consultations import ANNOUNCE, CONSULTATION, program_of


def results_to_publish(day: Day) -> Iterator[Duty]:
    """Consultations that are over, with nobody waiting for an answer, whose result was not published; no act may set a
    day for it, and without a single proposal it is due as well.
    """
    if not day.programs:
        return
    of_it = Proposal.objects.filter(consultation=OuterRef("pk"))
    open_ones = of_it.to_answer() | of_it.waiting() | of_it.held()
    published = ConsultationPaper.objects.filter(consultation=OuterRef("pk"), kind=ConsultationPaper.Kind.RESULT)
    over = Consultation.objects.counted().filter(closes_at__lte=last_moment(day.on)).select_related("program")
    for each in over.exclude(Exists(open_ones)).exclude(Exists(published)).order_by("closes_at", "pk"):
        yield Duty(
            key=f"consultation/{each.pk}/result",
            title=_("Result report: %s") % each,
            program=program_of(day, each),
            kind=CONSULTATION,
            page=Page("admin:civil_society_consultation_do_result", [each.pk]),
            action=_("Publish the result report"),
            permission=ANNOUNCE,
        )
