"""Pages of a list."""

from typing import Any

from django.core.paginator import InvalidPage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

from ..texts import number_in


def whole_number(text: str, *, name: str, largest: int) -> int:
    """A query parameter that counts something; a refusal names the parameter and its limits."""
    number = number_in(text, largest)
    if not number:
        raise ValidationError({name: [_("Give a whole number from 1 to %(largest)s.") % {"largest": largest}]})
    return number


class Pages(PageNumberPagination):
    """Pages of fifty; a client asks for other sizes up to five hundred."""

    page_size_query_param = "page_size"
    max_page_size = 500
    max_page = 999_999_999
    page_query_description = gettext_lazy("Number of the page, from 1.")  # type: ignore[assignment]
    page_size_query_description = gettext_lazy("How many records a page holds.")  # type: ignore[assignment]

    def get_page_size(self, request: Request) -> int | None:
        asked = request.query_params.get("page_size", "")
        return whole_number(asked, name="page_size", largest=self.max_page_size) if asked else self.page_size

    def get_number(self, request: Request) -> int:
        asked = request.query_params.get("page", "")
        return whole_number(asked, name="page", largest=self.max_page) if asked else 1

    def check(self, request: Request) -> None:
        """Refuse a page that makes no sense also where the answer is the whole list, as a file."""
        self.get_number(request)
        self.get_page_size(request)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        number = self.get_number(request)
        paginator = self.django_paginator_class(queryset, self.get_page_size(request) or self.max_page_size)
        try:
            self.page = paginator.page(number)
        except InvalidPage as error:
            raise NotFound(
                _("There is no page %(page)s: the last one is %(last)s.")
                % {"page": number, "last": paginator.num_pages}
            ) from error
        self.request = request
        return list(self.page)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """What the description says about page and page_size, with the limits that are really kept."""
        parameters = super().get_schema_operation_parameters(view)
        for parameter, largest in zip(parameters, (self.max_page, self.max_page_size), strict=True):
            parameter["schema"] |= {"minimum": 1, "maximum": largest}
        return parameters
