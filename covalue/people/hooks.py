"""What people add to the shared parts."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from covalue.people import first_steps, my_day, queries
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.search import rules
from covalue.web import asking, navigation, palette
from covalue.web import my_day as days
from covalue.web.navigation import MenuEntry
from covalue.web.palette import SHOWN, Hit, HitKind


def _colleagues(user: User, text: str) -> Iterator[Hit]:
    words = rules.asked_terms(text)
    if not words:
        return
    fits = Q()
    for word in text.split()[: len(words)]:
        fits &= Q(name__folded=word) | Q(title__folded=word)
    for colleague in queries.colleagues_for(user).filter(fits).order_by("name")[:SHOWN]:
        yield Hit(colleague.name, f"mailto:{colleague.email}", colleague.title or colleague.role_names)


navigation.add_entry(
    MenuEntry("company", _("People"), "people:users", order=20, visible=lambda user: user.may(Right.MANAGE_USERS))
)
first_steps.add(20, first_steps.joined)
asking.tell_by(queries.whom_to_ask)
days.add_items(94, my_day.no_worker, of_accounts=False)
days.add_items(95, my_day.without_role, of_accounts=False)
days.add_items(96, my_day.expired_invitations, of_accounts=False)
palette.add_kind(HitKind(_("People"), order=30, find=_colleagues))
