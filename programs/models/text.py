"""Fields of texts: whoever writes one - form, API, import, loader, bulk - it is kept in the portal's one form of texts.

They take the place of Django's fields of the same name. To the database they are the same, so migrations name Django's.
"""

from typing import Any

from django.db import models

from ..texts import canonical


class _Canonical:
    """What both fields share; it covers saving, bulk writing, updating and the values of exact filters alike."""

    line_break = "\n"

    def to_python(self, value: Any) -> Any:
        return self.canonical(super().to_python(value))  # type: ignore[misc]

    def get_prep_value(self, value: Any) -> Any:
        return self.canonical(super().get_prep_value(value))  # type: ignore[misc]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The record in memory says the same as the row that is written."""
        value = self.canonical(super().pre_save(model_instance, add))  # type: ignore[misc]
        setattr(model_instance, self.attname, value)  # type: ignore[attr-defined]
        return value

    def canonical(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        text = canonical(value)
        return text if self.line_break == "\n" or "\n" not in text else text.replace("\n", self.line_break)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, f"django.db.models.{type(self).__name__}", args, kwargs


class CharField(_Canonical, models.CharField):
    """A text of one line."""

    line_break = " "


class TextField(_Canonical, models.TextField):
    """A text of several lines."""
