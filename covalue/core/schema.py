"""The tables of a workspace: made at once where there are none, otherwise brought up to date by the migrations."""

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def bring_up_to_date() -> None:
    """Make or change the tables as the models want them. An interruption leaves a database that can be brought up again."""
    loader = MigrationLoader(connection)
    if loader.applied_migrations:
        call_command("migrate", verbosity=0, interactive=False)
    else:
        _make(loader)


def is_empty() -> bool:
    """Whether no migration was ever applied."""
    return not MigrationRecorder(connection).applied_migrations()


def _make(loader: MigrationLoader) -> None:
    """What all migrations come to, held equal by tests/test_upgrade.py; one after the other they take ten times as long."""
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    with connection.schema_editor(atomic=True) as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for app, name in loader.graph.nodes:
            recorder.record_applied(app, name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
