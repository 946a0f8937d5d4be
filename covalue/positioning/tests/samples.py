"""Sample rows of positions."""

from typing import Any

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, Contact
from covalue.core.events import Actor
from covalue.positioning import actions, asking
from covalue.positioning.asking import Choice, Said
from covalue.positioning.models import PositionRequest
from covalue.positioning.queries import COMPETITORS, PREFERENCES, RATINGS, REASONS
from covalue.positioning.rules import Clear, Dimension, Measure, Named
from tests.world import NOW, TODAY, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A competitor, a message of one part, our belief, an answer of the account's own contact, and a reason."""
    contact = account.contacts.first() or account.contacts.create(name="Per Wiik", created_at=NOW)
    request = asked(account, contact)
    actions.write(US, account=account, part="product", words="Three cables", now=NOW)
    believed = {"dimension": Dimension.PRODUCT, "score": 3, "rated_on": TODAY}
    named = {"measure": Measure.MINDSHARE, "contact": contact, "named": Named.US, "asked_on": TODAY}
    needed = {"contact": contact, "words": "They know us", "clear": Clear.YES, "asked_on": TODAY}
    return {
        "competitor_id": COMPETITORS.add(US, account, {"name": "Kabelwerk"}, now=NOW).pk,
        "position_rating_id": RATINGS.add(US, account, believed, now=NOW).pk,
        "preference_id": PREFERENCES.add(US, account, named, now=NOW).pk,
        "reason_id": REASONS.add(US, account, needed, now=NOW).pk,
        "message_part": "product",
        "position_request_id": request.pk,
    }


def asked(account: Account, contact: Contact, actor: Actor = US, now: Any = NOW, **values: Any) -> PositionRequest:
    """A contact who is asked where we stand; they get an address where they have none."""
    if not contact.email:
        accounts.edit_contact(US, contact=contact, email="theirs@example.com", now=now)
    (request,) = asking.ask(actor, account=account, contacts=[contact], now=now, **values)
    return request


def said(mindshare: Choice, preference: Choice | None = None, **more: Any) -> Said:
    """The same choice for both questions, unless another is given for the second."""
    return Said({Measure.MINDSHARE: mindshare, Measure.PREFERENCE: preference or mindshare}, **more)
