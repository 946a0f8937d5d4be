"""What packages above add to logging a conversation: more fields on its page, and what follows from what was typed.

Only what a person typed is followed: what is imported from calendars and mail goes past it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from covalue.accounts.models import Account
from covalue.conversations.models import Conversation
from covalue.core.events import Actor
from covalue.core.shared import Added
from covalue.people.models import User
from covalue.web.parts import PageContext, Panel, Panels, Part

LOG: Final = "log"  # fields on the page that logs a conversation
EDIT: Final = "edit"  # cards on the page of one

Follow = Callable[[Actor, Conversation, "Typed", datetime], None]


@dataclass(frozen=True)
class Typing(PageContext):
    """Who types about a conversation with an account; `sent` is what came back refused."""

    user: User
    account: Account
    conversation: Conversation | None = None
    sent: Any = None


@dataclass(frozen=True)
class Typed:
    """What was typed besides the conversation's own fields, by name; empty for programs."""

    fields: Any

    def text(self, name: str) -> str:
        """One field's text."""
        return str(self.fields.get(name, "")).replace("\x00", "")


_panels: Panels[Typing] = Panels()
_follows: Added[Follow] = Added()


def add_part(place: str, order: int, template: str, build: Callable[[Typing], object]) -> None:
    """Put a part on the page that logs a conversation, or on the page of one."""
    _panels.add(Panel(place, order, template, build))


def parts(place: str, typing: Typing) -> tuple[Part, ...]:
    """The parts at a place, in order."""
    return _panels.at(place, typing)


def when_typed(follow: Follow) -> None:
    """`follow` is called in the transaction of whoever logged or changed a conversation by typing. BadInput undoes it."""
    _follows.add(follow)


def typed(actor: Actor, conversation: Conversation, fields: Any, now: datetime) -> None:
    """Somebody typed a conversation."""
    for follow in _follows:
        follow(actor, conversation, Typed(fields), now)
