from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "covalue.portal"

    def ready(self) -> None:
        from covalue.accounts import forgetting
        from covalue.portal.forgetting import forget

        forgetting.when_erased(forget)
