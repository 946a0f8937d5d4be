from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models import CharField, TextField
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "covalue.search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every text be searched folded (`covalue.search.folding`)."""
        from covalue.search import folding

        for lookup in folding.LOOKUPS:
            CharField.register_lookup(lookup)
            TextField.register_lookup(lookup)
        post_migrate.connect(folding.prepare, sender=self, dispatch_uid="covalue.search.folding")
        connection_created.connect(folding.teach, dispatch_uid="covalue.search.folding")
