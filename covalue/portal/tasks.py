"""Letters of the portal, sent in the background."""

from django.utils import timezone
from django_tasks import task

from covalue.accounts import addresses
from covalue.portal import actions, letters
from covalue.portal.models import Guest, Proposal


@task()  # type: ignore[untyped-decorator]
def send_invitation(guest_id: int) -> None:
    """To the guest: a link to join, or to sign in where they have a password already."""
    there = Guest.objects.filter(
        pk=guest_id,
        revoked_at=None,
        held=False,
        account__archived_at=None,
        contact__departed_on=None,
        contact__erased_at=None,
    )
    guest = there.select_related("account", "contact", "invited_by").first()
    if guest is not None and actions.guard_sending(guest, timezone.now()):
        letters.send_invitation(guest, timezone.now())


@task()  # type: ignore[untyped-decorator]
def ask_to_confirm(guest_id: int) -> None:
    """Colleagues of who entered a guest's address are asked whether it is right: those who answer for the account."""
    waiting = Guest.objects.filter(pk=guest_id, revoked_at=None, held=True, account__archived_at=None)
    guest = waiting.select_related("account", "contact", "invited_by").first()
    if guest is not None:
        for colleague in addresses.asked_to_confirm(guest.contact, guest.account):
            letters.ask_to_confirm(guest, colleague)


@task()  # type: ignore[untyped-decorator]
def tell_of_proposal(proposal_id: int) -> None:
    """To who leads the account: a guest proposed something."""
    proposal = Proposal.objects.filter(pk=proposal_id).select_related("account", "contact").first()
    if proposal is not None:
        letters.tell_of_proposal(proposal)
