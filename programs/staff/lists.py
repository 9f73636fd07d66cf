"""Lists of records: what their pages count, sum up and filter by."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import display_for_value
from django.contrib.admin.views.main import ChangeList
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Edition, Measure, Program
from ..texts import number_in

EMPTY = "—"


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


class PortalChangeList(ChangeList):
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
    return program.editions.in_force(timezone.localdate()) or program.editions.order_by("-number").first()


class EditionFilter(admin.SimpleListFilter):
    """One edition at a time: sums over several editions of a plan would say nothing."""

    title = _("edition")
    parameter_name = "edition"
    path = "edition"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.edition: Edition | None = chosen_edition(request)
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        editions = list(Edition.objects.select_related("program").order_by("-program__start_year", "-number"))
        several = len({edition.program_id for edition in editions}) > 1
        return [(str(edition.pk), edition_name(edition, with_program=several)) for edition in editions]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 0

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{self.path: self.edition}) if self.edition else queryset

    def choices(self, changelist: Any) -> Any:
        """The editions alone: «all» is no choice here."""
        counts = self.get_facet_queryset(changelist) if changelist.add_facets else {}
        chosen = str(self.edition.pk if self.edition else "")
        for number, (value, title) in enumerate(self.lookup_choices):
            count = counts.get(f"{number}__c")
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title if count is None else f"{title} ({count})",
            }


def chosen_edition(request: HttpRequest) -> Edition | None:
    """The edition that a list's address asks for, or the default one."""
    asked = number_in(request.GET.get("edition", ""))
    found = Edition.objects.select_related("program").filter(pk=asked).first() if asked else None
    return found or default_edition()


class ProgramFilter(admin.SimpleListFilter):
    """Records of one programme: by their own where they name one, else by their measure's, unless a path is given."""

    title = _("programme")
    parameter_name = "program"
    path = ""

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        own = any(field.name == "program" for field in model._meta.fields)
        self.path = self.path or ("program" if own else "measure__program")
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(program.slug, str(program)) for program in Program.objects.all()]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{f"{self.path}__slug": self.value()}) if self.value() else queryset


class MeasureFilter(admin.SimpleListFilter):
    """Records of one measure, named by its number in the plan."""

    title = _("measure")
    parameter_name = "measure"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        from .forms import measure_name, named

        used = named(Measure.objects.filter(pk__in=model_admin.model.objects.values("measure")))
        return [(measure.code, measure_name(measure)) for measure in used]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(measure__code=self.value()) if self.value() else queryset
