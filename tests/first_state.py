"""Run by test_upgrade.py in a process of its own: fills every table as it was at each app's first migration.

`python -m tests.first_state` migrates an empty database to that state, puts two rows into every table of ours through
the models of that time, and prints every table's columns and rows as JSON; with `later` it prints the same columns now.
With `schema` it brings the database up to date and prints what every table is made of.
"""

import itertools
import json
import os
import re
import sys
from datetime import UTC, date, datetime
from typing import Any, Final

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "covalue.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from covalue.core.schema import bring_up_to_date

FIRST: Final = (
    "core",
    "people",
    "organisation",
    "accounts",
    "ledger",
    "conversations",
    "register",
    "objectives",
    "plans",
)
# Django's own migrations count its rows in eight bytes, its models in four.
NUMBERED_OTHERWISE: Final = {"auth_group_permissions"}
ROWS: Final = 2
MOMENT: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
number = itertools.count(1)


def fill() -> dict[str, Any]:
    """Migrate to the first state, fill it, and tell the tables."""
    executor = MigrationExecutor(connection)
    targets = [(app, next(name for a, name in sorted(executor.loader.graph.nodes) if a == app)) for app in FIRST]
    executor.migrate(targets)
    then = executor.loader.project_state(
        targets
    ).apps  # rendered again: while migrating, one model may stand as several classes
    mine = [model for model in then.get_models(include_auto_created=True) if model._meta.app_label in FIRST]
    made: dict[type[models.Model], list[models.Model]] = {}
    for model in mine:
        _rows_of(model, made)
    return tables([model._meta.db_table for model in mine])


def _rows_of(model: type[models.Model], made: dict[type[models.Model], list[models.Model]]) -> list[models.Model]:
    if model not in made:
        made[model] = []
        made[model] = [model.objects.create(**_values(model, place, made)) for place in range(ROWS)]
    return made[model]


def _values(
    model: type[models.Model], place: int, made: dict[type[models.Model], list[models.Model]]
) -> dict[str, Any]:
    values = {}
    for field in model._meta.local_fields:
        if field.primary_key and isinstance(field, models.AutoField):
            continue
        if isinstance(field, models.ForeignKey):
            if field.remote_field.model is model:
                continue
            rows = _rows_of(field.remote_field.model, made)
            if rows:
                values[field.name] = rows[place]
        else:
            values[field.name] = _value(field)
    return values


def _value(field: Any) -> Any:
    """Something that fits the column and is like nothing else."""
    if field.choices:
        return field.choices[0][0]
    kinds: tuple[tuple[type, Any], ...] = (
        (models.DateTimeField, MOMENT), (models.DateField, date(2026, 1, 5)), (models.BooleanField, False),
        (models.JSONField, {"was": "here"}), (models.BinaryField, b"x"), (models.DecimalField, "1.5"),
        (models.FloatField, 0.5), (models.IntegerField, None), (models.EmailField, None), (models.UUIDField, None),
    )  # fmt: skip
    for kind, value in kinds:
        if isinstance(field, kind) and value is not None:
            return value
    if isinstance(field, models.IntegerField):
        return next(number)
    if isinstance(field, models.EmailField):
        return f"person{next(number)}@example.test"
    return f"x{next(number)}"[: field.max_length or 20]


def tables(names: list[str], columns: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """Columns and sorted rows of each table, as text."""
    told = {}
    with connection.cursor() as cursor:
        for name in sorted(names):
            wanted = (columns or {}).get(name)
            if wanted is None:
                wanted = sorted(c.name for c in connection.introspection.get_table_description(cursor, name))
            listed = ", ".join(connection.ops.quote_name(column) for column in wanted)
            cursor.execute(f"SELECT {listed} FROM {connection.ops.quote_name(name)}")
            told[name] = {"columns": wanted, "rows": sorted(repr(row) for row in cursor.fetchall())}
    return told


def schema() -> dict[str, Any]:
    """Columns with their types, and keys, indexes and checks, of each table."""
    told = {}
    with connection.cursor() as cursor:
        for name in sorted({*connection.introspection.table_names(cursor)} - NUMBERED_OTHERWISE):
            columns = connection.introspection.get_table_description(cursor, name)
            kept = connection.introspection.get_constraints(cursor, name)
            told[name] = {
                "columns": sorted(repr(column[:2] + column[3:]) for column in columns),
                "constraints": sorted(f"{_named(title)} {sorted(what.items())}" for title, what in kept.items()),
            }
    return told


def _named(title: str) -> str:
    """Those SQLite does not name are counted in the order they were made."""
    return "" if re.match(r"fk_\d+$|__unnamed_", title) else title


if __name__ == "__main__":
    if sys.argv[1:] == ["later"]:
        before = json.load(sys.stdin)
        call_command("migrate", verbosity=0)
        kept = {name: told["columns"] for name, told in before.items()}
        print(json.dumps(tables(list(before), kept)))
    elif sys.argv[1:] == ["schema"]:
        bring_up_to_date()
        print(json.dumps(schema()))
    else:
        print(json.dumps(fill()))
