"""What people said once and the next import takes for granted: payers, rules for transactions, rows of the sheet."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ...models import RowMatch, TreasuryPayer, TreasuryRule
from ...staff.base import PortalAdmin
from ...staff.forms import MeasureField, RecordForm
from ...staff.lists import ProgramFilter
from ...staff.measure_names import OfMeasure


class RuleForm(RecordForm):
    measure = MeasureField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].help_text = _("Empty: such transactions belong to no measure and are passed over.")


@admin.register(TreasuryRule)
class TreasuryRuleAdmin(OfMeasure, PortalAdmin):
    """Rules for treasury transactions (правила розпізнавання)."""

    form = RuleForm
    add_title = _("New rule for treasury transactions")
    add_button = _("Add a rule")
    change_title = _("Rule for treasury transactions")
    list_lead = _(
        "Which measure a transaction belongs to. Rules are made while a file is imported; "
        "the one that says more goes first."
    )
    no_measure = _("no measure: passed over")
    empty_text = _("The first rule appears when you import treasury transactions and say whose they are.")
    list_display = ("looks_at", "measure_name", "source", "fund")
    list_display_links = ("looks_at",)
    list_filter = (ProgramFilter, "fund")
    list_select_related = ("measure", "source")
    search_fields = ("folded",)
    fieldsets = (
        (_("Transactions that look like this"), {"fields": (("recipient", "contract_number"), ("kekv", "kpkvk"))}),
        (_("belong to"), {"fields": ("measure", ("source", "fund"))}),
    )

    @admin.display(description=_("transactions that look like this"))
    def looks_at(self, rule: TreasuryRule) -> str:
        return str(rule)


@admin.register(TreasuryPayer)
class TreasuryPayerAdmin(PortalAdmin):
    """Who pays for the council at the treasury (власні платники)."""

    add_title = _("New own payer")
    add_button = _("Add a payer")
    change_title = _("Own payer")
    list_lead = _("Of the treasury's transactions only those of these payers count; others are listed and left out.")
    empty_text = _("Name the payers here, or tick them when you import the first treasury transactions.")
    list_display = ("name", "edrpou")
    search_fields = ("folded",)
    fieldsets = ((None, {"fields": (("edrpou", "name"),)}),)


class RowForm(RecordForm):
    measure = MeasureField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].help_text = _("Empty: the row is no measure of this programme and is left out.")


@admin.register(RowMatch)
class RowMatchAdmin(OfMeasure, PortalAdmin):
    """Rows of the finance department's sheet that were matched once (запам’ятовані рядки)."""

    form = RowForm
    change_title = _("Remembered row of the monthly sheet")
    list_lead = _("How rows of the finance department's sheet were matched; the next sheet does not ask about them.")
    no_measure = _("no measure of this programme")
    empty_text = _("Rows appear here when you import a monthly sheet and say which measures they are.")
    list_display = ("key", "measure_name", "is_spread", "source", "program")
    list_filter = (ProgramFilter, "is_spread")
    list_select_related = ("measure", "program", "source")
    search_fields = ("key",)
    fieldsets = ((None, {"fields": ("program", "key", "measure", "is_spread", "source")}),)
    readonly_fields = ("program", "key")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A row is remembered by an import; there is nothing to type."""
        return False
