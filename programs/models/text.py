"""Fields of texts: whoever writes one - form, API, import, loader, bulk - it is kept in the portal's one form of texts.

They take the place of Django's fields of the same name. To the database they are the same, so migrations name Django's.
"""

from typing import Any

from django.db import models
from django.db.models import F, OrderBy, Q, TextChoices
from django.db.models.constants import LOOKUP_SEP
from django.db.models.functions import Collate

from ..texts import MOST_WORDS, beginnings, canonical, fold, fold_all, folded_words

UKRAINIAN = "ukrainian"  # made by the first migration on PostgreSQL, by kakhovka_portal.sqlite on SQLite


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


class FoldedField(models.TextField):
    """What a record is found by: some of its texts as the portal compares them, written whenever the record is.

    Every search asks these columns and no other, so that a word finds the same records on every page. The database has
    an empty default for the rows that stand when the column comes.
    """

    def __init__(self, *sources: str, **kwargs: Any) -> None:
        self.sources = sources
        super().__init__(**{"editable": False, "db_default": "", **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = fold_all(getattr(model_instance, source) for source in self.sources)
        setattr(model_instance, self.attname, value)
        return value

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Nobody types it, so there is nothing to refuse."""

    def deconstruct(self) -> Any:
        name, _path, _args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", [], kwargs


def in_order(model: type[models.Model], name: str) -> OrderBy:
    """The order by a field ("-measure__title"), of a text by the Ukrainian alphabet whether its column is or not."""
    path = name.removeprefix("-")
    field: Any = None
    for part in path.split(LOOKUP_SEP):
        options = (field.related_model if field else model)._meta
        if part != "pk" and part not in {each.name for each in options.get_fields()}:  # an annotation orders itself
            return OrderBy(F(path), descending=name.startswith("-"))
        field = options.pk if part == "pk" else options.get_field(part)
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    by_alphabet = is_text and not field.db_collation
    return OrderBy(Collate(path, UKRAINIAN) if by_alphabet else F(path), descending=name.startswith("-"))


@models.CharField.register_lookup
@models.TextField.register_lookup
class Holds(models.Lookup):
    """Whether a folded column has a folded word anywhere in it, or what begins with a space where a word begins; both
    databases compare sign by sign.
    """

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        word, word_params = self.process_rhs(compiler, connection)
        place = "INSTR" if connection.vendor == "sqlite" else "STRPOS"
        if str(self.rhs).startswith(" "):
            column = f"' ' || {column}"
        return f"{place}({column}, {word}) > 0", (*column_params, *word_params)


def holding(text: str, *columns: str, kinds: type[TextChoices] | None = None) -> Q:
    """Rows that have every word of the text in one of the folded columns, each in any of its cases.

    A word may also be the name of the record's kind: «рішення 46». Of a long text only the first words are looked for;
    whoever asks for one says so.
    """
    words = folded_words(text)[:MOST_WORDS]
    condition = Q() if words or not text.strip() else Q(pk__in=[])  # signs alone are no word, and nothing has them
    for word in words:
        anywhere = Q()
        parts = beginnings(word)
        for column in columns:
            for part in parts:
                anywhere |= Q(**{f"{column}__holds": part})
        named = [kind.value for kind in kinds or () if any(part in f" {fold(str(kind.label))}" for part in parts)]
        condition &= anywhere | Q(kind__in=named) if named else anywhere
    return condition
