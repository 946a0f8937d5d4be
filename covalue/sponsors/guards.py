"""What is asked before anything of sponsorships changes, by pages, API, and undo alike."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from covalue.accounts import actions as account_actions
from covalue.accounts.models import Account, Contact
from covalue.core import errors
from covalue.core.events import Actor
from covalue.objectives.models import Objective
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.sponsors import queries, rules
from covalue.sponsors.models import Declaration, Escalation, Sponsorship


def directs(actor: Actor) -> None:
    """Only the program director."""
    if actor.user is not None and not actor.user.may(Right.CLASSIFY_ACCOUNTS):
        raise errors.NotAllowed(_("Only the program director can do this."))


def themselves_or_directs(actor: Actor, user: User) -> None:
    """Only the executive themselves or the program director."""
    if actor.user is not None and actor.user.pk != user.pk and not actor.user.may(Right.CLASSIFY_ACCOUNTS):
        raise errors.NotAllowed(_("Only {name} or the program director can do this.").format(name=user.name))


def acknowledges(actor: Actor) -> User:
    """Who acknowledges the role card: only who can sponsor."""
    if actor.user is None or not actor.user.may_sponsor:
        raise errors.NotAllowed(_("Only executive sponsors acknowledge the role card."))
    user: User = actor.user
    return user


def runs(sponsorship: Sponsorship) -> None:
    """WrongState for a sponsorship that has ended."""
    if sponsorship.ended_at is not None:
        raise errors.WrongState(_("This sponsorship has ended."))


def sponsor(account: Account, user: User, *, field: str) -> None:
    """Refuse somebody who cannot sponsor, declared a conflict of interest, or sponsors this account already."""
    if not user.may_sponsor:
        sentence = _("{name} has no role that sponsors accounts. An administrator can make them an executive sponsor.")
        raise errors.BadInput(sentence.format(name=user.name), field=field)
    declared = Declaration.objects.filter(user=user, account=account).exclude(conflict="").first()
    if declared is not None:
        sentence = _("{name} declared a conflict of interest: {conflict}")
        raise errors.BadInput(sentence.format(name=user.name, conflict=declared.conflict), field=field)
    if queries.running().filter(account=account, sponsor=user).exists():
        sentence = _("{name} already sponsors {account}.")
        raise errors.BadInput(sentence.format(name=user.name, account=account), field=field)


def load(account: Account, user: User, why: str) -> int:
    """The number of accounts they sponsor with this one; refused beyond their limit unless a reason is given."""
    after = len(queries.sponsored_by([user.pk])[user.pk] | {account.pk})
    most = queries.most_of([user.pk])[user.pk]
    if after > most and not why:
        sentence = _("With this account {name} would have {n}; the limit is {most}. Say why they should take one more.")
        raise errors.BadInput(sentence.format(name=user.name, n=after, most=most), field="over_limit")
    return after


def terms(sponsorship: Sponsorship) -> None:
    """Refuse a term that ends before it starts, and a successor who is the sponsor or cannot sponsor."""
    if sponsorship.ends_on is not None and sponsorship.ends_on <= sponsorship.starts_on:
        raise errors.BadInput(_("The term ends before it starts."), field="ends_on")
    if not 1 <= sponsorship.weeks <= rules.MOST_WEEKS:
        raise errors.BadInput(_("Enter a number of weeks from 1 to {n}.").format(n=rules.MOST_WEEKS), field="weeks")


def successor(sponsorship: Sponsorship) -> None:
    """Refuse a successor who is the sponsor themselves or cannot sponsor."""
    if sponsorship.successor is None:
        return
    if sponsorship.successor_id == sponsorship.sponsor_id:
        raise errors.BadInput(_("The successor is somebody else than the sponsor."), field="successor")
    if not sponsorship.successor.may_sponsor:
        sentence = _("{name} has no role that sponsors accounts. An administrator can make them an executive sponsor.")
        raise errors.BadInput(sentence.format(name=sponsorship.successor.name), field="successor")


def contacts(account: Account, people: Iterable[Contact], *, field: str) -> None:
    """Refuse contacts of another account, and those who have left."""
    for contact in people:
        account_actions.guard_contact(account, contact, field)
        if contact.departed_on is not None:
            raise errors.BadInput(_("{contact} has left.").format(contact=contact), field=field)


def objectives(account: Account, goals: Iterable[Objective]) -> None:
    """Refuse objectives of another account."""
    for goal in goals:
        if goal.account_id != account.pk or goal.removed_at is not None:
            raise errors.BadInput(_("“{goal}” is not an objective of {account}.").format(goal=goal, account=account),
                                  field="objectives")  # fmt: skip


def answers(actor: Actor, escalation: Escalation) -> None:
    """Only the sponsor, or the program director in their place."""
    sponsorship, user = escalation.sponsorship, actor.user
    account_actions.guard_edits(actor, sponsorship.account)
    if user is not None and user.pk != sponsorship.sponsor_id and not user.may(Right.CLASSIFY_ACCOUNTS):
        raise errors.NotAllowed(_("Only the sponsor or the program director answers an escalation."))


def acknowledged(sponsorship: Sponsorship) -> None:
    """WrongState before the sponsor acknowledged the role card: the version of today before their first touchpoint."""
    card, user = queries.current_card(), sponsorship.sponsor
    if card is None:
        raise errors.WrongState(_("There is no role card yet. The program director publishes it first."))
    versions = queries.acknowledged_by([user.pk])[user.pk]
    if not versions or (card.version not in versions and not queries.has_touchpoints(user)):
        sentence = _("{name} acknowledges the role card (version {n}) and its training before the first touchpoint.")
        raise errors.WrongState(sentence.format(name=user.name, n=card.version))


def on_team(sponsorship: Sponsorship) -> None:
    """WrongState where the sponsor can no longer open the account: nothing is prepared for them then."""
    if (sponsorship.account_id, sponsorship.sponsor_id) not in queries.sponsoring([sponsorship.account_id]):
        sentence = _("{name} is no longer a sponsor on the account team.")
        raise errors.WrongState(sentence.format(name=sponsorship.sponsor.name))


def planned(account: Account, day: date, now_day: date) -> None:
    """Refuse a plan for a day that has passed, or beyond two years."""
    if day < now_day:
        raise errors.BadInput(_("This day has passed. Log the touchpoint if it was held."), field="planned_on")
    if (day - now_day).days > 731:
        raise errors.BadInput(_("Plan for the next two years at most."), field="planned_on")
