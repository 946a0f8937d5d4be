from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "covalue.conversations"

    def ready(self) -> None:
        from covalue.accounts import forgetting
        from covalue.conversations.forgetting import forget

        forgetting.when_erased(forget)
