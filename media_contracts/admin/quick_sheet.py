"""The quick sheet of publications: rows to type down with the keyboard, the last one copied."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.bounds import MAX_ROWS_OF_FORM
from programs.default_day import default_day
from programs.staff.base import NOTHING_CHOSEN
from programs.staff.forms import TOO_MANY_ROWS, show_refusal
from programs.staff.sheets import QuantityField, page_of
from programs.texts import fold, number_in
from programs.words import date_text, quantity_text

from .. import services
from ..models import MediaOutlet, Publication
from .base import MEDIA

REMEMBERED = "publications_outlet"
ROWS, LAST = 5, 8


class OutletSelect(forms.Select):
    """Outlets with the width of a column, from which the script computes the area."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        outlet = getattr(value, "instance", None)
        if outlet is not None:
            option["attrs"]["data-width"] = str(outlet.column_width or "")
            option["attrs"]["data-kind"] = outlet.kind
        return option


class SheetRow(forms.ModelForm):
    """One publication as a row; a row of which only the prefilled cells are filled is left out."""

    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    link = forms.URLField(label=gettext_lazy("link"), required=False, max_length=500, assume_scheme="https")
    height = QuantityField(label=gettext_lazy("height, cm"), required=False)
    quantity = QuantityField(label=gettext_lazy("size"), required=False)

    class Meta:
        model = Publication
        fields = ("outlet", "date", "kind", "headline", "issue", "page", "link", "columns", "height", "quantity")
        widgets = {
            "outlet": OutletSelect,
            "date": forms.DateInput(attrs={"class": "sheet-date", "inputmode": "numeric"}),
            "headline": forms.Textarea(attrs={"rows": 1}),
            "columns": forms.TextInput(attrs={"class": "quantity", "inputmode": "numeric"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: list[str] = []
        self.fields["date"].widget.attrs["placeholder"] = _("dd.mm.yyyy")
        self.fields["outlet"].empty_label = NOTHING_CHOSEN  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", NOTHING_CHOSEN), *Publication.Kind.choices]  # type: ignore[attr-defined]

    def clean_quantity(self) -> Any:
        return self.cleaned_data["quantity"] or 1

    def has_changed(self) -> bool:
        """What the sheet itself fills in, or copies down, makes no publication yet."""
        return bool(set(self.changed_data) - {"outlet", "date", "kind", "quantity", "confirmed"})


Rows = forms.formset_factory(SheetRow, extra=ROWS, max_num=MAX_ROWS_OF_FORM, absolute_max=MAX_ROWS_OF_FORM)


def quick_sheet(request: Any) -> HttpResponse:
    """Rows of publications, saved all or none; a questionable one asks once."""
    if not request.user.has_perm("media_contracts.add_publication"):
        raise PermissionDenied
    outlets = list(MediaOutlet.objects.all())
    last = list(Publication.objects.select_related("outlet").order_by("-pk")[:LAST])
    asked = number_in(request.GET.get("outlet", ""))
    remembered = asked or request.session.get(REMEMBERED) or (last[0].outlet_id if last else None)
    if remembered is None and len(outlets) == 1:
        remembered = outlets[0].pk
    initial = {"outlet": remembered, "date": default_day(), "kind": "council"}
    sent = request.POST or None
    rows = Rows(sent, prefix="rows", form_kwargs={"initial": initial}, error_messages=TOO_MANY_ROWS)
    if request.method == "POST" and _valid(rows):
        saved = _save(request, rows)
        if saved is not None:
            words = ngettext("%(count)s publication is recorded.", "%(count)s publications are recorded.", saved)
            messages.success(request, words % {"count": saved})
            return HttpResponseRedirect(request.path)
    request.current_app = admin.site.name
    context = {
        **admin.site.each_context(request),
        "title": _("Quick entry of publications"),
        "opts": Publication._meta,
        "rows": rows,
        "questions": any(form.questions for form in rows.forms) if rows.is_bound else False,
        "question_address": reverse("admin:media_contracts_publication_questions"),
        "last": [(row, date_text(row.date), quantity_text(row.quantity), page_of(row)) for row in last],
        "media": MEDIA,
    }
    return TemplateResponse(request, "admin/media_contracts/sheet.html", context)


def _valid(rows: Any) -> bool:
    """Whether every filled row is a publication, and every questionable one is meant."""
    valid: bool = rows.is_valid()
    above: dict[Any, int] = {}
    for number, form in enumerate(rows.forms, start=1):
        if not form.has_changed() or form.errors:
            continue
        probe = form.instance
        questions = [row.sentence for row in services.publication_notices(probe) if row.code == "duplicate"]
        keys = [(probe.outlet_id, probe.date, fold(probe.headline)), *filter(None, [probe.link])]
        twins = [above[key] for key in keys if key in above]
        if twins:
            questions.append(_("The same publication stands in row %(row)s.") % {"row": min(twins)})
        if not form.cleaned_data.get("confirmed"):
            form.questions += questions
        above |= {key: number for key in keys if key not in above}
    return valid and not any(form.questions for form in rows.forms)


def _save(request: Any, rows: Any) -> int | None:
    """The number of publications saved; None where the services refuse one of them, which says so beside its row."""
    filled = [form for form in rows.forms if form.has_changed()]
    form: Any = None
    try:
        with transaction.atomic():
            for form in filled:
                services.save_publication(publication=form.instance, by=request.user)
    except ValidationError as refusal:
        show_refusal(form, refusal)
        return None
    if filled:
        request.session[REMEMBERED] = filled[-1].instance.outlet_id
    for publication in (form.instance for form in filled):
        for notice in services.publication_notices(publication):
            if notice.code in {"no_line", "no_column_width"}:
                messages.warning(request, f"{publication.headline}: {notice.sentence}")
    return len(filled)
