"""Commands start quickly: what is imported for them is told by its name, never by the time it takes (`python -m bench.command`)."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
# Libraries that take long to import: whoever needs one imports it where it is used, or in a module that few others import.
HEAVY: Final = frozenset(
    {"deltalake", "duckdb", "fsspec", "jinja2", "ninja", "numpy", "openpyxl", "pint", "pptx", "pyarrow", "pydantic",
     "requests", "scipy", "simpleeval", "sqlglot", "typst", "xlsxwriter"}
)  # fmt: skip
OF_PAGES: Final = frozenset({"api", "hooks", "inputs", "sentences", "urls", "views"})  # modules of a package
SET_UP: Final = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'covalue.config.settings'; django.setup()"


def _told(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, cwd=ROOT)


def _imported(code: str) -> set[str]:
    """What a new process has imported after this code that takes long, or that only pages and the API need."""
    names = _told("-c", f"{SET_UP}; {code}\nimport sys; print(*sys.modules, sep='\\n')").stdout.split()
    own = {name for name in names if name.startswith("covalue.") and OF_PAGES & set(name.split(".")[2:])}
    return own | HEAVY & set(names)


@pytest.mark.apart
def test_models_are_there_without_what_only_pages_analyses_or_a_sign_on_need() -> None:
    assert _imported("") == set()


@pytest.mark.apart
def test_the_portfolio_is_asked_without_pages_and_the_api() -> None:
    asked = "from covalue.cli import workspace; from covalue.core import checks; from covalue.portfolio import queries"
    assert _imported(asked) == {"deltalake", "duckdb", "numpy", "pyarrow"}


@pytest.mark.apart
def test_help_is_told_without_django() -> None:
    told = _told("-X", "importtime", "-m", "covalue", "--help")
    assert "portfolio" in told.stdout and "covalue.cli.main" in told.stderr and "django" not in told.stderr


@pytest.mark.apart
def test_whoever_first_reads_a_shared_part_finds_what_packages_added() -> None:
    first = {
        "covalue.accounts.forgetting": "list(it._nouns)",
        "covalue.accounts.leaving": "list(it._when_left)",
        "covalue.core.checks": "list(it._added)",
        "covalue.web.sentences": "it.verbs()",
    }
    for module, read in first.items():
        code = f"from importlib import import_module; it = import_module('{module}'); before = 'covalue.value.hooks' in sys.modules"
        assert _told("-c", f"{SET_UP}; import sys; {code}; print(before, bool({read}))").stdout.split() == [
            "False",
            "True",
        ]


def test_what_hooks_fill_asks_for_the_hooks_when_it_is_read() -> None:
    """A plain list would be empty for a command that is the first to read it."""
    plain = [
        f"{name}.{key}"
        for name in sorted(set(_filled()))
        for key, kept in vars(import_module(name)).items()
        if key.startswith("_") and key.islower() and not key.startswith("__") and isinstance(kept, list | dict | set)
    ]
    assert plain == [], "make it core.shared.Added"


def _filled() -> Iterator[str]:
    """Modules of which a `hooks.py` calls a function for what it does."""
    for path in (ROOT / "covalue").glob("*/hooks.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in tree.body:
            call = node.value if isinstance(node, ast.Expr) else None
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and isinstance(call.func.value, ast.Name)
            ):
                yield names[call.func.value.id]
