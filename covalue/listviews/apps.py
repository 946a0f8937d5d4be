from django.apps import AppConfig


class ListviewsConfig(AppConfig):
    name = "covalue.listviews"
