"""Links by which a person sets a password: sent to the person's address alone, for some hours and for one use.

Whoever asks for one – the person, the administrator, the confirming head – never sees it.
"""

from datetime import timedelta
from typing import Any

from axes.utils import reset
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from programs.models import Letter
from programs.services.mail import write_to
from programs.visitors import address_of, times

from .accounts import Plain
from .keys import end_keys
from .models import AccessEvent, GivenPassword

ASKED_AGAIN_AFTER = timedelta(minutes=10)  # whoever asks for somebody's letters again and again sends one
ASKED_FROM_ONE_ADDRESS = 10  # within that time: a town hall has one, and so has whoever tries people's addresses out


def why_no_link(person: User) -> str:
    """Why no link can be sent; empty where one can."""
    if person.email and person.is_active:
        return ""
    return _("A link goes to an active person's e-mail address: write one in the form first.")


@transaction.atomic
def send_link(person: User, *, by: User, request: HttpRequest) -> None:
    """Send a link; the address is the portal's own, or the one that was asked, which ALLOWED_HOSTS holds to."""
    if refusal := why_no_link(person):
        raise ValidationError(refusal)
    event = AccessEvent.objects.create(what=AccessEvent.What.LINK, person=person, by=by)
    site = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    write_to(person, Letter.Kind.PASSWORD, cause=f"access/{event.pk}", about={"site": site})


class NewPasswordForm(Plain, SetPasswordForm):
    words = {
        "new_password1": gettext_lazy("New password"),
        "new_password2": gettext_lazy("New password once more"),
    }


class PasswordByLink(PasswordResetConfirmView):
    """The page behind a link. Its password ends every session, link and key of the account; the second factor stays."""

    template_name = "account/password_by_link.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("account_login")

    def get_user(self, uidb64: str) -> Any:
        user: Any = super().get_user(uidb64)
        return user if user and user.is_active else None

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        person: Any = self.user
        GivenPassword.objects.filter(user=person).delete()
        AccessEvent.objects.create(what=AccessEvent.What.PASSWORD, person=person, by=person)
        end_keys(person, by=person)
        reset(username=person.get_username().casefold())
        messages.success(self.request, _("The password is set: log in with it."))
        return response


class AddressForm(Plain, forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


@method_decorator(never_cache, name="dispatch")
class PasswordForgotten(FormView):
    """Ask for a link to one's own address. The answer is the same whether somebody has this address or nobody, and
    whether a letter goes or too many were asked for.
    """

    template_name = "account/password_forgotten.html"
    form_class = AddressForm
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: Any) -> HttpResponse:
        seconds = int(ASKED_AGAIN_AFTER.total_seconds())
        if times(f"links-{address_of(self.request)}", seconds) <= ASKED_FROM_ONE_ADDRESS:
            self.send_to(form.cleaned_data["email"])
        text = _("If the portal knows this address, a letter with a link is on its way. It works for some hours.")
        messages.success(self.request, text)
        return super().form_valid(form)

    def send_to(self, email: str) -> None:
        lately = AccessEvent.objects.filter(
            what=AccessEvent.What.LINK, at__gte=timezone.now() - ASKED_AGAIN_AFTER
        ).values("person")
        for person in User.objects.filter(email__iexact=email, is_active=True).exclude(pk__in=lately):
            send_link(person, by=person, request=self.request)
