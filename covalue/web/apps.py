from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WebConfig(AppConfig):
    name = "covalue.web"

    def ready(self) -> None:
        """Every package adds its own to the shared parts: its `hooks.py` is imported once, in the order of packages."""
        autodiscover_modules("hooks", "sentences")
