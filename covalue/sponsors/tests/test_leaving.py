"""As a contact leaves, everything that hung on them asks what becomes of it; a new owner's reading list has it all."""

import pytest

from covalue.accounts import actions as accounts
from covalue.accounts import leaving
from covalue.handovers import reading
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.positioning.tests import samples as positions
from covalue.relationships import actions as relationships
from covalue.relationships.rules import Rated
from covalue.sponsors import actions
from covalue.sponsors.tests.test_actions import begin
from covalue.standing.queries.ladder import EVIDENCE
from covalue.standing.rules import RaterSide
from covalue.standing.tests import samples as standing
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(world: World) -> World:
    """Signe is a sponsor's counterpart, paired, rated, asked twice, and stands for a rung."""
    begin(world, counterparts=[world.signe])
    who = f"c{world.signe.pk}"
    relationships.know(US, account=world.energy, who=who, colleague=world.user(Role.SAM), current=2, now=NOW)
    relationships.rate(US, account=world.energy, who=who, what=Rated.ATTITUDE, value="supports", now=NOW)
    standing.opened(world.energy, contacts=[world.signe])
    positions.asked(world.energy, world.signe, need="Outages")
    shown = {"criterion": "reliable", "side": RaterSide.THEIRS, "words": "Always on time", "on": TODAY}
    EVIDENCE.add(US, world.energy, {**shown, "contact": world.signe}, now=NOW)
    accounts.edit_contact(US, contact=world.signe, departed_on=TODAY, now=NOW)
    world.signe.refresh_from_db()
    return world


def titles(user: User, world: World) -> dict[str, list[str]]:
    return {kind.title: [row.title for row in kind.rows] for kind in leaving.matters(user, world.signe)}


def test_everything_that_hung_on_them_is_asked_about(busy: World) -> None:
    told = titles(busy.user(Role.SAM), busy)
    assert told["Sponsors"] == [busy.user(Role.EXECUTIVE_SPONSOR).name]
    assert told["Who knew them"] == [busy.user(Role.SAM).name]
    assert len(told["Ratings"]) == 1 and told["Ratings"][0].startswith("attitude to us")
    assert told["Assessments"] == ["Spring"] and told["Questions where we stand"] == ["Outages"]
    assert told["Evidence of the relationship"] == ["Always on time"]


def test_nobody_reads_of_an_account_they_may_not_open(busy: World) -> None:
    assert titles(busy.stranger, busy) == {}


def test_what_is_decided_is_asked_no_more(busy: World) -> None:
    row = busy.signe.sponsorships.get()
    actions.remove_left(US, sponsorship=row, now=NOW)
    assert "Sponsors" not in titles(busy.user(Role.SAM), busy)


def test_the_reading_list_has_the_map_standing_position_and_sponsors(busy: World) -> None:
    counts = {one.key: one.count(busy.energy) if one.count else None for one in reading.chapters()}
    assert counts["ratings"] == 2 and counts["standing"] == 2 and counts["sponsors"] == 1 and "position" in counts
