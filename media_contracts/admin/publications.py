"""The log of publications: a list, a form with its questions, import and export; the quick sheet stands beside."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from programs.default_day import default_day
from programs.models import Activity
from programs.staff.exchange import ExchangeAdmin
from programs.staff.forms import RecordForm, date_of_address
from programs.staff.lists import MeasureFilter, ProgramFilter, RecordFilter
from programs.staff.sheets import QuantityField, page_of
from programs.staff.steps import staff_page
from programs.staff.stored_files import FileAdmin, StoredFileWidget, file_link
from programs.texts import number_in
from programs.words import date_text, quantity_text

from .. import services
from ..models import Contract, ContractLine, MediaOutlet, Publication, Unit
from ..resources import PublicationResource
from .base import ContractsAdmin
from .quick_sheet import OutletSelect, quick_sheet

OFFERED_EVENTS = 50  # releases and events for the press, the latest


class LineField(forms.ModelChoiceField):
    """A line of a contract with its contract's number."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.contract} – {obj}"


class PublicationForm(RecordForm):
    contract_line = LineField(
        ContractLine.objects.none(),
        label=_("Line of the contract"),
        required=False,
        empty_label=_("by outlet and date"),
        help_text=_("Empty: the line of the outlet’s contract on this date is taken."),
    )

    class Meta:
        widgets = {"evidence": StoredFileWidget, "outlet": OutletSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line: Any = self.fields.get("contract_line")
        if line is not None:
            lines = ContractLine.objects.filter(unit__in=Unit.counted_by_publications())
            standing = models.Q(contract__state__in=[Contract.State.SIGNED, Contract.State.IN_FORCE])
            own = models.Q(pk=self.instance.contract_line_id)
            line.queryset = lines.filter(standing | own).select_related("contract")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (
            not self.errors
            and "confirmed" not in self.data
            and {"headline", "link", "date", "outlet"} & set(self.changed_data)
        ):
            probe = Publication(
                pk=self.instance.pk, **{name: cleaned[name] for name in ("outlet", "date", "headline", "link")}
            )
            for notice in services.publication_notices(probe):
                if notice.code == "duplicate":
                    self.question = True
                    self.add_error(None, notice.sentence)
        return cleaned

    question = False


class OfProgram(ProgramFilter):
    field = "contract_line__contract__measure__program"


class OfMeasure(MeasureFilter):
    field = "contract_line__contract__measure"


class ActedFilter(admin.SimpleListFilter):
    """What waits for an act."""

    title = gettext_lazy("act")
    parameter_name = "acted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("in no act yet")), ("yes", _("listed in an act")), ("none", _("without a contract"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "no":
            return queryset.filter(contract_line__isnull=False).not_acted()  # type: ignore[attr-defined]
        if self.value() == "yes":
            return queryset.filter(listings__is_standing=True)
        return queryset.filter(contract_line=None) if self.value() == "none" else queryset


class ContractFilter(RecordFilter):
    """Publications of one contract; named in the address that its page leads to."""

    title = gettext_lazy("contract")
    parameter_name = "contract"

    field = "contract_line__contract"
    key = "pk"
    records = Contract.objects.order_by("-date_from")


class OutletFilter(RecordFilter):
    title = gettext_lazy("media outlet")
    parameter_name = "outlet"
    field = "outlet"
    key = "slug"
    records = MediaOutlet.objects.all()


@admin.register(Publication)
class PublicationAdmin(FileAdmin, ContractsAdmin, ExchangeAdmin):
    """What was published (публікації)."""

    form = PublicationForm
    resource = PublicationResource
    file_field = "evidence"
    change_list_template = "admin/media_contracts/publication_list.html"
    change_form_template = "admin/media_contracts/publication.html"
    add_form_template = "admin/media_contracts/publication.html"
    add_title = _("New publication")
    add_button = _("Add a publication")
    change_title = _("Publication")
    list_lead = _("What the outlets published: the acts of the month are made of it.")
    empty_text = _("Enter the first publications in the quick sheet, or import the month’s list.")
    list_display = ("day", "outlet", "title", "kind", "where", "size", "contract_name", "act_name")
    list_display_links = ("day", "title")
    list_filter = (OfProgram, OfMeasure, OutletFilter, "kind", ActedFilter, ContractFilter)
    list_select_related = ("outlet", "contract_line__contract")
    search_fields = ("folded", "outlet__folded", "contract_line__contract__folded")
    search_help_text = _("Searches headline, link, issue, outlet and contract, in any case.")
    date_hierarchy = "date"
    formfield_overrides = {
        **ContractsAdmin.formfield_overrides,
        models.DecimalField: {"form_class": QuantityField},
    }
    fieldsets = (
        (None, {"fields": (("outlet", "date", "kind"), "headline", ("issue", "page"), ("link", "link_seen_on"))}),
        (_("Size"), {"fields": (("columns", "height", "quantity"), "contract_line")}),
        (_("Evidence"), {"fields": ("evidence", "after", "note")}),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "after":  # the latest, and the one that is chosen
            key = (request.resolver_match.kwargs if request.resolver_match else {}).get("object_id", "")
            chosen = Publication.objects.filter(pk=number_in(key) or 0).values_list("after", flat=True)
            latest = Activity.objects.filter(kind__in=Activity.PRESS).order_by("-date", "-pk")
            keys = [*latest.values_list("pk", flat=True)[:OFFERED_EVENTS], *chosen]
            kwargs["queryset"] = Activity.objects.filter(pk__in=[pk for pk in keys if pk])
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        services.save_publication(publication=record, by=by, reason=reason, expected_version=expected_version)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        services.delete_publication(publication=record, by=by, reason=reason)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.listings.exists())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        return (*self.fieldsets[:2], (self.fieldsets[2][0], {"fields": ("evidence_file", "after", "note")}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("evidence_file",)

    @admin.display(description=_("evidence"))
    def evidence_file(self, publication: Publication) -> str:
        return file_link(publication.evidence)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        last = Publication.objects.order_by("-pk").first()
        given = {"date": default_day(), "kind": "council"}
        return {**given, **({"outlet": last.outlet_id} if last else {}), **super().get_changeform_initial_data(request)}

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        publication = context.get("original")
        context["question"] = getattr(context["adminform"].form, "question", False)
        context["question_address"] = reverse("admin:media_contracts_publication_questions")
        if publication is not None:
            notices = services.publication_notices(publication)
            context["notices"] = notices
            listing = publication.listings.filter(is_standing=True).select_related("act_line__act").first()
            context["act"] = listing.act_line.act if listing else None
            context["act_page"] = page_of(context["act"]) if listing else ""
            line = publication.contract_line
            context["contract"], context["contract_page"] = (
                (line.contract, page_of(line.contract)) if line else (None, "")
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[Any]:
        return [
            path("questions/", staff_page(self.questions_view), name="media_contracts_publication_questions"),
            path("sheet/", staff_page(quick_sheet), name="media_contracts_publication_sheet"),
            *super().get_urls(),
        ]

    def questions_view(self, request: HttpRequest) -> HttpResponse:
        """What to ask about while a publication is typed: duplicates first of all."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        outlet = MediaOutlet.objects.filter(pk=number_in(request.GET.get("outlet", "")) or 0).first()
        try:
            date = forms.DateField().to_python(request.GET.get("date", ""))
        except forms.ValidationError:
            date = date_of_address(request.GET.get("date", ""))
        headline = request.GET.get("headline", "")[:300]
        if outlet is None or date is None or not headline.strip():
            return JsonResponse({"questions": []})
        probe = Publication(
            pk=number_in(request.GET.get("pk", "")),
            outlet=outlet,
            date=date,
            headline=headline,
            link=request.GET.get("link", "")[:500],
        )
        wanted = {"duplicate", "no_line"}
        found = [row.sentence for row in services.publication_notices(probe) if row.code in wanted]
        return JsonResponse({"questions": found})

    # The list ------------------------------------------------------------------------------------

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        """The standing act of each publication of the page."""
        standing = Publication.objects.filter(pk__in=[row.pk for row in rows], listings__is_standing=True)
        acts = dict(standing.values_list("pk", "listings__act_line__act__number"))
        for row in rows:
            row.act_number = acts.get(row.pk)

    def foot(self, request: HttpRequest, queryset: QuerySet[Any]) -> dict[str, Decimal | str]:
        sums = queryset.order_by().values("contract_line__unit").annotate(sum=Sum("quantity"))
        units = dict(Unit.choices)
        found = [
            f"{units[row['contract_line__unit']]}: {quantity_text(Decimal(row['sum']).quantize(Decimal('0.001')))}"
            for row in sums
            if row["contract_line__unit"]
        ]
        return {"day": str(_("Sum of the list")), "size": "\n".join(sorted(found))}

    @admin.display(description=_("date"), ordering="date")
    def day(self, publication: Publication) -> str:
        return date_text(publication.date)

    @admin.display(description=_("headline"), ordering="headline")
    def title(self, publication: Publication) -> str:
        return publication.headline

    @admin.display(description=_("issue, page or link"))
    def where(self, publication: Publication) -> str:
        parts = [publication.issue and f"№ {publication.issue}", publication.page and f"с. {publication.page}"]
        host = publication.link.partition("//")[2].partition("/")[0]
        return ", ".join(part for part in parts if part) or host or "—"

    @admin.display(description=_("size"), ordering="quantity")
    def size(self, publication: Publication) -> str:
        unit = publication.contract_line.get_unit_display() if publication.contract_line else ""
        return f"{quantity_text(publication.quantity)} {unit}".strip()

    @admin.display(description=_("contract"))
    def contract_name(self, publication: Publication) -> str:
        line = publication.contract_line
        return gettext("№ %s") % line.contract.number if line else "—"

    @admin.display(description=_("act"))
    def act_name(self, publication: Any) -> str:
        return gettext("№ %s") % publication.act_number if publication.act_number else "—"
