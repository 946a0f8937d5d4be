from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.portfolio import api, views
from covalue.web.operations import posted

app_name = "portfolio"
prefix = "portfolio/"

urlpatterns = [
    path("revenue/", views.home, name="home"),
    path("without-account/", views.without_account, name="without-account"),
    path("without-account/create/", views.create_accounts, name="create-accounts"),
    path(
        "without-account/identify/",
        posted(api.identify_customer, "portfolio:without-account", _("The customer is that account now.")),
        name="identify-customer",
    ),
    path("export/", views.export, name="export"),
    path("stopped/", views.stopped, name="stopped"),
    path("stopped/export/", views.export_stopped, name="export-stopped"),
    path("accounts/<int:account_id>/deliveries/", views.account_deliveries, name="account-deliveries"),
    path("accounts/<int:account_id>/offerings/", views.account_offerings, name="account-offerings"),
]
