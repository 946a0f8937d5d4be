from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "covalue.api"
    label = "api"
