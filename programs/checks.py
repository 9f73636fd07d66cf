"""System checks: what is wrong with the modules is said at start, not when a commission asks for its report."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

from .modules import Module, modules


def _resolved(paths: Iterable[str], where: str, id: str) -> tuple[dict[str, Any], list[checks.CheckMessage]]:
    """What dotted paths lead to, and an error for each that leads nowhere."""
    resolved: dict[str, Any] = {}
    found: list[checks.CheckMessage] = []
    for path in paths:
        try:
            resolved[path] = import_string(path)
        except ImportError as error:
            hint = f"Correct the path in {where} or restore what it names."
            found.append(checks.Error(f"{path} does not resolve: {error}", hint=hint, id=id))
    return resolved, found


@checks.register
def modules_resolve(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every dotted path of settings.MODULES names a module, and every path that a module names leads somewhere."""
    named, found = _resolved(settings.MODULES, "settings.MODULES", "programs.E005")
    for path, module in named.items():
        if not (isinstance(module, type) and issubclass(module, Module)):
            hint = "A module is a class of programs.modules.Module."
            found.append(checks.Error(f"{path} is no module", hint=hint, id="programs.E006"))
    return found or [error for module in modules() for error in _wrong_in(module)]


def _wrong_in(module: Module) -> list[checks.CheckMessage]:
    where = type(module).__qualname__
    sections, found = _resolved([*module.report_sections, *module.closing_sections], where, "programs.E001")
    for path, section in sections.items():
        if missing := [name for name in ("key", "title", "table") if not hasattr(section, name)]:
            hint = "A section has a key, a title and table(statement) -> Table."
            found.append(
                checks.Error(f"{path} is no section, it lacks {', '.join(missing)}", hint=hint, id="programs.E002")
            )
    duties, unresolved = _resolved(module.duties, where, "programs.E003")
    for path, source in duties.items():
        if not callable(source):
            hint = "A source of duties is a function: source(day) yields Duty after Duty."
            unresolved.append(checks.Error(f"{path} is no source of duties", hint=hint, id="programs.E004"))
    views = _resolved((view for _prefix, view in module.endpoints), where, "programs.E007")[1]
    work = _resolved((kind for _key, kind in module.background), where, "programs.E008")[1]
    upkeep = _resolved([*module.conditions, *module.housekeeping], where, "programs.E009")[1]
    return [*found, *unresolved, *views, *work, *upkeep]
