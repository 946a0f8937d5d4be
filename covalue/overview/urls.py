from django.urls import path

from covalue.overview import views

app_name = "overview"
prefix = "portfolio/"

urlpatterns = [
    path("", views.home, name="home"),
    path("overview/export/", views.export, name="export"),
]
