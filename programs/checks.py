"""System checks: what is wrong with the settings is said at start, not when a commission asks for its report."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string


@checks.register
def report_sections_resolve(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every dotted path of settings.REPORT_SECTIONS names a section class."""
    found: list[checks.CheckMessage] = []
    for path in settings.REPORT_SECTIONS:
        try:
            section = import_string(path)
        except ImportError as error:
            hint = "Correct the path in REPORT_SECTIONS or restore the class."
            found.append(checks.Error(f"{path} does not resolve: {error}", hint=hint, id="programs.E001"))
            continue
        if missing := [name for name in ("key", "title", "table") if not hasattr(section, name)]:
            hint = "A section has a key, a title and table(statement) -> Table."
            found.append(
                checks.Error(f"{path} is no section, it lacks {', '.join(missing)}", hint=hint, id="programs.E002")
            )
    return found


@checks.register
def neighbours_resolve(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every dotted path of settings.NEIGHBOURS names a class."""
    found: list[checks.CheckMessage] = []
    for path in settings.NEIGHBOURS:
        try:
            import_string(path)
        except ImportError as error:
            hint = "Correct the path in NEIGHBOURS or restore the class."
            found.append(checks.Error(f"{path} does not resolve: {error}", hint=hint, id="programs.E005"))
    return found


@checks.register
def duties_resolve(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every dotted path of settings.DUTIES names a function of a day."""
    found: list[checks.CheckMessage] = []
    for path in settings.DUTIES:
        try:
            source = import_string(path)
        except ImportError as error:
            hint = "Correct the path in DUTIES or restore the function."
            found.append(checks.Error(f"{path} does not resolve: {error}", hint=hint, id="programs.E003"))
            continue
        if not callable(source):
            hint = "A source of duties is a function: source(day) yields Duty after Duty."
            found.append(checks.Error(f"{path} is no source of duties", hint=hint, id="programs.E004"))
    return found
