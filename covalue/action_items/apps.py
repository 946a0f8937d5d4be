from django.apps import AppConfig


class ActionItemsConfig(AppConfig):
    name = "covalue.action_items"
    label = "register"  # its first name, which the tables of every installation carry
