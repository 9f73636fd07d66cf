"""What a reader chose on a register: words, facets, order, page; and the addresses that choose otherwise."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.models import Program
from programs.models.text import holding
from programs.reporting import Table, as_csv, as_xlsx
from programs.reporting.files import attachment
from programs.views.search import SearchForm, words_of

PER_PAGE = 50
LONGEST = 60  # characters of an address' value that may be chosen


@dataclass(frozen=True)
class Choice:
    """The register as it was asked for. A value that nothing has finds nothing; an order that does not exist is the
    usual one.
    """

    form: SearchForm
    text: str
    chosen: dict[str, str]
    sort: str
    usual: str

    @property
    def valid(self) -> bool:
        return self.form.is_valid()

    @property
    def words(self) -> list[str]:
        return words_of(self.text)

    @property
    def match(self) -> Callable[..., Q]:
        return partial(holding, self.text)

    @property
    def status(self) -> int:
        return 200 if self.valid else 400

    @property
    def narrowed(self) -> bool:
        return bool(self.text or self.chosen)

    def query(self, **changes: str) -> str:
        """«?kind=printing&q=газета» with some parts changed; an empty value takes its part away."""
        parts = {"q": self.text, **self.chosen, "sort": "" if self.sort == self.usual else self.sort, **changes}
        found = QueryDict(mutable=True)
        for key, value in parts.items():
            if value:
                found[key] = value
        return f"?{found.urlencode()}" if found else ""


def choice_of(request: HttpRequest, facets: Collection[str], sorts: Collection[str], usual: str) -> Choice:
    form = SearchForm(request.GET)
    text = str(form.cleaned_data["q"]).strip() if form.is_valid() else ""
    chosen = {key: value[:LONGEST] for key in facets if (value := request.GET.get(key, "").replace("\0", ""))}
    sort = request.GET.get("sort", "")
    return Choice(form, text, chosen, sort if sort in sorts else usual, usual)


@dataclass(frozen=True)
class FacetLink:
    """A value of a facet as a link: it chooses the value, or takes the choice back."""

    label: str
    count: int
    amount: Any
    address: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A facet under its heading."""

    key: str
    title: str
    links: list[FacetLink]

    @property
    def chosen(self) -> list[FacetLink]:
        return [link for link in self.links if link.chosen]


def facet(
    choice: Choice, key: str, title: str, options: Iterable[tuple[str, str, int, Any]], words: Callable[[], str]
) -> Facet:
    """The links of a facet. A chosen value that nothing has stays, so that it can be taken back: ``words`` names it."""
    now = choice.chosen.get(key, "")
    links = [
        FacetLink(label, count, amount, choice.query(**{key: "" if value == now else value}) or "?", value == now)
        for value, label, count, amount in options
    ]
    if now and not any(link.chosen for link in links):
        links.append(FacetLink(words() or now, 0, None, choice.query(**{key: ""}) or "?", True))
    return Facet(key, title, links)


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def pages(choice: Choice, page: Page[Any]) -> Mapping[str, str]:
    """The addresses of the pages before and after."""
    found = {}
    if page.has_previous():
        found["previous"] = choice.query(page=str(page.previous_page_number()))
    if page.has_next():
        found["next"] = choice.query(page=str(page.next_page_number()))
    return found


def table_file(
    choice: Choice, extension: str, table: Callable[[], Table], *, stem: str, title: str
) -> HttpResponseBase:
    """A register as a file: exactly what the page shows, on all of its pages."""
    if extension not in {"csv", "xlsx"}:
        raise Http404(_("The register can be had as CSV or XLSX."))
    if not choice.valid:
        refusal = " ".join(str(error) for error in choice.form.errors["q"])
        return HttpResponse(f"{refusal}\n", content_type="text/plain; charset=utf-8", status=400)
    content = as_csv.stream(table()) if extension == "csv" else _workbook(title, table())
    return attachment(content, f"{stem}-{timezone.localdate().isoformat()}.{extension}")


def _workbook(title: str, table: Table) -> bytes:
    programs = list(Program.objects.published().only("council", "is_demonstration"))
    invented = any(program.is_demonstration for program in programs)
    notices = [_("Demonstration data: invented, not the city’s money.")] if invented else []
    councils = {program.council for program in programs}
    creator = councils.pop() if len(councils) == 1 else ""
    return as_xlsx.render_tables([(title, table)], title=title, subject=title, creator=creator, notices=notices)
