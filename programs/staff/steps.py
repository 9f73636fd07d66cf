"""A step of some work on the staff's side: a page says what it does, what stands in its way and what it posts; its
button takes it.

Mounted below a record's page in the admin (``PortalAdmin.steps``) and under ``/staff/`` alike.
"""

from copy import deepcopy
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from django.views.generic.detail import SingleObjectMixin

from ..default_day import default_day
from ..services import Conflict, Notice, Question, Severity, by_field
from .conflicts import seen_and_stored
from .forms import show_refusal
from .same_money import answers_in, asked, led_to_the_same
from .sheets import page_of


def staff_page(view: Any) -> Any:
    """What every page of the staff needs: log-in with its second factor, nothing stored by a browser, the form's token.

    Every address under ``/staff/`` goes through here.
    """
    return admin.site.admin_view(view)


class StepForm(forms.Form):
    """When a step is taken and, where it asks for it, why."""

    date = forms.DateField(label=gettext_lazy("Date"), widget=AdminDateWidget())
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": gettext_lazy("Say the reason.")},
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class StepView(SingleObjectMixin, FormView):
    """One step, taken with one record (``model`` or ``queryset``)."""

    template_name = "admin/step.html"
    form_class: Any = StepForm
    http_method_names = ["get", "head", "post", "options"]

    slug = ""  # the step's address below its record's
    opts: Any = None  # the kind of record in whose list the page stands, where it is not that of its record
    permission = ""
    title: Any = ""
    button: Any = ""  # where it says something else than the title
    lead: Any = ""
    done: Any = ""
    is_danger = False
    asks_reason = False
    takes_over = False  # whether what it records replaces what stands in the ledger without a contract
    takes_reason = False  # where nothing asks for it as well
    takes_long = False  # no writer waits for its work; what was done already it refuses by itself

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        return staff_page(super().as_view(**initkwargs))

    @classmethod
    def below_record(cls, name: str) -> URLPattern:
        """The step's address below its record's pages, whose names begin with ``name``."""
        return path(f"<int:pk>/{cls.slug}/", cls.as_view(), name=f"{name}_{cls.slug.replace('/', '_')}")

    # Who may take it with which record -----------------------------------------------------------

    @classmethod
    def may(cls, user: Any) -> bool:
        return bool(user.has_perm(cls.permission))

    @classmethod
    def offered(cls, record: Any) -> bool:
        """Whether the record's page offers the step; whether it can be taken, the service says."""
        return True

    @classmethod
    def link(cls, record: Any) -> dict[str, str]:
        """The step as a button of its record's page."""
        name = f"{record._meta.app_label}_{record._meta.model_name}_{cls.slug.replace('/', '_')}"
        kind = "danger" if cls.is_danger else "" if cls.asks_reason else "primary"
        return {"label": str(cls.title), "address": reverse(f"admin:{name}", args=[record.pk]), "kind": kind}

    # What the page says --------------------------------------------------------------------------

    def facts(self) -> list[tuple[str, Any]]:
        """What the step is taken with, line by line."""
        return []

    def notices(self) -> list[Notice]:
        """What stands in the way, what asks for a reason, what is worth knowing."""
        return []

    def postings(self) -> list[tuple[str, str]]:
        """What goes to the ledger: the place in the budget and the amount."""
        return []

    def overrides(self) -> list[tuple[str, str]]:
        """The pages on which the head lets a limit be passed that stands in the way."""
        return []

    @property
    def user(self) -> User:
        """Whoever takes the step; nobody gets this far without having logged in."""
        return cast(User, self.request.user)

    @property
    def answers(self) -> dict[str, list[int]]:
        """What the person answered about entries that may be the same money."""
        return answers_in(self.request)

    @property
    def record(self) -> Any:
        """The record from whose page the step is taken, and to which it leads back."""
        return self.object

    @property
    def subtitle(self) -> str:
        """The record as the page names it."""
        return str(self.record)

    @property
    def back(self) -> str:
        return page_of(self.record)

    # What the button does ------------------------------------------------------------------------

    def perform(self, given: dict[str, Any]) -> None:
        """Take the step with what was typed, or refuse it as a ValidationError."""
        raise NotImplementedError

    def get_success_url(self) -> str:
        return self.back

    # The view ------------------------------------------------------------------------------------

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not self.may(self.user):
            raise PermissionDenied
        request.current_app = admin.site.name
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        seen = getattr(self.record, "version", None)
        return {"date": default_day(), "seen_version": seen, **super().get_initial()}

    def get_form(self, form_class: Any = None) -> Any:
        """The form; the reason is asked where the step needs it, or where a notice does."""
        form = super().get_form(form_class)
        if "reason" in self.request.POST:
            _ask_reason(form)
        if "reason" in form.fields and isinstance(form, StepForm):
            if self.asks_reason:
                form.fields["reason"].required = True
            elif any(notice.severity == Severity.REASON for notice in self.notices()):
                words = _("To go on in spite of the warning, say why: it stands in the report.")
                form.fields["reason"].help_text = words
            elif not self.takes_reason and "reason" not in self.request.POST:
                del form.fields["reason"]
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        if there := led_to_the_same(self.request):
            return there
        try:
            self.perform(form.cleaned_data)
        except Question as question:
            same_money = asked(question, self.request, takes_over=self.takes_over)
            return self.refused(form, same_money=same_money)
        except Conflict as conflict:
            form.data = form.data.copy()
            form.data["seen_version"] = conflict.seen
            seen = form.cleaned_data.get("seen_version")
            return self.refused(form, conflict=seen_and_stored(conflict.current, seen))
        except ValidationError as refusal:
            if "reason" in by_field(refusal):
                _ask_reason(form)
            show_refusal(form, refusal)
            return self.refused(form)
        if self.done:
            messages.success(self.request, str(self.done))
        return HttpResponseRedirect(self.get_success_url())

    def refused(self, form: Any, **context: Any) -> HttpResponse:
        """The same page with everything typed, and with the record as it stands."""
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data(form=form, **context))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        notices = self.notices()
        stops = [notice for notice in notices if notice.severity == Severity.STOP]
        said = {str(notice.sentence) for notice in stops}
        return {
            **admin.site.each_context(self.request),
            "title": str(self.title),
            "subtitle": self.subtitle,
            "button": str(self.button or self.title),
            "lead": str(self.lead),
            "is_danger": self.is_danger,
            "takes_long": self.takes_long,
            "opts": self.opts or self.record._meta,
            "facts": self.facts(),
            "stops": stops,
            "refusals": [words for words in context["form"].non_field_errors() if words not in said],
            "asked": [notice for notice in notices if notice.severity == Severity.REASON],
            "advice": [notice for notice in notices if notice.severity == Severity.ADVICE],
            "postings": self.postings(),
            "overrides": self.overrides(),
            "back": self.back,
            "media": context["form"].media,
            **context,
        }


def _ask_reason(form: Any) -> None:
    """Give the form the field of the reason that a step without one was asked for."""
    if "reason" not in form.fields:
        form.fields["reason"] = deepcopy(StepForm.base_fields["reason"])
