"""One record saved or deleted: validated, with who and why in its history, and never over somebody else's change."""

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from operator import and_, eq, ge, gt, le, lt
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..texts import alphabetical

RecordT = TypeVar("RecordT", bound=models.Model)


class Conflict(Exception):
    """Somebody changed the record after this person opened it; ``current`` is the record as it stands now, and ``seen``
    what a form sends back that was opened on it: its version, or what stands for one.
    """

    message = gettext_lazy("Somebody changed this record after you opened it. Compare both versions and save again.")

    def __init__(self, current: models.Model, seen: str = "") -> None:
        super().__init__(str(self.message))
        self.current, self.seen = current, seen or str(getattr(current, "version", ""))


def _claim_version(record: Any, expected: int | None) -> None:
    """Move the record to its next version, or raise Conflict when it is not at the expected one any more.

    One conditional UPDATE, so that of two writers at once exactly one passes; the history row is written by the save
    that follows.
    """
    expected = record.version if expected is None else expected
    manager = type(record)._base_manager
    if not manager.filter(pk=record.pk, version=expected).update(version=F("version") + 1):
        raise Conflict(manager.get(pk=record.pk))
    record.version = expected + 1


def validate_fields(record: Any) -> None:
    """Refuse values that the record's fields cannot hold, without asking the database.

    A related record that the caller has in hand was just read: that it exists is not asked again.
    """
    in_hand = {
        field.name
        for field in record._meta.concrete_fields
        if field.is_relation and field.is_cached(record) and getattr(field.get_cached_value(record), "pk", None)
    }
    record.clean_fields(exclude=in_hand)


def validate(record: Any) -> None:
    """Refuse what the record's model does not allow, everything that is wrong at once."""
    errors: dict[str, Any] = {}

    def ask(check: Callable[..., None], **about: Any) -> None:
        try:
            check(**about)
        except ValidationError as error:
            error.update_error_dict(errors)

    ask(validate_fields, record=record)
    ask(record.clean)
    ask(record.validate_unique, exclude=set(errors))
    if errors or not _constraints_hold(record):  # each by itself, with its own sentence
        ask(record.validate_constraints, exclude=set(errors))
    if errors:
        raise ValidationError(errors)


def _constraints_hold(record: models.Model) -> bool:
    """Whether a record fits its table; all conditions are asked together, as Django needs three statements for each."""
    conditions = [each for each in record._meta.constraints if isinstance(each, models.CheckConstraint)]
    others = [each for each in record._meta.constraints if each not in conditions]
    checks = [each for each in conditions if _holds(models.Q(each.condition), record) is not True]
    if checks:
        together = reduce(and_, (models.Q(each.condition) for each in checks))
        others.append(models.CheckConstraint(condition=together, name="together"))
    try:
        for constraint in others:
            constraint.validate(type(record), record)
    except ValidationError:
        return False
    return True


COMPARED: dict[str, Callable[[Any, Any], bool]] = {"": eq, "exact": eq, "gt": gt, "gte": ge, "lt": lt, "lte": le}


def _holds(condition: models.Q, record: models.Model) -> bool | None:
    """Whether a condition that compares the record's own figures holds; None where the database has to be asked."""
    known: list[bool | None] = []
    for child in condition.children:
        if isinstance(child, models.Q):
            known.append(_holds(child, record))
            continue
        path, wanted = child if isinstance(child, tuple) else ("", None)
        name, _separator, lookup = path.partition("__")
        value = getattr(record, name, None)
        plain = all(isinstance(each, int | Decimal) for each in (value, wanted))
        known.append(COMPARED[lookup](value, wanted) if plain and lookup in COMPARED else None)
    if None in known or condition.connector == models.Q.XOR:
        return None
    return (all(known) if condition.connector == models.Q.AND else any(known)) != condition.negated


def as_seen(rows: QuerySet[RecordT], record: RecordT, expected_version: int | None) -> RecordT:
    """A document as it stands, at the version that the person saw: saving it tells of a change in between."""
    stored: Any = rows.filter(pk=record.pk).first()
    if stored is None:
        raise ValidationError(_("Somebody deleted this document meanwhile."))
    if expected_version is not None:
        stored.version = expected_version
    found: RecordT = stored
    return found


@transaction.atomic
def save_record(*, record: Any, by: User | None, reason: str = "", expected_version: int | None = None) -> Any:
    """Validate and save one record with who and why in its history; returns it.

    ``expected_version`` is the version that the person saw; records without a version are simply saved.
    """
    validate(record)
    return store(record, by=by, reason=reason, expected_version=expected_version)


def store(record: Any, *, by: User | None, reason: str = "", expected_version: int | None = None) -> Any:
    """Save a valid record with who and why in its history, unless somebody else changed it meanwhile."""
    if record.pk and hasattr(record, "version"):
        _claim_version(record, expected_version)
    record._history_user = by
    record._change_reason = reason or None
    record.save()
    return record


@transaction.atomic
def delete_record(*, record: Any, by: User | None, reason: str = "", expected_version: int | None = None) -> None:
    """Delete one record, leaving its last state, who and why in the history."""
    if hasattr(record, "version"):
        _claim_version(record, expected_version)
    record._history_user = by
    record._change_reason = reason or None
    try:
        record.delete()
    except (models.ProtectedError, models.RestrictedError) as error:
        found = error.protected_objects if isinstance(error, models.ProtectedError) else error.restricted_objects
        blockers = ", ".join(sorted({str(blocker._meta.verbose_name_plural) for blocker in found}, key=alphabetical))
        raise ValidationError(
            _("This cannot be deleted: other records lean on it (%(what)s).") % {"what": blockers}
        ) from error


def by_field(error: ValidationError) -> dict[str, list[str]]:
    """The sentences of a refusal by the fields that they are about; what is about none of them under ``""``."""
    if getattr(error, "code", None) == "reason_required":
        return {"reason": error.messages}
    if not hasattr(error, "error_dict"):
        return {"": error.messages}
    return {"" if field == NON_FIELD_ERRORS else field: messages for field, messages in error.message_dict.items()}


def error_lines(error: ValidationError) -> list[str]:
    """The sentences of a refusal, each with the field it is about where there is one."""
    found = by_field(error)
    return [f"{field}: {text}" if field and field != "reason" else text for field in found for text in found[field]]
