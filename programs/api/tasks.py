"""Tasks as an edition words them."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from ..models import Aspect, Edition, Task, TaskRow
from ..rest.fields import Id, Lines, ModelRecordSerializer, ProgramOf, Reason, ShortName, Visible
from ..rest.filters import by_number, by_program, by_task, by_text
from ..rest.rights import visible_editions
from .plan import PlanCollection


class AspectNumbers(serializers.ListField):
    """The aspects of a task by their numbers in the edition."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.IntegerField(min_value=1, max_value=1000), required=False, **options)

    def to_representation(self, data: Any) -> list[int]:
        return sorted(aspect.number for aspect in data.all())


class TaskSerializer(ModelRecordSerializer):
    """A task: ``id`` and ``code`` stay for good, everything else is the edition's wording."""

    only_on_create = ("code", "edition")

    id = serializers.IntegerField(source="task_id", read_only=True, label="ID")
    code = serializers.SlugField(source="task.code", max_length=60, required=False, label=gettext_lazy("code"))
    short_name = ShortName(source="task.short_name")
    program = ProgramOf(source="edition.program.slug")
    edition = Visible(visible_editions, label=gettext_lazy("edition"))
    parent: Any = Id(source="parent.task_id", allow_null=True, required=False, label=gettext_lazy("parent task"))
    order = serializers.IntegerField(
        min_value=0, max_value=30_000, required=False, label=gettext_lazy("place in the document")
    )
    results = Lines(label=gettext_lazy("expected results"))
    aspects = AspectNumbers(label=gettext_lazy("aspects"))
    reason = Reason()

    class Meta:
        model = TaskRow
        fields = [
            "id",
            "code",
            "short_name",
            "program",
            "edition",
            "parent",
            "label",
            "number",
            "order",
            "title",
            "results",
            "aspects",
            "reason",
        ]


class TaskFilters(django_filters.FilterSet):
    program = by_program("edition__program")
    code = by_text("task__code", gettext_lazy("code"))
    number = by_text("number", gettext_lazy("number"))
    parent = by_task("parent__task")
    aspects = by_number("aspects__number", gettext_lazy("number of an aspect"))


class Tasks(PlanCollection):
    title = gettext_lazy("Tasks")
    about = gettext_lazy("The tasks of the programmes as the edition in force words them, or the edition of a date.")
    create_about = gettext_lazy(
        "Adds a task to an edition. Without a code it gets one; with the code of a task of an earlier edition that "
        "task comes back."
    )
    writes = TaskRow
    serializer_class = TaskSerializer
    filterset_class = TaskFilters
    lookup_field = "task_id"
    search_fields = ["folded", "folded_more", "task__folded"]
    orderings = {
        "id": "task_id",
        "code": "task__code",
        "program": "edition__program__slug",
        "order": "order",
        "title": "title",
    }
    default_ordering = ("edition__program", "order", "pk")

    def get_queryset(self) -> QuerySet[Any]:
        rows = TaskRow.objects.filter(edition__in=self.editions)
        return rows.select_related("task", "edition__program", "parent").prefetch_related("aspects")

    def own_parts(self, item: Any) -> Sequence[Any]:
        return [item.task.short_name, *item.aspects.values_list("pk")]

    def make(self, values: dict[str, Any], *, reason: str) -> Any:
        edition = values.pop("edition")
        task = self.identity(Task, edition, values["title"], values.pop("task", {}))
        values.setdefault("order", self.next_place(TaskRow, edition))
        row = TaskRow(edition=edition, task=task)
        self.write(row, values, reason)
        self.look_at(edition)
        return row

    def change(self, item: Any, values: dict[str, Any], *, reason: str) -> None:
        said = values.pop("task", {})
        self.rename(item.task, said)
        if values or not said:
            self.write(item, values, reason)

    def write(self, row: TaskRow, values: dict[str, Any], reason: str) -> None:
        if "parent" in values:
            parent = values.pop("parent")["task_id"]
            values["parent"] = None if parent is None else self.task_row(row.edition, parent, name="parent")
        numbers = values.pop("aspects", None)
        aspects = None if numbers is None else self.aspects(row.edition, numbers)
        self.save_row(row, values, reason)
        if aspects is not None:
            row.aspects.set(aspects)  # the row above has just been allowed to change

    @staticmethod
    def aspects(edition: Edition, numbers: list[int]) -> list[Aspect]:
        found = list(Aspect.objects.filter(edition=edition, number__in=numbers))
        missing = sorted(set(numbers) - {aspect.number for aspect in found})
        if missing:
            text = _("The edition has no aspects with these numbers: %(numbers)s.")
            raise serializers.ValidationError({"aspects": [text % {"numbers": ", ".join(map(str, missing))}]})
        return found
