from django.apps import AppConfig


class LifetimeConfig(AppConfig):
    name = "covalue.lifetime"
