"""Which letters a person wants, on a page of the account; which were sent, as a list for the administrator."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from programs.models import Letter, UnwantedLetter

from .people import Worded


class LettersForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Write to me about"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(kind.value, capfirst(str(kind.label))) for kind in Letter.OPTIONAL],
    )


@method_decorator([never_cache, login_required], name="dispatch")
class Letters(FormView):
    """One's own choice. Of what touches the account's safety everybody hears."""

    template_name = "account/letters.html"
    form_class = LettersForm
    success_url = reverse_lazy("account_letters")

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    def unwanted(self) -> QuerySet[UnwantedLetter]:
        return UnwantedLetter.objects.filter(person=self.person)

    def get_initial(self) -> dict[str, Any]:
        unwanted = set(self.unwanted().values_list("kind", flat=True))
        return {"kinds": [kind.value for kind in Letter.OPTIONAL if kind not in unwanted]}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        unwanted = {*Letter.OPTIONAL} - set(form.cleaned_data["kinds"])
        self.unwanted().exclude(kind__in=unwanted).delete()
        rows = [UnwantedLetter(person=self.person, kind=kind) for kind in unwanted]
        UnwantedLetter.objects.bulk_create(rows, ignore_conflicts=True)
        messages.success(self.request, _("Your choice is kept."))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        always = [kind.label for kind in Letter.Kind if kind not in {*Letter.OPTIONAL, Letter.Kind.OUTSIDE}]
        return {**super().get_context_data(**kwargs), "always": always}


@admin.register(Letter)
class LetterAdmin(Worded, admin.ModelAdmin):
    """What was sent, without a word of it."""

    list_title = gettext_lazy("Letters")
    change_title = gettext_lazy("Letter")
    list_lead = gettext_lazy(
        "What the portal wrote to whom, and what became of it. The letters themselves are not kept."
    )
    empty_text = gettext_lazy("No letter was written yet.")
    list_display = ("asked_at", "kind", "person", "state", "attempts", "sent_at", "error")
    list_filter = ("state", "kind")
    search_fields = ("person__username",)
    list_select_related = ("person",)
    fields = readonly_fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
