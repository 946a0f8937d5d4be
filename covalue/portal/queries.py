"""The door of guests: which accounts a guest is invited to, and what of them is shared. Nothing else is ever read for them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Max, Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import addresses, asked, shareables
from covalue.accounts import queries as accounts
from covalue.accounts.asked import Ask
from covalue.accounts.models import Account, Contact
from covalue.accounts.rules import RELATIONSHIP_LADDER
from covalue.accounts.shareables import Item, Standing
from covalue.action_items import queries as action_items
from covalue.conversations import queries as conversations
from covalue.core import errors, events
from covalue.people import queries as people
from covalue.people.models import User
from covalue.portal import items, rules
from covalue.portal.models import Assent, Comment, Guest, Look, Proposal, Share
from covalue.portal.rules import Check, Facts, ItemKind
from covalue.value import queries as value
from covalue.value.models import Signature, SignatureRequest
from covalue.value.queries import ClaimView, StatementPage
from covalue.value.signing import documents
from covalue.value.signing.kind import SIGNATURES

Row = TypeVar("Row", bound=Model)

LOOKED = "looked at"
BACK_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class SharedItem:
    """An item as it is shown, and what guests said to it: the assent that still holds, or the one it outgrew."""

    item: Item
    assent: Assent | None
    outgrown: Assent | None
    comments: int


@dataclass(frozen=True)
class Home:
    """What a guest sees first. `waiting`: what this contact is asked to sign; `asked`: what else waits for their answer."""

    account: Account
    look: Look | None
    shared: dict[ItemKind, tuple[SharedItem, ...]]
    waiting: tuple[SignatureRequest, ...]
    signed: tuple[Signature, ...]
    proposals: tuple[Proposal, ...]
    statement: StatementPage | None
    asked: tuple[Ask, ...] = ()

    @property
    def empty(self) -> bool:
        return not any(self.shared.values()) and not self.waiting and not self.asked

    @property
    def answers_wanted(self) -> int:
        """How many things wait for this contact's answer."""
        return len(self.answerable) + len(self.asked)

    @property
    def answerable(self) -> tuple[tuple[SignatureRequest, str], ...]:
        """What can be answered, each with what is at stake; requests that cannot be signed are left out."""
        return tuple((row, documents.at_stake(row.read)) for row in self.waiting if not SIGNATURES.obstacle_to(row))


@dataclass(frozen=True)
class ItemPage:
    """One shared item with its comments; a case with its document and what it delivered."""

    account: Account
    look: Look | None
    shared: SharedItem
    comments: tuple[Comment, ...]
    document: dict[str, Any] | None
    claims: tuple[ClaimView, ...]
    statement: StatementPage | None


@dataclass(frozen=True)
class GuestView:
    """A guest as we see them: whether they joined, when they looked last, on how many days lately.

    `entered_by` of us alone entered the address of one who is held, and somebody else has to confirm it.
    """

    guest: Guest
    joined: bool
    last_look: datetime | None
    days: int
    entered_by: User | None = None


@dataclass(frozen=True)
class Switch:
    """An item of ours with whether it is shared, since when and by whom."""

    item: Item
    share: Share | None
    assent: Assent | None
    comments: int

    @property
    def shared(self) -> bool:
        return self.share is not None

    @property
    def shared_by(self) -> User | None:
        return self.share.shared_by if self.share else None

    @property
    def shared_at(self) -> datetime | None:
        return self.share.shared_at if self.share else None

    @property
    def said(self) -> str:
        """What a guest answered to it as it reads now; empty without an answer."""
        return self.assent.said if self.assent else ""


@dataclass(frozen=True)
class SwitchGroup:
    """The items of one kind under their heading."""

    title: str
    switches: tuple[Switch, ...]


@dataclass(frozen=True)
class Together:
    """Our page about the customer at the table."""

    account: Account
    look: Look
    groups: tuple[SwitchGroup, ...]
    guests: tuple[GuestView, ...]
    checks: tuple[Check, ...]
    proposals: tuple[Proposal, ...]
    comments: tuple[tuple[Comment, Item | None], ...]
    contacts: tuple[addresses.Choice, ...]

    @property
    def ready(self) -> bool:
        return rules.ready(self.checks)

    @property
    def shared(self) -> int:
        return sum(switch.share is not None for group in self.groups for switch in group.switches)


def guests_of(user: User) -> QuerySet[Guest]:
    """Where this user is a guest now; who left, was erased or deactivated is none."""
    if not user.is_active or not user.is_guest:
        return Guest.objects.none()
    current = Guest.objects.filter(
        email=user.email,
        revoked_at=None,
        held=False,
        account__archived_at=None,
        contact__departed_on=None,
        contact__erased_at=None,
    )
    return current.select_related("account", "contact").order_by("account__name")


def guest_at(user: User, account_id: int) -> Guest:
    """This user as a guest of the account; not found for whoever is none."""
    guest = guests_of(user).filter(account_id=account_id).first()
    if guest is None:
        raise errors.NotFound()
    return guest


def language_of_address(email: str) -> str:
    """The language of the guest with this address, as their contact says it; empty where nobody said, or there is none."""
    found = Guest.objects.filter(email__iexact=email, revoked_at=None, held=False).exclude(contact__language="")
    return found.order_by("-pk").values_list("contact__language", flat=True).first() or ""


def language_of(account: Account) -> str:
    """The language of the account's first guest; empty when nobody said."""
    first = account.guests.filter(revoked_at=None, held=False).exclude(contact__language="").order_by("pk").first()
    return first.contact.language if first else ""


def shared_ids(account: Account) -> dict[ItemKind, set[int]]:
    """What is shared now, by kind."""
    ids: dict[ItemKind, set[int]] = defaultdict(set)
    for kind, item in _standing(account).values_list("kind", "item"):
        ids[ItemKind(kind)].add(item)
    return ids


def home(account: Account, contact: Contact | None, today: date) -> Home:
    """What the account's guests see; `contact` is who looks, None when we look as the customer."""
    shared = _shared(account)
    return Home(
        account=account,
        look=look_of(account),
        shared=shared,
        waiting=tuple(waiting_for(contact, account)) if contact else (),
        signed=tuple(value.signatures_of(account).filter(contact=contact, withdraws=None)[:10]) if contact else (),
        proposals=tuple(proposals_of(account)[:10]),
        statement=value.statement_of(account, None, today, below=False) if shared[ItemKind.STATEMENT] else None,
        asked=(*asked.of(contact, account, timezone.now()), *_questions(account, contact, shared)) if contact else (),
    )


def _questions(account: Account, contact: Contact, shared: dict[ItemKind, tuple[SharedItem, ...]]) -> Iterator[Ask]:
    """What guests are asked about shared items that are open."""
    for kind, rows in shared.items():
        answering = shareables.kind_of(kind).answering if rows else None
        if answering is None or not answering.question:
            continue
        for row in rows:
            standing = answering.standing(account, contact, row.item.pk)
            if standing is not None and standing.is_open:
                address = reverse("portal:item", args=[account.pk, kind.value, row.item.pk])
                yield Ask(str(answering.question).format(title=row.item.title), address)


def item_page(account: Account, kind: ItemKind, item_id: int, today: date, year: int | None = None) -> ItemPage:
    """One shared item; not found for what is not shared."""
    shared = next((row for row in _shared(account, [kind])[kind] if row.item.pk == item_id), None)
    if shared is None:
        raise errors.NotFound()
    return ItemPage(
        account=account,
        look=look_of(account),
        shared=shared,
        comments=tuple(comments_of(account).filter(kind=kind, item=item_id).order_by("written_at", "id")),
        document=_document(account, item_id) if kind is ItemKind.CASE else None,
        claims=_claims(account, item_id) if kind is ItemKind.CASE else (),
        statement=value.statement_of(account, year, today, below=False) if kind is ItemKind.STATEMENT else None,
    )


def waiting_for(contact: Contact, account: Account) -> QuerySet[SignatureRequest]:
    """What this contact is asked to sign for the account and has not answered."""
    waiting = value.waiting_requests().filter(account=account, contact=contact)
    waiting = waiting.select_related("initiative", "claim", "asked_by", "contact", "on_behalf_of", "account")
    return waiting.prefetch_related("claim__replacements")


def request_of(guest: Guest, request_id: int) -> SignatureRequest:
    """A question to this very contact, answered or not."""
    return value.request_to(guest.contact, guest.account, request_id)


def standing_of(guest: Guest, kind: ItemKind, item_id: int) -> Standing | None:
    """How this guest may answer an item of their own; None where there is nothing to answer."""
    answering = shareables.kind_of(kind).answering
    return answering.standing(guest.account, guest.contact, item_id) if answering else None


def look_of(account: Account) -> Look | None:
    """How the portal looks, if somebody said so."""
    return Look.objects.filter(account=account).first()


def proposals_of(account: Account) -> QuerySet[Proposal]:
    """What guests of the account proposed, the latest first."""
    return Proposal.objects.filter(account=account).select_related("contact", "account", "decided_by")


def comments_of(account: Account) -> QuerySet[Comment]:
    """What both sides wrote to its items, the latest first."""
    comments = Comment.objects.filter(account=account, removed_at=None).select_related("author", "contact")
    return comments.order_by("-written_at", "-id")


def get_proposal(account: Account, proposal_id: int) -> Proposal:
    """One proposal of the account."""
    return _row(proposals_of(account), proposal_id)


def get_guest(account: Account, guest_id: int) -> Guest:
    """One guest of the account."""
    return _row(Guest.objects.filter(account=account).select_related("contact", "account"), guest_id)


def get_comment(account: Account, comment_id: int) -> Comment:
    """One comment of the account, removed ones included."""
    return _row(Comment.objects.filter(account=account), comment_id)


def together(account: Account, today: date, now: datetime) -> Together:
    """What is shared, with whom, what they say, whether they come back."""
    everything = items.all_of(account)
    shares = {(share.kind, share.item): share for share in _standing(account).select_related("shared_by")}
    holding, comments = _holding(account), _comment_counts(account)
    groups = tuple(
        SwitchGroup(
            str(shareables.kind_of(kind).title),
            tuple(
                Switch(
                    item,
                    shares.get((kind, item.pk)),
                    _assent(holding, item)[0],
                    comments[kind, item.pk],
                )
                for item in all_items
            ),
        )
        for kind, all_items in everything.items()
    )
    by_key = {(item.kind, item.pk): item for all_items in everything.values() for item in all_items}
    look = look_of(account) or Look(account=account)
    return Together(
        account=account,
        look=look,
        groups=groups,
        guests=_guests(account, now),
        checks=rules.readiness(_facts(account, look, len(shares), today), today),
        proposals=tuple(proposals_of(account)[:30]),
        comments=tuple((row, by_key.get((ItemKind(row.kind), row.item))) for row in comments_of(account)[:20]),
        contacts=tuple(addresses.Choices(invitable(account))),
    )


def invitable(account: Account) -> QuerySet[Contact]:
    """Contacts who can be invited: they are still there. The address of one without is asked for."""
    return accounts.current_contacts(account).order_by("name")


def checks_of(account: Account, today: date) -> tuple[Check, ...]:
    """What speaks for and against inviting now."""
    look = look_of(account) or Look(account=account)
    return rules.readiness(_facts(account, look, _standing(account).count(), today), today)


def _row(rows: QuerySet[Row], pk: int) -> Row:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise errors.NotFound()
    return row


def _standing(account: Account) -> QuerySet[Share]:
    return Share.objects.filter(account=account, ended_at=None)


def _shared(account: Account, kinds: Iterable[ItemKind] = ItemKind) -> dict[ItemKind, tuple[SharedItem, ...]]:
    """What is shared of these kinds; a kind of which nothing is shared is not looked up."""
    ids, holding, comments = shared_ids(account), _holding(account), _comment_counts(account)
    return {
        kind: tuple(
            SharedItem(item, *_assent(holding, item), comments[kind, item.pk])
            for item in (items.of_kind(account, kind) if ids[kind] else ())
            if item.pk in ids[kind]
        )
        for kind in kinds
    }


def _holding(account: Account) -> dict[tuple[str, int], Assent]:
    """The last assent to each item."""
    last: dict[tuple[str, int], Assent] = {}
    for assent in Assent.objects.filter(account=account).select_related("contact"):
        last.setdefault((assent.kind, assent.item), assent)
    return last


def _assent(holding: dict[tuple[str, int], Assent], item: Item) -> tuple[Assent | None, Assent | None]:
    """The assent that holds for what the item says now, and the one it outgrew."""
    assent = holding.get((item.kind, item.pk))
    if assent is None:
        return None, None
    return (assent, None) if assent.reading == dict(item.reading) else (None, assent)


def _comment_counts(account: Account) -> Counter[tuple[str, int]]:
    return Counter(Comment.objects.filter(account=account, removed_at=None).values_list("kind", "item"))


def _document(account: Account, initiative_id: int) -> dict[str, Any] | None:
    """The case as they would sign it; nothing while it cannot be calculated."""
    try:
        return documents.read(value.case_document(account.initiatives.get(pk=initiative_id)))
    except errors.WrongState:
        return None


def _claims(account: Account, initiative_id: int) -> tuple[ClaimView, ...]:
    """What was claimed and asked about; drafts are ours."""
    own = (view for view in value.claims_of(account) if view.claim.initiative_id == initiative_id)
    return tuple(view for view in own if view.state != "draft")


def _guests(account: Account, now: datetime) -> tuple[GuestView, ...]:
    guests = list(Guest.objects.filter(account=account, revoked_at=None).select_related("contact", "invited_by"))
    users = people.by_emails(guest.email for guest in guests)
    looks = events.of(account).filter(verb=LOOKED, actor__in=users.values()).order_by()
    last = dict(looks.values_list("actor").annotate(at=Max("at")))
    days: dict[int, set[date]] = defaultdict(set)
    for actor, at in looks.filter(at__gte=now - BACK_WITHIN).values_list("actor", "at"):
        days[actor].add(at.date())
    return tuple(_guest_view(guest, users.get(guest.email), last, days) for guest in guests)


def _guest_view(guest: Guest, user: User | None, last: dict[int, datetime], days: dict[int, set[date]]) -> GuestView:
    key = user.pk if user else 0
    known = addresses.current(guest.contact) if guest.held else None
    entered_by = known.entered_by if known else None
    return GuestView(guest, user is not None, last.get(key), len(days.get(key, ())), entered_by)


def _facts(account: Account, look: Look, shared: int, today: date) -> Facts:
    standing = value.standing_of(account)
    return Facts(
        trusted=account.relationship_now in RELATIONSHIP_LADDER[1:],
        overdue=action_items.overdue(account, today).count(),
        disputed=standing.disputed > 0,
        validated_targets=standing.targets_validated,
        shared=shared,
        heard_on=conversations.last_held([account.pk]).get(account.pk),
        no_tender=look.no_tender,
        no_burning_issue=look.no_burning_issue,
    )
