from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from covalue.conversations import api, views
from covalue.conversations.models import Conversation
from covalue.web.operations import of_account, posted, removed

app_name = "conversations"
prefix = ""


def edit_page(conversation_id: int) -> str:
    return reverse("conversations:edit", args=[conversation_id])


list_of = of_account("conversations:list", Conversation)
remove = removed(
    api.remove_conversation, undo="conversations:restore", message=_("The conversation was removed."), then=list_of
)

urlpatterns = [
    path("a/<int:account_id>/conversations/", views.conversation_list, name="list"),
    path("a/<int:account_id>/conversations/log/", views.log, name="log"),
    path("conversations/<int:conversation_id>/", views.edit, name="edit"),
    path("erase/contacts/<int:contact_id>/", views.erase_contact, name="erase-contact"),
    path("conversations/<int:conversation_id>/quote/", posted(api.add_statement, edit_page), name="quote"),
    path("statements/<int:statement_id>/<slug:part>/", views.correct, name="correct"),
    path("conversations/<int:conversation_id>/remove/", remove, name="remove"),
    path("conversations/<int:conversation_id>/restore/", posted(api.restore_conversation, list_of), name="restore"),
]
