from django.apps import AppConfig


class ActionItemsConfig(AppConfig):
    name = "covalue.action_items"
    label = "register"  # its first name, which the tables of every installation carry

    def ready(self) -> None:
        from covalue.accounts import forgetting
        from covalue.action_items.forgetting import forget

        forgetting.when_erased(forget)
