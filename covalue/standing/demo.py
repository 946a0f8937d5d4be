"""How some customers of the demo company see the relationship: rated by them and by us, evidence of the ladder, their scorecards."""

from datetime import timedelta
from decimal import Decimal

from covalue.accounts.demo import Customers
from covalue.core.demo import US, Demo
from covalue.people.demo import People
from covalue.standing import stories
from covalue.standing.actions import answering, asking, rounds, scorecards
from covalue.standing.actions.answering import Answers
from covalue.standing.inputs import ScorecardLineInput
from covalue.standing.kind import ASSESSMENTS
from covalue.standing.models import Assessment
from covalue.standing.queries.ladder import EVIDENCE
from covalue.standing.rules import RaterSide
from covalue.standing.stories import Assessed, Carded, Shown, View


def build(demo: Demo) -> None:
    for key, story in stories.STANDING:
        demo.tell(story, customer=key)
    customers = demo.get(Customers)
    for key, assessed in demo.stories_by_customer(Assessed):
        _assess(demo, customers, key, assessed)
    for key, shown in demo.stories_by_customer(Shown):
        contact = customers.contacts[key][shown.who] if shown.who else None
        values = {
            "criterion": shown.criterion,
            "side": RaterSide.THEIRS if contact else RaterSide.OURS,
            "words": shown.words,
            "on": demo.day(shown.days_ago),
            "contact": contact,
        }
        EVIDENCE.add(customers.leads[key], customers.accounts[key], values, now=demo.at(shown.days_ago))
    for key, carded in demo.stories_by_customer(Carded):
        _card(demo, customers, key, carded)


def _assess(demo: Demo, customers: Customers, key: str, assessed: Assessed) -> None:
    people, contacts, lead = demo.get(People), customers.contacts[key], customers.leads[key]
    account, opened = customers.accounts[key], demo.at(assessed.opened)
    due = account.day_of(opened) + timedelta(days=28 if assessed.closed is None else 21)
    found = rounds.open(lead, account=account, name=assessed.name, due_on=due, now=opened)
    names = (*(view.who for view in (*assessed.theirs, *assessed.ours)), *assessed.silent)
    asking.ask(
        lead,
        assessment=found,
        contacts=[contacts[name] for name in names if name in contacts],
        colleagues=[people.users[name] for name in names if name in people.users],
        now=opened,
    )
    for view in assessed.ours:
        rater = found.raters.get(user=people.users[view.who])
        now = opened + timedelta(days=view.after)
        answering.rate(people.actor(view.who), rater=rater, answers=_answers(found, view), now=now)
    for view in assessed.theirs:
        request = found.requests.get(contact=contacts[view.who])
        now = opened + timedelta(days=view.after)
        ASSESSMENTS.note_opened(request, now)
        answering.answer(US, request=request, answers=_answers(found, view), now=now)
    if assessed.closed is not None:
        rounds.close(lead, assessment=found, now=demo.at(assessed.closed))


def _answers(found: Assessment, view: View) -> Answers:
    drivers = list(found.driver_set.drivers.all())
    scores = {
        driver.pk: None if score == "-" else int(score) for driver, score in zip(drivers, view.scores, strict=True)
    }
    remarks = {driver.pk: view.remarks[driver.key] for driver in drivers if driver.key in view.remarks}
    return Answers(scores, remarks, view.rung, view.structure, view.remark)


def _card(demo: Demo, customers: Customers, key: str, carded: Carded) -> None:
    account, lead = customers.accounts[key], customers.leads[key]
    values = {
        "name": carded.name,
        "period": carded.period,
        "ends_on": demo.day(carded.ended),
        "worst": Decimal(carded.worst),
        "best": Decimal(carded.best),
        "contact": customers.contacts[key][carded.who],
    }
    guessed = demo.at(carded.ended)
    card = scorecards.add(lead, account=account, values=values, lines=_lines(carded, known=False), now=guessed)
    received = demo.at(carded.ended - 20)
    values |= {"overall": Decimal(carded.overall), "received_on": demo.day(carded.ended - 20)}
    scorecards.edit(lead, card=card, values=values, lines=_lines(carded, known=True), now=received)


def _lines(carded: Carded, *, known: bool) -> list[ScorecardLineInput]:
    return [
        ScorecardLineInput(
            criterion=criterion,
            weight=Decimal(weight),
            score=Decimal(score) if known and score else None,
            target=Decimal(target) if target else None,
            guess=Decimal(guess) if guess else None,
            driver=driver,
            remark=remark if known else "",
        )
        for criterion, weight, score, target, guess, driver, remark in carded.lines
    ]
