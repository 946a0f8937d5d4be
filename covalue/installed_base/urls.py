from django.urls import path

from covalue.installed_base import views

app_name, prefix = "installed_base", ""

urlpatterns = [
    path("installed-base/", views.everywhere, name="everywhere"),
    path("installed-base/export/", views.export, name="export-all"),
    path("a/<int:account_id>/installed-base/", views.base, name="base"),
    *views.PAGES.urls(),
]
