"""Who took part in an activity, all of them at once."""

from typing import Any

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.models import Activity
from programs.services import save_record
from programs.staff.forms import SeveralField
from programs.staff.steps import StepView

from ..models import Institution, Participation

OFFERED = 200  # activities, the latest


class TookPartForm(forms.Form):
    activity = forms.ModelChoiceField(Activity.objects.none(), label=_("Activity"), empty_label=_("not chosen"))
    institutions = SeveralField(
        Institution.objects.exclude(state=Institution.State.ENDED),
        label=_("Who took part"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = [*Activity.objects.order_by("-date", "-pk").values_list("pk", flat=True)[:OFFERED]]
        self.fields["activity"].queryset = Activity.objects.filter(pk__in=latest)  # type: ignore[attr-defined]


class TookPart(StepView):
    """Record several institutions with one activity; what stands already is passed over."""

    form_class = TookPartForm
    permission = "civil_society.add_participation"
    opts = Institution._meta
    title = _("Record who took part")
    lead = _("Choose what was done and tick everybody who was there; who is recorded already stays.")
    done = _("Who took part is recorded.")

    def get_object(self, queryset: Any = None) -> Any:
        return None

    @property
    def subtitle(self) -> str:
        return str(Institution._meta.verbose_name_plural)

    @property
    def back(self) -> str:
        return reverse("admin:civil_society_institution_changelist")

    @transaction.atomic
    def perform(self, given: dict[str, Any]) -> None:
        there = Participation.objects.filter(activity=given["activity"]).values("institution")
        for institution in given["institutions"].exclude(pk__in=there):
            save_record(record=Participation(institution=institution, activity=given["activity"]), by=self.user)
