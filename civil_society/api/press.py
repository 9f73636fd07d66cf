"""Work with the press, publications of the site and notes of the monitoring in the API."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from programs.rest.collection import Collection
from programs.rest.fields import OfMeasure, Reason
from programs.rest.filters import DatedFilters, OfMeasureFilters, YesNo, by_choice, by_text
from programs.rest.rights import Person
from programs.services import delete_with_activity, save_with_activity

from ..models import MonitoringNote, PressEvent, SitePublication
from ..services import save_press_event


class Kept(Collection):
    """Records that keep an activity."""

    orderings = {"id": "pk", "date": "date"}
    default_ordering: tuple[str, ...] = ("-date", "-pk")
    search_fields = ["folded"]

    def save(self, record: Any, *, reason: str) -> Any:
        return save_with_activity(record=record, by=self.person, reason=reason)

    def remove(self, item: Any, *, reason: str) -> None:
        delete_with_activity(record=item, by=self.person, reason=reason)

    def seen(self) -> Any:
        """The records that the person may know of."""
        model: Any = self.writes
        user: Person = self.request.user
        sees_all = user.is_authenticated and user.has_perm(f"civil_society.view_{model._meta.model_name}")
        return model.objects.all() if sees_all else model.objects.published()

    def get_queryset(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.seen().select_related("measure__program")
        return found


class PressEventSerializer(OfMeasure):
    """A release, an announcement or an event; time and place that are kept back are answered on the day after."""

    reason = Reason()

    class Meta:
        model = PressEvent
        fields = [
            "id", "program", "measure", "measure_code", "kind", "state", "date", "time", "heading", "text", "place",
            "is_withheld", "office", "accreditation_until", "people", "link", "is_public", "reason",
        ]  # fmt: skip

    def to_representation(self, instance: PressEvent) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not instance.told_place and not self.context["request"].user.has_perm("civil_society.view_pressevent"):
            shown |= {"time": None, "place": ""}
        return shown


class PressFilters(OfMeasureFilters, DatedFilters):
    kind = by_choice("kind", PressEvent.Kind, gettext_lazy("kind"))
    state = by_choice("state", PressEvent.State, gettext_lazy("state"))


class Events(Kept):
    title = gettext_lazy("Work with the press")
    about = gettext_lazy("Releases, announcements, briefings, press conferences, tours and hot lines.")
    writes = PressEvent
    serializer_class = PressEventSerializer
    filterset_class = PressFilters

    def save(self, record: PressEvent, *, reason: str) -> Any:
        return save_press_event(event=record, by=self.person, reason=reason)


class SitePublicationSerializer(OfMeasure):
    """A text on the council's official site."""

    reason = Reason()

    class Meta:
        model = SitePublication
        fields = ["id", "program", "measure", "measure_code", "date", "section", "heading", "link", "reason"]


class SiteFilters(OfMeasureFilters, DatedFilters):
    section = by_text("section", gettext_lazy("section of the site"))


class SitePublications(Kept):
    title = gettext_lazy("Publications on the site")
    about = gettext_lazy("What stood on the official site, by day and section.")
    writes = SitePublication
    serializer_class = SitePublicationSerializer
    filterset_class = SiteFilters


class MonitoringNoteSerializer(OfMeasure):
    """A note of the monitoring: what an outlet or a channel said, and what was answered."""

    reason = Reason()

    class Meta:
        model = MonitoringNote
        fields = [
            "id", "program", "measure", "measure_code", "sample", "outlet", "channel", "date", "heading", "link",
            "topic", "genre", "tone", "has_both_sides", "claim", "needs_answer", "answered_by", "answer_until",
            "answered_on", "answer", "is_public", "reason",
        ]  # fmt: skip


class MonitoringFilters(OfMeasureFilters, DatedFilters):
    tone = by_choice("tone", MonitoringNote.Tone, gettext_lazy("tone"))
    genre = by_choice("genre", MonitoringNote.Genre, gettext_lazy("genre"))
    topic = by_text("topic", gettext_lazy("topic"))
    needs_answer = YesNo(field_name="needs_answer", label=gettext_lazy("an answer is needed"))


class MonitoringNotes(Kept):
    title = gettext_lazy("Monitoring notes")
    about = gettext_lazy("What media and channels said about the community; the public reads those that are shown.")
    writes = MonitoringNote
    serializer_class = MonitoringNoteSerializer
    filterset_class = MonitoringFilters
