"""Competitors a package knows at an account, which others offer where one is named."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from covalue.accounts.models import Account
from covalue.core.shared import Added


@dataclass(frozen=True)
class Rival:
    """A competitor by name; `url` shows what is known of it, empty where nothing is."""

    name: str
    url: str = ""


Find = Callable[[Account], Iterable[Rival]]
_finders: Final[Added[Find]] = Added()


def add(find: Find) -> None:
    """`find` answers the competitors known at an account, in one query."""
    _finders.add(find)


def known_at(account: Account) -> tuple[Rival, ...]:
    """Those known at an account, by name; of one name the first."""
    found: dict[str, Rival] = {}
    for find in _finders:
        for rival in find(account):
            found.setdefault(rival.name.casefold(), rival)
    return tuple(found[name] for name in sorted(found))


def named_in(text: str, known: Sequence[Rival]) -> tuple[Rival, ...]:
    """The competitors a text names, parted by commas or semicolons, each as it is known, or only by its name.

    *“nordkabel; Somebody”, where Nordkabel is known: Nordkabel with its page, and Somebody.*
    """
    by_name = {rival.name.casefold(): rival for rival in known}
    names = [name.strip() for name in text.replace(";", ",").split(",")]
    return tuple(by_name.get(name.casefold(), Rival(name)) for name in dict.fromkeys(names) if name)
