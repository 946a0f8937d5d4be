"""Parts of a page that packages add: each is computed by its package and shown by a template of the package."""

from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final, Generic, ParamSpec, Self, TypeVar

from django.db.models import Model

from covalue.core import written
from covalue.core.shared import Added

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


PLAIN: Final = frozenset({int, str, bool, float, date, datetime, Decimal, type(None)})


@dataclass
class _Answer:
    """What was asked once, and the tables it comes from; rows may be read on from, by whom is noted in `tables`, too."""

    value: Any
    tables: set[str]
    is_plain: bool


@dataclass(frozen=True)
class PageContext:
    """What all parts of a page are computed for."""

    _answers: dict[Any, _Answer] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, question: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        """What `question` returns; several parts that ask the same share one answer."""
        key = (question, args, tuple(kwargs.items()))
        found = self._answers.get(key)
        if found is None:
            with written.reading() as reading:
                value = question(*args, **kwargs)
            found = self._answers[key] = _Answer(value, reading.tables, _is_plain(value))
        written.used(found.tables, reads_on=not found.is_plain)
        answer: Answer = found.value
        return answer

    def apart(self) -> Self:
        """The same for one part, with rows of its own: what a part reads on from them is noted where it is read."""
        own = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, Model):
                object.__setattr__(own, name, copy(value))
        return own


def _is_plain(value: object) -> bool:
    """Numbers and words, from which nothing more is read."""
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return all(type(one) in PLAIN for one in values)


Context = TypeVar("Context", bound=PageContext)


@dataclass(frozen=True)
class Panel(Generic[Context]):
    """A part of a page: `build` gives what `template` shows as `content`, or None when there is nothing to show.

    `given` is what of the context it is drawn from, where the page asks for that each time: see `keeping.given`.
    """

    place: str
    order: int
    template: str
    build: Callable[[Context], Any]
    given: Callable[[Context], Hashable] | None = None


@dataclass(frozen=True)
class Part:
    """A part as it is shown; `make` gives its content when it is drawn, and `name` tells it from the others of the page."""

    name: str
    template: str
    make: Callable[[], Any]
    given: Hashable = None

    @property
    def content(self) -> Any:
        """What the template shows, made anew; None when there is nothing to show."""
        return self.make()


class Panels(Generic[Context]):
    """All that packages added to one page."""

    def __init__(self) -> None:
        self._panels: Added[Panel[Context]] = Added()

    def add(self, panel: Panel[Context]) -> None:
        """Put a part on the page."""
        self._panels.add(panel)

    def at(self, place: str, context: Context) -> tuple[Part, ...]:
        """The parts at a place of the page, in order."""
        panels = sorted((panel for panel in self._panels if panel.place == place), key=attrgetter("order"))
        return tuple(
            part(f"{place} {number}", panel.template, panel.build, context, panel.given and panel.given(context))
            for number, panel in enumerate(panels)
        )


def part(name: str, template: str, build: Callable[[Context], Any], context: Context, given: Hashable = None) -> Part:
    """A part of a page; no other part of the page has its name."""
    return Part(name, template, lambda: build(context.apart()), given)
