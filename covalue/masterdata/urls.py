from django.conf import settings
from django.urls import path

from covalue.masterdata import views

app_name = "masterdata"
prefix = "imports/"
body_limits = {
    "masterdata:upload": settings.IMPORT_SIZE_LIMIT + settings.BODY_LIMIT,
    "api:list-master-imports": settings.IMPORT_SIZE_LIMIT + settings.BODY_LIMIT,
}

urlpatterns = [
    path("", views.imports, name="imports"),
    path("upload/", views.upload, name="upload"),
    path("templates/<str:noun>/", views.template, name="template"),
    path("<int:import_id>/", views.show, name="import"),
    path("<int:import_id>/about/", views.about, name="about"),
    path("<int:import_id>/discard/", views.discard, name="discard"),
    path("<int:import_id>/map/", views.map_columns, name="map"),
    path("<int:import_id>/rejects/", views.rejects, name="rejects"),
    path("<int:import_id>/undo/confirm/", views.confirm_undo, name="confirm-undo"),
    path("<int:import_id>/undo/", views.undo, name="undo"),
    path("<int:import_id>/cancel/", views.cancel, name="cancel"),
]
