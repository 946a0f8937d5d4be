from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.organisation import api, views
from covalue.web.operations import posted

app_name = "organisation"
prefix = "organisation/"

urlpatterns = [
    path("", views.home, name="home"),
    path("company/", posted(api.set_company, "organisation:home", _("The company was saved.")), name="set-company"),
    path("units/", posted(api.create_unit, "organisation:home"), name="create-unit"),
    path("offerings/", posted(api.create_offering, "organisation:home"), name="create-offering"),
]
