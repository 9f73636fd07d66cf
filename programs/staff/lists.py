"""Lists of records: what their pages count, sum up and filter by."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import display_for_value
from django.contrib.admin.views.main import ChangeList
from django.db import DataError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..default_day import default_day
from ..models import Edition, FundingSource, Measure, Program
from ..models.text import holding, in_order
from ..texts import number_in

EMPTY = "—"
SHOWN_CHOICES = 20  # records that a filter offers as links


@contextmanager
def _possible() -> Iterator[None]:
    """A filter beyond what the database or the calendar can count to is refused as one that makes no sense."""
    try:
        yield
    except (OverflowError, DataError) as error:
        raise IncorrectLookupParameters from error


def display_of(field: str, title: Any, words: Callable[[Any], str] = str, *, sorts: bool = True) -> Any:
    """A column of a list, or a field to look at: the value of a field in the portal's words."""

    @admin.display(description=title, ordering=field if sorts else None)
    def said(page: Any, record: Any) -> str:
        return words(getattr(record, field))

    return said


class AlphabeticalChangeList(ChangeList):
    """A list whose texts stand in the order of the Ukrainian alphabet, each column of them."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        ordering = super().get_ordering(request, queryset)
        return [in_order(self.model, field) if isinstance(field, str) else field for field in ordering]

    def get_filters_params(self, params: Any = None) -> Any:
        """What is filtered by, without the sign that no text has and that PostgreSQL cannot be asked about."""
        found = super().get_filters_params(params)
        return {name: [value.replace("\0", "") for value in values] for name, values in found.items()}


class PortalChangeList(AlphabeticalChangeList):
    """A list that knows the sums of everything its filters let through, not of one page alone."""

    model_admin: Any
    foot: list[str]

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        with _possible():
            return super().get_queryset(*args, **kwargs)

    def get_results(self, request: HttpRequest) -> None:
        with _possible():
            super().get_results(request)
        self.result_list = list(self.result_list)
        self.model_admin.prepare_rows(request, self.result_list)
        # by key: a search through the wordings of a measure joins a record with each of them, and would count it twice
        whole = self.model._default_manager.filter(pk__in=self.queryset.order_by().values("pk"))
        sums = self.model_admin.foot(request, whole) if self.result_count else {}
        self.foot = [self.foot_cell(sums, name) for name in self.list_display] if sums else []

    @staticmethod
    def foot_cell(sums: dict[str, Any], column: Any) -> str:
        value = sums.get(column if isinstance(column, str) else column.__name__, "")
        return value if isinstance(value, str) else display_for_value(value, EMPTY)


def edition_name(edition: Edition, *, with_program: bool) -> str:
    """«редакція 2 – проєкт», with the programme's name where there are several."""
    name = f"{edition} – {edition.get_status_display()}"
    return f"{edition.program}: {name}" if with_program else name


def default_edition() -> Edition | None:
    """The edition that a list opens with: the one in force of the newest programme, or its draft where none is."""
    program = Program.objects.order_by("-start_year", "pk").first()
    if program is None:
        return None
    return program.editions.in_force(default_day(program)) or program.editions.order_by("-number").first()


class RecordFilter(admin.SimpleListFilter):
    """Rows by a record that they belong to: those that have most of them as links, any other by its key or its words.

    The rows are counted by groups of one query: a column counted for each record is more than a database gives.
    """

    template = "admin/record_filter.html"
    field = ""  # of the listed rows, that leads to the record
    key = "code"  # of the record, that stands in the address
    columns: tuple[str, ...] = ("folded",)  # of the record, that its words are looked for in
    records: QuerySet[Any]

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.asked = str(self.value() or "")
        key = number_in(self.asked) if self.key == "pk" else self.asked
        self.named = set(self.records.filter(**{self.key: key}).values_list("pk", flat=True)) if key else set()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return []  # the rows name them, see choices

    def has_output(self) -> bool:
        return True

    def names(self, keys: Collection[Any]) -> dict[Any, str]:
        """The names of records by their primary keys, in the order that people know."""
        return {record.pk: str(record) for record in self.records.filter(pk__in=keys)}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.asked:
            return queryset
        found = self.records.filter(holding(self.asked, *self.columns)).order_by().values("pk")
        return queryset.filter(**{f"{self.field}__in": self.named or found})

    def choices(self, changelist: Any) -> Any:
        rows = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters()).order_by()
        rows = rows.filter(**{f"{self.field}__isnull": False}).values_list(self.field)
        found = rows.annotate(rows=Count("pk", distinct=True)).order_by("-rows", self.field)
        most = list(found[: SHOWN_CHOICES + 1])
        self.has_more = len(most) > SHOWN_CHOICES
        chosen = found.filter(**{f"{self.field}__in": self.named}) if self.named else []
        counts = dict.fromkeys(self.named, 0) | dict(chosen) | dict(most[:SHOWN_CHOICES])
        self.kept = [pair for pair in changelist.params.items() if pair[0] != self.parameter_name]
        everything = changelist.get_query_string(remove=[self.parameter_name])
        yield {"selected": not self.asked, "query_string": everything, "display": _("All")}
        keys = dict(self.records.filter(pk__in=counts).values_list("pk", self.key))
        for pk, name in self.names(counts).items():
            query = changelist.get_query_string({self.parameter_name: keys[pk]})
            yield {"selected": pk in self.named, "query_string": query, "display": f"{name} ({counts[pk]})"}
        if self.asked and not self.named:
            query = changelist.get_query_string({self.parameter_name: self.asked})
            yield {"selected": True, "query_string": query, "display": self.asked}


class EditionFilter(admin.SimpleListFilter):
    """One edition at a time: sums over several editions of a plan would say nothing."""

    title = _("edition")
    parameter_name = "edition"
    path = "edition"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.edition: Edition | None = chosen_edition(request)
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The newest, and the one that the list shows; an older one is opened from its own page."""
        found = Edition.objects.select_related("program").order_by("-program__start_year", "-number")
        editions = list(found[:SHOWN_CHOICES])
        editions += [self.edition] if self.edition and self.edition not in editions else []
        several = len({edition.program_id for edition in editions}) > 1
        return [(str(edition.pk), edition_name(edition, with_program=several)) for edition in editions]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 0

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.path: self.edition}) if self.edition else queryset

    def choices(self, changelist: Any) -> Any:
        """The editions alone: «all» is no choice here."""
        rows = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        counts = dict(rows.order_by().values_list(self.path).annotate(Count("pk", distinct=True)))
        chosen = str(self.edition.pk if self.edition else "")
        for value, title in self.lookup_choices:
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": f"{title} ({counts.get(int(value), 0)})",
            }


def chosen_edition(request: HttpRequest) -> Edition | None:
    """The edition that a list's address asks for, or the default one."""
    asked = number_in(request.GET.get("edition", ""))
    found = Edition.objects.select_related("program").filter(pk=asked).first() if asked else None
    return found or default_edition()


class ProgramFilter(RecordFilter):
    """Records of one programme: by their own where they name one, else by their measure's, unless a field is given."""

    title = _("programme")
    parameter_name = "program"
    key = "slug"
    records = Program.objects.all()

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        own = any(field.name == "program" for field in model._meta.fields)
        self.field = self.field or ("program" if own else "measure__program")
        super().__init__(request, params, model, model_admin)

    def has_output(self) -> bool:
        return self.records.count() > 1


class MeasureFilter(RecordFilter):
    """Records of one measure, named by its number in the plan."""

    title = _("measure")
    parameter_name = "measure"
    field = "measure"
    columns = ("rows__folded", "folded")
    records = Measure.objects.all()

    def names(self, keys: Collection[Any]) -> dict[Any, str]:
        from .forms import measure_name, named

        return {measure.pk: measure_name(measure) for measure in named(self.records.filter(pk__in=keys))}


class SourceFilter(RecordFilter):
    """Money of one source."""

    title = _("source")
    parameter_name = "source"
    field = "source"
    records = FundingSource.objects.all()
