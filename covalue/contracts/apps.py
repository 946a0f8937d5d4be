from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "covalue.contracts"
