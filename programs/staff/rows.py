"""Rows of one page that are saved together: all of them or none, and what stood in the way is told of all at once."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from ..services import Conflict
from .conflicts import typed_and_stored
from .forms import SEEN_VERSION, show_refusal


class RowForm(forms.ModelForm):
    """A record in a row of the page, under the version that the person saw; a row left as it was is left out."""

    seen_version_ = forms.IntegerField(required=False, widget=forms.HiddenInput)
    conflict: Conflict | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"empty_permitted": True, "use_required_attribute": False, **kwargs})
        self.initial[SEEN_VERSION] = self.instance.version if self.instance.pk else 0

    def has_changed(self) -> bool:
        return any(name != SEEN_VERSION for name in self.changed_data)


class RowsTogether:
    """The rows of a page, each with its ``form`` and the ``name`` by which a person finds it."""

    sent: QueryDict | None
    rows: list[dict[str, Any]]
    write: Callable[..., None]  # one row, by the service of its noun: the form and who saves it

    @property
    def parts(self) -> Sequence[tuple[Any, str]]:
        """Every form of the page with its name."""
        return [(row["form"], row["name"]) for row in self.rows]

    def save(self, by: Any) -> int | None:
        """How many rows were saved, all or none; where None, the rows say why."""
        if not all(form.is_valid() for form, _name in self.parts):
            return None
        touched = [row["form"] for row in self.rows if row["form"].has_changed()]
        with transaction.atomic():
            saved = [self._save_row(form, by) for form in touched]
            if not all(saved):
                transaction.set_rollback(True)
                return None
        return len(touched)

    def _save_row(self, form: Any, by: Any) -> bool:
        try:
            with transaction.atomic():
                self.write(form, by)
        except Conflict as conflict:
            form.conflict = conflict
            return False
        except ValidationError as refusal:
            show_refusal(form, refusal)
            return False
        return True

    @property
    def refused(self) -> list[tuple[str, str, str]]:
        """(row, its name, sentence) of everything that a form of the page cannot take."""
        return [
            (form.prefix, name, sentence)
            for form, name in self.parts
            for sentences in form.errors.values()
            for sentence in sentences
        ]

    @property
    def conflict(self) -> dict[str, Any]:
        """The rows that two people saved: what stands now, what this person typed, and who saved last."""
        told = []
        for row in self.rows:
            form = row["form"]
            if form.conflict:
                told.append((row["name"], typed_and_stored(form.conflict.current, [form])))
        differing = [{**field, "label": f"{name} – {field['label']}"} for name, one in told for field in one["rows"]]
        return {"rows": differing, "last": told[-1][1]["last"]} if told else {}

    def as_sent(self) -> None:
        """Show every row as it was sent; the second sending of one that two people saved is of what stands now."""
        data = self.sent.copy() if self.sent is not None else QueryDict(mutable=True)
        for row in self.rows:
            form = row["form"]
            if form.conflict:
                data[form.add_prefix(SEEN_VERSION)] = form.conflict.seen
            form.data = data
