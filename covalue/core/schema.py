"""The tables of a workspace: made at once where there are none, otherwise brought up to date by the migrations."""

from typing import cast

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model


def bring_up_to_date() -> None:
    """Make or change the tables as the models want them; interrupted while making them, none are there."""
    if is_empty():
        _make()
    else:
        call_command("migrate", verbosity=0, interactive=False)


def is_empty() -> bool:
    """Whether the database has no tables yet."""
    return not connection.introspection.table_names()


def _make() -> None:
    """What all migrations come to, held equal by tests/test_upgrade.py; one after the other they take thirty times as long."""
    migrations = MigrationLoader(connection).graph.nodes
    recorder = MigrationRecorder(connection)
    models: list[type[Model]] = [cast(type[Model], recorder.Migration), *apps.get_models()]
    with connection.schema_editor(atomic=True) as editor:
        for model in models:
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for app, name in migrations:
            recorder.migration_qs.create(app=app, name=name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
