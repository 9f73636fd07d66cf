"""Roles and rights by the words that people know them by."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.permissions import ROLE_NAMES

# The kinds of records that a role can be given rights on beside those of the modules.
RIGHTS_OF = {
    "auth.user": gettext_lazy("People"),
    "auth.group": gettext_lazy("Roles"),
    "mfa.authenticator": gettext_lazy("Second factors"),
    "axes.accessattempt": gettext_lazy("Failed log-ins"),
    "programs.measure": gettext_lazy("Permanent codes of measures"),
    "programs.task": gettext_lazy("Permanent codes of tasks"),
}
ACTIONS = {
    "view": gettext_lazy("see"),
    "add": gettext_lazy("add"),
    "change": gettext_lazy("change"),
    "delete": gettext_lazy("delete"),
    "adopt": gettext_lazy("adopt"),
}


def role_words(name: str) -> str:
    """«Бухгалтер – веде кошти»; a role that the council made has its own name alone."""
    return str(ROLE_NAMES.get(name, name))


def role_title(name: str) -> str:
    return role_words(name).split(" – ")[0]


def right_words(right: Permission) -> str:
    """«Правові акти: змінювати»."""
    action = ACTIONS.get(right.codename.split("_")[0]) or _(right.name)
    return f"{kind_of(right.content_type)}: {action}"


def kind_of(content_type: ContentType) -> str:
    """The kind of record as the menu names it."""
    known = RIGHTS_OF.get(f"{content_type.app_label}.{content_type.model}")
    return capfirst(str(known or content_type.model_class()._meta.verbose_name_plural))  # type: ignore[union-attr]


def code_of(right: Permission) -> str:
    """«programs.legalact.change_legalact», as the history keeps it."""
    return f"{right.content_type.app_label}.{right.content_type.model}.{right.codename}"


def coded_words(code: str) -> str:
    """A right of the history in words; of a kind of record that is gone its code."""
    app, model, codename = code.split(".")
    found = Permission.objects.filter(content_type__app_label=app, content_type__model=model, codename=codename)
    right = found.select_related("content_type").first()
    return right_words(right) if right and right.content_type.model_class() else code
