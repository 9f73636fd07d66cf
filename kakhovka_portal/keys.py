"""Keys of the API: their owner makes them on a page of the account, sees each once and takes it back."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from .models import AccessEvent, ApiKey

LONGEST = timedelta(days=365)
SEEN_EVERY = timedelta(minutes=1)  # a program that asks a hundred times a second writes its last use once
FIELDS = ["name", "ends_on"]


def fingerprint(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class KeyAuthentication(TokenAuthentication):
    """«Authorization: Token …» by the fingerprint of a key, until the key ends or its owner is switched off."""

    def authenticate_credentials(self, key: str) -> tuple[User, ApiKey]:
        found = ApiKey.objects.select_related("owner").filter(fingerprint=fingerprint(key)).first()
        if found is None or not found.owner.is_active:
            raise AuthenticationFailed(_("There is no such key of the API, or it was taken back."))
        if found.ends_on < timezone.localdate():
            raise AuthenticationFailed(_("This key of the API has ended: its owner makes another one."))
        now = timezone.now()
        if found.last_used is None or now - found.last_used >= SEEN_EVERY:
            ApiKey.objects.filter(pk=found.pk).update(last_used=now)
        return found.owner, found


@transaction.atomic
def make_key(key: ApiKey) -> str:
    """Store a new key by its fingerprint; returns what nobody can read anywhere afterwards."""
    text = secrets.token_urlsafe(32)
    key.fingerprint = fingerprint(text)
    key.save()
    AccessEvent.objects.create(what="key_made", person=key.owner, by=key.owner, detail=key.name)
    return text


@transaction.atomic
def end_keys(owner: User, *, by: User | None, reason: str = "", **which: Any) -> int:
    """Take keys of a person back at once; returns how many there were."""
    keys = list(owner.api_keys.select_for_update().filter(**which))
    for key in keys:
        AccessEvent.objects.create(what="key_ended", person=owner, by=by, detail=key.name, reason=reason)
        key.delete()
    return len(keys)


class KeyForm(forms.ModelForm):
    taken = gettext_lazy(
        "You have a key of this name: give another name, or take that key back first. If it was made just now and you "
        "did not see it, as after a second press of the button, take it back and make it anew."
    )

    class Meta:
        model = ApiKey
        fields = FIELDS
        labels = {"name": gettext_lazy("Which program it is for")}
        widgets = {"ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {"ends_on": gettext_lazy("A year from today at most; make another key before this one ends.")}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.instance.owner.api_keys.filter(name=name).exists():
            raise ValidationError(self.taken)
        return name

    def clean_ends_on(self) -> Any:
        last, today = self.cleaned_data["ends_on"], timezone.localdate()
        if not today <= last <= today + LONGEST:
            raise ValidationError(_("Choose a day between today and a year from now."))
        return last


@method_decorator([never_cache, login_required, reauthentication_required], name="dispatch")
class Keys(FormView):
    """One's own keys. A key that was just made stands on the answer alone; no page shows it again."""

    template_name = "account/keys.html"
    form_class = KeyForm

    @property
    def owner(self) -> User:
        return cast(User, self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": ApiKey(owner=self.owner)}

    def get_initial(self) -> dict[str, Any]:
        return {"ends_on": timezone.localdate() + LONGEST}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            key = make_key(form.instance)
        except IntegrityError:  # made by another press of the button at the same moment
            form.add_error("name", form.taken)
            return self.form_invalid(form)
        form = KeyForm(instance=ApiKey(owner=self.owner), initial=self.get_initial())
        return self.render_to_response(self.get_context_data(form=form, made=key))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "keys": self.owner.api_keys.all(), "today": timezone.localdate()}


@never_cache
@login_required
@require_POST
def end_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own key; needs no password, for whoever fears that a key has leaked is in haste."""
    owner = cast(User, request.user)
    key = get_object_or_404(owner.api_keys, pk=pk)
    end_keys(owner, by=owner, pk=pk)
    messages.success(request, _("The key «%(name)s» was taken back.") % {"name": key.name})
    return redirect("account_keys")
