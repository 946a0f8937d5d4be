"""What actions arose from: packages say in their `hooks.py` how rows of their models are named and where they are shown."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from covalue.action_items.models import Action, Origin
from covalue.core.shared import AddedByName

Find = Callable[[Iterable[int]], Mapping[int, Origin]]
_kinds: Final[AddedByName[str, Find]] = AddedByName()


def add(kind: str, find: Find) -> None:
    """`find` names the rows of a model by their ids, in one query; those that are gone are left out."""
    _kinds.add(kind, find)


def named(actions: Iterable[Action]) -> list[Action]:
    """The actions, each with its origin where it is known: one query for each kind."""
    rows = list(actions)
    asked: dict[str, dict[int, list[Action]]] = defaultdict(lambda: defaultdict(list))
    for action in rows:
        kind, _sep, number = action.arose_from.partition(":")
        if kind in _kinds and number.isdecimal():
            asked[kind][int(number)].append(action)
    for kind, wanted in asked.items():
        for pk, origin in _kinds[kind](wanted).items():
            for action in wanted[pk]:
                action.origin = origin
    return rows
