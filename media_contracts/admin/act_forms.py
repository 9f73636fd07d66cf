"""The forms of acts: a period that proposes, two signatures, publications to tick."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.staff.forms import RecordForm

from .. import services
from ..models import Act, ActLine, Contract, Publication
from ..services import representative_of
from .base import PrivateFileWidget, count, day
from .parts import SpreadForm
from .steps import show_refusal


def month_before(on: date) -> tuple[date, date]:
    last = on.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_period(contract: Contract, on: date) -> tuple[date, date]:
    """The month after the last act; of the first, that of the first publication, or the last month of the term."""
    last = contract.acts.filter(state__in=[Act.State.SIGNED, Act.State.DRAFT]).order_by("period_end").last()
    if last is not None:
        start = min(last.period_end, date.max - timedelta(days=1)) + timedelta(days=1)
        return start, _last_of_month(start)
    last_day = _last_of_month(services.terms_on(contract).date_to)
    start, end = month_before(min(on, last_day + timedelta(days=1)) if last_day < date.max else on)
    first: Any = Publication.objects.filter(contract_line__contract=contract).not_acted().order_by("date").first()
    if first is not None and first.date < start:
        start, end = first.date.replace(day=1), _last_of_month(first.date)
    if start < contract.date_from:
        start = contract.date_from
        end = max(end, _last_of_month(start))
    return start, end


def beginning(contract: Contract, old: Act | None) -> dict[str, Any]:
    """What a new act begins with: of the act that it corrects, or of the next period."""
    today = timezone.localdate()
    start, end = (old.period_start, old.period_end) if old else next_period(contract, today)
    return {
        "contract": contract.pk,
        "corrects": old.pk if old else None,
        "number": f"{old.number}-1" if old else str(contract.acts.count() + 1),
        "date": min(today, end),
        "period_start": start,
        "period_end": end,
        **({name: getattr(old, name) for name in Act.SIGNATORIES} if old else signatories(contract)),
    }


def signatories(contract: Contract) -> dict[str, str]:
    """Who signs for either party, unless somebody else does this time."""
    found: dict[str, str] = {}
    for role, party in (("customer", contract.customer), ("supplier", contract.supplier)):
        usual = representative_of(party)
        found |= {
            f"{role}_signatory": usual.name,
            f"{role}_position": usual.position,
            f"{role}_acts_on": usual.acts_on,
        }
    return found


class DraftActForm(forms.ModelForm):
    """A new act: its period says what is proposed."""

    class Meta:
        model = Act
        fields = (
            "number",
            "date",
            "period_start",
            "period_end",
            *Act.SIGNATORIES,
        )
        widgets = {
            **{name: forms.TextInput(attrs={"class": "vTextField"}) for name in ("number", *Act.SIGNATORIES)},
            **{name: admin.widgets.AdminDateWidget() for name in ("date", "period_start", "period_end")},
        }

    contract = forms.IntegerField(widget=forms.HiddenInput)
    corrects = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.contract_id = self.initial["contract"]
        self.instance.corrects_id = self.initial["corrects"]

    def _get_validation_exclusions(self) -> set[str]:
        """The contract comes from the page that the act was begun on: judged, though no field of the form."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"contract", "corrects"}

    def is_valid(self) -> bool:
        return super().is_valid() and "_check" not in self.data

    def show(self, refusal: ValidationError) -> None:
        show_refusal(self, refusal)


class ActForm(RecordForm):
    class Meta:
        widgets = {"scan": PrivateFileWidget}


class SignActForm(SpreadForm):
    """The two dates; the act takes effect on the later."""

    customer_signed_on = forms.DateField(label=_("signed for the customer on"), widget=admin.widgets.AdminDateWidget())
    supplier_signed_on = forms.DateField(label=_("signed for the supplier on"), widget=admin.widgets.AdminDateWidget())


class PiecesField(forms.ModelMultipleChoiceField):
    """Publications to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{day(obj.date)} · {obj.outlet} · {obj.headline} · {count(obj.quantity)}"


class ChooseForm(forms.Form):
    """The publications of a line's contract that this line may list."""

    publications = PiecesField(Publication.objects.none(), label=_("Publications"))

    def __init__(self, *args: Any, line: ActLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        act = line.act
        free = Publication.objects.filter(contract_line=line.line_id)
        taken = free.filter(listings__is_standing=True)
        if act.corrects_id:
            taken = taken.exclude(listings__act_line__act=act.corrects_id, listings__is_standing=True)
        taken = taken.exclude(listings__act_line=line)
        choice: Any = self.fields["publications"]
        choice.queryset = free.exclude(pk__in=taken.values("pk")).select_related("outlet").order_by("date", "pk")
        self.initial["publications"] = list(line.publications.values_list("pk", flat=True))

    def show(self, refusal: ValidationError) -> None:
        for sentence in refusal.messages:
            self.add_error("publications", sentence)
