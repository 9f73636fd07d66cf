"""Filters by records of this app: what a person may not know of does not exist for them."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy

from .rights import visible_contracts, visible_outlets, visible_suppliers


def by_record(visible: Any, field: str, label: Any) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        field_name=field, queryset=lambda request: visible(request.user), label=label
    )


def by_supplier(field: str) -> django_filters.ModelChoiceFilter:
    return by_record(visible_suppliers, field, gettext_lazy("id of the supplier"))


def by_outlet(field: str) -> django_filters.ModelChoiceFilter:
    return by_record(visible_outlets, field, gettext_lazy("id of the media outlet"))


def by_contract(field: str = "contract") -> django_filters.ModelChoiceFilter:
    return by_record(visible_contracts, field, gettext_lazy("id of the contract"))
