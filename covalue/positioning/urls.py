from django.urls import include, path

from covalue.positioning import views

app_name = "positioning"
prefix = ""

urlpatterns = [
    path("a/<int:account_id>/position/", views.position, name="position"),
    path("a/<int:account_id>/position/export/", views.export, name="export"),
    path("a/<int:account_id>/position/message/", views.history, name="history"),
    path("a/<int:account_id>/position/message/<slug:message_part>/", views.write, name="write"),
    path("", include((views.COMPETITORS.urls(), "competitors"))),
    path("", include((views.RATINGS.urls(), "ratings"))),
    path("", include((views.PREFERENCES.urls(), "preferences"))),
    path("", include((views.REASONS.urls(), "reasons"))),
]
