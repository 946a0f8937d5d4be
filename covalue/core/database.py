"""What the two databases need said, each in its own words."""

from typing import Final

from django.db import connection, models

MANY: Final = 10_000  # rows


def many_were_added(count: int, *to: type[models.Model]) -> None:
    """Let the database look at tables that grew by `count` rows, if that is many.

    PostgreSQL plans by statistics that its housekeeping renews minutes later; until then a search over a new base
    takes seconds instead of milliseconds. SQLite plans well without.
    """
    if connection.vendor != "postgresql" or count < MANY:
        return
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in to)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
