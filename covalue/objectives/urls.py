from django.urls import path

from covalue.objectives import views

app_name = "objectives"
prefix = ""

urlpatterns = [
    path("a/<int:account_id>/objectives/", views.listed, name="list"),
    path("a/<int:account_id>/objectives/<slug:side>/add/", views.add, name="add"),
    path("objectives/<int:objective_id>/", views.edit, name="edit"),
    path("objectives/<int:objective_id>/remove/", views.remove, name="remove"),
    path("objectives/<int:objective_id>/restore/", views.restore, name="restore"),
    path("objectives/<int:ours_id>/link/<int:theirs_id>/", views.link, name="link"),
]
