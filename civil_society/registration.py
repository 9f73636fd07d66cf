"""What institutions add to the portal: the public register, the endpoint, staff's menu, a duty, search, open data."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext_lazy, pgettext, pgettext_lazy

from programs.models import Measure, Program
from programs.modules import (
    Address,
    Files,
    Found,
    Hit,
    Link,
    Match,
    MenuGroup,
    Module,
    OfMeasures,
    Reached,
    Shortcut,
)

from .models import Institution, Participation


class CivilSociety(Module):
    """Institutions of civil society (section II of the founding programme)."""

    app = "civil_society"
    urls = "civil_society.urls"
    staff_urls = "civil_society.staff_urls"
    endpoints = (("institutions", "civil_society.api.institutions.Institutions"),)
    staff_menu = (
        MenuGroup("institutions", pgettext_lazy("menu", "Civil society"), ["Institution"], after="execution"),
    )
    rights = settings.BASE_DIR / "fixtures" / "roles" / "civil_society.json"
    duties = ("civil_society.duties.institutions.states_to_check",)

    def menu(self) -> list[Link]:
        return [Link(pgettext("menu", "Civil society"), reverse("civil_society:register"))]

    def shortcuts(self, user: Any) -> Iterable[Shortcut]:
        if user.has_perm("civil_society.add_institution"):
            yield Shortcut(_("Add an institution"), reverse("admin:civil_society_institution_add"))
        if user.has_perm("civil_society.add_participation") and Institution.objects.exists():
            yield Shortcut(_("Record who took part"), reverse("civil_society_staff:took-part"))

    def reached(self, program: Program, on: date, measure: Measure | None = None) -> OfMeasures:
        """How many institutions took part by a day: each counts once."""
        took_part = Participation.objects.counted().filter(activity__measure__program=program, activity__date__lte=on)
        if measure:
            took_part = took_part.filter(activity__measure=measure)
        counts: dict[int | None, int] = dict(
            took_part.order_by().values_list("activity__measure").annotate(Count("institution", distinct=True))
        )
        counts[None] = took_part.values("institution").distinct().count()
        unit = npgettext_lazy("counted", "institution that took part", "institutions that took part")
        page = reverse("civil_society:register")
        return defaultdict(
            list, {of: [Reached("institutions", count, unit, page=page)] for of, count in counts.items() if count}
        )

    def of_body(self, bodies: Collection[int]) -> list[Link]:
        rows = Institution.objects.published().filter(body__in=bodies).order_by("name")
        return [Link(each.name, each.get_absolute_url()) for each in rows]

    def found(self, match: Match, limit: int) -> list[Found]:
        rows = Institution.objects.published().filter(match("folded", kinds=None)).order_by("name")
        hits = [Hit(each.name, each.get_absolute_url(), each.get_type_display()) for each in rows[:limit]]
        return [Found(hits, rows.count(), "institutions", _("Institutions of civil society"))]

    def files(self) -> list[Files]:
        formats = [
            Link(extension.upper(), reverse("civil_society:register-file", args=[extension]))
            for extension in ("csv", "xlsx")
        ]
        return [Files(_("Institutions of civil society"), formats)]

    def addresses(self) -> Iterable[Address]:
        yield Address(reverse("civil_society:register"))
        for institution in Institution.objects.published().order_by("pk").only("pk"):
            yield Address(institution.get_absolute_url())
        for files in self.files():
            yield from (Address(link.address, "file") for link in files.formats)
