"""Who gets an account: staff and commission members, made by an administrator; nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccountAdapter(DefaultAccountAdapter):
    """allauth for a council: log-in, second factor and change of password, without sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to their desk; a member of the commission has no desk there and goes to the programmes."""
        user: Any = request.user
        return super().get_login_redirect_url(request) if user.is_staff else "/"
