"""What our team does about the customer at the table, and what their guests do there."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import actions as accounts_actions
from covalue.accounts import addresses, shareables
from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.accounts.shareables import Item, Proposed
from covalue.action_items import actions as action_items
from covalue.core import errors, events, jobs, mailboxes
from covalue.core.events import Actor
from covalue.people import actions as people
from covalue.people import queries as users
from covalue.people.rules import GUEST_ONLY
from covalue.portal import items, queries, rules
from covalue.portal.models import Assent, Comment, Guest, Look, Proposal, Share
from covalue.portal.rules import LONGEST_COMMENT, PROPOSABLE, ItemKind, Said
from covalue.value import actions as value
from covalue.value.models import Signature, SignatureRequest

INVITATION_DAYS: Final = 21
SAYS: Final = {ItemKind.OBJECTIVE: Said.CONFIRMED, ItemKind.ACTION: Said.ACCEPTED}


@transaction.atomic
def share(actor: Actor, *, account: Account, kind: ItemKind, item: int, now: datetime) -> Share:
    """Show one item to the account's guests. Shared twice is shared once."""
    guard(actor, account)
    title = _title_of(account, kind, item)
    values = {"shared_by": actor.user, "shared_at": now}
    row, created = Share.objects.get_or_create(account=account, kind=kind, item=item, ended_at=None, defaults=values)
    if created:
        if kind is ItemKind.CASE:
            value.end_version(account.initiatives.get(pk=item))
        events.write(actor, f"shared {kind} with the customer", subject=row, name=title, stream=account, now=now)
    return row


@transaction.atomic
def unshare(actor: Actor, *, account: Account, kind: ItemKind, item: int, now: datetime) -> None:
    """Show it no more. What guests said to it stays with us."""
    guard(actor, account)
    row = Share.objects.filter(account=account, kind=kind, item=item, ended_at=None).first()
    if row is not None:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        title = _title_of(account, kind, item, needed=False)
        events.write(actor, f"stopped sharing {kind}", subject=row, name=title, stream=account, now=now)


class NotReadyError(errors.WrongState):
    """Something speaks against inviting now; one may mean it anyway."""


@transaction.atomic
def invite(
    actor: Actor, *, account: Account, contact: Contact, email: str = "", anyway: bool = False, now: datetime
) -> Guest:
    """Ask a contact to the table. Refused while something speaks against it, unless one means it `anyway`.

    An `email` they lack is saved on the contact. The letter waits for a second person behind the address.
    """
    guard_steers(actor, account)
    if contact.account_id != account.pk:
        raise errors.BadInput(
            _("{contact} is not a contact of {account}.").format(contact=contact, account=account), field="contact"
        )
    contact = accounts_actions.give_address(actor, contact=contact, email=email, now=now)
    if not contact.email:
        raise errors.BadInput(_("{contact} has no email address.").format(contact=contact), field="email")
    if contact.departed_on is not None:
        raise errors.BadInput(_("{contact} has left the company.").format(contact=contact), field="contact")
    against = [check for check in queries.checks_of(account, account.day_of(now)) if not check.fine]
    if against and not anyway:
        raise NotReadyError(
            _(
                "Not all conditions are met: {why}. Resolve this, or confirm that you want to invite them anyway."
            ).format(why="; ".join(_opposite(str(check.sentence)) for check in against))
        )
    email = mailboxes.folded(contact.email)
    if Guest.objects.filter(account=account, email=email, revoked_at=None).exists():
        raise errors.WrongState(_("{contact} is already a guest.").format(contact=contact))
    user = users.by_email(email)
    if user is not None and user.roles != GUEST_ONLY:
        raise errors.BadInput(_("{email} is a colleague and cannot be a guest.").format(email=email), field="contact")
    people.guard_not_invited(email, as_guest=True, now=now)
    guest = Guest.objects.create(
        account=account,
        contact=contact,
        email=email,
        invited_by=actor.user,
        invited_at=now,
        held=addresses.waits(actor.user, contact, account),
    )
    task = "ask_to_confirm" if guest.held else "send_invitation"
    jobs.enqueue(f"covalue.portal.tasks.{task}", guest.pk)
    changes = {"contact": ("", contact.name)}
    if against:
        changes["anyway"] = ("", "; ".join(str(check.sentence) for check in against))
    events.write(actor, "invited guest", subject=guest, stream=account, now=now, changes=changes)
    return guest


@transaction.atomic
def confirm_address(actor: Actor, *, guest: Guest, now: datetime) -> None:
    """Another than who entered the guest's address says that it is theirs; the invitation is sent now."""
    guard(actor, guest.account)
    guest = _locked(guest)
    if not guest.held or guest.revoked_at is not None:
        raise errors.WrongState(_("This has already been confirmed, or has ended."))
    if guest.contact.departed_on is not None:
        raise errors.WrongState(_("{contact} has left the company.").format(contact=guest.contact))
    addresses.confirm(actor, guest.contact, now)


@transaction.atomic
def address_confirmed(actor: Actor, contact: Contact, now: datetime) -> None:
    """The invitations that were held for the address go out, where whoever confirmed it may edit the account."""
    for guest in _guests_of(contact).filter(held=True):
        may = actor.user is None or accounts.may_edit(actor.user, guest.account)
        if may and mailboxes.same(guest.email, contact.email):
            guest.held = False
            guest.save(update_fields=["held"])
            jobs.enqueue("covalue.portal.tasks.send_invitation", guest.pk)
            events.write(actor, "let invitation go", subject=guest, stream=guest.account, now=now)


@transaction.atomic
def guard_sending(guest: Guest, now: datetime) -> bool:
    """Whether the letter may still go in the name of who invites; it ends, and the history says why, where it may not.

    Between asking and sending they may have lost the account, or somebody else invited the address as a colleague.
    """
    user, inviter = users.by_email(guest.email), guest.invited_by
    try:
        people.guard_not_invited(guest.email, as_guest=True, now=now)
        is_colleague = user is not None and user.roles != GUEST_ONLY
    except errors.BadInput:
        is_colleague = True
    leads = inviter is None or (
        accounts.may_edit(inviter, guest.account) and accounts.may_steer(inviter, guest.account)
    )
    if leads and not is_colleague:
        return True
    verb = "ended invitation of colleague" if is_colleague else "ended invitation in no name"
    guest.revoked_at = now
    guest.save(update_fields=["revoked_at"])
    events.write(events.system("invitation"), verb, subject=guest, stream=guest.account, now=now)
    return False


@transaction.atomic
def revoke(actor: Actor, *, guest: Guest, now: datetime) -> None:
    """Nothing of the account is theirs to see from this moment; sessions end where it was their last account."""
    guard_steers(actor, guest.account)
    if guest.revoked_at is None:
        _end(actor, guest, now)


@transaction.atomic
def address_changed(actor: Actor, contact: Contact, before: str, now: datetime) -> None:
    """Who was invited at another address of this contact is no guest any more."""
    for guest in _guests_of(contact):
        if not mailboxes.same(guest.email, contact.email):
            _end(actor, guest, now)


@transaction.atomic
def contact_renamed(actor: Actor, contact: Contact, before: str, now: datetime) -> None:
    """Another name is another person: who was invited under the one before is invited anew."""
    for guest in _guests_of(contact):
        _end(actor, guest, now)


@transaction.atomic
def contacts_merged(actor: Actor, kept: Contact, now: datetime) -> None:
    """Nobody becomes a guest by a merge: a seat stays where it was at the address of the contact kept, and not on one that
    came with the merge.
    """
    for guest in _guests_of(kept):
        if not mailboxes.same(guest.email, kept.email) or addresses.came_with_merge(actor.user, kept, now):
            _end(actor, guest, now)


def _locked(guest: Guest) -> Guest:
    return Guest.objects.select_for_update(of=("self",)).select_related("account", "contact").get(pk=guest.pk)


def _guests_of(contact: Contact) -> QuerySet[Guest]:
    return (
        Guest.objects.select_for_update(of=("self",)).select_related("account").filter(contact=contact, revoked_at=None)
    )


def _end(actor: Actor, guest: Guest, now: datetime) -> None:
    guest.revoked_at = now
    guest.save(update_fields=["revoked_at"])
    if not Guest.objects.filter(email=guest.email, revoked_at=None).exists():
        people.withdraw_guest_invitation(actor, email=guest.email, now=now)
        people.end_guest_access(guest.email)
    events.write(actor, "revoked guest", subject=guest, stream=guest.account, now=now)


@transaction.atomic
def answer_readiness(actor: Actor, *, account: Account, no_tender: bool, no_burning_issue: bool, now: datetime) -> Look:
    """Say what only we can know before a customer is invited."""
    guard(actor, account)
    return _edit_look(
        actor,
        account,
        "answered readiness",
        now,
        no_tender=no_tender,
        no_burning_issue=no_burning_issue,
        answered_by=actor.user,
        answered_at=now,
    )


@transaction.atomic
def set_look(actor: Actor, *, account: Account, colour: str, welcome: str, now: datetime) -> Look:
    """The customer's colour, if wanted, and a word of welcome."""
    guard(actor, account)
    colour = colour.strip().lower()
    if colour and not rules.COLOUR.fullmatch(colour):
        raise errors.BadInput(_("Enter the colour like #0b6e5f."), field="colour")
    if colour and not rules.readable_on_white(colour):
        raise errors.BadInput(_("White text is hard to read on this colour. Choose a darker one."), field="colour")
    return _edit_look(actor, account, "changed portal", now, colour=colour, welcome=welcome.strip()[:2000])


@transaction.atomic
def decide(actor: Actor, *, proposal: Proposal, take_up: bool, answer: str = "", now: datetime) -> Proposal:
    """Take a guest's proposal up as a target, an objective or an action of theirs, shared at once; or say why not."""
    account = proposal.account
    guard(actor, account)
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("account", "contact").get(pk=proposal.pk)
    if proposal.decided_at is not None:
        raise errors.WrongState(_("This has already been decided."))
    if not take_up and not answer.strip():
        raise errors.BadInput(_("Give a reason; the customer will read it."), field="answer")
    if take_up:
        proposal.taken_up_as = _taken_up(actor, proposal, now)
        share(actor, account=account, kind=ItemKind(proposal.kind), item=proposal.taken_up_as, now=now)
    proposal.decided_by, proposal.decided_at, proposal.answer = actor.user, now, " ".join(answer.split())[:300]
    proposal.save(update_fields=["decided_by", "decided_at", "answer", "taken_up_as"])
    verb = "took up proposal" if take_up else "declined proposal"
    events.write(actor, verb, subject=proposal, stream=account, now=now)
    return proposal


@transaction.atomic
def comment(
    actor: Actor, *, account: Account, kind: ItemKind, item: int, words: str, guest: Guest | None = None, now: datetime
) -> Comment:
    """Write to an item; guests to what is shared with them, ours to anything that could be."""
    if guest is None:
        guard(actor, account)
        title = _title_of(account, kind, item)
    else:
        title = _shared_title(guest, kind, item)
    if not words.strip():
        raise errors.BadInput(_("Enter a comment."), field="words")
    if len(words) > LONGEST_COMMENT:
        raise errors.BadInput(_("This is longer than {most} characters.").format(most=LONGEST_COMMENT), field="words")
    row = Comment.objects.create(
        account=account,
        kind=kind,
        item=item,
        author=actor.user,
        contact=guest.contact if guest else None,
        words=words.strip(),
        written_at=now,
    )
    events.write(actor, "commented", subject=row, name=title, stream=account, now=now)
    return row


@transaction.atomic
def remove_comment(actor: Actor, *, comment: Comment, guest: Guest | None = None, now: datetime) -> None:
    """Take one's own comment away; our team also its own colleagues'."""
    if guest is None:
        guard(actor, comment.account)
    elif comment.author_id != actor.user.pk or comment.account_id != guest.account_id:
        raise errors.NotFound()
    if guest is None and comment.contact_id is not None:
        raise errors.NotAllowed(_("Only the guest who wrote this can remove it."))
    if comment.removed_at is None:
        comment.removed_at = now
        comment.save(update_fields=["removed_at"])
        events.write(actor, "removed comment", subject=comment, stream=comment.account, now=now)


@transaction.atomic
def assent(
    actor: Actor, *, guest: Guest, kind: ItemKind, item: int, words: str = "", read: str = "", now: datetime
) -> None:
    """A guest confirms an objective or a target, or accepts an action, as it reads now.

    `read` is the mark of what they had before them; BadInput where it was changed since.
    """
    shown = _shared(guest.account, kind, item)
    title = shown.title
    _guard_read(shown, read)
    words = " ".join(words.split())[:300]
    if kind is ItemKind.TARGET:
        target = guest.account.targets.get(pk=item)
        value.validate_target(
            _as(actor, guest), target=target, contact=guest.contact, on=guest.account.day_of(now), words=words, now=now
        )
        return
    if kind not in SAYS:
        raise errors.BadInput(_("This needs a signature, not a confirmation."), field="kind")
    row = Assent.objects.create(
        account=guest.account,
        kind=kind,
        item=item,
        said=SAYS[kind],
        contact=guest.contact,
        reading=dict(shown.reading),
        words=words,
        said_at=now,
    )
    events.write(_as(actor, guest), f"{SAYS[kind]} {kind}", subject=row, name=title, stream=guest.account, now=now)


@transaction.atomic
def complete(actor: Actor, *, guest: Guest, action_id: int, done: bool, now: datetime) -> None:
    """A guest ticks off, or opens again, an action that is their own."""
    _shared_title(guest, ItemKind.ACTION, action_id)
    action = guest.account.actions.filter(pk=action_id, customer_owner=guest.contact).first()
    if action is None:
        raise errors.NotAllowed(_("Only the owner of an action can mark it as done."))
    act = action_items.complete if done else action_items.reopen
    act(_as(actor, guest), action=action, now=now)


@transaction.atomic
def answer(actor: Actor, *, guest: Guest, kind: ItemKind, item: int, body: Any, read: str = "", now: datetime) -> None:
    """A guest answers an item of their own, such as a promise: done, another day, not theirs.

    `read` is the mark of what they had before them; BadInput where it was changed since.
    """
    _guard_read(_shared(guest.account, kind, item), read)
    answering = shareables.kind_of(kind).answering
    if answering is None:
        raise errors.NotFound()
    answering.answer(_as(actor, guest), guest.account, guest.contact, item, body, now)


@transaction.atomic
def propose(actor: Actor, *, guest: Guest, kind: ItemKind, title: str, words: str = "", now: datetime) -> Proposal:
    """A guest puts something forward: what they value, an objective, an action."""
    if kind not in PROPOSABLE:
        raise errors.BadInput(_("Propose a target, an objective, an action or a promise."), field="kind")
    title = " ".join(title.split())[:200]
    if not title:
        raise errors.BadInput(_("Describe your proposal in one line."), field="title")
    proposal = Proposal.objects.create(
        account=guest.account,
        kind=kind,
        title=title,
        words=words.strip()[:2000],
        contact=guest.contact,
        proposed_at=now,
    )
    jobs.enqueue("covalue.portal.tasks.tell_of_proposal", proposal.pk)
    events.write(_as(actor, guest), f"proposed {kind}", subject=proposal, stream=guest.account, now=now)
    return proposal


def sign(
    actor: Actor, *, guest: Guest, request: SignatureRequest, said: value.SignedAnswer, now: datetime
) -> Signature:
    """A guest signs what they were asked; being signed in is their proof, so no code is needed."""
    if request.contact_id != guest.contact_id or request.account_id != guest.account_id:
        raise errors.NotFound()
    if not mailboxes.same(request.email, guest.email):
        raise errors.WrongState(
            _("This was sent to another address of yours. Please sign with the link in that email.")
        )
    return value.sign(_nobody(actor), signature_request=request, answer=said, way=Signature.Way.GUEST, now=now)


def withdraw(actor: Actor, *, guest: Guest, signature: Signature, reason: str, now: datetime) -> Signature:
    """A guest takes their own signature back."""
    if signature.contact_id != guest.contact_id:
        raise errors.NotFound()
    return value.withdraw_signature(
        _nobody(actor), signature=signature, reason=reason, way=Signature.Way.GUEST, now=now
    )


def looked(actor: Actor, *, guest: Guest, at: str, now: datetime) -> None:
    """A guest looked at a page; it is in the audit log."""
    name, changes = _("the shared workspace"), {"page": ("", at)}
    events.write(actor, queries.LOOKED, subject=guest, name=name, stream=guest.account, now=now, changes=changes)


def looked_as_customer(actor: Actor, *, account: Account, now: datetime) -> None:
    """One of ours looked as the customer would."""
    events.write(actor, "viewed as the customer", subject=account, stream=account, now=now)


def _taken_up(actor: Actor, proposal: Proposal, now: datetime) -> int:
    """Make it a row of ours, theirs by side and holder; its number."""
    account, contact = proposal.account, proposal.contact
    proposed = Proposed(
        account=account,
        contact=contact if contact is not None and contact.erased_at is None else None,
        title=proposal.title,
        words=proposal.words,
        proposed_on=account.day_of(proposal.proposed_at),
        source=_("proposed in the shared workspace"),
        arose_from=events.key(proposal),
    )
    take_up = shareables.kind_of(proposal.kind).take_up
    assert take_up is not None, "only what can be taken up is proposed"
    return take_up(actor, proposed, now)


def _edit_look(actor: Actor, account: Account, verb: str, now: datetime, **values: Any) -> Look:
    look = Look.objects.select_for_update().get_or_create(account=account)[0]
    changes = events.changed(look, values)
    if changes:
        look.save()
        shown = {name: change for name, change in changes.items() if name not in ("answered_by", "answered_at")}
        events.write(actor, verb, subject=account, stream=account, changes=shown, now=now)
    return look


def _title_of(account: Account, kind: ItemKind, item: int, *, needed: bool = True) -> str:
    shown = items.find(account, kind, item)
    if shown is None and needed:
        raise errors.NotFound()
    return shown.title if shown else ""


def _shared(account: Account, kind: ItemKind, item: int) -> Item:
    """The item, if it is shared; otherwise not found."""
    if item not in queries.shared_ids(account)[kind]:
        raise errors.NotFound()
    shown = items.find(account, kind, item)
    if shown is None:
        raise errors.NotFound()
    return shown


def _shared_title(guest: Guest, kind: ItemKind, item: int) -> str:
    return _shared(guest.account, kind, item).title


def _guard_read(shown: Item, read: str) -> None:
    """Nobody agrees to what they did not see: pages send along the mark of what they showed."""
    if read and read != shown.mark:
        raise errors.BadInput(_("This has changed since you opened the page. Read it again before you answer."))


def _as(actor: Actor, guest: Guest) -> Actor:
    """The contact acts; the nouns ask our people whether they may, and a guest was asked here."""
    return Actor(user=None, origin=actor.origin, request=actor.request, called=guest.contact.name)


def _nobody(actor: Actor) -> Actor:
    return Actor(user=None, origin=actor.origin, request=actor.request)


def _opposite(sentence: str) -> str:
    """A check that is not met, quoted as what is missing."""
    return _("not met: “{sentence}”").format(sentence=sentence)


def guard(actor: Actor, account: Account) -> None:
    """NotFound for whoever may not edit the account."""
    if actor.user is not None and not accounts.may_edit(actor.user, account):
        raise errors.NotFound()


def guard_steers(actor: Actor, account: Account) -> None:
    """Guests come and go by who leads the account, or directs the programme."""
    guard(actor, account)
    if actor.user is not None and not accounts.may_steer(actor.user, account):
        raise errors.NotAllowed(_("Only whoever leads the account can invite guests."))
