from django.urls import path

from covalue.agreements import api, views
from covalue.agreements.models import Agreement
from covalue.web.operations import of_account, posted

app_name, prefix = "agreements", ""

urlpatterns = [
    path("agreements/", views.calendar, name="calendar"),
    path("agreements/export/", views.export, name="export-all"),
    path("agreements/<int:agreement_id>/terms/", views.terms, name="terms"),
    path(
        "agreements/<int:agreement_id>/confirm-notice/",
        posted(api.confirm_notice, of_account("agreements:list", Agreement)),
        name="confirm-notice",
    ),
    *views.PAGES.urls(),
]
