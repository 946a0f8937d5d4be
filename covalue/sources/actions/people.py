"""People seen in one's meetings and mail: made contacts of an account, or left out."""

from datetime import datetime

from django.db import transaction

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, Contact
from covalue.core import errors
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.sources import queries
from covalue.sources.actions.sharing import settle_source
from covalue.sources.models import LeftOut
from covalue.sources.queries import Proposal


@transaction.atomic
def add_person(actor: Actor, *, proposal: Proposal, account: Account, name: str, now: datetime) -> Contact:
    """Make somebody seen a contact of an account; what their meetings and messages share, they are part of from now on."""
    owner = _owner(actor)
    contact = accounts.add_contact(
        actor, account=account, name=name.strip() or proposal.name, now=now, email=proposal.email, source="mail"
    )
    for source in queries.visible_to(owner).select_related("owner"):
        settle_source(source, (), now=now)
    return contact


def leave_out(actor: Actor, *, proposal: Proposal, now: datetime) -> None:
    """Do not ask about this address again."""
    LeftOut.objects.get_or_create(owner=_owner(actor), email=proposal.email)


def _owner(actor: Actor) -> User:
    if actor.user is None:
        raise errors.NotFound()
    owner: User = actor.user
    return owner
