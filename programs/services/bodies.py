"""Which records of the applications are of one body: the portal offers, a person confirms."""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import gettext as _
from stdnum.ua import edrpou

from ..models.body import Body, OfBody
from ..models.text import holding
from ..texts import fold
from .notices import Notice
from .records import save_record


def code_notices(
    code: str, *, name: str = "ЄДРПОУ", field: str = "edrpou", is_valid: Any = edrpou.is_valid
) -> list[Notice]:
    """That the check digit of a code does not fit; a few real ones break it, so nothing is stopped."""
    if not code or is_valid(code):
        return []
    words = _("The check digit of this %(name)s does not fit: compare it with the document. Some real codes break it.")
    return [Notice(f"{field}_check_digit", words % {"name": name}, field=field)]


def bodies_alike(name: str, code: str) -> list[Body]:
    """The bodies that a record of this name and ЄДРПОУ may be of; of one recorded twice, what the other is an alias of.

    Those of the same ЄДРПОУ come first.
    """
    of_code = Q(edrpou=code) if code else Q(pk__in=[])
    found = Body.objects.filter(of_code | holding(name, "folded")).select_related("alias_of")
    alike = [each for each in found if (code and each.edrpou == code) or fold(each.name) == fold(name)]
    heads = dict.fromkeys(each.alias_of or each for each in alike)
    return sorted(heads, key=lambda each: (not code or each.edrpou != code, each.pk))


def unlinked_alike(record: OfBody) -> list[OfBody]:
    """Records of all applications that are of no body yet and may be of this one's: same ЄДРПОУ, or same name."""
    wanted, code = fold(record.name), record.code_of_body
    found = []
    for model in apps.get_models():
        if issubclass(model, OfBody):
            rows: Any = model._default_manager.filter(body=None).filter(
                holding(record.name, "folded") | (Q(**{model.CODE: code}) if code else Q(pk__in=[]))
            )
            found += [each for each in rows if (code and each.code_of_body == code) or fold(each.name) == wanted]
    return [each for each in found if each != record]


def give_body(*, record: OfBody, by: User | None) -> None:
    """A body of its own to a record, unless there is one that it may be of: that a person confirms, or leaves."""
    if record.body is None and not bodies_alike(record.name, record.code_of_body):
        record.body = save_record(record=Body(name=record.name, edrpou=record.code_of_body), by=by)
