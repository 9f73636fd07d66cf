"""The log of publications as a table: a month's list is imported, the list on the screen exported."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.reporting import Kind
from programs.staff.columns import Amount, Choice, Column, Day, Known, PortalResource, Text, Whole
from programs.texts import fold

from . import services
from .models import MediaOutlet, Publication

LARGEST = 10**9  # no size has more digits


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

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Count the rows, so that a doubled one names its twin."""
        self.row_number = getattr(self, "row_number", 1) + 1

    def instance_for(self, row: Any) -> tuple[Publication, bool]:
        number = self.value(row, "number")
        outlet, day, headline = (self.value(row, name) for name in ("outlet", "date", "headline"))
        self.value(row, "kind")
        self.check_twin(number, (outlet.pk, day, fold(headline)))
        rows = Publication.objects.select_related("outlet", "contract_line__contract")
        if number is not None:
            found = rows.filter(pk=number).first()
            if found is None:
                sentence = _("There is no publication № %(number)s: clear this cell to record a new one.")
                raise ValidationError({"number": sentence % {"number": number}})
            return found, False
        same = rows.filter(pk__in=services.under_headline(outlet=outlet.pk, date=day, headline=headline)).first()
        return (same, False) if same else (Publication(), True)

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
            instance.quantity = instance.measured_area or instance.quantity
            if instance.date and instance.contract_line is None:
                instance.contract_line = next(iter(services.lines_for(instance.outlet, instance.date)), None)
        if instance.link and instance.pk is None:
            twin = Publication.objects.filter(link=instance.link).first()
            if twin is not None:
                sentence = _("This link is recorded already as publication № %(number)s: %(twin)s.")
                raise ValidationError({"link": sentence % {"number": twin.pk, "twin": twin}})

    def save_instance(self, instance: Publication, is_create: bool, row: Any, **kwargs: Any) -> None:
        services.save_publication(publication=instance, by=self.by)
