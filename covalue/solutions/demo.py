"""What the demo company designs with its customers."""

from dataclasses import dataclass
from typing import Any

from covalue.accounts.demo import Customers
from covalue.core.demo import Demo
from covalue.core.events import Actor
from covalue.people.demo import People
from covalue.solutions import actions
from covalue.solutions.queries import SOLUTIONS
from covalue.solutions.rules import PilotOutcome


@dataclass(frozen=True)
class Designed:
    """A joint solution begun so many days ago, with options (title, for, against, chosen) and designers (who, part).

    The pilot runs from and until so many days ago (negative: ahead), is agreed by a contact, with results (met, words);
    `case` is the beginning of the title of the value case it belongs to.
    """

    title: str
    purpose: str
    begun: int
    options: tuple[tuple[str, str, str, bool], ...]
    designers: tuple[tuple[str, str], ...]
    starts: int
    ends: int
    site: str
    criteria: tuple[str, ...]
    agreed_by: str = ""
    results: tuple[tuple[bool, str], ...] = ()
    outcome: str = ""
    reason: str = ""
    rights: str = ""
    confidentiality: str = ""
    case: str = ""


def build(demo: Demo) -> None:
    """Each solution as far as its story goes."""
    customers, users = demo.get(Customers), demo.get(People).users
    terms: dict[str, Any]
    for key, story in demo.stories_by_customer(Designed):
        lead, account, contacts = customers.leads[key], customers.accounts[key], customers.contacts[key]
        begun = demo.at(story.begun)
        case = account.initiatives.filter(title__startswith=story.case).first() if story.case else None
        values = {"title": story.title, "purpose": story.purpose, "initiative": case}
        values |= {"rights": story.rights, "confidentiality": story.confidentiality}
        solution = SOLUTIONS.add(lead, account, values, now=begun)
        for title, reasons_for, reasons_against, chosen in story.options:
            option = {"title": title, "reasons_for": reasons_for, "reasons_against": reasons_against}
            actions.add_option(lead, solution=solution, is_chosen=chosen, now=begun, **option)
        for who, part in story.designers:
            person = {"contact": contacts[who]} if who in contacts else {"colleague": users[who]}
            actions.add_designer(lead, solution=solution, part=part, now=begun, **person)
        terms = {"starts_on": demo.day(story.starts), "ends_on": demo.day(story.ends), "site": story.site}
        actions.write_terms(
            lead, solution=solution, criteria="\n".join(story.criteria), now=demo.at(story.begun - 5), **terms
        )
        if story.agreed_by:
            contact = contacts[story.agreed_by]
            actions.answer_terms(
                Actor(None, "demo", called=contact.name), account=account, contact=contact, solution_id=solution.pk,
                agreed=True, words="", now=demo.at(story.begun - 9),
            )  # fmt: skip
            actions.start(lead, solution=solution, now=demo.at(story.starts))
        for place, (met, words) in enumerate(story.results):
            actions.enter_result(
                lead, solution=solution, place=place, met=met, words=words, now=demo.at(max(0, story.ends))
            )
        if story.outcome:
            actions.end(lead, solution=solution, now=demo.at(story.ends))
            actions.decide(
                lead, solution=solution, outcome=PilotOutcome(story.outcome), reason=story.reason,
                now=demo.at(story.ends - 5),
            )  # fmt: skip
