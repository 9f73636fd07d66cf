"""The body of a record: the form offers those that it may be of, a person chooses one or leaves it empty."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Body, OfBody, records_of
from ..services import bodies_alike, unlinked_alike
from .base import PortalAdmin, without
from .sheets import page_of

BODY: Any = (gettext_lazy("The same in the whole portal"), {"fields": ("body", "same_body")})


def offer_bodies(form: forms.ModelForm) -> None:
    """Let the form choose among the bodies that its record may be of, and the one that it is of."""
    field, record = form.fields.get("body"), form.instance
    if not isinstance(field, forms.ModelChoiceField) or not isinstance(record, OfBody) or record.pk is None:
        return
    alike = [each.pk for each in bodies_alike(record.name, record.code_of_body)]
    field.queryset = Body.objects.filter(pk__in=[*alike, record.body_id or 0])
    field.empty_label = _("not linked with other records")
    field.help_text = _("Bodies of the same ЄДРПОУ or name are offered: chosen, the pages link to each other.")


class OfBodyAdmin(PortalAdmin):
    """The pages of records that may be of a body; a new one is asked for it once it is saved."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "same_body")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else without(fieldsets, "body", "same_body")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        alike = [] if change or obj.body_id else bodies_alike(obj.name, obj.code_of_body)
        if alike:
            words = _("The portal knows such a body already: %(body)s. If it is the same, choose it on this page.")
            messages.warning(request, format_html('<a href="{}">{}</a>', page_of(obj), words % {"body": alike[0]}))
        for other in unlinked_alike(obj) if obj.body_id and not change else ():
            if admin.site.is_registered(type(other)):
                words = _("“%(record)s” (%(kind)s) may be of the same body: choose the body on its page.")
                said = words % {"record": other, "kind": other._meta.verbose_name}
                messages.warning(request, format_html('<a href="{}">{}</a>', page_of(other), said))

    @admin.display(description=gettext_lazy("other records of it"))
    def same_body(self, record: OfBody) -> str:
        """Where else the portal has the body; a module that is switched off has no pages."""
        found = records_of(record.body.same) if record.body else ()
        others = [each for each in found if each != record and admin.site.is_registered(type(each))]
        rows = [(page_of(each), each, each._meta.verbose_name) for each in others]
        return format_html_join(", ", '<a href="{}">{}</a> ({})', rows) or "—"
