from django.urls import path

from covalue.profitability import views

app_name = "profitability"
prefix = ""

urlpatterns = [
    path("portfolio/profitability/", views.home, name="home"),
    path("portfolio/profitability/export/", views.export, name="export"),
    path("portfolio/profitability/pools/", views.pools, name="pools"),
    path("portfolio/profitability/pools/<int:pool_id>/", views.pool, name="pool"),
    path("portfolio/profitability/pools/<int:pool_id>/remove/", views.remove_pool, name="remove-pool"),
    path("a/<int:account_id>/profitability/", views.account, name="account"),
]
