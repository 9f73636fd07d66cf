"""What a list can be asked for: filters by the names of fields, search, order. What is not understood is refused."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend, SearchFilter
from rest_framework.request import Request

from ..models import FundingSource
from ..models.text import holding, in_order
from ..texts import MOST_WORDS, folded_words
from .rights import visible_acts, visible_measures, visible_programs, visible_tasks


class WholeNumber(django_filters.NumberFilter):
    """A year or another small count; 2022.5 is no year, and no calendar knows the years 0 and 99999."""

    field_class = forms.IntegerField

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=9999, **options)


class _YesNo(forms.Field):
    """true or false, also as 1 and 0."""

    words = {"true": True, "1": True, "false": False, "0": False}

    def to_python(self, value: Any) -> bool | None:
        if value in self.empty_values:
            return None
        if str(value).lower() not in self.words:
            raise forms.ValidationError(_("Write true or false."))
        return self.words[str(value).lower()]


class YesNo(django_filters.BooleanFilter):
    """A flag; a word that is neither yes nor no is refused."""

    field_class = _YesNo


def by_record(visible: Any, field: str, label: Any, **options: Any) -> django_filters.ModelChoiceFilter:
    """By a record that the person may know of; any other does not exist for them."""
    return django_filters.ModelChoiceFilter(
        field_name=field, queryset=lambda request: visible(request.user), label=label, **options
    )


def by_computed(visible: Any, field: str, label: Any, **options: Any) -> django_filters.ModelChoiceFilter:
    """The same where the model has no field of it, so that the description has to be told what it is."""
    described: Any = extend_schema_field({"type": "integer", "description": label})
    found: django_filters.ModelChoiceFilter = described(by_record(visible, field, label, **options))
    return found


def by_program(field: str) -> django_filters.ModelChoiceFilter:
    return by_record(visible_programs, field, gettext_lazy("slug of the programme"), to_field_name="slug")


def by_measure(field: str = "measure") -> django_filters.ModelChoiceFilter:
    return by_record(visible_measures, field, gettext_lazy("id of the measure"))


def by_task(field: str) -> django_filters.ModelChoiceFilter:
    return by_record(visible_tasks, field, gettext_lazy("id of the task"))


def by_act(field: str = "act") -> django_filters.ModelChoiceFilter:
    return by_record(visible_acts, field, gettext_lazy("id of the act"))


def by_source(field: str = "source") -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        field_name=field,
        queryset=lambda request: FundingSource.objects.all(),
        to_field_name="code",
        label=gettext_lazy("code of the funding source"),
    )


def by_choice(field: str, choices: Any, label: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(field_name=field, choices=choices.choices, label=label)


def by_text(field: str, label: Any) -> django_filters.CharFilter:
    return django_filters.CharFilter(field_name=field, label=label)


def by_number(field: str, label: Any) -> WholeNumber:
    return WholeNumber(field_name=field, label=label)


def by_date(field: str, label: Any, lookup: str = "exact") -> django_filters.DateFilter:
    return django_filters.DateFilter(field_name=field, lookup_expr=lookup, label=label)


class OfMeasureFilters(django_filters.FilterSet):
    program = by_program("measure__program")
    measure = by_measure()
    measure_code = by_text("measure__code", gettext_lazy("code of the measure"))


class DatedFilters(django_filters.FilterSet):
    date = by_date("date", gettext_lazy("date"))
    date_from = by_date("date", gettext_lazy("not before this date"), "gte")
    date_to = by_date("date", gettext_lazy("not after this date"), "lte")
    year = by_number("date__year", gettext_lazy("year"))


class Search(SearchFilter):
    """Every word has to occur, in any case of any alphabet."""

    search_description = gettext_lazy("Words that all have to occur, in any case: ?search=засоби інформації")  # type: ignore[assignment]

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        columns, text = view.search_fields, " ".join(self.get_search_terms(request))
        if not columns or not text:
            return queryset
        if len(folded_words(text)) > MOST_WORDS:
            raise ValidationError({"search": [_("Search for at most %(words)s words.") % {"words": MOST_WORDS}]})
        return queryset.filter(holding(text, *columns))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return super().get_schema_operation_parameters(view) if view.search_fields else []


class Ordering(BaseFilterBackend):
    """Order by fields of the collection, a minus before a field turning it round; ties keep one order on every page."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        asked = request.query_params.get("ordering", "")
        names = [name.strip() for name in asked.split(",") if name.strip()]
        unknown = [name for name in names if name.removeprefix("-") not in view.orderings]
        if unknown:
            known = ", ".join(view.orderings)
            raise ValidationError({"ordering": [_("Order by one of: %(known)s.") % {"known": known}]})
        if not names:
            return queryset.order_by(*(in_order(queryset.model, name) for name in view.default_ordering))
        fields = [name.removesuffix(name.lstrip("-")) + view.orderings[name.removeprefix("-")] for name in names]
        return queryset.order_by(*(in_order(queryset.model, field) for field in fields), "pk")

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = [sign + name for name in view.orderings for sign in ("", "-")]
        return [
            {
                "name": "ordering",
                "in": "query",
                "required": False,
                "description": str(_("Order by these fields, a minus turns one round: ?ordering=-year")),
                "schema": {"type": "array", "items": {"type": "string", "enum": names}},
                "explode": False,
                "style": "form",
            }
        ]
