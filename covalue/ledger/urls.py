from django.conf import settings
from django.urls import path

from covalue.ledger import views

app_name = "ledger"
prefix = "ledger/"
body_limits = {
    "ledger:upload": settings.IMPORT_SIZE_LIMIT + settings.BODY_LIMIT,
    "api:list-imports": settings.IMPORT_SIZE_LIMIT + settings.BODY_LIMIT,
}

urlpatterns = [
    path("", views.imports, name="imports"),
    path("upload/", views.upload, name="upload"),
    path("imports/<int:import_id>/", views.show, name="import"),
    path("imports/<int:import_id>/discard/", views.discard, name="discard"),
    path("imports/<int:import_id>/map/", views.map_columns, name="map"),
    path("imports/<int:import_id>/rejects/", views.rejects, name="rejects"),
    path("imports/<int:import_id>/held/", views.held, name="held"),
    path("imports/<int:import_id>/decide/", views.decide, name="decide"),
    path("imports/<int:import_id>/likely/", views.decide_likely, name="decide-likely"),
    path("imports/<int:import_id>/accounts/", views.create_accounts, name="create-accounts"),
    path("imports/<int:import_id>/undo/confirm/", views.confirm_undo, name="confirm-undo"),
    path("imports/<int:import_id>/undo/", views.undo, name="undo"),
]
