from django.conf import settings
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts.api import accounts as accounts_api
from covalue.accounts.api import files as files_api
from covalue.accounts.api import team as team_api
from covalue.accounts.models import Attachment, Membership
from covalue.accounts.views import accounts, bulk, contact_matching, contacts, facts, files, matching, team
from covalue.web.operations import of_account, posted, removed

app_name = "accounts"
prefix = ""
body_limits = {
    "accounts:files": 5 * settings.FILE_SIZE_LIMIT,
    "api:list-files": settings.FILE_SIZE_LIMIT + settings.BODY_LIMIT,
}


def facts_of(account_id: int) -> str:
    return reverse("accounts:facts", args=[account_id])


identify = posted(accounts_api.add_key, facts_of)
files_of_file = of_account("accounts:files", Attachment)
remove_file = removed(
    files_api.remove_file, undo="accounts:restore-file", message=_("The file was removed."), then=files_of_file
)
leave_team = posted(team_api.leave_team, of_account("accounts:team", Membership))

urlpatterns = [
    path("accounts/", accounts.listed, name="list"),
    path("accounts/suggest/", accounts.suggest, name="suggest"),
    path("accounts/export/", accounts.export, name="export"),
    path("accounts/create/", accounts.create, name="create"),
    path("accounts/bulk/", bulk.prepare, name="bulk"),
    path("bulk-edits/<int:bulk_id>/undo/", bulk.undo, name="undo-bulk"),
    path("accounts/matches/", matching.matches, name="matches"),
    path("accounts/matches/<int:proposal_id>/", matching.decide_match, name="decide-match"),
    path("a/<int:account_id>/facts/", facts.shown, name="facts"),
    path("a/<int:account_id>/facts/<slug:fact>/", facts.edit, name="fact"),
    path("a/<int:account_id>/merge/", matching.merge, name="merge"),
    path("merges/<int:merge_id>/undo/", matching.undo_merge, name="undo-merge"),
    path("a/<int:account_id>/move/", facts.move, name="move"),
    path("a/<int:account_id>/identify/", identify, name="identify"),
    path("a/<int:account_id>/contacts/", contacts.contacts, name="contacts"),
    path("contacts/matches/", contact_matching.matches, name="contact-matches"),
    path("contacts/matches/<int:contact_match_id>/", contact_matching.decide, name="decide-contact-match"),
    path("contacts/<int:contact_id>/merge/", contact_matching.merge, name="merge-contacts"),
    path("contact-merges/<int:contact_merge_id>/undo/", contact_matching.undo, name="undo-contact-merge"),
    path("contacts/<int:contact_id>/", contacts.contact, name="contact"),
    path("contacts/<int:contact_id>/edit/", contacts.edit_contact, name="edit-contact"),
    path("contacts/<int:contact_id>/<slug:contact_fact>/", contacts.edit, name="contact-fact"),
    path("a/<int:account_id>/team/", team.team, name="team"),
    path("memberships/<int:membership_id>/leave/", leave_team, name="leave-team"),
    path("a/<int:account_id>/files/", files.files, name="files"),
    path("files/<int:file_id>/", files.file, name="file"),
    path("files/<int:file_id>/remove/", remove_file, name="remove-file"),
    path("files/<int:file_id>/restore/", posted(files_api.restore_file, files_of_file), name="restore-file"),
]
