from django.urls import path, reverse
from django.views.decorators.http import require_GET

from covalue.plans import api, views
from covalue.plans.models import Revision
from covalue.web.operations import of_account, posted

app_name = "plans"
prefix = ""


def plan_page(account_id: int) -> str:
    return reverse("plans:plan", args=[account_id])


plan_of_revision = of_account("plans:plan", Revision, account="section__plan__account")

urlpatterns = [
    path("a/<int:account_id>/plan/", views.plan, name="plan"),
    path("a/<int:account_id>/plan/start/", posted(api.start_plan, plan_page), name="start"),
    path("a/<int:account_id>/plan/approve/", posted(api.approve_plan, plan_page), name="approve"),
    path("a/<int:account_id>/plan/quality/", views.plan_quality, name="quality"),
    path("a/<int:account_id>/plan.pdf", require_GET(api.get_plan_pdf), name="pdf"),
    path("a/<int:account_id>/plan.pptx", require_GET(api.get_plan_slides), name="slides"),
    path("a/<int:account_id>/plan.xlsx", require_GET(api.get_plan_workbook), name="workbook"),
    path("a/<int:account_id>/plan/live/", views.live, name="live"),
    path("plan-sections/<int:section_id>/", views.write, name="write"),
    path("plan-sections/<int:section_id>/history/", views.history, name="history"),
    path("plan-revisions/<int:revision_id>/revert/", posted(api.revert_section, plan_of_revision), name="revert"),
]
