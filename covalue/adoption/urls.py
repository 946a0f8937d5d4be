from django.urls import include, path

from covalue.adoption import views

app_name, prefix = "adoption", ""

urlpatterns = [
    path("a/<int:account_id>/adoption/", views.home, name="home"),
    path("", include((views.USAGE_PAGES.urls(), "usage"))),
    path("", include((views.GO_LIVE_PAGES.urls(), "go-lives"))),
    path("", include((views.CRITERIA_PAGES.urls(), "criteria"))),
    path("", include((views.TICKET_PAGES.urls(), "tickets"))),
]
