from django.conf import settings
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from covalue.retention import api, views
from covalue.web.operations import posted, removed

app_name = "retention"
prefix = "portfolio/retention/"
body_limits = {
    "retention:upload": settings.FILE_SIZE_LIMIT + settings.BODY_LIMIT,
    "api:send-contracts": settings.FILE_SIZE_LIMIT + settings.BODY_LIMIT,
}


def of_table(table_id: int) -> str:
    return reverse("retention:table", args=[table_id])


table_removed = removed(
    api.remove_contract_table, undo="retention:restore", message=_("The table was removed."), then="retention:home"
)
urlpatterns = [
    path("", views.home, name="home"),
    path("add/", views.add, name="add"),
    path("upload/", views.upload, name="upload"),
    path("<int:table_id>/", views.table, name="table"),
    path("<int:table_id>/edit/", views.edit, name="edit"),
    path("<int:table_id>/columns/", views.columns, name="columns"),
    path("<int:table_id>/export/", views.export, name="export"),
    path("<int:table_id>/remove/", table_removed, name="remove"),
    path("<int:table_id>/restore/", posted(api.restore_contract_table, of_table), name="restore"),
]
