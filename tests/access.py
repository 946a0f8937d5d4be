"""How a package declares who gets through to its addresses and operations: `PAGES` and `OPERATIONS` in its tests/access.py.

Everything is tried on rows of its tests/samples.py, on Halden Energy wherever it is of an account. Everybody who is not
named is answered 403 or 404; about an account they may not know of always 404.
"""

from dataclasses import dataclass
from typing import Any

from covalue.people.rules import Role

EVERYBODY = frozenset(Role)
OURS = EVERYBODY - {Role.CUSTOMER_GUEST}  # everybody who may use the API; guests use their pages
# Who opens Halden Energy: its SAM (from the group above), team and sponsor, and the program director.
ENERGY = frozenset({Role.PROGRAM_DIRECTOR, Role.SAM, Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR})
STEERS = frozenset({Role.PROGRAM_DIRECTOR, Role.SAM})
APPROVES = frozenset({Role.PROGRAM_DIRECTOR, Role.EXECUTIVE_SPONSOR})
SEES_ALL = frozenset({Role.PROGRAM_DIRECTOR, Role.ANALYST})
IMPORTS = frozenset({Role.PROGRAM_DIRECTOR, Role.ANALYST})
KEEPS = frozenset({Role.PROGRAM_DIRECTOR, Role.COACH})
DIRECTS = frozenset({Role.PROGRAM_DIRECTOR})
ADMINISTERS = frozenset({Role.ADMINISTRATOR})
ORGANISES = frozenset({Role.PROGRAM_DIRECTOR, Role.ADMINISTRATOR})
GUEST = frozenset({Role.CUSTOMER_GUEST})  # one of this very account
NOBODY: frozenset[Role] = frozenset()  # the row asked for belongs to somebody else

Who = frozenset[Role]


@dataclass(frozen=True)
class Page:
    """A named address, who gets through, and how it is asked.

    `there` is False where the rows asked for do not exist; `open` is True where nobody has to be signed in, which the
    package's own tests cover.
    """

    name: str
    who: Who
    posted: bool = False
    there: bool = True
    open: bool = False


@dataclass(frozen=True)
class Sample:
    """Stands in a body for the sample row of this part, such as `contact_id`."""

    part: str


@dataclass(frozen=True)
class Operation:
    """An operation of the API, who gets through, and what is sent so that only rights decide.

    `empty` is True where 404 says, to those who get through, that there is none yet.
    """

    name: str
    who: Who
    body: Any = None
    query: dict[str, str] | None = None
    empty: bool = False
    names_accounts: bool = False  # its accounts are in the body, so that it is tried on Halden Energy alone


def read(who: Who, *names: str) -> list[Page]:
    """Addresses that are asked for."""
    return [Page(name, who) for name in names]


def posted(who: Who, *names: str) -> list[Page]:
    """Addresses that are sent something, here nothing."""
    return [Page(name, who, posted=True) for name in names]


def missing(*names: str) -> list[Page]:
    """Addresses that are asked for with rows that do not exist: nobody gets through."""
    return [Page(name, NOBODY, there=False) for name in names]


def missing_posted(*names: str) -> list[Page]:
    """Addresses that are sent something about rows that do not exist: nobody gets through."""
    return [Page(name, NOBODY, posted=True, there=False) for name in names]


def unguarded(*names: str) -> list[Page]:
    """Addresses for which nobody has to be signed in, by session at least; the package tests them itself."""
    return [Page(name, NOBODY, open=True) for name in names]


def called(who: Who, *names: str) -> list[Operation]:
    """Operations without a body."""
    return [Operation(name, who) for name in names]


def sent(who: Who, **bodies: Any) -> list[Operation]:
    """Operations with their bodies."""
    return [Operation(name, who, body) for name, body in bodies.items()]
