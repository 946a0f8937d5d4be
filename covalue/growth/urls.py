from django.urls import include, path

from covalue.growth import views

app_name = "growth"
prefix = ""

urlpatterns = [
    path("a/<int:account_id>/growth/", views.strategy, name="strategy"),
    path("a/<int:account_id>/growth/vision/", views.vision, name="vision"),
    path("a/<int:account_id>/growth/export/", views.export, name="export"),
    path("", include((views.MOVES.urls(), "moves"))),
    path("", include((views.PEOPLE.urls(), "people"))),
    path("", include((views.PATH.urls(), "path"))),
]
