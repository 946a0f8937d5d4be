"""What accounts add to the shared parts."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting, hits, home, my_day, queries, steps
from covalue.accounts.home import AccountTab, Button
from covalue.accounts.models import Account, AccountClass, Attachment, Contact, ErasedMark, Identifier
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.web import my_day as days
from covalue.web import navigation, palette
from covalue.web.navigation import MenuEntry
from covalue.web.palette import Command, HitKind

OWN_ACCOUNTS_IN_MENU = 8
FILES_ON_HOME = 5


def _strategic(user: User) -> int:
    return queries.visible_to(user).filter(account_class=AccountClass.STRATEGIC, archived_at=None).count()


def _own_accounts(user: User) -> Iterator[tuple[str, str]]:
    for account in queries.mine(user)[:OWN_ACCOUNTS_IN_MENU]:
        yield account.name, reverse("process:account", args=[account.pk])


forgetting.leave(Account, "name", "sector", "countries", "currency", "time_zone", "website")
forgetting.leave(Contact, "name", "phone", "buying_role", "source")  # of other people: two may share a name or a number
forgetting.leave(Identifier, "source", "key")
forgetting.leave(ErasedMark, "digest")
forgetting.leave(Attachment, "content", "media_type")
navigation.add_entry(
    MenuEntry(
        "accounts",
        _("Strategic accounts"),
        "accounts:list",
        order=20,
        query="?class=strategic",
        visible=queries.has_accounts,
        count=_strategic,
    )
)
navigation.add_entry(MenuEntry("accounts", _("All accounts"), "accounts:list", order=30, visible=queries.lists_all))
navigation.add_entry(MenuEntry("accounts", _("My accounts"), "accounts:list", order=30, visible=queries.lists_own))
navigation.add_list("mine", _own_accounts)
home.add_tab(AccountTab(_("Contacts"), "accounts:contacts", order=50, words=_("people")))
home.add_tab(AccountTab(_("Team"), "accounts:team", order=80, words=_("members sponsor lead")))
home.add_tab(AccountTab(_("Facts"), "accounts:facts", order=140, words=_("master data customer number")))
home.add_tab(AccountTab(_("Files"), "accounts:files", order=150, words=_("documents contracts attachments")))
palette.add_kind(HitKind(_("Accounts"), order=10, find=hits.accounts, of_accounts=True))
palette.add_kind(HitKind(_("Contacts"), order=20, find=hits.contacts))
palette.add_kind(HitKind(_("Files"), order=75, find=hits.files))
palette.add_command(
    Command(_("New account"), "accounts:create", order=10, visible=lambda user: user.may(Right.CREATE_ACCOUNTS))
)
palette.add_command(
    Command(
        _("Review likely matches"), "accounts:matches", order=40, visible=lambda user: user.may(Right.IMPORT_LEDGER)
    )
)
days.add_items(90, my_day.account_matches, of_accounts=False)
days.add_items(91, my_day.contact_matches, of_accounts=False)
home.add_evidence("mobilise", steps.mobilise)
home.add_button(Button(_("Attach the agreement"), "accounts:files", order=10, primary=True, step="capture"))
home.add_button(Button(_("The team"), "accounts:team", order=10, primary=True, step="mobilise"))
home.add_panel(
    home.LAST, 10, "accounts/_home_contacts.html", lambda view: view.once(queries.current_contacts, view.account)
)
home.add_panel(
    home.BUSINESS,
    50,
    "accounts/_home_files.html",
    lambda view: list(queries.files_of(view.account)[:FILES_ON_HOME]) or None,
)
