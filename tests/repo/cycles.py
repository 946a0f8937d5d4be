"""Modules of one package that import each other, read from their source; imports inside functions count, too."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def cycles() -> list[list[str]]:
    """Groups of modules of which each leads to every other by imports, sorted."""
    graph = {name: _imports(path, modules) for modules in [_modules()] for name, path in modules.items()}
    return sorted(sorted(group) for group in _connected(graph) if len(group) > 1)


def _modules() -> dict[str, Path]:
    """Every module by its dotted name; not tests and migrations."""
    found = {}
    for path in sorted((ROOT / "covalue").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if not {"tests", "migrations"} & set(parts):
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _imports(path: Path, modules: dict[str, Path]) -> set[str]:
    """The modules this one names; a name of a package that is no module is a name of its `__init__.py`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for name, fallback in _names(node):
            target = name if name in modules else fallback
            if target in modules:
                found.add(target)
    return found


def _names(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.ImportFrom) and node.module:
        yield from ((f"{node.module}.{alias.name}", node.module) for alias in node.names)
    elif isinstance(node, ast.Import):
        yield from ((alias.name, alias.name) for alias in node.names)


def _connected(graph: dict[str, set[str]]) -> Iterator[set[str]]:
    """The strongly connected components (Tarjan 1972)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []

    def visit(name: str) -> Iterator[set[str]]:
        order[name] = lowest[name] = len(order)
        stack.append(name)
        for other in sorted(graph[name]):
            if other not in order:
                yield from visit(other)
                lowest[name] = min(lowest[name], lowest[other])
            elif other in stack:
                lowest[name] = min(lowest[name], order[other])
        if lowest[name] == order[name]:
            group = set(stack[stack.index(name) :])
            del stack[stack.index(name) :]
            yield group

    for name in sorted(graph):
        if name not in order:
            yield from visit(name)
