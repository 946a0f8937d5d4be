"""Sample rows of conversations."""

from covalue.accounts.models import Account
from covalue.accounts.tests.samples import contact_of
from covalue.conversations import actions
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from tests.world import NOW, TODAY, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A call in which something was said."""
    said = [Said(contact_of(account), "Outages hurt")]
    talk = actions.log(US, account=account, channel=Channel.CALL, held_on=TODAY, subject="Outages", now=NOW, said=said)
    return {"conversation_id": talk.pk, "statement_id": talk.statements.get().pk, "part": "words"}
