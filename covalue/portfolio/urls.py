from django.urls import path

from covalue.portfolio import views

app_name = "portfolio"
prefix = "portfolio/"

urlpatterns = [
    path("revenue/", views.home, name="home"),
    path("without-account/", views.without_account, name="without-account"),
    path("without-account/create/", views.create_accounts, name="create-accounts"),
    path("export/", views.export, name="export"),
    path("accounts/<int:account_id>/deliveries/", views.account_deliveries, name="account-deliveries"),
    path("accounts/<int:account_id>/offerings/", views.account_offerings, name="account-offerings"),
]
