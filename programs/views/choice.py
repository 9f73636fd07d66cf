"""What a reader chose on a register: words, facets, order, page; and the addresses that choose otherwise."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from ..costly import made_in_room, room
from ..default_day import default_day
from ..models import Program
from ..models.text import holding
from ..registers import Option, Options
from ..reporting import Table, as_csv, as_xlsx
from ..reporting.files import attachment
from .page import AsOf
from .search import SearchForm

PER_PAGE = 50
SHOWN_OPTIONS = 20  # of a facet
LONGEST = 300  # characters of an address' value that may be chosen: a payee is chosen by the name


class Choice:
    """The register as it was asked for. A value that nothing has finds nothing; an order that does not exist is the
    usual one. ``asof`` is the date of a register that has one.
    """

    def __init__(
        self,
        request: HttpRequest,
        facets: Collection[str],
        orders: Collection[str],
        usual: str,
        asof: AsOf | None = None,
    ) -> None:
        self.form, self.asof = SearchForm(request.GET), asof
        self.valid = self.form.is_valid() and (asof is None or asof.valid)
        self.status = 200 if self.valid else 400
        self.text = str(self.form.cleaned_data.get("q", "")).strip()
        values = {key: request.GET.get(key, "").replace("\0", "")[:LONGEST] for key in facets}
        self.chosen = {key: value for key, value in values.items() if value}
        self.narrowed = bool(self.text or self.chosen)
        sort = request.GET.get("sort", "")
        self.sort = sort if sort in orders else usual
        self.usual = usual
        self.number = request.GET.get("page")

    @cached_property
    def on(self) -> date:
        """The day on which the register is shown."""
        return self.asof.date if self.asof else default_day()

    def match(self, *columns: str, **options: Any) -> Q:
        """What has every word of the search."""
        return holding(self.text, *columns, **options)

    def query(self, **changes: str) -> str:
        """«?kind=printing&q=газета» with some parts changed; an empty value takes its part away."""
        sort = "" if self.sort == self.usual else self.sort
        on = self.asof.date.isoformat() if self.asof and self.asof.chosen else ""
        parts = {"q": self.text, **self.chosen, "sort": sort, "on": on, **changes}
        found = urlencode({key: value for key, value in parts.items() if value})
        return f"?{found}" if found else ""

    def paged(self, rows: Any, *, count: int | None = None) -> dict[str, Any]:
        """The page that was asked for, with the addresses of those before and after; ``count`` spares counting anew."""
        paginator = Paginator(rows, PER_PAGE)
        if count is not None:
            paginator.count = count
        page = paginator.get_page(self.number)
        if isinstance(rows, QuerySet):  # what a row is shown with is asked for those of the page, not of all before it
            shown: Any = page.object_list
            page.object_list = rows.filter(pk__in=[*shown.values_list("pk", flat=True)])
        pages = {}
        if page.has_previous():
            pages["previous"] = self.query(page=str(page.previous_page_number()))
        if page.has_next():
            pages["next"] = self.query(page=str(page.next_page_number()))
        return {"page": page, "pages": pages}

    def facets(
        self, titles: Mapping[str, Any], options: Options, everything: Callable[[], Options]
    ) -> list[dict[str, Any]]:
        """The facets as links, each of which chooses its value or takes the choice back.

        A chosen value that nothing has any more stays, so that it can be taken back: ``everything`` names it.
        """
        found = []
        for key, title in titles.items():
            now, rows = self.chosen.get(key, ""), options[key]
            if now and all(row.value != now for row in rows):
                label = next((row.label for row in everything()[key] if row.value == now), "")
                rows = [*rows, Option(now, label or now, 0)]
            # of suppliers or measures there may be thousands: those first in the order of the facet, and the chosen one
            more = max(len(rows) - SHOWN_OPTIONS, 0)
            rows = [row for at, row in enumerate(rows) if at < SHOWN_OPTIONS or row.value == now]
            if now or len(rows) > 1:
                addresses = [self.query(**{key: "" if row.value == now else row.value}) or "?" for row in rows]
                links = zip(rows, addresses, (row.value == now for row in rows), strict=True)
                found.append({"key": key, "title": title, "links": list(links), "more": more})
        return found


def table_file(
    choice: Choice, extension: str, table: Callable[[], Table], *, stem: str, title: str
) -> HttpResponseBase:
    """A register as a file: exactly what the page shows, on all of its pages."""
    if extension not in {"csv", "xlsx"}:
        raise Http404(_("The register can be had as CSV or XLSX."))
    if not choice.valid:
        errors = [choice.form.errors, choice.asof.errors if choice.asof else {}]
        refusal = " ".join(str(error) for of_form in errors for of_field in of_form.values() for error in of_field)
        return HttpResponse(f"{refusal}\n", content_type="text/plain; charset=utf-8", status=400)
    name = f"{stem}-{choice.on.isoformat()}.{extension}"
    if extension == "csv":
        return made_in_room(attachment(as_csv.stream(table()), name), room())
    programs = list(Program.objects.published().only("council", "is_demonstration"))
    invented = any(program.is_demonstration for program in programs)
    notices = [_("Demonstration data: invented, not the city’s money.")] if invented else []
    councils = {program.council for program in programs}
    creator = councils.pop() if len(councils) == 1 else ""
    with room():
        tables = [(title, table())]
        content = as_xlsx.render_tables(tables, title=title, subject=title, creator=creator, notices=notices)
    return attachment(content, name)
