from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.discovery import api, views
from covalue.web.operations import posted, removed

app_name = "discovery"
prefix = ""

MY_DAY = "process:my-day"
remove_question = removed(
    api.remove_question, undo="discovery:restore-question", message=_("The question was removed."), then=MY_DAY
)
restore_question = posted(api.restore_question, MY_DAY)

urlpatterns = [
    path("a/<int:account_id>/board/", views.board, name="board"),
    path("a/<int:account_id>/board/changes/", views.changes, name="changes"),
    path("a/<int:account_id>/board/cards/add/", views.add, name="add"),
    path("board/cards/<int:card_id>/edit/", views.edit, name="edit"),
    path("board/cards/<int:card_id>/move/", views.changed(api.move_card), name="move"),
    path("board/cards/<int:card_id>/remove/", views.remove, name="remove"),
    path("board/cards/<int:card_id>/restore/", views.changed(api.restore_card), name="restore"),
    path("board/cards/<int:card_id>/become/<str:fate>/", views.changed(api.make_of_card), name="become"),
    path("a/<int:account_id>/priorities/", views.priorities, name="priorities"),
    path("targets/<int:target_id>/place/", views.place, name="place"),
    path("a/<int:account_id>/guide/", views.guide, name="guide"),
    path("guides/questions/add/", posted(api.add_question, MY_DAY), name="add-question"),
    path("guides/questions/<int:question_id>/remove/", remove_question, name="remove-question"),
    path("guides/questions/<int:question_id>/restore/", restore_question, name="restore-question"),
]
