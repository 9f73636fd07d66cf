"""Who gets an account: staff and commission members, made by an administrator; nobody signs up."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.account.views import password_change
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from programs.permissions import may_follow_programs
from programs.visitors import address_of

from .models import GivenPassword

# What Django and allauth say themselves, for the catalogue: their own Ukrainian is wrong or has no word for it.
gettext_noop("Your password can’t be entirely numeric.")
gettext_noop("Enter the same password as before, for verification.")
gettext_noop("The username and/or password you specified are not correct.")
gettext_noop("The {name} “{obj}” was added successfully.")
gettext_noop("The {name} “{obj}” was changed successfully.")
gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below.")
gettext_noop("You may edit it again below.")
gettext_noop("Changed {fields}.")
gettext_noop("Last name")
gettext_noop("Active")
gettext_noop("username")
gettext_noop("All dates")
gettext_noop("Select a valid choice. %(value)s is not one of the available choices.")
gettext_noop("Select a valid choice. That choice is not one of the available choices.")
gettext_noop("Enter a valid email address.")
gettext_noop("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.")
gettext_noop("Ensure this value is less than or equal to %(limit_value)s.")
gettext_noop("Ensure this value is greater than or equal to %(limit_value)s.")
gettext_noop("%(model_name)s with this %(field_label)s already exists.")
gettext_noop("%(model_name)s with this %(field_labels)s already exists.")
gettext_noop("Please either submit a file or check the clear checkbox, not both.")
gettext_noop("Null characters are not allowed.")
gettext_noop("The submitted file is empty.")
gettext_noop("Currently:")
gettext_noop("Change:")
gettext_noop("Hold down “Control”, or “Command” on a Mac, to select more than one.")
gettext_noop("Change selected %(model)s")
gettext_noop("Add another %(model)s")
gettext_noop("View selected %(model)s")
gettext_noop("Delete selected %(model)s")
gettext_noop("Delete selected %(verbose_name_plural)s")
gettext_noop("The %(name)s “%(obj)s” was deleted successfully.")
gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below.")
gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below.")
gettext_noop("Items must be selected in order to perform actions on them. No items have been changed.")
gettext_noop("No action selected.")
gettext_noop("Go")
gettext_noop("View on site")
gettext_noop("You don’t have permission to view or edit anything.")
gettext_noop("%(full_result_count)s total")
gettext_noop("email address")
gettext_noop("Yes, I’m sure")

ACCOUNTS = "/accounts/"
OWN_PASSWORD_FIRST = "own_password_first"  # noqa: S105  (a key of the session)


def home_of(user: Any) -> str:
    """Staff go to their desk, a member of the commission to its page, anybody else to the programmes."""
    if user.is_staff:
        return reverse("admin:index")
    return reverse("programs:commission" if may_follow_programs(user) else "programs:index")


class StaffAccountAdapter(DefaultAccountAdapter):
    """allauth for a council: log-in, second factor and change of password, without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(address_of(request))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return home_of(request.user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        if GivenPassword.objects.filter(user=user).exists():
            request.session[OWN_PASSWORD_FIRST] = True

    def set_password(self, user: Any, password: str) -> None:
        """A person's own new password, which nobody else has seen."""
        super().set_password(user, password)
        GivenPassword.objects.filter(user=user).delete()
        self.request.session.pop(OWN_PASSWORD_FIRST, None)


def own_password_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Whoever came with a password that somebody else has seen sets another one before anything else."""

    def answer(request: HttpRequest) -> HttpResponse:
        came = settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.get(OWN_PASSWORD_FIRST)
        leaves = {reverse("account_change_password"), reverse("account_logout"), reverse("programs:language")}
        if came and request.path not in leaves:
            return HttpResponseRedirect(reverse("account_change_password"))
        return get_response(request)

    return answer


def change_password(request: HttpRequest) -> HttpResponse:
    """allauth's page; it leads an account that was made without a password to one where it would give itself one."""
    if request.user.is_authenticated and not request.user.has_usable_password():
        raise PermissionDenied(
            _("This account has no password to change: it is set by a link, which the log-in page sends.")
        )
    response: HttpResponse = password_change(request)
    return response


def nothing_kept(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """No browser or proxy keeps a page of somebody's account: it may show a secret of a second factor, recovery codes,
    a key, or a link that sets a password.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(ACCOUNTS):
            add_never_cache_headers(response)
        return response

    return answer


class Plain:
    """Labels above the fields say what they are: no placeholder repeats them, and each speaks in the portal's words."""

    words: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)


class PlainLoginForm(Plain, LoginForm):
    words = {"login": gettext_lazy("User name")}


class PlainPasswordForm(Plain, ChangePasswordForm):
    words = {
        "oldpassword": gettext_lazy("Present password"),
        "password1": gettext_lazy("New password"),
        "password2": gettext_lazy("New password once more"),
    }

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        if password == self.cleaned_data.get("oldpassword"):
            raise ValidationError(_("This is the present password. Choose another one."))
        return password


class PlainReauthenticateForm(Plain, ReauthenticateForm):
    pass


def username_of(request: Any, credentials: dict[str, Any] | None) -> str | None:
    """Whose failures are counted: the name that was tried, under whichever key the form or the backend brings it."""
    tried = {**(credentials or {})}
    name = tried.get("username") or tried.get("login")
    if not name and request is not None:
        name = request.POST.get("login") or request.POST.get("username")
    return str(name).strip().casefold() if name else None


class CodeForm(Plain, AuthenticateForm):
    """The second step of the log-in; its failures count as the log-in's own, so that codes cannot be tried out."""

    def clean_code(self) -> str:
        request: Any = context.request
        credentials = {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True
            raise ValidationError(_("The account is locked after too many failures."))
        try:
            return super().clean_code()
        except ValidationError:
            AxesProxyHandler.user_login_failed(sender=type(self), credentials=credentials, request=request)
            raise
