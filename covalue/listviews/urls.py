from django.urls import path

from covalue.listviews import views

app_name = "listviews"
prefix = ""

urlpatterns = [
    path("list-views/save/", views.save, name="save"),
    path("list-views/columns/", views.columns, name="columns"),
    path("list-views/<int:view_id>/default/", views.default, name="default"),
    path("list-views/<int:view_id>/remove/", views.remove, name="remove"),
]
