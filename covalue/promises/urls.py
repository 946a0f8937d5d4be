from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.conversations.models import Conversation
from covalue.promises import api, leaving_views, views
from covalue.promises.models import Answer, Promise
from covalue.web.operations import of_account, posted, removed

app_name = "promises"
prefix = ""

list_of = of_account("promises:list", Promise)
conversations_of = of_account("conversations:list", Conversation)
remove = removed(api.remove_promise, undo="promises:restore", message=_("The promise was removed."), then=list_of)
remove_rhythm = removed(
    api.remove_rhythm,
    undo="promises:restore-rhythm",
    message=_("What they asked for was removed."),
    then=leaving_views.page_of,
)

urlpatterns = [
    path("a/<int:account_id>/promises/", views.promise_list, name="list"),
    path("a/<int:account_id>/promises/export/", views.export, name="export"),
    path("a/<int:account_id>/promises/add/", views.add, name="add"),
    path("a/<int:account_id>/quick/", views.quick_line, name="quick"),
    path("a/<int:account_id>/quick/read/", views.read_line, name="read-line"),
    path("quick/", views.quick_anywhere, name="quick-anywhere"),
    path("conversations/<int:conversation_id>/undo/", posted(api.undo_quick_line, conversations_of), name="undo-line"),
    path("promises/<int:promise_id>/", views.edit, name="edit"),
    path("promises/<int:promise_id>/tick/", views.tick, name="tick"),
    path("promises/<int:promise_id>/end/", posted(api.end_promise, list_of), name="end"),
    path("promises/<int:promise_id>/reopen/", posted(api.reopen_promise, list_of), name="reopen"),
    path("promises/<int:promise_id>/action/", posted(api.plan_promise, list_of), name="plan"),
    path("promises/<int:promise_id>/remove/", remove, name="remove"),
    path("promises/<int:promise_id>/restore/", posted(api.restore_promise, list_of), name="restore"),
    path(
        "promises/answers/<int:answer_id>/",
        posted(api.decide_promise_answer, of_account("promises:list", Answer, account="promise__account")),
        name="decide",
    ),
    path("rhythm/contacts/<int:contact_id>/", views.rhythm, name="rhythm"),
    path("rhythm/contacts/<int:contact_id>/remove/", remove_rhythm, name="remove-rhythm"),
    path(
        "rhythm/contacts/<int:contact_id>/restore/",
        posted(api.restore_rhythm, leaving_views.page_of),
        name="restore-rhythm",
    ),
    path("left/contacts/<int:contact_id>/", leaving_views.left, name="left"),
    path("back/contacts/<int:contact_id>/", leaving_views.back, name="back"),
    path("leaving/contacts/<int:contact_id>/", leaving_views.leaving, name="leaving"),
    path("promises/<int:promise_id>/give/", leaving_views.give, name="give"),
    path("promises/<int:promise_id>/withdraw/", leaving_views.withdraw, name="withdraw"),
]
