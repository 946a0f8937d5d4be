from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.action_items import api, views
from covalue.action_items.models import Action
from covalue.web.operations import of_account, posted, removed

app_name = "action_items"
prefix = ""


list_of_action = of_account("action_items:list", Action)
remove = removed(
    api.remove_action, undo="action_items:restore", message=_("The action was removed."), then=list_of_action
)

urlpatterns = [
    path("a/<int:account_id>/actions/", views.action_list, name="list"),
    path("a/<int:account_id>/actions/add/", views.add, name="add"),
    path("actions/<int:action_id>/", views.edit, name="edit"),
    path("actions/<int:action_id>/tick/", views.tick, name="tick"),
    path(
        "actions/<int:action_id>/remind/",
        posted(api.remind_of_action, list_of_action, _("The owner gets an email.")),
        name="remind",
    ),
    path("actions/<int:action_id>/remove/", remove, name="remove"),
    path("actions/<int:action_id>/restore/", posted(api.restore_action, list_of_action), name="restore"),
]
