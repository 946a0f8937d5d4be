from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "covalue.core"

    def ready(self) -> None:
        """Every connection notes which tables it reads and writes."""
        from covalue.core import written

        connection_created.connect(written.watch, dispatch_uid="covalue.core.written")
