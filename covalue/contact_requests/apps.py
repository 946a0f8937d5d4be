"""The app, for its templates."""

from django.apps import AppConfig


class ContactRequestsConfig(AppConfig):
    name = "covalue.contact_requests"
