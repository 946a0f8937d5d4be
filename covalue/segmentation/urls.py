from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.segmentation import api, views
from covalue.web.operations import posted, removed

app_name = "segmentation"
prefix = "portfolio/segments/"
HOME = "segmentation:home"
REMOVED = _("The segmentation was removed.")

urlpatterns = [
    path("", views.home, name="home"),
    path("export/", views.export, name="export"),
    path("keep/", views.keep, name="keep"),
    path("<int:segmentation_id>/", views.movement, name="movement"),
    path(
        "<int:segmentation_id>/remove/",
        removed(api.remove_segmentation, undo="segmentation:restore", message=REMOVED, then=HOME),
        name="remove",
    ),
    path("<int:segmentation_id>/restore/", posted(api.restore_segmentation, HOME), name="restore"),
]
