from django.conf import settings
from django.urls import path

from covalue.retention import views

app_name = "retention"
prefix = "portfolio/retention/"
body_limits = {
    "retention:upload": settings.FILE_SIZE_LIMIT + settings.BODY_LIMIT,
    "api:send-contracts": settings.FILE_SIZE_LIMIT + settings.BODY_LIMIT,
}

urlpatterns = [
    path("", views.home, name="home"),
    path("add/", views.add, name="add"),
    path("upload/", views.upload, name="upload"),
    path("<int:table_id>/", views.table, name="table"),
    path("<int:table_id>/edit/", views.edit, name="edit"),
    path("<int:table_id>/columns/", views.columns, name="columns"),
    path("<int:table_id>/export/", views.export, name="export"),
    path("<int:table_id>/remove/", views.remove, name="remove"),
    path("<int:table_id>/restore/", views.restore, name="restore"),
]
