"""What every public page shares: which programmes it may show and its date."""

from dataclasses import dataclass
from datetime import date as Date

from django import forms
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Program


class DateForm(forms.Form):
    """«Станом на»: the date on which the plan and the money are shown."""

    on = forms.DateField(
        label=_("As of"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        error_messages={"invalid": _("This is no date. Write it as day.month.year, for example 30.06.2022.")},
    )


@dataclass(frozen=True)
class AsOf:
    """The date a page is about: the one that was asked for, else today; ``form`` keeps what was written."""

    form: DateForm
    date: Date
    today: Date

    @property
    def valid(self) -> bool:
        return self.form.is_valid()

    @property
    def chosen(self) -> bool:
        return self.valid and self.form.cleaned_data["on"] is not None

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
        if not self.valid:
            return str(self.form.data.get("on", ""))
        return self.date.isoformat()


def as_of(request: HttpRequest) -> AsOf:
    form, today = DateForm(request.GET), timezone.localdate()
    asked = form.cleaned_data["on"] if form.is_valid() else None
    return AsOf(form, asked or today, today)


def published_program(slug: str) -> Program:
    """The programme of an address; a draft is not found, whoever asks."""
    return get_object_or_404(Program.objects.published().select_related("commission"), slug=slug)
