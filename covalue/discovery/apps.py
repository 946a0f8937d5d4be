from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "covalue.discovery"

    def ready(self) -> None:
        from covalue.accounts import forgetting
        from covalue.discovery.forgetting import forget

        forgetting.when_erased(forget)
