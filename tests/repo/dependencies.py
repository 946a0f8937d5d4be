"""What the packages know of each other, read from their source: imports, and queries of another package's models.

`python -m tests.repo.dependencies` takes out of the two lists of exceptions what is gone; it adds nothing.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED_IMPORTS = Path(__file__).with_name("shared_imports.txt")
MODEL_ACCESS = Path(__file__).with_name("model_access.txt")
FOUNDATION = {"core", "analytics", "search", "web", "people", "organisation", "listviews", "accounts"}
SHARED = {"core", "search", "web", "accounts", "process", "portal", "overview", "api", "demo", "cli", "config"}
MANAGERS = {"objects", "everybody", "_default_manager", "_base_manager"}


def imports() -> set[tuple[str, str]]:
    """Pairs of packages of which the first imports the second; types only and tests do not count."""
    return {(package, name) for package, tree in _modules() for name in _packages_imported(tree) if name != package}


def shared_imports() -> set[str]:
    """Shared parts that import a package by name: “process conversations”."""
    return {
        f"{importer} {imported}"
        for importer, imported in imports()
        if importer in SHARED and imported not in FOUNDATION | SHARED
    }


def model_access() -> Counter[str]:
    """How often each package queries a model of another itself: “portal accounts.Contact” → 2.

    `Model.objects.none()` asks nothing: forms use it until they know their choices.
    """
    counts: Counter[str] = Counter()
    for package, tree in _modules():
        models = _models_imported(tree, package)
        placeholders = {
            id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "none"
        }
        counts.update(
            f"{package} {models[node.value.id]}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and node.attr in MANAGERS
            and id(node) not in placeholders
            and isinstance(node.value, ast.Name)
            and node.value.id in models
        )
    return counts


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "covalue").rglob("*.py")):
        parts = path.relative_to(ROOT / "covalue").parts
        if len(parts) > 1 and not {"tests", "migrations"} & set(parts):
            yield parts[0], ast.parse(path.read_text(encoding="utf-8"))


def _packages_imported(tree: ast.Module) -> Iterator[str]:
    for node in _outside_type_checking(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("covalue."):
            yield node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("covalue."))


def _outside_type_checking(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING"):
            yield child
            yield from _outside_type_checking(child)


def _models_imported(tree: ast.Module, package: str) -> dict[str, str]:
    """Names of this module that are models of another package."""
    return {
        alias.asname or alias.name: f"{owner}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("covalue.")
        for owner, inside in [node.module.split(".")[1:3] + [""] * (3 - len(node.module.split(".")))]
        if inside == "models" and owner != package
        for alias in node.names
    }


def recorded_imports() -> set[str]:
    """The exceptions written down in shared_imports.txt."""
    return set(_lines(SHARED_IMPORTS))


def recorded_access() -> dict[str, int]:
    """The exceptions written down in model_access.txt."""
    rows = (line.rpartition(" ") for line in _lines(MODEL_ACCESS))
    return {access: int(count) for access, _blank, count in rows}


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _write(path: Path, lines: list[str]) -> None:
    heading = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")


def main() -> None:
    """Take out of both lists what is gone."""
    _write(SHARED_IMPORTS, sorted(recorded_imports() & shared_imports()))
    counts, recorded = model_access(), recorded_access()
    left = {access: min(count, counts[access]) for access, count in sorted(recorded.items()) if counts[access]}
    _write(MODEL_ACCESS, [f"{access} {count}" for access, count in left.items()])


if __name__ == "__main__":
    main()
