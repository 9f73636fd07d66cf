"""Who changed what, from what, to what, when and why, read from the history of the tracked records."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.db.models import FileField
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..corrections import pointed_then
from ..models import Measure, MeasureRow, TaskRow
from ..texts import alphabetical
from ..words import amount_text
from .forms import measure_name, named

HIDDEN = {"id", "version", "edition", "measure_row", "activity", "adopted_by", "adopted_at"}
HIDDEN |= {"folded", "folded_more", "folded_note"}  # what a record is found by has no history
PAGE = 300
ONE_SAVE = timedelta(seconds=5)  # one save of a form writes the record and its rows within this
READ_OF_KIND = 40  # records of a kind that are read for the start page; as many in one go are «40+»
NAMED_KINDS = 3


class Reading(NamedTuple):
    """Which records of a tracked model to read the history of."""

    model: Any
    where: dict[str, Any]


class Field(NamedTuple):
    """One field that changed."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One record that one person added, changed or deleted at a moment."""

    at: datetime
    who: str
    why: str
    kind: str  # "+", "~", "-"
    what: str
    fields: list[Field] = field(default_factory=list)
    title: str = ""  # the record's own words
    rank: int = 0  # tells the record itself from its rows
    by_nobody: bool = False  # the tags of a record write their own history, which names no person

    @property
    def action(self) -> str:
        return {"+": _("added"), "~": _("changed"), "-": _("deleted")}[self.kind]


def person(user: Any) -> str:
    """A person's name as the history shows it; nobody means the portal's own loading."""
    return (user.get_full_name() or user.get_username()) if user else _("the portal")


def _change(record: Any, **more: Any) -> Change:
    why = record.history_change_reason or ""
    return Change(record.history_date, person(record.history_user), why, record.history_type, **more)


def changes_of(readings: Iterable[Reading]) -> list[Change]:
    """The history of some records, newest first, each beside what stood before."""
    found = [change for model, where in readings for change in _changes(model, where)]
    return sorted(found, key=lambda change: change.at, reverse=True)


def _changes(model: Any, where: dict[str, Any]) -> Iterator[Change]:
    history = model.history.filter(**where).select_related("history_user")
    records = list(history.order_by("id", "history_date", "history_id")[:PAGE])
    names = _Names(model, records)
    before: Any = None
    for record in records:
        previous = before if before is not None and before.id == record.id else None
        before = record
        fields = names.differences(previous, record)
        if record.history_type != "~" or fields:
            yield _change(record, what=names.what(record), fields=fields)


def history_of(record: Any) -> Any:
    """The history manager of a tracked record, or None."""
    name = getattr(record._meta, "simple_history_manager_attribute", None)
    return getattr(record, name) if name else None


def changed_since(record: Any, version: int | None) -> list[Field]:
    """The fields of a record that differ from the version that somebody has seen."""
    history = history_of(record)
    seen = history.filter(version=version).first() if history is not None else None
    now = history.first() if seen is not None else None
    return _Names(type(record), [seen, now]).differences(seen, now) if now is not None else []


class _Names:
    """The words for the fields and values of one model; names of what is pointed at are read once for all."""

    def __init__(self, model: Any, records: list[Any]) -> None:
        self.model = model
        identity = {"measure"} if model is MeasureRow else {"task"} if model is TaskRow else set()
        self.fields = [f for f in model.history.model.tracked_fields if f.name not in HIDDEN | identity]
        self.lists = model.history.model._history_m2m_fields
        self.related: dict[str, dict[Any, str]] = {}
        for relation in self.fields:
            if relation.is_relation:
                keys = {getattr(record, relation.attname) for record in records} - {None}
                self.related[relation.name] = _names_of(relation.related_model, keys)
        self.pointed = {many.name: pointed_then(records, many) for many in self.lists}
        for many in self.lists:
            keys = {key for found in self.pointed[many.name].values() for key in found}
            self.related[many.name] = _names_of(many.related_model, keys)

    def what(self, record: Any) -> str:
        """«Обсяг фінансування 2022»: the kind of record and its mark, where the kind has several on a page."""
        mark = getattr(record, "year", "") or getattr(record, "number", "")
        if self.model._meta.model_name == "measureexecutor":
            mark = self.related["executor"].get(record.executor_id, "")
        if self.model._meta.model_name == "headcount":
            mark = record.get_group_display()
        return f"{capfirst(str(self.model._meta.verbose_name))} {mark}".strip()

    def differences(self, before: Any | None, after: Any) -> list[Field]:
        """The fields that differ from the step before; an added record shows what it began with."""
        if after.history_type == "-":
            return []
        found = []
        for f in self.fields:
            old = getattr(before, f.attname) if before is not None else None
            new = getattr(after, f.attname)
            if old != new and not (before is None and new in (None, "")):
                found.append(Field(capfirst(str(f.verbose_name)), self.shown(f, old), self.shown(f, new)))
        for many in self.lists:
            was, became = self.listed(before, many), self.listed(after, many)
            if was != became:
                found.append(Field(capfirst(str(many.verbose_name)), was, became))
        return found

    def listed(self, record: Any | None, many: Any) -> str:
        """The names of a list of tags at that moment."""
        keys = self.pointed[many.name].get(record.history_id, []) if record is not None else []
        return ", ".join(sorted((self.related[many.name].get(key, f"№ {key}") for key in keys), key=alphabetical))

    def shown(self, f: Any, value: Any) -> str:
        if value is None or value == "":
            return ""
        if f.is_relation:
            return self.related[f.name].get(value, f"№ {value}")
        if f.choices:
            return str(dict(f.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, Decimal):
            return amount_text(value)
        if isinstance(f, FileField):  # where it is kept says nothing to anybody
            return _("file %(kind)s") % {"kind": PurePosixPath(value).suffix.lstrip(".").upper()}
        return formats.localize(value) if hasattr(value, "year") else str(value)


def _names_of(model: Any, keys: set[Any]) -> dict[Any, str]:
    if model is Measure:
        return {measure.pk: measure_name(measure) for measure in named(Measure.objects.filter(pk__in=keys))}
    return {row.pk: str(row) for row in model._base_manager.filter(pk__in=keys)}


# The last changes of the whole programme, for the start page ---------------------------------------------------------


def last_changes(models_read: Iterable[Any]) -> Iterator[Change]:
    """The last changes over some kinds of records; one query for each kind."""
    for rank, model in enumerate(models_read):
        records = model.history.select_related("history_user").order_by("-history_date", "-history_id")
        for record in records[:READ_OF_KIND]:
            yield _change(
                record,
                what=capfirst(str(model._meta.verbose_name)),
                title=_title(record),
                rank=rank,
                by_nobody=record.history_user is None and not record.history_change_reason,
            )


def _title(record: Any) -> str:
    """The record's own words where it carries some; a pointer would cost a query for each line."""
    for name in ("title", "name", "label", "wording", "headline", "subject"):
        if text := getattr(record, name, ""):
            number = getattr(record, "number", "")
            return f"{number} {text}".strip() if name == "title" else str(text)
    if hasattr(record, "amount"):
        return f"{record.year}: {amount_text(record.amount)}" if hasattr(record, "year") else amount_text(record.amount)
    return ""


def gathered(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Newest first; what one person did in one go – a form saved, an import written – is one line."""
    groups: list[list[Change]] = []
    for change in sorted(changes, key=lambda change: change.at, reverse=True):
        if groups and _belongs(change, groups[-1]):
            groups[-1].append(change)
        else:
            groups.append([change])
    return [_line(group) for group in groups]


def _who_and_why(group: list[Change]) -> tuple[str, str]:
    who = next((change.who for change in group if not change.by_nobody), group[0].who)
    return who, next((change.why for change in group if change.why), "")


def _belongs(change: Change, group: list[Change]) -> bool:
    """Whether an earlier change belongs to these: close in time, by the same person for the same reason."""
    same = (change.who, change.why) == _who_and_why(group)
    same = same or change.by_nobody or all(own.by_nobody for own in group)
    return same and group[-1].at - change.at <= ONE_SAVE


def _line(group: list[Change]) -> dict[str, Any]:
    """«Подія: додано ×27, Голови: додано ×34», the record itself before its rows; after three kinds a number."""
    counts = sorted(Counter((change.rank, change.what, change.action) for change in group).items())
    texts = []
    for (_rank, what, action), count in counts[:NAMED_KINDS]:
        times = f" ×{count}{'+' if count >= READ_OF_KIND else ''}" if count > 1 else ""
        texts.append(f"{what}: {action}{times}")
    more = sum(count for _kind, count in counts[NAMED_KINDS:])
    if more:
        texts.append(ngettext("and %(count)s more record", "and %(count)s more records", more) % {"count": more})
    # the words of the record itself where there is one; of many none speaks for the others
    titles = [change.title for change in group if change.rank == counts[0][0][0]]
    who, why = _who_and_why(group)
    return {
        "at": group[0].at,
        "who": who,
        "why": why,
        "words": ", ".join(texts),
        "links": [(titles[0], "")] if len(titles) == 1 and titles[0] else [],
    }
