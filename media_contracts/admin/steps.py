"""Steps taken with a contract or a document of it: a page says what the step does, its button takes it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.services import Conflict

from ..services import Notice, Severity
from .base import page_of


class ActionForm(forms.Form):
    """When a step is taken and, where it asks for it, why."""

    date = forms.DateField(label=gettext_lazy("Date"), widget=admin.widgets.AdminDateWidget())
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("date", timezone.localdate())
        if asks_reason:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = _("Say the reason.")

    def without_reason(self) -> None:
        del self.fields["reason"]

    def show(self, refusal: ValidationError) -> None:
        show_refusal(self, refusal)


def show_refusal(form: Any, refusal: ValidationError) -> None:
    """Put the sentences of a refusal beside their fields, or above all of them."""
    by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
    for name, sentences in by_field.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


@dataclass(frozen=True)
class Question:
    """What the page before a step says: what it does, what stands in its way, what goes to the ledger."""

    title: str
    button: str
    lead: str = ""
    is_danger: bool = False
    facts: list[tuple[str, str]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    postings: list[tuple[str, str]] = field(default_factory=list)
    leaves: list[tuple[str, str]] = field(default_factory=list)  # ways for the head to let a limit be passed

    @property
    def stops(self) -> list[Notice]:
        return [notice for notice in self.notices if notice.severity == Severity.STOP]

    @property
    def asked(self) -> list[Notice]:
        return [notice for notice in self.notices if notice.severity == Severity.REASON]

    @property
    def advice(self) -> list[Notice]:
        return [notice for notice in self.notices if notice.severity == Severity.ADVICE]


class Step(ABC):
    """A step as somebody is about to take it with a record: what its page asks, what it does, where it leads."""

    done: Any = ""
    asks_reason: bool = False

    def __init__(self, request: Any, record: Any) -> None:
        self.request, self.record, self.user = request, record, request.user

    @cached_property
    def form(self) -> Any:
        """What is typed on the page, whether it is sent already or not."""
        seen = {"seen_version": self.record.version}
        return ActionForm(self.typed, initial=seen, asks_reason=self.asks_reason)

    @property
    @abstractmethod
    def question(self) -> Question:
        """What the page says before the step is taken."""

    @abstractmethod
    def perform(self) -> None:
        """Take the step with what was typed, or refuse it as a ValidationError."""

    @property
    def typed(self) -> Any:
        return self.request.POST or None

    @property
    def given(self) -> dict[str, Any]:
        """What was typed, once it is found valid."""
        given: dict[str, Any] = self.form.cleaned_data
        return given

    @property
    def back(self) -> str:
        return page_of(self.record)

    @property
    def address(self) -> str:
        """Where the person is led when the step is taken."""
        return self.back

    def content(self) -> dict[str, Any]:
        """What else the page shows."""
        return {}


class RecordStep(Step):
    """A step with an address of its own below its record's."""

    slug: ClassVar[str]

    @classmethod
    @abstractmethod
    def records(cls) -> QuerySet[Any]:
        """The records that the step is taken with."""

    @classmethod
    @abstractmethod
    def may(cls, user: Any) -> bool:
        """Whether the person may take the step at all."""


class StepPages:
    """An admin whose records have steps; each of ``steps`` has an address below the record's own."""

    steps: tuple[type[RecordStep], ...] = ()
    opts: Any
    admin_site: Any

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        pages = [
            path(
                f"<int:pk>/{step.slug}/",
                self.admin_site.admin_view(partial(self.step_view, step=step)),
                name=f"{name}_{step.slug}",
            )
            for step in self.steps
        ]
        return [*pages, *super().get_urls()]  # type: ignore[misc]

    def step_view(self, request: HttpRequest, pk: int, step: type[RecordStep]) -> HttpResponse:
        if not step.may(request.user):
            raise PermissionDenied
        return self.take(request, step(request, get_object_or_404(step.records(), pk=pk)))

    def take(self, request: Any, step: Step) -> HttpResponse:
        """The page of a step; taken by its button, refused with the same page again."""
        if request.method == "POST" and step.form.is_valid():
            try:
                step.perform()
            except Conflict:
                words = _("Somebody changed this record meanwhile: look at it once more before you go on.")
                self.message_user(request, words, messages.WARNING)  # type: ignore[attr-defined]
                return HttpResponseRedirect(request.path)
            except ValidationError as refusal:
                step.form.show(refusal)
            else:
                self.message_user(request, str(step.done), messages.SUCCESS)  # type: ignore[attr-defined]
                return HttpResponseRedirect(step.address)
        context = {
            **self.admin_site.each_context(request),
            "title": step.question.title,
            "subtitle": self.record_name(step.record),  # type: ignore[attr-defined]
            "opts": self.opts,
            "record": step.record,
            "form": step.form,
            "question": step.question,
            "back": step.back,
            "media": self.media + step.form.media,  # type: ignore[attr-defined]
            **step.content(),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/media_contracts/action.html", context)
