"""The map of an account's contacts: who reports to whom, what they decide, and how lately we spoke with each of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.conversations import rhythm
from covalue.conversations.queries import HEARD_RECENTLY, is_quiet

ECONOMIC_BUYER: Final = "Economic buyer"
SIDE_BY_SIDE: Final = 4  # people of one manager that stand beside each other; more stand below each other
FEW: Final = 3  # with fewer contacts, one relationship says little


@dataclass(frozen=True)
class Place:
    """A contact on the map, with the last conversation, how many of us know them, and who reports to them."""

    contact: Contact
    last_held: date | None
    known_by: int
    quiet: bool
    below: tuple["Place", ...] = ()

    @property
    def decides(self) -> bool:
        """Whether they hold the money."""
        return self.contact.buying_role == ECONOMIC_BUYER

    @property
    def standing(self) -> str:
        """How lately we spoke: `near`, `quiet` for long, `never`; `left` when they are no longer there."""
        if self.contact.departed_on:
            return "left"
        if self.last_held is None:
            return "never"
        return "quiet" if self.quiet else "near"


@dataclass(frozen=True)
class Finding:
    """What the map says, and why."""

    title: str
    why: str
    urgent: bool = False


@dataclass(frozen=True)
class DecisionMakers:
    """The charts of who reports to whom, who has no place in one yet, and what follows from it."""

    charts: tuple[Place, ...]
    unplaced: tuple[Place, ...]
    findings: tuple[Finding, ...]

    @property
    def is_narrow(self) -> bool:
        """Whether somebody has more people than fit beside each other."""
        return any(len(place.below) > SIDE_BY_SIDE for place in _everybody(self.charts))


def of_account(account: Account, today: date) -> DecisionMakers | None:
    """The map of an account; None where it has fewer than two contacts."""
    spoken = Q(conversations__removed_at=None)
    rows = accounts.contacts_of(account).annotate(
        last_held=Max("conversations__held_on", filter=spoken),
        known_by=Count("conversations__people", filter=spoken, distinct=True),
    )
    contacts = [(row, row.last_held, row.known_by) for row in rows]
    below: dict[int | None, list[Contact]] = defaultdict(list)
    for contact, _last, _n in contacts:
        below[contact.reports_to_id].append(contact)
    shown = [(one, last, n) for one, last, n in contacts if not one.departed_on or below[one.pk]]
    if len(shown) < 2:
        return None
    asked = rhythm.of_contacts(one.pk for one, _last, _n in shown)
    places = {one.pk: Place(one, last, n, is_quiet(last, today, asked.get(one.pk))) for one, last, n in shown}
    charts = tuple(_charts(places))
    drawn = {place.contact.pk for place in _everybody(charts)}
    unplaced = tuple(place for place in places.values() if place.contact.pk not in drawn)
    return DecisionMakers(charts, unplaced, tuple(_findings(list(places.values()), today)))


def _charts(places: dict[int, Place]) -> Iterator[Place]:
    """One for each person without a manager who has people; who reports in a circle is told with the unplaced."""
    below: dict[int | None, list[Place]] = defaultdict(list)
    for place in places.values():
        manager = place.contact.reports_to_id
        below[manager if manager in places else None].append(place)

    def with_people(place: Place) -> Place:
        people = tuple(with_people(one) for one in below[place.contact.pk])
        return Place(place.contact, place.last_held, place.known_by, place.quiet, people)

    return (with_people(root) for root in below[None] if below[root.contact.pk])


def _everybody(charts: Iterable[Place]) -> Iterator[Place]:
    for place in charts:
        yield place
        yield from _everybody(place.below)


def _findings(places: list[Place], today: date) -> Iterator[Finding]:
    there = [place for place in places if not place.contact.departed_on]
    buyers = [place for place in there if place.decides]
    if not buyers:
        yield Finding(
            _("No economic buyer named"), _("Who holds the money? Set the buying role in the table below."), True
        )
    far = [place for place in buyers if place.quiet]
    if far:
        why = ngettext(
            "No conversation with %(who)s in the last 60 days.",
            "No conversation in the last 60 days with %(who)s.",
            len(far),
        )
        yield Finding(_("Power without us"), why % {"who": _names(far)}, True)
    heard = [place for place in there if place.last_held and today - place.last_held <= HEARD_RECENTLY]
    if len(there) >= FEW and len(heard) == 1:
        why = _("In the last six months we spoke with {who} only: if they leave, the relationship goes with them.")
        yield Finding(_("Single-threaded"), why.format(who=_names(heard)), True)
    alone = [place for place in buyers if place.known_by == 1]
    if alone:
        yield Finding(_("Known by one of us"), _("Only one of us has spoken with {who}.").format(who=_names(alone)))
    orphans = [one for place in places if place.contact.departed_on for one in places_of(place, places)]
    if orphans:
        yield Finding(_("Manager left"), _("{who} reported to somebody who left.").format(who=_names(orphans)))


def places_of(manager: Place, places: list[Place]) -> list[Place]:
    """Who reports to somebody."""
    return [place for place in places if place.contact.reports_to_id == manager.contact.pk]


def _names(places: list[Place]) -> str:
    return ", ".join(place.contact.name for place in places)
