"""What import-linter cannot see: foreign keys, some given as strings, point down the layers too."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils.module_loading import import_string
from django_tasks.base import Task

from covalue.config import packages
from tests.repo import cycles, dependencies

ROOT = Path(__file__).resolve().parents[2]

GONE = "some exceptions are gone: `python -m tests.repo.dependencies` takes them out"


def test_foreign_keys_point_down() -> None:
    level = {name: number for number, names in enumerate(packages.levels()) for name in names}
    upward = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in apps.get_models()
        if model.__module__.startswith("covalue.")
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and not _allowed(model, field.related_model, level)
    ]
    assert upward == []


def _allowed(model: type, other: type, level: dict[str, int]) -> bool:
    """Below, in the same package, or the user, whom even the audit log names."""
    own, theirs = (".".join(m.__module__.split(".")[:2]) for m in (model, other))
    return own == theirs or other.__name__ == "User" or level[theirs] < level[own]


@pytest.mark.django_db
def test_no_migration_waits_to_be_made_and_none_holds_a_folder(settings: object) -> None:
    settings.MIGRATION_MODULES = {}  # type: ignore[attr-defined] # the tests' tables are made from the models: here the migrations themselves are read
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    for migration in (ROOT / "covalue").glob("*/migrations/0*.py"):
        assert "PosixPath(" not in migration.read_text(encoding="utf-8"), migration


def test_what_migrations_make_is_what_models_make() -> None:
    """Tests make their tables from the models, which is the same as long as no migration holds SQL of its own."""
    for migration in (ROOT / "covalue").glob("*/migrations/0*.py"):
        text = migration.read_text(encoding="utf-8")
        assert not {"RunSQL", "SeparateDatabaseAndState"} & set(re.findall(r"\w+", text)), migration


def test_the_list_names_every_package_once() -> None:
    listed = [name for level in packages.levels() for name in level]
    folders = {f"covalue.{path.parent.name}" for path in (ROOT / "covalue").glob("*/__init__.py")}
    assert len(listed) == len(set(listed))
    assert set(listed) == folders, f"covalue/config/packages.py and the folders differ: {sorted({*listed} ^ folders)}"


def test_every_package_with_models_has_migrations() -> None:
    """Without that folder Django makes no table and says nothing."""
    owners = {Path(*model.__module__.split(".")[:2]) for model in apps.get_models() if "covalue." in model.__module__}
    assert [str(owner) for owner in sorted(owners) if not (ROOT / owner / "migrations" / "__init__.py").exists()] == []


def test_shared_parts_name_no_package_that_registers_with_them() -> None:
    """What a shared part shows of a package, the package registers in its hooks.py; the exceptions may only shrink."""
    assert dependencies.shared_imports() - dependencies.recorded_imports() == set(), "register in hooks.py instead"
    assert dependencies.recorded_imports() - dependencies.shared_imports() == set(), GONE


def test_a_package_asks_another_through_its_queries() -> None:
    """Nobody queries the models of another package; the exceptions may only shrink."""
    counts, recorded = dependencies.model_access(), dependencies.recorded_access()
    more = {access: count for access, count in counts.items() if count > recorded.get(access, 0)}
    assert not more, f"ask the queries of the package instead: {more}"
    assert dict(counts) == recorded, GONE


def test_no_modules_import_each_other() -> None:
    """Imports inside functions count. Actions ask for tasks by name (`core.jobs.enqueue`), tasks call actions."""
    assert cycles.cycles() == []


def test_tasks_asked_for_by_name_exist() -> None:
    paths = {
        path
        for file in (ROOT / "covalue").rglob("*.py")
        for path in re.findall(r'jobs\.enqueue\(\s*"([^"]+)"', file.read_text(encoding="utf-8"))
    }
    assert len(paths) > 15 and all(isinstance(import_string(path), Task) for path in paths)
