from django.urls import path

from covalue.coverage import views

app_name = "coverage"

urlpatterns = [
    path("", views.home, name="home"),
    path("export/", views.export, name="export"),
    path("begin/", views.begin, name="begin"),
    path("what-if/", views.what_if, name="what-if"),
    path("move/", views.move, name="move"),
    path("models/", views.add_model, name="add-model"),
    path("models/<int:model_id>/", views.edit_model, name="edit-model"),
    path("models/<int:model_id>/remove/", views.remove_model, name="remove-model"),
    path("segments/<slug:segment>/", views.cover, name="cover"),
    path("people/<int:user_id>/", views.capacity, name="capacity"),
    path("accounts/<int:account_id>/", views.plan, name="plan"),
]
