from django.urls import include, path

from covalue.service_levels import views

app_name, prefix = "service_levels", ""

urlpatterns = [
    path("a/<int:account_id>/service/", views.home, name="home"),
    path("a/<int:account_id>/service/status/", views.status, name="status"),
    path("", include((views.LEVEL_PAGES.urls(), "levels"))),
    path("", include((views.RESULT_PAGES.urls(), "results"))),
    path("", include((views.INCIDENT_PAGES.urls(), "incidents"))),
]
