from django.urls import path

from covalue.conversations import views

app_name = "conversations"
prefix = ""

urlpatterns = [
    path("a/<int:account_id>/conversations/", views.listed, name="list"),
    path("a/<int:account_id>/conversations/log/", views.log, name="log"),
    path("conversations/<int:conversation_id>/", views.edit, name="edit"),
    path("erase/contacts/<int:contact_id>/", views.erase_contact, name="erase-contact"),
    path("conversations/<int:conversation_id>/quote/", views.quote, name="quote"),
    path("statements/<int:statement_id>/<slug:part>/", views.correct, name="correct"),
    path("conversations/<int:conversation_id>/remove/", views.remove, name="remove"),
    path("conversations/<int:conversation_id>/restore/", views.restore, name="restore"),
]
