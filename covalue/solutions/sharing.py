"""Pilots as a customer's guests see and agree to them."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.models import Account, Contact
from covalue.accounts.shareables import Item, Standing, day, filled, reading
from covalue.core.events import Actor
from covalue.solutions import actions, queries
from covalue.solutions.inputs import PilotAnswerInput
from covalue.solutions.queries import SOLUTIONS, Judged, SolutionView
from covalue.solutions.rules import OUTCOME_NAMES, PilotOutcome, Stage

KIND = "pilot"


def items(account: Account) -> Iterator[Item]:
    """The solutions of an account whose pilot has terms, the latest first."""
    return (item(view) for view in queries.views_of(account) if view.latest is not None)


def item(view: SolutionView) -> Item:
    """Terms, results and the decision; options and reasons stay with us, and so does our reason of the decision."""
    solution, latest = view.solution, view.latest
    assert latest is not None
    outcome = str(OUTCOME_NAMES[PilotOutcome(solution.outcome)]) if solution.outcome else ""
    facts = (
        (_("What it is for"), solution.purpose),
        (_("Starts"), day(latest.starts_on)),
        (_("Ends"), day(latest.ends_on)),
        (_("Site"), latest.site),
        *((_("Criterion {n}").format(n=n), text) for n, text in enumerate(latest.criteria, 1)),
        (_("Who owns what comes of it"), solution.rights),
        (_("What is confidential, until when"), solution.confidentiality),
        *((_("Result {n}").format(n=row.place + 1), _result(row)) for row in view.criteria if row.result),
        (_("Decision"), outcome),
    )
    return Item(
        kind=KIND,
        pk=solution.pk,
        title=solution.title,
        note=_("awaiting your agreement") if view.stage is Stage.ASKED else view.stage_name,
        facts=filled(facts),
        reading=reading(
            solution.title,
            solution.purpose,
            latest.number,
            latest.starts_on,
            latest.ends_on,
            latest.site,
            *latest.criteria,
            solution.rights,
            solution.confidentiality,
        ),
        ours_at=reverse("solutions:show", args=[solution.pk]),
        done=view.progress.decided,
        due_on=latest.ends_on,
    )


def standing(account: Account, contact: Contact, solution_id: int) -> Standing | None:
    """Whether the latest terms wait for an answer, and what was answered to them."""
    solution = SOLUTIONS.of(account).filter(pk=solution_id).first()
    view = queries.view_of(solution) if solution is not None else None
    if view is None or view.latest is None:
        return None
    latest = view.latest
    if latest.agreed is None:
        return Standing(view.may_write)
    said = _("{who}: we agree") if latest.agreed else _("{who}: we do not agree yet")
    return Standing(
        False,
        said=said.format(who=latest.contact.name if latest.contact else "–"),
        said_at=latest.answered_at,
        decided=True,
        accepted=latest.agreed,
    )


def answer(
    actor: Actor, account: Account, contact: Contact, solution_id: int, body: PilotAnswerInput, now: datetime
) -> None:
    """A guest agrees to the latest terms, or says what should be different."""
    actions.answer_terms(
        actor,
        account=account,
        contact=contact,
        solution_id=solution_id,
        agreed=body.said == "agreed",
        words=body.words,
        now=now,
    )


def _result(row: Judged) -> str:
    assert row.result is not None
    met = _("met") if row.result.met else _("not met")
    return f"{met}: {row.result.words}" if row.result.words else met
