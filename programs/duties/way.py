"""What is to be published on the way of a report."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from ..models import ExecutionReport, PublicationTerm, Sitting
from ..reports.way import PREFETCHED, publications_of
from .day import Day
from .duty import PUBLICATION, Duty, Page

SHOWN_FOR = timedelta(days=60)  # after its term: later a reminder only hides what is due now


def to_publish(day: Day) -> Iterator[Duty]:
    """What has a term of publication and is not published, of every report that is on its way and of its sittings."""
    reports = ExecutionReport.objects.submitted().filter(program__in=day.programs)
    under_way = reports.filter(submission__submitted_on__gt=day.on - timedelta(days=366))
    under_way = under_way.select_related("program", "submission").prefetch_related(*PREFETCHED)
    told, terms = set(), [*PublicationTerm.objects.filter(is_asked=True)]
    for report in under_way.order_by("pk") if terms else ():
        for row in publications_of(report, terms, day.calendar):
            by, key = row["due"], f"{row['term'].artefact}/{row['sitting'].pk if row['sitting'] else report.pk}"
            is_told = row["on"] or by is None or by + SHOWN_FOR < day.on or key in told
            is_off = row["sitting"] and row["sitting"].state in {Sitting.State.CANCELLED, Sitting.State.NO_QUORUM}
            if is_told or is_off:
                continue
            told.add(key)
            page = Page("admin:programs_executionreport_published", [report.pk])
            if row["sitting"]:
                page = Page("admin:programs_sitting_change", [row["sitting"].pk])
            elif row["term"].artefact == "report":
                page = Page("admin:programs_executionreport_publish", [report.pk])
            yield Duty(
                key=f"publish/{key}",
                title=_("Publish: %(what)s – %(report)s") % {"what": row["term"], "report": row["sitting"] or report},
                program=report.program,
                kind=PUBLICATION,
                due=by,
                page=page,
                action=_("Record the publication"),
                permission="programs.add_reportpublication",
                note=row["term"].ground,
            )
