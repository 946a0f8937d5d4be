"""Sample rows of selection."""

from covalue.accounts.models import Account
from covalue.people.rules import Role
from covalue.selection.tests.rounds_for_tests import opened
from tests.world import World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A round in which the account is a candidate; three are asked."""
    round = opened(world, candidates=[account])
    criterion = round.criteria_set.criteria.first()
    assert criterion is not None
    return {
        "round_id": round.pk,
        "candidate_id": round.candidates.get().pk,
        "set_id": round.criteria_set_id,
        "rater_id": round.raters.get(user=world.user(Role.UNIT_LEAD)).pk,
        "criterion_id": criterion.pk,
        "trigger_kind": "silent",
    }
