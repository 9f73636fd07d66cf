"""Measures of an edition as a table: wording, task, funding and executors; the money has a table of its own."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import services
from ..models import Edition, Executor, Funding, FundingSource, Measure, MeasureExecutor, MeasureRow, TaskRow
from ..staff.columns import Choice, Column, Known, PortalResource, Text, Whole, Widget, official
from ..texts import fold

Executors = list[tuple[Executor, bool]]
BY_CONSENT = gettext_lazy("(by consent)")


class ExecutorList(Widget):
    """Executors one per line, «(за згодою)» after the name of one who takes part by consent."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = Known(Executor.objects.all, "name")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Executors:
        return [self._one(line.strip()) for line in Text().clean(value).split("\n") if line.strip()]

    def _one(self, line: str) -> tuple[Executor, bool]:
        for mark in (official(BY_CONSENT), "(by consent)"):
            if line.casefold().endswith(mark.casefold()):
                return self.directory.clean(line[: -len(mark)]), True
        return self.directory.clean(line), False

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        mark = official(BY_CONSENT)
        return "\n".join(f"{executor.name} {mark}" if consent else executor.name for executor, consent in value or [])


class Editions:
    """The edition that a row names, read once for each."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, int], Edition] = {}

    def of(self, resource: PortalResource, row: Any) -> Edition:
        key = (resource.value(row, "program"), resource.value(row, "edition"))
        if key not in self.found:
            try:
                self.found[key] = Edition.objects.select_related("program").get_by_natural_key(*key)
            except Edition.DoesNotExist as error:
                sentence = _("The programme “%(program)s” has no edition %(number)s.")
                raise ValidationError({"edition": sentence % {"program": key[0], "number": key[1]}}) from error
        return self.found[key]


class MeasureResource(PortalResource):
    """Measures with their task and executors."""

    title = gettext_lazy("Measures")
    named_by = ("number", "name")

    program = Column(gettext_lazy("Programme (address)"), "edition__program__slug", needed=True, info=True)
    edition = Column(gettext_lazy("Edition №"), "edition__number", Whole(), needed=True, info=True)
    task = Column(gettext_lazy("Task code"), "task_row", Known(list, "code"), needed=True)
    task_title = Column(gettext_lazy("Task"), "task_row__title", info=True)
    code = Column(gettext_lazy("Measure code"), "measure__code", needed=True, info=True)
    number = Column(gettext_lazy("Number"), "number")
    label = Column(gettext_lazy("Label in the document"), "label")
    order = Column(gettext_lazy("Place in the document"), "order", Whole())
    name = Column(gettext_lazy("Measure"), "title")
    funding = Column(gettext_lazy("Funding"), "funding", Choice(Funding))
    source = Column(gettext_lazy("Funding source"), "source", Known(FundingSource.objects.all, "name", "code"))
    results = Column(gettext_lazy("Expected results"), "results")
    executors = Column(gettext_lazy("Executors, one per line"), "wanted_executors", ExecutorList())

    class Meta:
        model = MeasureRow

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.editions = Editions()
        self.tasks: dict[int, dict[str, TaskRow]] = {}

    # Export --------------------------------------------------------------------------------------

    def dehydrate_task(self, row: MeasureRow) -> str:
        return row.task_row.task.code if row.task_row_id else ""

    def dehydrate_executors(self, row: Any) -> str:
        wanted = getattr(row, "wanted_executors", None)
        return ExecutorList().render(_executors(row) if wanted is None else wanted)

    # Import --------------------------------------------------------------------------------------

    def instance_for(self, row: Any) -> tuple[MeasureRow, bool]:
        edition = self.editions.of(self, row)
        self.fields["task"].widget.found = self._tasks(edition)
        code = Text().clean(row.get(self.fields["code"].column_name))
        found = MeasureRow.objects.of(edition).with_plan().filter(measure__code=code).first() if code else None
        if found:
            found.wanted_executors = _executors(found)  # type: ignore[attr-defined]
            return found, False
        if not edition.is_draft:
            sentence = _("The adopted edition has no measure with the code “%(code)s”; new measures go into a draft.")
            raise ValidationError({"code": sentence % {"code": code}})
        return self._new(edition, code), True

    def _new(self, edition: Edition, code: str) -> MeasureRow:
        program = edition.program
        measure = Measure.objects.filter(program=program, code=code).first() if code else None
        if measure is None:
            code = code or services.next_code(program=program, kind=Measure)
            measure = services.save_record(record=Measure(program=program, code=code), by=self.by)
        row = MeasureRow(edition=edition, measure=measure, order=edition.measure_rows.count() + 1)
        row.wanted_executors = []  # type: ignore[attr-defined]
        return row

    def _tasks(self, edition: Edition) -> dict[str, TaskRow]:
        if edition.pk not in self.tasks:
            rows = TaskRow.objects.of(edition).select_related("task")
            self.tasks[edition.pk] = {fold(row.task.code): row for row in rows}
        return self.tasks[edition.pk]

    def import_instance(self, instance: MeasureRow, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        if instance.task_row_id is None:
            raise ValidationError({"task": _("This cell cannot be empty.")})

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        self.corrects |= not instance.edition.is_draft
        links = [
            MeasureExecutor(executor=executor, by_consent=consent, order=order)
            for order, (executor, consent) in enumerate(instance.wanted_executors, start=1)
        ]
        services.save_measure(row=instance, executors=links, by=self.by, reason=self.reason)


def _executors(row: MeasureRow) -> Executors:
    if row.pk is None:
        return []
    return [(link.executor, link.by_consent) for link in row.executor_links.all()]
