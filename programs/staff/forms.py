"""What the staff's forms are made of: amounts as people write them, measures by their names, the record's version."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, MinValueValidator
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ..finance import read_amount
from ..models import FundingSource, Measure, MeasureRow
from ..services import Conflict, Question, by_field
from ..texts import number_in
from ..words import LONGEST_NAME, amount_text, short_name_of

# A form's own fields, not the record's: a name that ends so is one that Django lets no model have (fields.E001).
SEEN_VERSION, REASON = "seen_version_", "reason_"
OWN_FIELDS = {SEEN_VERSION, REASON}
ABOUT_AMOUNT = {"beyond_limit", "beyond_year"}
TOO_MANY_ROWS: dict[str, Any] = {  # of a table in a form; Django says it of every formset
    "too_many_forms": ngettext_lazy(
        "The table takes at most %(num)d row at once.", "The table takes at most %(num)d rows at once.", "num"
    )
}


class MoneyField(forms.DecimalField):
    """Hryvnias as people write them: «36 000,00», «36000 грн», no-break spaces; a dash is the same as nothing."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Write the amount in hryvnias, for example 36 000,00."),
        "max_decimal_places": _("Write kopiikas with two digits and thousands with a space: 36 000,00."),
        "min_value": _("The amount cannot be negative."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2, **kwargs})
        for validator in self.validators:
            if isinstance(validator, DecimalValidator):
                decimals: dict[str, Any] = {"max_decimal_places": self.error_messages["max_decimal_places"]}
                validator.messages = {**validator.messages, **decimals}
            elif isinstance(validator, MinValueValidator):
                validator.message = self.error_messages["min_value"]

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                return read_amount(value)
            except ValueError as error:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return amount_text(value) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off", "class": "money"}


class DateAndTime(AdminSplitDateTime):
    """A day and its hour, each field with its name: Django prints the names beside the fields and leaves these bare."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], ("date_label", "time_label"), strict=True):
            part["attrs"]["aria-label"] = str(context[label]).rstrip(":")
        return context


class LinesField(forms.CharField):
    """Text of several lines: a browser sends other line ends than it was given, which changes nothing in the text."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


def named(queryset: QuerySet[Measure]) -> QuerySet[Measure]:
    """Measures with the number and title of their last adopted wording, or of the draft where none is adopted yet."""
    rows = MeasureRow.objects.filter(measure=OuterRef("pk"))
    last = rows.order_by("edition__status", "-edition__in_force_from", "-edition__number")
    names = {f"row_{field}": Subquery(last.values(field)[:1]) for field in ("number", "title", "order")}
    found: Any = queryset.select_related("program").annotate(**names)
    return found.exclude(row_number=None).order_by("-program__start_year", "program__pk", "row_order")


def measure_name(measure: Any) -> str:
    """«1.1.2 Інтернет-видання» for a choice or a cell."""
    return f"{measure.row_number}\u2002{measure.short_name or short_name_of(measure.row_title)}"


class MeasureIterator(ModelChoiceIterator):
    """Measures under the names of their programmes; one programme needs no heading."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        groups = [(program, list(rows)) for program, rows in groupby(self.queryset.all(), lambda row: row.program)]
        for program, rows in groups:
            choices = [self.choice(row) for row in rows]
            if len(groups) == 1:
                yield from choices
            else:
                yield str(program), choices


class SeveralField(forms.ModelMultipleChoiceField):
    """Several records chosen; a key beyond what SQLite can even be asked for is no choice either."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if number_in(str(key)) is None:
                words = self.error_messages["invalid_choice"]
                raise ValidationError(words, code="invalid_choice", params={"value": key})
        return super().clean(value)


class MeasureField(forms.ModelChoiceField):
    """A measure chosen by its number and title."""

    iterator = MeasureIterator

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Measure"))
        super().__init__(named(Measure.objects.all()), empty_label=_("Choose a measure"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return measure_name(obj)


def date_of_address(text: str) -> date | None:
    """A date as addresses carry it, 2022-03-31, so that the form shows it as people write it; what is none is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def show_refusal(form: Any, refusal: ValidationError, field: str | None = None) -> None:
    """Put each sentence of a refusal beside the field it is about; what is about none of them stands at ``field``.

    A document posts entries that its form has no fields of; what passes a limit there is about the sum that was typed.
    """
    codes = set() if hasattr(refusal, "error_dict") else {error.code for error in refusal.error_list}
    field = "amount" if codes & ABOUT_AMOUNT and "amount" in form.fields else field
    for name, sentences in by_field(refusal).items():
        place = REASON if name == "reason" and name not in form.fields else name
        for sentence in sentences:
            form.add_error(place if place in form.fields else field, sentence)


def reason_field(*, required: bool = False, **said: Any) -> forms.CharField:
    """Why a correction is made, or something is entered that asks for it; the services say when it is needed."""
    words = {
        "label": _("Reason of the correction"),
        "help_text": _(
            "For example «typing slip in Annex 1». It stays in the history beside what was and what became."
        ),
    }
    widget = forms.TextInput(attrs={"class": "vTextField"})
    return forms.CharField(required=required, max_length=500, widget=widget, **{**words, **said})


class RecordForm(forms.ModelForm):
    """A form that knows which version of the record the person saw and shows a refusal of the services in its place."""

    request: HttpRequest
    seen_version_ = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason_ = reason_field(label=_("Reason"), help_text=_("It stays in the history beside what was entered."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and hasattr(self.instance, "version"):
            self.fields[SEEN_VERSION].required = True
            self.initial[SEEN_VERSION] = self.instance.version
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget.attrs.setdefault("placeholder", _("dd.mm.yyyy"))
                field.widget.attrs["autocomplete"] = "off"
                if isinstance(self.initial.get(name), str):
                    self.initial[name] = date_of_address(self.initial[name])

    def is_valid(self) -> bool:
        """A form sent to be checked comes back as it was typed, with its panels worked out and nothing saved."""
        return super().is_valid() and "_check" not in self.data

    @property
    def record_changed(self) -> bool:
        """Whether anything of the record itself was changed."""
        return bool(set(self.changed_data) - OWN_FIELDS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        conflict = getattr(self.request, "conflict", None)
        refusal = getattr(self.request, "refusal", None)
        if conflict:
            self.add_error(None, str(Conflict.message))
        if isinstance(refusal, Question):
            self.add_error(None, _("Nothing is recorded yet: answer the question above."))
        elif refusal:
            show_refusal(self, refusal)
        return cleaned


class MoneyForm(RecordForm):
    """Money of a measure, year and source: the source that is the only one is chosen already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source = FundingSource.objects.sole()
        if source:
            self.initial.setdefault("source", source.pk)


class PlanRowForm(RecordForm):
    """A row of the plan: free in a draft edition, with a reason in an adopted one."""

    reason_ = reason_field()


class NamedRowForm(PlanRowForm):
    """A task or measure of an edition, with its short name.

    The name is the portal's own and no part of the act: it is changed without a reason in every edition.
    """

    identity: str  # the field of the row that names its task or measure
    short_name = forms.CharField(
        label=_("Short name"),
        max_length=LONGEST_NAME,
        required=False,
        show_hidden_initial=True,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("For lists and charts of the portal; left empty, it is made of the wording."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "short_name" in self.fields:
            self.initial["short_name"] = self.named.short_name

    @property
    def named(self) -> Any:
        """The task or measure itself."""
        return getattr(self.instance, self.identity)

    @property
    def record_changed(self) -> bool:
        return bool(set(self.changed_data) - OWN_FIELDS - {"short_name"})

    def clean_short_name(self) -> str:
        """A name that somebody else gave meanwhile is not written over unseen."""
        name: str = self.cleaned_data["short_name"]
        if self.instance.pk and "short_name" in self.changed_data:
            seen = self.data.get(self.add_initial_prefix("short_name"), "")
            if self.named.short_name not in {seen, name}:
                sentence = _("Somebody changed the short name meanwhile: now it is «%(name)s».")
                raise ValidationError(sentence % {"name": self.named.short_name})
        return name
