"""What sources add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting
from covalue.sources import my_day, queries
from covalue.sources.forgetting import forget
from covalue.web import my_day as days
from covalue.web import navigation
from covalue.web.navigation import MenuEntry

navigation.add_entry(
    MenuEntry("company", _("Calendars and mail"), "sources:home", order=60, visible=queries.may_have_sources)
)
days.add_items(92, my_day.stopped, of_accounts=False)
forgetting.when_erased(forget)
