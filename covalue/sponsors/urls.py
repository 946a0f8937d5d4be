from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.sponsors import api, views
from covalue.sponsors.models import Escalation, Sponsorship, Touchpoint
from covalue.web.operations import of_account, posted, removed

app_name = "sponsors"
prefix = ""
CARD = "sponsors:card"
of_sponsorship = of_account("sponsors:account", Sponsorship)
of_touchpoint = of_account("sponsors:account", Touchpoint, account="sponsorship__account")
of_escalation = of_account("sponsors:account", Escalation, account="sponsorship__account")
cancel = removed(
    api.cancel_touchpoint, undo="sponsors:reinstate", message=_("The touchpoint was cancelled."), then=of_touchpoint
)
end = posted(api.end_sponsorship, of_sponsorship, _("The sponsorship has ended. It can be resumed below."))
ROW = "sponsorships/<int:sponsorship_id>"

urlpatterns = [
    path("a/<int:account_id>/sponsors/", views.account, name="account"),
    path("a/<int:account_id>/sponsors/choose/", views.choose, name="choose"),
    path("a/<int:account_id>/sponsors/add/", views.add, name="add"),
    path("a/<int:account_id>/sponsors/declare/", posted(api.declare_conflict, "sponsors:choose"), name="declare"),
    path(f"{ROW}/edit/", views.edit, name="edit"),
    path(f"{ROW}/end/", end, name="end"),
    path(f"{ROW}/resume/", posted(api.resume_sponsorship, of_sponsorship), name="resume"),
    path(f"{ROW}/extend/", posted(api.extend_sponsorship, of_sponsorship), name="extend"),
    path(f"{ROW}/hand-on/", posted(api.hand_on_sponsorship, of_sponsorship), name="hand-on"),
    path(f"{ROW}/remove-left/", posted(api.remove_left_counterparts, of_sponsorship), name="remove-left"),
    path(f"{ROW}/plan/", posted(api.plan_touchpoint, of_sponsorship), name="plan"),
    path(f"{ROW}/plan-next/", posted(api.plan_next_touchpoint, of_sponsorship), name="plan-next"),
    path(f"{ROW}/log/", views.log, name="log"),
    path(f"{ROW}/brief/", views.brief, name="brief"),
    path(f"{ROW}/brief/<slug:paper>/", views.brief_file, name="brief-file"),
    path(f"{ROW}/escalate/", posted(api.escalate_matter, of_sponsorship), name="escalate"),
    path("touchpoints/<int:touchpoint_id>/move/", posted(api.move_touchpoint, of_touchpoint), name="move"),
    path("touchpoints/<int:touchpoint_id>/cancel/", cancel, name="cancel"),
    path(
        "touchpoints/<int:touchpoint_id>/reinstate/", posted(api.reinstate_touchpoint, of_touchpoint), name="reinstate"
    ),
    path("escalations/<int:escalation_id>/answer/", posted(api.answer_escalation, of_escalation), name="answer"),
    path("sponsors/", views.home, name="programme"),
    path("sponsors/export/", views.export, name="export"),
    path("sponsors/role-card/", views.card, name="card"),
    path("sponsors/role-card/begin/", posted(api.begin_role_card, CARD), name="begin-card"),
    path("sponsors/role-card/publish/", posted(api.publish_role_card, CARD), name="publish"),
    path("sponsors/role-card/acknowledge/", posted(api.acknowledge_role_card, CARD), name="acknowledge"),
    path("sponsors/people/<int:executive_id>/", views.person, name="person"),
]
