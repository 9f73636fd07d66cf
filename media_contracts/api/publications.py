"""The log of publications: what the money of the coverage measures bought."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from programs.rest.fields import MeasureCode, ProgramOf, Visible
from programs.rest.filters import DatedFilters, by_choice, by_computed, by_program, by_record, by_text
from programs.rest.rights import visible_activities
from programs.services import Notice

from ..models import Act, ActPublication, Publication, Unit
from ..services import delete_publication, publication_notices, save_publication
from .collection import Records
from .fields import Quantity, Reason
from .filters import by_contract, by_supplier
from .notices import Warned, Warns
from .rights import visible_acts, visible_lines, visible_outlets, visible_publications


class PublicationSerializer(Warned):
    """A published piece with the line of the contract that buys it and the act that accepted it."""

    outlet = Visible(visible_outlets, label=gettext_lazy("id of the media outlet"))
    outlet_name = serializers.CharField(source="outlet.name", read_only=True, label=gettext_lazy("media outlet"))
    contract_line = Visible(
        visible_lines,
        allow_null=True,
        required=False,
        label=gettext_lazy("id of the line of the contract"),
        help_text=gettext_lazy("If left out, the line of the outlet's contract on this date."),
    )
    contract = serializers.IntegerField(
        source="contract_line.contract_id", read_only=True, allow_null=True, label=gettext_lazy("id of the contract")
    )
    contract_number = serializers.CharField(
        source="contract_line.contract.number",
        read_only=True,
        allow_null=True,
        label=gettext_lazy("number of the contract"),
    )
    program = ProgramOf(source="contract_line.contract.measure.program.slug", allow_null=True)
    measure_code = MeasureCode(source="contract_line.contract.measure.code", allow_null=True)
    after = Visible(
        visible_activities,
        allow_null=True,
        required=False,
        label=gettext_lazy("id of the release or event that it was published after"),
    )
    quantity = Quantity(
        required=False,
        label=gettext_lazy("size in the contract's unit"),
        help_text=gettext_lazy("Computed from columns and height where the outlet's column is known."),
    )
    unit = serializers.ChoiceField(
        Unit.choices, source="contract_line.unit", read_only=True, allow_null=True, label=gettext_lazy("unit")
    )
    act = serializers.IntegerField(
        source="acted_by",
        read_only=True,
        allow_null=True,
        label=gettext_lazy("id of the act"),
        help_text=gettext_lazy("The act that accepted the publication."),
    )
    reason = Reason()

    class Meta:
        model = Publication
        fields = [
            "id",
            "outlet",
            "outlet_name",
            "date",
            "kind",
            "headline",
            "issue",
            "page",
            "link",
            "link_seen_on",
            "columns",
            "height",
            "quantity",
            "unit",
            "contract_line",
            "contract",
            "contract_number",
            "program",
            "measure_code",
            "act",
            "after",
            "notices",
            "reason",
        ]


class PublicationFilters(DatedFilters):
    program = by_program("contract_line__contract__measure__program")
    measure_code = by_text("contract_line__contract__measure__code", gettext_lazy("code of the measure"))
    contract = by_contract("contract_line__contract")
    supplier = by_supplier("outlet__supplier")
    outlet = by_record(visible_outlets, "outlet", gettext_lazy("id of the media outlet"))
    kind = by_choice("kind", Publication.Kind, gettext_lazy("topic"))
    issue = by_text("issue", gettext_lazy("issue №"))
    act = by_computed(visible_acts, "acted_by", gettext_lazy("id of the act"))


class Publications(Warns, Records):
    title = gettext_lazy("Publications")
    about = gettext_lazy(
        "Every published piece: outlet, date, issue and page or link, headline, topic, size, and the act that "
        "accepted it."
    )
    writes = Publication
    serializer_class = PublicationSerializer
    filterset_class = PublicationFilters
    search_fields = ["folded"]
    orderings = {
        "id": "pk",
        "date": "date",
        "outlet": "outlet__name",
        "kind": "kind",
        "quantity": "quantity",
        "headline": "headline",
    }
    default_ordering = ("-date", "-pk")

    def get_queryset(self) -> QuerySet[Any]:
        listings = ActPublication.objects.filter(
            publication=OuterRef("pk"), is_standing=True, act_line__act__state=Act.State.SIGNED
        )
        found = visible_publications(self.request.user).annotate(
            acted_by=Subquery(listings.values("act_line__act")[:1])
        )
        return found.select_related("outlet", "contract_line__contract__measure__program")

    def decorate(self, items: Iterable[Any]) -> Iterable[Any]:
        """A file of the whole log is read piece by piece."""
        return items.iterator(chunk_size=1000) if isinstance(items, QuerySet) else items

    def notices_of(self, item: Any) -> list[Notice]:
        return publication_notices(item)

    def save(self, record: Publication, *, reason: str) -> Publication:
        return save_publication(publication=record, by=self.person, reason=reason)

    def remove(self, item: Any, *, reason: str) -> None:
        delete_publication(publication=item, by=self.person, reason=reason)
