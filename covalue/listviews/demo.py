"""Views of lists, shared with all."""

from dataclasses import dataclass

from covalue.core.demo import Demo
from covalue.listviews import actions
from covalue.listviews.models import ListView
from covalue.people.demo import People


@dataclass(frozen=True)
class SavedView:
    """A view of the list at `place`, saved by the person with the key `owner`."""

    owner: str
    place: str
    name: str
    query: str
    columns: tuple[str, ...]


def build(demo: Demo) -> None:
    for view in demo.stories(SavedView):
        actions.save_view(
            demo.get(People).actor(view.owner),
            place=view.place,
            name=view.name,
            query=view.query,
            columns=list(view.columns),
            shared_with=ListView.EVERYBODY,
            now=demo.now,
        )
