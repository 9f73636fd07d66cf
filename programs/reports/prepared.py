"""What the portal proposes for the words of a report: what was recorded of the period, for people to go on from."""

from ..models import ExecutionReport, Program, Progress, TaskRow
from ..period import Period
from ..statement import Statement, statement_for


def tasks_of(report: ExecutionReport) -> list[TaskRow]:
    """The tasks of the plan that the report counts by."""
    edition = report.program.editions.in_force(report.period_end)
    return list(TaskRow.objects.filter(edition=edition).order_by("order")) if edition else []


def proposed_words(report: ExecutionReport) -> dict[int, str]:
    """For each task the words of the last report about it, or what was reached by its measures in the period."""
    before = report.program.execution_reports.exclude(pk=report.pk).order_by("period_end", "edition", "pk").last()
    kept = before.task_words if before else {}
    statement = statement_for(report.program, report.period)
    reached = _reached(statement)
    found: dict[int, str] = {}
    for task in statement.tasks:
        if task.row is None:
            continue
        said = [f"{line.row.number}: {reached[pk]}" for line in task.measures if (pk := line.row.measure_id) in reached]
        found[task.row.task_id] = kept.get(str(task.row.task_id), "") or "\n".join(said)
    return found


def proposed_narrative(program: Program, period: Period) -> str:
    """A beginning for the explanation of a programme's first report: what its measures reached."""
    statement = statement_for(program, period)
    reached = _reached(statement)
    return "\n".join(
        f"{line.row.number}: {reached[line.row.measure_id]}"
        for line in statement.measures
        if line.row.measure_id in reached
    )


def _reached(statement: Statement) -> dict[int, str]:
    """What was reached in the period by measure, as the executors wrote it."""
    judged = Progress.objects.filter(measure__program=statement.program, period_end=statement.period.end)
    return {row.measure_id: row.result.strip() for row in judged.order_by("-period_start") if row.result.strip()}
