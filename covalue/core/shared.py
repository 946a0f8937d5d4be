"""What packages add to the parts they share: menus, tabs, the search, My day, how a person is forgotten.

They say so in their `hooks.py` and `sentences.py`, which are imported once, in the order of packages, when a part is first
asked for: a command that asks for none starts without them. The server asks as it starts.
"""

import threading
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from django.utils.module_loading import autodiscover_modules

Entry = TypeVar("Entry")
Name = TypeVar("Name")


class _State:
    lock = threading.RLock()
    busy = complete = False


def load() -> None:
    """Have all packages add what is theirs, unless they have."""
    if _State.complete:
        return
    with _State.lock:  # a second thread waits; a module that asks while it is imported sees what was added before it
        if _State.busy or _State.complete:
            return
        _State.busy = True
        try:
            autodiscover_modules("hooks", "sentences")
            _State.complete = True
        finally:
            _State.busy = False


class Added(Generic[Entry]):
    """What was added to one part, in the order of packages."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)

    def __iter__(self) -> Iterator[Entry]:
        load()
        return iter(self._entries)


class AddedByName(Mapping[Name, Entry]):
    """The same by name; of one name the last stands."""

    def __init__(self) -> None:
        self._entries: dict[Name, Entry] = {}

    def add(self, name: Name, entry: Entry) -> None:
        self._entries[name] = entry

    def __getitem__(self, name: Name) -> Entry:
        load()
        return self._entries[name]

    def __iter__(self) -> Iterator[Name]:
        load()
        return iter(self._entries)

    def __len__(self) -> int:
        load()
        return len(self._entries)
