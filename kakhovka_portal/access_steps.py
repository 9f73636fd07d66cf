"""Steps about somebody's access: a link for the password, a lost telephone, keys, and what waits for a head."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.services import Notice, Severity
from programs.staff.steps import StepForm, StepView

from .granting import CONFIRM, confirm, end, remove_factor, why_not
from .keys import end_keys
from .links import send_link, why_no_link
from .models import AccessEvent, Proposal


def invite(request: Any, person: User) -> None:
    """Send a link after something else was done; where it could not be sent, the person's page sends it again."""
    try:
        send_link(person, by=request.user, request=request)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("A link for the password is on its way to %(email)s.") % {"email": person.email})


class ReasonForm(StepForm):
    """What is done now asks for no date."""

    date = None  # type: ignore[assignment]


class PersonStep(StepView):
    """A step taken with a person; superusers are of no concern to others."""

    form_class = ReasonForm
    queryset = User.objects.all()
    context_object_name = "person"  # «user» is whoever looks at the page

    def get_queryset(self) -> QuerySet[Any]:
        people = super().get_queryset()
        return people if self.user.is_superuser else people.filter(is_superuser=False)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"list_title": _("People"), **kwargs})


class SendLink(PersonStep):
    """Nobody but the person sees the link."""

    slug, permission = "link", "auth.change_user"
    title = gettext_lazy("Send a link for the password")
    lead = gettext_lazy(
        "The person sets a new password by it, once and within some hours. Until then the present password works; "
        "afterwards the keys of the API end."
    )
    done = gettext_lazy("The link is on its way.")

    def facts(self) -> list[tuple[str, Any]]:
        return [(_("E-mail address"), self.record.email or "—")]

    def notices(self) -> list[Notice]:
        refusal = why_no_link(self.record)
        return [Notice("no_address", refusal, Severity.STOP)] if refusal else []

    def perform(self, given: dict[str, Any]) -> None:
        send_link(self.record, by=self.user, request=self.request)


class RemoveFactor(PersonStep):
    slug, permission = "factor", "mfa.delete_authenticator"
    title = gettext_lazy("Remove the second factor")
    lead = gettext_lazy("For whoever lost the telephone with the codes. The person and every head are told of it.")
    done = gettext_lazy("The second factor was removed.")
    is_danger = asks_reason = True

    @classmethod
    def offered(cls, record: Any) -> bool:
        return bool(record.authenticator_set.exists())

    def perform(self, given: dict[str, Any]) -> None:
        remove_factor(self.record, by=self.user, reason=given["reason"])


class EndKeys(PersonStep):
    """How many there are is known, what they are for is not."""

    slug, permission = "keys", "auth.change_user"
    title = gettext_lazy("Take back the keys of the API")
    lead = gettext_lazy("The programs that use them stop writing at once; the person can make new ones.")
    done = gettext_lazy("The keys were taken back.")
    is_danger = asks_reason = True

    @classmethod
    def offered(cls, record: Any) -> bool:
        return bool(record.api_keys.exists())

    def perform(self, given: dict[str, Any]) -> None:
        end_keys(self.record, by=self.user, reason=given["reason"])


class Decision(StepView):
    """A step taken with what waits for a head."""

    form_class = ReasonForm
    model = Proposal
    template_name = "admin/auth/decision.html"  # it leads to the desk: not every head sees the list of people
    permission = CONFIRM

    @property
    def back(self) -> str:
        return reverse("admin:index")

    def facts(self) -> list[tuple[str, Any]]:
        found = self.record
        facts = [(_("Proposed by"), found.by.get_full_name() or found.by.get_username()), (_("Why"), found.reason)]
        if found.person:
            facts.insert(0, (_("E-mail address"), found.email or "—"))
        if found.person and found.what == Proposal.What.EMAIL:
            facts.insert(0, (_("Present e-mail address"), found.person.email or "—"))
        if found.right:
            people = found.role.user_set.order_by("pk")
            named = [f"{one.get_full_name()} ({one}) {one.email}".strip() for one in people]
            facts.insert(0, (_("People"), "; ".join(named) or "—"))
        return facts


class Confirm(Decision):
    title = gettext_lazy("Confirm the access")
    lead = gettext_lazy(
        "Ask the person in person if you are not sure. With a first role that carries money or adopting the account "
        "gets a new password, by a link to the address below."
    )
    done = gettext_lazy("Confirmed.")

    def notices(self) -> list[Notice]:
        refusal = why_not(self.record, self.user)
        return [Notice("own", refusal, Severity.STOP)] if refusal else []

    def perform(self, given: dict[str, Any]) -> None:
        for person in confirm(self.record, by=self.user):
            invite(self.request, person)


class Refuse(Decision):
    title = gettext_lazy("Refuse the access")
    done = gettext_lazy("Refused.")
    is_danger = asks_reason = True
    what = AccessEvent.What.REFUSED

    def perform(self, given: dict[str, Any]) -> None:
        end(self.record, by=self.user, what=self.what, reason=given["reason"])


class TakeBack(Refuse):
    title = gettext_lazy("Take the proposal back")
    done = gettext_lazy("Taken back.")
    permission = "auth.change_user"
    is_danger, what = False, AccessEvent.What.TAKEN_BACK
