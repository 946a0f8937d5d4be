"""Reading promises; queries of accounts decide whose."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, Count, F, IntegerField, Max, Model, Q, QuerySet, Value, When

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.accounts.rows import AccountRows
from covalue.core import errors, events
from covalue.core.periods import Period, add_months
from covalue.people import queries as people
from covalue.people.models import User
from covalue.promises import rhythm_rules, rules
from covalue.promises.models import Answer, Promise, Rhythm
from covalue.promises.rules import KeptShare, Outcome, PromiseSide, Term

RELATED: Final = ("account", "by_user", "by_contact", "to_user", "to_contact", "action", "created_by")
SOON: Final = timedelta(days=7)


@dataclass(frozen=True)
class Kept:
    """The share kept on time, by side."""

    ours: KeptShare
    theirs: KeptShare


@dataclass(frozen=True)
class Spoken:
    """How often we spoke with a contact in 12 months, when last, and whether they have gone quiet by what they asked for."""

    count: int
    last_held: date | None
    quiet: bool


@dataclass(frozen=True)
class PromisesPage:
    """An account's promises by side, open ones first, and the share each side kept on time."""

    account: Account
    ours: tuple[Promise, ...]
    theirs: tuple[Promise, ...]
    kept: Kept
    answers: tuple[Answer, ...]

    @property
    def is_empty(self) -> bool:
        return not self.ours and not self.theirs


PROMISES: Final = AccountRows(Promise, related=RELATED[1:])
visible_to, get, get_current = PROMISES.visible_to, PROMISES.get_or_removed, PROMISES.get


def of_account(account: Account) -> QuerySet[Promise]:
    """The account's promises: open ones first by their day, then the ended, the latest first."""
    return _ordered(Promise.objects.filter(account=account, removed_at=None))


def open_on(account: Account) -> QuerySet[Promise]:
    """The account's open promises, by their day."""
    return of_account(account).filter(outcome=Outcome.OPEN)


def page_of(account: Account, today: date) -> PromisesPage:
    """What the page of an account's promises shows."""
    rows = tuple(of_account(account))
    return PromisesPage(
        account,
        tuple(row for row in rows if row.side == PromiseSide.OURS),
        tuple(row for row in rows if row.side == PromiseSide.THEIRS),
        _kept(((row.side, row.term) for row in rows), today),
        tuple(open_answers([account.pk])),
    )


def kept_on(account: Account, today: date) -> Kept:
    """The share kept on time by side, of this account."""
    return kept_by_account([account.pk], {account.pk: today}).get(account.pk, Kept(KeptShare(), KeptShare()))


def kept_within(account: Account, span: Period, today: date) -> Kept:
    """The share kept on time by side, of what was promised for a day of `span`."""
    rows = Promise.objects.filter(
        account=account, removed_at=None, promised_for__gte=span.start, promised_for__lte=span.end
    )
    return _kept(((row.side, row.term) for row in rows), today)


def kept_by_account(account_ids: Iterable[int], today: Mapping[int, date]) -> dict[int, Kept]:
    """The same of several accounts in one query, each on its own day."""
    rows = Promise.objects.filter(account__in=account_ids, removed_at=None)
    terms: dict[int, list[tuple[str, Term]]] = defaultdict(list)
    for account_id, side, outcome, ended_on, promised_for in rows.values_list(
        "account", "side", "outcome", "ended_on", "promised_for"
    ):
        terms[account_id].append((side, Term(Outcome(outcome), ended_on, promised_for)))
    return {account_id: _kept(pairs, today[account_id]) for account_id, pairs in terms.items()}


def with_contact(user: User, contact: Contact) -> QuerySet[Promise]:
    """What a contact promised or was promised, on accounts this user may open: open ones first."""
    return _ordered(visible_to(user).filter(Q(by_contact=contact) | Q(to_contact=contact)))


def open_with(contact: Contact) -> QuerySet[Promise]:
    """The open promises by or to a contact, on every account: what is to be decided when they leave."""
    rows = Promise.objects.filter(removed_at=None, outcome=Outcome.OPEN, account__archived_at=None)
    return _ordered(rows.filter(Q(by_contact=contact) | Q(to_contact=contact)))


def arose_from(row: Model) -> QuerySet[Promise]:
    """The promises made in a row, such as a conversation."""
    return _ordered(Promise.objects.filter(arose_from=events.key(row), removed_at=None))


def open_answers(account_ids: Iterable[int] | QuerySet[Account]) -> QuerySet[Answer]:
    """What the customer said to promises of theirs and nobody of us has taken note of."""
    rows = Answer.objects.filter(
        decided_at=None, promise__removed_at=None, promise__outcome=Outcome.OPEN, promise__account__in=account_ids
    )
    return rows.select_related("promise__account", "promise__by_contact", "contact").order_by("answered_at", "id")


def get_answer(user: User, answer_id: int) -> Answer:
    """One answer, to a promise on an account this user may open."""
    rows = Answer.objects.select_related("promise__account", "promise__by_contact", "contact")
    answer = rows.filter(
        pk=answer_id, promise__removed_at=None, promise__account__in=accounts.visible_to(user).values("pk")
    ).first()
    if answer is None:
        raise errors.NotFound()
    return answer


def answers_to(promises: Iterable[Promise]) -> dict[int, Answer]:
    """The last answer to each of these promises."""
    last: dict[int, Answer] = {}
    for answer in Answer.objects.filter(promise__in=[row.pk for row in promises]).select_related("contact"):
        last.setdefault(answer.promise_id, answer)
    return last


def possible_parties(account: Account, promise: Promise | None = None) -> dict[str, QuerySet[Any]]:
    """Who can have part in a promise: colleagues who may open the account, contacts who are still there.

    Whoever has part in the `promise` now can keep it.
    """
    may_open = accounts.who_may_open(account)
    if promise is None:
        return {"colleague": may_open, "contact": accounts.current_contacts(account)}
    ours = people.everybody().filter(pk__in=[promise.by_user_id, promise.to_user_id])
    theirs = [promise.by_contact_id, promise.to_contact_id]
    return {
        "colleague": people.either(may_open, ours),
        "contact": accounts.current_contacts(account, with_ids=theirs),
    }


def rhythm_of(contact: Contact) -> Rhythm | None:
    """How often a contact asked to be met, as said last."""
    return (
        Rhythm.objects.filter(contact=contact, removed_at=None)
        .select_related("contact", "said_by", "account", "created_by")
        .order_by("-said_on", "-id")
        .first()
    )


def spoken_with(contact: Contact, today: date) -> Spoken:
    """How often we spoke with a contact in the last 12 months, and whether that is quiet by what they asked for."""
    held = contact.conversations.filter(removed_at=None)
    counted = held.aggregate(last=Max("held_on"), count=Count("pk", filter=Q(held_on__gt=add_months(today, -12))))
    asked = quiet_after([contact.pk]).get(contact.pk)
    quiet = asked is not None and (counted["last"] is None or today - counted["last"] > asked)
    return Spoken(counted["count"], counted["last"], quiet)


def rhythms_before(contact: Contact) -> QuerySet[Rhythm]:
    """What a contact asked for, the last first."""
    return Rhythm.objects.filter(contact=contact, removed_at=None).select_related("said_by").order_by("-said_on", "-id")


def removed_rhythms(contact: Contact) -> QuerySet[Rhythm]:
    """What was removed last of what a contact asked for."""
    gone = Rhythm.objects.filter(contact=contact, removed_at__isnull=False)
    last = gone.aggregate(last=Max("removed_at"))["last"]
    return gone.filter(removed_at=last).select_related("contact")


def quiet_after(contact_ids: Iterable[int]) -> dict[int, timedelta]:
    """How long each of these contacts may go without a conversation, where they said how often they want one."""
    rows = Rhythm.objects.filter(contact__in=list(contact_ids), removed_at=None).order_by("said_on", "id")
    last = dict(rows.values_list("contact", "every_days"))
    return {contact_id: rhythm_rules.quiet_after(days) for contact_id, days in last.items()}


def quiet_after_on(account_ids: Iterable[int]) -> dict[int, timedelta]:
    """The shortest time that a contact still there asked for, by account."""
    rows = Rhythm.objects.filter(
        contact__account__in=list(account_ids), removed_at=None, contact__departed_on=None, contact__erased_at=None
    ).order_by("said_on", "id")
    last: dict[int, tuple[int, int]] = {}
    for contact_id, account_id, days in rows.values_list("contact", "contact__account", "every_days"):
        last[contact_id] = (account_id, days)
    shortest: dict[int, timedelta] = {}
    for account_id, days in last.values():
        after = rhythm_rules.quiet_after(days)
        shortest[account_id] = min(after, shortest.get(account_id, after))
    return shortest


def rhythms_on(rows: QuerySet[Account]) -> list[Rhythm]:
    """The rhythm each contact of these accounts asked for last, with `last_held` of the last conversation with them."""
    rhythms = Rhythm.objects.filter(
        contact__account__in=rows, removed_at=None, contact__departed_on=None, contact__erased_at=None
    )
    held = Max("contact__conversations__held_on", filter=Q(contact__conversations__removed_at=None))
    last: dict[int, Rhythm] = {}
    for rhythm in rhythms.select_related("contact__account").annotate(last_held=held).order_by("said_on", "id"):
        last[rhythm.contact_id] = rhythm
    return list(last.values())


def _ordered(rows: QuerySet[Promise]) -> QuerySet[Promise]:
    rank = Case(When(outcome=Outcome.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.select_related(*RELATED).order_by(
        rank, F("due_on").asc(nulls_last=True), F("ended_on").desc(nulls_last=True), "id"
    )


def _kept(pairs: Iterable[tuple[str, Term]], today: date) -> Kept:
    terms: dict[str, list[Term]] = {PromiseSide.OURS: [], PromiseSide.THEIRS: []}
    for side, term in pairs:
        terms[side].append(term)
    return Kept(*(rules.kept_share(terms[side], today) for side in (PromiseSide.OURS, PromiseSide.THEIRS)))
