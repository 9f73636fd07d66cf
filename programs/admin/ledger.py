"""The ledger: entries are added and reversed, never changed or deleted."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import modules, services
from ..default_day import default_day
from ..models import LedgerEntry, Program, Stage
from ..resources import LedgerResource
from ..staff.base import AppendOnlyAdmin
from ..staff.exchange import ExchangeAdmin
from ..staff.forms import OWN_FIELDS, MeasureField, MoneyField, MoneyForm
from ..staff.history import person
from ..staff.lists import MeasureFilter, ProgramFilter, SourceFilter, display_of
from ..staff.measure_names import OfMeasure, ProgramFirst, day_within, names_of, program_of
from ..staff.same_money import answers_in, asked, led_to_the_same
from ..staff.steps import StepView
from ..texts import number_in
from ..words import amount_text, date_text, money_text
from .available import AvailableAdmin, LedgerPanelForm, ledger_panel


class LedgerForm(MoneyForm):
    """A new entry, in the order of a payment order."""

    measure = MeasureField()
    amount = MoneyField(label=gettext_lazy("amount, UAH"))

    class Meta:
        widgets = {"note": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        program = Program.objects.first()
        if program:
            nearest = program.year_nearest(default_day(program))
            self.initial["budget_year"] = self.initial.get("budget_year") or nearest


WITHOUT_CONTRACT = "without_contract"  # the answer of a person who was shown what waits under contracts


def _offer(each: modules.Payable, request: Any) -> dict[str, str]:
    """The way to pay a document, with what was typed already."""
    typed = {name: request.POST.get(name, "") for name in ("amount", "date", "document_number")}
    return {"words": modules.described(each), "address": f"{each.page}&{urlencode(typed)}"}


class ReverseEntry(StepView):
    """Correct an entry by its exact opposite."""

    slug = "reverse"
    queryset = LedgerEntry.objects.select_related("measure", "source")
    object: LedgerEntry
    permission = "programs.add_ledgerentry"  # a reversal is an entry: who may record may reverse
    title = gettext_lazy("Reverse an entry")
    button = gettext_lazy("Reverse the entry")
    asks_reason = True

    def facts(self) -> list[tuple[str, str]]:
        entry = self.object
        return [
            (_("Entry"), f"№ {entry.pk}, {entry}"),
            (_("Measure"), names_of([entry.measure_id])[entry.measure_id]),
            (_("Amount"), money_text(entry.amount)),
            (_("The reversal will record"), money_text(-entry.amount)),
        ]

    def perform(self, given: dict[str, Any]) -> None:
        modules.check_made_by_hand(self.object)
        reversal = services.reverse_entry(entry=self.object, date=given["date"], note=given["reason"], by=self.user)
        words = _("Entry № %(number)s is reversed by entry № %(reversal)s.")
        self.done = words % {"number": self.object.pk, "reversal": reversal.pk}

    def get_success_url(self) -> str:
        return reverse("admin:programs_ledgerentry_changelist")


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ProgramFirst, OfMeasure, AvailableAdmin, AppendOnlyAdmin, ExchangeAdmin):
    """The journal of money after the plan (журнал коштів)."""

    form = LedgerForm
    panel_form = LedgerPanelForm
    panel = staticmethod(ledger_panel)
    resource = LedgerResource
    steps = (ReverseEntry,)
    change_form_template = "admin/programs/ledger_entry.html"
    add_title = gettext_lazy("New ledger entry")
    add_button = gettext_lazy("Record an entry")
    change_title = gettext_lazy("Ledger entry")
    list_lead = gettext_lazy("What was contracted, accepted and paid. A wrong entry is reversed, never changed.")
    empty_text = gettext_lazy("Record the first contract, act or payment, or import them from a table.")
    list_display = ("day", "stage", "measure_name", "year", "document", "counterparty", "sum")
    list_display_links = ("day", "stage")
    list_filter = (ProgramFilter, "stage", "budget_year", MeasureFilter, SourceFilter, "fund")
    search_fields = ("folded", "folded_note", "measure__rows__folded")
    search_help_text = gettext_lazy("Searches document, counterparty, note, codes and measure, in any case.")
    date_hierarchy = "date"
    list_select_related = ("measure", "source", "reversed_by")
    fieldsets = (
        (None, {"fields": ("stage", "measure", ("budget_year", "source", "fund"))}),
        (
            gettext_lazy("Document"),
            {"fields": (("date", "document_number"), "amount", "counterparty", ("kekv", "kpkvk"), "note")},
        ),
    )
    made_fieldsets = (
        (None, {"fields": ("stage", "measure_name", ("year", "source", "fund"))}),
        (
            gettext_lazy("Document"),
            {
                "fields": (
                    ("date", "document_number"),
                    "sum",
                    "counterparty",
                    ("kekv", "kpkvk"),
                    "note",
                    ("recorded_by_name", "recorded_at"),
                )
            },
        ),
    )

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    # The list ------------------------------------------------------------------------------------

    day = display_of("date", gettext_lazy("date"), date_text)
    year = display_of("budget_year", gettext_lazy("budget year"))
    sum = display_of("amount", gettext_lazy("amount, UAH"), amount_text)
    recorded_by_name = display_of("recorded_by", gettext_lazy("recorded by"), person, sorts=False)

    @admin.display(description=gettext_lazy("document"), ordering="document_number")
    def document(self, entry: LedgerEntry) -> str:
        if entry.reverses_id:
            words = _("reverses № %(number)s") % {"number": entry.reverses_id}
            return format_html('{} <span class="mark">{}</span>', entry.document_number, words)
        if hasattr(entry, "reversed_by"):
            words = _("reversed")
            return format_html('{} <span class="mark mark-off">{}</span>', entry.document_number, words)
        return entry.document_number

    def foot(self, request: HttpRequest, queryset: QuerySet[Any]) -> dict[str, Decimal | str]:
        sums = {row["stage"]: row["sum"] for row in queryset.order_by().totals()}  # type: ignore[attr-defined]
        stages = [stage for stage in Stage if stage in sums]
        names, amounts = [str(stage.label) for stage in stages], [amount_text(sums[stage]) for stage in stages]
        return {"measure_name": _("Sum of the list"), "counterparty": "\n".join(names), "sum": "\n".join(amounts)}

    # The form ------------------------------------------------------------------------------------

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        today = day_within(program_of(request))
        return {"date": today, "stage": Stage.PAID, **super().get_changeform_initial_data(request)}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        return led_to_the_same(request) or super().add_view(request, form_url, extra_context)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        values = {name: value for name, value in form.cleaned_data.items() if name not in OWN_FIELDS}
        asks = WITHOUT_CONTRACT not in request.POST
        request.payable = modules.payable_instead([LedgerEntry(**values)]).get(0, []) if asks else []
        if request.payable:
            raise ValidationError(_("Nothing is recorded yet: this payee is paid under a contract."))
        answers = answers_in(request)
        entry = services.post_entry(by=request.user, **values, apart=answers["apart"], part_of=answers["part_of"])
        vars(obj).update(vars(entry))  # the rest of the page speaks of what was made

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        refusal = getattr(request, "refusal", None)
        if isinstance(refusal, services.Question):
            context["same_money"] = asked(refusal, request)
        context["payable"] = [_offer(each, request) for each in getattr(request, "payable", [])]
        context["without_contract"] = WITHOUT_CONTRACT in request.POST
        return super().render_change_form(request, context, *args, **kwargs)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        entries = LedgerEntry.objects.select_related("reverses", "reversed_by")
        key = number_in(object_id)
        entry = entries.filter(pk=key).first() if key else None
        documents = modules.posted_by(entry, request.user) if entry is not None else []
        may = False
        if entry is not None and ReverseEntry.may(request.user):
            may = not (documents or entry.reverses_id or hasattr(entry, "reversed_by"))
        context = {"may_reverse": may, "entry": entry, "documents": documents, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)
