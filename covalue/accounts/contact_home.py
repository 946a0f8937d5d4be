"""The page of one contact, put together of what packages add in their `hooks.py`: what was said, signed, owed, and by whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from covalue.accounts import facts, queries
from covalue.accounts.models import Account, Contact
from covalue.core.shared import Added
from covalue.people.models import User
from covalue.web.answered import AsRef, PageOnly
from covalue.web.inline import Fact
from covalue.web.parts import PageContext, Part, part

FACTS: Final = (
    "title", "department", "buying_role", "reports_to", "email", "phone", "language", "notes", "departed_on",
)  # fmt: skip
MOST: Final = 20  # entries of a section; the page it leads to has the rest


@dataclass(frozen=True)
class ContactView(PageContext):
    """A contact as a user who may open the account sees them today."""

    user: User
    contact: Contact
    today: date


@dataclass(frozen=True)
class Entry:
    """One line: what, a note to it, since or until when. `quoted` where the title is what the contact said.

    `late` where it should have happened by `on`.
    """

    title: str
    note: str = ""
    on: date | None = None
    quoted: bool = False
    late: bool = False
    href: PageOnly[str] = ""


@dataclass(frozen=True)
class Section:
    """Entries of one kind, such as what a contact signed; `key` names it to programs."""

    key: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class ContactPage:
    """A contact: who they are, and what packages know of them."""

    contact: AsRef[Contact]
    account: AsRef[Account]
    title: str
    department: str
    buying_role: str
    reports_to: AsRef[Contact] | None
    departed_on: date | None
    sections: tuple[Section, ...]
    facts: PageOnly[Mapping[str, Fact]]
    reports: PageOnly[tuple[Contact, ...]]
    may_edit: PageOnly[bool]
    may_erase: PageOnly[bool]
    last: PageOnly[tuple[Part, ...]]


_sections: Added[tuple[int, Callable[[ContactView], Section]]] = Added()
_last: Added[tuple[str, Callable[[ContactView], object]]] = Added()


def add_section(order: int, section: Callable[[ContactView], Section]) -> None:
    """Say something more of a contact; a section without entries is left out."""
    _sections.add((order, section))


def add_part(template: str, build: Callable[[ContactView], object]) -> None:
    """Put a part at the end of the page, which the API does not answer."""
    _last.add((template, build))


def page(user: User, contact: Contact, today: date) -> ContactPage:
    """A contact of an account this user may open."""
    view = ContactView(user, contact, today)
    told = (section(view) for _order, section in sorted(_sections, key=lambda added: added[0]))
    edits = queries.may_edit(user, contact.account) and contact.erased_at is None
    return ContactPage(
        contact=contact,
        account=contact.account,
        title=contact.title,
        department=contact.department,
        buying_role=contact.buying_role,
        reports_to=contact.reports_to,
        departed_on=contact.departed_on,
        sections=tuple(section for section in told if section.entries),
        facts={name: facts.contact_fact(contact, name, fixed=not edits) for name in FACTS},
        reports=tuple(contact.reports.order_by("name")),
        may_edit=edits,
        may_erase=contact.erased_at is None and queries.may_steer(user, contact.account),
        last=tuple(part(f"last {number}", *added, view) for number, added in enumerate(_last)),
    )
