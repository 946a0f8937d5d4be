"""Sample rows of the portal."""

from covalue.accounts.models import Account
from covalue.accounts.tests.samples import contact_of
from covalue.core.events import Actor
from covalue.people.rules import Role
from covalue.portal import actions
from covalue.portal.rules import ItemKind
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """Greta as a guest, with the statement shared, a comment of each side and a proposal."""
    guest = actions.invite(US, account=account, contact=contact_of(account), anyway=True, now=NOW)
    actions.share(US, account=account, kind=ItemKind.STATEMENT, item=account.pk, now=NOW)
    greta = Actor(world.user(Role.CUSTOMER_GUEST), "test")
    about = {"account": account, "kind": ItemKind.STATEMENT, "item": account.pk, "words": "x", "now": NOW}
    return {
        "guest_id": guest.pk,
        "kind": "statement",
        "item_id": account.pk,
        "item": account.pk,
        "comment_id": actions.comment(greta, guest=guest, **about).pk,
        "our_comment_id": actions.comment(US, **about).pk,
        "proposal_id": actions.propose(greta, guest=guest, kind=ItemKind.TARGET, title="x", now=NOW).pk,
    }
