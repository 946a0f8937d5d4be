"""What can be done with the value statement."""

from datetime import datetime

from covalue.accounts.models import Account
from covalue.core import events
from covalue.core.events import Actor


def exported(actor: Actor, *, account: Account, form: str, now: datetime) -> None:
    """Somebody takes the value statement along."""
    events.write(actor, f"exported value statement: {form}", subject=account, stream=account, now=now)
