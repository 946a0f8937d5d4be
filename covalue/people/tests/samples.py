"""Sample rows of people."""

from django.utils import timezone

from covalue.core.events import Actor
from covalue.people import actions
from covalue.people.rules import Role
from tests.world import NOW, US, World


def rows(world: World, account: object) -> dict[str, int | str]:
    """A key and an invitation of others, and the user who is asked about."""
    token, _secret = actions.create_token(US, user=world.stranger, label="x", now=NOW)
    administrator = Actor(world.user(Role.ADMINISTRATOR), "test")
    invitation, _secret = actions.invite(
        administrator, email="asked@covalue.test", name="", roles=[Role.SAM], now=timezone.now(), valid_days=7
    )
    return {
        "token_id": token.pk,
        "user_id": world.stranger.pk,
        "unit_lead_id": world.user(Role.UNIT_LEAD).pk,
        "invitation_id": invitation.pk,
        "secret": "no-such-secret",
        "factor_id": 999_999,  # nobody has a second factor
    }
