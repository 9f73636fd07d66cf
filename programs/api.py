"""API of the core."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """Pages of fifty; a client asks for other sizes up to five hundred."""

    page_size_query_param = "page_size"
    max_page_size = 500
