"""The project's own sources as syntax trees, for the tests that read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORE, SATELLITES, PORTAL = "programs", ("media_contracts", "civil_society"), "kakhovka_portal"
APPS = (CORE, *SATELLITES)


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the project's root and its text."""

    path: str
    text: str

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def app(self) -> str:
        return self.module.split(".")[0]

    @property
    def layer(self) -> str:
        """The file or package directly under the app: "models" for programs/models/plan.py."""
        parts = self.module.split(".")
        return parts[1] if len(parts) > 1 else ""

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def imported(self) -> list[str]:
        """Every module or name the file imports, in full: at its top, inside functions and for types alike."""
        names: list[str] = []
        for node in self.nodes:
            if isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                start = self._package(node.level) if node.level else ""
                base = ".".join(part for part in (start, node.module) if part)
                names += [f"{base}.{alias.name}" for alias in node.names]
        return names

    def _package(self, level: int) -> str:
        """What the dots of a relative import stand for."""
        parts = self.path.split("/")[:-1]
        return ".".join(parts[: len(parts) - level + 1])


@cache
def python_files(*folders: str) -> list[Source]:
    """The Python files under the folders, without migrations: those are written once and describe the past."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    files = [_source(path) for path in found]
    return [source for source in files if source.layer != "migrations"]


@cache
def _source(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), path.read_text())


def template_files() -> dict[str, str]:
    """Path and text of every template of the project and its apps."""
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in (*APPS, PORTAL))]
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(ROOT).as_posix(): path.read_text() for path in found}
