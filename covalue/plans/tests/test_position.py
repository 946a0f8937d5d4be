"""Where we stand and what happened at the customer, in what the plan hands over."""

import pytest

from covalue.people.rules import Role
from covalue.plans import actions, handover, position, queries, slides
from covalue.plans.tests.test_growth import _told
from covalue.positioning.queries import COMPETITORS, PREFERENCES, RATINGS
from covalue.positioning.rules import Dimension, Measure, Named
from covalue.positioning.tests.samples import rows
from covalue.profiles.queries import SIGNALS
from covalue.profiles.rules import SignalKind
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
SIGNAL = {"kind": SignalKind.LEADER, "words": "A new head of grids", "source": "press", "happened_on": TODAY}


def test_nothing_said_is_nothing_handed_over(world: World) -> None:
    assert position.shown(world.energy, TODAY) is None
    assert position.sections(None) == () and position.appendix(None) == ()


def test_position_and_signals_stand_in_pdf_and_slides(world: World) -> None:
    actions.start(US, account=world.energy, now=NOW)
    rows(world, world.energy)
    rival = COMPETITORS.add(US, world.energy, {"name": "Draht"}, now=NOW)
    for of, score in ((None, 4), (rival, 2)):
        rated = {"dimension": Dimension.SERVICE, "contact": world.signe, "competitor": of, "score": score}
        RATINGS.add(US, world.energy, {**rated, "rated_on": TODAY}, now=NOW)
    named = {"measure": Measure.PREFERENCE, "contact": world.signe, "named": Named.OTHER, "other": "Seil AG"}
    PREFERENCES.add(US, world.energy, {**named, "asked_on": TODAY}, now=NOW)
    SIGNALS.add(US, world.energy, SIGNAL, now=NOW)
    stands = position.shown(world.energy, TODAY)
    assert stands is not None
    by_dimension = {title: (words, rated) for title, words, rated in position.dimension_rows(stands)}
    assert by_dimension["Product"] == ("Three cables", "")  # what we believe is not said as theirs
    assert by_dimension["Service level"] == ("", "us 4.0 (1 contact) · Draht 2.0 (1 contact)")
    assert dict(position.measure_rows(stands))["Who would be chosen today?"] == "Seil AG 1"
    page, value = (
        queries.plan_page(world.user(Role.SAM), world.energy, TODAY),
        queries.value_of(world.energy, TODAY),
    )
    told = _told(slides.deck(page, value, stands))
    for words in (
        "checks of our position are met",
        "Three cables",
        "Seil AG",
        "A new head of grids",
        "nobody has said yet",
    ):
        assert words in told
    assert [part.title for part in position.sections(stands)] == ["Where we stand", "Signals, and what they change"]
    assert handover.as_pdf(page, value, stands).startswith(b"%PDF")


def test_signals_alone_are_handed_over(world: World) -> None:
    SIGNALS.add(US, world.energy, SIGNAL, now=NOW)
    stands = position.shown(world.energy, TODAY)
    assert stands is not None and not stands.page.started
    assert [part.title for part in position.sections(stands)] == ["Signals, and what they change"]
