from django.urls import path

from covalue.organisation import api, views
from covalue.web.operations import posted

app_name = "organisation"
prefix = "organisation/"

urlpatterns = [
    path("", views.home, name="home"),
    path("units/", posted(api.create_unit, "organisation:home"), name="create-unit"),
    path("offerings/", posted(api.create_offering, "organisation:home"), name="create-offering"),
]
