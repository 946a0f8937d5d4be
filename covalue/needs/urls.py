from django.urls import path

from covalue.needs import views

app_name = "needs"
prefix = "portfolio/needs/"

urlpatterns = [
    path("", views.home, name="home"),
    path("add/", views.add, name="add"),
    path("paste/", views.paste, name="paste"),
    path("keep/", views.keep, name="keep"),
    path("<int:need_id>/remove/", views.remove, name="remove"),
    path("<int:need_id>/restore/", views.restore, name="restore"),
    path("accounts/<int:account_id>/", views.rate, name="rate"),
    path("kept/<int:kept_id>/", views.kept, name="kept"),
    path("kept/<int:kept_id>/export/", views.export_kept, name="export-kept"),
    path("kept/<int:kept_id>/remove/", views.remove_kept, name="remove-kept"),
    path("kept/<int:kept_id>/restore/", views.restore_kept, name="restore-kept"),
]
