"""Who may see and who may write: the model permissions of the roles, and what stays out of sight without them."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from ..models import Activity, Allocation, BudgetAppropriation, Edition, LedgerEntry, LegalAct, Measure, Program, Task
from ..permissions import Person, may_adopt, may_see_drafts

VERBS = {"POST": "add", "PATCH": "change", "DELETE": "delete"}
REFUSALS = {
    "POST": gettext_lazy("Your account may not add records here (%(what)s): ask an administrator for the role."),
    "PATCH": gettext_lazy("Your account may not change records here (%(what)s): ask an administrator for the role."),
    "DELETE": gettext_lazy("Your account may not delete records here (%(what)s): ask an administrator for the role."),
}


class Rights(BasePermission):
    """Everybody reads; a write needs the role's permission on the record that the view writes."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.method in SAFE_METHODS:
            return True
        if not request.user.is_authenticated:
            raise NotAuthenticated
        self.check_write(request, view.writes)  # type: ignore[attr-defined]
        return True

    def check_write(self, request: Request, model: type[Model]) -> None:
        method, meta = str(request.method), model._meta
        if not request.user.has_perm(f"{meta.app_label}.{VERBS[method]}_{meta.model_name}"):
            raise PermissionDenied(str(REFUSALS[method]) % {"what": meta.verbose_name_plural})


class Adopting(Rights):
    """Adoption freezes the plan: a right of its own."""

    def check_write(self, request: Request, model: type[Model]) -> None:
        if not may_adopt(request.user):
            raise PermissionDenied(_("Your account may not adopt an edition: the head does."))


# What a person may know of -------------------------------------------------------------------------------------------


def visible_programs(user: Person) -> QuerySet[Program]:
    return Program.objects.all() if may_see_drafts(user) else Program.objects.published()


def visible_editions(user: Person) -> QuerySet[Edition]:
    return Edition.objects.all() if may_see_drafts(user) else Edition.objects.published()


def visible_acts(user: Person) -> QuerySet[LegalAct]:
    return LegalAct.objects.all() if may_see_drafts(user) else LegalAct.objects.published()


def visible_measures(user: Person) -> QuerySet[Measure]:
    """A measure that only a draft edition has would give the draft away."""
    return Measure.objects.all() if may_see_drafts(user) else Measure.objects.published()


def visible_tasks(user: Person) -> QuerySet[Task]:
    tasks = Task.objects.all()
    return tasks if may_see_drafts(user) else tasks.filter(rows__edition__in=Edition.objects.published()).distinct()


def visible_allocations(user: Person) -> QuerySet[Allocation]:
    return Allocation.objects.all() if may_see_drafts(user) else Allocation.objects.published()


def visible_appropriations(user: Person) -> QuerySet[BudgetAppropriation]:
    return BudgetAppropriation.objects.filter(measure__in=visible_measures(user))


def visible_entries(user: Person) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(measure__in=visible_measures(user))


def visible_activities(user: Person) -> QuerySet[Activity]:
    """Staff see the activities that nobody has yet decided to show."""
    found = Activity.objects.filter(measure__in=visible_measures(user))
    return found if user.is_authenticated and user.has_perm("programs.view_activity") else found.published()


def signed(user: Any) -> Any:
    """The account that a write is recorded under."""
    return user if user.is_authenticated else None
