"""The source tree as the architecture tests see it: packages, modules, what each imports."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Module:
    """One source file of an import package."""

    path: Path
    package: str
    name: str

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.path.read_text(encoding="utf-8"))

    def imports(self) -> set[str]:
        """Dotted names of all it imports, wherever in the file; `from a import b` counts as `a.b`."""
        names = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
        return names

    def __str__(self) -> str:
        return self.name


def modules() -> list[Module]:
    """Every Python source file below packages/*/src."""
    return [_module(path) for path in sorted(ROOT.glob("packages/*/src/**/*.py"))]


def _module(path: Path) -> Module:
    parts = path.relative_to(ROOT / "packages").with_suffix("").parts[2:]
    return Module(path, parts[0], ".".join(part for part in parts if part != "__init__"))


def distribution(module: Module) -> Path:
    """The folder of the distribution a module ships in."""
    return ROOT / "packages" / module.path.relative_to(ROOT / "packages").parts[0]
