"""Making one contact of several that are the same person, taking that back, and proposing who may be one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from covalue.accounts import addresses, found, leaving, queries, rules
from covalue.accounts.actions import moving
from covalue.accounts.actions.guards import guard_edits, guard_no_circle, in_circle
from covalue.accounts.actions.merging import UNDO_WITHIN
from covalue.accounts.models import Contact, ContactAddress, ContactMatch, ContactMerge, Lineage
from covalue.core import errors, events
from covalue.core.events import Actor

FILLED: Final = ("title", "department", "email", "phone", "buying_role", "language", "notes", "reports_to")
STAYS: Final = (ContactAddress, ContactMatch, ContactMerge)  # these have their own rules
COMPARED: Final = 500  # contacts of one line of accounts that share a beginning, an end, a mail or a phone
TELLING: Final = frozenset({"name", "email", "phone"})


@transaction.atomic
def merge_contacts(actor: Actor, *, kept: Contact, gone: Iterable[Contact], now: datetime) -> list[ContactMerge]:
    """Make one contact of several: all they said and did hangs on `kept`, whose empty facts they fill.

    Nothing is deleted; their own facts stay readable on the page of the one kept.
    """
    others = list(gone)
    if not others:
        raise errors.BadInput(_("Choose the duplicate."), field="others")
    return [_merge_one(actor, kept, contact, now) for contact in others]


@transaction.atomic
def undo_contact_merge(actor: Actor, *, merge: ContactMerge, now: datetime) -> None:
    """Take a merge back within 30 days: what was moved and is still there goes back where it was."""
    kept, gone = merge.kept, merge.gone
    guard_edits(actor, kept.account)
    guard_edits(actor, gone.account)
    if merge.undone_at is not None:
        raise errors.WrongState(_("This merge has already been undone."))
    if kept.erased_at is not None or gone.erased_at is not None:
        raise errors.WrongState(_("The personal data of this contact was erased, so the merge stays."))
    if now - merge.merged_at > UNDO_WITHIN:
        raise errors.WrongState(_("A merge can be undone for 30 days; this one is older."))
    since = queries.contact_merged_into(kept)
    if since is not None:
        raise errors.WrongState(
            _("{kept} has since been merged into {since}. Undo that merge first.").format(kept=kept, since=since)
        )
    moving.move_back(_links(), merge.moved["rows"], kept, gone)
    before = kept.email
    _empty_filled(merge)
    addresses.note(actor, kept, before, now)
    _restore_manager(merge)
    gone.merged_at = None
    if in_circle(gone):  # whom they reported to has come to report to somebody of theirs since
        gone.reports_to = None
    gone.save(update_fields=["merged_at", "reports_to"])
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    found.index_contacts([kept, gone])
    leaving.led(actor, (kept.account_id, gone.account_id), now)
    _tell(actor, "took a merge of contacts back", gone, kept, now)


@transaction.atomic
def decide_contact_match(
    actor: Actor, *, match: ContactMatch, accepted: bool, now: datetime, keep_new: bool = False
) -> ContactMerge | None:
    """Say whether two contacts are one person; accepted, they are merged."""
    contact, likely = match.contact, match.likely
    guard_edits(actor, contact.account)
    guard_edits(actor, likely.account)
    if match.decided_at is not None:
        raise errors.WrongState(_("This has already been decided."))
    match.accepted, match.decided_at, match.decided_by = accepted, now, actor.user
    match.save()
    if not accepted:
        _tell(actor, "kept contacts apart", contact, likely, now)
        return None
    kept, gone = (contact, likely) if keep_new else (likely, contact)
    return _merge_one(actor, kept, gone, now)


def propose(contact: Contact, *, now: datetime) -> None:
    """Remember who of this account, of those above and below it, may be the same person. Pairs decided stay decided."""
    known = set(ContactMatch.objects.filter(contact=contact).values_list("likely", flat=True))
    known |= set(ContactMatch.objects.filter(likely=contact).values_list("contact", flat=True))
    new = []
    for other in _near(contact):
        reasons, likeness = rules.alike(_reachable(contact), _reachable(other))
        if reasons and other.pk not in known:
            new.append(
                ContactMatch(
                    contact=contact, likely=other, reasons=" ".join(reasons), likeness=likeness, proposed_at=now
                )
            )
    ContactMatch.objects.bulk_create(new, ignore_conflicts=True)


def _near(contact: Contact) -> list[Contact]:
    """Contacts of the same line of accounts that could be alike, told by the database."""
    above = Lineage.objects.filter(account=contact.account_id).values("ancestor")
    below = Lineage.objects.filter(ancestor=contact.account_id).values("account")
    words = contact.name.split()
    near = Q(name__istartswith=words[0][0]) | Q(name__iendswith=words[-1])
    if contact.email:
        near |= Q(email__iexact=contact.email)
    if contact.phone:
        near |= Q(phone__endswith=contact.phone[-2:])
    line = Contact.objects.filter(Q(account__in=above) | Q(account__in=below)).exclude(pk=contact.pk)
    return list(line.filter(near).order_by("-pk")[:COMPARED])


def _reachable(contact: Contact) -> rules.Reachable:
    return rules.Reachable(contact.name, contact.email, contact.phone)


def _merge_one(actor: Actor, kept: Contact, gone: Contact, now: datetime) -> ContactMerge:
    guard_edits(actor, kept.account)
    guard_edits(actor, gone.account)
    _guard_separate(kept, gone)
    moved: dict[str, Any] = {"manager": _free_of(kept, gone), "rows": moving.move(_links(), kept, gone)}
    _guard_no_circle(kept)
    before = kept.email
    moved["filled"] = _fill(kept, gone)
    addresses.note_merged(actor, kept, gone, before, now)
    gone.merged_at = now
    gone.save(update_fields=["merged_at"])
    done = ContactMerge.objects.create(kept=kept, gone=gone, merged_at=now, merged_by=actor.user, moved=moved)
    waiting = ContactMatch.objects.filter(decided_at=None).filter(Q(contact=gone) | Q(likely=gone))
    waiting.update(decided_at=now, decided_by=actor.user)
    found.index_contacts([kept, gone])
    leaving.merged(actor, kept, now)
    leaving.led(actor, (kept.account_id, gone.account_id), now)
    _tell(actor, "merged contacts", gone, kept, now)
    return done


def _guard_separate(kept: Contact, gone: Contact) -> None:
    if kept.pk == gone.pk:
        raise errors.BadInput(_("A contact cannot be merged with itself."), field="others")
    for contact in (kept, gone):
        if contact.erased_at is not None:
            raise errors.WrongState(_("A contact whose personal data was erased cannot be merged."))
        into = queries.contact_merged_into(contact)
        if into is not None:
            raise errors.WrongState(
                _("{contact} has already been merged into {into}.").format(contact=contact, into=into)
            )
    if not Lineage.objects.filter(ancestor=kept.account_id, account=gone.account_id).exists():
        raise errors.BadInput(
            _("Keep the contact of the higher account: {kept} is neither on {account} nor above it.").format(
                kept=kept, account=gone.account
            ),
            field="others",
        )


def _links() -> moving.Links:
    return moving.links_to(Contact, stay=STAYS)


def _free_of(kept: Contact, gone: Contact) -> int | None:
    """Nobody reports to themselves: who reported to the one put away reports to whom that one did."""
    kept.refresh_from_db()
    if kept.reports_to_id != gone.pk:
        return None
    kept.reports_to = gone.reports_to if gone.reports_to_id != kept.pk else None
    kept.save(update_fields=["reports_to"])
    return gone.pk


def _guard_no_circle(kept: Contact) -> None:
    """Refuse where whoever reported to the one put away is, through others, whom the one kept reports to."""
    try:
        guard_no_circle(kept)
    except errors.BadInput as circle:
        raise errors.BadInput(circle.sentence, field="others") from None


def _fill(kept: Contact, gone: Contact) -> list[str]:
    """Give the contact kept the facts it lacks; returns which."""
    filled = [name for name in FILLED if not getattr(kept, name) and getattr(gone, name)]
    filled = [name for name in filled if getattr(gone, name) != kept]
    for name in filled:
        setattr(kept, name, getattr(gone, name))
    if "reports_to" in filled and in_circle(kept):  # who reports to them now is whom the other one reported to
        kept.reports_to = None
        filled.remove("reports_to")
    if filled:
        kept.save(update_fields=filled)
    return filled


def _empty_filled(merge: ContactMerge) -> None:
    """Facts taken over and unchanged since go again."""
    kept = merge.kept
    same = [name for name in merge.moved["filled"] if getattr(kept, name) == getattr(merge.gone, name)]
    for name in same:
        setattr(kept, name, None if name == "reports_to" else "")
    if same:
        kept.save(update_fields=same)


def _restore_manager(merge: ContactMerge) -> None:
    kept = merge.kept
    if merge.moved["manager"] and kept.reports_to_id in (None, merge.gone.reports_to_id):
        before, kept.reports_to = kept.reports_to, merge.gone
        if in_circle(kept):
            kept.reports_to = before
        kept.save(update_fields=["reports_to"])


def _tell(actor: Actor, verb: str, gone: Contact, kept: Contact, now: datetime) -> None:
    """One line in the history of each account it concerns."""
    for account in {contact.account_id: contact.account for contact in (gone, kept)}.values():
        events.write(actor, verb, subject=gone, stream=account, now=now, changes={"contact": (gone, kept)})
