"""Addresses of the demo."""

from django.urls import path

from covalue.demo import views

app_name = "demo"
prefix = "demo/"
urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<str:name>/", views.letter, name="letter"),
    path("tour/dismiss/", views.dismiss_tour, name="dismiss-tour"),
    path("tour/", views.take_tour, name="take-tour"),
    path("sample-data/", views.sample, name="sample"),
    path("sample-data/remove/", views.remove_sample, name="remove-sample"),
    path("sample-data/load/", views.load_sample, name="load-sample"),
]
