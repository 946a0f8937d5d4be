from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "covalue.value"

    def ready(self) -> None:
        from covalue.accounts import forgetting
        from covalue.value.forgetting import forget

        forgetting.when_erased(forget)
