"""Addresses of one's own account. Sign-up has none: an administrator gives accounts."""

from allauth.account import views
from django.urls import include, path

from .accounts import change_password
from .keys import Keys, end_key
from .links import PasswordByLink, PasswordForgotten
from .mail_pages import Letters

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", change_password, name="account_change_password"),
    path("password/forgotten/", PasswordForgotten.as_view(), name="account_password_forgotten"),
    path("password/link/<uidb64>/<token>/", PasswordByLink.as_view(), name="account_password_by_link"),
    path("2fa/", include("allauth.mfa.urls")),
    path("keys/", Keys.as_view(), name="account_keys"),
    path("keys/<int:pk>/end/", end_key, name="account_key_end"),
    path("letters/", Letters.as_view(), name="account_letters"),
]
