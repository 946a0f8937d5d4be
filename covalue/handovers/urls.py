from django.urls import path

from covalue.handovers import views

app_name = "handovers"
prefix = ""

urlpatterns = [
    path("handovers/", views.handover_list, name="list"),
    path("handovers/prepare/", views.prepare, name="prepare"),
    path("handovers/<int:handover_id>/", views.handover, name="handover"),
    path("handovers/<int:handover_id>/read/<int:share_id>/", views.tick, name="tick"),
    path("handovers/<int:handover_id>/undo/", views.undo, name="undo"),
]
