"""What every public page shares: which programmes it may show and its date."""

from datetime import date as Date

from django import forms
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from ..default_day import default_day
from ..models import Program


class AsOf(forms.Form):
    """«Станом на»: the date on which a page shows plan and money – the one that was asked for, else the usual one."""

    on = forms.DateField(
        label=_("As of"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"invalid": _("This is no date. Write it as day.month.year, for example 30.06.2022.")},
    )

    def __init__(self, request: HttpRequest, program: Program | None = None) -> None:
        super().__init__(request.GET)
        self.today = default_day(program)
        self.valid = self.is_valid()
        self.chosen: Date | None = self.cleaned_data["on"] if self.valid else None
        self.date = self.chosen or self.today

    @property
    def query(self) -> str:
        """What links append so that the next page is of the same date."""
        return f"?on={self.date.isoformat()}" if self.chosen else ""

    @property
    def future(self) -> bool:
        return self.date > self.today

    @property
    def status(self) -> int:
        """400 where the date cannot be read: the page explains it and shows today meanwhile."""
        return 200 if self.valid else 400

    @property
    def text(self) -> str:
        """What the date field holds: as written while it is wrong, as browsers want it (ISO 8601) once it is right."""
        return self.date.isoformat() if self.valid else str(self.data.get("on", ""))


def published_program(slug: str) -> Program:
    """The programme of an address; a draft is not found, whoever asks."""
    return get_object_or_404(Program.objects.published().select_related("commission"), slug=slug)
