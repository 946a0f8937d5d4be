"""What joint solutions add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import home, shareables
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.accounts.shareables import Answering, Shareable
from covalue.solutions import contact_home, hits, my_day, queries, sharing
from covalue.solutions.inputs import PilotAnswerInput
from covalue.solutions.queries import SolutionView
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.palette import AccountCommand, HitKind


def _solutions(view: AccountView) -> tuple[SolutionView, ...] | None:
    return view.once(queries.views_of, view.account) or None


home.add_tab(
    AccountTab(
        _("Solutions"), "solutions:list", order=22, words=_("joint solutions pilot options acceptance co-create")
    )
)
home.add_button(Button(_("Joint solutions"), "solutions:list", order=20, step="co-create"))
home.add_panel(home.HALVES, 45, "solutions/_home.html", _solutions)
home.add_panel("co-create", 30, "solutions/_home.html", _solutions)
palette.add_kind(HitKind(_("Joint solutions"), order=52, find=hits.solutions))
palette.add_account_command(AccountCommand(_("Open joint solutions"), "solutions:list", order=35))
contact_pages.add_section(43, contact_home.designs)
shareables.add(
    Shareable(
        sharing.KIND,
        _("Pilots"),
        35,
        sharing.items,
        answering=Answering(
            PilotAnswerInput,
            sharing.standing,
            sharing.answer,
            question=_("Do you agree how the pilot “{title}” is judged?"),
        ),
    )
)
days.add_items(58, my_day.due)
