"""What each package's part of the demo company is built from: its days, its stories, and what was built before."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeVar, cast

from covalue.core import events

ORIGIN: Final = "demo"
US: Final = events.system(ORIGIN)
Kind = TypeVar("Kind")
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Demo:
    """Handed to `build(demo)` and `build_figures(demo)` of every package's `demo.py`, in the order of the packages.

    A story is an object of a class the package defines in its `demo.py`; it may be about one customer, by their key. A
    result is what a package built and others need.
    """

    today: date
    now: datetime
    progress: Progress
    passwords: bool = True  # whether its people can sign in by the password of the demo
    _stories: dict[type, list[tuple[str, Any]]] = field(default_factory=dict)
    _results: dict[type, Any] = field(default_factory=dict)

    def tell(self, story: object, *, customer: str = "") -> None:
        """Add a story for the package that knows its class."""
        self._stories.setdefault(type(story), []).append((customer, story))

    def stories(self, kind: type[Kind]) -> list[Kind]:
        """The stories of a class, in the order they were told."""
        return [cast(Kind, story) for _customer, story in self._stories.get(kind, [])]

    def stories_by_customer(self, kind: type[Kind]) -> list[tuple[str, Kind]]:
        """The stories of a class with the key of the customer each is about."""
        return [(customer, cast(Kind, story)) for customer, story in self._stories.get(kind, [])]

    def keep(self, result: object) -> None:
        """Keep what was built for the packages that come later; one result of each class."""
        self._results[type(result)] = result

    def get(self, kind: type[Kind]) -> Kind:
        """What a package built before kept."""
        return cast(Kind, self._results[kind])

    def day(self, days_ago: int) -> date:
        """So many days before today; a negative number is in the future."""
        return self.today - timedelta(days=days_ago)

    def at(self, days_ago: int) -> datetime:
        """Half past nine on that day; today it is now."""
        return datetime.combine(self.day(days_ago), time(9, 30), UTC) if days_ago else self.now

    def before(self, days: int) -> datetime:
        """Now, so many days ago."""
        return self.now - timedelta(days=days)
