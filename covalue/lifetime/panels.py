"""What other packages say on the page of lifetime value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from covalue.web.parts import PageContext, Panel, Panels, Part

if TYPE_CHECKING:
    from covalue.people.models import User

LEAVING: Final = "leaving"  # beside the sentence that the model cannot see who left


@dataclass(frozen=True)
class Looking(PageContext):
    """Who looks at the page."""

    user: "User"


_panels: Panels[Looking] = Panels()


def add_panel(place: str, order: int, template: str, build: Callable[[Looking], Any]) -> None:
    """Put a part on the page; `build` gives what the template shows, or None when there is nothing to show."""
    _panels.add(Panel(place, order, template, build))


def parts(place: str, user: "User") -> tuple[Part, ...]:
    """What packages put at a place of the page."""
    return _panels.at(place, Looking(user))
