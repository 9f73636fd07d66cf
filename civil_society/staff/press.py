"""Publications of the site taken in many at once: pasted, or from the site's own feed."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programs.imports.reading.files import FileProblem
from programs.services import Notice, Severity
from programs.staff.forms import MeasureField
from programs.staff.steps import StepView
from programs.words import date_text

from ..imports.site import read_feed, read_lines
from ..models import SitePublication
from ..services import take_in


class PasteForm(forms.Form):
    measure = MeasureField()
    lines = forms.CharField(
        label=_("The list"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField"}),
        help_text=_(
            "A publication a line: day, heading, link. Between tabs or «|» a section may stand before the heading."
        ),
    )


class TakeIn(StepView):
    """Record many publications at once; whose link stands already is passed over."""

    permission = "civil_society.add_sitepublication"
    opts = SitePublication._meta

    def get_object(self, queryset: Any = None) -> Any:
        return None

    def get_initial(self) -> dict[str, Any]:
        last = SitePublication.objects.order_by("-pk").first()
        return {**super().get_initial(), **({"measure": last.measure_id} if last else {})}

    @property
    def subtitle(self) -> str:
        return str(SitePublication._meta.verbose_name_plural)

    @property
    def back(self) -> str:
        return reverse("admin:civil_society_sitepublication_changelist")

    def perform(self, given: dict[str, Any]) -> None:
        items = self.items(given)
        new = take_in(measure=given["measure"], items=items, by=self.user)
        words = ngettext("%(count)s publication is recorded", "%(count)s publications are recorded", len(new))
        told = words % {"count": len(new)}
        if passed := len(items) - len(new):
            more = ngettext("%(count)s stood already", "%(count)s stood already", passed)
            told = f"{told}, {more % {'count': passed}}"
        messages.success(self.request, f"{told}.")

    def items(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        raise NotImplementedError


class Paste(TakeIn):
    form_class = PasteForm
    title = _("Paste a list of publications")
    button = _("Record the publications")
    lead = _("Copy the list from the site or from a table and paste it here.")

    def items(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        return read_lines(given["lines"])


class FeedForm(forms.Form):
    measure = MeasureField()
    links = forms.MultipleChoiceField(label=_("New on the site"), widget=forms.CheckboxSelectMultiple)


class FromFeed(TakeIn):
    """The publications that the feed has and the portal has not; all are ticked."""

    form_class = FeedForm
    title = _("Take publications from the site")
    button = _("Record what is ticked")
    lead = _("The feed of the site names its latest publications; those that stand here already are left out.")

    def get_object(self, queryset: Any = None) -> Any:
        if not settings.SITE_FEED:
            raise Http404(_("The portal does not know the feed of the site."))
        return super().get_object(queryset)

    @cached_property
    def new(self) -> list[dict[str, Any]]:
        found = read_feed(settings.SITE_FEED)
        standing = SitePublication.objects.filter(link__in=[each["link"] for each in found])
        known = set(standing.values_list("link", flat=True))
        return [each for each in found if each["link"] not in known]

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        try:
            words = [(each["link"], f"{date_text(each['date'])} {each['heading']}") for each in self.new]
        except FileProblem:
            words = []  # said above the form
        form.fields["links"].choices = words
        form.fields["links"].initial = [link for link, _words in words]
        return form

    def notices(self) -> list[Notice]:
        try:
            nothing = not self.new
        except FileProblem as problem:
            return [Notice("feed", str(problem), severity=Severity.STOP)]
        words = _("Everything that the feed names stands in the portal already.")
        return [Notice("nothing", str(words), severity=Severity.STOP)] if nothing else []

    def items(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        items = [each for each in self.new if each["link"] in given["links"]]
        if not items:
            raise ValidationError({"links": _("Tick what is to be recorded.")})
        return items
