"""The customers of the demo company, the teams on them and the people there."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.text import slugify

from covalue.accounts import actions, addresses
from covalue.accounts.models import Account, Contact, TeamRole
from covalue.core.demo import US, Demo
from covalue.core.events import Actor
from covalue.people.demo import BEGUN_DAYS_AGO, People

SOURCE: Final = "northwind"
NEW_DAYS_AGO: Final = 60


@dataclass(frozen=True)
class Group:
    """A parent company over customers, by their keys."""

    name: str
    sector: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Customer:
    """A customer with the one contact the ledger's system knows."""

    key: str
    name: str
    country: str
    contact: str
    contact_title: str


@dataclass(frozen=True)
class Theirs:
    """A contact; `reports_to` is the name of another. `left` so many days ago, if they did."""

    name: str
    title: str
    buying_role: str = ""
    department: str = ""
    reports_to: str = ""
    left: int | None = None


@dataclass(frozen=True)
class Managed:
    """An account as its team knows it: classified for `since` years, or lately if 0; its people, by the keys of ours."""

    account_class: str
    since: int
    sector: str
    profile: str
    lead: str
    sponsor: str
    team: tuple[str, ...]
    relationship_now: str
    relationship_wanted: str
    critical: bool = False
    employees: int | None = None
    contacts: tuple[Theirs, ...] = ()
    extended: tuple[str, ...] = ()


@dataclass(frozen=True)
class Customers:
    """Accounts by the customer's key; of those that have a team: who leads it, and the contacts by name."""

    accounts: dict[str, Account]
    leads: dict[str, Actor] = field(default_factory=dict)
    contacts: dict[str, dict[str, Contact]] = field(default_factory=dict)


def build(demo: Demo) -> None:
    """Every customer, then what is known of those with a team."""
    customers = Customers(_customers(demo))
    demo.keep(customers)
    for key, managed in demo.stories_by_customer(Managed):
        account, lead = customers.accounts[key], demo.get(People).actor(managed.lead)
        _facts(demo, account, managed)
        _team(demo, account, managed)
        customers.leads[key] = lead
        customers.contacts[key] = _contacts(demo, lead, account, managed)


def _customers(demo: Demo) -> dict[str, Account]:
    now, parents = demo.before(BEGUN_DAYS_AGO), dict[str, Account]()
    for group in demo.stories(Group):
        parent = actions.create(US, name=group.name, sector=group.sector, now=now)
        parents |= dict.fromkeys(group.members, parent)
    accounts = {}
    for customer in demo.stories(Customer):
        account = actions.create(
            US,
            name=customer.name,
            parent=parents.get(customer.key),
            countries=customer.country,
            identifiers=[(SOURCE, customer.key)],
            now=now,
        )
        actions.add_contact(
            US, account=account, name=customer.contact, title=customer.contact_title, source=SOURCE, now=now
        )
        accounts[customer.key] = account
    return accounts


def _facts(demo: Demo, account: Account, managed: Managed) -> None:
    actions.edit(
        US,
        account=account,
        account_class=managed.account_class,
        critical=managed.critical,
        sector=managed.sector,
        profile=managed.profile,
        relationship_now=managed.relationship_now,
        relationship_wanted=managed.relationship_wanted,
        employees=managed.employees,
        owner=demo.get(People).users[managed.lead],
        now=demo.at(BEGUN_DAYS_AGO if managed.since else NEW_DAYS_AGO),
    )
    account.class_since = date(demo.today.year - managed.since, 2, 1) if managed.since else demo.day(NEW_DAYS_AGO)
    account.save(update_fields=["class_since"])


def _team(demo: Demo, account: Account, managed: Managed) -> None:
    places = [
        (managed.lead, TeamRole.LEAD),
        (managed.sponsor, TeamRole.SPONSOR),
        *((key, TeamRole.CORE) for key in managed.team),
        *((key, TeamRole.EXTENDED) for key in managed.extended),
    ]
    for key, role in places:
        if key:
            user = demo.get(People).users[key]
            actions.join_team(US, account=account, user=user, team_role=role, now=demo.at(BEGUN_DAYS_AGO))


def _contacts(demo: Demo, lead: Actor, account: Account, managed: Managed) -> dict[str, Contact]:
    """The contacts with whom they report to; those who left are there, too."""
    begun, domain = demo.at(BEGUN_DAYS_AGO), f"{slugify(account.name)}.example"
    for theirs in managed.contacts:
        actions.add_contact(
            lead,
            account=account,
            name=theirs.name,
            title=theirs.title,
            buying_role=theirs.buying_role,
            department=theirs.department,
            language="en",
            email=f"{slugify(theirs.name).replace('-', '.')}@{domain}",
            now=begun,
        )
    contacts = {contact.name: contact for contact in account.contacts.all()}
    for colleague in managed.team[:1]:  # who read the addresses, too
        second = Actor(demo.get(People).users[colleague], "demo")
        for theirs in managed.contacts:
            addresses.confirm(second, contacts[theirs.name], begun)
    for theirs in managed.contacts:
        if theirs.reports_to:
            actions.edit_contact(lead, contact=contacts[theirs.name], reports_to=contacts[theirs.reports_to], now=begun)
        if theirs.left is not None:
            actions.edit_contact(
                lead, contact=contacts[theirs.name], departed_on=demo.day(theirs.left), now=demo.at(theirs.left)
            )
    return contacts
