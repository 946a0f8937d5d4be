"""Parts of a page that packages add: each is computed by its package and shown by a template of the package."""

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Generic, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class PageContext:
    """What all parts of a page are computed for."""

    _answers: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, question: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        """What `question` returns; several parts that ask the same share one answer."""
        key = (question, args, tuple(kwargs.items()))
        if key not in self._answers:
            self._answers[key] = question(*args, **kwargs)
        answer: Answer = self._answers[key]
        return answer


Context = TypeVar("Context", bound=PageContext)


@dataclass(frozen=True)
class Panel(Generic[Context]):
    """A part of a page: `build` gives what `template` shows as `content`, or None when there is nothing to show."""

    place: str
    order: int
    template: str
    build: Callable[[Context], Any]


@dataclass(frozen=True)
class Part:
    """A part as it is shown."""

    template: str
    content: Any


class Panels(Generic[Context]):
    """All that packages added to one page."""

    def __init__(self) -> None:
        self._panels: list[Panel[Context]] = []

    def add(self, panel: Panel[Context]) -> None:
        """Put a part on the page."""
        self._panels.append(panel)

    def at(self, place: str, context: Context) -> tuple[Part, ...]:
        """The parts at a place of the page, in order."""
        panels = sorted((panel for panel in self._panels if panel.place == place), key=attrgetter("order"))
        built = ((panel.template, panel.build(context)) for panel in panels)
        return tuple(Part(template, content) for template, content in built if content is not None)
