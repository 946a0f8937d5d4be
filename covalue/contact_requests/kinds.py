"""Requests to contacts by personal link: asked, held, sent, reminded, opened, ended. A kind says what of it is its own.

A package that asks contacts for something has a model, a `ContactRequest`; one `RequestKind` of it, with `follow(kind)` in its
`hooks.py`; and four tasks named `send_request`, `remind`, `ask_to_confirm` and `tell_of_change`, which call the kind's
methods of these names ending in `_now`. What the contact answers, and the page on which they do, is the package's own.
"""

from collections.abc import Collection, Hashable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covalue.accounts import addresses, forgetting, leaving
from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_contact, guard_edits
from covalue.accounts.forgetting import Forgotten
from covalue.accounts.models import Account, Contact
from covalue.contact_requests import letters, links
from covalue.contact_requests.lifetimes import BETWEEN_REMINDERS, REMIND_AFTER
from covalue.contact_requests.models import ContactRequest
from covalue.core import errors, events, jobs, mailboxes
from covalue.core.events import Actor
from covalue.core.shared import Added
from covalue.people.models import User

Row = TypeVar("Row", bound=ContactRequest)


class Happened(StrEnum):
    """What happens to a request without its contact; each kind has its own verbs for them in the audit log."""

    REMINDED = "reminded"
    NOT_REMINDED = "not reminded: who asked no longer works on the account"
    LET_GO = "sent: the address was confirmed"
    REVOKED = "revoked"
    IN_NO_NAME = "ended unsent: who asked no longer works on the account"
    ADDRESS_CHANGED = "ended: the contact has another address"
    RENAMED = "ended: the contact is somebody else"
    MERGED = "ended: the address came from another contact"
    REPEATED = "ended: one person was asked twice"


class RequestKind(Generic[Row]):
    """One kind of request. `purpose` makes its links open nothing of another kind; `tasks` is the module of its four tasks.

    `page` is the address of a link, `mail` the folder of its letters (`request.txt`, `changed.txt`, `confirm.txt`), `related`
    what is read with each request. What was answered can be changed by the same link unless it is `answered_once`.
    """

    model: type[Row]
    purpose: ClassVar[str]
    tasks: ClassVar[str]
    page: str
    mail: str
    related: ClassVar[tuple[str, ...]] = ("account", "contact", "asked_by")
    answered_once: ClassVar[bool] = False
    verbs: ClassVar[Mapping[Happened, str]]
    told_by: ClassVar[Mapping[Happened, str]] = {}  # tasks that tell somebody of it, by what happened
    stays: ClassVar[tuple[str, ...]] = ()  # fields an erasure leaves as they are, beside the nonce
    contact_field: ClassVar[str] = "contact"
    address_field: ClassVar[str] = "contact"
    no_address: ClassVar[str | Promise] = gettext_lazy("{contact} has no email address.")

    # What a kind says of itself.

    def ends_at(self, request: Row) -> datetime:
        """The last moment at which it can be answered."""
        raise NotImplementedError

    def ours(self, request: Row) -> str:
        """The address of our page of what is asked."""
        raise NotImplementedError

    def subject(self, request: Row, company: str, *, again: bool) -> str:
        """The subject of the letter, in the contact's language."""
        raise NotImplementedError

    def letter(self, request: Row) -> dict[str, Any]:
        """What its letters say beside what every letter says."""
        return {}

    def guard_running(self, request: Row, now: datetime) -> None:
        """Refuse what is no longer asked of anybody."""
        if self.ends_at(request) <= now:
            raise errors.WrongState(_("This link has expired."))

    def guard_confirmable(self, request: Row, now: datetime) -> None:
        """Refuse to confirm the address of a request that would not be sent any more."""
        self.guard_running(request, now)

    def guard_reminder(self, request: Row, now: datetime) -> None:
        """Refuse to remind of what cannot be answered."""
        self.guard_waiting(request, now)

    def ended_by(self, request: Row) -> str:
        """What keeps this contact from answering for now; empty when nothing does."""
        return gone(request)

    def about(self, request: Row) -> Hashable:
        """What is asked: of one person it is asked once."""
        raise NotImplementedError

    def answered_by(self, contact: Contact) -> set[Hashable]:
        """What this contact has answered already, and is not asked again."""
        return set()

    def asks_themselves(self, request: Row, kept: Contact) -> bool:
        """Whether a merge left the request with nobody to ask."""
        return False

    def told(self, happened: Happened, request: Row, before: str) -> dict[str, Any]:
        """What the audit log keeps of it beside the verb."""
        if happened is Happened.ADDRESS_CHANGED:
            return {"changes": {"email": (before, request.contact.email)}}
        if happened is Happened.RENAMED:
            return {"changes": {"name": (before, request.contact.name)}}
        return {}

    # Reading.

    def rows(self) -> QuerySet[Row]:
        """All requests, with what is read with each."""
        return self.model._default_manager.select_related(*self.related)

    def unanswered(self) -> QuerySet[Row]:
        """Requests that were neither answered, declined nor revoked; also those not sent yet."""
        return self.model._default_manager.filter(**ContactRequest.UNANSWERED)

    def get(self, user: User, request_id: int) -> Row:
        """One request, on an account this user may open."""
        return accounts.get_within(user, self.rows(), request_id)

    def requested(self, secret: str) -> Row:
        """What a personal link opens; not found for any other address."""
        request_id = links.request_id_of(secret)
        request = self.rows().filter(pk=request_id).first() if request_id is not None else None
        if request is None or not links.opens(secret, request.pk, request.nonce, self.purpose):
            raise errors.NotFound()
        return request

    def secret_of(self, request: Row) -> str:
        """The part of the address by which its contact opens it."""
        return links.secret_of(request.pk, request.nonce, self.purpose)

    def locked(self, request: Row) -> Row:
        """The request as it is now, locked until the transaction ends."""
        return self.rows().select_for_update(of=("self",)).get(pk=request.pk)

    def guard_waiting(self, request: Row, now: datetime) -> None:
        """Refuse what cannot be answered, and say why."""
        if self.answered_once and request.answered_at is not None:
            raise errors.WrongState(_("This has already been answered; it can be answered once."))
        if request.revoked_at is not None:
            raise errors.WrongState(_("This request was withdrawn."))
        if request.declined_at is not None:
            raise errors.WrongState(_("This request was declined without an answer."))
        self.guard_running(request, now)
        if request.held:
            raise errors.WrongState(_("This has not been sent yet: a colleague of ours confirms your address first."))
        if ended := self.ended_by(request):
            raise errors.WrongState(ended)

    def may_be_answered(self, request: Row, now: datetime) -> bool:
        """Whether a contact can be written to about it, and answer."""
        try:
            self.guard_waiting(request, now)
        except errors.WrongState:
            return False
        return True

    def may_confirm(self, user: User, request: Row) -> bool:
        """Whether it is held for this user, among others, to say that the address is right."""
        if not request.held or not request.open:
            return False
        return addresses.could_confirm(request.contact, request.account).filter(pk=user.pk).exists()

    # Asking.

    def guard_contact(self, account: Account, contact: Contact) -> None:
        """Refuse whom nothing can be sent to."""
        guard_contact(account, contact, self.contact_field)
        if not contact.email:
            raise errors.BadInput(str(self.no_address).format(contact=contact), field=self.address_field)
        if contact.departed_on is not None or contact.erased_at is not None:
            raise errors.BadInput(
                _("{contact} has left the company.").format(contact=contact), field=self.contact_field
            )

    def ask(
        self,
        actor: Actor,
        *,
        account: Account,
        contact: Contact,
        now: datetime,
        written_by: Collection[int | None] = (),
        **fields: Any,
    ) -> Row:
        """Write the request down and send it, or hold it until a second person stands behind the address.

        `written_by` are the ids of who of us wrote what is asked; `fields` are the kind's own.
        """
        request = self.model._default_manager.create(
            account=account,
            contact=contact,
            email=contact.email,
            address=addresses.current(contact),
            held=addresses.waits(actor.user, contact, account, written_by=written_by),
            asked_by=actor.user,
            asked_at=now,
            nonce=links.nonce(),
            **fields,
        )
        if not request.held:
            self._send(request, now)
        elif not self._is_asked_already(request, now):
            self._enqueue("ask_to_confirm", request)
        return request

    @transaction.atomic
    def remind(self, actor: Actor, *, request: Row, now: datetime) -> None:
        """Write to them once more, with the same link; at most once a day."""
        guard_edits(actor, request.account)
        request = self.locked(request)
        self.guard_reminder(request, now)
        if request.answered_at is not None:
            raise errors.WrongState(_("They have already answered."))
        if now - (request.reminded_at or request.asked_at) < BETWEEN_REMINDERS:
            raise errors.WrongState(_("They were contacted less than a day ago."))
        request.reminders += 1
        request.reminded_at = now
        request.save(update_fields=["reminders", "reminded_at"])
        self._enqueue("send_request", request, True)
        self._note(actor, Happened.REMINDED, request, now)

    @transaction.atomic
    def revoke(self, actor: Actor, *, request: Row, now: datetime) -> None:
        """Take a request back: its link opens nothing from now on. What was answered stays."""
        guard_edits(actor, request.account)
        request = self.locked(request)
        if request.answered_at is not None:
            raise errors.WrongState(_("This has already been answered."))
        if request.revoked_at is None:
            self._end(actor, Happened.REVOKED, request, now)

    @transaction.atomic
    def confirm_address(self, actor: Actor, *, request: Row, now: datetime) -> None:
        """Another of us stands behind the contact's address; all that was held for it is sent now, whatever they are asked."""
        guard_edits(actor, request.account)
        request = self.locked(request)
        if not request.held or not request.open:
            raise errors.WrongState(_("This has already been confirmed, or has ended."))
        self.guard_confirmable(request, now)
        addresses.confirm(actor, request.contact, now)

    def note_opened(self, request: Row, now: datetime) -> bool:
        """They opened it; whether that was the first time."""
        unopened = self.model._default_manager.filter(pk=request.pk, opened_at=None)
        first = unopened.update(opened_at=now) > 0
        request.opened_at = request.opened_at or now
        return first

    def decline(self, request: Row, words: str, now: datetime) -> None:
        """They would rather not, or are not the right person. The request is locked; its kind writes the event."""
        self.guard_waiting(request, now)
        if request.answered_at is not None:
            raise errors.WrongState(_("You have already answered. You can change your answers."))
        request.declined_at, request.declined_words = now, " ".join(words.split())[:500]
        request.save(update_fields=["declined_at", "declined_words"])

    # What follows when a contact changes.

    def address_confirmed(self, actor: Actor, contact: Contact, now: datetime) -> None:
        """What was held for the address is sent, where whoever confirmed it may open what is asked."""
        for request in self._unanswered_by(contact).filter(held=True):
            may = actor.user is None or accounts.may_edit(actor.user, request.account)
            if may and mailboxes.same(request.email, contact.email):
                request.held = False
                if self.may_be_answered(request, now):
                    request.save(update_fields=["held"])
                    self._send(request, now)
                    self._note(actor, Happened.LET_GO, request, now)

    def address_changed(self, actor: Actor, contact: Contact, before: str, now: datetime) -> None:
        """What waits for an answer at the address before ends; if it was sent there, the people at both ends are told."""
        for request in self._unanswered_by(contact):
            if not mailboxes.same(request.email, contact.email):
                self._end(actor, Happened.ADDRESS_CHANGED, request, now, before)
                if not request.held:
                    self._enqueue("tell_of_change", request)

    def contact_renamed(self, actor: Actor, contact: Contact, before: str, now: datetime) -> None:
        """What waits for an answer of the person before ends: whoever is asked under another name is asked again."""
        for request in self._unanswered_by(contact):
            self._end(actor, Happened.RENAMED, request, now, before)

    def contacts_merged(self, actor: Actor, kept: Contact, now: datetime) -> None:
        """One person is asked one thing once, at the address they have; what was sent to an address that came with the merge
        was asked of the other contact.
        """
        self.address_changed(actor, kept, "", now)
        if addresses.came_with_merge(actor.user, kept, now):
            for request in self._unanswered_by(kept):
                self._end(actor, Happened.MERGED, request, now)
        asked = self.answered_by(kept)
        for request in self._unanswered_by(kept).order_by("held", "asked_at", "pk"):
            if self.about(request) in asked or self.asks_themselves(request, kept):
                self._end(actor, Happened.REPEATED, request, now)
            else:
                asked.add(self.about(request))

    def forget(self, gone: Forgotten) -> None:
        """Links of an erased contact open nothing any more, and nothing says where they were sent."""
        theirs = self.model._default_manager.filter(contact__in=gone.contacts)
        theirs.filter(answered_at=None, revoked_at=None).update(revoked_at=gone.contact.erased_at)
        theirs.update(email="")
        if not gone.keep_words:
            theirs.update(declined_words="")

    # What the tasks do, each possibly twice.

    def send_request_now(self, request_id: int, *, again: bool) -> None:
        """The letter with the link, if it may still be answered, and still in the name of who asked."""
        request, now = self._found(request_id), timezone.now()
        if request is None or not request.open or not self.may_be_answered(request, now):
            return
        if self._in_a_name(request, again=again, now=now):
            letters.send_request(self, request, again=again)

    def remind_now(self, request_id: int) -> None:
        """One more letter if they have not answered; who asked may have reminded them already."""
        request, now = self._found(request_id), timezone.now()
        if request is None or not request.open or not self._in_a_name(request, again=True, now=now):
            return
        try:
            self.remind(events.system("reminder"), request=request, now=now)
        except errors.WrongState:
            return

    def ask_to_confirm_now(self, request_id: int) -> None:
        """Colleagues of who entered the contact's address are asked whether it is right: those who answer for the account."""
        request = self._found(request_id)
        if request is not None and request.open and request.held:
            for colleague in addresses.asked_to_confirm(request.contact, request.account):
                letters.ask_to_confirm(self, request, colleague)

    def tell_of_change_now(self, request_id: int) -> None:
        """The address that was asked hears that the contact has another one."""
        request = self._found(request_id)
        if request is not None and request.revoked_at is not None:
            letters.tell_of_change(self, request)

    # Pieces.

    def _found(self, request_id: int) -> Row | None:
        return self.rows().filter(pk=request_id).first()

    @transaction.atomic
    def _in_a_name(self, request: Row, *, again: bool, now: datetime) -> bool:
        """Whether a letter may still go in the name of who asked; the history says why, where it may not.

        What was never sent ends then, so that a colleague can ask; what was sent can be answered as before.
        """
        if request.asked_by is None or accounts.reaches(request.asked_by, request.account):
            return True
        if again:
            self._note(events.system("reminder"), Happened.NOT_REMINDED, request, now)
        else:
            self._end(events.system("request"), Happened.IN_NO_NAME, request, now)
        return False

    def _unanswered_by(self, contact: Contact) -> QuerySet[Row]:
        """What waits for an answer of this contact, sent or held, locked."""
        rows = self.unanswered().filter(contact=contact).select_for_update(of=("self",))
        return rows.select_related(*self.related)

    def _is_asked_already(self, request: Row, now: datetime) -> bool:
        """Whether colleagues were asked about this address and have not answered: one answer lets all go."""
        held = self.unanswered().filter(contact=request.contact, account=request.account, held=True)
        others = held.exclude(pk=request.pk).select_related(*self.related)
        return any(mailboxes.same(one.email, request.email) and self._is_confirmable(one, now) for one in others)

    def _is_confirmable(self, request: Row, now: datetime) -> bool:
        try:
            self.guard_confirmable(request, now)
        except errors.WrongState:
            return False
        return True

    def _send(self, request: Row, now: datetime) -> None:
        """The letter with the link, and reminders while there is time."""
        self._enqueue("send_request", request, False)
        for after in REMIND_AFTER:
            if now + after < self.ends_at(request):
                self._enqueue("remind", request, run_after=now + after)

    def _end(self, actor: Actor, happened: Happened, request: Row, now: datetime, before: str = "") -> None:
        request.revoked_at = now
        request.save(update_fields=["revoked_at"])
        if happened in self.told_by:
            self._enqueue(self.told_by[happened], request)
        self._note(actor, happened, request, now, before)

    def _note(self, actor: Actor, happened: Happened, request: Row, now: datetime, before: str = "") -> None:
        told = self.told(happened, request, before)
        events.write(actor, self.verbs[happened], subject=request, stream=request.account, now=now, **told)

    def _enqueue(self, task: str, request: Model, *more: Any, run_after: datetime | None = None) -> None:
        jobs.enqueue(f"{self.tasks}.{task}", request.pk, *more, run_after=run_after)


_followed: Added[RequestKind[Any]] = Added()


def follow(kind: RequestKind[Any]) -> None:
    """Requests of this kind follow their contacts: another address or name, a merge, an erasure. For `hooks.py`."""
    _followed.add(kind)
    addresses.when_changed(kind.address_changed)
    addresses.when_confirmed(kind.address_confirmed)
    addresses.when_renamed(kind.contact_renamed)
    leaving.when_merged(kind.contacts_merged)
    forgetting.when_erased(kind.forget)
    forgetting.leave(kind.model, "nonce", *kind.stays)


def pass_on(account: Account, *, giver: User, taker: User) -> dict[str, list[int]]:
    """What one of us has asked contacts of an account, and nobody has answered, is another's question from now on.

    Reminders go in their name, and answers to them. Returns the ids by purpose, for `give_back`.
    """
    moved = {}
    for kind in _followed:
        rows = kind.unanswered().filter(account=account, asked_by=giver)
        moved[kind.purpose] = list(rows.values_list("pk", flat=True))
        kind.model._default_manager.filter(pk__in=moved[kind.purpose]).update(asked_by=taker)
    return {purpose: ids for purpose, ids in moved.items() if ids}


def give_back(moved: Mapping[str, list[int]], *, giver: User | None, taker: User) -> None:
    """Undo `pass_on`, but for what was answered since or is somebody else's."""
    for kind in _followed:
        rows = kind.unanswered().filter(pk__in=moved.get(kind.purpose, ()), asked_by=taker)
        rows.update(asked_by=giver)


def gone(request: ContactRequest) -> str:
    """That the contact is not there any more, or nothing."""
    contact = request.contact
    if contact.departed_on is None and contact.erased_at is None and contact.merged_at is None:
        return ""
    return _("{contact} has left the company and can no longer answer this.").format(contact=contact)


def as_contact(actor: Actor, contact: Contact) -> Actor:
    """The contact acts, from where the request came."""
    return Actor(user=actor.user, origin=actor.origin, request=actor.request, called=contact.name)
