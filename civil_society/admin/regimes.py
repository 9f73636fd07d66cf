"""Rules of consulting and their terms: data of the council, compared with the act by a person."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.staff.base import PortalAdmin
from programs.staff.forms import RecordForm
from programs.staff.pages import address_of
from programs.staff.sheets import Sheet, SheetCell, page_of
from programs.words import date_text

from ..models import Regime, Term
from ..services import save_term


class RegimeForm(RecordForm):
    class Meta:
        widgets = {"note": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}


@admin.register(Regime)
class RegimeAdmin(PortalAdmin):
    """Under which rules the council consults."""

    form = RegimeForm
    change_form_template = "admin/civil_society/regime.html"
    add_title = gettext_lazy("New rules of consulting")
    add_button = gettext_lazy("Add rules")
    change_title = gettext_lazy("Rules of consulting")
    list_lead = gettext_lazy("The council’s own act comes first; compare every term with its act, then confirm it.")
    list_display = ("name", "source", "is_active", "is_default", "confirmed")
    search_fields = ("folded",)
    fieldsets = (
        (None, {"fields": ("name", "act", "source", ("is_active", "is_default"))}),
        (gettext_lazy("What a proposal needs"), {"fields": (("asks_name", "asks_address"),)}),
        (gettext_lazy("For staff"), {"fields": ("note",), "classes": ("collapse",)}),
    )

    def prepare_rows(self, request: HttpRequest, rows: list[Any]) -> None:
        for row in rows:
            row.read_terms = list(row.terms.all())

    @admin.display(description=gettext_lazy("terms compared with the act"))
    def confirmed(self, regime: Any) -> str:
        done = sum(term.confirmed_on is not None for term in regime.read_terms)
        return _("%(done)s of %(count)s") % {"done": done, "count": len(regime.read_terms)}

    def render_change_form(self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if original := context.get("original"):
            context["sheet"] = _terms(original, request.user)
        return super().render_change_form(request, context, *args, **kwargs)


def _terms(regime: Regime, user: Any) -> Sheet:
    rows = []
    for term in regime.terms.all():
        of = [str(label) for label in (term.get_form_display(), term.get_matter_display()) if label]
        rows.append(
            [
                SheetCell(capfirst(str(term.get_step_display())), page_of(term)),
                SheetCell(term.length),
                SheetCell(capfirst(str(term.get_start_display()))),
                SheetCell(", ".join(of) or _("every")),
                SheetCell(term.source or "—"),
                SheetCell(
                    date_text(term.confirmed_on) if term.confirmed_on else "—",
                    mark="" if term.confirmed_on else _("to be compared"),
                ),
            ]
        )
    headings = [_("what is timed"), _("term"), _("counted from"), _("form, matter"), _("source"), _("compared on")]
    add = address_of("admin:civil_society_term_add", given={"regime": regime.pk})
    links = [(_("Add a term"), add)] if user.has_perm("civil_society.add_term") else []
    return Sheet("terms", _("Terms"), headings, rows, empty=_("These rules set no term yet."), links=links)


@admin.register(Term)
class TermAdmin(PortalAdmin):
    """One term of some rules; reached from their page."""

    add_title = gettext_lazy("New term of consulting")
    add_button = gettext_lazy("Add a term")
    change_title = gettext_lazy("Term of consulting")
    list_display = ("__str__", "regime", "form", "matter", "source", "confirmed_on")
    list_filter = ("regime", "step")
    list_select_related = ("regime",)
    fieldsets = (
        (None, {"fields": ("regime", "step", ("count", "unit"), "start", "closing_hour")}),
        (gettext_lazy("For which it stands"), {"fields": (("form", "matter"), ("valid_from", "valid_to"))}),
        (gettext_lazy("Where it is from"), {"fields": ("source", "confirmed_on")}),
    )

    def write(self, record: Any, *, by: Any, reason: str = "", expected_version: int | None = None) -> None:
        save_term(term=record, by=by, reason=reason, expected_version=expected_version)
