from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "covalue.web"
