from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from covalue.needs import api, views
from covalue.web.operations import posted, removed

app_name = "needs"
prefix = "portfolio/needs/"
HOME = "needs:home"
NEED_REMOVED, SEGMENTS_REMOVED = _("The need was removed."), _("The segments were removed.")


def kept_page(kept_id: int) -> str:
    return reverse("needs:kept", args=[kept_id])


urlpatterns = [
    path("", views.home, name="home"),
    path("add/", posted(api.add_need, HOME), name="add"),
    path("paste/", views.paste, name="paste"),
    path("keep/", views.keep, name="keep"),
    path(
        "<int:need_id>/remove/",
        removed(api.remove_need, undo="needs:restore", message=NEED_REMOVED, then=HOME),
        name="remove",
    ),
    path("<int:need_id>/restore/", posted(api.restore_need, HOME), name="restore"),
    path("accounts/<int:account_id>/", views.rate, name="rate"),
    path("kept/<int:kept_id>/", views.kept, name="kept"),
    path("kept/<int:kept_id>/export/", views.export_kept, name="export-kept"),
    path(
        "kept/<int:kept_id>/remove/",
        removed(api.remove_need_segments, undo="needs:restore-kept", message=SEGMENTS_REMOVED, then=HOME),
        name="remove-kept",
    ),
    path("kept/<int:kept_id>/restore/", posted(api.restore_need_segments, kept_page), name="restore-kept"),
]
