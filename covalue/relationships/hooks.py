"""What the map adds to the shared parts."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import forgetting, home, leaving
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.action_items import origins
from covalue.action_items.models import Origin
from covalue.relationships import actions, contact_home, hits, my_day, reading, steps
from covalue.relationships import leaving as left
from covalue.relationships.forgetting import forget
from covalue.relationships.models import Change
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.palette import AccountCommand, HitKind


def _map(view: AccountView) -> Any:
    return view.once(reading.home, view.account)


def _findings(view: AccountView) -> Any:
    made = _map(view)
    return {"findings": made[1], "account": view.account} if made else None


def _drawn(view: AccountView) -> Any:
    made = _map(view)
    return reading.small(*made) if made else None


def _origins(ids: Iterable[int]) -> dict[int, Origin]:
    return {pk: Origin(_now("Map"), reverse("relationships:map", args=[pk])) for pk in ids}


origins.add("map", _origins)
home.add_tab(
    AccountTab(
        _("Map"), "relationships:map", order=52, words=_("decision makers organisation chart influence power people")
    )
)
home.add_button(Button(_("Map"), "relationships:map", order=35, step="discover"))
home.add_panel(home.CONTACTS, 10, "relationships/_home_map.html", _drawn)
home.add_panel(home.CONTACTS_ASIDE, 10, "relationships/_home_says.html", _findings)
home.add_panel("discover", 20, "relationships/_step_power.html", steps.power)
palette.add_account_command(AccountCommand(_("Open the map"), "relationships:map", order=15))
palette.add_kind(HitKind(_("On maps"), order=25, find=hits.placeholders))
contact_pages.add_section(12, contact_home.on_the_map)
contact_pages.add_section(14, contact_home.pairs)
days.add_items(62, my_day.waiting)
forgetting.when_erased(forget)
forgetting.leave(Change, "moved")
leaving.when_edited(actions.follow)
leaving.when_led(actions.open_circles)
leaving.ask(54, _("Who knew them"), left.pairs)
leaving.ask(56, _("Ratings"), left.ratings)
