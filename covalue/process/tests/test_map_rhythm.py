"""On the map somebody is quiet by the rhythm they asked for, which another package keeps."""

from datetime import timedelta

from covalue.conversations import actions as conversations
from covalue.conversations.models import Channel
from covalue.promises import actions as promises
from covalue.relationships import queries as relationships
from tests.world import NOW, TODAY, US, World


def test_quiet_on_the_map_is_measured_by_what_they_asked_for(world: World) -> None:
    held = TODAY - timedelta(days=30)
    conversations.log(
        US, account=world.energy, channel=Channel.CALL, held_on=held, subject="Prices", contacts=[world.signe], now=NOW
    )
    key = f"c{world.signe.pk}"
    assert not relationships.whole(world.energy).cards[key].quiet
    promises.set_rhythm(US, contact=world.signe, every_days=14, now=NOW)
    assert relationships.whole(world.energy).cards[key].quiet
