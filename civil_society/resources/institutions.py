"""The institutions as a table, taken away and brought back."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult

from programs.models import Activity
from programs.reporting import Table
from programs.staff.columns import BroughtRow, Choice, Code, Column, Day, PortalResource, Text, Whole, Widget
from programs.texts import fold

from ..models import Institution, Participation
from ..services import save_institution, set_taking_part


class YesNo(Text):
    """«так», «ні»; an empty cell is no."""

    words = {"так": True, "yes": True, "1": True, "ні": False, "no": False, "0": False, "": False}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = super().clean(value).casefold()
        if text not in self.words:
            raise ValueError(_("Write “так” or “ні”."))
        return self.words[text]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "так" if value else "ні"


class Numbers(Widget):
    """Numbers of records, one after another: «12; 15»."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[int]:
        return [Whole().clean(part) or 0 for part in re.split(r"[;,\s]+", Text().clean(value)) if part]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(map(str, value or []))


class InstitutionResource(PortalResource):
    """A row is the institution of its number; without one that of the same name and ЄДРПОУ, or a new one.

    Notes and representatives stay in the portal: a table goes further than one thinks.
    """

    title = gettext_lazy("Institutions of civil society")
    named_by = ("name", "edrpou")

    number = Column(gettext_lazy("Institution №"), "pk", Whole(), info=True)
    type = Column(gettext_lazy("Type"), "type", Choice(Institution.Type), needed=True)
    name = Column(gettext_lazy("Full name"), "name", needed=True)
    short_name = Column(gettext_lazy("Short name"), "short_name")
    edrpou = Column(gettext_lazy("ЄДРПОУ"), "edrpou", Code())
    has_personality = Column(gettext_lazy("Legal person"), "has_personality", YesNo())
    legal_form = Column(gettext_lazy("Legal form"), "legal_form")
    seat = Column(gettext_lazy("Seat"), "seat")
    territory = Column(gettext_lazy("Territory"), "territory")
    field = Column(gettext_lazy("Field of work"), "field")
    site = Column(gettext_lazy("Site"), "site")
    is_nonprofit = Column(gettext_lazy("Non-profit"), "is_nonprofit", YesNo())
    nonprofit_on = Column(gettext_lazy("Non-profit since"), "nonprofit_on", Day())
    state = Column(gettext_lazy("State"), "state", Choice(Institution.State), needed=True)
    checked_on = Column(gettext_lazy("State checked on"), "checked_on", Day())
    source = Column(gettext_lazy("Source"), "source")
    is_public = Column(gettext_lazy("Public"), "is_public", YesNo())
    consented_on = Column(gettext_lazy("Agreed to be named on"), "consented_on", Day())
    took_part = Column(gettext_lazy("Took part in activities №"), "took_part", Numbers())

    class Meta:
        model = Institution

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.standing: dict[int, Institution] = {}
        self.seen: dict[Any, int] = {}  # the row of the file that speaks of an institution
        self.activities: set[int] = set()

    def table(self, records: Iterable[Any]) -> Table:
        return super().table(_with_taking_part(records))

    def look_up(self, rows: Sequence[BroughtRow]) -> None:
        """A council knows some hundreds of institutions: all are read once."""
        if not self.standing:
            self.standing = {each.pk: each for each in _with_taking_part(Institution.objects.all())}
            self.activities = {*Activity.objects.values_list("pk", flat=True)}

    def instance_for(self, row: Any) -> tuple[Institution, bool]:
        number, key = self.value(row, "number"), (fold(self.value(row, "name")), self.value(row, "edrpou") or "")
        self.value(row, "type"), self.value(row, "state")
        if number is not None and number not in self.standing:
            words = _("There is no institution № %(number)s: clear this cell to record a new one.")
            raise ValidationError({"number": words % {"number": number}})
        alike = [pk for pk, each in self.standing.items() if (fold(each.name), each.edrpou) == key]
        found = number or (alike[0] if alike else None)
        twin = self.seen.setdefault(found or key, self.row_number)
        if twin != self.row_number:
            raise ValidationError({"name": _("The same institution stands in row %(row)s.") % {"row": twin}})
        return (copy(self.standing[found]), False) if found else (_with_taking_part([Institution()])[0], True)

    def import_instance(self, instance: Institution, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        instance.edrpou = instance.edrpou or ""
        took_part: Any = instance.took_part  # type: ignore[attr-defined]
        if unknown := sorted({*took_part} - self.activities):
            words = _("There is no activity № %(numbers)s.") % {"numbers": ", ".join(map(str, unknown))}
            raise ValidationError({"took_part": words})

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not import_validation_errors and bool(instance.pk) and self.shown(instance) == self.shown(original)

    @transaction.atomic
    def write(self, results: Sequence[RowResult]) -> bool:
        """All rows or none; one that somebody changed since the preview is a conflict."""
        for result in self.to_write(results):
            institution: Any = save_institution(institution=result.instance, by=self.by)
            set_taking_part(institution=institution, activities=institution.took_part, by=self.by)
        return True


def _with_taking_part(records: Iterable[Any]) -> list[Any]:
    """Institutions with the numbers of the activities in which they took part: one query."""
    found = list(records)
    took_part: dict[int, list[int]] = defaultdict(list)
    rows = Participation.objects.filter(institution__in=[each.pk for each in found if each.pk])
    for pk, activity in rows.order_by("activity").values_list("institution", "activity"):
        took_part[pk].append(activity)
    for each in found:
        each.took_part = took_part[each.pk]
    return found
