"""What the pages of the plan have in common, and tasks."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import CheckboxSelectMultiple, ModelChoiceField
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from .. import services
from ..models import Edition, MeasureRow, TaskRow
from ..staff.base import PortalAdmin, without
from ..staff.forms import REASON, NamedRowForm
from ..staff.history import Reading
from ..staff.lists import EditionFilter, edition_name
from ..texts import number_in


class PlanRowAdmin(PortalAdmin):
    """Rows of an edition: edited freely in a draft, corrected with a reason once an act has set them."""

    form = NamedRowForm
    change_form_template = "admin/programs/plan_row.html"

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        services.save_plan_row(row=record, by=by, reason=reason, expected_version=expected_version)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        services.delete_plan_row(row=record, by=by, reason=reason)

    def name_shortly(self, request: Any, row: Any, form: Any, change: bool) -> None:
        """A new task or measure gets its identity with the short name; of a standing one the name alone changes."""
        name = form.cleaned_data["short_name"]
        if not change:
            kind = row._meta.get_field(form.identity).related_model
            values = {"program": row.edition.program, "wording": row.title, "short_name": name}
            setattr(row, form.identity, services.new_identity(kind=kind, **values, by=request.user))
        elif "short_name" in form.changed_data:
            services.rename(named=form.named, short_name=name, by=request.user)

    @admin.display(description=gettext_lazy("short name"))
    def short_name(self, row: Any) -> str:
        """For those who may only look."""
        return getattr(row, self.form.identity).short_name

    def readings(self, record: Any) -> list[Reading]:
        """The history of a row begins with that of what it words."""
        relation = record._meta.get_field(self.form.identity)
        identity = Reading(relation.related_model, {"id": getattr(record, relation.attname)})
        return [*super().readings(record), identity]

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """To the list of the draft that the row went into, where it can be seen."""
        return self._own_list(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Back to the list that one came from, else to that of the row's own edition."""
        filtered = self.get_preserved_filters(request)
        return super().response_post_save_change(request, obj) if filtered else self._own_list(obj)

    def _own_list(self, row: Any) -> HttpResponseRedirect:
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return HttpResponseRedirect(f"{address}?edition={row.edition_id}")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An adopted plan is corrected, not thinned out: what goes, goes in the next edition."""
        draft = obj is None or obj.edition.is_draft
        return draft and super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The rows of a row go with it; they have no pages of their own that could forbid it."""
        deleted, counts, _perms, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    def edition_to_edit(self, request: HttpRequest, obj: Any) -> Edition | None:
        """The edition of the row, or the draft that a new row goes into: the one asked for, else the newest."""
        if obj is not None:
            return obj.edition
        drafts = (
            Edition.objects.filter(status=Edition.Status.DRAFT)
            .select_related("program")
            .order_by("-program__start_year")
        )
        asked = number_in(request.POST.get("edition") or request.GET.get("edition", ""))
        return (drafts.filter(pk=asked).first() if asked else None) or drafts.first()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form_class: Any = super().get_form(request, obj, change, **kwargs)
        form_class.edition = self.edition_to_edit(request, obj)
        return form_class

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The reason is asked for where an act has set the plan already."""
        fieldsets = super().get_fieldsets(request, obj)
        return without(fieldsets, REASON) if obj is None or obj.edition.is_draft else fieldsets

    def changeform_view(
        self, request: Any, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        context = dict(extra_context or {})
        edition = self._edition_of_page(request, object_id)
        if edition is None and object_id is None and self.has_add_permission(request):
            context["no_draft"] = True
            return self.no_draft(request, context)
        context |= {"edition": edition, "edition_name": edition_name(edition, with_program=True) if edition else ""}
        return super().changeform_view(request, object_id, form_url, context)

    def _edition_of_page(self, request: HttpRequest, object_id: Any) -> Edition | None:
        obj = self.get_object(request, object_id) if object_id else None
        return self.edition_to_edit(request, obj)

    def record_name(self, record: Any) -> str:
        """«Захід 1.1.2 Висвітлення діяльності…»: the whole wording stands in the form."""
        return f"{self.change_title} {record.number} {record.name}"

    def no_draft(self, request: Any, context: dict[str, Any]) -> Any:
        """Nothing can be added to a plan that an act has set: say where a draft comes from."""
        page = {
            **self.admin_site.each_context(request),
            "title": self.form_title(request, None),
            "opts": self.opts,
            **context,
        }
        return TemplateResponse(request, "admin/programs/no_draft.html", page)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("edition__program")


class TaskRowForm(NamedRowForm):
    """A task of one edition: its parent and aspects come from the same edition."""

    edition: Edition
    identity = "task"

    class Meta:
        widgets = {"aspects": CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.edition_id is None:
            self.instance.edition = self.edition
            self.initial.setdefault("order", TaskRow.objects.of(self.edition).count() + 1)
        parent, aspects = self.fields.get("parent"), self.fields.get("aspects")
        if isinstance(parent, ModelChoiceField):
            parent.queryset = TaskRow.objects.of(self.edition).exclude(pk=self.instance.pk)
        if isinstance(aspects, ModelChoiceField):
            aspects.queryset = self.edition.aspects.all()


@admin.register(TaskRow)
class TaskRowAdmin(PlanRowAdmin):
    """Tasks of an edition (завдання)."""

    form = TaskRowForm
    add_title = gettext_lazy("New task")
    add_button = gettext_lazy("Add a task")
    change_title = gettext_lazy("Task")
    list_lead = gettext_lazy("How an edition words its tasks; the measures stand under them.")
    empty_text = gettext_lazy("Open a draft edition and add the first task, then its measures.")
    list_display = ("number", "name", "results_count", "measures_count")
    list_display_links = ("number", "name")
    list_filter = (EditionFilter,)
    search_fields = ("folded", "folded_more", "task__folded")
    fieldsets = (
        (None, {"fields": ("title", "short_name", ("number", "label", "order"), "parent")}),
        (gettext_lazy("What it is for"), {"fields": ("results", "aspects")}),
        (gettext_lazy("Correction"), {"fields": (REASON,)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[TaskRow]:
        return super().get_queryset(request).select_related("task").annotate(measures=Count("measure_rows"))

    @admin.display(description=gettext_lazy("title"), ordering="task__short_name")
    def name(self, row: TaskRow) -> str:
        return row.name

    @admin.display(description=gettext_lazy("results"))
    def results_count(self, row: TaskRow) -> int:
        return len([line for line in row.results.splitlines() if line.strip()])

    @admin.display(description=gettext_lazy("measures"))
    def measures_count(self, row: Any) -> int:
        return row.measures

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        services.drop_task(row=record, by=by, reason=reason)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A task goes with what stands under it: the page counts it, and nothing of it stands in the way."""
        rows = [row for obj in objs for row in _with_children(obj)]
        measures = MeasureRow.objects.filter(task_row__in=[row.pk for row in rows]).order_by("order")
        names = [str(row) for row in (*rows, *measures)]
        counts = {self.opts.verbose_name_plural: len(rows)}
        if measures:
            counts[MeasureRow._meta.verbose_name_plural] = len(measures)
        return names, counts, set(), []

    def save_model(self, request: Any, obj: TaskRow, form: Any, change: bool) -> None:
        self.name_shortly(request, obj, form, change)
        super().save_model(request, obj, form, change)


def _with_children(row: TaskRow) -> list[TaskRow]:
    """The row and all that stands under it, each once."""
    found = [row]
    for one in found:
        found += [child for child in one.children.all() if child not in found]
    return found
