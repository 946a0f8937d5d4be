from django.urls import path

from covalue.action_items import views

app_name = "action_items"
prefix = ""

urlpatterns = [
    path("a/<int:account_id>/actions/", views.listed, name="list"),
    path("a/<int:account_id>/actions/add/", views.add, name="add"),
    path("actions/<int:action_id>/", views.edit, name="edit"),
    path("actions/<int:action_id>/tick/", views.tick, name="tick"),
    path("actions/<int:action_id>/remove/", views.remove, name="remove"),
    path("actions/<int:action_id>/restore/", views.restore, name="restore"),
]
