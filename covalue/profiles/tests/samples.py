"""Sample rows of profiles."""

from covalue.accounts.models import Account
from covalue.profiles.queries import CHAIN, FINDINGS, SIGNALS
from covalue.profiles.rules import SignalKind, Topic
from tests.world import NOW, TODAY, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A finding, an activity and a signal nobody has answered."""
    known = {"topic": Topic.STRATEGY, "words": "Grow abroad", "source": "Annual report", "found_on": TODAY}
    happened = {"kind": SignalKind.LEADER, "words": "New chief", "source": "Press", "happened_on": TODAY}
    return {
        "finding_id": FINDINGS.add(US, account, known, now=NOW).pk,
        "activity_id": CHAIN.add(US, account, {"name": "Sourcing"}, now=NOW).pk,
        "signal_id": SIGNALS.add(US, account, happened, now=NOW).pk,
        "topic": "strategy",
    }
