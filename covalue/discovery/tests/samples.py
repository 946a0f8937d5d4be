"""Sample rows of discovery."""

from covalue.accounts.models import Account
from covalue.discovery import actions
from covalue.discovery.guides import Part
from covalue.discovery.rules import Lane
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A card on the board, and a question of the guide."""
    return {
        "card_id": actions.add_card(US, account=account, lane=Lane.GOALS, words="Grow", now=NOW).pk,
        "fate": "objective",
        "question_id": actions.add_question(US, part=Part.GOALS, words="Why?", now=NOW).pk,
    }
