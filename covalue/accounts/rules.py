"""The business of accounts, without a database."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

RELATIONSHIP_LADDER: Final = ("Vendor", "Preferred supplier", "Partner", "Trusted advisor")
BUYING_ROLES: Final = ("Economic buyer", "Technical buyer", "User buyer", "Coach", "Gatekeeper")

LEGAL_FORMS: Final = frozenset(
    [
        "ab",
        "ag",
        "as",
        "asa",
        "bv",
        "co",
        "corp",
        "corporation",
        "gmbh",
        "holding",
        "inc",
        "kg",
        "limited",
        "llc",
        "ltd",
        "nv",
        "oy",
        "plc",
        "sa",
        "sarl",
        "sas",
        "se",
        "spa",
        "srl",
    ]
)
LIKELY: Final = 0.86  # our choice: shows “Ernst Handel AG” beside “Ernst Handel”, not “Ernst Mandel Bau”


@dataclass(frozen=True)
class TreeProblem:
    """Why one row of an imported tree could not be placed under its parent."""

    key: str
    reason: str


@dataclass(frozen=True)
class TreePlan:
    """Rows of an imported tree that can be placed, parents first, and those that cannot."""

    placed: tuple[tuple[str, str | None], ...]
    problems: tuple[TreeProblem, ...]


def plan_tree(parents: Mapping[str, str | None], known: Iterable[str] = ()) -> TreePlan:
    """Order rows so that parents come before children; never loops.

    `parents` maps each row's key to its parent's key or None; `known` are keys that exist already. A row in a cycle and
    a row whose parent is nowhere are reported, each by itself, and stand without a parent.
    """
    existing = set(known)
    roots = {key: _fate(key, parents, existing) for key in parents}
    problems = tuple(TreeProblem(key, reason) for key, reason in roots.items() if reason)
    broken = {problem.key for problem in problems}
    under = {key: None if key in broken else parent for key, parent in parents.items()}
    return TreePlan(placed=tuple(_parents_first(under)), problems=problems)


def _fate(key: str, parents: Mapping[str, str | None], existing: set[str]) -> str | None:
    """Why this row cannot stand under its parent, or None."""
    parent = parents[key]
    if parent is None:
        return None
    if parent not in parents and parent not in existing:
        return f"its parent {parent} is neither in the file nor among the accounts"
    path: list[str] = [key]
    above: str | None = parent
    while above is not None and above in parents:
        if above == key:
            return "it is its own ancestor: " + " → ".join([*path, above])
        if above in path:
            return None
        path.append(above)
        above = parents[above]
    return None


def _parents_first(under: Mapping[str, str | None]) -> Iterable[tuple[str, str | None]]:
    done: set[str] = set()
    for key in under:
        chain: list[str] = []
        step: str | None = key
        while step is not None and step in under and step not in done:
            chain.append(step)
            step = under[step]
        for row in reversed(chain):
            done.add(row)
            yield row, under[row]


def folded(name: str) -> str:
    """A name as it is compared: no accents, no capitals, no legal form, no punctuation."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)


def likeness(one: str, other: str) -> float:
    """How alike two account names are, 0 to 1 (Ratcliff/Obershelp on folded names)."""
    return SequenceMatcher(None, folded(one), folded(other)).ratio()
