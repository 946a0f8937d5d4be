from django.conf import settings
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from covalue.core import errors
from covalue.sources import api, views
from covalue.sources.models import Item, Reading
from covalue.web.operations import posted

app_name = "sources"
prefix = "sources/"
body_limits = {
    "sources:upload": settings.IMPORT_SIZE_LIMIT + settings.BODY_LIMIT,
    "api:send-source-file": settings.IMPORT_SIZE_LIMIT + settings.BODY_LIMIT,
}


def of_reading(reading_id: int) -> str:
    return _source_of(Reading.objects.filter(pk=reading_id).values_list("source", flat=True).first())


def of_item(source_item_id: int) -> str:
    return _source_of(Item.objects.filter(pk=source_item_id).values_list("source", flat=True).first())


def _source_of(source_id: int | None) -> str:
    if source_id is None:
        raise errors.NotFound()
    return reverse("sources:source", args=[source_id])


urlpatterns = [
    path("", views.home, name="home"),
    path("upload/", views.upload, name="upload"),
    path("connect/", views.connect, name="connect"),
    path("people/", views.people, name="people"),
    path("people/add/", posted(api.add_seen_person, "sources:people", _("The contact was added.")), name="add-person"),
    path("people/leave-out/", posted(api.leave_out_seen_person, "sources:people"), name="leave-out"),
    path("people/draw/", posted(api.draw_seen_line, "sources:people", _("The line was drawn.")), name="draw-line"),
    path("people/leave-line/", posted(api.leave_out_seen_line, "sources:people"), name="leave-line"),
    path("<int:source_id>/", views.show, name="source"),
    path("<int:source_id>/sharing/", posted(api.share_source, "sources:source", _("Saved.")), name="share"),
    path("<int:source_id>/password/", posted(api.change_source_password, "sources:source"), name="password"),
    path("<int:source_id>/sync/", posted(api.sync_source, "sources:source"), name="sync"),
    path(
        "<int:source_id>/remove/",
        posted(api.remove_source, "sources:home", _("It was removed with everything that was read from it.")),
        name="remove",
    ),
    path("readings/<int:reading_id>/undo/", posted(api.undo_reading, of_reading, _("Undone.")), name="undo"),
    path("items/<int:source_item_id>/thread/", views.thread, name="thread"),
    path("items/<int:source_item_id>/choice/", posted(api.choose_item, of_item), name="choose"),
]
