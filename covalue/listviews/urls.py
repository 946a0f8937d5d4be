from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.listviews import api, views
from covalue.web.operations import posted

app_name = "listviews"
prefix = ""

save = posted(api.save_list_view, "process:my-day", _("The view was saved."))
remove = posted(api.remove_list_view, "process:my-day", _("The view was removed."))

urlpatterns = [
    path("list-views/save/", save, name="save"),
    path("list-views/columns/", views.columns, name="columns"),
    path("list-views/<int:list_view_id>/default/", views.default, name="default"),
    path("list-views/<int:list_view_id>/remove/", remove, name="remove"),
]
