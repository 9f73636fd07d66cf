"""Requests for organisational support as a table, taken away and brought back."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy
from import_export.results import RowResult

from programs.staff.columns import Choice, Column, Day, Known, Whole

from ..models import Institution, SupportRequest
from ..services import save_support
from .institutions import YesNo
from .press import OfMeasureResource


def _institutions() -> Any:
    return Institution.objects.all()


class SupportResource(OfMeasureResource):
    """The same institution, day and words are the same request. What it cost stays with the ledger."""

    title = gettext_lazy("Requests for support")
    named_by = ("asked_on", "asked")
    same = ("institution", "asked_on", "asked")

    number = Column(gettext_lazy("Request №"), "pk", Whole(), info=True)
    program = Column(gettext_lazy("Programme (address)"), "measure__program__slug", needed=True, info=True)
    code = Column(gettext_lazy("Measure code"), "measure__code", needed=True, info=True)
    institution = Column(gettext_lazy("Institution"), "institution", Known(_institutions, "name"), needed=True)
    asked_on = Column(gettext_lazy("Asked on"), "asked_on", Day(), needed=True)
    asked = Column(gettext_lazy("What was asked for"), "asked", needed=True)
    answer_until = Column(gettext_lazy("Answer until"), "answer_until", Day())
    state = Column(gettext_lazy("State"), "state", Choice(SupportRequest.State), needed=True)
    done_on = Column(gettext_lazy("Done or answered on"), "done_on", Day())
    done = Column(gettext_lazy("What was done, or why not"), "done")
    is_public = Column(gettext_lazy("Public"), "is_public", YesNo())

    class Meta:
        model = SupportRequest

    @transaction.atomic
    def write(self, results: Sequence[RowResult]) -> bool:
        for result in self.to_write(results):
            save_support(request=result.instance, by=self.by)
        return True
