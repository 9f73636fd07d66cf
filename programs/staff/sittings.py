"""What staff do alike with sittings of any body."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ..models.sittings import AbstractSitting
from .forms import LinesField


class CancelForm(forms.Form):
    reason = LinesField(
        label=gettext_lazy("Why it is cancelled"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )


class CancelsSitting:
    """Cancel a planned sitting: it stays in the list with the reason."""

    slug = "cancel"
    form_class: Any = CancelForm
    title = gettext_lazy("Cancel the sitting")
    lead = gettext_lazy("The sitting stays in the list with the reason; its questions wait for another one.")
    done = gettext_lazy("The sitting is cancelled.")
    is_danger = True
    asks_reason = True

    @classmethod
    def offered(cls, record: AbstractSitting) -> bool:
        return bool(record.state == record.PLANNED)
