"""All that the portal has to know of grants."""

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Model

from programs.models import LedgerEntry, Measure, Program
from programs.modules import Address, Files, Found, Hit, Link, Match, MenuGroup, Module, OfMeasures, Reached, Shortcut

from .models import Grant, GrantLink

signed = Grant.objects.exclude(signed_on=None)


class GrantsModule(Module):
    app = "grants"
    urls = "tests.grants.pages"
    staff_urls = "tests.grants.staff_urls"
    endpoints = (("grants", "tests.grants.pages.Grants"),)
    staff_menu = (MenuGroup("grants", "Гранти", ["Grant"], after="money"),)
    rights = Path(__file__).with_name("roles.json")
    report_sections = ("tests.grants.pages.Section",)
    duties = ("tests.grants.pages.grants_to_sign",)
    background = (("grant-letter", "tests.grants.pages.Letter"),)

    def menu(self) -> list[Link]:
        return [Link("Гранти", "/grants/")]

    def shortcuts(self, user: Any) -> Iterable[Shortcut]:
        return [Shortcut("Новий грант", "/staff/grants/")]

    def of_program(self, program: Program) -> list[Link]:
        return [Link("Гранти програми", "/grants/", signed.count())]

    def reached(self, program: Program, on: date, measure: Measure | None = None) -> OfMeasures:
        rows = signed.filter(measure__program=program, signed_on__lte=on)
        return {each.measure_id: [Reached("grants", 1, "грант на проєкт")] for each in rows}

    def documents(self, entries: Collection[LedgerEntry]) -> dict[int, list[Model]]:
        links = GrantLink.objects.filter(entry__in=[entry.pk for entry in entries]).select_related("grant")
        return {link.entry_id: [link.grant] for link in links}

    def found(self, match: Match, limit: int) -> list[Found]:
        hits = [Hit(each.project, each.get_absolute_url()) for each in signed.filter(match("folded"))]
        return [Found(hits[:limit], len(hits), "grants", "Гранти")]

    def files(self) -> list[Files]:
        return [Files("Усі гранти", [Link("CSV", "/api/v1/grants/?format=csv")])]

    def addresses(self) -> Iterable[Address]:
        return [Address(each.get_absolute_url()) for each in signed]
