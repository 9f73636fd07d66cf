"""The log of publications as a table: a month's list is imported, the list on the screen exported."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult

from programs.reporting import Kind
from programs.services import check_day
from programs.staff.columns import Amount, BroughtRow, Choice, Column, Day, Known, PortalResource, Text, Whole
from programs.texts import canonical, fold

from . import services
from .models import ContractLine, MediaOutlet, Publication

LARGEST = 10**9  # no size has more digits
Alike = tuple[int, date, str]  # the outlet, the day and the folded headline


class Size(Amount):
    """A size: a number as people write it, with up to three decimals."""

    kind = Kind.QUANTITY

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        from decimal import Decimal, InvalidOperation

        text = "".join(Text().clean(value).split()).replace(",", ".")
        if not text:
            return None
        try:
            found = Decimal(text)
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or abs(found) >= LARGEST or found.as_tuple().exponent < -3:  # type: ignore[operator]
            raise ValueError(_("“%(value)s” is no size: write 12,5.") % {"value": value})
        return found


class PublicationResource(PortalResource):
    """A row is the publication of its number; without one that of the same outlet, day and headline, or a new one.

    So the same file brought twice changes nothing.
    """

    title = gettext_lazy("Publications")
    named_by = ("date", "outlet", "headline")

    number = Column(gettext_lazy("Publication №"), "pk", Whole(), info=True)
    outlet = Column(
        gettext_lazy("Outlet"),
        "outlet",
        Known(MediaOutlet.objects.select_related("supplier").all, "name", "slug"),
        needed=True,
        earlier="ЗМІ",
    )
    date = Column(gettext_lazy("Date"), "date", Day(), needed=True)
    kind = Column(gettext_lazy("Topic"), "kind", Choice(Publication.Kind), needed=True)
    headline = Column(gettext_lazy("Headline"), "headline", needed=True)
    issue = Column(gettext_lazy("Issue №"), "issue")
    page = Column(gettext_lazy("Page"), "page")
    link = Column(gettext_lazy("Link"), "link")
    link_seen_on = Column(gettext_lazy("Link last seen on"), "link_seen_on", Day())
    columns = Column(gettext_lazy("Columns"), "columns", Whole())
    height = Column(gettext_lazy("Height, cm"), "height", Size())
    quantity = Column(gettext_lazy("Size"), "quantity", Size())
    contract = Column(gettext_lazy("Contract"), "contract_line__contract", info=True)
    line = Column(gettext_lazy("Line of the contract"), "contract_line", info=True)

    class Meta:
        model = Publication

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.seen: dict[tuple[Any, ...], int] = {}
        self.links: dict[str, int] = {}  # of new rows
        self.lines: dict[int, list[ContractLine]] = {}
        self.standing: dict[int, int] = {}  # the version of each publication of the rows' days, numbers and links
        self.by_headline: dict[Alike, int] = {}
        self.by_link: dict[str, int] = {}
        self.stood: dict[int, Publication] = {}  # those that the rows are about
        self.places: dict[str, set[Any]] = {"pk": set(), "date": set(), "link": set()}

    def look_up(self, portion: Sequence[BroughtRow]) -> None:
        """The publications that the rows name by number, and those like them: of one outlet, day and headline, or link.

        Of all that stand on the rows' days only what tells them apart is read.
        """
        found: dict[str, set[Any]] = {name: set() for name in self.places}
        keys: set[Alike] = set()
        for row in portion:
            with suppress(ValidationError, ValueError):  # said in the row's own turn
                found["pk"].add(self.value(row, "number"))
                found["link"].add(canonical(self.value(row, "link") or ""))
                outlet, day, headline = (self.value(row, name) for name in ("outlet", "date", "headline"))
                found["date"].add(day)
                keys.add((outlet.pk, day, fold(headline)))
        news = {name: values - self.places[name] - {None, ""} for name, values in found.items()}
        for name, values in news.items():
            self.places[name] |= values
        for pk, version, key, link in _standing(news):
            self.standing[pk] = version
            self.by_headline[key] = min(pk, self.by_headline.get(key, pk))
            self.by_link[link] = min(pk, self.by_link.get(link, pk))
        named = {*found["pk"], *map(self.by_headline.get, keys), *map(self.by_link.get, found["link"])}
        records = Publication.objects.filter(pk__in=named - {None} - self.stood.keys())
        self.stood |= {
            each.pk: each for each in records.prefetch_related("outlet", "contract_line__contract__measure__program")
        }

    def instance_for(self, row: Any) -> tuple[Publication, bool]:
        number = self.value(row, "number")
        outlet, day, headline = (self.value(row, name) for name in ("outlet", "date", "headline"))
        self.value(row, "kind")
        key = (outlet.pk, day, fold(headline))
        self.check_twin(number, key)
        if number is not None:
            if number not in self.stood:
                sentence = _("There is no publication № %(number)s: clear this cell to record a new one.")
                raise ValidationError({"number": sentence % {"number": number}})
            return copy(self.stood[number]), False
        same = self.by_headline.get(key)
        return (copy(self.stood[same]), False) if same else (Publication(), True)

    def check_twin(self, number: int | None, key: tuple[Any, ...]) -> None:
        """No row speaks of the publication of another; two numbers are two publications, alike as they may be."""
        name, own = ("headline", key) if number is None else ("number", (number,))
        twin = self.seen.setdefault(own, self.row_number)
        self.seen.setdefault(key, self.row_number)
        if twin != self.row_number:
            raise ValidationError({name: _("The same publication stands in row %(row)s.") % {"row": twin}})

    def import_instance(self, instance: Publication, row: Any, **kwargs: Any) -> None:
        """An empty cell of size leaves what columns and height say, or one."""
        quantity = instance.quantity
        try:
            super().import_instance(instance, row, **kwargs)
        finally:
            instance.quantity = quantity if instance.quantity is None else instance.quantity
        if instance.outlet_id:
            services.complete(instance, self.lines_of(instance.outlet))
        stood = self.stood.get(instance.pk) if instance.pk else None
        if instance.date and (stood is None or stood.date != instance.date):
            check_day(services.program_of(instance), instance.date)
        if instance.link:
            self.check_link(instance)

    def lines_of(self, outlet: MediaOutlet) -> list[ContractLine]:
        if outlet.pk not in self.lines:
            self.lines[outlet.pk] = services.lines_of(outlet)
        return self.lines[outlet.pk]

    def check_link(self, instance: Publication) -> None:
        """A new publication has a link of its own: none has it that stands, nor a row before."""
        link = canonical(instance.link)
        row = self.links.setdefault(link, self.row_number)
        if instance.pk is not None:
            return
        twin = self.by_link.get(link)
        if twin is not None:
            sentence = _("This link is recorded already as publication № %(number)s: %(twin)s.")
            raise ValidationError({"link": sentence % {"number": twin, "twin": self.stood[twin]}})
        if row != self.row_number:
            raise ValidationError({"link": _("The same publication stands in row %(row)s.") % {"row": row}})

    def refusals(self, records: Sequence[Publication]) -> list[tuple[Publication, ValidationError]]:
        return services.acted_refusals(records)

    def write(self, results: Sequence[RowResult]) -> bool:
        publications = [result.instance for result in self.to_write(results)]
        return services.save_publications(publications=publications, by=self.by, moved=self.moved)

    def moved(self) -> bool:
        """Whether a publication that the file speaks of changed or went, or one came that is like a row."""
        left = set(self.stood)
        for pk, version, key, link in _standing(self.places):
            if self.standing.get(pk) != version and (pk in left or key in self.seen or link in self.links):
                return True
            left.discard(pk)
        return bool(left)


def _standing(places: Mapping[str, set[Any]]) -> Iterator[tuple[int, int, Alike, str]]:
    """The key, version, outlet with day and headline, and link of the publications of these numbers, days or links."""
    alike = Q(pk__in=places["pk"]) | Q(date__in=places["date"]) | Q(link__in=places["link"])
    rows = Publication.objects.filter(alike).order_by()
    names = ("pk", "version", "outlet", "date", "headline", "link")
    for pk, version, outlet, day, headline, link in rows.values_list(*names):
        yield pk, version, (outlet, day, fold(headline)), canonical(link)
