"""System checks: what is wrong with the settings is said at start, not when a commission asks for its report."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string


def _resolved(setting: str, *, what: str, id: str) -> tuple[dict[str, Any], list[checks.CheckMessage]]:
    """What the dotted paths of a setting lead to, and an error for each that leads nowhere."""
    resolved: dict[str, Any] = {}
    found: list[checks.CheckMessage] = []
    for path in getattr(settings, setting):
        try:
            resolved[path] = import_string(path)
        except ImportError as error:
            hint = f"Correct the path in {setting} or restore the {what}."
            found.append(checks.Error(f"{path} does not resolve: {error}", hint=hint, id=id))
    return resolved, found


@checks.register
def report_sections_resolve(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every dotted path of settings.REPORT_SECTIONS names a section class."""
    sections, found = _resolved("REPORT_SECTIONS", what="class", id="programs.E001")
    for path, section in sections.items():
        if missing := [name for name in ("key", "title", "table") if not hasattr(section, name)]:
            hint = "A section has a key, a title and table(statement) -> Table."
            found.append(
                checks.Error(f"{path} is no section, it lacks {', '.join(missing)}", hint=hint, id="programs.E002")
            )
    return found


@checks.register
def neighbours_resolve(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every dotted path of settings.NEIGHBOURS names a class."""
    return _resolved("NEIGHBOURS", what="class", id="programs.E005")[1]


@checks.register
def duties_resolve(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every dotted path of settings.DUTIES names a function of a day."""
    sources, found = _resolved("DUTIES", what="function", id="programs.E003")
    for path, source in sources.items():
        if not callable(source):
            hint = "A source of duties is a function: source(day) yields Duty after Duty."
            found.append(checks.Error(f"{path} is no source of duties", hint=hint, id="programs.E004"))
    return found
