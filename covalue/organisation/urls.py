from django.urls import path

from covalue.organisation import views

app_name = "organisation"
prefix = "organisation/"

urlpatterns = [
    path("", views.home, name="home"),
    path("units/", views.create_unit, name="create-unit"),
    path("offerings/", views.create_offering, name="create-offering"),
]
