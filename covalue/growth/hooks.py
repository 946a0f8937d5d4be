"""What growth strategies add to the shared parts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import forgetting, home
from covalue.accounts.home import AccountTab, Button
from covalue.growth import contact_home, hits, my_day, steps
from covalue.growth.forgetting import forget
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.palette import AccountPage, HitKind

home.add_tab(AccountTab(_("Growth"), "growth:strategy", order=42, words=_("strategy vision moves path")))
home.add_button(Button(_("Growth strategy"), "growth:strategy", order=25, step="plan"))
home.add_panel("plan", 40, "growth/_home.html", steps.on_page)
palette.add_kind(HitKind(_("Growth moves"), order=61, find=hits.moves))
palette.add_account_pages(
    lambda: (
        AccountPage(_("Revenue and margin path"), lambda account: reverse("growth:path:list", args=[account])),
        AccountPage(_("People the moves serve"), lambda account: reverse("growth:people:list", args=[account])),
    )
)
contact_pages.add_section(46, contact_home.served)
forgetting.when_erased(forget)
days.add_items(77, my_day.resting_on_nothing)
