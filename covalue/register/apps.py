from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "covalue.register"

    def ready(self) -> None:
        from covalue.accounts import forgetting
        from covalue.register.forgetting import forget

        forgetting.when_erased(forget)
