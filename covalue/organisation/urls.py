from django.conf import settings
from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.organisation import api, views
from covalue.web.operations import posted

app_name = "organisation"
prefix = "organisation/"
body_limits = {
    "organisation:import-rates": settings.FILE_SIZE_LIMIT + settings.BODY_LIMIT,
    "api:import-exchange-rates": settings.FILE_SIZE_LIMIT + settings.BODY_LIMIT,
}

urlpatterns = [
    path("", views.home, name="home"),
    path("company/", posted(api.set_company, "organisation:home", _("The company was saved.")), name="set-company"),
    path("rates/", views.rates, name="rates"),
    path("rates/export/", views.export_rates, name="export-rates"),
    path("rates/add/", posted(api.state_exchange_rate, "organisation:rates"), name="state-rate"),
    path("rates/import/", views.import_rates, name="import-rates"),
    path(
        "rates/<int:rate_id>/remove/",
        posted(api.remove_exchange_rate, "organisation:rates", _("The exchange rate was removed.")),
        name="remove-rate",
    ),
    path("units/", posted(api.create_unit, "organisation:home"), name="create-unit"),
    path("units/<int:unit_id>/lead/", views.set_lead, name="set-lead"),
    path("offerings/", posted(api.create_offering, "organisation:home"), name="create-offering"),
]
