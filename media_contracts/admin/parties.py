"""Suppliers with their outlets, and customers; codes are judged beside their fields, people's numbers kept back."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from programs import services as core
from programs.default_day import default_day
from programs.staff.base import PortalInline, without
from programs.staff.bodies import BODY, OfBodyAdmin, offer_bodies
from programs.staff.forms import RecordForm
from programs.staff.history import changes_of
from programs.words import amount_text

from .. import services
from ..models import Contract, Customer, MediaOutlet, Publication, Supplier
from ..permissions import may_see_private
from ..statement import ContractMoney, supplier_totals
from .base import ContractsAdmin

PERSONAL = ("rnokpp", "iban", "bank", "address", "phone", "email")


class CompactField(forms.CharField):
    """A number as it is printed in groups: the spaces are taken out before its length is judged."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return "".join(text.split()).upper() if text else text


class PartyForm(RecordForm):
    """A party; what a check digit says against a code stands beside its field and stops nothing."""

    class Meta:
        field_classes = {"edrpou": CompactField, "rnokpp": CompactField, "iban": CompactField}
        widgets = {"note": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}

    HELP = {
        "edrpou": _("Eight digits of the Unified State Register, for a legal entity."),
        "rnokpp": _("Ten digits, for a sole trader or a person. Personal data: never shown to the public."),
        "iban": _("UA and 27 digits; spaces are taken out."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_bodies(self)
        notices = {notice.field: notice.sentence for notice in services.party_notices(self.instance)}
        for name, words in self.HELP.items():
            if name in self.fields:
                self.fields[name].help_text = words
                if name in notices:
                    warning = '{} <strong class="field-warning"><span aria-hidden="true">▲</span> {}</strong>'
                    self.fields[name].help_text = format_html(warning, words, notices[name])
                self.fields[name].widget.attrs["class"] = "vTextField code"


class PartyAdmin(ContractsAdmin):
    """What suppliers and customers have in common."""

    form = PartyForm
    search_help_text = _("Searches names and codes, in any case.")

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        services.save_party(party=record, by=by, reason=reason, expected_version=expected_version)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        core.delete_record(record=record, by=by, reason=reason)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for notice in services.party_notices(obj):
            self.message_user(request, notice.sentence, messages.WARNING)


class SuppliersOutlets(PortalInline):
    """The outlets of a supplier, to look at: each has a page of its own."""

    model = MediaOutlet
    fields = ("name", "kind", "register_number", "site")
    readonly_fields = fields
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Supplier)
class SupplierAdmin(OfBodyAdmin, PartyAdmin):
    """Who is paid (постачальники)."""

    add_title = _("New supplier")
    add_button = _("Add a supplier")
    change_title = _("Supplier")
    list_lead = _("Editorial offices, sole traders and people with whom contracts are made, with their money.")
    empty_text = _("Add the first supplier, then its outlets.")
    list_display = ("full", "kind", "edrpou", "outlets_count", "contracts_count", "value", "paid")
    list_display_links = ("full",)
    list_filter = ("kind", "is_vat_payer")
    inlines = (SuppliersOutlets,)
    fieldsets = (
        (None, {"fields": ("kind", "name", ("edrpou", "rnokpp"), ("is_vat_payer", "name_is_public"))}),
        BODY,
        (_("Account"), {"fields": ("iban", "bank")}),
        (_("Who signs"), {"fields": (("signatory", "signatory_position"), "acts_on", "introduced_as")}),
        (_("Contacts"), {"fields": ("address", ("phone", "email"), "note")}),
    )

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new supplier has no outlets to look at yet."""
        return self.inlines if obj else ()

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """What comes next stands one press away."""
        response = super().response_add(request, obj, post_url_continue)
        if IS_POPUP_VAR not in request.POST and request.user.has_perm("media_contracts.add_mediaoutlet"):
            address = f"{reverse('admin:media_contracts_mediaoutlet_add')}?supplier={obj.pk}"
            self.message_user(
                request, format_html('<a href="{}">{}</a>', address, _("Add an outlet of this supplier")), messages.INFO
            )
        return response

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """A person's number is searched only by those who may see it: a search answers, too."""
        fields = ("folded", "outlets__folded")
        return (*fields, "rnokpp") if may_see_private(request.user) else fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or obj.kind != Supplier.Kind.LEGAL_ENTITY:
            fieldsets = without(fieldsets, "body", "same_body")
        private = obj is None or obj.kind != Supplier.Kind.LEGAL_ENTITY
        if not private or may_see_private(request.user):
            return fieldsets
        plain = [(name, {**opts, "fields": flatten(opts["fields"])}) for name, opts in fieldsets]
        return without(plain, *PERSONAL)

    def history_view(self, request: Any, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Neither does the history show what the page hides."""
        record = self.get_object(request, object_id)
        if record is not None and not may_see_private(request.user):
            personal: list[Any] = [Supplier._meta.get_field(name) for name in PERSONAL]
            hidden = {capfirst(str(field.verbose_name)) for field in personal}
            changes = changes_of(self.readings(record))
            for change in changes:
                change.fields[:] = [row for row in change.fields if row.name not in hidden]
            extra_context = {"changes": changes, **(extra_context or {})}
        return super().history_view(request, object_id, extra_context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(outlets_number=Count("outlets", distinct=True))

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        money = _money_of(rows)
        for row in rows:
            row.contracts_count, row.money = len(money.get(row, [])), ContractMoney.together(money.get(row, []))

    def foot(self, request: HttpRequest, queryset: QuerySet[Any]) -> dict[str, Decimal | str]:
        money = [row for rows in _money_of(queryset).values() for row in rows]
        total = ContractMoney.together(money)
        return {
            "full": str(_("Sum of the list")),
            "contracts_count": str(len(money)),
            "value": amount_text(total.value),
            "paid": amount_text(total.paid),
        }

    @admin.display(description=_("full name"), ordering="name")
    def full(self, supplier: Supplier) -> str:
        return supplier.full_name

    @admin.display(description=_("outlets"), ordering="outlets_number")
    def outlets_count(self, supplier: Any) -> int:
        return supplier.outlets_number

    @admin.display(description=_("contracts"))
    def contracts_count(self, supplier: Any) -> int:
        return supplier.contracts_count

    @admin.display(description=_("signed for, UAH"))
    def value(self, supplier: Any) -> str:
        return amount_text(supplier.money.value) if supplier.contracts_count else "—"

    @admin.display(description=_("paid, UAH"))
    def paid(self, supplier: Any) -> str:
        return amount_text(supplier.money.paid) if supplier.contracts_count else "—"


def _money_of(suppliers: Any) -> dict[Supplier, list[ContractMoney]]:
    """The money of the signed contracts of suppliers by today."""
    signed = Contract.objects.filter(supplier__in=suppliers, date_signed__isnull=False).select_related("supplier")
    return supplier_totals(signed, default_day())


@admin.register(Customer)
class CustomerAdmin(PartyAdmin):
    """For whom is bought (замовники)."""

    add_title = _("New customer")
    add_button = _("Add a customer")
    change_title = _("Customer")
    list_lead = _("The council, or whoever stands in for it: who signs the contracts of the programme.")
    empty_text = _("Add the council as customer: contracts begin with it.")
    list_display = ("name", "edrpou", "signatory", "signatory_position")
    search_fields = ("folded",)
    fieldsets = (
        (None, {"fields": ("name", ("edrpou", "place"))}),
        (_("Account"), {"fields": ("iban", "bank")}),
        (_("Who signs"), {"fields": (("signatory", "signatory_position"), "acts_on", "introduced_as")}),
        (_("Contacts"), {"fields": ("address", ("phone", "email"))}),
    )


class OutletForm(RecordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_bodies(self)
        if "register_number" in self.fields:
            self.fields["register_number"].help_text = _(
                "Like R40-02551; since 31.03.2023, voluntary for print and online."
            )


@admin.register(MediaOutlet)
class MediaOutletAdmin(OfBodyAdmin, ContractsAdmin):
    """Newspapers, sites, stations (ЗМІ)."""

    form = OutletForm
    add_title = _("New media outlet")
    add_button = _("Add an outlet")
    change_title = _("Media outlet")
    list_lead = _("Newspapers, sites and stations in which the council is published; one supplier may own several.")
    empty_text = _("Add the first outlet: a newspaper or a site.")
    list_display = ("name", "kind", "supplier", "register_number", "publications_count", "contracts_count", "value")
    list_filter = ("kind",)
    list_select_related = ("supplier",)
    search_fields = ("folded", "supplier__folded")
    search_help_text = _("Searches names, founder, identifier and supplier, in any case.")
    fieldsets = (
        (None, {"fields": ("name", "slug", ("kind", "supplier"), "site", "founder")}),
        (
            _("Registration"),
            {"fields": (("register_number", "registered_on"), ("certificate", "certified_on"))},
        ),
        (_("Print"), {"fields": (("circulation", "column_width"), "area")}),
        BODY,
    )

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        core.save_record(record=record, by=by, reason=reason, expected_version=expected_version)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        core.delete_record(record=record, by=by, reason=reason)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The address follows the name once; later it is permanent."""
        return {"slug": ("name",)} if obj is None else {}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *(("slug",) if obj else ()))

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        """Publications of each outlet, and the contracts of its owner that buy it."""
        published = Publication.objects.filter(outlet__in=rows).order_by()
        counts = dict(published.values_list("outlet").annotate(Count("id")))
        money = _money_of({row.supplier_id for row in rows})
        for row in rows:
            row.count, of_supplier = counts.get(row.pk, 0), money.get(row.supplier, [])
            row.contracts_count, row.money = len(of_supplier), ContractMoney.together(of_supplier)

    @admin.display(description=_("publications"))
    def publications_count(self, outlet: Any) -> int:
        return outlet.count

    @admin.display(description=_("contracts of the supplier"))
    def contracts_count(self, outlet: Any) -> int:
        return outlet.contracts_count

    @admin.display(description=_("signed for, UAH"))
    def value(self, outlet: Any) -> str:
        return amount_text(outlet.money.value) if outlet.contracts_count else "—"
