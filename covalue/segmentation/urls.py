from django.urls import path

from covalue.segmentation import views

app_name = "segmentation"
prefix = "portfolio/segments/"

urlpatterns = [
    path("", views.home, name="home"),
    path("export/", views.export, name="export"),
    path("keep/", views.keep, name="keep"),
    path("<int:segmentation_id>/", views.movement, name="movement"),
    path("<int:segmentation_id>/remove/", views.remove, name="remove"),
    path("<int:segmentation_id>/restore/", views.restore, name="restore"),
]
