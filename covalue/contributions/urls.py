from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.contributions import api, views
from covalue.web.operations import posted

app_name, prefix = "contributions", ""

SHOW = "contributions:show"
ONE = "contributions/<int:contribution_id>/"

urlpatterns = [
    path("contributions/", views.home, name="home"),
    path("contributions/workload/export/", views.export_workload, name="export-workload"),
    path(
        "contributions/units/<int:unit_id>/capacity/",
        posted(api.set_unit_capacity, "contributions:home"),
        name="set-capacity",
    ),
    path("a/<int:account_id>/contributions/", views.account_list, name="account"),
    path("a/<int:account_id>/contributions/export/", views.account_export, name="account-export"),
    path("a/<int:account_id>/contributions/add/", views.add, name="add"),
    path(ONE, views.show, name="show"),
    path(f"{ONE}edit/", views.edit, name="edit"),
    path(f"{ONE}ask/", posted(api.ask_contribution, SHOW, _("The unit has been asked.")), name="ask"),
    path(f"{ONE}promise/", posted(api.promise_contribution, SHOW, _("It is promised.")), name="promise"),
    path(f"{ONE}counter/", posted(api.counter_contribution, SHOW), name="counter"),
    path(f"{ONE}decline/", posted(api.decline_contribution, SHOW), name="decline"),
    path(f"{ONE}withdraw/", posted(api.withdraw_contribution, SHOW), name="withdraw"),
    path(f"{ONE}report/", posted(api.report_contribution, SHOW), name="report"),
    path(f"{ONE}accept/", posted(api.accept_contribution, SHOW), name="accept"),
    path(f"{ONE}reject/", posted(api.reject_contribution, SHOW), name="reject"),
    path(f"{ONE}cancel/", posted(api.cancel_contribution, SHOW), name="cancel"),
]
