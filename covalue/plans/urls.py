from django.urls import path

from covalue.plans import views

app_name = "plans"
prefix = ""

urlpatterns = [
    path("a/<int:account_id>/plan/", views.plan, name="plan"),
    path("a/<int:account_id>/plan/start/", views.start, name="start"),
    path("a/<int:account_id>/plan/approve/", views.approve, name="approve"),
    path("a/<int:account_id>/plan.pdf", views.pdf, name="pdf"),
    path("plan-sections/<int:section_id>/", views.write, name="write"),
    path("plan-sections/<int:section_id>/history/", views.history, name="history"),
    path("plan-revisions/<int:revision_id>/revert/", views.revert, name="revert"),
]
