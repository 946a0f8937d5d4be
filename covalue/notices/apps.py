from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "covalue.notices"
