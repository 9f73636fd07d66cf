"""Editions: passport and its totals, opening a draft, giving it up, adopting it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from .. import finance, services
from ..corrections import contradictions, imbalances
from ..default_day import default_day
from ..models import Aspect, Edition, LegalAct, PassportRow, PassportTotal, Program
from ..permissions import may_adopt
from ..staff.base import PortalAdmin, PortalInline, without
from ..staff.forms import REASON, PlanRowForm
from ..staff.lists import ProgramFilter
from ..staff.sheets import life_of
from ..staff.steps import StepView
from ..texts import number_in
from ..words import amount_or_dash, amount_text, date_text, difference_text, signed_text
from . import grid
from .available import override_address


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


class AdoptionForm(forms.ModelForm):
    """The act that sets the edition – one that is recorded, or a new one recorded here – and from when it does."""

    NEW = ("number", "date", "body", "title")  # what a new act needs; its kind and role stand already

    act = forms.ModelChoiceField(
        LegalAct.objects.none(),
        required=False,
        label=gettext_lazy("Act that adopts the edition"),
        empty_label=gettext_lazy("a new one, recorded here"),
    )
    in_force_from = forms.DateField(
        required=False,
        label=gettext_lazy("In force from"),
        widget=admin.widgets.AdminDateWidget(),
        help_text=gettext_lazy(
            "From this day on the public page, the API and the reports show this plan. Empty: the day of the act."
        ),
    )
    reason = forms.CharField(
        required=False,
        max_length=500,
        label=gettext_lazy("Why before its act"),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("Only where the edition is in force before the day of its act; everybody sees it."),
    )
    field_order = ("act", "kind", "number", "date", "body", "title", "role", "in_force_from", "reason")

    class Meta:
        model = LegalAct
        fields = ("kind", "number", "date", "body", "title", "role")
        field_classes = {"date": forms.DateField}
        widgets = {
            "date": admin.widgets.AdminDateWidget(),
            "title": forms.TextInput(attrs={"class": "vTextField"}),
            "body": forms.TextInput(attrs={"class": "vTextField"}),
        }

    def __init__(self, *args: Any, edition: Edition, may_record: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = LegalAct.objects.filter(Q(program=edition.program) | Q(program=None), edition=None)
        self.fields["act"].queryset = acts.order_by("-date")  # type: ignore[attr-defined]
        choices = {"kind": LegalAct.Kind.choices, "role": LegalAct.Role.choices}
        for name in self.Meta.fields:
            self.fields[name].required = False
            if name in choices:  # each begins with the likely one: nothing to leave unchosen
                self.fields[name].choices = choices[name]  # type: ignore[attr-defined]
            if not may_record:
                del self.fields[name]
        for name in {"act", "reason", *self.Meta.fields} & self.fields.keys():
            self.fields[name].is_conditional = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        missing = [name for name in self.NEW if not given.get(name) and name not in self.errors]
        if given.get("act") is None and "act" not in self.errors:
            if len(missing) == len(self.NEW) or not self.fields.keys() & set(self.NEW):
                self.add_error("act", _("Choose the act, or record it in the fields below."))
            else:
                for name in missing:
                    self.add_error(name, _("Fill this in: the act is recorded with it."))
        elif given.get("number") or given.get("date"):
            self.add_error("act", _("Choose a recorded act or record a new one, not both."))
        return given

    def _post_clean(self) -> None:
        """A new act is validated where it is recorded; an act that was chosen is not touched."""


def balance(edition: Edition, user: Any) -> dict[str, Any]:
    """The self-check of one edition, for the pages that show it, with the head's way to let a surplus pass."""
    found = services.plan_totals([edition])[edition.pk]
    allowed = services.allowed_above_passport(edition.program) if found.differences else {}
    made_by = {row.year: corrections for row, corrections in imbalances(edition, found.differences)}
    may_grant = edition.is_draft and user.has_perm("programs.add_override")
    lines = [
        {
            "year": row.year,
            "measures": amount_text(row.measures),
            "passport": amount_text(row.passport),
            "amount": signed_text(row.amount),
            "corrections": made_by.get(row.year, []),
            "allowed": 0 < row.amount <= allowed.get(row.year, finance.ZERO),
            "override": override_above_passport(edition, row, allowed.get(row.year, finance.ZERO)) if may_grant else "",
        }
        for row in found.differences
    ]
    said = [
        {"number": row.number, "year": year, "said": amount_text(said), "total": amount_or_dash(total)}
        for row, year, said, total in contradictions(edition)
    ]
    count = edition.measure_rows.count()
    return {
        "differences": lines,
        "planned": amount_text(found.planned),
        "measures_count": count,
        "contradictions": said,
    }


class OpenDraft(StepView):
    """Begin the next edition as a copy of the one in force."""

    model = Program
    object: Program
    opts = Edition._meta
    form_class = forms.Form
    permission = "programs.add_edition"
    title = gettext_lazy("Open a draft edition")
    done = gettext_lazy("The draft is open: change its measures, then its passport.")

    @property
    def lead(self) -> str:
        base = self.object.editions.last_adopted()
        copied = _("The draft begins as a copy of edition %(number)s: tasks, measures, amounts and passport.")
        begins = (
            copied % {"number": base.number}
            if base
            else _("The programme has no adopted edition: the draft begins empty.")
        )
        in_peace = _(
            "You change the copy in peace. The public, the API and the reports show the edition in force until "
            "the head adopts the new one."
        )
        return f"{begins} {in_peace}"

    @property
    def back(self) -> str:
        return reverse("admin:programs_edition_changelist")

    def perform(self, given: dict[str, Any]) -> None:
        self.draft = services.open_draft_edition(program=self.object, by=self.user)

    def get_success_url(self) -> str:
        return f"{reverse('admin:programs_measurerow_changelist')}?edition={self.draft.pk}"


class EditionStep(StepView):
    """What is done with a draft edition."""

    queryset = Edition.objects.select_related("program")
    object: Edition

    @property
    def subtitle(self) -> str:
        return f"{self.object.program}, {self.object}"

    @classmethod
    def offered(cls, record: Edition) -> bool:
        return record.is_draft


class AdoptEdition(EditionStep):
    """Freeze the draft as the plan that an act set; the head alone may."""

    slug = "adopt"
    template_name = "admin/programs/adopt.html"
    form_class = AdoptionForm
    title = gettext_lazy("Adopt the edition")

    @classmethod
    def may(cls, user: Any) -> bool:
        return may_adopt(user)

    def get_initial(self) -> dict[str, Any]:
        """A new act is likely of the body that adopted the last one, and an amendment unless it is the first."""
        last = self.object.program.editions.last_adopted()
        act = last.act if last else None
        role = LegalAct.Role.AMENDMENT if last else LegalAct.Role.ADOPTION
        return {"body": act.body if act else "", "kind": act.kind if act else LegalAct.Kind.DECISION, "role": role}

    def get_form_kwargs(self) -> dict[str, Any]:
        may_record = self.user.has_perm("programs.add_legalact")
        return {**super().get_form_kwargs(), "edition": self.object, "may_record": may_record}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**balance(self.object, self.user), **kwargs)

    def perform(self, given: dict[str, Any]) -> None:
        with transaction.atomic():
            act = given["act"] or self._recorded(given)
            adopted = services.adopt_edition(
                edition=self.object, act=act, in_force_from=given["in_force_from"], by=self.user, reason=given["reason"]
            )
        words = _("%(edition)s is adopted: it is the plan from %(date)s on.")
        self.done = words % {"edition": capfirst(str(self.object)), "date": date_text(adopted.in_force_from)}

    def _recorded(self, given: dict[str, Any]) -> LegalAct:
        values = {name: given[name] for name in AdoptionForm.Meta.fields}
        return services.save_legal_act(act=LegalAct(program=self.object.program, **values), by=self.user)


class RenumberEdition(EditionStep):
    """Number the tasks and measures of a draft by their places; the page shows what would change first."""

    slug = "renumber"
    template_name = "admin/programs/renumber.html"
    queryset = EditionStep.queryset.filter(status=Edition.Status.DRAFT)
    form_class = forms.Form
    title = gettext_lazy("Number anew")

    @classmethod
    def may(cls, user: Any) -> bool:
        return grid.may_edit(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(changes=services.new_numbers(self.object), **kwargs)

    def perform(self, given: dict[str, Any]) -> None:
        count = services.renumber(edition=self.object, by=self.user)
        self.done = ngettext("%(count)s number is changed.", "%(count)s numbers are changed.", count) % {"count": count}

    def get_success_url(self) -> str:
        return f"{reverse('admin:programs_measurerow_changelist')}?edition={self.object.pk}"


class DiscardDraft(EditionStep):
    """Give a draft up with all its rows."""

    slug = "discard"
    form_class = forms.Form
    permission = "programs.delete_edition"
    title = gettext_lazy("Give up the draft")
    done = gettext_lazy("The draft is given up; the edition in force stands as it did.")
    is_danger = True

    @property
    def lead(self) -> str:
        count = self.object.measure_rows.count()
        words = ngettext(
            "The draft goes with its %(count)s measure. The edition in force stays as it is.",
            "The draft goes with its %(count)s measures. The edition in force stays as it is.",
            count,
        )
        return words % {"count": count}

    def perform(self, given: dict[str, Any]) -> None:
        services.delete_edition(edition=self.object, by=self.user)

    def get_success_url(self) -> str:
        return reverse("admin:programs_edition_changelist")


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
    steps = (AdoptEdition, RenumberEdition, DiscardDraft)
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

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # an edition is opened as a copy of the last one, never from an empty form

    # The list ------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).annotate(rows=Count("measure_rows", distinct=True))

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        """Sums and self-checks of a page of editions in two queries."""
        found = services.plan_totals(rows)
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
        return amount_text(edition.planned)

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
        openable = list(without_draft) if OpenDraft.may(request.user) else []
        return super().changelist_view(request, {"openable": openable, **(extra_context or {})})

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        key = number_in(object_id)
        edition = Edition.objects.filter(pk=key).first() if key else None
        draft = edition is not None and edition.is_draft
        context = {
            "steps": self.step_links(request, edition) if edition else [],
            "life": _life(edition) if edition else [],
            "grid_address": grid.address(request, edition),
            "base": edition.program.editions.last_adopted() if edition and draft else None,
            **(balance(edition, request.user) if edition else {}),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    # Pages of their own --------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        return [
            path("open/<slug:slug>/", OpenDraft.as_view(), name="programs_edition_open"),
            *grid.urls,
            *super().get_urls(),
        ]


def _life(edition: Edition) -> list[tuple[str, str]]:
    """A draft is adopted and comes into force on its day, until the next one does."""
    steps = [Edition.Status.DRAFT.label, Edition.Status.ADOPTED.label, pgettext("edition", "in force")]
    in_force = edition.program.editions.in_force(default_day(edition.program))
    if edition.is_draft:
        return life_of(steps, 0)
    if in_force and edition.in_force_from and in_force.number > edition.number:
        return life_of([*steps, _("replaced by edition %(number)s") % {"number": in_force.number}], 3)
    return life_of(steps, 2 if in_force == edition else 1)


def override_above_passport(edition: Edition, row: finance.Difference, allowed: Decimal) -> str:
    """The form of the head's override filled in for a year's surplus; nothing where none is needed."""
    missing = row.amount - allowed
    if row.amount <= 0 or missing <= 0:
        return ""
    return override_address("ceiling", edition.program_id, missing, year=row.year)
