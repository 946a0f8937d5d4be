from django.apps import AppConfig


class ObjectivesConfig(AppConfig):
    name = "covalue.objectives"

    def ready(self) -> None:
        from covalue.accounts import forgetting
        from covalue.objectives.forgetting import forget

        forgetting.when_erased(forget)
