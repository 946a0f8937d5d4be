from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from covalue.objectives import api, views
from covalue.objectives.models import Objective
from covalue.web.operations import of_account, posted, removed

app_name = "objectives"
prefix = ""


def account_list(account_id: int, **_ids: Any) -> str:
    return reverse("objectives:list", args=[account_id])


list_of_objective = of_account("objectives:list", Objective)
remove = removed(
    api.remove_objective, undo="objectives:restore", message=_("The objective was removed."), then=list_of_objective
)

urlpatterns = [
    path("a/<int:account_id>/objectives/", views.objective_list, name="list"),
    path("a/<int:account_id>/objectives/<slug:side>/add/", posted(api.add_to_side, account_list), name="add"),
    path("objectives/<int:objective_id>/", views.edit, name="edit"),
    path("objectives/<int:objective_id>/remove/", remove, name="remove"),
    path("objectives/<int:objective_id>/restore/", posted(api.restore_objective, list_of_objective), name="restore"),
    path("objectives/<int:ours_id>/link/<int:theirs_id>/", views.link, name="link"),
]
