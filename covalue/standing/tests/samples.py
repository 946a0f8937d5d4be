"""Sample rows of standing."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, Contact
from covalue.accounts.tests.samples import contact_of
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.standing.actions import answering, asking, rounds, scorecards
from covalue.standing.actions.answering import Answers
from covalue.standing.inputs import ScorecardLineInput
from covalue.standing.models import Assessment, AssessmentRequest, OurRater
from covalue.standing.queries.ladder import EVIDENCE
from covalue.standing.rules import RaterSide
from tests.world import NOW, TODAY, US, World

HEAD = {"name": "Supplier review", "period": "Q3", "ends_on": date(2026, 9, 30), "worst": 0, "best": 100}


def rows(world: World, account: Account) -> dict[str, int | str]:
    """An assessment somebody was asked in, and evidence of the ladder."""
    contact = contact_of(account)
    if not contact.email:
        accounts.edit_contact(US, contact=contact, email="theirs@example.com", now=NOW)
    director = world.user(Role.PROGRAM_DIRECTOR)
    found = opened(account, contacts=[contact], colleagues=[director])
    evidence = EVIDENCE.add(
        US, account, {"criterion": "reliable", "side": RaterSide.OURS, "words": "On time", "on": TODAY}, now=NOW
    )
    line = ScorecardLineInput(criterion="Quality", score=Decimal(80), guess=Decimal(90))
    card = scorecards.add(US, account=account, values=HEAD, lines=[line], now=NOW)
    return {
        "scorecard_id": card.pk,
        "line_place": 0,
        "criterion": "reliable",
        "assessment_id": found.pk,
        "driver_id": found.driver_set.drivers.all()[0].pk,
        "asked_id": found.requests.get().pk,
        "colleague_id": found.raters.get().pk,
        "driver_set_id": found.driver_set_id,
        "rung_evidence_id": evidence.pk,
    }


def actor(user: User) -> Actor:
    return Actor(user=user, origin="test")


def opened(
    account: Account,
    contacts: Sequence[Contact] = (),
    colleagues: Sequence[User] = (),
    actor: Actor = US,
    now: object = NOW,
) -> Assessment:
    """A round with these people asked; contacts get an address where they have none."""
    for place, contact in enumerate(contacts):
        if not contact.email:
            accounts.edit_contact(US, contact=contact, email=f"contact{place}@example.com", now=now)
    found = rounds.open(actor, account=account, name="Spring", now=now)
    asking.ask(actor, assessment=found, contacts=contacts, colleagues=colleagues, now=now)
    return found


def answers(found: Assessment, *scores: int | None, **more: str) -> Answers:
    """The same score for every driver, or one for each."""
    rows = list(found.driver_set.drivers.all())
    given = scores if len(scores) > 1 else scores * len(rows)
    return Answers({driver.pk: score for driver, score in zip(rows, given, strict=True)}, **more)


def answered(
    found: Assessment, contact: Contact, *scores: int | None, now: object = NOW, **more: str
) -> AssessmentRequest:
    request = found.requests.get(contact=contact)
    return answering.answer(US, request=request, answers=answers(found, *scores, **more), now=now)


def rated(found: Assessment, user: User, *scores: int | None, now: object = NOW, **more: str) -> OurRater:
    rater = found.raters.get(user=user)
    return answering.rate(actor(user), rater=rater, answers=answers(found, *scores, **more), now=now)
