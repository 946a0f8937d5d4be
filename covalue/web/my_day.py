"""My day: what needs somebody today, section by section as the packages add them in their `hooks.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from covalue.web.parts import PageContext, Panel, Panels, Part

if TYPE_CHECKING:
    from covalue.people.models import User

HEAD: Final = "head"  # beside the date
MAIN: Final = "main"  # what needs one
ASIDE: Final = "aside"


@dataclass(frozen=True)
class Day(PageContext):
    """Whose day it is, and which."""

    user: "User"
    today: date


@dataclass(frozen=True)
class MyDay:
    """The page."""

    today: date
    head: tuple[Part, ...]
    main: tuple[Part, ...]
    aside: tuple[Part, ...]


_panels: Panels[Day] = Panels()
_counts: list[Callable[["User"], int]] = []


def add_section(place: str, order: int, template: str, build: Callable[[Day], object]) -> None:
    """Put a section on the page; `build` gives what the template shows, or None when nothing needs the user."""
    _panels.add(Panel(place, order, template, build))


def add_count(count: Callable[["User"], int]) -> None:
    """Count something that waits for a user; the menu shows the sum."""
    _counts.append(count)


def waiting(user: "User") -> int:
    """How many things wait for this user."""
    return sum(count(user) for count in _counts)


def page(user: "User", today: date) -> MyDay:
    """What needs this user."""
    day = Day(user, today)
    return MyDay(today, *(_panels.at(place, day) for place in (HEAD, MAIN, ASIDE)))
