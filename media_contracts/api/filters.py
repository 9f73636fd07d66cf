"""Filters by records of this app."""

import django_filters
from django.utils.translation import gettext_lazy

from programs.rest.filters import by_program, by_record, by_text

from .rights import visible_contracts, visible_suppliers


def by_supplier(field: str) -> django_filters.ModelChoiceFilter:
    return by_record(visible_suppliers, field, gettext_lazy("id of the supplier"))


def by_contract(field: str = "contract") -> django_filters.ModelChoiceFilter:
    return by_record(visible_contracts, field, gettext_lazy("id of the contract"))


class OfContractFilters(django_filters.FilterSet):
    program = by_program("contract__measure__program")
    measure_code = by_text("contract__measure__code", gettext_lazy("code of the measure"))
    contract = by_contract()
    supplier = by_supplier("contract__supplier")
