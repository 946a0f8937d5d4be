from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "covalue.selection"

    def ready(self) -> None:
        from covalue.accounts import forgetting
        from covalue.selection.forgetting import forget

        forgetting.when_erased(forget)
