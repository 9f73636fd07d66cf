"""Editions: passport and its totals, opening a draft, giving it up, adopting it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import finance, services
from ..models import Aspect, Edition, LegalAct, PassportRow, PassportTotal, Program
from ..permissions import may_adopt
from ..staff.base import PortalAdmin, PortalInline, without
from ..staff.forms import REASON, PlanRowForm, hryvnias
from ..staff.history import Reading
from ..staff.lists import ProgramFilter, key_in
from ..words import difference_text, signed_text
from . import grid


class PassportTotalsInline(PortalInline):
    """What the passport promises for each year; the measures have to add up to it."""

    model = PassportTotal
    fields = ("year", "amount")
    add_text = gettext_lazy("Add a year")


class PassportRowsInline(PortalInline):
    """The passport as the document words it."""

    model = PassportRow
    fields = ("number", "label", "text")
    add_text = gettext_lazy("Add a row of the passport")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        widgets = {
            "label": forms.Textarea(attrs={"rows": 2}),
            "text": forms.Textarea(attrs={"rows": 3}),
            "number": forms.NumberInput(attrs={"class": "vIntegerField"}),
        }
        return super().get_formset(request, obj, widgets=widgets, **kwargs)


class AspectsInline(PortalInline):
    """Directions of the programme, used as tags on tasks."""

    model = Aspect
    fields = ("number", "name", "text")
    add_text = gettext_lazy("Add an aspect")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, widgets={"text": forms.Textarea(attrs={"rows": 2})}, **kwargs)


class AdoptionForm(forms.Form):
    """The act that sets the edition, and from when."""

    act = forms.ModelChoiceField(
        LegalAct.objects.none(),
        label=gettext_lazy("Act that adopts the edition"),
        empty_label=gettext_lazy("Choose an act"),
    )
    in_force_from = forms.DateField(
        label=gettext_lazy("In force from"),
        widget=admin.widgets.AdminDateWidget(),
        help_text=gettext_lazy("From this day on the public page, the API and the reports show this plan."),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = LegalAct.objects.filter(Q(program=edition.program) | Q(program=None), edition=None)
        self.fields["act"].queryset = acts.order_by("-date")  # type: ignore[attr-defined]


@admin.register(Edition)
class EditionAdmin(PortalAdmin):
    """Editions of programmes (редакції)."""

    form = PlanRowForm
    change_form_template = "admin/programs/edition.html"
    change_list_template = "admin/programs/edition_list.html"
    change_title = gettext_lazy("Edition")
    list_lead = gettext_lazy("The plan as each act set it. A new edition begins as a copy of the one in force.")
    empty_text = gettext_lazy("Add a programme first: its first draft edition opens with it.")
    list_display = ("name", "program", "act", "in_force", "measures", "sum", "self_check")
    list_filter = (ProgramFilter, "status")
    list_select_related = ("program", "act")
    ordering = ("-program__start_year", "-number")
    inlines = (PassportTotalsInline, PassportRowsInline, AspectsInline)
    fieldsets = (
        (None, {"fields": ("number", ("unit", "printed_unit"), "note")}),
        (gettext_lazy("Correction"), {"fields": (REASON,)}),
    )

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        if isinstance(record, Edition):
            services.check_plan_open(edition=record, reason=reason)
            services.save_record(record=record, by=by, reason=reason, expected_version=expected_version)
        else:
            services.save_plan_row(row=record, by=by, reason=reason, expected_version=expected_version)

    def erase(self, record: Any, *, by: Any, reason: str = "") -> None:
        services.delete_plan_row(row=record, by=by, reason=reason)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft is given up on a page of its own, which says what goes with it."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return without(fieldsets, REASON) if obj is not None and obj.is_draft else fieldsets

    # What a person may do ------------------------------------------------------------------------

    def has_open_permission(self, request: HttpRequest) -> bool:
        """Opening a draft is adding an edition."""
        return request.user.has_perm("programs.add_edition")

    def has_discard_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("programs.delete_edition")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # an edition is opened as a copy of the last one, never from an empty form

    # The list ------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).annotate(rows=Count("measure_rows", distinct=True))

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        """Sums and self-checks of a page of editions in two queries."""
        found = services.balances(rows)
        for row in rows:
            row.differences, row.planned = found[row.pk].differences, found[row.pk].planned

    @admin.display(description=gettext_lazy("edition"), ordering="number")
    def name(self, edition: Edition) -> str:
        return format_html(
            '{} <span class="mark{}">{}</span>',
            capfirst(str(edition)),
            " mark-draft" if edition.is_draft else "",
            edition.get_status_display(),
        )

    @admin.display(description=gettext_lazy("in force from"), ordering="in_force_from")
    def in_force(self, edition: Edition) -> str:
        return f"{edition.in_force_from:%d.%m.%Y}" if edition.in_force_from else "—"

    @admin.display(description=gettext_lazy("measures"), ordering="rows")
    def measures(self, edition: Any) -> int:
        return edition.rows

    @admin.display(description=gettext_lazy("planned, UAH"))
    def sum(self, edition: Any) -> str:
        return hryvnias(edition.planned)

    @admin.display(description=gettext_lazy("self-check"))
    def self_check(self, edition: Any) -> str:
        if not edition.differences:
            return format_html(
                '<span class="state state-done"><span aria-hidden="true">✓</span> {}</span>', _("adds up")
            )
        words = "; ".join(difference_text(row) for row in edition.differences)
        return format_html('<span class="state state-not_done"><span aria-hidden="true">✕</span> {}</span>', words)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        without_draft = Program.objects.exclude(editions__status=Edition.Status.DRAFT)
        openable = list(without_draft) if self.has_open_permission(request) else []
        return super().changelist_view(request, {"openable": openable, **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        key = key_in(object_id)
        edition = Edition.objects.filter(pk=key).first() if key else None
        draft = edition is not None and edition.is_draft
        context = {
            "may_adopt": draft and may_adopt(request.user),
            "may_renumber": draft and grid.may_edit(request.user),
            "may_discard": draft and self.has_discard_permission(request),
            "grid_address": grid.address(request, edition),
            "base": edition.program.editions.last_adopted() if edition and draft else None,
            **(self.balance(edition, request.user) if edition else {}),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    @staticmethod
    def balance(edition: Edition, user: Any) -> dict[str, Any]:
        """The self-check of one edition, for the pages that show it, with the head's way to let a surplus pass."""
        found = services.balances([edition])[edition.pk]
        differences = found.differences
        leave = services.leave_above_passport(edition.program) if differences else {}
        may_grant = edition.is_draft and user.has_perm("programs.add_override")
        lines = [
            {
                "year": row.year,
                "measures": hryvnias(row.measures),
                "passport": hryvnias(row.passport),
                "amount": signed_text(row.amount),
                "allowed": 0 < row.amount <= leave.get(row.year, finance.ZERO),
                "leave": leave_above_passport(edition, row, leave) if may_grant else "",
            }
            for row in differences
        ]
        count = edition.measure_rows.count()
        return {"differences": lines, "planned": hryvnias(found.planned), "measures_count": count}

    # Pages of their own --------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("open/<slug:slug>/", view(self.open_view), name="programs_edition_open"),
            path("<int:pk>/adopt/", view(self.adopt_view), name="programs_edition_adopt"),
            path("<int:pk>/renumber/", view(self.renumber_view), name="programs_edition_renumber"),
            path("<int:pk>/discard/", view(self.discard_view), name="programs_edition_discard"),
            *grid.urls(self.admin_site),
            *super().get_urls(),
        ]

    def open_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Begin the next edition as a copy of the one in force."""
        if not self.has_open_permission(request):
            raise PermissionDenied
        program = get_object_or_404(Program, slug=slug)
        if request.method != "POST":
            base = program.editions.last_adopted()
            return self.page(request, "open_draft", _("Open a draft edition"), program=program, base=base)
        try:
            draft = services.open_draft_edition(program=program, by=request.user)  # type: ignore[arg-type]
        except ValidationError as refusal:
            return self.refused(request, refusal, self.list_address())
        self.message_user(request, _("The draft is open: change its measures, then its passport."), messages.SUCCESS)
        return HttpResponseRedirect(f"{reverse('admin:programs_measurerow_changelist')}?edition={draft.pk}")

    def adopt_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Freeze the draft as the plan that an act set; the head alone may."""
        if not may_adopt(request.user):
            raise PermissionDenied
        edition = get_object_or_404(Edition.objects.select_related("program"), pk=pk)
        form = AdoptionForm(request.POST or None, edition=edition, initial={"in_force_from": timezone.localdate()})
        if request.method == "POST" and form.is_valid():
            try:
                services.adopt_edition(edition=edition, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                words = _("%(edition)s is adopted: it is the plan from %(date)s on.")
                date = f"{form.cleaned_data['in_force_from']:%d.%m.%Y}"
                self.message_user(request, words % {"edition": capfirst(str(edition)), "date": date}, messages.SUCCESS)
                return HttpResponseRedirect(self.change_address(pk))
        content = {
            "edition": edition,
            "form": form,
            "media": self.media + form.media,
            **self.balance(edition, request.user),
        }
        return self.page(request, "adopt", _("Adopt the edition"), subtitle=str(edition), **content)

    def renumber_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Number the tasks and measures of a draft by their places; the page shows what would change first."""
        if not grid.may_edit(request.user):
            raise PermissionDenied
        edition = get_object_or_404(Edition.objects.select_related("program"), pk=pk, status=Edition.Status.DRAFT)
        if request.method != "POST":
            content = {"edition": edition, "changes": services.new_numbers(edition)}
            return self.page(request, "renumber", _("Number anew"), **content)
        try:
            count = services.renumber(edition=edition, by=request.user)  # type: ignore[arg-type]
        except ValidationError as refusal:
            return self.refused(request, refusal, self.change_address(pk))
        words = ngettext("%(count)s number is changed.", "%(count)s numbers are changed.", count) % {"count": count}
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(f"{reverse('admin:programs_measurerow_changelist')}?edition={pk}")

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give a draft up with all its rows."""
        if not self.has_discard_permission(request):
            raise PermissionDenied
        edition = get_object_or_404(Edition.objects.select_related("program"), pk=pk)
        if request.method != "POST":
            content = {"edition": edition, **self.balance(edition, request.user)}
            return self.page(request, "discard", _("Give up the draft"), subtitle=str(edition), **content)
        try:
            services.delete_edition(edition=edition, by=request.user)  # type: ignore[arg-type]
        except ValidationError as refusal:
            return self.refused(request, refusal, self.change_address(pk))
        self.message_user(request, _("The draft is given up; the edition in force stands as it did."), messages.SUCCESS)
        return HttpResponseRedirect(self.list_address())

    def page(self, request: Any, name: str, title: str, **content: Any) -> TemplateResponse:
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **content}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/programs/{name}.html", context)

    def refused(self, request: HttpRequest, refusal: ValidationError, address: str) -> HttpResponse:
        for sentence in services.error_lines(refusal):
            self.message_user(request, sentence, messages.ERROR)
        return HttpResponseRedirect(address)

    def list_address(self) -> str:
        return reverse("admin:programs_edition_changelist")

    def readings(self, record: Any) -> list[Reading]:
        rows = {"edition_id": record.pk}
        return [
            Reading(Edition, {"id": record.pk}),
            Reading(PassportTotal, rows),
            Reading(PassportRow, rows),
            Reading(Aspect, rows),
        ]


def leave_above_passport(edition: Edition, row: finance.Difference, leave: Mapping[int, Decimal]) -> str:
    """The form of the head's leave filled in for a year's surplus; nothing where none is needed."""
    missing = row.amount - leave.get(row.year, finance.ZERO)
    if row.amount <= 0 or missing <= 0:
        return ""
    amount = f"{missing:.2f}".replace(".", ",")
    values = {"gate": "ceiling", "program": edition.program_id, "year": row.year, "amount": amount}
    return f"{reverse('admin:programs_override_add')}?{urlencode(values)}"
