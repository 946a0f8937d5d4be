"""What the demo company's people say their customers need."""

from dataclasses import dataclass

from covalue.core.demo import Demo
from covalue.needs import actions, queries
from covalue.people.demo import People


@dataclass(frozen=True)
class NeedsStory:
    """Ratings pasted so many days ago by the person with the key `owner`, and clusters kept under `name`.

    `kinds` names each cluster by the need that counts most in it.
    """

    owner: str
    days_ago: int
    name: str
    text: str
    kinds: dict[str, str]


def build_figures(demo: Demo) -> None:
    people = demo.get(People)
    for story in demo.stories(NeedsStory):
        analyst, at = people.actor(story.owner), demo.before(story.days_ago)
        actions.paste(analyst, text=story.text, now=at)
        page = queries.needs_page(people.users[story.owner], len(story.kinds))
        names = [story.kinds[page.needs[cluster.strongest].name] for cluster in page.clusters]
        actions.keep(analyst, name=story.name, k=len(names), names=names, version=page.version, now=at)
