"""What the commission asked of a report: how a new edition met its remarks, and what became of its recommendations."""

from datetime import date

from django.utils.translation import gettext as _

from .. import services
from ..models import ExecutionReport, Recommendation, RecommendationAnswer, ReportSubmission
from ..reporting import Column, Row, Table
from ..reporting.table import Kind


def remarks_table(report: ExecutionReport) -> Table | None:
    """The remarks with which the edition before was returned, each on its line, and how this edition met it."""
    remarks = list(services.remarks_to_meet(report))
    if not remarks:
        return None
    met = {answer.remark_id: answer.text for answer in report.remark_answers.all()}
    numbers = services.numbers_of_measures(report)
    sitting = remarks[0].conclusion.item.sitting
    return Table(
        key="remarks",
        caption=_("%(sitting)s returned the edition before with these remarks.") % {"sitting": sitting},
        columns=[
            Column("line", _("Line"), width=1.6, heads=True),
            Column("remark", _("Remark"), width=5),
            Column("met", _("How it was met"), width=5),
        ],
        rows=[
            Row(
                {
                    "line": numbers.get(remark.measure_id or 0, _("the line was dropped"))
                    if remark.measure_id
                    else _("the whole report"),
                    "remark": remark.text,
                    "met": met.get(remark.pk, "") or "—",
                }
            )
            for remark in remarks
        ],
        empty="",
    )


def recommendations_table(report: ExecutionReport, on: date) -> Table | None:
    """What commissions recommended on earlier reports of the programme: answered since the last report, or still open
    on this day.
    """
    before = ReportSubmission.objects.filter(
        report__program=report.program_id, report__number__lt=report.number, submitted_on__lte=on
    )
    since = max(before.values_list("submitted_on", flat=True), default=date.min)
    found = Recommendation.objects.filter(
        item__report__program=report.program_id, item__report__number__lte=report.number, item__sitting__date__lte=on
    ).select_related("item__sitting", "item__report")
    rows = []
    for recommendation in found.prefetch_related("answers"):
        answers = [each for each in recommendation.answers.all() if each.date <= on]
        last = answers[-1] if answers else None
        is_closed = last is not None and last.outcome != RecommendationAnswer.Outcome.PARTLY
        if last and is_closed and last.date < since:
            continue
        rows.append(_row(recommendation, last, is_overdue=not is_closed and _is_past(recommendation, on)))
    if not rows:
        return None
    return Table(
        key="recommendations",
        caption=_("Recommendations of the commission, answered since the report before or still open."),
        columns=[
            Column("sitting", _("Sitting"), width=2),
            Column("text", _("Recommendation"), width=5, heads=True),
            Column("addressee", _("Addressed to"), width=2.4),
            Column("due", _("Term"), Kind.DATE, width=1.6),
            Column("answer", _("Answer"), width=5),
        ],
        rows=rows,
        empty="",
    )


def _is_past(recommendation: Recommendation, on: date) -> bool:
    return recommendation.due is not None and recommendation.due < on


def _row(recommendation: Recommendation, last: RecommendationAnswer | None, *, is_overdue: bool) -> Row:
    said = ""
    if last:
        document = f", {last.document}" if last.document else ""
        said = f"{last.get_outcome_display()}, {last.date:%d.%m.%Y}{document}: {last.text.rstrip('.')}"
    overdue = _("overdue") if is_overdue else ""
    return Row(
        {
            "sitting": str(recommendation.item.sitting),
            "text": recommendation.text,
            "addressee": recommendation.addressee,
            "due": recommendation.due,
            "answer": "; ".join(filter(None, [said, overdue])) or _("not answered"),
        }
    )
