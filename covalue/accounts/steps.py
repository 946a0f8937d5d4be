"""How far an account is with its team."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import queries
from covalue.accounts.home import AccountView, Evidence

ENOUGH_PEOPLE = 4


def mobilise(view: AccountView) -> Evidence:
    """Whether there are people to do it."""
    people = len({member.user_id for member in view.once(queries.team_of, view.account)})
    if not people:
        return Evidence(waits_for=_("No team yet"))
    figure = ngettext("%(n)s person on the team", "%(n)s people on the team", people)
    return Evidence(figure % {"n": people}, min(people / ENOUGH_PEOPLE, 1.0))
