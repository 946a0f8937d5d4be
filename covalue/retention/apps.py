from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "covalue.retention"
    label = "contracts"  # its first name, which the tables of every installation carry
