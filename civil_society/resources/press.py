"""Publications on the site and notes of the monitoring as tables, taken away and brought back."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult

from programs.models import Body, Measure
from programs.modules import media_bodies
from programs.services import save_with_activity
from programs.staff.columns import BroughtRow, Choice, Column, Day, Known, PortalResource, Whole
from programs.texts import canonical, fold

from ..models import MonitoringNote, SitePublication
from .institutions import YesNo


class OfMeasureResource(PortalResource):
    """A row is the record of its number; without one that of the same key, or a new one of the measure it names."""

    same: tuple[str, ...] = ()  # the columns that tell records apart

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.measures: dict[tuple[str, str], Measure] = {}
        self.standing: dict[int, Any] = {}
        self.by_key: dict[Any, int] = {}
        self.seen: dict[Any, int] = {}  # the row of the file that speaks of a record

    def look_up(self, rows: Sequence[BroughtRow]) -> None:
        """The department keeps some thousands of them in years: all are read once."""
        if not self.measures:
            found = Measure.objects.select_related("program")
            self.measures = {(measure.program.slug, measure.code): measure for measure in found}
            self.standing = self._meta.model.objects.select_related("measure__program").in_bulk()
            self.by_key = {
                self.key(getattr(each, name) for name in self.same): pk for pk, each in self.standing.items()
            }

    @staticmethod
    def key(values: Any) -> tuple[str, ...]:
        return tuple(fold(str(value or "")) for value in values)

    def instance_for(self, row: Any) -> tuple[Any, bool]:
        number, key = self.value(row, "number"), self.key(self.value(row, name) for name in self.same)
        if number is not None and number not in self.standing:
            words = _("There is no record № %(number)s: clear this cell to record a new one.")
            raise ValidationError({"number": words % {"number": number}})
        found = number or self.by_key.get(key)
        twin = self.seen.setdefault(found or key, self.row_number)
        if twin != self.row_number:
            raise ValidationError({self.same[-1]: _("The same record stands in row %(row)s.") % {"row": twin}})
        place = (canonical(self.value(row, "program")), canonical(self.value(row, "code")))
        if (measure := self.measures.get(place)) is None:
            sentence = _("The programme “%(program)s” has no measure with the code “%(code)s”.")
            raise ValidationError({"code": sentence % {"program": place[0], "code": place[1]}})
        record = copy(self.standing[found]) if found else self._meta.model()
        record.measure = measure
        return record, not found

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        same = bool(instance.pk) and instance.measure_id == self.standing[instance.pk].measure_id
        return not import_validation_errors and same and self.shown(instance) == self.shown(original)

    @transaction.atomic
    def write(self, results: Sequence[RowResult]) -> bool:
        """All rows or none; one that somebody changed since the preview is a conflict."""
        for result in self.to_write(results):
            save_with_activity(record=result.instance, by=self.by)
        return True


class SitePublicationResource(OfMeasureResource):
    """The publications of the site: the same link is the same publication; a list brought twice adds nothing."""

    title = gettext_lazy("Publications on the site")
    named_by = ("date", "heading")
    same = ("link",)

    number = Column(gettext_lazy("Publication №"), "pk", Whole(), info=True)
    program = Column(gettext_lazy("Programme (address)"), "measure__program__slug", needed=True, info=True)
    code = Column(gettext_lazy("Measure code"), "measure__code", needed=True, info=True)
    date = Column(gettext_lazy("Date"), "date", Day(), needed=True)
    section = Column(gettext_lazy("Section of the site"), "section")
    heading = Column(gettext_lazy("Heading"), "heading", needed=True)
    link = Column(gettext_lazy("Link"), "link", needed=True)

    class Meta:
        model = SitePublication


def _media() -> Any:
    return Body.objects.filter(pk__in=media_bodies())


class MonitoringResource(OfMeasureResource):
    """The notes of the monitoring: the same link is the same note, or where there is none day, place and heading."""

    title = gettext_lazy("Monitoring notes")
    named_by = ("date", "heading")
    same = ("date", "outlet", "channel", "heading")

    number = Column(gettext_lazy("Note №"), "pk", Whole(), info=True)
    program = Column(gettext_lazy("Programme (address)"), "measure__program__slug", needed=True, info=True)
    code = Column(gettext_lazy("Measure code"), "measure__code", needed=True, info=True)
    sample = Column(gettext_lazy("Sample"), "sample", needed=True)
    date = Column(gettext_lazy("Date"), "date", Day(), needed=True)
    outlet = Column(gettext_lazy("Medium"), "outlet", Known(_media, "name"))
    channel = Column(gettext_lazy("Channel"), "channel")
    heading = Column(gettext_lazy("Heading"), "heading", needed=True)
    link = Column(gettext_lazy("Link"), "link")
    topic = Column(gettext_lazy("Topic"), "topic", needed=True)
    genre = Column(gettext_lazy("Genre"), "genre", Choice(MonitoringNote.Genre), needed=True)
    tone = Column(gettext_lazy("Tone"), "tone", Choice(MonitoringNote.Tone), needed=True)
    has_both_sides = Column(gettext_lazy("Both sides"), "has_both_sides", YesNo())
    claim = Column(gettext_lazy("What it says"), "claim")
    needs_answer = Column(gettext_lazy("Answer needed"), "needs_answer", YesNo())
    answered_by = Column(gettext_lazy("Who answers"), "answered_by")
    answer_until = Column(gettext_lazy("Answer until"), "answer_until", Day())
    answered_on = Column(gettext_lazy("Answered on"), "answered_on", Day())
    answer = Column(gettext_lazy("What was answered"), "answer")
    is_public = Column(gettext_lazy("Public"), "is_public", YesNo())

    class Meta:
        model = MonitoringNote
