from django.urls import path

from covalue.process import views

app_name = "process"
prefix = ""

urlpatterns = [
    path("", views.my_day, name="my-day"),
    path("my-day/count/", views.my_day_count, name="my-day-count"),
    path("my-day/put-off/", views.put_off, name="put-off"),
    path("my-day/put-off/<int:put_off_id>/undo/", views.take_up, name="take-up"),
    path("find/", views.find, name="find"),
    path("trail/", views.trail, name="trail"),
    path("a/<int:account_id>/", views.account, name="account"),
    path("a/<int:account_id>/steps/<slug:key>/", views.step, name="step"),
    path("a/<int:account_id>/history/", views.history, name="history"),
]
