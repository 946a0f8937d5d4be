from django.urls import path

from covalue.accounts import views

app_name = "accounts"

urlpatterns = [
    path("accounts/", views.listed, name="list"),
    path("accounts/export/", views.export, name="export"),
    path("accounts/create/", views.create, name="create"),
    path("accounts/matches/", views.matches, name="matches"),
    path("accounts/matches/<int:proposal_id>/", views.decide_match, name="decide-match"),
    path("a/<int:account_id>/facts/", views.facts, name="facts"),
    path("a/<int:account_id>/move/", views.move, name="move"),
    path("a/<int:account_id>/identify/", views.identify, name="identify"),
    path("a/<int:account_id>/contacts/", views.contacts, name="contacts"),
    path("contacts/<int:contact_id>/", views.contact, name="contact"),
    path("a/<int:account_id>/team/", views.team, name="team"),
    path("memberships/<int:membership_id>/leave/", views.leave_team, name="leave-team"),
    path("a/<int:account_id>/files/", views.files, name="files"),
    path("files/<int:attachment_id>/", views.file, name="file"),
    path("files/<int:attachment_id>/remove/", views.remove_file, name="remove-file"),
    path("files/<int:attachment_id>/restore/", views.restore_file, name="restore-file"),
]
