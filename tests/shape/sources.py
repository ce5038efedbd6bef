"""The project's own files, as the shape tests read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.config import ROOT

PACKAGES = ("core", "delta", "accounts", "venues", "repertoire", "events", "touring", "feeds", "notices", "portal")
OTHERS = ("bench", "drills", "tools", "tests", "migrations")
DOORS = ("views", "manage", "api")


@dataclass(frozen=True)
class Source:
    """A Python file: its path from the root, its text, its tree."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return _tree(self.text)

    @property
    def package(self) -> str:
        """The top-level package, empty for a file at the root."""
        return self.path.partition("/")[0] if "/" in self.path else ""

    @property
    def room(self) -> str:
        """The room: the part after the package, without .py."""
        parts = self.path.removesuffix(".py").split("/")
        return parts[1] if len(parts) > 1 else ""

    @property
    def name(self) -> str:
        """The module's own name."""
        return Path(self.path).stem


@cache
def _tree(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the project."""
    files = sorted(ROOT.glob("*.py"))
    for name in (*PACKAGES, *OTHERS):
        files += sorted((ROOT / name).rglob("*.py"))
    return tuple(Source(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")) for file in files)


def of_packages() -> Iterator[Source]:
    """The files of the packages proper."""
    return (source for source in sources() if source.package in PACKAGES)


def imported(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """(module, name, line) of every import; the name is empty for `import module`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, "", node.lineno
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.module or "", alias.name, node.lineno
