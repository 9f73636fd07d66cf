"""What is done with an act: drawn up for a period, its publications chosen, signed by two, annulled."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from programs.default_day import default_day
from programs.services import Notice
from programs.staff.forms import SeveralField
from programs.staff.sheets import page_of
from programs.staff.steps import StepView
from programs.texts import number_in
from programs.words import date_text, money_text, quantity_text

from .. import services
from ..models import Act, ActLine, Contract, Publication
from ..permissions import may_sign
from ..services import representative_of
from .act_tables import proposal_table, proposed_shares
from .contract_steps import PartsForm, contract_facts


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
    today = default_day(contract.measure.program)
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
            **{name: AdminDateWidget() for name in ("date", "period_start", "period_end")},
        }

    class Media:
        js = [forms.Script("admin_portal/contracts.js", defer=True)]

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


class SignActForm(PartsForm):
    """The two dates; the act takes effect on the later."""

    customer_signed_on = forms.DateField(label=gettext_lazy("signed for the customer on"), widget=AdminDateWidget())
    supplier_signed_on = forms.DateField(label=gettext_lazy("signed for the supplier on"), widget=AdminDateWidget())

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_parts(contract, "left_to_accept")


class PiecesField(SeveralField):
    """Publications to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{date_text(obj.date)} · {obj.outlet} · {obj.headline} · {quantity_text(obj.quantity)}"


class ChooseForm(forms.Form):
    """The publications of a line's contract that this line may list."""

    publications = PiecesField(Publication.objects.none(), label=gettext_lazy("Publications"))

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


def corrected_by(request: Any, contract: Contract) -> Act | None:
    """The act of the contract that the new one is to correct."""
    key = number_in(request.POST.get("corrects", "") or request.GET.get("corrects", ""))
    return contract.acts.filter(pk=key).first() if key else None


def act_facts(act: Act) -> list[tuple[str, str]]:
    """What an act accepts, and which act it corrects or is corrected by."""
    found = [
        *contract_facts(act.contract),
        (capfirst(_("period")), f"{date_text(act.period_start)} – {date_text(act.period_end)}"),
        (_("Accepted by this act"), money_text(services.act_amount(act))),
    ]
    if act.corrects:
        found.append((_("Corrects"), str(act.corrects)))
    later = Act.objects.filter(corrects=act).first()
    if later:
        found.append((_("Corrected by"), str(later)))
    return found


def act_signatures(act: Act) -> list[tuple[str, str]]:
    """Who signs an act for either party, or signed it, and when."""
    customer, supplier = services.signed_by(act, *services.parties_of(act))
    return [
        (_("For the customer"), _signature(customer, act.customer_signed_on)),
        (_("For the supplier"), _signature(supplier, act.supplier_signed_on)),
    ]


def _signature(who: services.Representative, on: date | None) -> str:
    ground = _("on the ground of: %s") % who.acts_on if who.acts_on else ""
    return ", ".join(part for part in (who.name or "—", who.position, ground, date_text(on)) if part)


class DrawUpAct(StepView):
    """Draft an act of a contract for a period, with everything that is proposed for it; the record is the contract."""

    template_name = "admin/media_contracts/draw_up_act.html"
    queryset = Contract.objects.select_related("customer", "supplier", "measure__program")
    object: Contract
    form_class = DraftActForm
    opts = Act._meta
    permission = "media_contracts.add_act"
    title = gettext_lazy("New act")
    button = gettext_lazy("Draw up the act")
    lead = gettext_lazy("Choose the period: the publications that no act lists yet are proposed with their prices.")
    done = gettext_lazy("The draft of the act is ready: look it through and sign it.")

    def get_initial(self) -> dict[str, Any]:
        return beginning(self.object, corrected_by(self.request, self.object))

    def get_form_kwargs(self) -> dict[str, Any]:
        self.act = Act()
        return {**super().get_form_kwargs(), "instance": self.act}

    def facts(self) -> list[tuple[str, str]]:
        return contract_facts(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        asked = {"contract": self.object.pk, **({"corrects": self.act.corrects_id} if self.act.corrects_id else {})}
        context["proposal_address"] = f"{reverse('admin:media_contracts_act_proposal')}?{urlencode(asked)}"
        period = (form["period_start"].value(), form["period_end"].value())
        context["proposal"] = proposal_table(self.object, *period, corrects=self.act.corrects)
        return context

    def perform(self, given: dict[str, Any]) -> None:
        act = self.act
        found = services.propose_act(self.object, act.period_start, act.period_end, corrects=act.corrects)
        services.draft_act(act=act, proposals=found, by=self.user)

    def get_success_url(self) -> str:
        return page_of(self.act)


class SignAct(StepView):
    """Take an act into effect by its two signatures."""

    slug = "sign"
    queryset = Act.objects.select_related("contract__supplier", "contract__measure__program", "corrects")
    object: Act
    form_class = SignActForm
    title = gettext_lazy("Sign the act")
    lead = gettext_lazy("With both signatures the act is accepted on the later of their dates.")
    takes_over = True
    done = gettext_lazy("The act is signed, its amount is accepted in the ledger.")

    @classmethod
    def may(cls, user: Any) -> bool:
        return may_sign(user)

    @classmethod
    def offered(cls, record: Act) -> bool:
        return record.is_open

    def get_initial(self) -> dict[str, Any]:
        act = self.object
        days = {name: getattr(act, name) or act.date for name in ("customer_signed_on", "supplier_signed_on")}
        return {**super().get_initial(), **days}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "contract": self.object.contract}

    def facts(self) -> list[tuple[str, str]]:
        return [*act_facts(self.object), *act_signatures(self.object)]

    def notices(self) -> list[Notice]:
        return services.act_notices(self.object) if self.object.is_open else []

    def postings(self) -> list[tuple[str, str]]:
        return proposed_shares(self.object, services.act_amount(self.object)) if self.object.is_open else []

    def perform(self, given: dict[str, Any]) -> None:
        services.sign_act(
            act=self.object,
            by=self.user,
            signed_on=services.Signatures(customer=given["customer_signed_on"], supplier=given["supplier_signed_on"]),
            parts=given["parts"],
            expected_version=given["seen_version"],
            answers=self.answers,
            reason=given.get("reason", ""),
        )


class AnnulAct(StepView):
    """Take back an act that should never have been signed."""

    slug = "annul"
    queryset = Act.objects.select_related("contract__supplier")
    object: Act
    title = gettext_lazy("Annul the act")
    lead = gettext_lazy("The opposite entries go to the ledger, its publications are free for another act.")
    done = gettext_lazy("The act is annulled.")
    asks_reason = is_danger = True

    @classmethod
    def may(cls, user: Any) -> bool:
        return may_sign(user)

    @classmethod
    def offered(cls, record: Act) -> bool:
        return record.state == Act.State.SIGNED and not services.paid_against(record)

    def facts(self) -> list[tuple[str, str]]:
        return act_facts(self.object)

    def perform(self, given: dict[str, Any]) -> None:
        services.annul_act(
            act=self.object,
            date=given["date"],
            by=self.user,
            reason=given["reason"],
            expected_version=given["seen_version"],
        )


class ChoosePublications(StepView):
    """Choose the publications behind a line of a draft act."""

    queryset = ActLine.objects.select_related("line", "act__contract")
    object: ActLine
    form_class = ChooseForm
    permission = "media_contracts.change_act"
    title = gettext_lazy("Publications of a line")
    button = gettext_lazy("Save the choice")
    lead = gettext_lazy("The sizes of what is chosen make up the quantity of the line.")
    done = gettext_lazy("The publications of the line are chosen.")

    def get_queryset(self) -> QuerySet[ActLine]:
        return super().get_queryset().filter(act=self.kwargs["act"])

    def get_object(self, queryset: Any = None) -> ActLine:
        line: ActLine = super().get_object(queryset)
        if not line.act.is_open:
            raise PermissionDenied
        return line

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "line": self.object}

    def facts(self) -> list[tuple[str, str]]:
        return [(_("Line"), str(self.object.line)), (pgettext("services", "Act"), str(self.object.act))]

    @property
    def record(self) -> Act:
        return self.object.act

    def perform(self, given: dict[str, Any]) -> None:
        services.list_publications(line=self.object, publications=given["publications"], by=self.user)
