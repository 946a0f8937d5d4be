"""The people of the demo company."""

from dataclasses import dataclass
from typing import Final

from covalue.core.demo import ORIGIN, US, Demo
from covalue.core.events import Actor
from covalue.people import actions
from covalue.people.models import User
from covalue.people.rules import Role

PASSWORD: Final = "northwind demo only"
BEGUN_DAYS_AGO: Final = 540  # when the demo company began to use Covalue


@dataclass(frozen=True)
class Person:
    """A user; `reports_to` and `coach` are keys of others."""

    key: str
    name: str
    title: str
    roles: tuple[Role, ...]
    reports_to: str = ""
    coach: str = ""
    domain: str = "northwind.example"


@dataclass(frozen=True)
class People:
    """The users by key."""

    users: dict[str, User]

    def actor(self, key: str) -> Actor:
        return Actor(user=self.users[key], origin=ORIGIN)


def build(demo: Demo) -> None:
    """Everybody with their roles, managers and coaches."""
    users: dict[str, User] = {}
    for person in demo.stories(Person):
        first, last = person.name.lower().split()
        users[person.key] = actions.create_user(
            US,
            email=f"{first}.{last}@{person.domain}",
            name=person.name,
            title=person.title,
            roles=person.roles,
            password=PASSWORD if demo.passwords else None,
            now=demo.before(BEGUN_DAYS_AGO),
        )
    for person in demo.stories(Person):
        user = users[person.key]
        user.reports_to, user.coach = users.get(person.reports_to), users.get(person.coach)
        user.save(update_fields=["reports_to", "coach"])
    demo.keep(People(users))
