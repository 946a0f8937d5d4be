from django.urls import path

from covalue.lifetime import views

app_name = "lifetime"
prefix = "portfolio/lifetime-value/"

urlpatterns = [
    path("", views.home, name="home"),
    path("compute/", views.compute, name="compute"),
    path("export/", views.export, name="export"),
]
