"""What conversations add to the shared parts."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import forgetting, home, listing, working
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.accounts.listing import AddedColumn
from covalue.action_items import origins
from covalue.action_items.models import Origin
from covalue.conversations import contact_home, hits, my_day, queries
from covalue.conversations.forgetting import forget
from covalue.conversations.models import Conversation
from covalue.conversations.queries import Quotes, Talks
from covalue.conversations.working import LAST
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.palette import AccountCommand, HitKind


def _talks(view: AccountView) -> Talks:
    return view.once(queries.talks_with, view.account, view.today)


def _quotes(view: AccountView) -> Quotes:
    return Quotes(queries.quoted_on(view.account), _talks(view).count)


def _origins(ids: Iterable[int]) -> dict[int, Origin]:
    rows = Conversation.objects.filter(pk__in=ids, removed_at=None).only("subject")
    return {row.pk: Origin(row.subject, reverse("conversations:edit", args=[row.pk])) for row in rows}


origins.add("conversation", _origins)
home.add_button(Button(_("Log conversation"), "conversations:log", order=50, primary=True))
home.add_tab(AccountTab(_("Conversations"), "conversations:list", order=60, words=_("minutes meetings calls notes")))
palette.add_kind(HitKind(_("Conversations"), order=70, find=hits.conversations))
palette.add_account_command(AccountCommand(_("Log a conversation"), "conversations:log", order=10))
home.add_button(Button(_("Log conversation"), "conversations:log", order=10, primary=True, step="discover"))
home.add_button(Button(_("What they said"), "conversations:list", order=20, step="discover"))
home.add_panel(home.FIGURES, 50, "conversations/_home_figure.html", _talks)
home.add_panel(home.HALVES, 1, "conversations/_home_quotes.html", _quotes)
home.add_panel("discover", 10, "conversations/_step_quotes.html", lambda view: queries.quoted_on(view.account))
days.add_items(60, my_day.quiet)
days.add_section(days.ASIDE, 10, "conversations/_day_accounts.html", my_day.own_accounts)
contact_pages.add_section(10, contact_home.known_by)
contact_pages.add_section(20, contact_home.said)
contact_pages.add_section(70, contact_home.held)
forgetting.when_erased(forget)
working.add(LAST)
listing.add_column(AddedColumn("last_conversation", _("Last conversation"), 10, queries.last_held))
